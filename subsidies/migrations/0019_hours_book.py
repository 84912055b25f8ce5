"""Hours of coordinators: lines, their steps, and the kinds a municipality changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import config.citizen_numbers


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0014_reminders_have_switches"),
        ("subsidies", "0018_each_board_has_its_revision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TimeEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="dag")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("a1", "Kindbespreking"),
                            ("a2", "Afstemmingsoverleg"),
                            ("a3", "Observatie"),
                            ("a4", "Plaatsing"),
                            ("other", "Overig"),
                        ],
                        max_length=5,
                        verbose_name="soort",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minuten")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[config.citizen_numbers.refuse],
                        verbose_name="toelichting",
                    ),
                ),
                ("cause", models.CharField(blank=True, max_length=80, verbose_name="oorzaak")),
                (
                    "is_corrected",
                    models.BooleanField(default=False, verbose_name="met de hand aangepast"),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_entries",
                        to="partners.membership",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_entries",
                        to="partners.school",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "school", "kind", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TimeEntryStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="dag")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("a1", "Kindbespreking"),
                            ("a2", "Afstemmingsoverleg"),
                            ("a3", "Observatie"),
                            ("a4", "Plaatsing"),
                            ("other", "Overig"),
                        ],
                        max_length=5,
                        verbose_name="soort",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minuten")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="toelichting")),
                (
                    "is_corrected",
                    models.BooleanField(default=False, verbose_name="met de hand aangepast"),
                ),
                ("at", models.DateTimeField(verbose_name="gewijzigd op")),
                (
                    "save_key",
                    models.UUIDField(
                        blank=True, db_index=True, null=True, verbose_name="bewaarbeurt"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="subsidies.timeentry",
                    ),
                ),
            ],
            options={
                "ordering": ["entry", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ActivityKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("a1", "Kindbespreking"),
                            ("a2", "Afstemmingsoverleg"),
                            ("a3", "Observatie"),
                            ("a4", "Plaatsing"),
                            ("other", "Overig"),
                        ],
                        max_length=5,
                        verbose_name="soort",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="naam")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minuten")),
                ("is_on", models.BooleanField(default=True, verbose_name="staat aan")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activity_kinds",
                        to="partners.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["municipality", "code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "code"), name="subsidies_activitykind_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0), ("minutes__lte", 1440)),
                        name="subsidies_activitykind_within_a_day",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="timeentry",
            index=models.Index(fields=["school", "day"], name="subsidies_timeentry_school_day"),
        ),
        migrations.AddConstraint(
            model_name="timeentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cause", ""), _negated=True),
                fields=("membership", "cause"),
                name="subsidies_timeentry_one_per_cause",
            ),
        ),
        migrations.AddConstraint(
            model_name="timeentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cause", "")),
                fields=("membership", "school", "day", "kind"),
                name="subsidies_timeentry_one_by_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="timeentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 0), ("minutes__lte", 1440)),
                name="subsidies_timeentry_within_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="timeentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_corrected", False), models.Q(("cause", ""), _negated=True), _connector="OR"
                ),
                name="subsidies_timeentry_corrected_has_cause",
            ),
        ),
    ]
