"""Undoing what was saved last in a week of the hours book."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import Actor
from partners.roles import Permission, require
from subsidies import hour_entries, hour_rules
from subsidies.hour_entries import Reading
from subsidies.hour_rules import HoursError
from subsidies.hour_weeks import WEEK_DAYS, schools_of
from subsidies.models import TimeEntry, TimeEntryStep


@dataclass(frozen=True)
class LastSave:
    """What was saved last in a week, and when."""

    key: UUID
    at: datetime


def last_save(actor: Actor, monday: date) -> LastSave | None:
    """Return the newest save of a coordinator in a week, if nothing changed it since."""
    entries = TimeEntry.objects.visible_to(actor).filter(
        day__gte=monday, day__lt=monday + timedelta(days=WEEK_DAYS)
    )
    steps = TimeEntryStep.objects.filter(entry__in=entries).order_by("-pk")
    newest = steps.first()
    if newest is None or newest.save_key is None:
        return None
    return LastSave(newest.save_key, newest.at)


@transaction.atomic
def undo(*, save_key: UUID, by: Actor, at: datetime) -> int:
    """Bring the lines of one save back to how they read before it; undoing that brings it back.

    Returns how many lines changed. Raises: HoursError: something changed since, or the year was
    closed; PermissionDenied: another role.
    """
    require(by, Permission.BOOK_HOURS, None)
    schools = {school.pk: school for school in schools_of(by)}
    hour_entries.hold([by.user.pk], schools.values())
    own = TimeEntry.objects.visible_to(by)
    steps = TimeEntryStep.objects.filter(save_key=save_key, entry__in=own)
    firsts = {row.entry_id: row for row in steps.order_by("-pk")}
    newest = dict(
        TimeEntryStep.objects.filter(entry__in=firsts)
        .order_by()
        .values_list("entry")
        .annotate(newest=Max("pk"))
    )
    if not firsts or set(newest.values()) - set(steps.values_list("pk", flat=True)):
        raise HoursError(_("Er is daarna al iets gewijzigd: pas de minuten zelf aan."))
    facts = hour_rules.facts_of(by.user, schools.values(), timezone.localdate(at))
    key = uuid4()
    for entry in own.filter(pk__in=firsts).select_related("school__organisation"):
        if reason := facts.why_locked(entry.school, entry.day):
            raise HoursError(reason)
        before = entry.steps.filter(pk__lt=firsts[entry.pk].pk).first()
        reading = hour_entries.reading_of(before) if before else _nothing(entry)
        hour_entries.keep(entry, reading, by=by, at=at, save_key=key)
    hour_entries.refuse_full_days(by.user.pk, {step.day: "" for step in firsts.values()})
    return len(firsts)


def _nothing(entry: TimeEntry) -> Reading:
    return Reading(entry.day, entry.kind, 0)
