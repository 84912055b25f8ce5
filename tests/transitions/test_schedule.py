"""The dates of a handover against the vectors of the domain (10.1-10.5), and by property."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from children import ages
from partners import holidays
from partners.school_holidays import ZUID, Period, shipped
from transitions.schedule import (
    SUMMARY,
    From,
    Offset,
    Planned,
    anchor,
    day_of,
    fourth_birthday,
    half_past_three,
    is_late_entry,
    is_past,
    may_register_from,
    open_until,
    out_of_holiday,
    plan,
)

BIRTHS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
CYCLE = [date(2023, 1, 1) + timedelta(days=n) for n in range(1461)]  # four years, one leap day
CLOSED = [period for _name, period, _source in shipped(ZUID)]
# R2, R3, R6, R8, R11-like rows of domain section 9, those that count from days of their own.
ROWS = {
    "R2": Offset(From.BIRTH, 38),
    "R3": Offset(From.BIRTH, 39),
    "R6": Offset(From.ANCHOR, -28),
    "R8": Offset(From.ANCHOR, -14),
    "R7": Offset(From.T, -84),
    "R13": Offset(From.T4, -70),
}


# --- T, T4 and what is counted from birth ---------------------------------------------------


@pytest.mark.parametrize(
    ("born_on", "turns"),
    [
        (date(2023, 8, 31), date(2027, 2, 28)),
        (date(2024, 8, 31), date(2028, 2, 29)),
        (date(2023, 8, 30), date(2027, 2, 28)),
        (date(2023, 5, 31), date(2026, 11, 30)),
        (date(2024, 2, 29), date(2027, 8, 29)),
    ],
)
def test_half_past_three_is_the_day_or_the_last_of_a_shorter_month(
    born_on: date, turns: date
) -> None:
    assert half_past_three(born_on) == turns == anchor(born_on)


def rolled_over(born_on: date) -> date:
    """Return T where a day that does not exist would roll over to the month after."""
    year, month = divmod(born_on.year * 12 + born_on.month - 1 + 42, 12)
    first = date(year, month + 1, 1)
    return first + timedelta(days=born_on.day - 1)


def test_clamping_and_rolling_over_differ_for_27_of_1461_birth_dates() -> None:
    found = [born_on for born_on in CYCLE if half_past_three(born_on) != rolled_over(born_on)]
    days = {(born_on.month, born_on.day) for born_on in found}
    assert (len(found), days) == (
        27,
        {(3, 31), (5, 31), (8, 29), (8, 30), (8, 31), (10, 31), (12, 31)},
    )


def test_28_percent_of_the_days_fall_in_a_weekend() -> None:
    weekend = [each for each in map(half_past_three, CYCLE) if each.weekday() >= 5]
    assert 100 * len(weekend) // len(CYCLE) == 28


def test_months_are_never_chained() -> None:
    born_on = date(2024, 2, 29)
    chained = ages.months_after(ages.months_after(born_on, 36), 6)
    assert (chained, half_past_three(born_on)) == (date(2027, 8, 28), date(2027, 8, 29))
    a_month_before = ages.months_after(half_past_three(date(2023, 8, 31)), -1)
    assert a_month_before != day_of(Offset(From.BIRTH, 41), born_on=date(2023, 8, 31))


@given(BIRTHS)
def test_t_and_t4_always_exist_and_differ_half_a_year(born_on: date) -> None:
    turned, four = half_past_three(born_on), fourth_birthday(born_on)
    assert (four.month, four.day) == (born_on.month, born_on.day)
    assert turned.day == min(born_on.day, monthrange(turned.year, turned.month)[1])
    assert 178 <= (four - turned).days <= 184


@given(BIRTHS, BIRTHS)
def test_who_is_older_never_turns_later(one: date, other: date) -> None:
    older, younger = sorted([one, other])
    assert half_past_three(older) <= half_past_three(younger)


# --- registering ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born_on", "from_day"),
    [
        (date(2024, 2, 29), date(2027, 3, 1)),  # as the law counts
        (date(2024, 2, 28), date(2027, 2, 28)),
        (date(2024, 3, 1), date(2027, 3, 1)),
        (date(2023, 8, 31), date(2026, 8, 31)),
    ],
)
def test_may_register_from_the_third_birthday(born_on: date, from_day: date) -> None:
    assert may_register_from(born_on) == from_day


def test_only_a_leap_child_registers_on_another_day_than_clamped() -> None:
    other = [b for b in CYCLE if may_register_from(b) != ages.months_after(b, 36)]
    assert other == [date(2024, 2, 29)]


# --- offsets --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offset", "day"),
    [
        (Offset(From.BIRTH, 39), date(2026, 11, 30)),
        (Offset(From.ANCHOR, -28), date(2027, 1, 10)),
        (Offset(From.ANCHOR, 0), date(2027, 2, 7)),
        (Offset(From.T, -84), date(2026, 12, 6)),
        (Offset(From.T4, -70), date(2027, 6, 22)),
        (Offset(From.T4, 42), date(2027, 10, 12)),
    ],
)
def test_day_of_counts_from_birth_intake_t_and_t4(offset: Offset, day: date) -> None:
    given_days = {"born_on": date(2023, 8, 31), "intake_on": date(2027, 2, 7)}
    assert day_of(offset, **given_days) == day


@given(BIRTHS, st.integers(min_value=-120, max_value=120))
def test_without_an_intake_the_anchor_is_t(born_on: date, days: int) -> None:
    ways = [day_of(Offset(start, days), born_on=born_on) for start in (From.ANCHOR, From.T)]
    assert ways[0] == ways[1] == half_past_three(born_on) + timedelta(days=days)


# --- a plan ---------------------------------------------------------------------------------


def test_plan_of_an_ordinary_child_is_each_row_on_its_own_day() -> None:
    made = plan(ROWS, born_on=date(2024, 2, 29), entered_on=date(2026, 8, 29))
    assert made == [
        Planned("R2", date(2027, 4, 29)),
        Planned("R3", date(2027, 5, 29)),
        Planned("R7", date(2027, 6, 6)),
        Planned("R6", date(2027, 8, 1)),
        Planned("R8", date(2027, 8, 15)),
        Planned("R13", date(2027, 12, 21)),
    ]


def test_plan_of_a_late_child_is_pressed_together_three_working_days_apart() -> None:
    """Entered on Saturday 14 August: T is the 29th, and what is to come keeps its own day."""
    made = plan(ROWS, born_on=date(2024, 2, 29), entered_on=date(2027, 8, 14))
    assert [(row.code, row.day) for row in made] == [
        ("R2", date(2027, 8, 16)),
        ("R3", date(2027, 8, 19)),
        ("R7", date(2027, 8, 24)),
        ("R6", date(2027, 8, 27)),
        ("R8", date(2027, 9, 1)),
        ("R13", date(2027, 12, 21)),
    ]
    assert all(row.is_late for row in made)


@pytest.mark.parametrize(
    ("entered_on", "is_late", "is_over"),
    [
        (date(2027, 7, 29), False, False),  # 41 months
        (date(2027, 7, 30), True, False),
        (date(2027, 8, 29), True, False),  # T itself
        (date(2027, 8, 30), True, True),
        (date(2028, 3, 1), True, True),  # after T4
    ],
)
def test_late_is_after_41_months_and_over_after_t(
    entered_on: date, is_late: bool, is_over: bool
) -> None:
    born_on = date(2024, 2, 29)
    assert (is_late_entry(born_on, entered_on), is_past(born_on, entered_on)) == (is_late, is_over)
    made = plan(ROWS, born_on=born_on, entered_on=entered_on)
    assert ([row.code for row in made] == [SUMMARY]) is is_over


def test_plan_after_t_is_one_summary_on_a_working_day() -> None:
    made = plan(ROWS, born_on=date(2024, 2, 29), entered_on=date(2027, 9, 4))
    assert made == [Planned(SUMMARY, date(2027, 9, 6), is_late=True)]


@given(
    BIRTHS,
    st.integers(min_value=30, max_value=60),
    st.none() | st.integers(min_value=-90, max_value=90),
    st.sets(st.sampled_from(sorted(ROWS))),
)
def test_plan_holds_each_row_once_in_order_and_never_before_its_own_day(
    born_on: date, months: int, intake: int | None, codes: set[str]
) -> None:
    entered_on = ages.months_after(born_on, months)
    rows = {code: ROWS[code] for code in sorted(codes)}
    intake_on = None if intake is None else half_past_three(born_on) + timedelta(days=intake)
    made = plan(rows, born_on=born_on, entered_on=entered_on, intake_on=intake_on)
    if is_past(born_on, entered_on):
        assert [row.code for row in made] == [SUMMARY]
        return
    assert sorted(row.code for row in made) == sorted(rows)
    assert [row.day for row in made] == sorted(row.day for row in made)
    for row in made:
        own = day_of(rows[row.code], born_on=born_on, intake_on=intake_on)
        assert row.day >= own if row.is_late else row.day == own


@given(BIRTHS, st.integers(min_value=1, max_value=30))
def test_plan_of_a_late_child_leaves_three_working_days_between(born_on: date, days: int) -> None:
    entered_on = ages.months_after(born_on, 41) + timedelta(days=days)
    made = plan(ROWS, born_on=born_on, entered_on=entered_on)
    for before, after in pairwise(made):
        assert after.day >= holidays.add_working_days(before.day, 3)
    assert all(row.day >= entered_on for row in made)


def test_a_handover_stays_open_three_months_after_enrolment() -> None:
    assert open_until(date(2027, 11, 30)) == date(2028, 2, 29)


# --- weekends, holidays and terms -----------------------------------------------------------


@pytest.mark.parametrize(
    ("born_on", "sent", "ends"),
    [
        (date(2023, 8, 31), date(2027, 2, 26), date(2027, 3, 1)),  # T on a Sunday
        (date(2024, 2, 29), date(2027, 8, 27), date(2027, 8, 30)),  # Sunday
        (date(2023, 9, 27), date(2027, 3, 25), date(2027, 3, 30)),  # Saturday between two holidays
        (date(2023, 5, 31), date(2026, 11, 30), date(2026, 11, 30)),
    ],
)
def test_what_is_sent_goes_before_and_a_term_of_the_law_after(
    born_on: date, sent: date, ends: date
) -> None:
    turned = half_past_three(born_on)
    assert (holidays.last_working_day(turned), holidays.next_working_day(turned)) == (sent, ends)


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2027, 7, 23), date(2027, 7, 23)),
        (date(2027, 7, 24), date(2027, 7, 19)),  # five working days before Saturday the 24th
        (date(2027, 9, 5), date(2027, 7, 19)),
        (date(2027, 9, 6), date(2027, 9, 6)),
        (date(2026, 12, 28), date(2026, 12, 14)),
        (date(2027, 4, 28), date(2027, 4, 19)),
        (date(2027, 5, 6), date(2027, 5, 6)),  # Ascension Day is no school holiday
    ],
)
def test_a_moment_of_a_school_leaves_its_holiday(day: date, moved: date) -> None:
    assert out_of_holiday(day, CLOSED) == moved


def test_a_moment_of_a_school_passes_two_holidays_close_together() -> None:
    closed = [
        Period(date(2027, 2, 13), date(2027, 2, 21)),
        Period(date(2027, 2, 24), date(2027, 2, 28)),
    ]
    assert out_of_holiday(date(2027, 2, 25), closed) == date(2027, 2, 8)
    assert out_of_holiday(date(2027, 2, 22), closed) == date(2027, 2, 22)


@given(st.dates(date(2025, 9, 1), date(2030, 8, 31)), st.sets(st.dates(), max_size=3))
def test_a_moment_of_a_school_is_never_later_and_never_in_a_holiday(
    day: date, equated: set[date]
) -> None:
    moved = out_of_holiday(day, CLOSED, equated)
    assert moved <= day
    assert not any(period.first_day <= moved <= period.last_day for period in CLOSED)
    assert moved == day or holidays.is_working_day(moved, equated)
