"""Reminders: at most once each, by rules that say when, about what and to whom (ADR 0005).

Each app registers its rules in RULES from its own layer. A run collects what is due, keeps one row
for each reminder and queues one mail to each person; the rows are unique, so a second run, or two
at once, send nothing twice. Whether a reminder still makes sense is asked when a run finds it, and
once more when its mail goes.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config import mail
from partners import holidays
from partners.models import (
    Membership,
    Message,
    Municipality,
    Reminder,
    ReminderSwitch,
    User,
)
from partners.outbox import Kind, queue
from partners.states import ReminderState, Role

CAUSE = "reminder"


def choices_of(municipalities: Iterable[Municipality]) -> dict[tuple[int, str], bool]:
    """Return what each municipality chose about which rule."""
    rows = ReminderSwitch.objects.filter(municipality__in=[one.pk for one in municipalities])
    return {(row.municipality_id, row.rule): row.is_on for row in rows}


@dataclass(frozen=True)
class Audience:
    """Who gets a reminder: the members of these organisations in a role, or those who lead."""

    organisations: frozenset[int]
    role: Role | None = None
    is_lead: bool = False

    @property
    def label(self) -> str:
        """Return who these people are, for a summary."""
        return str(_("leidinggevende") if self.role is None else self.role.label)


@dataclass(frozen=True)
class Occasion:
    """One reminder that a rule brings: about what, in which municipality, on which day, to whom.

    `due_on` is the day of the rule itself; it is sent on that day or the last working day before.
    `facts` is what the rule needs to ask and to say, and nothing else looks at it.
    """

    rule: str
    municipality: Municipality
    subject: str
    due_on: date
    audiences: tuple[Audience, ...]
    facts: Any = field(default=None, compare=False)

    @property
    def key(self) -> tuple[str, str, date]:
        """Return what makes a reminder the only one."""
        return self.rule, self.subject, self.due_on

    @property
    def sending_on(self) -> date:
        """Return the day on which it goes: the day itself, or the last working day before."""
        return holidays.last_working_day(self.due_on, holidays.equated_days(self.municipality))


@dataclass(frozen=True)
class Rule:
    """One row of the table of reminders (docs/glossary.md).

    `occasions` brings what is near a day for some municipalities, with due days by a pure function;
    `is_valid` says whether it still holds; `words` makes lines of a mail from occasions of one rule
    and one municipality: what waits, without a name of a person or a child. `is_on` says whether
    it goes where a municipality never chose (`partners/reminder_switches.py`).
    """

    code: str
    label: str | Promise
    occasions: Callable[[Sequence[Municipality], date], Iterable[Occasion]]
    is_valid: Callable[[Occasion, date], bool]
    words: Callable[[Sequence[Occasion]], list[str]]
    is_on: bool = True


RULES: dict[str, Rule] = {}


@dataclass(frozen=True)
class Outcome:
    """What a run did, or would do: `due` is the sum of the other three, `mails` counts messages.

    `lines` counts what goes out, by rule and reader.
    """

    due: int
    sent: int
    already_sent: int
    blocked: int
    mails: int
    lines: dict[tuple[str, str], int]


def escalated(occasion: Occasion, *, days: int, organisation_id: int) -> Occasion:
    """Return the reminder that follows when nothing happened: to who leads the organisation."""
    return replace(
        occasion,
        due_on=occasion.due_on + timedelta(days=days),
        audiences=(Audience(frozenset({organisation_id}), is_lead=True),),
    )


def run(*, day: date, at: datetime, dry_run: bool = False) -> Outcome:
    """Handle what is due on or before a day and was not handled yet; one mail to each person.

    Nobody to write to is kept as blocked. A dry run counts and changes nothing.
    """
    with transaction.atomic():
        due = _due(_municipalities(), day)
        known = _known(due)
        new = [occasion for occasion in due if occasion.key not in known]
        readers = {occasion.key: _readers(occasion, day) for occasion in new}
        if not dry_run:
            new = [each for each in new if _keep(each, at=at, has_reader=bool(readers[each.key]))]
        sent = [occasion for occasion in new if readers[occasion.key]]
        mails = _by_reader(sent, readers)
        if not dry_run:
            for user, occasions in mails.items():
                _mail(user, occasions, at=at)
        return _outcome(due, sent, len(mails))


def _outcome(due: list[Occasion], sent: list[Occasion], mails: int) -> Outcome:
    """Count what came of what is due; a run at the same time may have sent some of it."""
    sent_keys, known = {occasion.key for occasion in sent}, _known(due)
    others = [known.get(each.key) for each in due if each.key not in sent_keys]
    already = others.count(ReminderState.SENT)
    return Outcome(
        due=len(due),
        sent=len(sent_keys),
        already_sent=already,
        blocked=len(due) - len(sent_keys) - already,
        mails=mails,
        lines=dict(Counter((each.rule, to.label) for each in sent for to in each.audiences)),
    )


def _municipalities(ids: Iterable[int] | None = None) -> list[Municipality]:
    rows = Municipality.objects.select_related("organisation").prefetch_related("equated_days")
    rows = rows if ids is None else rows.filter(pk__in=ids)
    return list(rows.order_by("organisation__key"))


def _due(municipalities: Sequence[Municipality], day: date) -> list[Occasion]:
    """Return what is due on or before a day and still holds, each once, in a fixed order."""
    chosen = choices_of(municipalities)
    found = {
        occasion.key: occasion
        for rule in RULES.values()
        for occasion in rule.occasions(
            [one for one in municipalities if chosen.get((one.pk, rule.code), rule.is_on)], day
        )
        if occasion.sending_on <= day and rule.is_valid(occasion, day)
    }
    return [found[key] for key in sorted(found)]


def _known(occasions: Sequence[Occasion]) -> dict[tuple[str, str, date], str]:
    """Return how the reminders that were handled before ended."""
    rows = Reminder.objects.filter(subject__in={each.subject for each in occasions})
    found = rows.values_list("rule", "subject", "due_on", "state")
    return {(rule, subject, due_on): state for rule, subject, due_on, state in found}


def _keep(occasion: Occasion, *, at: datetime, has_reader: bool) -> bool:
    """Keep that a reminder is handled; False when another run did so meanwhile."""
    _row, is_new = Reminder.objects.get_or_create(
        rule=occasion.rule,
        subject=occasion.subject,
        due_on=occasion.due_on,
        defaults={
            "municipality": occasion.municipality,
            "state": ReminderState.SENT if has_reader else ReminderState.BLOCKED,
            "handled_at": at,
        },
    )
    return is_new


def _readers(occasion: Occasion, day: date) -> list[User]:
    """Return the people of the audiences of a reminder who can be written to."""
    members = Membership.objects.working_on(day).filter(user__email__isnull=False)
    wanted = Q(pk__in=[])
    for audience in occasion.audiences:
        here = Q(organisation__in=audience.organisations)
        here &= Q(role=audience.role) if audience.role else Q()
        wanted |= here & (Q(is_lead=True) if audience.is_lead else Q())
    users = members.filter(wanted).values("user")
    return list(User.objects.filter(pk__in=users).order_by("pk"))


def _by_reader(
    occasions: Sequence[Occasion], readers: dict[tuple[str, str, date], list[User]]
) -> dict[User, list[Occasion]]:
    mails: dict[User, list[Occasion]] = defaultdict(list)
    for occasion in occasions:
        for user in readers[occasion.key]:
            mails[user].append(occasion)
    return mails


def _mail(user: User, occasions: Sequence[Occasion], *, at: datetime) -> None:
    """Queue the digest of one person; what makes it the only one is its first reminder."""
    lines = _lines(occasions)
    first = Reminder.objects.get(
        rule=occasions[0].rule, subject=occasions[0].subject, due_on=occasions[0].due_on
    )
    queue(
        address=user.email or "",
        recipient=user,
        municipality=occasions[0].municipality,
        cause=f"{CAUSE}:{first.pk}:{user.pk}",
        subject=ngettext(
            "Herinnering: er wacht iets op je", "Herinnering: er wachten %d dingen op je",
            len(lines),
        ) % (() if len(lines) == 1 else len(lines)),
        body="\n\n".join(
            [
                _("Beste %(name)s,") % {"name": user},
                *lines,
                mail.absolute(reverse("start")),
            ]
        ),
        at=at,
    )  # fmt: skip


def _lines(occasions: Sequence[Occasion]) -> list[str]:
    """Return what waits for one person, rule by rule and municipality by municipality."""
    groups: dict[tuple[str, int], list[Occasion]] = defaultdict(list)
    for occasion in occasions:
        groups[occasion.rule, occasion.municipality.pk].append(occasion)
    return [line for (code, _pk), group in groups.items() for line in RULES[code].words(group)]


# --- at the moment of sending ---------------------------------------------------------------


def is_still_needed(message: Message) -> bool:
    """Say whether a reminder of a digest still holds for its reader, on the day it was made.

    The reminders of a digest are those that were handled at the moment it was queued.
    """
    day = timezone.localdate(message.created_at)
    rows = list(Reminder.objects.filter(handled_at=message.created_at))
    keys = {(row.rule, row.subject, row.due_on) for row in rows}
    day = max([day, *(row.due_on for row in rows)])
    places = _municipalities({row.municipality_id for row in rows})
    return any(
        message.recipient in _readers(occasion, day)
        for occasion in _due(places, day)
        if occasion.key in keys
    )


KINDS = {
    CAUSE: Kind(
        gettext_lazy("Herinnering"),
        gettext_lazy("Je krijgt dit bericht omdat je dit voor je organisatie doet of volgt."),
        is_still_needed,
    )
}
