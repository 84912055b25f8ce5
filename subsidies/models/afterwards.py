"""What happens after a letter was sent: schools that change, other amounts, objections."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from partners.models import School, SchoolBoard, User
from subsidies.models.letters import DecisionLetter
from subsidies.models.years import SubsidyYear
from subsidies.querysets import AmendedAmountQuerySet, ObjectionQuerySet, SchoolChangeQuerySet
from subsidies.states import ChangeKind, ChangeState, ObjectionOutcome


class SchoolChange(models.Model):
    """Something that changes what a school or board gets in an established year (wijziging).

    `school` is the one it happened to, `other` the one it merged into or was split from,
    `new_board` where it went. `AmendedAmount` holds the outcome once it is accepted. `fact` tells
    one fact of the registers from any other, so that it is proposed once; a report has none.
    `objection` is the one that was upheld, if that is what happened.
    """

    year = models.ForeignKey(SubsidyYear, models.PROTECT, related_name="changes")
    kind = models.CharField("soort", max_length=15, choices=ChangeKind.choices)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    other = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    new_board = models.ForeignKey(
        SchoolBoard, models.PROTECT, null=True, blank=True, related_name="+"
    )
    objection = models.ForeignKey(
        "Objection",
        models.DO_NOTHING,  # the database refuses it; Django could not empty a demo otherwise
        null=True,
        blank=True,
        related_name="changes",
    )
    effective_on = models.DateField("gaat in op")
    note = models.TextField("toelichting", max_length=1000, blank=True)
    source = models.CharField("bron", max_length=200, blank=True)
    fact = models.CharField("feit uit het register", max_length=80, blank=True)
    state = models.CharField(
        "status", max_length=10, choices=ChangeState.choices, default=ChangeState.PROPOSED
    )
    reported_at = models.DateTimeField("gemeld op")
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decision_note = models.CharField("waarom", max_length=300, blank=True)

    objects: ClassVar[SchoolChangeQuerySet] = SchoolChangeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["year", "effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=ChangeState.PROPOSED, decided_at__isnull=True, decided_by__isnull=True
                )
                | (
                    ~Q(state=ChangeState.PROPOSED)
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="subsidies_schoolchange_decided_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.REVISED, objection__isnull=False)
                | (~Q(kind=ChangeKind.REVISED) & Q(objection__isnull=True)),
                name="subsidies_schoolchange_revised_by_objection",
            ),
            models.UniqueConstraint(
                fields=["year", "school", "kind"],
                condition=Q(state=ChangeState.PROPOSED) & ~Q(kind=ChangeKind.REVISED),
                name="subsidies_schoolchange_one_open",
            ),
            models.UniqueConstraint(
                fields=["school", "objection"],
                condition=Q(objection__isnull=False),
                name="subsidies_schoolchange_one_revision",
            ),
            models.UniqueConstraint(
                fields=["year", "school", "fact"],
                condition=~Q(fact=""),
                name="subsidies_schoolchange_fact_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_kind_display()}"


class AmendedAmount(models.Model):
    """What one school gets through one board by an accepted change (gewijzigd bedrag).

    Stands beside the allocation, which never changes. `before` and `after` are euros for the
    whole year; the amount in force is `after` of the newest change, else the allocation's.
    """

    change = models.ForeignKey(SchoolChange, models.PROTECT, related_name="amounts")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    board = models.ForeignKey(SchoolBoard, models.PROTECT, related_name="+")
    before = models.DecimalField("bedrag tot nu toe", max_digits=12, decimal_places=2)
    after = models.DecimalField("nieuw bedrag", max_digits=12, decimal_places=2)
    explanation = models.CharField("berekening", max_length=300)

    objects: ClassVar[AmendedAmountQuerySet] = AmendedAmountQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["change", "board", "school"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "school", "board"], name="subsidies_amendedamount_unique"
            ),
            models.CheckConstraint(
                condition=Q(before__gte=0, after__gte=0),
                name="subsidies_amendedamount_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.before} → {self.after}"


class Objection(models.Model):
    """An objection (bezwaar, Awb art. 6:4) to one sent letter, and how it was decided.

    The grounds stay in the municipality's own file: here stand only the dates that matter.
    `is_by_board` is the side on which it was registered; a person can have a role on both.
    """

    letter = models.ForeignKey(DecisionLetter, models.PROTECT, related_name="objections")
    received_on = models.DateField("ontvangen op")
    objector = models.CharField("ingediend door", max_length=200)
    case_number = models.CharField("zaaknummer", max_length=60, blank=True)
    decide_before = models.DateField("beslissen voor")
    is_postponed = models.BooleanField("beslissing verdaagd", default=False)
    registered_at = models.DateTimeField("vastgelegd op")
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    is_by_board = models.BooleanField("vastgelegd door het bestuur", default=False)
    outcome = models.CharField(
        "beslissing", max_length=15, choices=ObjectionOutcome.choices, blank=True
    )
    decided_on = models.DateField("beslist op", null=True, blank=True)
    decided_at = models.DateTimeField("beslissing vastgelegd op", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    is_by_committee = models.BooleanField("door de commissie", default=False)
    note = models.CharField("toelichting", max_length=300, blank=True)

    objects: ClassVar[ObjectionQuerySet] = ObjectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["letter", "received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_on=None, decided_at=None, decided_by=None)
                | (
                    ~Q(outcome="")
                    & Q(decided_on__gte=F("received_on"), decided_at__isnull=False)
                    & Q(decided_by__isnull=False)
                ),
                name="subsidies_objection_decided_has_evidence",
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter.reference}: {self.objector}"
