"""Writing one line of the hours book: the line, its step and its place in the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum

from partners import audit
from partners.access import Actor
from partners.models import School, User
from subsidies.hour_rules import HoursError, why_too_much
from subsidies.models import SubsidyYear, TimeEntry, TimeEntryStep


@dataclass(frozen=True)
class Reading:
    """How a line reads: what of it can change."""

    day: date
    kind: str
    minutes: int
    note: str = ""
    is_corrected: bool = False


NOWHERE = Reading(date.min, "", 0)


def reading_of(row: TimeEntry | TimeEntryStep) -> Reading:
    """Return how a line reads, or read at a step."""
    return Reading(row.day, row.kind, row.minutes, row.note, row.is_corrected)


def hold(user_ids: Iterable[int], schools: Iterable[School]) -> None:
    """Let one write at a time change the hours of people at schools, until this transaction ends.

    First the established years of these schools, so that none is closed meanwhile, then the
    people: always in this order, and after the child when there is one.
    """
    towns = {school.municipality_id for school in schools}
    years = SubsidyYear.objects.filter(municipality__in=towns, established_at__isnull=False)
    list(years.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    people = User.objects.filter(pk__in=set(user_ids))
    list(people.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def keep(
    entry: TimeEntry, reading: Reading, *, by: Actor, at: datetime, save_key: UUID | None = None
) -> TimeEntry:
    """Write a line as it reads now, when that is other than it was; keep the step and log it."""
    before = reading_of(entry) if entry.pk else NOWHERE
    if before == reading:
        return entry
    values = {name: getattr(reading, name) for name in Reading.__dataclass_fields__}
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save()
    TimeEntryStep.objects.create(entry=entry, at=at, by=by.user, save_key=save_key, **values)
    audit.record(
        by=by,
        action=_action(before.minutes, reading.minutes),
        target=entry,
        organisation=entry.school.organisation,
        at=at,
        details={
            "day": reading.day.isoformat(),
            "kind": str(reading.kind),
            "before": before.minutes,
            "minutes": reading.minutes,
        },
    )
    return entry


def _action(before: int, after: int) -> str:
    if not after:
        return "hours.removed"
    return "hours.changed" if before else "hours.booked"


def refuse_full_days(user_id: int, days: dict[date, str]) -> None:
    """Refuse what makes a day of a person longer than a day; `days` name the field of each.

    Raises: HoursError.
    """
    rows = TimeEntry.objects.filter(membership__user=user_id, day__in=days)
    for day, total in rows.order_by("day").values_list("day").annotate(total=Sum("minutes")):
        if reason := why_too_much(day, total):
            raise HoursError(reason, days[day] or None)
