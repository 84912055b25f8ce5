"""Dividing the budget over the schools, exact to the cent (docs/verdeelsleutel.md, ADR 0003).

Pure: whole cents and whole weights in, whole cents out. Figures count in hundredths and rates in
millionths, so every product is exact. A list of schools here is always in the order of their
codes: that order decides between equal remainders.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import gettext as _

from config.formats import euro
from subsidies.keys import FIGURES, Component, FigureNeed, Key
from subsidies.rounding import half_up, split
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
Column = list[Step]


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
    taking = [school for school in ordered if school.code not in key.excluded]
    if not taking:
        raise BudgetError(_("Er zijn geen scholen om het budget over te verdelen."))
    _refuse_minima(key, len(taking), budget_cents)
    basis = _Basis.of(key, taking)
    left, round_, free = budget_cents, 0, list(range(len(taking)))
    settled: dict[str, tuple[Row, int]] = {
        code: ((Step("excluded", 0, 0, reason=reason),), 0) for code, reason in key.excluded.items()
    }
    while free:
        round_ += 1
        rows = _divide_once(basis, free, left, round_)
        sums = [sum([step.cents for step in row]) for row in rows]
        out = _out_of_bounds(key, free, rows, sums)
        done = out or dict(zip(free, zip(rows, sums, strict=True), strict=True))
        settled |= {taking[place].code: outcome for place, outcome in done.items()}
        left -= sum([cents for _row, cents in done.values()])
        free = [place for place in free if place not in done]
    _refuse_overbound(left)
    steps = {school.code: settled[school.code][0] for school in ordered}
    amounts = {school.code: settled[school.code][1] for school in ordered}
    return Division(steps, amounts, left, round_)


@dataclass(frozen=True)
class _Basis:
    """What no round changes; each list here is in the order of `schools`.

    `amounts` holds the steps of a component with an amount or rate, `counts` and `weights` the
    figures of a share, as they are and scaled; by the place of the component.
    """

    key: Key
    schools: Sequence[SchoolInput]
    amounts: Mapping[int, Column]
    counts: Mapping[int, Sequence[Decimal]]
    weights: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, key: Key, schools: Sequence[SchoolInput]) -> "_Basis":
        """Calculate each product of count and rate, and scale each weight."""
        counts = {
            part.place: _counts(part, schools) for part in key.components if part.kind in FIGURES
        }
        weights = {place: [_scaled(count) for count in own] for place, own in counts.items()}
        amounts = {
            part.place: _amounts(
                part, schools, counts.get(part.place, []), weights.get(part.place, [])
            )
            for part in key.components
            if part.share is None
        }
        return cls(key, schools, amounts, counts, weights)


def _divide_once(basis: _Basis, free: Sequence[int], left: int, round_: int) -> list[Row]:
    """Divide what is left over the schools that no bound holds: steps 1 to 3."""
    columns = {
        place: [column[school] for school in free] for place, column in basis.amounts.items()
    }
    spent = sum([step.cents for column in columns.values() for step in column])
    rest = left - spent
    if round_ == 1:
        _refuse_overspent(spent, left)
    _refuse_overbound(rest)
    shares = [part for part in basis.key.components if part.share is not None]
    pots = split(rest, [int((part.share or 0) * RATE_SCALE) for part in shares])
    for part, cents in zip(shares, pots, strict=True):
        columns[part.place] = _shares(basis, part, free, Pot(cents, rest, Decimal(0), round_))
    return list(zip(*(columns[part.place] for part in basis.key.components), strict=True))


def _out_of_bounds(
    key: Key, free: Sequence[int], rows: Sequence[Row], sums: Sequence[int]
) -> dict[int, tuple[Row, int]]:
    """Return the schools that pass a bound, with a step to it after their first result."""
    if key.minimum_cents is None and key.maximum_cents is None:
        return {}
    found = {}
    for place, row, first in zip(free, rows, sums, strict=True):
        if bound := _bound(key, first):
            found[place] = (*row, bound), first + bound.cents
    return found


def _bound(key: Key, first: int) -> Step | None:
    """Return the step from a first result to the bound that it passes, if any."""
    place = len(key.components) + 1
    low, high = key.minimum_cents, key.maximum_cents
    if low is not None and first < low:
        return Step("minimum", place, low - first, first_cents=first, bound_cents=low)
    if high is not None and first > high:
        return Step("maximum", place + 1, high - first, first_cents=first, bound_cents=high)
    return None


# --- one component --------------------------------------------------------------------------


def _counts(part: Component, schools: Sequence[SchoolInput]) -> list[Decimal]:
    """Return the figures that a component weighs. Raises: KeyError: one is missing."""
    if part.date is None:
        raise ValueError(f"component {part.place} has no date: use keys.dated first")
    need = FigureNeed(FIGURES[part.kind], part.date)
    return [school.figures[need] for school in schools]


def _amounts(
    part: Component,
    schools: Sequence[SchoolInput],
    counts: Sequence[Decimal],
    scaled: Sequence[int],
) -> Column:
    """Return what a component with an amount or rate gives each school, half up to a cent."""
    if part.kind == ComponentKind.PER_KINDCENTRUM and part.amount is not None:
        groups = _groups(schools)
        _refuse_weightless(part, len(groups))
        cents = int(part.amount * 100)
        return _over_kindcentra(part, schools, groups, [cents] * len(groups), None)
    if part.each_cents is not None:
        return [Step(part.kind, part.place, part.each_cents, part)] * len(schools)
    rate, unit = _rate_of(part), COUNT_SCALE * RATE_SCALE // 100
    return [
        Step(part.kind, part.place, half_up(number * rate, unit), part, count)
        for count, number in zip(counts, scaled, strict=True)
    ]


def _rate_of(part: Component) -> int:
    """Return euros per unit in millionths; of last year's amount 1 plus the index."""
    if part.kind == ComponentKind.PREVIOUS_YEAR:
        return int((100 + (part.index or 0)) * RATE_SCALE / 100)
    return int((part.rate or 0) * RATE_SCALE)


def _shares(basis: _Basis, part: Component, free: Sequence[int], pot: Pot) -> Column:
    """Divide one component's pot over the schools."""
    if part.kind == ComponentKind.FIXED:
        pot = pot._replace(total=Decimal(len(free)))
        step = Step(part.kind, part.place, pot.cents // len(free), part, pot=pot)
        return [step] * len(free)
    if part.kind == ComponentKind.PER_KINDCENTRUM:
        schools = [basis.schools[place] for place in free]
        groups = _groups(schools)
        _refuse_weightless(part, len(groups), pot.round)
        pot = pot._replace(total=Decimal(len(groups)))
        return _over_kindcentra(part, schools, groups, split(pot.cents, [1] * len(groups)), pot)
    all_counts, all_weights = basis.counts[part.place], basis.weights[part.place]
    weights = [all_weights[place] for place in free]
    total = sum(weights)
    _refuse_weightless(part, total, pot.round)
    pot = pot._replace(total=Decimal(total) / COUNT_SCALE)
    return [
        Step(part.kind, part.place, cents, part, all_counts[place], pot)
        for place, cents in zip(free, split(pot.cents, weights), strict=True)
    ]


def _groups(schools: Sequence[SchoolInput]) -> list[list[int]]:
    """Return the places of each kindcentrum's schools; the first of them decides its order."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, school in enumerate(schools):
        if school.kindcentrum is not None:
            groups[school.kindcentrum].append(place)
    return list(groups.values())


def _over_kindcentra(
    part: Component,
    schools: Sequence[SchoolInput],
    groups: Sequence[Sequence[int]],
    cents: Sequence[int],
    pot: Pot | None,
) -> Column:
    """Divide the cents of each kindcentrum over its schools; the others get nothing."""
    column = [Step(part.kind, part.place, 0, part, pot=pot)] * len(schools)
    for places, whole in zip(groups, cents, strict=True):
        count = Decimal(len(places))
        for place, own in zip(places, split(whole, [1] * len(places)), strict=True):
            column[place] = Step(part.kind, part.place, own, part, count, pot, whole)
    return column


def _scaled(count: Decimal) -> int:
    """Return a figure in hundredths. Raises: ValueError: below zero, or a third decimal."""
    exact = count * COUNT_SCALE
    scaled = int(exact)
    if scaled < 0 or scaled != exact:
        raise ValueError(f"a figure is >= 0 with two decimals, not {count}")
    return scaled


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


def _refuse_weightless(part: Component, total: int, round_: int = 1) -> None:
    """Refuse a share, or an amount for kindcentra, with nothing to weigh.

    After the first round the pot of a share is remainder. Raises: BudgetError.
    """
    if total == 0 and round_ == 1:
        if part.kind == ComponentKind.PER_KINDCENTRUM:
            raise BudgetError(
                _("Onderdeel %(place)d (%(kind)s): geen school hoort bij een kindcentrum; leg "
                  "eerst vast welke scholen samen een kindcentrum zijn.")
                % {"place": part.place, "kind": part.kind.label}
            )  # fmt: skip
        raise BudgetError(
            _("Onderdeel %(place)d (%(kind)s): alle scholen hebben hier nul, dus er is niets om "
              "naar te verdelen.")
            % {"place": part.place, "kind": part.kind.label}
        )  # fmt: skip
