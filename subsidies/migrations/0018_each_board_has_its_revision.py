"""A school that moved can have a proposal after an objection of each of its boards."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0017_objection_keeps_its_side")]

    operations = [
        migrations.RemoveConstraint("schoolchange", "subsidies_schoolchange_one_open"),
        migrations.AddConstraint(
            "schoolchange",
            models.UniqueConstraint(
                fields=["year", "school", "kind"],
                condition=Q(state="proposed") & ~Q(kind="revised"),
                name="subsidies_schoolchange_one_open",
            ),
        ),
        migrations.AddConstraint(
            "schoolchange",
            models.UniqueConstraint(
                fields=["school", "objection"],
                condition=Q(objection__isnull=False),
                name="subsidies_schoolchange_one_revision",
            ),
        ),
    ]
