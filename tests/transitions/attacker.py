"""Somebody who works out what a table hides: exact bounds of a count under sums that are known.

Knows of each unknown that it is none or more, and nothing of how a table was made.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import Any

Row = list[Fraction]


class Attacker:
    """Who knows sums of unknowns; which are not negative, and whole."""

    def __init__(self, known: Iterable[tuple[Collection[Any], int]]) -> None:
        """Read the sums; who lies in the same ones is told apart by nothing."""
        sums = [(frozenset(members), total) for members, total in known if members]
        self.nothing = {one for members, total in sums if total == 0 for one in members}
        left = {members - self.nothing: total for members, total in sums if total}
        found: dict[Collection[bool], set[Any]] = defaultdict(set)
        for one in frozenset[Any]().union(*left):
            found[tuple(one in members for members in left)].add(one)
        self.alike = list(found.values())
        self.size = len(self.alike)
        rows = [[Fraction(group <= members) for group in self.alike] for members in left]
        self.table, self.basis = self._begin(rows, [Fraction(total) for total in left.values()])

    def bounds(self, target: Collection[Any]) -> tuple[int, int | None]:
        """Return the least and the most that a sum can be; None where nothing limits it."""
        asked = frozenset(target) - self.nothing
        least = self._best([-Fraction(group <= asked) for group in self.alike])
        if not asked <= frozenset[Any]().union(*self.alike):
            return -int(least), None
        most = self._best([Fraction(bool(group & asked)) for group in self.alike])
        assert least.denominator == most.denominator == 1
        return -int(least), int(most)

    def _begin(self, rows: Sequence[Row], sides: Sequence[Fraction]) -> tuple[list[Row], list[int]]:
        """Find a first corner: the first of two phases of the simplex method."""
        count = len(rows)
        table = [
            [*row, *(Fraction(place == other) for other in range(count)), side]
            for place, (row, side) in enumerate(zip(rows, sides, strict=True))
        ]
        basis = list(range(self.size, self.size + count))
        slack = [Fraction(0)] * self.size + [Fraction(-1)] * count
        assert _climb(table, basis, slack) == 0, "these sums contradict each other"
        for place in range(count):
            column = next((one for one in range(self.size) if table[place][one]), None)
            if basis[place] >= self.size and column is not None:
                _turn(table, basis, place, column)
        kept = [place for place in range(count) if basis[place] < self.size]
        return (
            [[*table[place][: self.size], table[place][-1]] for place in kept],
            [basis[place] for place in kept],
        )

    def _best(self, gain: Row) -> Fraction:
        return _climb([list(row) for row in self.table], list(self.basis), gain)


def _climb(table: list[Row], basis: list[int], gain: Row) -> Fraction:
    """Walk to the best corner, by Bland's rule, without rounding."""
    while True:
        worth = [(gain[one], row) for one, row in zip(basis, table, strict=True) if gain[one]]
        better = (
            column
            for column, value in enumerate(gain)
            if value > sum(share * row[column] for share, row in worth)
        )
        column = next(better, None)
        if column is None:
            return sum((share * row[-1] for share, row in worth), start=Fraction(0))
        steps = [
            (row[-1] / row[column], basis[place], place)
            for place, row in enumerate(table)
            if row[column] > 0
        ]
        _turn(table, basis, min(steps)[2], column)


def _turn(table: list[Row], basis: list[int], place: int, column: int) -> None:
    """Let one unknown take the place of another."""
    pivot = table[place][column]
    table[place] = [value / pivot for value in table[place]]
    for other, row in enumerate(table):
        if other != place and row[column]:
            share = row[column]
            table[other] = [a - share * b for a, b in zip(row, table[place], strict=True)]
    basis[place] = column
