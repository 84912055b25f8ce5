"""A year of the city: every child comes to an end, and nobody is reminded or reads too much.

Every day costs a sweep and every child some twelve acts, so a test run tells the year of a tenth of
the city's 1,700 children; `CITY_CHILDREN=1700` in the environment tells it of all.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from children import consents
from children.models import Child, ConsentQuestion
from config import handover_invariants, reminder_invariants
from partners import reminder_runs, reminders, tasks
from partners.models import Message, ReminderLine, ReminderSwitch
from tests.sources import listed
from tests.transitions import city_stories
from tests.transitions.city import City
from tests.transitions.reminder_cast import RULES
from transitions import reminder_search, sharing, standings
from transitions.models import FormVersion, Handover
from transitions.reminder_steps import noon

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CHILDREN = int(os.environ.get("CITY_CHILDREN", "170"))
DAYS, SHORT, PEEPS = 365, 205, 1
ABOUT_A_CHILD = ("child", "call", "form")  # what the subject of such a reminder begins with
TO_SHARE = {"R3", "R4", "R5", "R6", "R9", "R13", "R25"}  # what sharing ends
SWITCHED = ("R4", "R5", "R7", "R9", "R10", "R12", "R14", "R15")  # off at first
CHECKS = (*handover_invariants.CHECKS, *reminder_invariants.CHECKS)


@pytest.fixture(autouse=True)
def only_the_handover(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only the rules of the handover hold, and catch the bell of the outbox."""
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **_kw: None)
    monkeypatch.setattr(reminders, "RULES", RULES)


def a_day(city: City) -> None:
    """Remind, now and then twice, not at all in a week, or on a clock that stands still."""
    number = (city.day - city_stories.FIRST_DAY).days
    if not 90 <= number < 97:  # the clock that rings was down
        city.remind()
    if number % 50 == 0:
        city.remind()
    for _ in range(PEEPS if city.told else 0):
        city.peep(city.draw.choice(city.told), city.draw.choice(city.schools))
    told = city.draw.choice(city.told) if city.told else None
    if told and told.child.school_id:
        city.peep(told, city.school(told))
    if stopped := [one for one in city.told if one.stopped_from and not one.readers]:
        city.push(city.draw.choice(stopped))


def lived(
    children: int, *, seed: int, places: tuple[int, int] = (12, 20), days: int = DAYS
) -> City:
    """Return a city after a year, or after so many days of it."""
    city = City(seed, locations=places[0], schools=places[1])
    ReminderSwitch.objects.bulk_create(
        ReminderSwitch(municipality=city.town, rule=code, is_on=True) for code in SWITCHED
    )
    city_stories.fill(city, children, days=days)
    city.live(days, each=a_day)
    return city


def faults(city: City) -> list[str]:
    """Return what went wrong in a year, whatever told of it."""
    found = [*city.leaks, *(fault for check in CHECKS for fault in check())]
    found += [f"not ended: {city.is_over}"] if not city.is_over else []
    found += ends_of(city)
    found += reminders_of(city)
    return found


def ends_of(city: City) -> list[str]:
    """Return the children that did not come to the end of their story."""
    at = noon(city.day)
    rows = Child.objects.filter(pk__in=[told.child.pk for told in city.told])
    stands = {one.child.pk: one.stand for one in standings.of(rows.present(), at=at)}
    ends = [(told, stands.get(told.child.pk)) for told in city.told]
    return [
        f"{told.tale} ends as {stand}"
        for told, stand in ends
        if stand not in city_stories.ENDS[told.tale]
    ]


def reminders_of(city: City) -> list[str]:
    """Return what was told twice to somebody, or of a child that nobody is reminded of any more."""
    lines = ReminderLine.objects.exclude(message=None).select_related("reminder", "message")
    told = {one.child.pk: one for one in city.told}
    versions = dict(FormVersion.objects.values_list("pk", "handover__child"))
    often: Counter[tuple[Any, ...]] = Counter()
    found = []
    for line in lines.iterator(chunk_size=1000):
        reminder = line.reminder
        kind, number, *_more = reminder.subject.split(":")
        moment = (reminder.due_on,) if reminder.rule == "R2" else ()
        often[(reminder.rule, reminder.subject, line.user_id, *moment)] += 1
        child = versions.get(int(number)) if kind == "version" else int(number)
        one = told.get(child or 0) if kind in {*ABOUT_A_CHILD, "version"} else None
        since = (one.quiet_from if reminder.rule in TO_SHARE else one.stopped_from) if one else None
        on = line.message.created_at.date() if line.message else city.day
        if one and since and on >= since:
            found.append(f"{reminder.rule} on {on} about {one.tale}, quiet since {since}")
    mails = Message.objects.filter(cause__startswith="reminder:")
    silent = mails.exclude(pk__in=lines.values("message")).count()
    found += [f"{silent} mails that tell nothing"] if silent else []
    return found + [f"{times} times {what}" for what, times in often.items() if times > 1]


@pytest.mark.timeout(3600)
def test_a_year_of_the_city_ends_well() -> None:
    city = lived(CHILDREN, seed=2026)
    assert faults(city) == [], listed(faults(city))
    assert {told.tale for told in city.told} == city_stories.ENDS.keys()
    rules = set(ReminderLine.objects.exclude(message=None).values_list("reminder__rule", flat=True))
    assert rules >= {"R2", "R3", "R4", "R5", "R6", "R7", "R8", "R11", "R18"}
    days = Counter(
        Message.objects.filter(cause__startswith="reminder:").values_list(
            "recipient", "created_at__date"
        )
    )
    assert set(days.values()) == {1}


def _share_whatever(patch: pytest.MonkeyPatch) -> None:
    def newest(child: Child, _day: date) -> sharing.Consent | None:
        question = child.consent_questions.order_by("-pk").first()
        return sharing.Consent(question, has_health=True) if question else None

    patch.setattr(sharing, "consent_of", newest)


BROKEN: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "nobody sees that it was shared": (
        lambda patch: patch.setattr(reminder_search, "_shared", Handover.objects.none),
        "quiet since",
    ),
    "sharing asks nothing": (_share_whatever, "zonder toestemming die toen gold"),
    "a stop stops nothing": (
        lambda patch: patch.setattr(consents, "settle", settle_yes_only),
        ": read True",
    ),
    "told is not noted": (
        lambda patch: patch.setattr(reminder_runs, "_note_told", lambda *_a: set()),
        "mails that tell nothing",
    ),
}


def settle_yes_only(question: ConsentQuestion) -> None:
    """Make a question live by a yes, and never let it stop."""
    events = list(question.events.order_by("pk"))
    if consents.is_yes(question, events, consents.deciding(question.child)):
        ConsentQuestion.objects.filter(pk=question.pk).update(is_live=True)
        question.is_live = True


@pytest.mark.parametrize("broken", ["", *BROKEN], ids=lambda name: name or "sound")
def test_year_goes_red_where_a_rule_is_broken(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A short and small year, in which asking and sharing are all that is reminded of."""
    monkeypatch.setattr(reminders, "RULES", {code: RULES[code] for code in ("R3", "R6")})
    break_it, expected = BROKEN.get(broken, (lambda _patch: None, ""))
    break_it(monkeypatch)
    found = faults(lived(30, seed=7, places=(3, 4), days=SHORT))
    assert bool(found) == bool(broken), listed(found)
    assert any(expected in fault for fault in found) == bool(broken), listed(found)
