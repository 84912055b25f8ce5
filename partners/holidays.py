"""Recognised holidays, working days, and the terms that move because of them.

The holidays follow from the law, so they are computed; what a royal decree equates with them is
kept per municipality (`EquatedDay`). A statutory term that ends on a Saturday, Sunday or holiday
runs on to the next working day; our own reminders go on the last working day before.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from dateutil.easter import easter
from django.db import transaction
from django.utils.translation import gettext as _

from partners import audit, tenants
from partners.access import Actor
from partners.models import EquatedDay, Municipality
from partners.refusals import RefusedError

ONE_DAY = timedelta(days=1)
SATURDAY = 5
OBJECTION_DAYS = 42
MAX_YEARS_AHEAD = 10


class HolidayError(RefusedError):
    """A day that cannot be kept or taken away."""


@dataclass(frozen=True)
class Holiday:
    """A recognised holiday: the day, and its name in Dutch."""

    day: date
    name: str


def recognised(year: int) -> list[Holiday]:
    """Return the recognised holidays (algemeen erkende feestdagen) of a calendar year, by day.

    Easter Sunday and Whit Sunday are no more than Sundays here. The King's birthday is kept a day
    earlier when it falls on a Sunday. Two can fall on one day: Ascension Day on 5 May.

    Source: Algemene termijnenwet art. 3 lid 1 and 2.
    """
    sunday, kings_day = easter(year), date(year, 4, 27)
    if kings_day.weekday() > SATURDAY:
        kings_day -= ONE_DAY
    days = [
        Holiday(date(year, 1, 1), _("Nieuwjaarsdag")),
        Holiday(sunday - timedelta(days=2), _("Goede Vrijdag")),
        Holiday(sunday + ONE_DAY, _("tweede paasdag")),
        Holiday(kings_day, _("Koningsdag")),
        Holiday(date(year, 5, 5), _("Bevrijdingsdag")),
        Holiday(sunday + timedelta(days=39), _("Hemelvaartsdag")),
        Holiday(sunday + timedelta(days=50), _("tweede pinksterdag")),
        Holiday(date(year, 12, 25), _("eerste kerstdag")),
        Holiday(date(year, 12, 26), _("tweede kerstdag")),
    ]
    return sorted(days, key=lambda holiday: holiday.day)


def equated_days(municipality: Municipality) -> frozenset[date]:
    """Return the days that count as holidays for a municipality besides the recognised ones."""
    return frozenset(row.day for row in municipality.equated_days.all())


def is_working_day(day: date, equated: Collection[date] = ()) -> bool:
    """Say whether a day is no Saturday, Sunday, recognised or equated holiday."""
    if day.weekday() >= SATURDAY or day in equated:
        return False
    return day not in _recognised_days(day.year)


@cache
def _recognised_days(year: int) -> frozenset[date]:
    """Return the days of the recognised holidays: asked for every reminder of a run."""
    return frozenset(holiday.day for holiday in recognised(year))


def next_working_day(day: date, equated: Collection[date] = ()) -> date:
    """Return the day itself when it is a working day, else the first one after it.

    Source: Algemene termijnenwet art. 1 lid 1.
    """
    while not is_working_day(day, equated):
        day += ONE_DAY
    return day


def last_working_day(day: date, equated: Collection[date] = ()) -> date:
    """Return the day itself when it is a working day, else the last one before it."""
    while not is_working_day(day, equated):
        day -= ONE_DAY
    return day


def add_working_days(day: date, count: int, equated: Collection[date] = ()) -> date:
    """Return the working day that is this many after a day, or before it when negative.

    Zero gives the day itself when it is a working day, else the next one.
    """
    if count == 0:
        return next_working_day(day, equated)
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _number in range(abs(count)):
        day += step
        while not is_working_day(day, equated):
            day += step
    return day


def objection_deadline(sent_on: date, equated: Collection[date] = ()) -> date:
    """Return the last day on which an objection to a decision is in time.

    Six weeks that begin the day after the decision was made known; the last day moves to the next
    working day. Source: Awb art. 6:7, 6:8 lid 1; Algemene termijnenwet art. 1 lid 1.
    """
    return next_working_day(sent_on + timedelta(days=OBJECTION_DAYS), equated)


@transaction.atomic
def add_equated_day(
    *, municipality_id: int, day: date, name: str, source: str, by: Actor, at: datetime
) -> EquatedDay:
    """Keep a day that a royal decree equates with a holiday (gelijkgestelde dag).

    Raises: DoesNotExist, PermissionDenied, HolidayError: the day is free already or far away.
    Source: Algemene termijnenwet art. 3 lid 3.
    """
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    if reason := why_not_equated(municipality, day, at.year):
        raise HolidayError(reason, "day")
    row = EquatedDay.objects.create(
        municipality=municipality, day=day, name=name.strip(), source=source.strip()
    )
    _record("holiday.added", municipality, row, by=by, at=at)
    return row


def why_not_equated(municipality: Municipality, day: date, this_year: int) -> str:
    """Return why a day need not or cannot be kept, or nothing when it can."""
    if municipality.equated_days.filter(day=day).exists():
        return _("Deze dag staat er al.")
    if not is_working_day(day):
        return _("Op deze dag loopt een termijn al niet af: het is een weekend of een feestdag.")
    if abs(day.year - this_year) > MAX_YEARS_AHEAD:
        return _("Vul een dag in van hoogstens %d jaar eerder of later.") % MAX_YEARS_AHEAD
    return ""


@transaction.atomic
def remove_equated_day(*, municipality_id: int, day: date, by: Actor, at: datetime) -> str:
    """Take a day away that was kept by mistake; return what it was called.

    Terms are computed, so each one that is still running follows at once.

    Raises: DoesNotExist, PermissionDenied.
    """
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    row = municipality.equated_days.get(day=day)
    _record("holiday.removed", municipality, row, by=by, at=at)
    row.delete()
    return row.name


def _record(
    action: str, municipality: Municipality, row: EquatedDay, *, by: Actor, at: datetime
) -> None:
    audit.record(
        by=by,
        action=action,
        target=row,
        organisation=municipality.organisation,
        at=at,
        details={"day": row.day.isoformat()},
    )
