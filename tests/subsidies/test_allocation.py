"""Dividing a budget: the vectors of docs/verdeelsleutel.md, and what holds for every key."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidies.allocation import (
    BudgetError,
    Division,
    SchoolInput,
    divide,
)
from subsidies.keys import FigureNeed, dated, read_key
from subsidies.rounding import half_up, hours_of, largest_remainder, split_by_calendar_year
from subsidies.states import FigureKind

DAY = date(2025, 10, 1)
PUPILS = FigureNeed(FigureKind.PUPILS, DAY)
SCORE = FigureNeed(FigureKind.SCORE, DAY)
TODDLERS = FigureNeed(FigureKind.TARGET_TODDLERS, DAY)
GRANTED = FigureNeed(FigureKind.GRANTED, date(2025, 8, 1))
BY_PUPILS = {"kind": "per_pupil", "date": "2025-10-01", "share": "100"}
# Small weights, so that ties occur often.
WEIGHTS = st.dictionaries(
    st.from_regex(r"[A-D]\d", fullmatch=True), st.integers(0, 3), min_size=1
).filter(lambda weights: sum(weights.values()) > 0)


def school(code: str, kindcentrum: str | None = None, **counts: Any) -> SchoolInput:
    kinds = {"pupils": PUPILS, "score": SCORE, "toddlers": TODDLERS, "granted": GRANTED}
    figures = {kinds[name]: Decimal(value) for name, value in counts.items()}
    return SchoolInput(code, figures, kindcentrum)


def by_pupils(*counts: Any) -> list[SchoolInput]:
    return [school(f"{place:02d}AA00", pupils=count) for place, count in enumerate(counts, 1)]


def run(budget_cents: int, *parts: dict[str, Any], schools: Any, **more: Any) -> Division:
    key = dated(read_key({"components": list(parts), **more}), 2026)
    return divide(budget_cents=budget_cents, key=key, schools=schools)


def cents(division: Division) -> list[list[int]]:
    """Return the steps of each school in cents, in the order of the codes."""
    return [[step.cents for step in division.steps[code]] for code in sorted(division.steps)]


# --- largest remainder ----------------------------------------------------------------------


def test_largest_remainder_of_pupils_gives_the_last_cent_to_the_largest_remainder() -> None:
    shares = largest_remainder(cents=10_000_000, weights={"a": 320, "b": 220, "c": 187})
    assert shares == {"a": 4_401_651, "b": 3_026_135, "c": 2_572_214}


def test_largest_remainder_of_thirds_gives_a_tie_to_the_lowest_code() -> None:
    shares = largest_remainder(cents=10_000_000, weights={"c": 1, "a": 1, "b": 1})
    assert shares == {"a": 3_333_334, "b": 3_333_333, "c": 3_333_333}


@pytest.mark.parametrize(
    ("amount", "weight"), [(-1, 1), (100, 0), (100, -1)], ids=["negative", "nothing", "below zero"]
)
def test_largest_remainder_of_bad_input_is_refused(amount: int, weight: int) -> None:
    with pytest.raises(ValueError, match="cents and weights"):
        largest_remainder(cents=amount, weights={"a": weight})


@given(amount=st.integers(0, 1000), shares=WEIGHTS)
def test_largest_remainder_sums_exactly_and_stays_within_a_cent(
    amount: int, shares: dict[str, int]
) -> None:
    result = largest_remainder(cents=amount, weights=shares)
    total = sum(shares.values())
    assert sum(result.values()) == amount
    assert all(abs(result[key] - Fraction(amount * shares[key], total)) < 1 for key in shares)
    assert all(result[key] == 0 for key in shares if shares[key] == 0)


@given(amount=st.integers(0, 1000), shares=WEIGHTS)
def test_largest_remainder_does_not_depend_on_the_order_of_rows(
    amount: int, shares: dict[str, int]
) -> None:
    turned = dict(reversed(shares.items()))
    assert largest_remainder(cents=amount, weights=turned) == largest_remainder(
        cents=amount, weights=shares
    )


@given(amount=st.integers(0, 1000), shares=WEIGHTS)
def test_largest_remainder_breaks_ties_by_the_lowest_code(
    amount: int, shares: dict[str, int]
) -> None:
    result = largest_remainder(cents=amount, weights=shares)
    for low in shares:
        for high in shares:
            if low < high and shares[low] == shares[high]:
                assert result[low] >= result[high]


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(5, 10, 1), (4, 10, 0), (41_624_500, 1000, 41_625), (0, 7, 0), (3, 2, 2)],
)
def test_half_up_rounds_a_half_upwards(numerator: int, denominator: int, expected: int) -> None:
    assert half_up(numerator, denominator) == expected


# --- amounts --------------------------------------------------------------------------------


def test_divide_rounds_each_product_half_up() -> None:
    pupils = {"kind": "per_pupil", "date": "2025-10-01", "rate": "12.345"}
    score = {"kind": "disadvantage", "date": "2025-10-01", "rate": "10.03"}
    division = run(10**6, pupils, score, schools=[school("01AA00", pupils=187, score="41.5")])
    assert cents(division) == [[230_852, 41_625]]  # half-even would give 416.24


@pytest.mark.parametrize(
    ("index", "expected"), [("3", 378_819), ("0", 367_785), ("-1.5", 362_268), ("0.0001", 367_785)]
)
def test_divide_indexes_last_years_amount_half_up(index: str, expected: int) -> None:
    part = {"kind": "previous_year", "index": index}
    division = run(10**6, part, schools=[school("01AA00", granted="3677.85")])
    assert division.amounts == {"01AA00": expected}


def test_divide_equal_amounts_shows_the_remainder() -> None:
    part = {"kind": "hours_rate", "hours_per_week": "1.5", "weeks": 40, "rate": "68.40"}
    division = run(17_000_000, part, schools=by_pupils(*[0] * 41))
    assert set(division.amounts.values()) == {410_400}
    assert (division.total_cents, division.remainder_cents) == (16_826_400, 173_600)


def test_divide_refuses_amounts_above_the_budget_and_says_by_how_much() -> None:
    with pytest.raises(BudgetError, match=r"€\s82\.080,00; dat is €\s80,00 meer"):
        run(8_200_000, {"kind": "fixed", "amount": "4104.00"}, schools=by_pupils(*[0] * 20))


# --- shares ---------------------------------------------------------------------------------


def test_divide_equal_share_is_equal_to_the_cent() -> None:
    division = run(10_000_000, {"kind": "fixed", "share": "100"}, schools=by_pupils(*[0] * 41))
    assert set(division.amounts.values()) == {243_902}
    assert division.remainder_cents == 18


def test_divide_takes_amounts_first_and_shares_the_rest() -> None:
    parts = [{"kind": "fixed", "amount": "10"}, {"kind": "fixed", "share": "60"},
             {"kind": "fixed", "share": "40"}]  # fmt: skip
    division = run(10_001, *parts, schools=by_pupils(0, 0))
    # 8,001 is left: 4,801 and 3,200 (largest remainder), so 2,400 and 1,600 each and one over.
    assert cents(division) == [[1_000, 2_400, 1_600]] * 2
    assert division.remainder_cents == 1


@pytest.mark.parametrize(
    ("first", "pots"), [("60", [6_000_001, 4_000_000]), ("50", [5_000_001, 5_000_000])]
)
def test_divide_gives_a_tie_between_components_to_the_first(first: str, pots: list[int]) -> None:
    second = str(100 - int(first))
    parts = [{"kind": "fixed", "share": first}, {"kind": "fixed", "share": second}]
    assert cents(run(10_000_001, *parts, schools=by_pupils(0))) == [pots]


def test_divide_splits_components_first_and_schools_second() -> None:
    parts = [BY_PUPILS | {"share": "60"},
             {"kind": "disadvantage", "date": "2025-10-01", "share": "40"}]  # fmt: skip
    schools = [
        school("01AA00", pupils=320, score="53.4"),
        school("02AA00", pupils=220, score="12.9"),
        school("03AA00", pupils=187, score="88.1"),
    ]
    division = run(10_000_001, *parts, schools=schools)
    assert cents(division) == [
        [2_640_991, 1_383_420],
        [1_815_681, 334_197],
        [1_543_329, 2_282_383],
    ]
    assert list(division.amounts.values()) == [4_024_411, 2_149_878, 3_825_712]


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (BY_PUPILS, "per leerling"),
        ({"kind": "per_kindcentrum", "share": "100"}, "per kindcentrum"),
    ],
)
def test_divide_with_nothing_to_weigh_names_the_component(part: dict[str, Any], kind: str) -> None:
    with pytest.raises(BudgetError, match=rf"Onderdeel 1 \({kind}\)"):
        run(100, part, schools=by_pupils(0, 0))


# --- kindcentra -----------------------------------------------------------------------------


def in_kindcentra() -> list[SchoolInput]:
    """Return two schools of one kindcentrum, one of another, and one of none."""
    return [
        school("01AA00", "7"),
        school("02AA00", "3"),
        school("03AA00"),
        school("04AA00", "7"),
    ]


def test_divide_gives_each_kindcentrum_the_same_amount_over_its_schools() -> None:
    part = {"kind": "per_kindcentrum", "amount": "10.01"}
    division = run(10_000, part, schools=in_kindcentra())
    assert list(division.amounts.values()) == [501, 1_001, 0, 500]
    assert division.remainder_cents == 10_000 - 2 * 1_001


@pytest.mark.parametrize("value", [{"amount": "10.01"}, {"share": "100"}])
def test_divide_for_kindcentra_without_any_is_refused_and_names_the_component(
    value: dict[str, str],
) -> None:
    parts = [{"kind": "fixed", "amount": "1.00"}, {"kind": "per_kindcentrum", **value}]
    with pytest.raises(BudgetError, match=r"Onderdeel 2 \(per kindcentrum\): geen school hoort"):
        run(10_000, *parts, schools=[school("01AA00"), school("02AA00")])


def test_divide_leaves_the_others_of_a_kindcentrum_their_part_of_an_amount() -> None:
    part = {"kind": "per_kindcentrum", "amount": "10.00"}
    first = {"kind": "per_pupil", "date": "2025-10-01", "rate": "1"}
    schools = [school("01AA00", "n", pupils=50), school("02AA00", "n", pupils=1)]
    division = run(10_000, part, first, schools=schools, maximum="20.00")
    assert cents(division) == [[500, 5_000, -3_500], [500, 100]]


def test_divide_gives_the_pot_of_a_kindcentrum_to_its_schools_that_no_bound_holds() -> None:
    pupils = {"kind": "per_pupil", "date": "2025-10-01", "rate": "1"}
    part = {"kind": "per_kindcentrum", "share": "100"}
    schools = [
        school("01AA00", "n", pupils=50), school("02AA00", "n", pupils=0),
        school("03AA00", "z", pupils=0),
    ]  # fmt: skip
    division = run(7_000, pupils, part, schools=schools, maximum="40.00")
    # 01AA00 stops at 40.00; of the 30.00 that is left each kindcentrum has a half.
    assert [division.cents(row.code) for row in schools] == [4_000, 1_500, 1_500]


def test_divide_shares_a_pot_over_kindcentra_with_a_tie_to_the_lowest_school_code() -> None:
    division = run(1_003, {"kind": "per_kindcentrum", "share": "100"}, schools=in_kindcentra())
    # 502 for the kindcentrum of 01AA00, 501 for that of 02AA00.
    assert list(division.amounts.values()) == [251, 501, 0, 251]
    assert division.remainder_cents == 0


# --- bounds ---------------------------------------------------------------------------------


def test_divide_sets_who_is_out_of_bounds_to_the_bound_and_divides_anew() -> None:
    schools = by_pupils(1, 3, 4, 12)
    division = run(10_000, BY_PUPILS, schools=schools, minimum="15", maximum="40")
    assert list(division.amounts.values()) == [1_500, 1_929, 2_571, 4_000]
    assert (division.remainder_cents, division.rounds) == (0, 2)


def test_divide_keeps_the_first_result_beside_the_bound() -> None:
    schools = by_pupils(1, 3, 4, 12)
    division = run(10_000, BY_PUPILS, schools=schools, minimum="15", maximum="40")
    first, last = division.steps["01AA00"], division.steps["04AA00"]
    assert [(step.kind, step.cents) for step in first] == [("per_pupil", 500), ("minimum", 1_000)]
    assert [(step.kind, step.cents) for step in last] == [("per_pupil", 6_000), ("maximum", -2_000)]
    assert (last[-1].first_cents, last[-1].bound_cents) == (6_000, 4_000)


def test_divide_leaves_a_remainder_when_all_are_bound() -> None:
    division = run(10_000, BY_PUPILS, schools=by_pupils(1, 1, 8), minimum="20", maximum="30")
    assert list(division.amounts.values()) == [2_000, 2_000, 3_000]
    assert division.remainder_cents == 3_000


def test_divide_repeats_until_no_school_is_out_of_bounds() -> None:
    # Round 1: the first gets 5. Round 2: 82 is left, so 16.40 and 17.26 for the next: these too.
    division = run(10_000, BY_PUPILS, schools=by_pupils(5, 19, 20, 56), minimum="18")
    assert list(division.amounts.values()) == [1_800, 1_800, 1_800, 4_600]
    assert division.rounds == 3


def test_divide_with_a_pot_that_only_bound_schools_weigh_shows_it_as_remainder() -> None:
    parts = [BY_PUPILS | {"share": "50"}, {"kind": "fixed", "share": "50"}]
    division = run(10_000, *parts, schools=by_pupils(0, 4), maximum="40")
    # The second gets 75.00 and is set to 40.00; half of the 60.00 left weighs nobody any more.
    assert list(division.amounts.values()) == [3_000, 4_000]
    assert division.remainder_cents == 3_000


def test_divide_refuses_minima_above_the_budget() -> None:
    with pytest.raises(BudgetError, match=r"3 scholen samen €\s60,00; dat is €\s10,00 meer"):
        run(5_000, BY_PUPILS, schools=by_pupils(1, 1, 1), minimum="20")


def test_divide_refuses_a_negative_rest_after_a_bound() -> None:
    parts = [{"kind": "fixed", "amount": "1"},
             {"kind": "per_pupil", "date": "2025-10-01", "rate": "1"}]  # fmt: skip
    with pytest.raises(BudgetError, match=r"ondergrens en de bovengrens .* €\s1,50 meer"):
        run(1_000, *parts, schools=by_pupils(0, 6), minimum="4.50")


# --- who takes part -------------------------------------------------------------------------


def test_divide_gives_an_excluded_school_nothing_and_keeps_the_reason() -> None:
    left_out = [{"code": "02AA00", "reason": "speciaal onderwijs"}]
    schools = [school("01AA00", pupils=1), school("02AA00")]
    division = run(100, BY_PUPILS, schools=schools, excluded=left_out, minimum="0.60")
    assert division.amounts == {"01AA00": 100, "02AA00": 0}
    assert [step.reason for step in division.steps["02AA00"]] == ["speciaal onderwijs"]


def test_divide_ignores_an_excluded_school_that_is_not_there() -> None:
    left_out = [{"code": "99ZZ00", "reason": "speciaal onderwijs"}]
    assert run(100, BY_PUPILS, schools=by_pupils(1), excluded=left_out).amounts == {"01AA00": 100}


@pytest.mark.parametrize("left_out", [[], ["01AA00"]])
def test_divide_without_schools_is_refused(left_out: list[str]) -> None:
    rows = [{"code": code, "reason": "x"} for code in left_out]
    with pytest.raises(BudgetError, match="geen scholen"):
        run(100, BY_PUPILS, schools=by_pupils(*[1] * len(left_out)), excluded=rows)


def test_divide_of_a_school_without_its_figure_is_refused() -> None:
    with pytest.raises(KeyError):
        run(100, BY_PUPILS, schools=[school("01AA00")])


def test_divide_of_a_key_without_dates_is_refused() -> None:
    key = read_key({"components": [{"kind": "previous_year"}]})
    with pytest.raises(ValueError, match="dated"):
        divide(budget_cents=1, key=key, schools=[school("01AA00", granted=1)])


@pytest.mark.parametrize("count", ["-1", "1.234"])
def test_divide_of_an_impossible_figure_is_refused(count: str) -> None:
    with pytest.raises(ValueError, match="two decimals"):
        run(100, BY_PUPILS, schools=by_pupils(count))


# --- hours and budget years -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "expected"), [("4104.00", "60.00"), ("3677.84", "53.77"), ("0.00", "0.00")]
)
def test_hours_of_amount_rounds_half_up(amount: str, expected: str) -> None:
    hours = hours_of(amount=Decimal(amount), hourly_rate=Decimal("68.40"))
    assert hours == Decimal(expected)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(1_234_567, (514_403, 720_164)), (0, (0, 0)), (6, (3, 3)), (12, (5, 7))],
)
def test_split_by_calendar_year_is_five_and_seven_twelfths(
    amount: int, expected: tuple[int, int]
) -> None:
    assert split_by_calendar_year(amount) == expected
