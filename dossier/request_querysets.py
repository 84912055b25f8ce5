"""Which signals, talks and requests an actor sees: `children.reach` as filters.

A school sees a request by the consent to observe for the very school that was asked, and only once
it was sent; with it the signals and talks that belong to it. Childcare sees all of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, Q

from children.querysets import HEALTH, locations_of
from children.reach import Ground, Thing, reach_of
from dossier.querysets import given
from partners.among import Among
from partners.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from dossier import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor


class ObservationRequestQuerySet(ScopedQuerySet["tables.ObservationRequest"]):
    """Requests to observe a child."""

    def open(self) -> Self:
        """Return those that did not come to an end."""
        return self.filter(end="")

    def visible_to(self, actor: Actor) -> Self:
        """Return the requests of own children, and those that an own school was sent."""
        reach = reach_of(actor.role, Thing.REQUEST)
        if reach is None:
            return self.none()
        seen = self.filter(Among("child", _keys_of_children(actor)))
        if reach.ground != Ground.CONSENT:
            return seen
        return seen.filter(Exists(given(reach, actor)), requested_at__isnull=False)


class OfRequestQuerySet(ScopedQuerySet[Any]):
    """Base: what childcare notes of a child, and a school sees where it goes with a request."""

    def visible_to(self, actor: Actor) -> Self:
        """Return what is noted of own children, or belongs to a request that the actor sees."""
        reach = reach_of(actor.role, Thing.REQUEST)
        if reach is None:
            return self.none()
        if reach.ground != Ground.CONSENT:
            return self.filter(Among("child", _keys_of_children(actor)))
        return self.filter(request__in=_keys_of_requests(actor))


class SignalQuerySet(OfRequestQuerySet):
    """Signals (signalen)."""


class ParentTalkQuerySet(OfRequestQuerySet):
    """Talks with parents (oudergesprekken)."""


class OtherObservationQuerySet(OfRequestQuerySet):
    """What others saw: with the request; what is about health by a yes for that to its school."""

    def visible_to(self, actor: Actor) -> Self:
        """Return what belongs to the requests that an actor sees."""
        reach = reach_of(actor.role, Thing.REQUEST)
        seen = super().visible_to(actor)
        if reach is None or reach.ground != Ground.CONSENT:
            return seen
        health = given(HEALTH, actor, "request__school")
        return seen.filter(Q(is_health=False) | Q(Exists(health)))


class AskedTeamQuerySet(ScopedQuerySet["tables.AskedTeam"]):
    """Teams that can be asked: nothing of a child in it."""

    def in_use(self) -> Self:
        """Return those that can be asked now."""
        return self.filter(is_on=True)

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities, and of those where own locations are."""
        from partners.models import ChildcareLocation  # noqa: PLC0415 - the models need this first

        own = ChildcareLocation.objects.filter(locations_of(actor)).order_by()
        here = Q(municipality__in=own.values("municipality"))
        return self.filter(self._municipal(actor, "municipality") | here)


def _keys_of_children(actor: Actor) -> Any:
    """Return the children of whom an actor may know that something was asked."""
    from children.models import Child  # noqa: PLC0415 - the models need this module first

    return Child.objects.visible_to(actor, Thing.REQUEST).order_by().values("pk")


def _keys_of_requests(actor: Actor) -> Any:
    """Return the requests that an actor sees, with which the rest goes along."""
    from dossier.models import ObservationRequest  # noqa: PLC0415 - as above

    return ObservationRequest.objects.visible_to(actor).order_by().values("pk")
