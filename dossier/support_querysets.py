"""Which rows of support an actor sees: by the consent for that part, and health by its own yes.

Doubt about regular education is seen by childcare alone: no school reads it before it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, Q

from children.querysets import HEALTH, giving_both
from children.reach import Ground, Thing, reach_of
from partners.among import Among
from partners.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from dossier import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor


class OfSupportQuerySet(ScopedQuerySet[Any]):
    """Base: rows of one child that are seen as one thing, with a word about health in each."""

    thing = Thing.SUPPORT

    def visible_to(self, actor: Actor) -> Self:
        """Return the rows of the children of whom the actor may see this."""
        from children.models import Child  # noqa: PLC0415 - the models need this module first

        reach = reach_of(actor.role, self.thing)
        if reach is None:
            return self.none()
        children = Child.objects.visible_to(actor, self.thing).order_by()
        seen = self.filter(Among("child", children.values("pk")))
        if reach.ground != Ground.CONSENT:
            return seen
        both = Exists(giving_both(reach, HEALTH, actor))
        return seen.filter(Q(is_health=False) | Q(both))


class SupportNeedQuerySet(OfSupportQuerySet):
    """Needs."""


class SupportPlanQuerySet(OfSupportQuerySet):
    """Plans."""


class WaitingPlaceQuerySet(OfSupportQuerySet):
    """What children wait for."""


class IndicationQuerySet(OfSupportQuerySet):
    """Indications."""

    thing = Thing.ARRANGEMENT


class PlanMomentQuerySet(ScopedQuerySet["tables.PlanMoment"]):
    """Go/no-go moments."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the moments of the plans that an actor sees."""
        from dossier.models import SupportPlan  # noqa: PLC0415 - the model needs this first

        seen = SupportPlan.objects.visible_to(actor).order_by()
        return self.filter(plan__in=seen.values("pk"))


class PlainSupportQuerySet(ScopedQuerySet[Any]):
    """Base: rows of one child that never say anything about health."""

    thing = Thing.SUPPORT

    def visible_to(self, actor: Actor) -> Self:
        """Return the rows of the children of whom the actor may see this."""
        from children.models import Child  # noqa: PLC0415 - the models need this module first

        children = Child.objects.visible_to(actor, self.thing).order_by()
        return self.filter(Among("child", children.values("pk")))


class LeadQuerySet(PlainSupportQuerySet):
    """Who keeps the overview (regiehouders)."""


class ArrangementPlaceQuerySet(PlainSupportQuerySet):
    """Places in an arrangement."""

    thing = Thing.ARRANGEMENT


class DevelopmentScoreQuerySet(PlainSupportQuerySet):
    """Phases of development."""

    thing = Thing.SCORE


class DoubtQuerySet(PlainSupportQuerySet):
    """Doubt about regular education."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own childcare; a school sees none."""
        reach = reach_of(actor.role, self.thing)
        if reach is None or reach.ground == Ground.CONSENT:
            return self.none()
        return super().visible_to(actor)


class SupportChoiceQuerySet(ScopedQuerySet["tables.SupportChoice"]):
    """Which parts childcare organisations switched on: nothing of a child in it."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own organisations."""
        return self.filter(holder__in=actor.organisation_ids)


class ParentRemarkQuerySet(PlainSupportQuerySet):
    """What parents wrote: seen as the parents themselves are, by own childcare and no school."""

    thing = Thing.GUARDIAN
