"""Which rows of the dossier an actor sees: what hangs on a child obeys `children.reach`.

A question about a group or without a name holds no child: who is asked sees it without consent.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from children.querysets import locations_of, module_is_on
from children.reach import Ground, Reach, Thing, reach_of
from partners.among import Among
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
        """Return the questions of own childcare, and those an own school was asked.

        A school sees a name by the consent for the very school that was asked.
        """
        reach = reach_of(actor.role, Thing.LOOK)
        if reach is None:
            return self.none()
        named = Q(Among("child", _keys_of_children(actor)))
        if reach.ground != Ground.CONSENT:
            return self.filter(_asked_at_own_location(actor), Q(child=None) | named)
        named &= Q(Exists(given(reach, actor)))
        return self.filter(of_own_school(actor), Q(child=None) | named)


class LookAnswerQuerySet(ScopedQuerySet["tables.LookAnswer"]):
    """Answers to look questions."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the answers to the questions that an actor sees."""
        from dossier.models import LookQuestion  # noqa: PLC0415 - the model needs this first

        seen = LookQuestion.objects.visible_to(actor).order_by()
        return self.filter(look__in=seen.values("pk"))


def _keys_of_children(actor: Actor) -> QuerySet[Any, Any]:
    """Return the children of whom an actor may read look questions."""
    from children.models import Child  # noqa: PLC0415 - the models need this module first

    return Child.objects.visible_to(actor, Thing.LOOK).order_by().values("pk")


def given(reach: Reach, actor: Actor, school: str = "school") -> QuerySet[Any]:
    """Return the live consents of the child of a row for the school of that row."""
    from children.models import ConsentQuestion  # noqa: PLC0415 - as above

    same = ConsentQuestion.objects.filter(child=OuterRef("child"), school=OuterRef(school))
    return same.giving(reach, actor)


def open_on(day: date) -> Q:
    """Return the condition for a school or location that is not closed on a day."""
    return Q(closed_on=None) | Q(closed_on__gt=day)


def of_own_school(actor: Actor) -> Q:
    """Return what is of an open school of the actor, where Overdracht is on at both ends."""
    from partners.models import School  # noqa: PLC0415 - as above

    own = School.objects.filter(module_is_on(), open_on(actor.day), pk__in=actor.organisation_ids)
    return Q(Among("school", own.order_by().values("pk"))) & Q(location_is_on())


def location_is_on() -> Exists:
    """Say of each row whether Overdracht is on at its location."""
    from partners.models import ChildcareLocation  # noqa: PLC0415 - as above

    here = ChildcareLocation.objects.filter(module_is_on(), pk=OuterRef("location"))
    return Exists(here.order_by())


def _asked_at_own_location(actor: Actor) -> Q:
    """Return what own locations asked; a worker without a child: of own groups, and its own."""
    from children.models import GroupWorker  # noqa: PLC0415 - as above
    from partners.models import ChildcareLocation  # noqa: PLC0415 - as above

    own = ChildcareLocation.objects.filter(module_is_on(), locations_of(actor)).order_by()
    here = Q(Among("location", own.values("pk")))
    if actor.role != Role.KOW:
        return here
    groups = GroupWorker.objects.filter(membership__in=actor.membership_ids).values("group")
    mine = Q(asked_by__in=actor.membership_ids)
    return here & (Q(child__isnull=False) | Q(group__in=groups) | mine)
