"""School holidays, who is told of which reminder and who put one off, and the day of one's mail."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import partners.models.people


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0015_message_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "ordering": ["reminder", "user"],
            },
        ),
        migrations.CreateModel(
            name="ReminderSnooze",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField(verbose_name="tot")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("parents", "we wachten op ouders"),
                            ("others", "we wachten op een ander"),
                            ("planned", "er is een dag afgesproken"),
                            ("away", "ik ben er niet"),
                            ("other", "een andere reden"),
                        ],
                        max_length=10,
                        verbose_name="reden",
                    ),
                ),
                ("put_off_at", models.DateTimeField(verbose_name="uitgesteld op")),
                (
                    "undone_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="teruggezet op"),
                ),
            ],
            options={
                "ordering": ["line", "put_off_at"],
            },
        ),
        migrations.CreateModel(
            name="SchoolHoliday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="naam")),
                ("first_day", models.DateField(verbose_name="eerste dag")),
                ("last_day", models.DateField(verbose_name="laatste dag")),
                ("source", models.CharField(max_length=200, verbose_name="bron")),
            ],
            options={
                "ordering": ["municipality", "first_day"],
            },
        ),
        migrations.AddField(
            model_name="reminderswitch",
            name="offset_days",
            field=models.SmallIntegerField(default=0, verbose_name="dagen later"),
        ),
        migrations.AddField(
            model_name="user",
            name="digest_day",
            field=models.CharField(
                choices=[
                    ("mon", "maandag"),
                    ("tue", "dinsdag"),
                    ("wed", "woensdag"),
                    ("thu", "donderdag"),
                    ("fri", "vrijdag"),
                ],
                default="mon",
                max_length=3,
                verbose_name="dag van de weekmail",
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Staat klaar voor een mail"),
                    ("sent", "Verzonden"),
                    ("blocked", "Niet verzonden: niemand om aan te schrijven"),
                ],
                max_length=10,
                verbose_name="stand",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderswitch",
            constraint=models.CheckConstraint(
                condition=models.Q(("offset_days__range", (-60, 60))),
                name="partners_reminderswitch_near",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest_day__in", ["mon", "tue", "wed", "thu", "fri"])),
                name="partners_user_known_digest_day",
            ),
        ),
        migrations.AddField(
            model_name="reminderline",
            name="message",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminder_lines",
                to="partners.message",
            ),
        ),
        migrations.AddField(
            model_name="reminderline",
            name="reminder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="partners.reminder",
            ),
        ),
        migrations.AddField(
            model_name="reminderline",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminder_lines",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="remindersnooze",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="snoozes",
                to="partners.reminderline",
            ),
        ),
        migrations.AddField(
            model_name="remindersnooze",
            name="message",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.message",
            ),
        ),
        migrations.AddField(
            model_name="schoolholiday",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="school_holidays",
                to="partners.municipality",
            ),
        ),
        migrations.AddIndex(
            model_name="reminderline",
            index=models.Index(
                condition=models.Q(("message", None)),
                fields=["user"],
                name="partners_reminderline_to_tell",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderline",
            constraint=models.UniqueConstraint(
                fields=("reminder", "user"), name="partners_reminderline_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="remindersnooze",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason__in", ["parents", "others", "planned", "away", "other"])
                ),
                name="partners_remindersnooze_known_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="remindersnooze",
            constraint=models.UniqueConstraint(
                condition=models.Q(("message", None), ("undone_at", None)),
                fields=("line",),
                name="partners_remindersnooze_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="schoolholiday",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="partners_schoolholiday_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="schoolholiday",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("municipality", "="),
                    (
                        partners.models.people.DateRange(
                            "first_day",
                            "last_day",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="partners_schoolholiday_no_overlap",
            ),
        ),
    ]
