"""A planned day on which nobody comes is remembered: which, why and since when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0010_files_of_other_observers"),
        ("dossier", "0012_reports_keep_their_versions"),
        ("partners", "0015_message_calendar"),
    ]

    operations = [
        migrations.AddField(
            model_name="observationrequest",
            name="called_off_at",
            field=models.DateTimeField(null=True, verbose_name="afgezegd op"),
        ),
        migrations.AddField(
            model_name="observationrequest",
            name="called_off_day",
            field=models.DateField(null=True, verbose_name="welke dag niet doorging"),
        ),
        migrations.AddField(
            model_name="observationrequest",
            name="called_off_why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no_consent", "er was geen toestemming meer"),
                    ("child_left", "het kind was niet meer op de opvang"),
                ],
                max_length=20,
                verbose_name="waarom niet",
            ),
        ),
        migrations.AddConstraint(
            model_name="observationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("called_off_at", None), ("called_off_day", None), ("called_off_why", "")
                    ),
                    models.Q(
                        ("called_off_at__isnull", False),
                        ("called_off_day__isnull", False),
                        ("called_off_why__in", ["no_consent", "child_left"]),
                        ("requested_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="dossier_observationrequest_called_off_says_why",
            ),
        ),
    ]
