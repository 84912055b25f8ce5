"""A letter points at the counter that its number came from; until now only its year said so."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def point_at_counters(apps, _schema_editor):
    letters = apps.get_model("subsidies", "DecisionLetter").objects.filter(counter=None)
    counters = apps.get_model("subsidies", "ReferenceCounter").objects.filter(
        municipality=OuterRef("year__municipality"), calendar_year=OuterRef("reference_year")
    )
    ids = letters.annotate(own=Subquery(counters.values("pk")[:1])).values_list("pk", "own")
    for pk, own in ids.iterator():
        letters.filter(pk=pk).update(counter=own)


def nothing(_apps, _schema_editor):
    """Leave the pointers: the column goes with the migration before this one."""


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0006_letters_have_people_texts_and_aftermath")]

    operations = [migrations.RunPython(point_at_counters, nothing)]
