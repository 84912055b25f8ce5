"""What parents write of what they read besides reports."""

from typing import ClassVar

from django.db import models

from children.models import Child, Guardian
from dossier.models.parents_words import ParentsWords, answered_by_somebody
from dossier.remark_states import RemarkAbout, RemarkEnd
from dossier.support_querysets import ParentRemarkQuerySet


class ParentRemark(ParentsWords):
    """What a parent thinks of what is kept, and what should be changed (opmerking van een ouder).

    It stands beside the dossier and never changes it: childcare says what came of it. A report has
    its own (`ReportOpinion`).
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="remarks")
    guardian = models.ForeignKey(Guardian, models.RESTRICT, related_name="remarks")
    about = models.CharField("waarover", max_length=10, choices=RemarkAbout.choices)
    end = models.CharField(
        "wat ermee is gedaan", max_length=10, choices=RemarkEnd.choices, blank=True
    )

    objects: ClassVar[ParentRemarkQuerySet] = ParentRemarkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(ParentsWords.Meta):
        constraints = [
            answered_by_somebody(RemarkEnd.values, "dossier_parentremark_answered_by_somebody"),
        ]
