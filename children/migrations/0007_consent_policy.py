import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0006_access_needs_a_word"),
        ("partners", "0013_contacts_and_location_agreements"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "by_everybody",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("discuss", "meedenken in kindbespreking en afstemming"),
                                ("asked_at_35", "rond drie en een half jaar opnieuw vragen"),
                                ("observe", "meekijken in de groep"),
                                ("share_form", "het overdrachtsformulier delen"),
                                ("support_team", "bespreken in het ondersteuningsteam"),
                                ("health", "gegevens over gezondheid"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "holder",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consent_policy",
                        to="partners.childcareorganisation",
                    ),
                ),
            ],
            options={
                "ordering": ["holder"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "by_everybody__contained_by",
                                ["asked_at_35", "discuss", "observe", "share_form"],
                            )
                        ),
                        name="children_consentpolicy_where_there_is_a_choice",
                    )
                ],
            },
        ),
    ]
