import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import children.fields
import partners.fields


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0004_consent_text_approval"),
        ("partners", "0012_letterhead_holidays_and_reminders"),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", children.fields.PlainField(max_length=80, verbose_name="naam")),
                (
                    "sort_name",
                    partners.fields.SortKeyField(editable=False, max_length=255, source="name"),
                ),
                ("from_months", models.PositiveSmallIntegerField(verbose_name="vanaf (maanden)")),
                ("until_months", models.PositiveSmallIntegerField(verbose_name="tot (maanden)")),
                (
                    "hours",
                    children.fields.PlainField(blank=True, max_length=200, verbose_name="uren"),
                ),
                (
                    "ratio",
                    children.fields.PlainField(
                        blank=True, max_length=200, verbose_name="kinderen en medewerkers"
                    ),
                ),
                (
                    "decided_by",
                    children.fields.PlainField(
                        blank=True, max_length=200, verbose_name="wie beslist"
                    ),
                ),
                (
                    "has_home_visit",
                    models.BooleanField(default=False, verbose_name="huisbezoek bij de start"),
                ),
                (
                    "district",
                    children.fields.PlainField(blank=True, max_length=200, verbose_name="wijk"),
                ),
                (
                    "outflow",
                    children.fields.PlainField(blank=True, max_length=300, verbose_name="daarna"),
                ),
                (
                    "entry_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="invoeren vanaf (maanden)"
                    ),
                ),
                ("is_on", models.BooleanField(default=True, verbose_name="staat aan")),
            ],
            options={
                "ordering": ["from_months", "sort_name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ColumnName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", children.fields.PlainField(max_length=60, verbose_name="kolomnaam")),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("first_name", "voornaam"),
                            ("prefix", "tussenvoegsel"),
                            ("last_name", "achternaam"),
                            ("full_name", "voornaam en achternaam in één kolom"),
                            ("born_on", "geboortedatum"),
                            ("group", "groep"),
                            ("entered_on", "op de opvang sinds"),
                            ("days", "dagen per week"),
                            ("languages", "talen thuis"),
                            ("guardian_name", "naam van ouder 1"),
                            ("guardian_email", "e-mailadres van ouder 1"),
                            ("guardian_phone", "telefoon van ouder 1"),
                            ("guardian_language", "taal van ouder 1"),
                            ("other_name", "naam van ouder 2"),
                            ("other_email", "e-mailadres van ouder 2"),
                            ("other_phone", "telefoon van ouder 2"),
                            ("other_language", "taal van ouder 2"),
                            ("nothing", "niet overnemen"),
                        ],
                        max_length=20,
                        verbose_name="gegeven",
                    ),
                ),
            ],
            options={
                "ordering": ["location", "name"],
            },
        ),
        migrations.CreateModel(
            name="LocationStart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="gestart op"
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_practice", True)),
                fields=("location",),
                name="children_child_one_practice_at_location",
            ),
        ),
        migrations.AddField(
            model_name="arrangement",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="arrangements",
                to="partners.municipality",
            ),
        ),
        migrations.AddField(
            model_name="columnname",
            name="location",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="column_names",
                to="partners.childcarelocation",
            ),
        ),
        migrations.AddField(
            model_name="locationstart",
            name="location",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="start",
                to="partners.childcarelocation",
            ),
        ),
        migrations.AddField(
            model_name="locationstart",
            name="started_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.membership",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.UniqueConstraint(
                fields=("municipality", "name"),
                name="children_arrangement_unique_name_in_municipality",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_months__lt", models.F("until_months")), ("until_months__lte", 156)
                ),
                name="children_arrangement_ages",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("entry_months", None), ("entry_months__range", (12, 30)), _connector="OR"
                ),
                name="children_arrangement_entry_age",
            ),
        ),
        migrations.AddConstraint(
            model_name="columnname",
            constraint=models.UniqueConstraint(
                fields=("location", "name"), name="children_columnname_once_at_location"
            ),
        ),
        migrations.AddConstraint(
            model_name="columnname",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "field__in",
                        [
                            "first_name",
                            "prefix",
                            "last_name",
                            "full_name",
                            "born_on",
                            "group",
                            "entered_on",
                            "days",
                            "languages",
                            "guardian_name",
                            "guardian_email",
                            "guardian_phone",
                            "guardian_language",
                            "other_name",
                            "other_email",
                            "other_phone",
                            "other_language",
                            "nothing",
                        ],
                    )
                ),
                name="children_columnname_known_field",
            ),
        ),
    ]
