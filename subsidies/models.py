"""Subsidy years, keys, amounts and decision letters."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from partners.models import Municipality, School, SchoolBoard, User
from subsidies.querysets import (
    AllocationQuerySet,
    DecisionLetterQuerySet,
    LetterRunQuerySet,
    SubsidyYearQuerySet,
)
from subsidies.states import LetterKind, LetterState, Regime, RenderState, YearState


class SubsidyYear(models.Model):
    """The subsidy of one municipality for one school year, 1 August to 31 July (subsidiejaar).

    Amounts in euros, exact to the cent. After `established_at` the row and all that it led to
    are immutable; a change is an amendment beside it (Awb art. 4:23, 4:48).
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="subsidy_years")
    first_year = models.PositiveSmallIntegerField("eerste kalenderjaar")
    budget = models.DecimalField("budget", max_digits=12, decimal_places=2)
    hourly_rate = models.DecimalField("uurtarief", max_digits=8, decimal_places=2)
    budget_line = models.CharField("begrotingspost", max_length=200, blank=True)
    legal_basis = models.CharField("wettelijke grondslag", max_length=300, blank=True)
    regime = models.CharField(
        "verantwoording", max_length=10, choices=Regime.choices, default=Regime.LIGHT
    )
    state = models.CharField(
        "status", max_length=20, choices=YearState.choices, default=YearState.DRAFT
    )
    version = models.PositiveIntegerField("versie", default=1)
    remainder = models.DecimalField("restant", max_digits=12, decimal_places=2, null=True)
    established_at = models.DateTimeField("vastgesteld op", null=True, blank=True)
    established_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[SubsidyYearQuerySet] = SubsidyYearQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-first_year", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "first_year"], name="subsidies_subsidyyear_unique"
            ),
            models.CheckConstraint(
                condition=Q(budget__gt=0), name="subsidies_subsidyyear_budget_positive"
            ),
            models.CheckConstraint(
                condition=Q(hourly_rate__gt=0), name="subsidies_subsidyyear_rate_positive"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[YearState.DRAFT, YearState.ALIGNED],
                    established_at__isnull=True,
                    established_by__isnull=True,
                    remainder__isnull=True,
                )
                | Q(
                    state__in=[YearState.ESTABLISHED, YearState.CLOSED],
                    established_at__isnull=False,
                    established_by__isnull=False,
                    remainder__gte=0,
                ),
                name="subsidies_subsidyyear_established_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.label}"

    @property
    def label(self) -> str:
        """Return the year as commands and addresses write it, like 2026-2027."""
        return f"{self.first_year}-{self.first_year + 1}"

    @property
    def is_established(self) -> bool:
        """Say whether the amounts are fixed for good."""
        return self.established_at is not None


class AllocationKey(models.Model):
    """One version of the rule that divides the budget (verdeelsleutel, Awb art. 4:26).

    `definition` is the KEY.json of docs/verdeelsleutel.md; amounts in it are strings.
    """

    year = models.ForeignKey(SubsidyYear, models.PROTECT, related_name="keys")
    version = models.PositiveSmallIntegerField("versie")
    definition = models.JSONField("sleutel")
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        ordering = ["year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "version"], name="subsidies_allocationkey_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}, versie {self.version}"


class Allocation(models.Model):
    """What one school gets in one year (toekenning per school); written when established.

    `components` holds the steps that led to the amount: kind, explanation and amount of each.
    """

    year = models.ForeignKey(SubsidyYear, models.PROTECT, related_name="allocations")
    school = models.ForeignKey(School, models.PROTECT, related_name="allocations")
    board = models.ForeignKey(SchoolBoard, models.PROTECT, related_name="allocations")
    amount = models.DecimalField("bedrag", max_digits=12, decimal_places=2)
    hours = models.DecimalField("uren", max_digits=9, decimal_places=2)
    components = models.JSONField("opbouw", default=list)

    objects: ClassVar[AllocationQuerySet] = AllocationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["year", "school__organisation__key"]
        constraints = [
            models.UniqueConstraint(fields=["year", "school"], name="subsidies_allocation_unique"),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="subsidies_allocation_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.amount}"


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
