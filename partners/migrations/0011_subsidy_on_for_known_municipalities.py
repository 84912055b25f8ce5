"""A municipality that existed before modules did used Subsidie, so there it is on."""

from django.db import migrations
from django.utils import timezone


def switch_on(apps, schema_editor):
    Municipality = apps.get_model("partners", "Municipality")
    Module = apps.get_model("partners", "Module")
    at = timezone.now()
    for municipality in Municipality.objects.all():
        Module.objects.get_or_create(
            municipality=municipality,
            kindcentrum=None,
            kind="subsidie",
            defaults={"switched_on_at": at},
        )


def switch_off(apps, schema_editor):
    apps.get_model("partners", "Module").objects.filter(
        kind="subsidie", switched_on_by__isnull=True
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("partners", "0010_municipality_setup_marks")]

    operations = [migrations.RunPython(switch_on, switch_off)]
