"""Which translations of the consent texts a municipality has approved."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from children.querysets import ConsentTextApprovalQuerySet
from children.states import Language
from partners.models import Membership, Municipality

TRANSLATED = [Language.TR, Language.AR, Language.PL, Language.UK]


class ConsentTextApproval(models.Model):
    """That a municipality stands for one translation of what guardians read, as it was then.

    `version`: of the consent texts, and a hash of all texts beside the Dutch.

    Without it guardians are asked in Dutch or English, which are no translations.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="consent_text_approvals"
    )
    language = models.CharField("taal", max_length=2, choices=Language.choices)
    version = models.CharField("versie van de tekst", max_length=20)
    approved_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField("goedgekeurd op", default=timezone.now)

    objects: ClassVar[ConsentTextApprovalQuerySet] = ConsentTextApprovalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["municipality", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "language", "version"],
                name="children_consenttextapproval_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    language__in=[Language.TR, Language.AR, Language.PL, Language.UK]
                ),
                name="children_consenttextapproval_of_a_translation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_language_display()}, versie {self.version}"
