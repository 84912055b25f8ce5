import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = [
    ("queued", "Wacht op verzending"),
    ("claimed", "Wordt verzonden"),
    ("sent", "Verzonden"),
    ("failed", "Niet bezorgd"),
    ("unknown", "Onbekend of dit is verzonden"),
    ("dropped", "Niet meer nodig"),
]


class Migration(migrations.Migration):
    dependencies = [("partners", "0005_cache_table")]

    operations = [
        migrations.CreateModel(
            name="MessageMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="moment")),
                (
                    "state",
                    models.CharField(choices=STATES, max_length=10, verbose_name="status"),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=200, verbose_name="toelichting"),
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
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="partners.message",
                    ),
                ),
            ],
            options={"ordering": ["at", "pk"]},
        ),
    ]
