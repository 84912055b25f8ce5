"""What a child was granted, waits for or got, and the doubt about regular education."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from children.fields import PlainField, SealedTextField
from children.models import Arrangement
from dossier.models.support import ChildFact
from dossier.support_querysets import (
    ArrangementPlaceQuerySet,
    DevelopmentScoreQuerySet,
    DoubtQuerySet,
    IndicationQuerySet,
    WaitingPlaceQuerySet,
)
from dossier.support_states import (
    FIRST_PHASE,
    LAST_PHASE,
    Destination,
    DevelopmentDomain,
    IndicationKind,
    IndicationOutcome,
    IndicationStand,
    Outflow,
    SupportForm,
    WaitingEnd,
)


class Indication(ChildFact):
    """An indication for VE, youth help or SMI: asked, and what was decided by whom."""

    kind = models.CharField("waarvoor", max_length=10, choices=IndicationKind.choices)
    is_health = models.BooleanField("gaat over gezondheid", default=False)
    asked_on = models.DateField("gevraagd op")
    decided_on = models.DateField("besloten op", null=True, blank=True)
    outcome = models.CharField(
        "uitkomst", max_length=10, choices=IndicationOutcome.choices, blank=True
    )
    decided_by = SealedTextField("wie besliste")

    objects: ClassVar[IndicationQuerySet] = IndicationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["child", "-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on=None, outcome="")
                | (
                    Q(decided_on__isnull=False, decided_on__gte=F("asked_on"))
                    & Q(outcome__in=IndicationOutcome.values)
                ),
                name="dossier_indication_decided_after_asked",
            ),
            models.CheckConstraint(
                condition=~Q(kind=IndicationKind.SMI) | Q(is_health=True),
                name="dossier_indication_smi_is_health",
            ),
        ]

    @property
    def stand(self) -> IndicationStand:
        """Return where it stands."""
        return IndicationStand(self.outcome) if self.outcome else IndicationStand.ASKED


class WaitingPlace(ChildFact):
    """That a child waits for help, since when, and how the waiting ended."""

    form = models.CharField("waarop", max_length=20, choices=SupportForm.choices)
    is_health = models.BooleanField("gaat over gezondheid", default=False)
    since = models.DateField("sinds")
    until = models.DateField("tot en met", null=True, blank=True)
    ended_because = models.CharField(
        "waarom", max_length=12, choices=WaitingEnd.choices, blank=True
    )

    objects: ClassVar[WaitingPlaceQuerySet] = WaitingPlaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["child", "-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None, ended_because="")
                | (
                    Q(until__isnull=False, until__gte=F("since"))
                    & Q(ended_because__in=WaitingEnd.values)
                ),
                name="dossier_waitingplace_ended_with_reason",
            ),
            models.UniqueConstraint(
                fields=["child", "form"],
                condition=Q(until=None),
                name="dossier_waitingplace_once_at_a_time",
            ),
        ]


class Doubt(ChildFact):
    """Doubt about regular education: who is consulted, and where the child goes. No reasons."""

    since = models.DateField("sinds")
    consulted = SealedTextField("wie denkt mee")
    destination = models.CharField(
        "waarheen", max_length=20, choices=Destination.choices, blank=True
    )
    stays_until = models.DateField("blijft tot en met", null=True, blank=True)
    closed_on = models.DateField("besloten op", null=True, blank=True)

    objects: ClassVar[DoubtQuerySet] = DoubtQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["child", "-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, destination="")
                | (
                    Q(closed_on__isnull=False, closed_on__gte=F("since"))
                    & Q(destination__in=Destination.values)
                ),
                name="dossier_doubt_closed_with_destination",
            ),
            models.CheckConstraint(
                condition=(Q(stays_until=None) & ~Q(destination=Destination.STAYS))
                | Q(stays_until__isnull=False, destination=Destination.STAYS),
                name="dossier_doubt_stays_until_a_day",
            ),
            models.UniqueConstraint(
                fields=["child"], condition=Q(closed_on=None), name="dossier_doubt_one_at_a_time"
            ),
        ]


class ArrangementPlace(ChildFact):
    """A child's place in an arrangement of its municipality, and where it went from there.

    `name` is what the arrangement was called then: the municipality may change or drop it.
    """

    arrangement = models.ForeignKey(
        Arrangement, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = PlainField("naam", max_length=80)
    from_day = models.DateField("vanaf")
    until_day = models.DateField("tot en met", null=True, blank=True)
    outflow = models.CharField("daarna", max_length=20, choices=Outflow.choices, blank=True)

    objects: ClassVar[ArrangementPlaceQuerySet] = ArrangementPlaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["child", "-from_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day=None, outflow="")
                | (
                    Q(until_day__isnull=False, until_day__gte=F("from_day"))
                    & Q(outflow__in=Outflow.values)
                ),
                name="dossier_arrangementplace_ended_with_outflow",
            ),
            models.UniqueConstraint(
                fields=["child", "arrangement"],
                condition=Q(until_day=None),
                name="dossier_arrangementplace_once_at_a_time",
            ),
        ]


class DevelopmentScore(ChildFact):
    """In which of six phases a child was seen in one domain on a day (ontwikkelingsfase)."""

    domain = models.CharField("gebied", max_length=20, choices=DevelopmentDomain.choices)
    phase = models.PositiveSmallIntegerField("fase")
    seen_on = models.DateField("gezien op")

    objects: ClassVar[DevelopmentScoreQuerySet] = DevelopmentScoreQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["child", "seen_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(phase__range=(FIRST_PHASE, LAST_PHASE)),
                name="dossier_developmentscore_six_phases",
            ),
            models.UniqueConstraint(
                fields=["child", "domain", "seen_on"],
                name="dossier_developmentscore_once_a_day",
            ),
        ]
