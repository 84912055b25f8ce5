"""An objection keeps which side registered it: a person can have a role on both."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def fill_sides(apps, _schema_editor):
    """Take whose membership the person ever had; until now nothing better was kept."""
    members = apps.get_model("partners", "Membership").objects.filter(
        user=OuterRef("registered_by"), role="brd", organisation=OuterRef("letter__board")
    )
    objections = apps.get_model("subsidies", "Objection").objects
    objections.filter(Exists(members)).update(is_by_board=True)


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0012_letterhead_holidays_and_reminders"),
        ("subsidies", "0016_what_was_written_stays"),
    ]

    operations = [
        migrations.AddField(
            "objection",
            "is_by_board",
            models.BooleanField("vastgelegd door het bestuur", default=False),
        ),
        migrations.RunPython(fill_sides, migrations.RunPython.noop),
    ]
