"""When what happens around a handover: pure functions of a birth date and of dates beside it.

Three and a half (T) and the fourth birthday (T4) are counted from the birth date in one step; the
anchor (A) is the intake where one is planned, else T. Months are added to the birth date, days to
A, T or T4, and never one to the other: "T minus a month" is another day than 41 months after birth.
Days are sent on the last working day before; a term that a law sets runs on to the first one after
(`partners/holidays.py`). Source: domain sections 9 and 10; policy choice, ADR 0028.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from dateutil.relativedelta import relativedelta

from children import ages
from partners import holidays
from partners.school_holidays import Period

REGISTER_MONTHS = 36
LATE_MONTHS = 41  # who enters childcare after this gets what is left, close together
OPEN_MONTHS = 3  # after enrolment a handover can still be made
SPACING = 3  # working days between two moments of a plan that is pressed together
BEFORE_HOLIDAY = 5  # working days before a school closes
SUMMARY = "summary"  # the one task instead of a backlog


class From(Enum):
    """From which day an offset counts."""

    BIRTH = "birth"  # months
    ANCHOR = "anchor"  # days, as the next two
    T = "t"
    T4 = "t4"


@dataclass(frozen=True)
class Offset:
    """When something is due: months from birth, or days from A, T or T4; negative is before."""

    start: From
    count: int


@dataclass(frozen=True)
class Planned:
    """One moment of a plan: its code, its day, and whether it was pressed together with others."""

    code: str
    day: date
    is_late: bool = False


def may_register_from(born_on: date) -> date:
    """Return the first day on which parents can register a child at a school: when it is three.

    Who is born on 29 February is three on 1 March, as the law counts a year.
    Source: policy choice, ADR 0028 (domain 10.3).
    """
    day = ages.months_after(born_on, REGISTER_MONTHS)
    return day if day.day == born_on.day else day + timedelta(days=1)


def half_past_three(born_on: date) -> date:
    """Return T: the day on which a child turns three and a half, earlier in a shorter month."""
    return ages.handover_day(born_on)


def fourth_birthday(born_on: date) -> date:
    """Return T4: it always exists, also for who was born on 29 February."""
    return ages.months_after(born_on, ages.SCHOOL_MONTHS)


def anchor(born_on: date, intake_on: date | None = None) -> date:
    """Return A: the planned intake, else T."""
    return intake_on or half_past_three(born_on)


def is_upcoming(born_on: date, day: date, intake_on: date | None = None) -> bool:
    """Say whether it is earlier than four months before A: nobody has to do anything yet.

    The same day as on which a child comes on the list of its childcare (`ages.births_ahead`).
    """
    ahead: date = day + relativedelta(months=ages.AHEAD_MONTHS)
    return anchor(born_on, intake_on) > ahead


def day_of(offset: Offset, *, born_on: date, intake_on: date | None = None) -> date:
    """Return the day that an offset names for a child."""
    if offset.start is From.BIRTH:
        return ages.months_after(born_on, offset.count)
    start = {
        From.ANCHOR: anchor(born_on, intake_on),
        From.T: half_past_three(born_on),
        From.T4: fourth_birthday(born_on),
    }[offset.start]
    return start + timedelta(days=offset.count)


def is_late_entry(born_on: date, entered_on: date) -> bool:
    """Say whether a child came to childcare after it was 41 months old."""
    return entered_on > ages.months_after(born_on, LATE_MONTHS)


def is_past(born_on: date, day: date) -> bool:
    """Say whether T is over (and so T4 may be): there is no time left to plan anything in."""
    return day > half_past_three(born_on)


def open_until(enrolled_on: date) -> date:
    """Return the last day on which a handover can be made after a child was enrolled."""
    return ages.months_after(enrolled_on, OPEN_MONTHS)


def plan(
    rows: Mapping[str, Offset],
    *,
    born_on: date,
    entered_on: date,
    intake_on: date | None = None,
    equated: Collection[date] = (),
) -> list[Planned]:
    """Return the day of each row of a schedule for one child, in order.

    Who entered after 41 months gets the same rows, each on its own day or later: the first on the
    day of entering, the next at least three working days after the one before. Who entered after T
    gets one summary and no backlog. Rows that fall on one day stay in the order of `rows`.

    Args: rows: what is on, by code. entered_on: when childcare entered the child.
    """
    if is_past(born_on, entered_on):
        return [Planned(SUMMARY, holidays.next_working_day(entered_on, equated), is_late=True)]
    own = {code: day_of(row, born_on=born_on, intake_on=intake_on) for code, row in rows.items()}
    days = sorted(own.items(), key=lambda pair: pair[1])
    if not is_late_entry(born_on, entered_on):
        return [Planned(code, day) for code, day in days]
    free, planned = holidays.next_working_day(entered_on, equated), list[Planned]()
    for code, day in days:
        moved = max(day, free)
        planned.append(Planned(code, moved, is_late=True))
        free = holidays.add_working_days(moved, SPACING, equated)
    return planned


def out_of_holiday(day: date, closed: Collection[Period], equated: Collection[date] = ()) -> date:
    """Return the day itself, or five working days before the school holiday in which it falls.

    Only for what a school must do: childcare stays open. Two holidays close together are passed
    one after the other.
    """
    while found := [period for period in closed if period.first_day <= day <= period.last_day]:
        first = min(period.first_day for period in found)
        day = holidays.add_working_days(first, -BEFORE_HOLIDAY, equated)
    return day
