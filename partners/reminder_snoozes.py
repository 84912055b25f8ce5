"""Putting a reminder off: for oneself, until a day, for a reason, and taken back as easily.

It holds for who does it: a colleague and who leads hear what they would have heard. When the day
comes it stands in the mail of that day, as long as the rule still holds.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from partners import audit, reminder_runs
from partners.access import Actor
from partners.models import Reminder, ReminderLine, ReminderSnooze, User
from partners.refusals import RefusedError
from partners.reminder_overview import own_occasions
from partners.reminders import Key, Occasion, readers_on
from partners.states import DigestDay, SnoozeReason

MAX_DAYS = 28


class SnoozeError(RefusedError):
    """A reminder that cannot be put off to that day."""


def own_occasion(key: Key, by: Actor) -> Occasion:
    """Return one reminder that waits for somebody now.

    Raises: Reminder.DoesNotExist: it does not.
    """
    found = next((one for one in own_occasions(by) if one.key == key), None)
    if found is None:
        raise Reminder.DoesNotExist
    return found


def why_not_until(occasion: Occasion, until: date, today: date) -> str:
    """Return why a reminder cannot be put off to a day, or nothing when it can.

    What is needed before a day is not put off past it.
    """
    if until <= today:
        return _("Kies een dag na vandaag.")
    if until > today + timedelta(days=MAX_DAYS):
        return _("Stel hoogstens vier weken uit.")
    if occasion.needed_by is not None and until > max(occasion.needed_by, today):
        return _("Dit is eerder nodig: kies een dag tot en met %s.") % (
            occasion.needed_by.strftime("%d-%m-%Y")
        )
    return ""


@transaction.atomic
def put_off(
    *, key: Key, until: date, reason: SnoozeReason, by: Actor, at: datetime
) -> ReminderSnooze:
    """Put one reminder off for oneself until a day; what was put off before is replaced.

    Raises: DoesNotExist: it does not wait for this person; SnoozeError: not to that day.
    """
    occasion = own_occasion(key, by)
    if refusal := why_not_until(occasion, until, by.day):
        raise SnoozeError(refusal, "until")
    line = _own_line(occasion, by, at)
    ReminderSnooze.objects.open().filter(line=line).update(undone_at=at)
    snooze = ReminderSnooze.objects.create(line=line, until=until, reason=reason, put_off_at=at)
    details = {"rule": occasion.rule, "until": until.isoformat(), "reason": str(reason)}
    audit.record(by=by, action="reminder.put_off", target=line.reminder, at=at, details=details)
    return snooze


@transaction.atomic
def take_back(*, snooze_id: int, by: Actor, at: datetime) -> ReminderSnooze:
    """Let a reminder that somebody put off wait for them again.

    Raises: DoesNotExist: it is not theirs, was told of since, or was taken back.
    """
    rows = ReminderSnooze.objects.visible_to(by).open().select_for_update(no_key=True, of=("self",))
    snooze: ReminderSnooze = rows.select_related("line__reminder").get(pk=snooze_id)
    snooze.undone_at = at
    snooze.save(update_fields=["undone_at"])
    reminder = snooze.line.reminder
    audit.record(
        by=by,
        action="reminder.taken_back",
        target=reminder,
        at=at,
        details={"rule": reminder.rule},
    )
    return snooze


@transaction.atomic
def choose_digest_day(*, day: DigestDay, by: Actor, at: datetime) -> User:
    """Let a person choose the day of the week on which they get what can wait."""
    user = User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    if user.digest_day != day:
        user.digest_day = day
        user.save(update_fields=["digest_day"])
        audit.record(by=by, action="digest_day.chosen", at=at, details={"day": str(day)})
    return user


def _own_line(occasion: Occasion, by: Actor, at: datetime) -> ReminderLine:
    """Return the line of a person, locked; made where no run came by yet or they joined later."""
    reminder_runs.keep([occasion], readers=readers_on(by.day, [occasion]), at=at)
    rule, subject, due_on = occasion.key
    reminder = Reminder.objects.get(rule=rule, subject=subject, due_on=due_on)
    line, _is_new = ReminderLine.objects.get_or_create(reminder=reminder, user=by.user)
    rows = ReminderLine.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("reminder").get(pk=line.pk)
