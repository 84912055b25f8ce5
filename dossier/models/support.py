"""Support of a child: what it needs, the plan with its moments, and who keeps the overview."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from children.fields import SealedTextField
from children.models import Child
from dossier.support_querysets import (
    LeadQuerySet,
    PlanMomentQuerySet,
    SupportNeedQuerySet,
    SupportPlanQuerySet,
)
from dossier.support_states import (
    Funding,
    MomentDecision,
    PlanEnd,
    PlanStand,
    Proximity,
    SupportDomain,
    SupportForm,
    SupportLevel,
)
from partners.models import Membership


class ChildFact(models.Model):
    """Base: a fact about one child with its period; `key` is what addresses and logs use."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="%(class)ss")
    added_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("genoteerd op")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.key)


class SupportNeed(ChildFact):
    """What a child needs (ondersteuningsbehoefte): domain, how much, how near, which help.

    `is_health`: a school sees it with a yes for health as well; always so for what is medical.
    """

    domain = models.CharField("waarbij", max_length=20, choices=SupportDomain.choices)
    level = models.CharField("hoeveel", max_length=10, choices=SupportLevel.choices)
    proximity = models.CharField("hoe dichtbij", max_length=20, choices=Proximity.choices)
    form = models.CharField("welke hulp", max_length=20, choices=SupportForm.choices, blank=True)
    funding = models.CharField("wie betaalt", max_length=20, choices=Funding.choices, blank=True)
    is_health = models.BooleanField("gaat over gezondheid", default=False)
    since = models.DateField("sinds")
    until = models.DateField("tot en met", null=True, blank=True)
    note = SealedTextField("toelichting")

    objects: ClassVar[SupportNeedQuerySet] = SupportNeedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["child", "-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="dossier_supportneed_period",
            ),
            models.CheckConstraint(
                condition=~Q(domain=SupportDomain.MEDICAL) | Q(is_health=True),
                name="dossier_supportneed_medical_is_health",
            ),
        ]
        indexes = [
            models.Index(fields=["child"], condition=Q(until=None), name="dossier_need_of_child")
        ]


class SupportPlan(ChildFact):
    """A temporary plan with one goal (ondersteuningsplan); its moments say how it went on."""

    need = models.ForeignKey(
        SupportNeed, models.RESTRICT, null=True, blank=True, related_name="plans"
    )
    goal = SealedTextField("doel")
    is_health = models.BooleanField("gaat over gezondheid", default=False)
    from_day = models.DateField("vanaf")
    until_day = models.DateField("tot en met")
    ended_on = models.DateField("geëindigd op", null=True, blank=True)
    ended_because = models.CharField("waarom", max_length=12, choices=PlanEnd.choices, blank=True)

    objects: ClassVar[SupportPlanQuerySet] = SupportPlanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["child", "-from_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__gte=F("from_day")), name="dossier_supportplan_period"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_because="")
                | (Q(ended_on__isnull=False) & Q(ended_because__in=PlanEnd.values)),
                name="dossier_supportplan_ended_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["child"], condition=Q(ended_on=None), name="dossier_plan_of_child")
        ]

    def stand(self, day: date, next_on: date | None) -> PlanStand:
        """Return where it stands on a day; `next_on`: its first moment that waits."""
        if self.ended_because == PlanEnd.REACHED:
            return PlanStand.REACHED
        if self.ended_on is not None:
            return PlanStand.STOPPED
        if day > self.until_day or (next_on is not None and day >= next_on):
            return PlanStand.TO_DECIDE
        return PlanStand.UPCOMING if day < self.from_day else PlanStand.RUNNING


class PlanMoment(models.Model):
    """A go/no-go moment of a plan: planned, then what was decided with parents.

    `goal` is what the plan wanted until then, where it was adjusted.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(SupportPlan, models.CASCADE, related_name="moments")
    planned_on = models.DateField("gepland op")
    held_on = models.DateField("besproken op", null=True, blank=True)
    decision = models.CharField(
        "wat is besloten", max_length=8, choices=MomentDecision.choices, blank=True
    )
    parents_there = models.BooleanField("ouders waren erbij", null=True, blank=True)
    note = SealedTextField("wat is afgesproken")
    goal = SealedTextField("doel tot dan")
    noted_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField("genoteerd op", null=True, blank=True)

    objects: ClassVar[PlanMomentQuerySet] = PlanMomentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["plan", "planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    held_on=None, decision="", parents_there=None, noted_by=None, noted_at=None
                )
                | (
                    Q(held_on__isnull=False, parents_there__isnull=False)
                    & Q(noted_by__isnull=False, noted_at__isnull=False)
                    & Q(decision__in=MomentDecision.values)
                ),
                name="dossier_planmoment_held_is_decided",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(held_on=None),
                name="dossier_planmoment_one_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.planned_on:%Y-%m-%d}"


class Lead(ChildFact):
    """Who keeps the overview for a child with support (regiehouder): one at a time.

    Somebody of its childcare, or a name and organisation from outside.
    """

    membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = SealedTextField("naam", null=True, default=None)
    organisation = SealedTextField("organisatie", null=True, default=None)
    since = models.DateField("sinds")
    until = models.DateField("tot en met", null=True, blank=True)

    objects: ClassVar[LeadQuerySet] = LeadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["child", "-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(membership__isnull=False, name__isnull=True, organisation__isnull=True)
                | Q(membership=None, name__isnull=False, organisation__isnull=False),
                name="dossier_lead_one_of_us_or_from_outside",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="dossier_lead_period"
            ),
            models.UniqueConstraint(
                fields=["child"], condition=Q(until=None), name="dossier_lead_one_at_a_time"
            ),
        ]

    @property
    def who(self) -> str:
        """Return the name, with the organisation of somebody from outside."""
        if self.membership is not None:
            return self.membership.user.name
        return f"{self.name} ({self.organisation})"
