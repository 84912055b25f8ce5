"""Support of children for tests; all words invented."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from dossier.models import (
    ArrangementPlace,
    DevelopmentScore,
    Doubt,
    Indication,
    Lead,
    PlanMoment,
    SupportNeed,
    SupportPlan,
    WaitingPlace,
)
from dossier.support_states import (
    DevelopmentDomain,
    IndicationKind,
    Proximity,
    SupportDomain,
    SupportForm,
    SupportLevel,
)
from partners.states import Role
from tests.factories.children import AT, ChildFactory
from tests.factories.partners import MembershipFactory

SINCE = date(2026, 9, 1)
GOAL = "Vraagt zelf om hulp aan tafel."


class _OfChild(DjangoModelFactory[Any]):
    """Base: noted by a contact of the location of a new child, unless given."""

    class Meta:
        abstract = True

    child = factory.SubFactory(ChildFactory)
    added_at = AT

    @factory.lazy_attribute
    def added_by(self) -> Any:
        """Let a contact of the location note it."""
        return MembershipFactory(organisation=self.child.location.organisation, role=Role.KOC)


class SupportNeedFactory(_OfChild):
    """A need in language, on the group."""

    class Meta:
        model = SupportNeed

    domain = SupportDomain.LANGUAGE
    level = SupportLevel.EXTRA
    proximity = Proximity.ON_GROUP
    form = SupportForm.SPEECH
    since = SINCE


class SupportPlanFactory(_OfChild):
    """A plan for four months."""

    class Meta:
        model = SupportPlan

    goal = GOAL
    from_day = SINCE
    until_day = date(2026, 12, 31)


class PlanMomentFactory(DjangoModelFactory[PlanMoment]):
    """A moment that waits."""

    class Meta:
        model = PlanMoment

    plan = factory.SubFactory(SupportPlanFactory)
    planned_on = date(2026, 12, 14)


class LeadFactory(_OfChild):
    """Somebody from outside."""

    class Meta:
        model = Lead

    name = "Sanne de Wit"
    organisation = "CJG De Brug"
    since = SINCE


class IndicationFactory(_OfChild):
    """One that was asked."""

    class Meta:
        model = Indication

    kind = IndicationKind.VE
    asked_on = SINCE


class WaitingPlaceFactory(_OfChild):
    """Waiting for speech therapy."""

    class Meta:
        model = WaitingPlace

    form = SupportForm.SPEECH
    since = SINCE


class DoubtFactory(_OfChild):
    """A doubt that is open."""

    class Meta:
        model = Doubt

    since = SINCE


class ArrangementPlaceFactory(_OfChild):
    """A place in an arrangement that its municipality dropped since."""

    class Meta:
        model = ArrangementPlace

    name = "Peuterarrangement"
    from_day = SINCE


class DevelopmentScoreFactory(_OfChild):
    """The third phase in language."""

    class Meta:
        model = DevelopmentScore

    domain = DevelopmentDomain.LANGUAGE
    phase = 3
    seen_on = SINCE
