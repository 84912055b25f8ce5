"""Decision letters: their runs, numbers, contents and PDFs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from partners.models import Municipality, SchoolBoard, User
from subsidies.models.years import SubsidyYear
from subsidies.querysets import DecisionLetterQuerySet, LetterRunQuerySet
from subsidies.states import LetterKind, LetterState, RenderState


class LetterRun(models.Model):
    """One batch of letters (brievenronde); its progress is counted from its letters."""

    year = models.ForeignKey(SubsidyYear, models.PROTECT, related_name="runs")
    started_at = models.DateTimeField("gestart op")
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[LetterRunQuerySet] = LetterRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.year}, {self.started_at:%d-%m-%Y %H:%M}"


class ReferenceCounter(models.Model):
    """Last reference number of one municipality in one calendar year (kenmerkteller)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    calendar_year = models.PositiveSmallIntegerField("kalenderjaar")
    last_number = models.PositiveIntegerField("laatste nummer", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "calendar_year"], name="subsidies_referencecounter_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.calendar_year}: {self.last_number}"


class DecisionLetter(models.Model):
    """A decision letter to one board for one year (beschikkingsbrief, Awb art. 1:3).

    `snapshot` is all that the letter says, frozen when it was drafted; the PDF is made from the
    snapshot alone, so the same content gives the same bytes.
    """

    year = models.ForeignKey(SubsidyYear, models.PROTECT, related_name="letters")
    board = models.ForeignKey(SchoolBoard, models.PROTECT, related_name="letters")
    kind = models.CharField("soort", max_length=10, choices=LetterKind.choices)
    version = models.PositiveSmallIntegerField("versie", default=1)
    reference_year = models.PositiveSmallIntegerField("jaar van het kenmerk")
    reference_number = models.PositiveIntegerField("volgnummer")
    amount = models.DecimalField("bedrag", max_digits=12, decimal_places=2)
    snapshot = models.JSONField("inhoud")
    state = models.CharField(
        "status", max_length=10, choices=LetterState.choices, default=LetterState.DRAFT
    )
    drafted_at = models.DateTimeField("opgesteld op")
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(LetterRun, models.PROTECT, null=True, related_name="letters")
    render_state = models.CharField(
        "stand van de pdf", max_length=10, choices=RenderState.choices, default=RenderState.QUEUED
    )
    render_attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    render_not_before = models.DateTimeField("niet eerder dan", default=timezone.now)
    render_error = models.CharField("reden van mislukken", max_length=300, blank=True)
    sha256 = models.CharField("controlegetal", max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField("bladzijden", default=0)

    objects: ClassVar[DecisionLetterQuerySet] = DecisionLetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["reference_year", "reference_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "year", "kind", "version"],
                name="subsidies_decisionletter_unique",
            ),
            models.CheckConstraint(
                condition=Q(render_state=RenderState.DONE) ^ Q(sha256="", pages=0),
                name="subsidies_decisionletter_done_has_pdf",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="subsidies_decisionletter_not_negative"
            ),
        ]
        indexes = [
            models.Index(
                fields=["render_not_before", "id"],
                condition=Q(render_state=RenderState.QUEUED),
                name="subsidies_letter_queue",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.board}"

    @property
    def reference(self) -> str:
        """Return the reference (kenmerk): KOPO, calendar year, number without gaps."""
        return f"KOPO-{self.reference_year}-{self.reference_number:03d}"


class LetterPdf(models.Model):
    """The bytes of one letter's current PDF (pdf), written with the letter's hash at once."""

    letter = models.OneToOneField(
        DecisionLetter, models.PROTECT, primary_key=True, related_name="pdf"
    )
    content = models.BinaryField("pdf")

    class Meta:
        ordering = ["letter"]

    def __str__(self) -> str:
        return str(self.letter)
