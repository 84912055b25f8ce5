"""Days that follow from a birth date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from children.ages import births_turning, entry_refusal, handover_day

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("born_on", "day"),
    [
        (date(2023, 8, 31), date(2027, 2, 28)),
        (date(2024, 8, 31), date(2028, 2, 29)),
        (date(2023, 8, 30), date(2027, 2, 28)),
        (date(2023, 5, 31), date(2026, 11, 30)),
        (date(2024, 2, 29), date(2027, 8, 29)),
    ],
)
def test_handover_day_is_the_last_of_a_short_month(born_on: date, day: date) -> None:
    assert handover_day(born_on) == day


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(0, 130))
def test_births_turning_are_exactly_those_that_turn(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    earliest, latest = births_turning(first, last)
    before, after = earliest - timedelta(days=1), latest + timedelta(days=1)
    if earliest <= latest:  # no birth date turns on 29 August when 28 February gets three
        assert first <= handover_day(earliest) <= handover_day(latest) <= last
    assert handover_day(before) < first
    assert handover_day(after) > last


@pytest.mark.parametrize(
    ("born_on", "words"),
    [
        (date(2026, 11, 24), "in de toekomst"),
        (date(2013, 11, 23), "13 jaar"),
        (date(2021, 11, 23), "5 jaar"),
        (date(2024, 5, 24), "vanaf 24 november 2026"),
    ],
)
def test_entry_refusal_says_what_is_wrong(born_on: date, words: str) -> None:
    assert words in entry_refusal(born_on, DAY)


@pytest.mark.privacy(32)
@pytest.mark.parametrize("born_on", [date(2024, 5, 23), date(2021, 11, 24)])
def test_entry_refusal_takes_children_from_thirty_months_to_five(born_on: date) -> None:
    assert entry_refusal(born_on, DAY) == ""
