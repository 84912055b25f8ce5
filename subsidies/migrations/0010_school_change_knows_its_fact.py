"""A fact of the registers is proposed once, also when nobody took it over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0009_sent_letters_are_locked")]

    operations = [
        migrations.AddField(
            "schoolchange",
            "fact",
            models.CharField("feit uit het register", max_length=80, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "schoolchange",
            models.UniqueConstraint(
                fields=["year", "school", "fact"],
                condition=~models.Q(fact=""),
                name="subsidies_schoolchange_fact_once",
            ),
        ),
    ]
