"""A week of the hours book of one coordinator: the grid as it stands, and saving what changed.

A cell is one school, one day and one kind of activity. Its number is the sum of what booked
itself and of the one line by hand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from config.formats import date_words
from partners.access import Actor
from partners.models import School
from partners.roles import Permission, require
from subsidies import hour_entries, hour_rules
from subsidies.activity_kinds import Kind
from subsidies.hour_entries import Reading
from subsidies.hour_rules import Facts, HoursError
from subsidies.models import TimeEntry
from subsidies.states import ActivityCode

WORKDAYS, WEEK_DAYS = 5, 7


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


@dataclass(frozen=True)
class Change:
    """What somebody typed in a cell, and what it showed before."""

    place: Place
    shown: int
    minutes: int


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
        """Return what the minutes by hand of this week were for."""
        notes = [one.note for cell in self.cells for one in cell.entries if not one.cause]
        return next(filter(None, notes), "")

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
    entries = list(_entries(actor, every).select_related("school__organisation"))
    weekend = {entry.day for entry in entries if entry.minutes}
    days = [day for place, day in enumerate(every) if place < WORKDAYS or day in weekend]
    rows = [_school_week(school, days, _by_place(entries), facts) for school in schools]
    return Week(monday, actor.day, rows, entries, days)


def _entries(actor: Actor, days: Iterable[date]) -> QuerySet[TimeEntry]:
    rows = TimeEntry.objects.visible_to(actor).filter(day__in=list(days))
    return rows.order_by("day", "cause", "pk")


def _by_place(entries: Iterable[TimeEntry]) -> dict[Place, list[TimeEntry]]:
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


# --- saving -------------------------------------------------------------------------------------


@transaction.atomic
def save_week(
    *,
    changes: Sequence[Change],
    notes: Mapping[tuple[int, ActivityCode], str],
    monday: date,
    by: Actor,
    at: datetime,
) -> UUID:
    """Keep what a coordinator changed in a week, all of it or nothing.

    A cell with one line changes that line. With more, what is added goes to the line by hand, and
    what goes is taken from it first, then from what booked itself last. `notes` are of the minutes
    by hand of a kind at a school.

    Returns what these changes are undone by. Raises: HoursError, whose field names the cell or
    note; PermissionDenied: another's school.
    """
    hour_entries.hold(by.user.pk)
    schools = {school.pk: school for school in schools_of(by)}
    for school_id in {one.place.school_id for one in changes} - set(schools):
        require(by, Permission.BOOK_HOURS, School.objects.get(pk=school_id).organisation)
    require(by, Permission.BOOK_HOURS, None)
    facts = hour_rules.facts_of(by.user, schools.values(), timezone.localdate(at))
    week = [monday + timedelta(days=number) for number in range(WEEK_DAYS)]
    own = _entries(by, week).select_related("school__organisation")
    entries, save_key = _by_place(own), uuid4()
    writer = _Writer(by, at, save_key, facts)
    for change in changes:
        school = schools[change.place.school_id]
        note = notes.get((school.pk, change.place.kind), "")
        writer.apply(change, school, entries[change.place], note)
    _keep_notes(notes, _by_place(own.all()), writer)
    days = {change.place.day: change.place.name for change in changes}
    hour_entries.refuse_full_days(by.user.pk, days)
    return save_key


@dataclass(frozen=True)
class _Writer:
    """Writes the cells of one save."""

    by: Actor
    at: datetime
    save_key: UUID
    facts: Facts

    def apply(self, change: Change, school: School, rows: list[TimeEntry], note: str) -> None:
        """Bring the lines of a cell to the number that was typed. Raises: HoursError."""
        place, was = change.place, sum(row.minutes for row in rows)
        if reason := self.why_not(change, school, was):
            raise HoursError(reason, place.name)
        live = [row for row in rows if row.minutes]
        if len(live) == 1:
            self.keep(live[0], change.minutes)
        elif change.minutes > was:
            by_hand = next((row for row in rows if not row.cause), None)
            more = change.minutes - was
            self.keep(
                by_hand or self.fresh(place, school),
                more + (by_hand.minutes if by_hand else 0),
                note,
            )
        else:
            less = was - change.minutes
            for row in sorted(live, key=lambda one: (bool(one.cause), -one.pk)):
                taken = min(less, row.minutes)
                self.keep(row, row.minutes - taken)
                less -= taken

    def why_not(self, change: Change, school: School, was: int) -> str:
        """Return why a cell cannot become what was typed, or nothing when it can."""
        place = change.place
        if reason := self.facts.why_closed(school, place.day):
            return reason
        if was != change.shown:
            return _(
                "%(day)s, %(school)s: hier staan intussen %(now)d minuten in plaats van "
                "%(shown)d. Kijk of jouw getal nog klopt."
            ) % {
                "day": date_words(place.day),
                "school": school,
                "now": was,
                "shown": change.shown,
            }
        if change.minutes > was:
            return self.facts.why_not_more(school, place.kind)
        return ""

    def fresh(self, place: Place, school: School) -> TimeEntry:
        """Return a line by hand that is not written yet."""
        membership = self.facts.membership_on(school, place.day)
        return TimeEntry(
            membership=membership, school=school, day=place.day, kind=place.kind.value, minutes=0
        )

    def keep(self, row: TimeEntry, minutes: int, note: str | None = None) -> None:
        """Write one line."""
        reading = Reading(
            row.day,
            row.kind,
            minutes,
            row.note if note is None else note,
            is_corrected=bool(row.cause),
        )
        if (minutes, reading.note) != (row.minutes, row.note) or row.pk is None:
            hour_entries.keep(row, reading, by=self.by, at=self.at, save_key=self.save_key)


def _keep_notes(
    notes: Mapping[tuple[int, ActivityCode], str],
    entries: Mapping[Place, list[TimeEntry]],
    writer: _Writer,
) -> None:
    """Keep what the minutes by hand were for. Raises: HoursError: nothing is said of them."""
    for place, rows in entries.items():
        kind = writer.facts.kinds[rows[0].school.municipality_id][place.kind]
        by_hand = [row for row in rows if not row.cause and row.minutes]
        if not kind.needs_note or not by_hand or (place.school_id, place.kind) not in notes:
            continue
        note = notes[place.school_id, place.kind]
        if not note:
            raise HoursError(
                _("Schrijf kort waar de tijd bij %(kind)s (%(school)s) heen ging.")
                % {"kind": kind.name, "school": by_hand[0].school},
                f"note-{place.school_id}-{place.kind.value}",
            )
        for row in by_hand:
            writer.keep(row, row.minutes, note)
