"""School holidays of a municipality: dated periods in which a school answers nobody.

The dates of a region are decided per school year, so they are rows with a source and never a
formula. Those of the region Zuid are shipped; a municipality changes what its schools do otherwise.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import audit, tenants
from partners.access import Actor
from partners.holidays import MAX_YEARS_AHEAD
from partners.models import Municipality, School, SchoolHoliday
from partners.refusals import RefusedError

MAX_DAYS = 70
ZUID = "Zuid"
# "Read there": the page of the ministry was seen. "By a copy": dates that name the open data of the
# ministry as their source; the year 2028-2029 is the same in both. Autumn and spring are advice.
READ = "rijksoverheid.nl, overzicht schoolvakanties 2028-2029, regio Zuid"
COPY = "opendata.rijksoverheid.nl, regio Zuid, via een kopie; kijk na op rijksoverheid.nl"
NAMES = (
    "herfstvakantie", "kerstvakantie", "voorjaarsvakantie", "meivakantie", "zomervakantie",
)  # fmt: skip
SHIPPED: dict[str, tuple[tuple[int, str, tuple[str, ...]], ...]] = {
    ZUID: (
        (2025, COPY, ("2025-10-11/2025-10-19", "2025-12-20/2026-01-04", "2026-02-14/2026-02-22",
                      "2026-04-25/2026-05-03", "2026-07-11/2026-08-23")),
        (2026, COPY, ("2026-10-17/2026-10-25", "2026-12-19/2027-01-03", "2027-02-13/2027-02-21",
                      "2027-04-24/2027-05-02", "2027-07-24/2027-09-05")),
        (2027, COPY, ("2027-10-23/2027-10-31", "2027-12-25/2028-01-09", "2028-02-26/2028-03-05",
                      "2028-04-29/2028-05-07", "2028-07-22/2028-09-03")),
        (2028, READ, ("2028-10-21/2028-10-29", "2028-12-23/2029-01-07", "2029-02-10/2029-02-18",
                      "2029-04-28/2029-05-06", "2029-07-14/2029-08-26")),
        (2029, COPY, ("2029-10-13/2029-10-21", "2029-12-22/2030-01-06", "2030-02-23/2030-03-03",
                      "2030-04-27/2030-05-05", "2030-07-06/2030-08-18")),
    ),
}  # fmt: skip


class SchoolHolidayError(RefusedError):
    """A school holiday that cannot be kept."""


@dataclass(frozen=True)
class Period:
    """Days in which schools are closed, both included."""

    first_day: date
    last_day: date


def periods_of(municipality: Municipality) -> list[Period]:
    """Return when the schools of a municipality are closed, in order."""
    return [Period(row.first_day, row.last_day) for row in municipality.school_holidays.all()]


def region_of(municipality: Municipality) -> str:
    """Return the region whose holidays are shipped and in which all schools here are, or nothing.

    It is what the register of schools says of them.
    """
    rows = School.objects.filter(municipality=municipality).exclude(holiday_region="")
    said = set(rows.order_by().values_list("holiday_region", flat=True).distinct())
    return next(iter(said)) if len(said) == 1 and said <= set(SHIPPED) else ""


def shipped(region: str) -> list[tuple[str, Period, str]]:
    """Return name, days and source of each holiday that is shipped for a region."""
    found = []
    for _first_year, source, written in SHIPPED[region]:
        for name, days in zip(NAMES, written, strict=True):
            first, last = map(date.fromisoformat, days.split("/"))
            found.append((name, Period(first, last), source))
    return found


def missing(municipality: Municipality, region: str) -> list[tuple[str, Period, str]]:
    """Return what is shipped for a region and touches no day that is kept already."""
    kept = periods_of(municipality)
    return [
        (name, period, source)
        for name, period, source in (shipped(region) if region else [])
        if not any(_overlap(period, other) for other in kept)
    ]


def load(municipality: Municipality, *, by: Actor | None, at: datetime) -> int:
    """Keep what is shipped for the region and is not there yet; returns how many were added."""
    rows = [
        SchoolHoliday(
            municipality=municipality,
            name=name,
            first_day=period.first_day,
            last_day=period.last_day,
            source=source,
        )
        for name, period, source in missing(municipality, region_of(municipality))
    ]
    SchoolHoliday.objects.bulk_create(rows)
    if rows:
        audit.record(
            by=by,
            action="school_holidays.loaded",
            target=municipality,
            organisation=municipality.organisation,
            at=at,
            details={"count": len(rows)},
        )
    return len(rows)


@transaction.atomic
def take_over(*, municipality_id: int, by: Actor, at: datetime) -> int:
    """Take the shipped holidays of the region over; returns how many were added.

    Raises: DoesNotExist, PermissionDenied.
    """
    return load(tenants.own_to_set_up(municipality_id, by=by), by=by, at=at)


@transaction.atomic
def add(  # noqa: PLR0913 - the parts of one period, each by name
    *,
    municipality_id: int,
    name: str,
    first_day: date,
    last_day: date,
    source: str,
    by: Actor,
    at: datetime,
) -> SchoolHoliday:
    """Keep a period in which the schools here are closed.

    Raises: DoesNotExist, PermissionDenied, SchoolHolidayError: days in the wrong order, too many,
    or days that are kept already.
    """
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    period = Period(first_day, last_day)
    if reason := why_not(municipality, period, timezone.localdate(at)):
        raise SchoolHolidayError(reason, "last_day")
    row = SchoolHoliday.objects.create(
        municipality=municipality,
        name=name.strip(),
        first_day=first_day,
        last_day=last_day,
        source=source.strip(),
    )
    _record("school_holiday.added", municipality, row, by=by, at=at)
    return row


def why_not(municipality: Municipality, period: Period, today: date) -> str:
    """Return why a period cannot be kept, or nothing when it can."""
    if period.last_day < period.first_day:
        return _("De laatste dag ligt voor de eerste dag.")
    if (period.last_day - period.first_day).days >= MAX_DAYS:
        return _("Een vakantie duurt hier hoogstens %d dagen.") % MAX_DAYS
    if abs(period.first_day.year - today.year) > MAX_YEARS_AHEAD:
        return _("Vul een vakantie in van hoogstens %d jaar eerder of later.") % MAX_YEARS_AHEAD
    if any(_overlap(period, other) for other in periods_of(municipality)):
        return _("Een deel van deze dagen staat er al als vakantie.")
    return ""


@transaction.atomic
def remove(*, municipality_id: int, first_day: date, by: Actor, at: datetime) -> str:
    """Take a period away; return what it was called.

    Raises: DoesNotExist, PermissionDenied.
    """
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    row = municipality.school_holidays.get(first_day=first_day)
    _record("school_holiday.removed", municipality, row, by=by, at=at)
    row.delete()
    return row.name


def _overlap(one: Period, other: Period) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _record(
    action: str, municipality: Municipality, row: SchoolHoliday, *, by: Actor, at: datetime
) -> None:
    audit.record(
        by=by,
        action=action,
        target=row,
        organisation=municipality.organisation,
        at=at,
        details={"days": f"{row.first_day.isoformat()}/{row.last_day.isoformat()}"},
    )
