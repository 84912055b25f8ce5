"""What doctor checks of reminders: sound after a run, and each broken once."""

from collections.abc import Callable
from typing import Any

import pytest

from config.reminder_invariants import CHECKS
from partners.models import Message, Reminder, ReminderLine
from partners.states import ReminderState
from tests.factories.partners import UserFactory
from tests.partners.reminder_town import MONDAY, Town, town

__all__ = ["town"]


def broken() -> list[str]:
    """Return the checks that find something."""
    return [check.__name__ for check in CHECKS if list(check())]


@pytest.mark.parametrize(
    ("break_it", "check"),
    [
        (lambda: Reminder.objects.update(state=ReminderState.WAITING), CHECKS[0]),
        (lambda: Reminder.objects.update(state=ReminderState.BLOCKED), CHECKS[0]),
        (lambda: ReminderLine.objects.update(message=None), CHECKS[0]),
        (lambda: ReminderLine.objects.update(user=UserFactory()), CHECKS[1]),
        (lambda: Message.objects.update(cause="invitation:1"), CHECKS[1]),
    ],
    ids=["waits", "blocked", "nobody told", "another person", "another mail"],
)
def test_doctor_finds_a_reminder_that_is_told_otherwise_than_it_says(
    town: Town, break_it: Callable[[], Any], check: Callable[[], Any]
) -> None:
    town.officer()
    town.wait("a", MONDAY)
    town.run(MONDAY)
    assert broken() == []
    break_it()
    assert broken() == [check.__name__]


def test_doctor_leaves_reminders_of_before_there_were_lines(town: Town) -> None:
    town.officer()
    town.wait("a", MONDAY)
    town.run(MONDAY)
    ReminderLine.objects.all().delete()
    assert broken() == []
