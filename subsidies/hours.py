"""The hours book as the rest of the product uses it: an activity books its own minutes.

Hours are a by-product: who closes a meeting for others catches `HoursError` and goes on, for a
refusal keeps nothing and blocks nothing.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import Actor
from partners.models import Membership, School
from partners.states import Role
from subsidies import hour_entries, hour_rules
from subsidies.activity_kinds import kinds_of
from subsidies.hour_entries import Reading
from subsidies.hour_rules import Facts, HoursError
from subsidies.models import TimeEntry
from subsidies.states import KIND_OF, Activity, ActivityCode

__all__ = ["Activity", "HoursError", "book", "default_minutes", "unbook"]


def default_minutes(municipality_id: int, activity: str) -> int:
    """Return how long a municipality says an activity takes: what a screen fills in beforehand."""
    code = KIND_OF.get(Activity(activity), ActivityCode.OTHER)
    return kinds_of([municipality_id])[municipality_id][code].minutes


@transaction.atomic
def book(  # noqa: PLR0913 - the facts of one activity, each by name
    *,
    membership: Membership,
    day: date,
    activity: str,
    minutes: int | None = None,
    cause: str,
    by: Actor,
    at: datetime,
) -> TimeEntry:
    """Book an activity of a coordinator; once per cause, and again only what became different.

    What a person corrected by hand stays as that person left it. Without `minutes` it takes what
    the municipality set for its kind.

    Args: activity: a value of `Activity`. cause: names the activity, like `meeting:<uuid>`; no
    name of a child. by: who did what causes it, not always the coordinator.
    Raises: HoursError: outside the role, the school year or the day; ValueError: no cause.
    """
    if not cause:
        raise ValueError("what books itself has a cause")
    school = _school_of(membership)
    hour_entries.hold([membership.user_id], [school])
    known = membership.time_entries.filter(cause=cause).select_related(SCHOOL).first()
    if known is not None and known.is_corrected:
        return known
    facts = hour_rules.facts_of(membership.user, [school], timezone.localdate(at))
    code = KIND_OF.get(Activity(activity), ActivityCode.OTHER)
    kind = facts.kinds[school.municipality_id][code]
    reading = Reading(day, code.value, kind.minutes if minutes is None else minutes)
    if known is not None and hour_entries.reading_of(known) == reading:
        return known
    _refuse(membership, school, reading, known, facts)
    entry = known or TimeEntry(membership=membership, school=school, cause=cause)
    hour_entries.keep(entry, reading, by=by, at=at)
    hour_entries.refuse_full_days(membership.user_id, {day: ""})
    return entry


@transaction.atomic
def unbook(*, cause: str, by: Actor, at: datetime) -> int:
    """Take away what an activity booked, for everybody, because it did not happen.

    What a person corrected by hand stays. Returns how many lines went.
    Raises: HoursError: the school year is closed.
    """
    rows = TimeEntry.objects.filter(cause=cause, is_corrected=False, minutes__gt=0)
    found = rows.select_related("school", "membership")
    hour_entries.hold([row.membership.user_id for row in found], [row.school for row in found])
    gone = list(rows.select_related(SCHOOL, "membership__user"))
    for entry in gone:
        facts = hour_rules.facts_of(entry.membership.user, [entry.school], timezone.localdate(at))
        if reason := facts.why_locked(entry.school, entry.day):
            raise HoursError(reason)
        hour_entries.keep(entry, Reading(entry.day, entry.kind, 0), by=by, at=at)
    return len(gone)


SCHOOL = "school__organisation"


def _school_of(membership: Membership) -> School:
    if membership.role != Role.QC:
        raise HoursError(_("Alleen een kwaliteitscoördinator boekt uren."))
    return School.objects.select_related("organisation").get(pk=membership.organisation_id)


def _refuse(
    membership: Membership,
    school: School,
    reading: Reading,
    known: TimeEntry | None,
    facts: Facts,
) -> None:
    """Refuse minutes that the hours book cannot hold. Raises: HoursError."""
    hour_rules.refuse_minutes(reading.minutes)
    code = ActivityCode(reading.kind)
    reasons = [
        facts.why_closed(school, reading.day, membership),
        facts.why_locked(school, known.day) if known else "",
        "" if known and known.kind == code else facts.why_not_more(school, code),
    ]
    if reason := next(filter(None, reasons), ""):
        raise HoursError(reason)
