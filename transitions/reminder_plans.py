"""On which day a row of the schedule falls for a child: its own, or later for who came late."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from children import stands
from children.models import Child
from children.states import ConsentScope
from partners import holidays
from partners.reminders import Choice, choices_of
from partners.states import Role
from transitions import reminder_search, schedule
from transitions.reminder_search import AHEAD
from transitions.reminder_steps import About, Step, Towns, Wait, noon
from transitions.schedule import From, Offset

# In the order of the table, which decides what comes first on one day.
ROWS = {
    "R3": Offset(From.BIRTH, stands.SHARE_MONTHS),
    "R4": Offset(From.BIRTH, 40),
    "R5": Offset(From.ANCHOR, -42),
    "R6": Offset(From.ANCHOR, -28),
    "R9": Offset(From.ANCHOR, -7),
    "R12": Offset(From.BIRTH, 45),
    "R13": Offset(From.T4, -70),
}
ON = frozenset({"R3", "R6", "R13"})  # where a municipality never chose


def planned(rows: QuerySet[Any], code: str, towns: Towns, day: date) -> dict[Child, date]:
    """Return these children with the day of a row for each, as far as it comes by then or soon.

    Who came after 41 months gets the rows that are on here three working days apart; who came
    after three and a half gets none of them (R25).
    """
    found = {}
    choices = choices_of(towns.by_pk.values())
    for child in rows:
        town = towns.by_pk[child.location.municipality_id]
        is_on = {each for each in ROWS if choices.get((town.pk, each), Choice(each in ON)).is_on}
        days = schedule.plan(
            {each: row for each, row in ROWS.items() if each in is_on | {code}},
            born_on=child.born_on,
            entered_on=reminder_search.entered_on(child),
            intake_on=child.intake_on,
            equated=holidays.equated_days(town),
        )
        own = next((one.day for one in days if one.code == code), None)
        if own is not None and own <= day + timedelta(days=AHEAD):
            found[child] = own
    return found


def with_questions(children: Iterable[Child]) -> Iterator[Child]:
    """Return these children again, with what their parents were asked."""
    keys = [child.pk for child in children]
    if keys:
        yield from stands.with_questions(Child.objects.filter(pk__in=keys)).order_by("pk")


def said_no(child: Child, day: date) -> bool:
    """Say whether parents said no or stopped: to the school of now, or to being asked again.

    Also when they do not agree. For a child read with its questions.
    """
    asked = [
        stands.current(child, scope)
        for scope in (ConsentScope.SHARE_FORM, ConsentScope.ASKED_AT_35)
    ]
    at = noon(day)
    return any(
        question is not None and stands.stand_of(child, question, at) in stands.NO_LONGER
        for question in asked
    )


def wait(child: Child, towns: Towns, kind: str, first: Step, then: Step | None = None) -> Wait:
    """Return what waits about a child; another school is another reminder, but not of a form."""
    town = towns.by_pk[child.location.municipality_id]
    school = "" if kind == reminder_search.FORM else f":{child.school_id}"
    return Wait(town, About(f"{kind}:{child.pk}{school}"), first, then)


def to_contacts(child: Child, day: date, *, days: int) -> Step:
    """Return the step of the contacts of a child; it can wait so many days."""
    to = reminder_search.childcare(child.location, Role.KOC)
    return Step(day, (to,), day + timedelta(days=days))


def to_lead(child: Child, day: date) -> Step:
    """Return the step of who leads at the location of a child."""
    return Step(day, (reminder_search.leads(child.location_id),))
