"""Dividing a budget, against the worked examples of docs/verdeelsleutel.md."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidies.allocation import BudgetError, divide, hours_of, largest_remainder
from subsidies.keys import EqualShare, FixedAmount

CODES = st.lists(st.from_regex(r"\d\d[A-C]{2}0\d", fullmatch=True), min_size=1, unique=True)
# Small weights, so that ties occur often.
WEIGHTS = st.dictionaries(
    st.from_regex(r"[A-D]\d", fullmatch=True), st.integers(0, 3).map(Fraction), min_size=1
).filter(lambda weights: sum(weights.values()) > 0)


def weights(**values: int) -> dict[str, Fraction]:
    return {key: Fraction(value) for key, value in values.items()}


def test_largest_remainder_of_pupils_gives_the_last_cent_to_the_largest_remainder() -> None:
    shares = largest_remainder(cents=10_000_000, weights=weights(a=320, b=220, c=187))
    assert shares == {"a": 4_401_651, "b": 3_026_135, "c": 2_572_214}


def test_largest_remainder_of_thirds_gives_a_tie_to_the_lowest_code() -> None:
    shares = largest_remainder(cents=10_000_000, weights=weights(c=1, a=1, b=1))
    assert shares == {"a": 3_333_334, "b": 3_333_333, "c": 3_333_333}


@pytest.mark.parametrize(
    ("cents", "weight"), [(-1, 1), (100, 0), (100, -1)], ids=["negative", "nothing", "below zero"]
)
def test_largest_remainder_of_bad_input_is_refused(cents: int, weight: int) -> None:
    with pytest.raises(ValueError, match="cents and weights"):
        largest_remainder(cents=cents, weights=weights(a=weight))


@given(cents=st.integers(0, 1000), shares=WEIGHTS)
def test_largest_remainder_sums_exactly_and_stays_within_a_cent(
    cents: int, shares: dict[str, Fraction]
) -> None:
    result = largest_remainder(cents=cents, weights=shares)
    total = sum(shares.values())
    assert sum(result.values()) == cents
    assert all(abs(result[key] - cents * shares[key] / total) < 1 for key in shares)
    assert all(result[key] == 0 for key in shares if shares[key] == 0)


@given(cents=st.integers(0, 1000), shares=WEIGHTS)
def test_largest_remainder_does_not_depend_on_the_order_of_rows(
    cents: int, shares: dict[str, Fraction]
) -> None:
    turned = dict(reversed(shares.items()))
    assert largest_remainder(cents=cents, weights=turned) == largest_remainder(
        cents=cents, weights=shares
    )


@given(cents=st.integers(0, 1000), shares=WEIGHTS)
def test_largest_remainder_breaks_ties_by_the_lowest_code(
    cents: int, shares: dict[str, Fraction]
) -> None:
    result = largest_remainder(cents=cents, weights=shares)
    for low in shares:
        for high in shares:
            if low < high and shares[low] == shares[high]:
                assert result[low] >= result[high]


def test_divide_equal_amounts_shows_the_remainder() -> None:
    codes = [f"{n:02d}AB00" for n in range(41)]
    division = divide(budget_cents=17_000_000, key=[FixedAmount(410_400)], codes=codes)
    assert {division.cents(code) for code in codes} == {410_400}
    assert (division.total_cents, division.remainder_cents) == (16_826_400, 173_600)


def test_divide_equal_share_is_equal_to_the_cent() -> None:
    codes = [f"{n:02d}AB00" for n in range(41)]
    division = divide(budget_cents=10_000_000, key=[EqualShare(Decimal(100))], codes=codes)
    assert {division.cents(code) for code in codes} == {243_902}
    assert division.remainder_cents == 18


def test_divide_takes_amounts_first_and_shares_the_rest() -> None:
    key = [FixedAmount(1_000), EqualShare(Decimal(60)), EqualShare(Decimal(40))]
    division = divide(budget_cents=10_001, key=key, codes=["01AA00", "02AA00"])
    # 8,001 is left: 4,801 and 3,200 (largest remainder), so 2,400 and 1,600 each and one over.
    assert [step.cents for step in division.steps["01AA00"]] == [1_000, 2_400, 1_600]
    assert division.remainder_cents == 1


@given(
    codes=CODES,
    amount=st.integers(1, 500),
    percentages=st.sampled_from([[], [100], [60, 40], [50, 50], [1, 99]]),
    extra=st.integers(0, 5000),
)
def test_divide_always_adds_up_to_the_budget(
    codes: list[str], amount: int, percentages: list[int], extra: int
) -> None:
    budget = amount * len(codes) + extra
    key = [FixedAmount(amount), *(EqualShare(Decimal(part)) for part in percentages)]
    division = divide(budget_cents=budget, key=key, codes=codes)
    assert division.total_cents + division.remainder_cents == budget
    assert division.remainder_cents >= 0
    assert len({division.cents(code) for code in codes}) == 1


def test_divide_refuses_amounts_above_the_budget_and_says_by_how_much() -> None:
    with pytest.raises(BudgetError, match=r"€\s82\.080,00; dat is €\s80,00 meer"):
        divide(
            budget_cents=8_200_000,
            key=[FixedAmount(410_400)],
            codes=[f"{n:02d}AB00" for n in range(20)],
        )


def test_divide_without_schools_is_refused() -> None:
    with pytest.raises(BudgetError, match="geen scholen"):
        divide(budget_cents=100, key=[FixedAmount(1)], codes=[])


@pytest.mark.parametrize(
    ("amount", "expected"), [("4104.00", "60.00"), ("3677.84", "53.77"), ("0.00", "0.00")]
)
def test_hours_of_amount_rounds_half_up(amount: str, expected: str) -> None:
    hours = hours_of(amount=Decimal(amount), hourly_rate=Decimal("68.40"))
    assert hours == Decimal(expected)
