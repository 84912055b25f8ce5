"""Mijn week: what somebody does today and this week, what waits, and what comes later.

Of all own schools or locations together, with a filter for one of them; a child is named only
where the actor may see it (`dossier.week_tasks`), and each name is noted as read.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby

from children import reading
from children.models import Child
from children.querysets import locations_of
from children.reach import Thing
from dossier.week_tasks import SOURCES, Span, Task, is_of_school
from partners.access import Actor
from partners.models import ChildcareLocation, School

AHEAD = timedelta(weeks=4)  # how far "later" reaches
WEEK = timedelta(weeks=1)
Place = ChildcareLocation | School


@dataclass(frozen=True)
class Week:
    """The tasks of somebody around one week; `today`: the day itself, if it is in that week."""

    monday: date
    day: date
    tasks: list[Task]

    @property
    def is_now(self) -> bool:
        """Say whether this is the running week."""
        return self.monday <= self.day <= self.sunday

    @property
    def sunday(self) -> date:
        """Return the last day of the week."""
        return self.monday + timedelta(days=6)

    @property
    def number(self) -> int:
        """Return the number of the week."""
        return self.monday.isocalendar().week

    @cached_property
    def today(self) -> list[Task]:
        """Return what is on today."""
        return [one for one in self.tasks if one.day == self.day] if self.is_now else []

    @cached_property
    def waiting(self) -> list[Task]:
        """Return what waits for somebody: without a day, or with one that is over."""
        mine = [one for one in self.tasks if one.is_mine]
        found = [one for one in mine if one.day is None or one.day < self.day]
        return found if self.is_now else []

    @cached_property
    def days(self) -> list[tuple[date, list[Task]]]:
        """Return the other days of the week with what is on; of this week those to come."""
        first = self.day + timedelta(days=1) if self.is_now else self.monday
        found = [one for one in self.tasks if one.day and first <= one.day <= self.sunday]
        return [(day, list(same)) for day, same in groupby(found, key=_day_of)]

    @cached_property
    def later(self) -> list[Task]:
        """Return what comes after this week."""
        found = [one for one in self.tasks if one.day and one.day > self.sunday]
        return found if self.is_now else []

    @property
    def shown(self) -> list[Task]:
        """Return all of it that a page shows."""
        in_week = [one for _day, same in self.days for one in same]
        return [*self.today, *in_week, *self.waiting, *self.later]


def _day_of(task: Task) -> date:
    return task.day or date.max


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def of(actor: Actor, *, monday: date, at: datetime, place_id: int | None = None) -> Week:
    """Return the week of somebody that begins on a Monday; who shows it notes it (`note_shown`)."""
    span = Span(monday, max(monday + WEEK, actor.day) + AHEAD, at)
    found = [task for find in SOURCES for task in find(actor, span)]
    found = [task for task in found if place_id in {None, task.place_id}]
    return Week(monday, actor.day, sorted(found, key=lambda task: task.order))


def places_of(actor: Actor) -> list[Place]:
    """Return the own schools, or own locations, between which somebody can choose."""
    if is_of_school(actor):
        schools = School.objects.filter(pk__in=actor.organisation_ids)
        return list(schools.select_related("organisation").order_by("organisation__sort_name"))
    own = ChildcareLocation.objects.filter(locations_of(actor), closed_on=None)
    return list(own.select_related("organisation").order_by("organisation__sort_name"))


def note_shown(actor: Actor, shown: Iterable[Task], *, at: datetime) -> None:
    """Note whose names an actor sees: one line for each child, thing and ground.

    Raises: Http404: a consent ended since it was read.
    """
    named: dict[tuple[Thing, bool, int | None], list[Child]] = defaultdict(list)
    by_consent = is_of_school(actor)
    for task in shown:
        if task.child is not None and task.thing is not None:
            school = task.school_id if by_consent else None
            named[task.thing, task.is_health, school].append(task.child)
    for (thing, is_health, school_id), children in named.items():
        ground = {"is_health": is_health, "school_id": school_id}
        reading.note(actor, children, thing=thing, at=at, **ground)  # type: ignore[arg-type]
