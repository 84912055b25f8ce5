"""A municipality with people, and one rule of reminders made for a test: what waits is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from partners import reminder_runs, reminders, tasks
from partners.access import Actor
from partners.models import Message, Municipality, User
from partners.reminder_runs import Outcome
from partners.reminders import Audience, Occasion, Rule, page_link
from partners.roles import Permission
from partners.states import Role
from tests.factories.partners import MembershipFactory, MunicipalityFactory, make_actor

MONDAY = date(2026, 11, 23)
CODE = "R99"


def moment(day: date, hour: int = 7) -> datetime:
    """Return a moment of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass
class Town:
    """A municipality and what waits there: subject, day, until when it is needed."""

    place: Municipality
    waiting: dict[str, tuple[date, date | None]] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)
    asked_from: list[date] = field(default_factory=list)

    def wait(self, subject: str, due_on: date, *, weeks: int | None = None) -> None:
        """Let something wait from a day on; needed a number of weeks later, or at once."""
        needed_by = None if weeks is None else due_on + timedelta(weeks=weeks)
        self.waiting[subject] = (due_on, needed_by)

    def occasions(self, places: Sequence[Municipality], day: date) -> Iterator[Occasion]:
        """Bring everything to the officers here."""
        self.asked_from.append(day)
        here = frozenset({self.place.pk})
        for subject, (due_on, needed_by) in self.waiting.items():
            for place in (one for one in places if one == self.place):
                to = (Audience(here, Role.GEM),)
                yield Occasion(CODE, place, subject, due_on, to, subject, needed_by=needed_by)

    def rule(self) -> Rule:
        """Return the rule."""
        return Rule(
            CODE,
            "proef",
            self.occasions,
            lambda occasion, _day: occasion.subject not in self.over,
            lambda group: [", ".join(one.subject for one in group)],
            links=page_link("Naar de scholen", "schools", Permission.VIEW_REGISTERS),
        )

    def officer(self, **values: str) -> User:
        """Make somebody who is told."""
        member = MembershipFactory(role=Role.GEM, organisation=self.place.organisation)
        user: User = member.user
        User.objects.filter(pk=user.pk).update(**values)
        user.refresh_from_db()
        return user

    def actor(self, day: date = MONDAY) -> Actor:
        """Make an officer who looks at the pages on a day."""
        made = make_actor(Role.GEM, self.place)
        return Actor(made.user, made.role, made.memberships, day, made.all_roles)

    def run(self, day: date) -> Outcome:
        """Run the reminders of a day."""
        return reminder_runs.run(day=day, at=moment(day))

    def told(self, user: User) -> list[list[str]]:
        """Return the lines of each mail to somebody, in order."""
        mails = Message.objects.filter(recipient=user).order_by("pk")
        return [mail.body.split("\n\n")[1:-1] for mail in mails]


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Return a municipality where one rule holds; the bell of the outbox is caught."""
    made = Town(MunicipalityFactory(key="9796", name="Wilgenstad"))
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **_kw: None)
    monkeypatch.setattr(reminders, "RULES", {CODE: made.rule()})
    return made
