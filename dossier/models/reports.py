"""Reports of observations: their versions, the questions back, and what parents think of them."""

from typing import ClassVar

from django.db import models

from children.fields import SealedTextField
from children.models import Child, Guardian
from dossier.models.parents_words import ParentsWords, answered_by_somebody
from dossier.models.requests import ObservationRequest
from dossier.report_querysets import (
    ReportOpinionQuerySet,
    ReportQuerySet,
    ReportQuestionQuerySet,
    ReportVersionQuerySet,
)
from dossier.report_states import OpinionEnd, ReportStand
from partners.models import Membership


class Report(models.Model):
    """The report of one observation (verslag): its text is the newest of its versions.

    Only who writes it sees it until it is shared; from then on it is final, and a correction is a
    new version beside it. Logs and addresses name it by the key of its request.
    """

    request = models.OneToOneField(ObservationRequest, models.RESTRICT, related_name="report")
    child = models.ForeignKey(Child, models.CASCADE, related_name="observation_reports")
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("begonnen op")
    shared_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    shared_at = models.DateTimeField("gedeeld op", null=True)

    objects: ClassVar[ReportQuerySet] = ReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shared_by=None, shared_at=None)
                | models.Q(shared_by__isnull=False, shared_at__isnull=False),
                name="dossier_report_shared_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.request)

    @property
    def stand(self) -> ReportStand:
        """Return where it stands."""
        return ReportStand.BEGUN if self.shared_at is None else ReportStand.SHARED


class ReportVersion(models.Model):
    """A report as somebody saved it (versie); its text never changes, a newer one comes beside it.

    `final_at`: from then on others than its writers read this version.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("nummer")
    text = SealedTextField("verslag")
    advice = SealedTextField("advies", blank=True)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField("bewaard op")
    final_at = models.DateTimeField("definitief sinds", null=True)

    objects: ClassVar[ReportVersionQuerySet] = ReportVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="dossier_reportversion_unique_number"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="dossier_reportversion_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.number}"


class ReportQuestion(models.Model):
    """A question back to childcare (vraag terug), asked when a report is shared; answered once."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField("nummer")
    question = SealedTextField("vraag")
    answer = SealedTextField("antwoord", blank=True)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("beantwoord op", null=True)

    objects: ClassVar[ReportQuestionQuerySet] = ReportQuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="dossier_reportquestion_unique_number"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by=None, answered_at=None)
                | models.Q(answered_by__isnull=False, answered_at__isnull=False),
                name="dossier_reportquestion_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.number}"


class ReportOpinion(ParentsWords):
    """What a parent thinks of a report, and what should be corrected (zienswijze).

    It stands beside the report and never changes it: childcare or the author says what came of it.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="opinions")
    guardian = models.ForeignKey(Guardian, models.RESTRICT, related_name="opinions")
    end = models.CharField(
        "wat ermee is gedaan", max_length=10, choices=OpinionEnd.choices, blank=True
    )

    objects: ClassVar[ReportOpinionQuerySet] = ReportOpinionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(ParentsWords.Meta):
        constraints = [
            answered_by_somebody(OpinionEnd.values, "dossier_reportopinion_answered_by_somebody"),
        ]
