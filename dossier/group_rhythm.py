"""When a group is due for its next kindbespreking: twice a year (domain 5.4), and what comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min, Q
from django.utils import timezone

from children.models import Group, GroupWorker
from dossier import meetings
from dossier.meeting_states import MeetingKind, MeetingState
from dossier.models import Meeting
from partners import holidays
from partners.access import Actor
from partners.states import Role

EVERY = timedelta(weeks=26)
AT_LEAST = timedelta(days=14)  # nobody comes to a meeting of tomorrow


@dataclass(frozen=True)
class Rhythm:
    """One group: when it was last discussed, when it will be, and a day for the next time."""

    group: Group
    last_on: date | None
    planned_on: date | None
    due_on: date
    propose_on: date

    def is_behind(self, day: date) -> bool:
        """Say whether it should have been discussed by now and nothing is planned."""
        return self.planned_on is None and self.due_on < day


def of(actor: Actor) -> list[Rhythm]:
    """Return the rhythm of each group of an actor: who is behind first."""
    places = list(meetings.locations_to_meet(actor))
    groups = meetings.groups_to_meet(places).select_related(
        "location__organisation", "location__municipality"
    )
    if actor.role == Role.KOW:
        own = GroupWorker.objects.filter(membership__in=actor.membership_ids)
        groups = groups.filter(pk__in=own.order_by().values("group"))
    found = [*_with_days(list(groups), actor.day)]
    return sorted(found, key=lambda one: (not one.is_behind(actor.day), one.due_on, one.group.pk))


def _with_days(groups: Sequence[Group], day: date) -> list[Rhythm]:
    talks = Meeting.objects.filter(kind=MeetingKind.CHILD_DISCUSSION, groups__in=groups)
    past = Q(state__in=[MeetingState.HELD, MeetingState.CLOSED])
    coming = Q(state=MeetingState.SCHEDULED)
    rows: Any = (
        talks.order_by()
        .values("groups")
        .annotate(last=Max("planned_at", filter=past), next=Min("planned_at", filter=coming))
    )
    days = {row["groups"]: row for row in rows}
    towns = {group.location.municipality for group in groups if group.location}
    equated = {town.pk: holidays.equated_days(town) for town in towns if town}
    return [
        _rhythm(group, days.get(group.pk, {}), day, equated.get(_town(group), frozenset()))
        for group in groups
    ]  # fmt: skip


def _rhythm(
    group: Group, row: dict[str, datetime | None], day: date, equated: frozenset[date]
) -> Rhythm:
    last, planned = _day(row.get("last")), _day(row.get("next"))
    due = last + EVERY if last else day - timedelta(days=1)
    propose = holidays.next_working_day(max(due, day + AT_LEAST), equated)
    return Rhythm(group, last, planned, due, propose)


def _town(group: Group) -> int | None:
    return group.location.municipality_id if group.location else None


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
