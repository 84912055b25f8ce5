"""The subsidy year: its budget, keys, figures, amounts and what was said about it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from partners.models import Municipality, Organisation, School, SchoolBoard, User
from subsidies.querysets import (
    AllocationQuerySet,
    AllocationRunQuerySet,
    SubsidyYearQuerySet,
    YearCommentQuerySet,
)
from subsidies.states import Regime, YearState


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
    aligned_at = models.DateTimeField("voorgelegd op", null=True, blank=True)
    aligned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    aligned_digest = models.CharField("kenmerk van het voorstel", max_length=64, blank=True)
    skipped_note = models.CharField("waarom niet voorgelegd", max_length=300, blank=True)
    closed_at = models.DateTimeField("afgesloten op", null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

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
            models.CheckConstraint(
                condition=Q(aligned_at__isnull=True, aligned_by__isnull=True)
                | Q(aligned_at__isnull=False, aligned_by__isnull=False),
                name="subsidies_subsidyyear_aligned_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=YearState.ALIGNED) | Q(aligned_at__isnull=False),
                name="subsidies_subsidyyear_aligned_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=YearState.CLOSED, closed_at__isnull=False, closed_by__isnull=False
                )
                | (~Q(state=YearState.CLOSED) & Q(closed_at__isnull=True, closed_by__isnull=True)),
                name="subsidies_subsidyyear_closed_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.label}"

    @property
    def label(self) -> str:
        """Return the year as commands and addresses write it, like 2026-2027."""
        return f"{self.first_year}-{self.first_year + 1}"

    @property
    def last_year(self) -> int:
        """Return the calendar year in which the school year ends."""
        return self.first_year + 1

    @property
    def is_established(self) -> bool:
        """Say whether the amounts are fixed for good."""
        return self.established_at is not None


class AllocationKey(models.Model):
    """One version of the rule that divides the budget (verdeelsleutel, Awb art. 4:26).

    `definition` is the KEY.json of docs/verdeelsleutel.md; amounts in it are strings. A version
    with a `label` is a variant to compare with; the newest one without is the year's own key.
    """

    year = models.ForeignKey(SubsidyYear, models.PROTECT, related_name="keys")
    version = models.PositiveSmallIntegerField("versie")
    definition = models.JSONField("sleutel")
    label = models.CharField("naam van de variant", max_length=80, blank=True)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "version"], name="subsidies_allocationkey_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}, versie {self.version}"


class AllocationRun(models.Model):
    """One calculation that was kept (berekening): what went in, what came out, who ran it.

    `inputs` holds each figure used with its source and reference date; `rows` holds per school
    the amount, the steps that led to it and last year's amount; `dropped` the schools that got an
    amount last year only; `long_granted` the ids of the boards with three years of grants before.
    """

    key = models.ForeignKey(AllocationKey, models.PROTECT, related_name="runs")
    run_at = models.DateTimeField("gerekend op")
    run_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    budget = models.DecimalField("budget", max_digits=12, decimal_places=2)
    remainder = models.DecimalField("restant", max_digits=12, decimal_places=2)
    inputs = models.JSONField("cijfers", default=list)
    rows = models.JSONField("uitkomst", default=list)
    dropped = models.JSONField("weggevallen scholen", default=list)
    long_granted = models.JSONField("langdurig gesubsidieerde besturen", default=list)

    objects: ClassVar[AllocationRunQuerySet] = AllocationRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["key", "-run_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(remainder__gte=0), name="subsidies_allocationrun_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}, {self.run_at:%d-%m-%Y %H:%M}"


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
    previous_amount = models.DecimalField(
        "bedrag vorig jaar", max_digits=12, decimal_places=2, null=True, blank=True
    )

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


class YearComment(models.Model):
    """What an issuer, a board or the municipality says about a proposed allocation (reactie).

    Comments are kept as they were written; without a `school` they concern the whole proposal.
    """

    year = models.ForeignKey(SubsidyYear, models.PROTECT, related_name="comments")
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField("reactie", max_length=2000)
    written_at = models.DateTimeField("geschreven op")

    objects: ClassVar[YearCommentQuerySet] = YearCommentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["year", "written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="subsidies_yearcomment_has_text")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text[:60]}"
