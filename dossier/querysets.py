"""Which rows of the dossier an actor sees: what hangs on a child obeys `children.reach`.

A question about a group or without a name holds no child: who is asked sees it without consent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q, QuerySet

from children.querysets import locations_of, module_is_on
from children.reach import Ground, Thing, reach_of
from partners.querysets import ScopedQuerySet
from partners.states import Role

if TYPE_CHECKING:
    from dossier import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor


class LookQuestionQuerySet(ScopedQuerySet["tables.LookQuestion"]):
    """Look questions (meekijkvragen)."""

    def open(self) -> Self:
        """Return those that nobody closed."""
        return self.filter(closed_at=None)

    def visible_to(self, actor: Actor) -> Self:
        """Return the questions of own childcare, and those an own school was asked."""
        reach = reach_of(actor.role, Thing.LOOK)
        if reach is None:
            return self.none()
        places = _school_asked(actor) if reach.ground == Ground.CONSENT else _own_place(actor)
        named = Q(child__in=_children(actor).values("pk"))
        return self.filter(places, Q(child=None) | named)


def _children(actor: Actor) -> QuerySet[Any]:
    from children.models import Child  # noqa: PLC0415 - the models need this module first

    return Child.objects.visible_to(actor, Thing.LOOK).order_by()


def _school_asked(actor: Actor) -> Q:
    """Return those put to a school of the actor, where Overdracht is on at both ends."""
    from partners.models import ChildcareLocation, School  # noqa: PLC0415 - as above

    own = School.objects.filter(module_is_on(), pk__in=actor.organisation_ids).order_by()
    on = ChildcareLocation.objects.filter(module_is_on()).order_by()
    return Q(school__in=own.values("pk"), location__in=on.values("pk"))


def _own_place(actor: Actor) -> Q:
    """Return those of own locations; to a worker those of own groups and its own ones."""
    from children.models import GroupWorker  # noqa: PLC0415 - as above
    from partners.models import ChildcareLocation  # noqa: PLC0415 - as above

    own = ChildcareLocation.objects.filter(module_is_on(), locations_of(actor)).order_by()
    here = Q(location__in=own.values("pk"))
    if actor.role != Role.KOW:
        return here
    groups = GroupWorker.objects.filter(membership__in=actor.membership_ids).values("group")
    mine = Q(asked_by__in=actor.membership_ids)
    return here & (Q(child__isnull=False) | Q(group__in=groups) | mine)
