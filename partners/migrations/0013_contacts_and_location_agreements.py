import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import partners.models.people

# What a period of a contact says never changes: it only ends. Another phone is another row.
FORWARD = """
CREATE FUNCTION partners_contact_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'ended_on' IS DISTINCT FROM to_jsonb(OLD) - 'ended_on'
        OR OLD.ended_on IS NOT NULL THEN
        RAISE EXCEPTION 'Table % is append-only: % is refused.', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'P0001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER partners_fixedcontact_locked
    BEFORE UPDATE ON partners_fixedcontact
    FOR EACH ROW EXECUTE FUNCTION partners_contact_locked();
"""
BACKWARD = """
DROP TRIGGER partners_fixedcontact_locked ON partners_fixedcontact;
DROP FUNCTION partners_contact_locked();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0012_letterhead_holidays_and_reminders"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactAbsence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField(verbose_name="afwezig vanaf")),
                ("back_on", models.DateField(blank=True, null=True, verbose_name="weer terug op")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="partners.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["membership", "first_day"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("back_on", None),
                            ("back_on__gte", models.F("first_day")),
                            _connector="OR",
                        ),
                        name="partners_contactabsence_period",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("membership", "="),
                            (partners.models.people.DateRange("first_day", "back_on"), "&&"),
                        ],
                        name="partners_contactabsence_no_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FixedContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[("fixed", "vaste contactpersoon"), ("deputy", "vervanger")],
                        max_length=10,
                        verbose_name="plaats",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        choices=[("ib", "IB’er"), ("qc", "kwaliteitscoördinator")],
                        max_length=10,
                        verbose_name="functie",
                    ),
                ),
                ("phone", models.CharField(max_length=20, verbose_name="telefoon")),
                (
                    "working_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        size=None,
                        verbose_name="werkdagen",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="vanaf")),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="niet meer vanaf"),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_places",
                        to="partners.membership",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="partners.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation__sort_name", "-place", "-valid_from", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("place__in", ["fixed", "deputy"])),
                        name="partners_fixedcontact_known_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title__in", ["", "ib", "qc"])),
                        name="partners_fixedcontact_known_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None),
                            ("ended_on__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="partners_fixedcontact_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("working_days__contained_by", [1, 2, 3, 4, 5, 6, 7]),
                            models.Q(("working_days", []), _negated=True),
                        ),
                        name="partners_fixedcontact_days_of_a_week",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("organisation", "="),
                            ("place", "="),
                            (partners.models.people.DateRange("valid_from", "ended_on"), "&&"),
                        ],
                        name="partners_fixedcontact_one_at_a_time",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("organisation", "="),
                            ("membership", "="),
                            (partners.models.people.DateRange("valid_from", "ended_on"), "&&"),
                        ],
                        name="partners_fixedcontact_one_place_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LocationAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="schooljaar vanaf")),
                (
                    "proposed_side",
                    models.CharField(
                        choices=[("school", "school"), ("location", "kinderopvang")],
                        max_length=10,
                        verbose_name="voorgesteld door",
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="voorgesteld op"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="bevestigd op"),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="beëindigd op"),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="partners.childcarelocation",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="partners.school",
                    ),
                ),
            ],
            options={
                "ordering": ["-first_year", "school", "location", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("proposed_side__in", ["school", "location"])),
                        name="partners_locationagreement_known_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("confirmed_by", None)),
                            models.Q(
                                ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="partners_locationagreement_confirmed_has_evidence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by", None),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="partners_locationagreement_confirmed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="partners_locationagreement_ended_has_evidence",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("school", "location", "first_year"),
                        name="partners_locationagreement_one_standing",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
