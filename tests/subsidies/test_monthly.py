from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidies import monthly
from subsidies.monthly import MONTHS, Holder, Months

A, B, C = (1, 11), (2, 11), (3, 12)
cents = st.integers(0, 500)  # small, so that halves and ties occur
months = st.integers(0, MONTHS)
amounts = st.dictionaries(st.sampled_from([A, B, C]), cents, min_size=1)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 8, 1), 0),
        (date(2026, 8, 2), 1),
        (date(2026, 12, 31), 5),
        (date(2027, 1, 1), 5),
        (date(2027, 1, 15), 6),
        (date(2027, 2, 28), 7),
        (date(2027, 7, 1), 11),
        (date(2027, 7, 31), 12),
    ],
)
def test_first_month_is_the_first_whole_one(day: date, month: int) -> None:
    assert monthly.first_month(day, 2026) == month


def test_first_month_counts_the_leap_day_as_any_other() -> None:
    days = [date(2028, 2, 1), date(2028, 2, 29), date(2028, 3, 1)]
    assert [monthly.first_month(day, 2027) for day in days] == [6, 7, 7]


@pytest.mark.parametrize("day", [date(2026, 7, 31), date(2027, 8, 1)])
def test_first_month_refuses_a_day_outside_the_year(day: date) -> None:
    with pytest.raises(ValueError, match="outside the school year 2026"):
        monthly.first_month(day, 2026)


@given(st.integers(0, 365))
def test_first_month_never_goes_back_and_starts_on_or_after_its_day(offset: int) -> None:
    day = date(2027, 8, 1) + timedelta(days=offset)  # 366 days: February has 29
    month = monthly.first_month(day, 2027)
    following = min(day + timedelta(days=1), date(2028, 7, 31))
    assert monthly.month_start(month, 2027) >= day
    assert monthly.first_month(following, 2027) >= month


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (0, date(2026, 8, 1)),
        (4, date(2026, 12, 1)),
        (5, date(2027, 1, 1)),
        (11, date(2027, 7, 1)),
    ],
)
def test_month_start_counts_from_august(number: int, day: date) -> None:
    assert monthly.month_start(number, 2026) == day


@given(cents, st.integers(1, MONTHS))
def test_spread_sums_to_the_cent_and_differs_by_a_cent_at_most(amount: int, count: int) -> None:
    parts = monthly.spread(amount, range(count))
    assert sum(parts.values()) == amount
    assert max(parts.values()) - min(parts.values()) <= 1


@given(cents, st.integers(1, MONTHS))
def test_spread_keeps_its_part_of_the_sum_half_up_after_each_month(amount: int, count: int) -> None:
    parts = monthly.spread(amount, range(count))
    for month in range(count + 1):
        exact = 2 * amount * month
        assert 2 * count * monthly.kept(parts, month) - exact in range(-count + 1, count + 1)


def test_stop_keeps_six_of_twelve_months_when_a_school_closes_in_january() -> None:
    holdings = monthly.granted({A: 410_400, C: 410_400})
    assert monthly.stop(holdings, 1, 6) == {A: 205_200}


def test_stop_gives_the_half_cent_to_what_is_kept() -> None:
    assert monthly.stop(monthly.granted({A: 101}), 1, 6) == {A: 51}  # 50.5 half up


@pytest.mark.parametrize(("month", "gets"), [(0, 1200), (5, 700), (11, 100), (12, 0)])
def test_start_gives_the_months_that_are_left(month: int, gets: int) -> None:
    assert monthly.start(A, 1200, month) == {A: gets}


@given(amounts, months)
def test_stop_never_goes_below_nothing_or_above_what_it_was(
    given_: dict[Holder, int], month: int
) -> None:
    holdings = monthly.granted(given_)
    for holder, kept in monthly.stop(holdings, 1, month).items():
        assert 0 <= kept <= given_[holder]


@given(amounts, months)
def test_move_keeps_the_sum_and_leaves_nothing_below_zero(
    given_: dict[Holder, int], month: int
) -> None:
    outcome = monthly.move(monthly.granted(given_), 1, 12, month)
    assert sum(outcome.values()) == given_.get(A, 0)
    assert min(outcome.values()) >= 0


@given(amounts, months, st.integers(0, 3), st.integers(0, 3))
def test_divide_keeps_the_sum_and_gives_nothing_for_no_pupils(
    given_: dict[Holder, int], month: int, stay: int, go: int
) -> None:
    weights = {"01AA00": stay, "02AA00": go + (stay + go == 0)}
    holdings = monthly.granted(given_)
    outcome = monthly.divide(holdings, 1, (9, 11), weights, month)
    assert sum(outcome.values()) == given_.get(A, 0)
    assert outcome[9, 11] == 0 or weights["02AA00"] > 0
    assert min(outcome.values()) >= 0


def test_divide_gives_an_equal_remainder_to_the_lowest_code() -> None:
    holdings = monthly.granted({A: 101})
    low = monthly.divide(holdings, 1, (9, 11), {"09AA00": 1, "01AA00": 1}, 0)
    high = monthly.divide(holdings, 1, (9, 11), {"01AA00": 1, "09AA00": 1}, 0)
    assert (low, high) == ({(9, 11): 51, A: 50}, {(9, 11): 50, A: 51})


@given(amounts)
def test_run_on_changes_nothing(given_: dict[Holder, int]) -> None:
    outcome = monthly.run_on(monthly.granted(given_), [1, 2, 3])
    assert outcome == {holder: amount for holder, amount in given_.items() if amount}


# --- several changes after each other ---------------------------------------------------------


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """Return changes in any order of months: what, to whom, from which month."""
    kinds = st.sampled_from(["stop", "move", "divide", "run_on"])
    step = st.tuples(kinds, st.integers(1, 3), months)
    return draw(st.lists(step, max_size=5))


def play(
    holdings: dict[Holder, Months], kind: str, number: int, month: int
) -> tuple[dict[Holder, Months], int]:
    """Return the holdings after one change, and how much the sum changed by it."""
    outcome = {
        "stop": lambda: monthly.stop(holdings, number, month),
        "move": lambda: monthly.move(holdings, number, 12, month),
        "divide": lambda: monthly.divide(holdings, number, (9, 12), {"1": 1, "2": 2}, month),
        "run_on": lambda: monthly.run_on(holdings, [number]),
    }[kind]()
    before = sum(monthly.total(holdings.get(holder, {})) for holder in outcome)
    return monthly.after(holdings, outcome, month), sum(outcome.values()) - before


@given(amounts, steps())
def test_after_follows_every_change_to_the_cent(
    given_: dict[Holder, int], changes: list[tuple[str, int, int]]
) -> None:
    holdings, expected = monthly.granted(given_), sum(given_.values())
    for kind, number, month in changes:
        holdings, difference = play(holdings, kind, number, month)
        assert kind == "stop" or difference == 0
        expected += difference
    assert sum(map(monthly.total, holdings.values())) == expected
    assert all(part >= 0 for held in holdings.values() for part in held.values())


@given(amounts, steps())
def test_after_gives_the_same_in_any_order_of_rows(
    given_: dict[Holder, int], changes: list[tuple[str, int, int]]
) -> None:
    one = monthly.granted(given_)
    other = dict(reversed(list(monthly.granted(given_).items())))
    for change in changes:
        one, other = play(one, *change)[0], play(other, *change)[0]
    assert one == other


def test_after_lets_a_moved_amount_be_cut_by_its_own_months() -> None:
    holdings = monthly.granted({A: 1200})
    holdings = monthly.after(holdings, monthly.move(holdings, 1, 12, 5), 5)
    assert monthly.stop(holdings, 1, 8) == {A: 500, (1, 12): 300}


def test_after_takes_back_a_later_month_when_a_school_proves_closed_before() -> None:
    holdings = monthly.granted({A: 1200})
    holdings = monthly.after(holdings, monthly.move(holdings, 1, 12, 5), 5)
    assert monthly.stop(holdings, 1, 3) == {A: 300, (1, 12): 0}


def test_after_spreads_a_new_amount_over_the_months_it_runs() -> None:
    holdings = monthly.after({}, monthly.start(A, 1200, 5), 5)
    assert monthly.stop(holdings, 1, 6) == {A: 100}
