"""The days of the demo: its school holidays, and what visitors do with days and reminders."""

from datetime import datetime
from typing import Any

from partners import school_holidays
from partners.models import (
    EquatedDay,
    Municipality,
    Reminder,
    ReminderLine,
    ReminderSnooze,
    ReminderSwitch,
    SchoolHoliday,
    User,
)
from partners.states import DigestDay

# What a reset removes, in an order that no reference forbids.
MADE: tuple[Any, ...] = (
    ReminderSnooze,
    ReminderLine,
    Reminder,
    ReminderSwitch,
    EquatedDay,
    SchoolHoliday,
)


def bring(municipality: Municipality, at: datetime) -> None:
    """Bring the school holidays of the region, those that are not there yet."""
    school_holidays.load(municipality, by=None, at=at)


def clear() -> None:
    """Give everybody of the cast their mail on Monday again."""
    User.objects.filter(is_demo=True).update(digest_day=DigestDay.MONDAY)
