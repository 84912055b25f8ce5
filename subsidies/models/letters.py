"""Decision letters: their runs, numbers, contents and PDFs."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from partners.models import IssuerMandate, Municipality, SchoolBoard, User
from partners.states import Delivery
from subsidies.models.years import SubsidyYear
from subsidies.querysets import (
    DecisionLetterQuerySet,
    LetterOpeningQuerySet,
    LetterRunQuerySet,
)
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


def _evidence(move: str, states: set[LetterState]) -> models.CheckConstraint:
    """Return the rule that these states, and no others, have who made the move and when."""
    at, by = f"{move}_at__isnull", f"{move}_by__isnull"
    open_states = [LetterState.DRAFT, LetterState.CHECKED, LetterState.SIGNED]
    without = [state for state in open_states if state not in states]
    return models.CheckConstraint(
        condition=Q(state__in=sorted(states), **{at: False, by: False})
        | Q(state__in=without, **{at: True, by: True})
        | Q(state=LetterState.CANCELLED),
        name=f"subsidies_decisionletter_{move}_has_evidence",
    )


class DecisionLetter(models.Model):
    """A decision letter to one board for one year (beschikkingsbrief, Awb art. 1:3).

    `snapshot` is all that the letter says; the PDF is made from the snapshot alone, so the same
    content gives the same bytes. A draft's snapshot is renewed when a fact changes, a checked one
    never; a sent letter is locked by the database. `sending_on` and `mandate` are fixed before the
    check, `supersedes` is the letter that this one changes, and `change` why. `amount` is what the
    letter says; `accounted` is what a lower settlement is made from, none at the full grant.
    """

    year = models.ForeignKey(SubsidyYear, models.PROTECT, related_name="letters")
    board = models.ForeignKey(SchoolBoard, models.PROTECT, related_name="letters")
    counter = models.ForeignKey(ReferenceCounter, models.PROTECT, related_name="letters")
    kind = models.CharField("soort", max_length=10, choices=LetterKind.choices)
    version = models.PositiveSmallIntegerField("versie", default=1)
    reference_year = models.PositiveSmallIntegerField("jaar van het kenmerk")
    reference_number = models.PositiveIntegerField("volgnummer")
    amount = models.DecimalField("bedrag", max_digits=12, decimal_places=2)
    accounted = models.DecimalField(
        "verantwoord bedrag", max_digits=12, decimal_places=2, null=True, blank=True
    )
    snapshot = models.JSONField("inhoud")
    state = models.CharField(
        "status", max_length=10, choices=LetterState.choices, default=LetterState.DRAFT
    )
    drafted_at = models.DateTimeField("opgesteld op")
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(LetterRun, models.PROTECT, null=True, related_name="letters")
    supersedes = models.ForeignKey(
        "self",
        models.DO_NOTHING,  # the database refuses it; Django could not empty a demo otherwise
        null=True,
        blank=True,
        related_name="later_letters",
    )
    change = models.ForeignKey(
        "SchoolChange", models.PROTECT, null=True, blank=True, related_name="letters"
    )
    reasons = models.TextField("toelichting", max_length=2000, blank=True)
    application_on = models.DateField("aanvraag van", null=True, blank=True)
    application_number = models.CharField("nummer van de aanvraag", max_length=40, blank=True)
    sending_on = models.DateField("verzenddatum", null=True, blank=True)
    mandate = models.ForeignKey(
        IssuerMandate, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    text = models.ForeignKey(
        "LetterText", models.PROTECT, null=True, blank=True, related_name="letters"
    )
    checked_at = models.DateTimeField("gecontroleerd op", null=True, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField("ondertekend op", null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField("verzonden op", null=True, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    delivery = models.CharField(
        "bezorging", max_length=10, choices=Delivery.choices, default=Delivery.POST
    )
    digital_agreed_on = models.DateField("digitaal akkoord op", null=True, blank=True)
    cancelled_at = models.DateTimeField("vervallen op", null=True, blank=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.CharField("reden van vervallen", max_length=300, blank=True)
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
            models.UniqueConstraint(
                fields=["counter", "reference_number"],
                name="subsidies_decisionletter_unique_reference",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="subsidies_decisionletter_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(accounted__isnull=True)
                | Q(kind=LetterKind.SETTLEMENT, accounted__gte=0),
                name="subsidies_decisionletter_accounted_settles",
            ),
            models.CheckConstraint(
                condition=Q(kind=LetterKind.GRANT, supersedes__isnull=True)
                | (~Q(kind=LetterKind.GRANT) & Q(supersedes__isnull=False)),
                name="subsidies_decisionletter_supersedes",
            ),
            _evidence("checked", {LetterState.CHECKED, LetterState.SIGNED, LetterState.SENT}),
            _evidence("signed", {LetterState.SIGNED, LetterState.SENT}),
            _evidence("sent", {LetterState.SENT}),
            models.CheckConstraint(
                condition=Q(
                    state=LetterState.CANCELLED,
                    cancelled_at__isnull=False,
                    cancelled_by__isnull=False,
                )
                | (
                    ~Q(state=LetterState.CANCELLED)
                    & Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                ),
                name="subsidies_decisionletter_cancelled_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True)
                | Q(drafted_by__isnull=True)
                | ~Q(signed_by=F("drafted_by")),
                name="subsidies_decisionletter_signed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[LetterState.DRAFT, LetterState.CANCELLED])
                | Q(sending_on__isnull=False, mandate__isnull=False),
                name="subsidies_decisionletter_checked_is_planned",
            ),
            models.CheckConstraint(
                condition=~Q(state=LetterState.SENT) | Q(render_state=RenderState.DONE),
                name="subsidies_decisionletter_sent_has_pdf",
            ),
            models.CheckConstraint(
                condition=~Q(delivery=Delivery.DIGITAL) | Q(digital_agreed_on__isnull=False),
                name="subsidies_decisionletter_digital_needs_agreement",
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


class LetterOpening(models.Model):
    """That somebody opened the PDF of a letter as it was then (inzage); for a board, its receipt.

    Check, sign and send ask for an opening of the bytes that lie there now.
    """

    letter = models.ForeignKey(DecisionLetter, models.PROTECT, related_name="openings")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    sha256 = models.CharField("controlegetal", max_length=64)
    opened_at = models.DateTimeField("geopend op")

    objects: ClassVar[LetterOpeningQuerySet] = LetterOpeningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["letter", "opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "user", "sha256"], name="subsidies_letteropening_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.user}"


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
