"""Which meetings, lines of an agenda and action points an actor sees (ADR 0024).

A meeting holds no child. What hangs on a child obeys `children.reach`, asked again at each read: a
school sees a line by the consent for the very school of the meeting. What stands in an `|` is an
`Exists`: the database asks it of the rows that are left, instead of of every child there is.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from children.querysets import locations_of, module_is_on
from children.reach import Ground, Reach, Thing, reach_of
from dossier.meeting_states import HAPPENED, ActionSource, MeetingKind, MeetingState
from dossier.querysets import given, of_own_school
from partners.among import Among
from partners.contact_querysets import SEEING, own_locations, own_schools
from partners.querysets import ScopedQuerySet
from partners.states import Role

if TYPE_CHECKING:
    from dossier import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor


SOURCES = {source: Thing(source) for source in ActionSource}  # as which thing it is seen


class MeetingQuerySet(ScopedQuerySet["tables.Meeting"]):
    """Meetings (overleggen)."""

    def coming(self) -> Self:
        """Return those that were neither held nor cancelled."""
        return self.filter(state=MeetingState.SCHEDULED)

    def visible_to(self, actor: Actor) -> Self:
        """Return the meetings of own childcare, and those an own school takes part in.

        A support team is about one child, so that it meets is a fact about that child: a school
        finds it by the team, never in a list of meetings.
        """
        reach = reach_of(actor.role, Thing.DISCUSSION)
        if reach is None:
            return self.none()
        if reach.ground != Ground.CONSENT:
            return self.filter(_own_place(actor))
        seen = self.filter(of_own_school(actor)).exclude(kind=MeetingKind.SUPPORT_TEAM)
        return seen.filter(kind=MeetingKind.ALIGNMENT) if actor.role == Role.SCH else seen

    def held_for(self, actor: Actor) -> Self:
        """Return what was held at places that an actor knows by name; for its bare facts only.

        Without those of support teams: how many there were is a number of children.
        """
        if actor.role not in SEEING:
            return self.none()
        held = self.filter(state__in=HAPPENED).exclude(kind=MeetingKind.SUPPORT_TEAM)
        return held.filter(
            Q(school__in=own_schools(actor).values("pk"))
            | Q(location__in=own_locations(actor).values("pk"))
        )


class OfMeetingQuerySet(ScopedQuerySet[Any]):
    """Base: what a meeting keeps of itself, without a child in it."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the rows of the meetings that an actor sees."""
        return self.filter(meeting__in=_meetings(actor))


class MeetingInviteeQuerySet(OfMeetingQuerySet):
    """Who was invited."""


class AgendaLineQuerySet(ScopedQuerySet["tables.AgendaLine"]):
    """Lines of agendas."""

    def visible_to(self, actor: Actor) -> Self:
        """Return the lines of the meetings of an actor: those without a name, and those it knows.

        Childcare knows its own children; a school those of whom it may hear in this meeting.
        """
        reach = reach_of(actor.role, Thing.DISCUSSION)
        if reach is None:
            return self.none()
        named = Q(Exists(_child_of_row(actor, Thing.DISCUSSION)))
        if reach.ground == Ground.CONSENT:
            named &= Q(Exists(given(reach, actor, "meeting__school")))
        return self.filter(Q(child=None) | named, meeting__in=_meetings(actor))


class ActionPointQuerySet(ScopedQuerySet["tables.ActionPoint"]):
    """Action points."""

    def open(self) -> Self:
        """Return those that are not done."""
        return self.filter(done_at=None)

    def due_by(self, actor: Actor) -> Self:
        """Return what an actor has to do: what it owns, and what it agreed with who left since."""
        mine = Q(owner__in=actor.membership_ids)
        back = Q(made_by__in=actor.membership_ids, owner__isnull=False)
        return self.filter(mine | (back & ~Q(owner_works_here(actor.day))))

    def visible_to(self, actor: Actor) -> Self:
        """Return the action points of own childcare, and what a school may know of."""
        reach = reach_of(actor.role, Thing.DISCUSSION)
        if reach is None:
            return self.none()
        if reach.ground != Ground.CONSENT:
            return self.filter(_own_location(actor), _own_actions(actor))
        reached = {source: reach_of(actor.role, thing) for source, thing in SOURCES.items()}
        rules = [_through(source, way, actor) for source, way in reached.items() if way]
        return self.filter(of_own_school(actor), reduce(or_, rules))


def owner_works_here(day: date) -> Exists:
    """Say of each action point whether its owner has that role still, and can sign in."""
    from partners.models import Membership  # noqa: PLC0415 - as above

    here = Membership.objects.not_over_on(day).filter(pk=OuterRef("owner"), user__is_active=True)
    return Exists(here.order_by())


def _meetings(actor: Actor) -> QuerySet[Any, Any]:
    from dossier.models import Meeting  # noqa: PLC0415 - the models need this module first

    return Meeting.objects.visible_to(actor).order_by().values("pk")


def _child_of_row(actor: Actor, thing: Thing) -> QuerySet[Any, Any]:
    """Return the child of a row where the actor may see this of it."""
    from children.models import Child  # noqa: PLC0415 - as above

    return Child.objects.visible_to(actor, thing).order_by().filter(pk=OuterRef("child"))


def _own_location(actor: Actor) -> Q:
    from partners.models import ChildcareLocation  # noqa: PLC0415 - as above

    own = ChildcareLocation.objects.filter(module_is_on(), locations_of(actor)).order_by()
    return Q(Among("location", own.values("pk")))


def _own_place(actor: Actor) -> Q:
    """Return the meetings of own locations; to a worker those of own groups and its own ones."""
    from children.models import GroupWorker  # noqa: PLC0415 - as above
    from dossier.models import Meeting, MeetingInvitee  # noqa: PLC0415 - as above

    if actor.role != Role.KOW:
        return _own_location(actor)
    own = GroupWorker.objects.filter(membership__in=actor.membership_ids).values("group")
    of_groups = Meeting.groups.through.objects.filter(group__in=own).values("meeting")
    invited = MeetingInvitee.objects.filter(membership__in=actor.membership_ids)
    mine = Q(pk__in=of_groups) | Q(pk__in=invited.order_by().values("meeting"))
    return _own_location(actor) & (mine | Q(made_by__in=actor.membership_ids))


def _own_actions(actor: Actor) -> Q:
    """Return those about own children; to a worker without a child its own."""
    named = Q(Exists(_child_of_row(actor, Thing.DISCUSSION)))
    bare = Q(child=None)
    if actor.role == Role.KOW:
        bare &= Q(owner__in=actor.membership_ids) | Q(Exists(_meeting_of_row(actor)))
    return named | bare


def _through(source: ActionSource, reach: Reach, actor: Actor) -> Q:
    """Return the action points from one source that a school knows of."""
    named = Q(Exists(_child_of_row(actor, SOURCES[source])))
    named &= Q(Exists(given(reach, actor, "school")))
    return (Q(child=None) | named) & Q(Exists(_origin_of_row(source, actor)))


def _meeting_of_row(actor: Actor) -> QuerySet[Any]:
    from dossier.models import Meeting  # noqa: PLC0415 - as above

    return Meeting.objects.visible_to(actor).order_by().filter(pk=OuterRef("meeting"))


def _origin_of_row(source: ActionSource, actor: Actor) -> QuerySet[Any]:
    """Return the meeting, request or team a row came from, where a school sees that itself."""
    from dossier.models import ObservationRequest, SupportTeam  # noqa: PLC0415 - as above

    if source == ActionSource.DISCUSSION:
        return _meeting_of_row(actor)
    if source == ActionSource.REQUEST:
        asked = ObservationRequest.objects.visible_to(actor).order_by()
        return asked.filter(pk=OuterRef("request"))
    teams = SupportTeam.objects.visible_to(actor).order_by()
    return teams.filter(meeting=OuterRef("meeting"))
