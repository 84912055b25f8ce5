"""Dividing the budget over the schools, exact to the cent (docs/verdeelsleutel.md, ADR 0003)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from config.formats import euro
from subsidies.keys import Component, EqualShare, FixedAmount


class BudgetError(Exception):
    """The key asks for more than the budget; the message says by how much."""


@dataclass(frozen=True)
class Step:
    """One component's part of a school's amount: its place in the key, kind, and cents."""

    kind: str
    cents: int


@dataclass(frozen=True)
class Division:
    """The outcome: steps per school code, and the cents that the key forbids to split."""

    steps: Mapping[str, Sequence[Step]]
    remainder_cents: int

    def cents(self, code: str) -> int:
        """Return a school's amount in cents."""
        return sum(step.cents for step in self.steps[code])

    @property
    def total_cents(self) -> int:
        """Return what all schools get together, in cents."""
        return sum(self.cents(code) for code in self.steps)


def largest_remainder(*, cents: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Split a pot by weight; the left-over cents go to the largest remainders.

    Equal remainders go to the lowest key of `weights` in its sorted order.

    Args: cents: euro cents, >= 0. weights: >= 0, one > 0.
    Returns: cents per key; the values sum to `cents` exactly.
    Raises: ValueError: negative input, or no positive weight.
    Source: policy choice, ADR 0003.
    """
    total = sum(weights.values())
    if cents < 0 or total <= 0 or min(weights.values()) < 0:
        raise ValueError("cents and weights must be >= 0, with one weight > 0")
    exact = {key: cents * weight / total for key, weight in weights.items()}
    floors = {key: int(value) for key, value in exact.items()}
    left = cents - sum(floors.values())
    topped_up = set(sorted(exact, key=lambda key: (floors[key] - exact[key], key))[:left])
    return {key: floor + (key in topped_up) for key, floor in floors.items()}


def divide(*, budget_cents: int, key: Sequence[Component], codes: Sequence[str]) -> Division:
    """Divide a year's budget over schools by the key.

    Amounts first; then the rest over the share components by largest remainder (ties in the
    order of the key); each pot in equal parts to the cent. What equal parts leave is remainder.

    Args: budget_cents: > 0. codes: the schools in force, at least one.
    Raises: BudgetError: no school, or the amounts exceed the budget.
    Source: Awb art. 4:26; policy choice, ADR 0003.
    """
    if not codes:
        raise BudgetError(_("Er zijn geen scholen om het budget over te verdelen."))
    steps: dict[str, list[Step]] = {code: [] for code in sorted(codes)}
    fixed = sum(part.amount_cents for part in key if isinstance(part, FixedAmount)) * len(steps)
    rest = budget_cents - fixed
    if rest < 0:
        raise BudgetError(
            _("De vaste bedragen kosten samen %(fixed)s; dat is %(over)s meer dan het budget.")
            % {"fixed": euro(Decimal(fixed) / 100), "over": euro(Decimal(-rest) / 100)}
        )
    shares = {
        f"{place:04d}": Fraction(part.share)
        for place, part in enumerate(key)
        if isinstance(part, EqualShare)
    }
    pots = largest_remainder(cents=rest, weights=shares) if shares else {}
    for place, part in enumerate(key):
        if isinstance(part, FixedAmount):
            each = part.amount_cents
        else:
            each = pots[f"{place:04d}"] // len(steps)
        for row in steps.values():
            row.append(Step("fixed", each))
    divided = sum(step.cents for row in steps.values() for step in row)
    return Division(steps, budget_cents - divided)


def hours_of(*, amount: Decimal, hourly_rate: Decimal) -> Decimal:
    """Return the hours an amount stands for, two decimals, half up: 3677.84 / 68.40 -> 53.77."""
    return (amount / hourly_rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
