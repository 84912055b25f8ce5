"""What a settlement is made from stands apart from the amount that its letter says."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0012_pdf_lock_waits_for_sending")]

    operations = [
        migrations.AddField(
            "decisionletter",
            "accounted",
            models.DecimalField(
                "verantwoord bedrag", max_digits=12, decimal_places=2, null=True, blank=True
            ),
        ),
        migrations.AddConstraint(
            "decisionletter",
            models.CheckConstraint(
                condition=Q(accounted__isnull=True) | Q(kind="settlement", accounted__gte=0),
                name="subsidies_decisionletter_accounted_settles",
            ),
        ),
    ]
