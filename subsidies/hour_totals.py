"""Hours of schools as sums: booked by kind and month, against what the year grants.

Who sees sums never sees a line, a day or a note of a coordinator.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth

from partners.access import Actor
from partners.contact_querysets import school_year_of
from partners.models import School
from subsidies.activity_kinds import Kind, kinds_of
from subsidies.amendments import amounts_in_force
from subsidies.models import SubsidyYear, TimeEntry
from subsidies.rounding import hours_of
from subsidies.school_years import period_of
from subsidies.states import ActivityCode

NONE, WHOLE = Decimal("0.00"), Decimal(1)
HOUR = 60
MONTHS = 12


def as_hours(minutes: int) -> Decimal:
    """Return minutes as hours, two decimals."""
    return (Decimal(minutes) / HOUR).quantize(NONE)


@dataclass(frozen=True)
class SchoolHours:
    """What one school booked in a year, and what it was granted; minutes by kind and by month."""

    school: School
    granted: Decimal
    kinds: Sequence[Kind]
    by_kind: dict[str, int] = field(default_factory=dict)
    by_month: dict[tuple[date, str], int] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """Return all minutes."""
        return sum(self.by_kind.values())

    @property
    def booked(self) -> Decimal:
        """Return all hours."""
        return as_hours(self.minutes)

    @property
    def left(self) -> Decimal:
        """Return the hours that are left; below zero when more was booked."""
        return self.granted - self.booked

    @property
    def percentage(self) -> Decimal | None:
        """Return which part of the granted hours was booked; None when nothing was granted."""
        exact = Decimal(self.minutes) * 100 / HOUR
        return (exact / self.granted).quantize(WHOLE) if self.granted else None

    @cached_property
    def hours_by_kind(self) -> list[tuple[Kind, Decimal]]:
        """Return the hours of each kind; of a kind that is off only when something was booked."""
        return [
            (kind, as_hours(self.by_kind.get(kind.code, 0)))
            for kind in self.kinds
            if kind.is_on or self.by_kind.get(kind.code)
        ]

    @property
    def cells(self) -> list[tuple[Kind, Decimal]]:
        """Return the hours of each of its kinds, off or not."""
        return [(kind, as_hours(self.by_kind.get(kind.code, 0))) for kind in self.kinds]

    def months(self, year: SubsidyYear) -> list[tuple[date, list[tuple[Kind, Decimal]], Decimal]]:
        """Return each month with its hours by kind, in the order of `hours_by_kind`, and all."""
        rows = []
        for month in months_of(year):
            minutes = [
                (kind, self.by_month.get((month, kind.code), 0))
                for kind, _all in self.hours_by_kind
            ]
            cells = [(kind, as_hours(number)) for kind, number in minutes]
            rows.append((month, cells, as_hours(sum(number for _kind, number in minutes))))
        return rows


def months_of(year: SubsidyYear) -> list[date]:
    """Return the first day of each month of a school year."""
    first, _last = period_of(year)
    months = (first.month - 1 + number for number in range(MONTHS))
    return [date(first.year + month // 12, month % 12 + 1, 1) for month in months]


def school_hours(actor: Actor, year: SubsidyYear) -> list[SchoolHours]:
    """Return the schools of an actor in a year, by name: those with a grant or with hours."""
    schools = School.objects.visible_to(actor).filter(municipality=year.municipality_id)
    granted = granted_hours(year)
    by_kind: dict[int, dict[str, int]] = defaultdict(dict)
    by_month: dict[int, dict[tuple[date, str], int]] = defaultdict(dict)
    entries = TimeEntry.objects.counted_for(actor).filter(day__range=period_of(year))
    sums = entries.order_by().values_list("school", TruncMonth("day"), "kind")
    for school_id, month, kind, minutes in sums.annotate(minutes=Sum("minutes")):
        if minutes:
            by_month[school_id][month, kind] = minutes
            by_kind[school_id][kind] = by_kind[school_id].get(kind, 0) + minutes
    kinds = list(kinds_of([year.municipality_id])[year.municipality_id].values())
    found = schools.filter(pk__in={*granted, *by_kind})
    return [
        SchoolHours(
            school, granted.get(school.pk, NONE), kinds, by_kind[school.pk], by_month[school.pk]
        )
        for school in found.select_related("organisation", "board__organisation")
    ]


def granted_hours(year: SubsidyYear) -> dict[int, Decimal]:
    """Return the hours that each school was granted, later changes included.

    The amount in force divided by the rate of the year, as in the letters.
    """
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    for (school_id, _board), amount in amounts_in_force(year).items():
        amounts[school_id] += amount
    return {
        school_id: hours_of(amount=amount, hourly_rate=year.hourly_rate)
        for school_id, amount in amounts.items()
        if amount
    }


def together(rows: Sequence[SchoolHours]) -> SchoolHours | None:
    """Return some schools as one sum of minutes; its school is the first and says nothing.

    A kind that municipalities call differently has all of its names.
    """
    if not rows:
        return None
    by_kind: Counter[str] = Counter()
    for row in rows:
        by_kind.update(row.by_kind)
    granted = sum((row.granted for row in rows), NONE)
    kinds = [_as_one(same) for same in zip(*(row.kinds for row in rows), strict=True)]
    return SchoolHours(rows[0].school, granted, kinds, dict(by_kind))


def _as_one(kinds: Sequence[Kind]) -> Kind:
    """Return one kind of several municipalities as one."""
    names = dict.fromkeys(kind.name for kind in kinds)
    return replace(kinds[0], name=" / ".join(names), is_on=any(kind.is_on for kind in kinds))


def alike(rows: Sequence[SchoolHours]) -> list[SchoolHours]:
    """Return schools that have the same kinds: those in use, and those with hours at any."""
    total = together(rows)
    kinds = [kind for kind, _hours in total.hours_by_kind] if total else []
    return [replace(row, kinds=kinds) for row in rows]


# --- which year, which schools, in which order --------------------------------------------------


def shown_years(actor: Actor) -> QuerySet[SubsidyYear]:
    """Return the established years that an actor sees, the newest first."""
    rows = SubsidyYear.objects.visible_to(actor).filter(established_at__isnull=False)
    return rows.select_related("municipality__organisation")


def years_on(actor: Actor, day: date) -> list[SubsidyYear]:
    """Return the established years in which a day falls: one for each municipality of the actor."""
    return list(shown_years(actor).filter(first_year=school_year_of(day)))


def key_of(year: SubsidyYear) -> str:
    """Return what names a year among those of several municipalities, like 0855-2026-2027."""
    return f"{year.municipality.key}-{year.label}"


def running(years: Sequence[SubsidyYear], day: date) -> SubsidyYear | None:
    """Return the newest year that has begun, else the first that will."""
    begun = [year for year in years if year.first_year <= school_year_of(day)]
    return next(iter([*begun, *reversed(years)]), None)


def narrowed(rows: Iterable[SchoolHours], text: str, which: str) -> list[SchoolHours]:
    """Return the schools whose name or code holds a text, all, with (met) or without hours."""
    wanted = text.strip().casefold()
    return [
        row
        for row in rows
        if (wanted in row.school.name.casefold() or row.school.key.casefold().startswith(wanted))
        and (which != "zonder" or not row.minutes)
        and (which != "met" or row.minutes)
    ]


def _minutes_of(code: ActivityCode, row: SchoolHours) -> int:
    return row.by_kind.get(code, 0)


ORDERS: dict[str, Callable[[SchoolHours], Any]] = {
    "naam": lambda row: row.school.organisation.sort_name,
    "bestuur": lambda row: row.school.board.organisation.sort_name,
    "geboekt": lambda row: row.minutes,
    "toegekend": lambda row: row.granted,
    "deel": lambda row: row.percentage or NONE,
    **{code.value: partial(_minutes_of, code) for code in ActivityCode},
}


def in_order(rows: Sequence[SchoolHours], asked: str) -> list[SchoolHours]:
    """Return schools in the order of a key, downwards with a minus before it; else by name."""
    by_name = sorted(rows, key=ORDERS["naam"])
    key = ORDERS.get(asked.removeprefix("-"), ORDERS["naam"])
    return sorted(by_name, key=key, reverse=asked.startswith("-"))
