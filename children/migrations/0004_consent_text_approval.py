import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0003_questions_are_whole"),
        ("partners", "0012_letterhead_holidays_and_reminders"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentTextApproval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("nl", "Nederlands"),
                            ("en", "English"),
                            ("tr", "Türkçe"),
                            ("ar", "العربية"),
                            ("pl", "Polski"),
                            ("uk", "Українська"),
                        ],
                        max_length=2,
                        verbose_name="taal",
                    ),
                ),
                ("version", models.CharField(max_length=20, verbose_name="versie van de tekst")),
                (
                    "approved_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="goedgekeurd op"
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.membership",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consent_text_approvals",
                        to="partners.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["municipality", "language"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "language", "version"),
                        name="children_consenttextapproval_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["tr", "ar", "pl", "uk"])),
                        name="children_consenttextapproval_of_a_translation",
                    ),
                ],
            },
        ),
    ]
