"""What the reminder rules of the handover share: a first reminder, and who hears it next.

A reminder about a child or a line goes once, also when its day moves: an intake is planned anew, a
row of the schedule is switched on, a child is entered late. So the day on which it was kept stands,
and the next step counts from there: never on the same day, and never before it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.functional import Promise

from partners import holidays, school_holidays
from partners.models import Municipality, Reminder
from partners.reminders import Audience, Links, Occasion, Only, Rule
from partners.school_holidays import Period
from transitions.schedule import SPACING

NEXT = ":next"
EVERYTHING = Only()


@dataclass(frozen=True)
class About:
    """What a reminder is about, to count by, and until when it makes sense, where it ends."""

    key: str
    until: date | None = None


@dataclass(frozen=True)
class Step:
    """Who is told from which day, and until when it can wait for somebody's own day."""

    day: date
    audiences: tuple[Audience, ...]
    needed_by: date | None = None


@dataclass(frozen=True)
class Wait:
    """Something that waits in a municipality: the first step, and the next when it goes on."""

    town: Municipality
    about: About
    first: Step
    then: Step | None = None


@dataclass(frozen=True)
class _Kept:
    """A reminder with a row: its own day, and the day on which it was kept."""

    due_on: date
    on: date


@dataclass(frozen=True)
class Towns:
    """The municipalities of a search, and when their schools are closed, asked once each."""

    by_pk: dict[int, Municipality]
    closed: dict[int, list[Period]]

    @classmethod
    def of(cls, municipalities: Iterable[Municipality]) -> "Towns":
        """Return these."""
        return cls({one.pk: one for one in municipalities}, {})

    def closed_in(self, town: Municipality) -> list[Period]:
        """Return when the schools of a municipality are closed."""
        if town.pk not in self.closed:
            self.closed[town.pk] = school_holidays.periods_of(town)
        return self.closed[town.pk]


Search = Callable[[Towns, date, Only], Iterable[Wait]]


def rule(
    code: str,
    label: str | Promise,
    search: Search,
    text: Callable[[int], str],
    *,
    links: Links | None,
    is_on: bool = True,
) -> Rule:
    """Return a rule of what waits. Args: text: its line, for how many."""

    def brought(places: Sequence[Municipality], day: date) -> Iterator[Occasion]:
        return occasions(code, search(Towns.of(places), day, EVERYTHING))

    def found(places: Sequence[Municipality], only: Only, day: date) -> Iterator[Occasion]:
        return occasions(code, search(Towns.of(places), day, only))

    return Rule(code, label, brought, is_in_time, counted(text), is_on, links, found)


def occasions(rule: str, waits: Iterable[Wait]) -> Iterator[Occasion]:
    """Bring the first reminder of each, and the next once the first was kept.

    The next comes on its own day, and at least three working days after the first one went.
    """
    found = list(waits)
    kept = _kept(rule, found)
    for wait in found:
        key = wait.about.key
        first = kept.get(key)
        yield _occasion(rule, wait, key, wait.first, first.due_on if first else wait.first.day)
        if wait.then is None or first is None:
            continue
        following = kept.get(key + NEXT)
        earliest = holidays.add_working_days(first.on, SPACING, holidays.equated_days(wait.town))
        day = following.due_on if following else max(wait.then.day, earliest)
        yield _occasion(rule, wait, key + NEXT, wait.then, day)


def is_in_time(occasion: Occasion, day: date) -> bool:
    """Say whether it makes sense yet; what it is about was read when it was brought."""
    until: date | None = occasion.facts.until
    return until is None or day <= until


def counted(text: Callable[[int], str]) -> Callable[[Sequence[Occasion]], list[str]]:
    """Return the words of a rule: one line with how many, without a name of a child or a place."""

    def words(group: Sequence[Occasion]) -> list[str]:
        count = len({occasion.facts.key for occasion in group})
        line = text(count)
        return [line % count if "%d" in line else line]

    return words


def noon(day: date) -> datetime:
    """Return the moment of a day at which the rules look."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def _occasion(rule: str, wait: Wait, subject: str, step: Step, day: date) -> Occasion:
    return Occasion(
        rule=rule,
        municipality=wait.town,
        subject=subject,
        due_on=day,
        audiences=step.audiences,
        facts=wait.about,
        needed_by=step.needed_by,
    )


def _kept(rule: str, waits: Sequence[Wait]) -> dict[str, _Kept]:
    keys = [wait.about.key for wait in waits]
    if not keys:
        return {}
    rows = Reminder.objects.filter(rule=rule, subject__in=[*keys, *(key + NEXT for key in keys)])
    found = rows.order_by("-due_on").values_list("subject", "due_on", "handled_at")
    return {subject: _Kept(due_on, timezone.localdate(at)) for subject, due_on, at in found}
