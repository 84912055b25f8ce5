"""What parents write of what they read besides reports."""

import uuid
from typing import ClassVar

from django.db import models

from children.fields import SealedTextField
from children.models import Child, Guardian
from dossier.remark_states import RemarkAbout, RemarkEnd
from dossier.support_querysets import ParentRemarkQuerySet
from partners.models import Membership


class ParentRemark(models.Model):
    """What a parent thinks of what is kept, and what should be changed (opmerking van een ouder).

    It stands beside the dossier and never changes it: childcare says what came of it. A report has
    its own (`ReportOpinion`).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="remarks")
    guardian = models.ForeignKey(Guardian, models.RESTRICT, related_name="remarks")
    about = models.CharField("waarover", max_length=10, choices=RemarkAbout.choices)
    view = SealedTextField("wat een ouder vindt", blank=True)
    correction = SealedTextField("wat niet klopt", blank=True)
    said_at = models.DateTimeField("geschreven op")
    end = models.CharField(
        "wat ermee is gedaan", max_length=10, choices=RemarkEnd.choices, blank=True
    )
    reason = SealedTextField("waarom", blank=True)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("beantwoord op", null=True)

    objects: ClassVar[ParentRemarkQuerySet] = ParentRemarkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end="", answered_by=None, answered_at=None)
                | models.Q(
                    end__in=RemarkEnd.values,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
                name="dossier_parentremark_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)
