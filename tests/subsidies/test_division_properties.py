"""What holds for every division, whatever the key: exact sums, fair cents, stable bounds.

Weights are 0 to 3 and amounts are small, so ties and empty pots occur all the time.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidies.allocation import BudgetError, Division, SchoolInput, Step, divide
from subsidies.keys import FIGURES, Component, FigureNeed, Key
from subsidies.states import ComponentKind

DAY = date(2025, 10, 1)
SHARED = [
    ComponentKind.FIXED,
    ComponentKind.PER_PUPIL,
    ComponentKind.PER_TARGET_TODDLER,
    ComponentKind.PER_KINDCENTRUM,
    ComponentKind.DISADVANTAGE,
]
PERCENTAGES = [(100,), (60, 40), (50, 50), (1, 99), (33, 33, 34)]


class Case(NamedTuple):
    """One budget, key and list of schools."""

    budget: int
    key: Key
    schools: list[SchoolInput]


def make_case(rng: random.Random) -> Case:
    """Draw a small case in which ties are common."""
    schools = [
        SchoolInput(
            f"{number:02d}AA00",
            {FigureNeed(kind, DAY): Decimal(rng.randint(0, 3)) for kind in FIGURES.values()},
            rng.choice([None, "1", "2"]),
        )
        for number in rng.sample(range(1, 20), rng.randint(1, 5))
    ]
    parts = []
    for _ in range(rng.randint(0, 2)):
        rate = Decimal(rng.randint(1, 500)) / 1000
        kinds = [ComponentKind.PER_PUPIL, ComponentKind.DISADVANTAGE]
        parts.append(Component(rng.choice(kinds), 0, rate=rate, date=DAY))
    for share in rng.choice([(), *PERCENTAGES]):
        kind = rng.choice(SHARED)
        day = DAY if kind in FIGURES else None
        parts.append(Component(kind, 0, share=Decimal(share), date=day))
    parts = parts or [Component(ComponentKind.FIXED, 0, amount=Decimal("0.05"))]
    rng.shuffle(parts)
    placed = tuple(replace(part, place=place) for place, part in enumerate(parts, 1))
    minimum = rng.choice([None, rng.randint(1, 60)])
    maximum = rng.choice([None, (minimum or 0) + rng.randint(0, 60) or None])
    return Case(rng.randint(1, 400), Key(placed, minimum, maximum), schools)


def solve(case: Case) -> Division | None:
    """Divide; None when the budget does not fit the key."""
    try:
        return divide(budget_cents=case.budget, key=case.key, schools=case.schools)
    except BudgetError:
        return None


CASES = st.integers(0, 2**32).map(random.Random).map(make_case)


def assert_adds_up(case: Case, division: Division) -> None:
    """Sum + remainder = budget, steps add up, and nothing is below zero."""
    assert sum(division.amounts.values()) + division.remainder_cents == case.budget
    assert division.remainder_cents >= 0
    for code, steps in division.steps.items():
        assert sum(step.cents for step in steps) == division.amounts[code] >= 0


def assert_within_bounds(case: Case, division: Division) -> None:
    """Nobody is out of bounds, and a bound step ends exactly there."""
    low, high = case.key.minimum_cents, case.key.maximum_cents
    for code, steps in division.steps.items():
        amount = division.amounts[code]
        assert low is None or amount >= low
        assert high is None or amount <= high
        last = steps[-1]
        assert last.kind not in {"minimum", "maximum"} or amount == last.bound_cents


def exact(step: Step) -> Fraction:
    """Return what a step would be without rounding."""
    assert step.pot is not None
    if not step.pot.total:
        return Fraction(0)
    if step.kind == ComponentKind.FIXED:
        return Fraction(step.pot.cents) / Fraction(step.pot.total)
    if step.kind == ComponentKind.PER_KINDCENTRUM:
        return Fraction(step.pot.cents) / Fraction(step.pot.total * (step.units or 1))
    return step.pot.cents * Fraction(step.units or 0) / Fraction(step.pot.total)


def assert_fair(division: Division) -> None:
    """Each share is within a cent of exact; no weight gives nothing; ties go to the lowest code."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for code in sorted(division.steps):
        for step in division.steps[code]:
            if step.pot is None:
                continue
            if step.kind == ComponentKind.PER_KINDCENTRUM and step.group_cents is None:
                assert step.cents == 0
                continue
            assert abs(step.cents - exact(step)) < 1
            if step.units == 0:
                assert step.cents == 0
            if step.kind != ComponentKind.PER_KINDCENTRUM:
                tie = (step.place, step.pot.round, step.units)
                groups.setdefault(tie, []).append(step.cents)
    for equals in groups.values():
        assert equals == sorted(equals, reverse=True)
        assert max(equals) - min(equals) <= 1


def free_codes(division: Division) -> list[str]:
    """Return the schools that no bound holds."""
    return [
        code
        for code, steps in division.steps.items()
        if steps[-1].kind not in {"minimum", "maximum"}
    ]


def again(case: Case, division: Division) -> Division | None:
    """Divide what the bound schools leave once more over the others."""
    free = free_codes(division)
    left = case.budget - sum(division.amounts[code] for code in division.steps if code not in free)
    schools = [school for school in case.schools if school.code in free]
    return solve(Case(left, case.key, schools)) if schools and left else None


def assert_stable(case: Case, division: Division) -> None:
    """Dividing the outcome again changes nothing: the bounds were clamped until stable."""
    repeated = again(case, division)
    if repeated is not None:
        assert repeated.rounds == 1
        assert repeated.amounts == {code: division.amounts[code] for code in free_codes(division)}


def assert_order_independent(case: Case, division: Division) -> None:
    """The order of the rows does not matter."""
    turned: Sequence[SchoolInput] = list(reversed(case.schools))
    assert solve(case._replace(schools=list(turned))) == division


def check(case: Case) -> bool:
    """Check everything; says whether there was an outcome."""
    division = solve(case)
    if division is None:
        return False
    assert_adds_up(case, division)
    assert_within_bounds(case, division)
    assert_fair(division)
    assert_stable(case, division)
    assert_order_independent(case, division)
    return True


@given(case=CASES)
def test_divide_adds_up_to_the_budget(case: Case) -> None:
    if division := solve(case):
        assert_adds_up(case, division)


@given(case=CASES)
def test_divide_keeps_everybody_within_the_bounds(case: Case) -> None:
    if division := solve(case):
        assert_within_bounds(case, division)


@given(case=CASES)
def test_divide_is_fair_to_the_cent(case: Case) -> None:
    if division := solve(case):
        assert_fair(division)


@given(case=CASES)
def test_divide_is_stable_when_it_is_done_again(case: Case) -> None:
    if division := solve(case):
        assert_stable(case, division)


@given(case=CASES)
def test_divide_does_not_depend_on_the_order_of_the_schools(case: Case) -> None:
    if division := solve(case):
        assert_order_independent(case, division)


@pytest.mark.slow
def test_divide_holds_in_a_hundred_thousand_cases() -> None:
    rng = random.Random(20260801)  # noqa: S311 - the same cases each time
    solved = sum(check(make_case(rng)) for _ in range(100_000))
    assert solved > 59_000
