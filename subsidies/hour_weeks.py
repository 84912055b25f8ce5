"""A week of the hours book of one coordinator: the grid as it stands.

A cell is one school, one day and one kind of activity. Its number is the sum of what booked
itself and of the one line by hand.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from config.formats import date_words
from partners.access import Actor
from partners.models import School
from subsidies import hour_rules
from subsidies.activity_kinds import Kind
from subsidies.hour_rules import Facts
from subsidies.models import TimeEntry
from subsidies.states import ActivityCode

WORKDAYS, WEEK_DAYS = 5, 7
PLACE = re.compile(r"m-(\d{1,9})-(a[1-4]|other)-(20\d\d)(\d\d)(\d\d)")


@dataclass(frozen=True)
class Place:
    """Where a cell is: a school, a day and a kind of activity."""

    school_id: int
    kind: ActivityCode
    day: date

    @property
    def name(self) -> str:
        """Return the name of its field."""
        return f"m-{self.school_id}-{self.kind.value}-{self.day:%Y%m%d}"

    @classmethod
    def named(cls, name: str) -> "Place | None":
        """Return the place of the cell whose field has this name; None when it is no cell."""
        found = PLACE.fullmatch(name)
        if found is None:
            return None
        school_id, kind, *numbers = found.groups()
        try:
            day = date(*map(int, numbers))
        except ValueError:
            return None
        return cls(int(school_id), ActivityCode(kind), day)


@dataclass(frozen=True)
class Cell:
    """A cell of the grid with the lines that add up to its number."""

    place: Place
    entries: Sequence[TimeEntry] = ()
    is_open: bool = False

    @property
    def minutes(self) -> int:
        """Return the sum of its lines."""
        return sum(entry.minutes for entry in self.entries)

    @property
    def booked_itself(self) -> bool:
        """Say whether part of it booked itself."""
        return any(entry.cause and entry.minutes for entry in self.entries)


@dataclass(frozen=True)
class Line:
    """A row of the grid: one kind of activity at one school."""

    kind: Kind
    cells: Sequence[Cell]

    @property
    def minutes(self) -> int:
        """Return what the week holds of it."""
        return sum(cell.minutes for cell in self.cells)

    @property
    def note(self) -> str:
        """Return what the minutes by hand on its open days were for."""
        return note_of(one for cell in self.cells if cell.is_open for one in cell.entries)

    @property
    def takes_note(self) -> bool:
        """Say whether a word about the minutes by hand can be kept here."""
        return self.kind.needs_note and any(cell.is_open for cell in self.cells)


@dataclass(frozen=True)
class SchoolWeek:
    """The rows of one school; `closed` says why no day of this week is open there."""

    school: School
    lines: Sequence[Line]
    closed: str = ""


@dataclass(frozen=True)
class Week:
    """A week from Monday on."""

    monday: date
    today: date
    schools: Sequence[SchoolWeek]
    entries: Sequence[TimeEntry]
    facts: Facts
    days: Sequence[date] = field(default=())

    @property
    def lines(self) -> list[Line]:
        """Return the rows of all schools."""
        return [line for school in self.schools for line in school.lines]

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """Return the cells that can be filled in, by the name of their field."""
        rows = [cell for line in self.lines for cell in line.cells]
        return {cell.place.name: cell for cell in rows if cell.is_open}

    def why_not(self, place: Place) -> str:
        """Return why a cell cannot be filled in, in one sentence."""
        school = next(
            (one.school for one in self.schools if one.school.pk == place.school_id), None
        )
        if school is None:
            return _("Je bent daar geen kwaliteitscoördinator meer.")
        return (
            self.facts.why_closed(school, place.day)
            or self.facts.why_not_more(school, place.kind)
            or _("%s staat niet meer in deze week.") % date_words(place.day)
        )

    @property
    def minutes(self) -> int:
        """Return the total of the week."""
        return sum(entry.minutes for entry in self.entries)

    @property
    def day_minutes(self) -> list[tuple[date, int]]:
        """Return the total of each day."""
        return [(day, sum(e.minutes for e in self.entries if e.day == day)) for day in self.days]

    @property
    def self_booked(self) -> list[tuple[TimeEntry, str]]:
        """Return the lines that booked themselves, by day, each with the name of its kind."""
        found = [
            (entry, line.kind.name)
            for line in self.lines
            for cell in line.cells
            for entry in cell.entries
            if entry.cause and entry.minutes
        ]
        return sorted(found, key=lambda pair: (pair[0].day, pair[0].pk))


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def schools_of(actor: Actor) -> list[School]:
    """Return the own schools of a coordinator, by name."""
    rows = School.objects.filter(pk__in=actor.organisation_ids)
    return list(rows.select_related("organisation", "municipality__organisation"))


def week_of(actor: Actor, monday: date) -> Week:
    """Return the grid of a coordinator for a week; Saturday and Sunday only where booked."""
    schools = schools_of(actor)
    facts = hour_rules.facts_of(actor.user, schools, actor.day)
    every = [monday + timedelta(days=number) for number in range(WEEK_DAYS)]
    entries = list(own_entries(actor, every).select_related("school__organisation"))
    weekend = {entry.day for entry in entries if entry.minutes}
    days = [day for place, day in enumerate(every) if place < WORKDAYS or day in weekend]
    rows = [_school_week(school, days, by_place(entries), facts) for school in schools]
    return Week(monday, actor.day, rows, entries, facts, days)


def own_entries(actor: Actor, days: Iterable[date]) -> QuerySet[TimeEntry]:
    """Return the lines of a coordinator on some days."""
    rows = TimeEntry.objects.visible_to(actor).filter(day__in=list(days))
    return rows.order_by("day", "cause", "pk")


def note_name(school_id: int, kind: ActivityCode) -> str:
    """Return the name of the field of a word about the minutes by hand of a kind."""
    return f"note-{school_id}-{kind.value}"


def note_of(entries: Iterable[TimeEntry]) -> str:
    """Return the first word about minutes by hand."""
    notes = (one.note for one in entries if one.minutes and not one.cause)
    return next(filter(None, notes), "")


def by_place(entries: Iterable[TimeEntry]) -> dict[Place, list[TimeEntry]]:
    """Return lines by the cell that they add up to."""
    found: dict[Place, list[TimeEntry]] = defaultdict(list)
    for entry in entries:
        found[Place(entry.school_id, ActivityCode(entry.kind), entry.day)].append(entry)
    return found


def _school_week(
    school: School, days: Sequence[date], entries: Mapping[Place, list[TimeEntry]], facts: Facts
) -> SchoolWeek:
    closed = {day: facts.why_closed(school, day) for day in days}
    lines = []
    for code, kind in facts.kinds[school.municipality_id].items():
        places = [Place(school.pk, code, day) for day in days]
        cells = [
            Cell(place, rows := entries.get(place, []), _is_open(closed[place.day], kind, rows))
            for place in places
        ]
        line = Line(kind, cells)
        if kind.is_on or line.minutes:
            lines.append(line)
    is_shut = all(closed.values())
    return SchoolWeek(school, lines, closed[days[0]] if is_shut else "")


def _is_open(closed: str, kind: Kind, entries: Sequence[TimeEntry]) -> bool:
    """Say whether a cell can be filled in: of a kind that is off only what was booked."""
    return not closed and (kind.is_on or any(entry.minutes for entry in entries))
