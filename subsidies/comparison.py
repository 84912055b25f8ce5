"""Two outcomes of the same year side by side: what each school gets under one key and another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from partners.models import School
from subsidies.outcome import Outcome


@dataclass(frozen=True)
class ComparedRow:
    """One school under two keys, in euros."""

    school: School
    left: Decimal
    right: Decimal

    @property
    def difference(self) -> Decimal:
        """Return what the right key gives more than the left one."""
        return self.right - self.left


ORDERS: dict[str, Callable[[ComparedRow], Any]] = {
    "naam": lambda row: row.school.organisation.sort_name,
    "links": lambda row: row.left,
    "rechts": lambda row: row.right,
    "verschil": lambda row: row.difference,
}


def compare(pair: Sequence[Outcome], order: str) -> list[ComparedRow]:
    """Return the schools of two outcomes in an order of `ORDERS`, downwards after a minus.

    Fewer than two outcomes, or one that was refused, leave nothing to compare.
    """
    sums = [outcome.calculation for outcome in pair if outcome.calculation]
    if len(sums) != 2:
        return []
    right = {row.school.pk: row.amount for row in sums[1].rows}
    rows = [ComparedRow(row.school, row.amount, right[row.school.pk]) for row in sums[0].rows]
    rows.sort(key=ORDERS["naam"])
    key = ORDERS.get(order.removeprefix("-"), ORDERS["naam"])
    return sorted(rows, key=key, reverse=order.startswith("-"))
