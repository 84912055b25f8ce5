"""Rounding to whole cents and hundredths of hours (ADR 0003); pure, whole numbers in and out."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal


def split(cents: int, weights: Sequence[int]) -> list[int]:
    """Split cents by weight; the left-over cents go to the largest remainders, then the first.

    Without any weight nobody gets anything.
    """
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    wholes, rests = [], []
    for weight in weights:
        whole, rest = divmod(cents * weight, total)
        wholes.append(whole)
        rests.append(rest)
    left = cents - sum(wholes)
    if left:  # a stable sort: equal remainders keep the order of the weights
        for place in sorted(range(len(rests)), key=rests.__getitem__, reverse=True)[:left]:
            wholes[place] += 1
    return wholes


def largest_remainder(*, cents: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Split a pot by weight; the left-over cents go to the largest remainders.

    Equal remainders go to the lowest key of `weights` in its sorted order.

    Args: cents: euro cents, >= 0. weights: >= 0, one > 0.
    Returns: cents per key; the values sum to `cents` exactly.
    Raises: ValueError: negative input, or no positive weight.
    Source: policy choice, ADR 0003.
    """
    if cents < 0 or sum(weights.values()) <= 0 or min(weights.values()) < 0:
        raise ValueError("cents and weights must be >= 0, with one weight > 0")
    keys = sorted(weights)
    return dict(zip(keys, split(cents, [weights[key] for key in keys]), strict=True))


def half_up(numerator: int, denominator: int) -> int:
    """Return a quotient as a whole number, halves upwards; both are >= 0."""
    return (2 * numerator + denominator) // (2 * denominator)


def split_by_calendar_year(cents: int) -> tuple[int, int]:
    """Split a school year's cents over its two budget years: 5/12 for August to December, 7/12.

    Source: policy choice, docs/verdeelsleutel.md.
    """
    first, second = split(cents, [5, 7])
    return first, second


def hours_of(*, amount: Decimal, hourly_rate: Decimal) -> Decimal:
    """Return the hours an amount stands for, two decimals, half up: 3677.84 / 68.40 -> 53.77."""
    return (amount / hourly_rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
