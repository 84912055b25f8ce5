"""Settlements under way that are lower than the grant keep the amount they were lowered to."""

from django.db import migrations


def keep_amounts(apps, _schema_editor):
    """Only a settlement that lowers prints a difference; a sent one is never written anew."""
    letters = apps.get_model("subsidies", "DecisionLetter").objects
    under_way = letters.filter(kind="settlement", accounted=None).exclude(state="sent")
    for letter in under_way.only("amount", "snapshot"):
        if letter.snapshot.get("difference"):
            letters.filter(pk=letter.pk).update(accounted=letter.amount)


def nothing(_apps, _schema_editor):
    """Leave the amounts: the column goes with the migration before this one."""


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0013_settlement_knows_what_was_accounted")]

    operations = [migrations.RunPython(keep_amounts, nothing)]
