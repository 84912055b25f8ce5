"""An objection that is upheld leads to a proposal; one that never was is void."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("opened", "school geopend"),
    ("closed", "school gesloten"),
    ("merged", "school samengevoegd"),
    ("split", "school gesplitst"),
    ("board_changed", "school naar een ander bestuur"),
    ("revised", "bedrag herzien na bezwaar"),
]
OUTCOMES = [
    ("upheld", "gegrond"),
    ("partly", "deels gegrond"),
    ("dismissed", "ongegrond"),
    ("inadmissible", "niet-ontvankelijk"),
    ("retracted", "ingetrokken"),
    ("void", "ten onrechte vastgelegd"),
]


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0014_lower_settlements_keep_their_amount")]

    operations = [
        migrations.AlterField(
            "schoolchange", "kind", models.CharField("soort", max_length=15, choices=KINDS)
        ),
        migrations.AlterField(
            "objection",
            "outcome",
            models.CharField("beslissing", max_length=15, choices=OUTCOMES, blank=True),
        ),
        migrations.AddField(
            "schoolchange",
            "objection",
            models.ForeignKey(
                "subsidies.Objection",
                django.db.models.deletion.DO_NOTHING,
                null=True,
                blank=True,
                related_name="changes",
            ),
        ),
        migrations.AddConstraint(
            "schoolchange",
            models.CheckConstraint(
                condition=Q(kind="revised", objection__isnull=False)
                | (~Q(kind="revised") & Q(objection__isnull=True)),
                name="subsidies_schoolchange_revised_by_objection",
            ),
        ),
    ]
