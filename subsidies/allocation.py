"""Dividing the budget over the schools, exact to the cent (docs/verdeelsleutel.md, ADR 0003).

Pure: whole cents and whole weights in, whole cents out. Figures count in hundredths and rates in
millionths, so every product is exact. A list of schools here is always in the order of their
codes: that order decides between equal remainders.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import gettext as _

from config.formats import euro
from subsidies.keys import FIGURES, Component, FigureNeed, Key
from subsidies.states import ComponentKind

COUNT_SCALE = 100  # a figure has two decimals
RATE_SCALE = 1_000_000  # a rate and a share have four, 1 plus an index has six


class BudgetError(Exception):
    """The key and the budget give no result; the message says what to change."""


class SchoolInput(NamedTuple):
    """What the division must know of a school: its figures, and its kindcentrum if any."""

    code: str
    figures: Mapping[FigureNeed, Decimal] = MappingProxyType({})
    kindcentrum: str | None = None


class Pot(NamedTuple):
    """What one share component divides: its cents, of which rest, over which total, in which round.

    `total` is the sum of the weights; of equal parts the number of schools or kindcentra.
    """

    cents: int
    rest_cents: int
    total: Decimal
    round: int


class Step(NamedTuple):
    """One row of how an amount came about: a component of the key, a bound, or the reason of none.

    `kind` is that of the component, or minimum, maximum or excluded. `units` is the school's
    figure; of a kindcentrum the number of schools that share `group_cents`.
    """

    kind: str
    place: int
    cents: int
    part: Component | None = None
    units: Decimal | None = None
    pot: Pot | None = None
    group_cents: int | None = None
    first_cents: int | None = None
    bound_cents: int | None = None
    reason: str = ""


Row = tuple[Step, ...]
Column = Mapping[str, Step]


@dataclass(frozen=True)
class Division:
    """The outcome: steps and cents per school code, and the cents that the key forbids to split."""

    steps: Mapping[str, Sequence[Step]]
    amounts: Mapping[str, int]
    remainder_cents: int
    rounds: int

    def cents(self, code: str) -> int:
        """Return a school's amount in cents."""
        return self.amounts[code]

    @property
    def total_cents(self) -> int:
        """Return what all schools get together, in cents."""
        return sum(self.amounts.values())


def divide(*, budget_cents: int, key: Key, schools: Sequence[SchoolInput]) -> Division:
    """Divide a year's budget over schools by a dated key.

    (1) Amounts first; (2) the rest over the share components by largest remainder, ties in the
    order of the key; (3) each pot over the schools by largest remainder, ties to the lowest code,
    equal parts to the cent; (4) who is out of bounds is set to the bound, and 2 and 3 run anew
    over the others. What the key forbids to split is remainder.

    Args: budget_cents: > 0. schools: in force, any order, with each figure that the key weighs.
    Raises: BudgetError: no school, nothing to weigh, or amounts or bounds exceed the budget.
    KeyError: a figure is missing. Source: Awb art. 4:26; policy choice, ADR 0003 and 0014.
    """
    ordered = sorted(schools, key=lambda school: school.code)
    free = [school for school in ordered if school.code not in key.excluded]
    if not free:
        raise BudgetError(_("Er zijn geen scholen om het budget over te verdelen."))
    _refuse_minima(key, len(free), budget_cents)
    basis = _Basis.of(key, free)
    steps: dict[str, Row] = {
        school.code: (Step("excluded", 0, 0, reason=key.excluded[school.code]),)
        for school in ordered
        if school.code in key.excluded
    }
    left, round_ = budget_cents, 0
    while free:
        round_ += 1
        rows = _divide_once(basis, free, left, round_)
        out = _out_of_bounds(key, rows)
        steps |= out or rows
        left -= sum(_sum(row) for row in (out or rows).values())
        free = [school for school in free if school.code not in out] if out else []
    _refuse_overbound(left)
    amounts = {school.code: _sum(steps[school.code]) for school in ordered}
    return Division(steps, amounts, left, round_)


@dataclass(frozen=True)
class _Basis:
    """What no round changes: the amounts per component, and the weights of the shares."""

    key: Key
    amounts: Mapping[int, Column]
    weights: Mapping[int, Mapping[str, int]]
    shares: tuple[Component, ...]

    @classmethod
    def of(cls, key: Key, schools: Sequence[SchoolInput]) -> "_Basis":
        """Calculate each product of count and rate, and scale each weight."""
        shares = tuple(part for part in key.components if part.share is not None)
        amounts = {
            part.place: _amounts(part, schools) for part in key.components if part.share is None
        }
        weights = {
            part.place: {school.code: _scaled(_count(part, school)) for school in schools}
            for part in shares
            if part.kind in FIGURES
        }
        return cls(key, amounts, weights, shares)


def _divide_once(
    basis: _Basis, free: Sequence[SchoolInput], left: int, round_: int
) -> dict[str, Row]:
    """Divide what is left over the schools that no bound holds: steps 1 to 3."""
    columns = dict(basis.amounts)
    spent = sum(column[school.code].cents for column in columns.values() for school in free)
    rest = left - spent
    if round_ == 1:
        _refuse_overspent(spent, left)
    _refuse_overbound(rest)
    pots = split(rest, [int(part.share * RATE_SCALE) for part in basis.shares if part.share])
    for part, cents in zip(basis.shares, pots, strict=True):
        columns[part.place] = _shares(basis, part, free, Pot(cents, rest, Decimal(0), round_))
    in_order = [columns[part.place] for part in basis.key.components]
    return {school.code: tuple(column[school.code] for column in in_order) for school in free}


def _out_of_bounds(key: Key, rows: Mapping[str, Row]) -> dict[str, Row]:
    """Return the schools below the minimum or above the maximum, each set to its bound.

    Their rows keep the first result, with a step that fills up or takes off.
    """
    found: dict[str, Row] = {}
    place = len(key.components) + 1
    for code, row in rows.items():
        first = _sum(row)
        if key.minimum_cents is not None and first < key.minimum_cents:
            found[code] = (*row, _bound("minimum", place, first, key.minimum_cents))
        if key.maximum_cents is not None and first > key.maximum_cents:
            found[code] = (*row, _bound("maximum", place + 1, first, key.maximum_cents))
    return found


def _bound(kind: str, place: int, first: int, bound: int) -> Step:
    """Return the step from a first result to its bound."""
    return Step(kind, place, bound - first, first_cents=first, bound_cents=bound)


# --- one component --------------------------------------------------------------------------


def _amounts(part: Component, schools: Sequence[SchoolInput]) -> Column:
    """Return what a component with an amount or rate gives each school, half up to a cent."""
    if part.kind == ComponentKind.PER_KINDCENTRUM and part.amount is not None:
        groups = _groups(schools)
        cents = int(part.amount * 100)
        return _over_kindcentra(part, schools, groups, [cents] * len(groups), None)
    if part.each_cents is not None:
        return dict.fromkeys(
            (school.code for school in schools), Step(part.kind, part.place, part.each_cents, part)
        )
    rate = _rate_of(part)
    column = {}
    for school in schools:
        count = _count(part, school)
        cents = half_up(_scaled(count) * rate, COUNT_SCALE * RATE_SCALE // 100)
        column[school.code] = Step(part.kind, part.place, cents, part, count)
    return column


def _rate_of(part: Component) -> int:
    """Return euros per unit in millionths; of last year's amount 1 plus the index."""
    if part.kind == ComponentKind.PREVIOUS_YEAR:
        return int((100 + (part.index or 0)) * RATE_SCALE / 100)
    return int((part.rate or 0) * RATE_SCALE)


def _shares(basis: _Basis, part: Component, free: Sequence[SchoolInput], pot: Pot) -> Column:
    """Divide one component's pot over the schools."""
    if part.kind == ComponentKind.FIXED:
        each = pot.cents // len(free)
        step = Step(part.kind, part.place, each, part, pot=pot._replace(total=Decimal(len(free))))
        return dict.fromkeys((school.code for school in free), step)
    if part.kind == ComponentKind.PER_KINDCENTRUM:
        groups = _groups(free)
        _refuse_weightless(part, len(groups), pot)
        pot = pot._replace(total=Decimal(len(groups)))
        return _over_kindcentra(part, free, groups, split(pot.cents, [1] * len(groups)), pot)
    scaled = basis.weights[part.place]
    weights = [scaled[school.code] for school in free]
    _refuse_weightless(part, sum(weights), pot)
    pot = pot._replace(total=Decimal(sum(weights)) / COUNT_SCALE)
    return {
        school.code: Step(part.kind, part.place, cents, part, _count(part, school), pot)
        for school, cents in zip(free, split(pot.cents, weights), strict=True)
    }


def _groups(schools: Sequence[SchoolInput]) -> list[list[str]]:
    """Return the codes of each kindcentrum's schools; its lowest code is its place in the order."""
    groups: dict[str, list[str]] = defaultdict(list)
    for school in schools:
        if school.kindcentrum is not None:
            groups[school.kindcentrum].append(school.code)
    return list(groups.values())


def _over_kindcentra(
    part: Component,
    schools: Sequence[SchoolInput],
    groups: Sequence[Sequence[str]],
    cents: Sequence[int],
    pot: Pot | None,
) -> Column:
    """Divide the cents of each kindcentrum over its schools; the others get nothing."""
    nothing = Step(part.kind, part.place, 0, part, pot=pot)
    column = dict.fromkeys((school.code for school in schools), nothing)
    for codes, whole in zip(groups, cents, strict=True):
        count = Decimal(len(codes))
        for code, own in zip(codes, split(whole, [1] * len(codes)), strict=True):
            column[code] = Step(
                part.kind, part.place, own, part, units=count, pot=pot, group_cents=whole
            )
    return column


def _count(part: Component, school: SchoolInput) -> Decimal:
    """Return the figure that a component weighs. Raises: KeyError: it is missing."""
    if part.date is None:
        raise ValueError(f"component {part.place} has no date: use keys.dated first")
    return school.figures[FigureNeed(FIGURES[part.kind], part.date)]


# --- cents ----------------------------------------------------------------------------------


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


def _scaled(count: Decimal) -> int:
    """Return a figure in hundredths. Raises: ValueError: below zero, or a third decimal."""
    scaled = int(count * COUNT_SCALE)
    if scaled < 0 or scaled != count * COUNT_SCALE:
        raise ValueError(f"a figure is >= 0 with two decimals, not {count}")
    return scaled


def _sum(row: Row) -> int:
    return sum(step.cents for step in row)


# --- refusals -------------------------------------------------------------------------------


def _euros(cents: int) -> str:
    return euro(Decimal(cents) / 100)


def _refuse_minima(key: Key, schools: int, budget_cents: int) -> None:
    """Refuse minima that exceed the budget. Raises: BudgetError."""
    needed = schools * (key.minimum_cents or 0)
    if needed > budget_cents:
        raise BudgetError(
            _("De ondergrens kost voor %(schools)d scholen samen %(needed)s; dat is %(over)s meer "
              "dan het budget.")
            % {
                "schools": schools,
                "needed": _euros(needed),
                "over": _euros(needed - budget_cents),
            }
        )  # fmt: skip


def _refuse_overspent(spent: int, left: int) -> None:
    """Refuse amounts above the budget. Raises: BudgetError."""
    if spent > left:
        raise BudgetError(
            _("De bedragen per school kosten samen %(spent)s; dat is %(over)s meer dan het budget.")
            % {"spent": _euros(spent), "over": _euros(spent - left)}
        )


def _refuse_overbound(left: int) -> None:
    """Refuse bounds that leave less than nothing for the others. Raises: BudgetError."""
    if left < 0:
        raise BudgetError(
            _("Met de ondergrens en de bovengrens kost de sleutel %s meer dan het budget.")
            % _euros(-left)
        )


def _refuse_weightless(part: Component, total: int, pot: Pot) -> None:
    """Refuse a share with nothing to weigh; after the first round its pot is remainder.

    Raises: BudgetError.
    """
    if total == 0 and pot.round == 1:
        raise BudgetError(
            _("Onderdeel %(place)d (%(kind)s): alle scholen hebben hier nul, dus er is niets om "
              "naar te verdelen.")
            % {"place": part.place, "kind": part.kind.label}
        )  # fmt: skip
