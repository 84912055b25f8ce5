"""A handover in a town where only its reminder rules hold: what waits, and what was mailed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from children.models import Child
from partners import reminder_runs, reminders, tasks
from partners.models import Message, Municipality, ReminderSwitch, User
from partners.reminders import Occasion
from partners.states import Role
from tests.factories.children import AT
from tests.factories.partners import MembershipFactory
from tests.transitions.asking import asked
from tests.transitions.cast import Cast, make_cast
from transitions import (
    arrival_reminders,
    childcare_reminders,
    form_reminders,
    information,
    intake_reminders,
    school_reminders,
    stop_reminders,
)
from transitions.models import SchoolRegistration
from transitions.reminder_steps import noon

T = date(2027, 3, 4)  # of the child of the cast, born on 4 September 2023
MODULES = (
    arrival_reminders,
    childcare_reminders,
    form_reminders,
    intake_reminders,
    school_reminders,
    stop_reminders,
)
RULES = {code: rule for module in MODULES for code, rule in module.RULES.items()}
DAY = timedelta(days=1)
DIGEST = "R2"


@dataclass
class Reminded(Cast):
    """The cast, and the reminders about it."""

    def set_child(self, **columns: Any) -> None:
        """Change the child, past what a page would allow."""
        Child.objects.filter(pk=self.child.pk).update(**columns)
        self.child.refresh_from_db()

    def knows_intake(self, line: SchoolRegistration) -> None:
        """Let the school ask about a line, and childcare say that it is this child."""
        request = asked(line, self.reader)
        information.match(key=request.key, child_key=self.child.key, by=self.contact, at=AT)

    def tell(self, role: Role, place: Any, *, is_lead: bool = False) -> User:
        """Make somebody who can be told."""
        member = MembershipFactory(role=role, organisation=place.organisation, is_lead=is_lead)
        user: User = member.user
        return user


def make_reminded() -> Reminded:
    """Make the cast; the child has been there long."""
    made = make_cast()
    Child.objects.filter(pk=made.child.pk).update(added_at=AT - 100 * DAY)
    made.child.refresh_from_db()
    return Reminded(made.child, made.school, made.contact, made.reader)


@pytest.fixture
def reminded(db: None, monkeypatch: pytest.MonkeyPatch) -> Reminded:
    """Return the cast, without the digest of the month; the bell of the outbox is caught."""
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **_kw: None)
    held = {code: rule for code, rule in RULES.items() if code != DIGEST}
    monkeypatch.setattr(reminders, "RULES", held)
    return make_reminded()


def brought(code: str, day: date) -> list[Occasion]:
    """Return what a rule brings by a day, with what comes soon."""
    towns = reminders.municipalities_of()
    return sorted(reminders.RULES[code].occasions(towns, day), key=lambda one: one.key)


def days(code: str, day: date) -> list[date]:
    """Return the days of what a rule brings."""
    return [one.due_on for one in brought(code, day)]


def waiting(day: date, *codes: str) -> list[str]:
    """Return the rules that remind of something on a day, or of these those that do."""
    due = reminders.due_on_or_before(reminders.municipalities_of(), day)
    return [rule for rule, _about, _on in due if not codes or rule in codes]


def run(day: date) -> int:
    """Run the reminders of a day; return how many mails it made."""
    return reminder_runs.run(day=day, at=noon(day)).mails


def run_on(*days: date) -> None:
    """Run on these days."""
    for day in days:
        run(day)


def mails_to(user: User) -> list[str]:
    """Return the text of the reminders to somebody."""
    mails = Message.objects.filter(recipient=user, cause__startswith="reminder:").order_by("pk")
    return list(mails.values_list("body", flat=True))


def switch(made: Cast, *codes: str) -> None:
    """Switch rules on that are off at first, where the childcare is and where the school is."""
    for town in {town_of(made), made.school.municipality}:
        ReminderSwitch.objects.bulk_create(
            ReminderSwitch(municipality=town, rule=code, is_on=True) for code in codes
        )


def town_of(made: Cast) -> Municipality:
    """Return the municipality of the childcare."""
    place: Municipality = made.child.location.municipality
    return place
