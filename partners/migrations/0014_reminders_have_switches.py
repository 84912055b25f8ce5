"""A municipality can switch a rule of reminders on or off."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0013_contacts_and_location_agreements"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderSwitch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=5, verbose_name="regel")),
                ("is_on", models.BooleanField(verbose_name="staat aan")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_switches",
                        to="partners.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["municipality", "rule"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "rule"), name="partners_reminderswitch_unique"
                    )
                ],
            },
        ),
    ]
