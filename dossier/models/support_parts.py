"""Which parts of support a childcare organisation uses."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from dossier.support_querysets import SupportChoiceQuerySet
from dossier.support_states import SupportPart
from partners.models import ChildcareOrganisation


class SupportChoice(models.Model):
    """Which parts of support are on at one childcare organisation; without it the plainest two.

    Where a part is off nobody adds to it; what was kept stays readable.
    """

    holder = models.OneToOneField(
        ChildcareOrganisation, models.CASCADE, related_name="support_choice"
    )
    parts = ArrayField(
        models.CharField(max_length=12, choices=SupportPart.choices), default=list, blank=True
    )

    objects: ClassVar[SupportChoiceQuerySet] = SupportChoiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["holder"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parts__contained_by=sorted(SupportPart.values)),
                name="dossier_supportchoice_known_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"ondersteuning bij {self.holder_id}"
