from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0007_registers_and_modules")]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="setup_marks",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="stand van de inrichting"
            ),
        ),
    ]
