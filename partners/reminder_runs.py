"""A run of the reminders: what is at turn is kept once, and each person gets one mail a day.

First every reminder gets its row with a line for each reader (`keep`); then each person is told of
the lines that wait for them (`_tell`). Both go in batches, each a transaction of its own: whoever
is killed leaves whole batches, and the next run does the rest. ADR 0028 says what waits for whom.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config import mail
from partners import reminders
from partners.models import Message, Reminder, ReminderLine, ReminderSnooze, User
from partners.outbox import Kind, Mail, queue_all
from partners.reminders import Key, Occasion, Readers, due_on_or_before, readers_on
from partners.states import ReminderState

CAUSE = "reminder"
LATE_DAYS = 14  # of what could have gone longer ago
FEW = 5  # are told one by one; more of them are counted
OCCASIONS, PEOPLE = 1000, 200  # in one transaction
T = TypeVar("T")
INSERT = """
    INSERT INTO partners_reminder (municipality_id, rule, subject, due_on, state, handled_at)
    SELECT given.*, %s FROM unnest(
        %s::bigint[], %s::varchar[], %s::varchar[], %s::date[], %s::varchar[]
    ) AS given
    ON CONFLICT (rule, subject, due_on) DO NOTHING
    RETURNING id, rule, subject, due_on
"""
NOTE = """
    UPDATE partners_reminderline SET message_id = given.message
    FROM unnest(%s::bigint[], %s::bigint[]) AS given (line, message) WHERE id = given.line
"""


@dataclass(frozen=True)
class Outcome:
    """What a run did, or would do: `due` is the sum of the other three, `mails` counts messages.

    What waits for the day of its readers is not due yet. `lines` counts what goes out, by rule and
    reader.
    """

    due: int
    sent: int
    already_sent: int
    blocked: int
    mails: int
    lines: dict[tuple[str, str], int]


@dataclass(frozen=True)
class _Run:
    """What all batches of a run share."""

    day: date
    at: datetime
    due: Mapping[Key, Occasion]
    readers: Readers


def run(*, day: date, at: datetime, dry_run: bool = False) -> Outcome:
    """Handle what is at turn on a day and was not handled yet; one mail to each person a day.

    Nobody to write to is kept as blocked. A dry run does the same and takes it all back.
    """
    if not dry_run:
        return _run(day=day, at=at)
    with transaction.atomic():
        outcome = _run(day=day, at=at)
        transaction.set_rollback(True)
    return outcome


def _run(*, day: date, at: datetime) -> Outcome:
    due = due_on_or_before(reminders.municipalities_of(), day)
    now = _Run(day, at, due, readers_on(day, due.values()))
    known = _known(due)
    for batch in _batches([one for key, one in due.items() if key not in known], OCCASIONS):
        keep(batch, readers=now.readers, at=at)
    told, mails = set[int](), 0
    for people in _batches(_waiting(day, at), PEOPLE):
        reminder_ids, count = _tell(people, now)
        told, mails = told | reminder_ids, mails + count
    return _outcome(due, told, mails)


def _batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


@transaction.atomic
def keep(occasions: Sequence[Occasion], *, readers: Readers, at: datetime) -> None:
    """Give each reminder its row, unless another run did, and a line for each of its readers.

    A run calls it for what is new; somebody who puts off a reminder before a run, for that one.
    """
    who = {one.key: readers.of(one) for one in occasions}
    made = _insert(occasions, who, at)
    ReminderLine.objects.bulk_create(
        ReminderLine(reminder_id=pk, user=user) for key, pk in made.items() for user in who[key]
    )


def _insert(
    occasions: Sequence[Occasion], who: Mapping[Key, Sequence[User]], at: datetime
) -> dict[Key, int]:
    """Insert the rows that are not there yet, in one statement; return what was inserted."""
    rows = [
        (
            one.municipality.pk,
            one.rule,
            one.subject,
            one.due_on,
            ReminderState.WAITING if _can_be_told(who[one.key]) else ReminderState.BLOCKED,
        )
        for one in sorted(occasions, key=lambda one: one.key)
    ]
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [at, *(list(column) for column in zip(*rows, strict=True))])
        return {(rule, about, on): pk for pk, rule, about, on in cursor.fetchall()}


def _can_be_told(users: Iterable[User]) -> bool:
    return any(user.email for user in users)


def _known(due: Mapping[Key, Occasion]) -> dict[Key, tuple[int, str]]:
    """Return the reminders that have a row: its number and its state."""
    subjects = list({subject for _rule, subject, _on in due})
    rows = Reminder.objects.filter(subject__in=subjects)
    found = rows.values_list("rule", "subject", "due_on", "pk", "state")
    return {(rule, about, on): (pk, state) for rule, about, on, pk, state in found}


def _waiting(day: date, at: datetime) -> list[int]:
    rows = ReminderLine.objects.to_tell(day, at).order_by("user")
    return list(rows.values_list("user", flat=True).distinct())


# --- one mail a day -------------------------------------------------------------------------


@transaction.atomic
def _tell(people: Sequence[int], now: _Run) -> tuple[set[int], int]:
    """Queue the mail of the day of each of these people; return the reminders, and how many mails.

    The people are locked first: a run at the same time waits, and finds that they were told.
    """
    rows = User.objects.filter(pk__in=people).order_by("pk")
    users = {user.pk: user for user in rows.select_for_update(no_key=True)}
    told = Message.objects.filter(cause__in=[_cause(now.day, pk) for pk in users])
    for pk in told.values_list("recipient", flat=True):
        users.pop(pk or 0, None)
    mails, lines = list[Mail](), list[list[ReminderLine]]()
    for pk, own in _lines_of(users, now).items():
        if any(_is_at_turn(line, users[pk], now) for line in own):
            mails.append(_mail(users[pk], own, now))
            lines.append(own)
    return _note_told(queue_all(mails, at=now.at), lines), len(mails)


def _cause(day: date, user_id: int) -> str:
    return f"{CAUSE}:{day.isoformat()}:{user_id}"


def _lines_of(users: Mapping[int, User], now: _Run) -> dict[int, list[ReminderLine]]:
    """Return the lines of each person that still hold, for who still is a reader, in order."""
    rows = ReminderLine.objects.to_tell(now.day, now.at).filter(user__in=users)
    own: dict[int, list[ReminderLine]] = defaultdict(list)
    for line in rows.select_related("reminder"):
        occasion = now.due.get(line.key)
        if occasion is not None and users[line.user_id] in now.readers.of(occasion):
            own[line.user_id].append(line)
    return {pk: sorted(own[pk], key=lambda line: line.key) for pk in sorted(own)}


def _is_at_turn(line: ReminderLine, user: User, now: _Run) -> bool:
    """Say whether a line makes that its person gets a mail today: what was put off does, by now."""
    return _is_back(line) or now.due[line.key].goes_on(user.digest_day) <= now.day


def _is_back(line: ReminderLine) -> bool:
    """Say whether a line was put off until now, as `to_tell` found."""
    return bool(line.is_back)  # type: ignore[attr-defined]


def _note_told(messages: Sequence[Message], lines: Sequence[Sequence[ReminderLine]]) -> set[int]:
    """Write down in which mail each line stands; return the reminders that were told."""
    written = []
    for message, own in zip(messages, lines, strict=True):
        for line in own:
            line.message = message
            written.append(line)
    with connection.cursor() as cursor:
        ids = [line.pk for line in written], [line.message_id for line in written]
        cursor.execute(NOTE, list(ids))
    puts = {row.line_id: row for row in ReminderSnooze.objects.open().filter(line__in=written)}
    for line in written:
        if line.pk in puts:
            puts[line.pk].message = line.message
    ReminderSnooze.objects.bulk_update(puts.values(), ["message"])
    told = {line.reminder_id for line in written}
    rows = Reminder.objects.filter(pk__in=told, state=ReminderState.WAITING).order_by("pk")
    first = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    Reminder.objects.filter(pk__in=first).update(state=ReminderState.SENT)
    return told


def _mail(user: User, own: Sequence[ReminderLine], now: _Run) -> Mail:
    """Return the mail of the day of one person."""
    lines = _words(own, now)
    return Mail(
        address=user.email or "",
        recipient=user,
        municipality=now.due[own[0].key].municipality,
        cause=_cause(now.day, user.pk),
        subject=ngettext(
            "Herinnering: er wacht iets op je", "Herinnering: er wachten %d dingen op je",
            len(lines),
        ) % (() if len(lines) == 1 else len(lines)),
        body="\n\n".join(
            [
                _("Beste %(name)s,") % {"name": user},
                *lines,
                mail.absolute(reverse("my_reminders")),
            ]
        ),
    )  # fmt: skip


def _words(own: Sequence[ReminderLine], now: _Run) -> list[str]:
    """Return what waits for one person, rule by rule and municipality by municipality.

    What could have gone long ago, when nobody looked or a rule was off, is one line at the end.
    """
    late = [line for line in own if _is_late(line, now)]
    left = set(late) if len(late) > FEW else set()
    groups: dict[tuple[str, int], list[Occasion]] = defaultdict(list)
    for line in own:
        occasion = now.due[line.key]
        if line not in left:
            groups[occasion.rule, occasion.municipality.pk].append(occasion)
    lines = [
        line for (code, _pk), group in groups.items() for line in reminders.RULES[code].words(group)
    ]
    return lines + ([_late(len(left))] if left else [])


def _is_late(line: ReminderLine, now: _Run) -> bool:
    is_old = now.day - now.due[line.key].sending_on > timedelta(days=LATE_DAYS)
    return is_old and not _is_back(line)


def _late(count: int) -> str:
    text = ngettext(
        "Er staat nog %d ding open van meer dan twee weken geleden: kijk bij Mijn herinneringen.",
        "Er staan nog %d dingen open van meer dan twee weken geleden: kijk bij Mijn herinneringen.",
        count,
    )
    return text % count


def _outcome(due: Mapping[Key, Occasion], told: set[int], mails: int) -> Outcome:
    """Count what came of what is due; a run at the same time may have sent some of it."""
    known = _known(due)
    sent = [one for key, one in due.items() if known.get(key, (0, ""))[0] in told]
    states = Counter(known[key][1] for key in due if key in known)
    return Outcome(
        due=states[ReminderState.SENT] + states[ReminderState.BLOCKED],
        sent=len(sent),
        already_sent=states[ReminderState.SENT] - len(sent),
        blocked=states[ReminderState.BLOCKED],
        mails=mails,
        lines=dict(Counter((one.rule, to.label) for one in sent for to in one.audiences)),
    )


# --- at the moment of sending ---------------------------------------------------------------


def is_still_needed(message: Message) -> bool:
    """Say whether a reminder of a mail still holds for its reader, on the day it was made for.

    A mail of before there were lines goes as it is.
    """
    rows = list(Reminder.objects.filter(lines__message=message))
    if not rows:
        return True
    subjects: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        subjects[row.rule].add(row.subject)
    day = date.fromisoformat(message.cause.split(":")[1])
    places = reminders.municipalities_of({row.municipality_id for row in rows})
    due = due_on_or_before(places, day, among=subjects)
    standing = [due[row.key] for row in rows if row.key in due]
    readers = readers_on(day, standing)
    return any(message.recipient in readers.of(occasion) for occasion in standing)


KINDS = {
    CAUSE: Kind(
        gettext_lazy("Herinnering"),
        gettext_lazy("Je krijgt dit bericht omdat je dit voor je organisatie doet of volgt."),
        is_still_needed,
    )
}
