"""A year's budget divided: what every school gets and why, beside what it got last year."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from partners.models import School, SchoolBoard
from subsidies.allocation import Division, SchoolInput, divide
from subsidies.figures import LONG, Figures, MissingFiguresError, figures_of, schools_of
from subsidies.key_values import MAX_HOURLY_RATE
from subsidies.keys import InvalidKeyError, Key, dated, in_words, needs, read_amount, read_key
from subsidies.models import Allocation, AllocationKey, AllocationRun, SubsidyYear
from subsidies.rounding import hours_of, split_by_calendar_year
from subsidies.trace import as_json, euros

ZERO = Decimal("0.00")
MAX_HOURS = Decimal("9999999.99")


@dataclass(frozen=True)
class SchoolAmount:
    """What one school gets: amount and hours, and the steps of its amount as stored.

    `board` receives it: of an established year the board of that day, whatever happens later.
    `previous` is what it got last year, None when that is unknown; `reason` says why a school
    that is not eligible gets nothing.
    """

    school: School
    board: SchoolBoard
    amount: Decimal
    hours: Decimal
    components: list[dict[str, Any]]
    previous: Decimal | None = None
    is_eligible: bool = True
    reason: str = ""

    @property
    def difference(self) -> Decimal | None:
        """Return what the school gets more than last year, if that is known."""
        return None if self.previous is None else self.amount - self.previous


def previous_of(rows: Iterable[SchoolAmount]) -> Decimal | None:
    """Return what schools got last year together, as far as that is known of any."""
    known = [row.previous for row in rows if row.previous is not None]
    return sum(known, ZERO) if known else None


@dataclass(frozen=True)
class BoardAmount:
    """What the schools of one board get together, never rounded again."""

    board: SchoolBoard
    schools: list[SchoolAmount] = field(default_factory=list)
    dropped: list[SchoolAmount] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        """Return the sum of the schools."""
        return sum((row.amount for row in self.schools), ZERO)

    @property
    def hours(self) -> Decimal:
        """Return the hours of the schools together."""
        return sum((row.hours for row in self.schools), ZERO)

    @property
    def previous(self) -> Decimal | None:
        """Return what these schools and those that dropped out got last year, if known."""
        return previous_of([*self.schools, *self.dropped])

    @property
    def difference(self) -> Decimal | None:
        """Return what the board gets more than last year, if that is known."""
        return None if self.previous is None else self.amount - self.previous


@dataclass(frozen=True)
class Calculation:
    """A year's budget divided; total + remainder = budget, to the cent.

    `dropped` are schools with an amount last year that are not in force any more; `inputs` the
    figures that were used, each with source and date.
    """

    budget: Decimal
    hourly_rate: Decimal
    total: Decimal
    remainder: Decimal
    rows: list[SchoolAmount]
    key: Key
    dropped: list[SchoolAmount] = field(default_factory=list)
    long_granted: frozenset[int] = frozenset()
    inputs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def key_words(self) -> list[str]:
        """Return the key as sentences, with schools by name."""
        return in_words(self.key, {row.school.key: row.school.name for row in self.rows})

    @property
    def hours(self) -> Decimal:
        """Return the hours of all schools together."""
        return sum((row.hours for row in self.rows), ZERO)

    @cached_property
    def boards(self) -> list[BoardAmount]:
        """Return the rows per board, in the order of the boards' names."""
        boards: dict[int, BoardAmount] = {}
        for row in self.rows:
            boards.setdefault(row.board.pk, BoardAmount(row.board)).schools.append(row)
        for row in self.dropped:
            boards.setdefault(row.board.pk, BoardAmount(row.board)).dropped.append(row)
        return sorted(boards.values(), key=lambda row: row.board.organisation.sort_name)

    @property
    def split(self) -> tuple[Decimal, Decimal]:
        """Return the total over the two budget years: 5/12 to 31 December, 7/12 after it."""
        first, second = split_by_calendar_year(int(self.total * 100))
        return euros(first), euros(second)

    @property
    def previous_total(self) -> Decimal | None:
        """Return what all schools got last year, those that dropped out too, if known."""
        return previous_of([*self.rows, *self.dropped])

    @property
    def difference(self) -> Decimal | None:
        """Return what is granted more than last year, if that is known."""
        return None if self.previous_total is None else self.total - self.previous_total

    @cached_property
    def digest(self) -> str:
        """Return what tells this outcome from any other: schools with boards, amounts, last year.

        A page sends back the one that it showed; a proposal keeps the one that was put forward.
        """
        rows = sorted(
            (row.board.key, row.school.key, f"{row.amount:.2f}", str(row.previous))
            for row in (*self.rows, *self.dropped)
        )
        content = [f"{self.budget:.2f}", f"{self.remainder:.2f}", rows, sorted(self.long_granted)]
        return sha256(json.dumps(content).encode()).hexdigest()

    @property
    def notice_boards(self) -> list[BoardAmount]:
        """Return the boards that lose money after three or more years of grants.

        A cut then needs a reasonable notice term. Source: Awb art. 4:51.
        """
        return [
            row
            for row in self.boards
            if row.board.pk in self.long_granted and row.difference is not None
            if row.difference < 0
        ]


def current_key(year: SubsidyYear) -> AllocationKey | None:
    """Return the newest version of the year's own key; variants do not count."""
    return year.keys.filter(label="").order_by("-version").first()


def calculate(
    year: SubsidyYear, *, key: Key | None = None, budget: Any = None, hourly_rate: Any = None
) -> Calculation:
    """Divide the year's budget over the schools in force on its first day; changes nothing.

    What is given takes the place of what the year holds; with a key the year may be unsaved. Of
    an established year it returns what was established, whatever the registers say now.

    Raises: InvalidKeyError (no key, or a value that cannot be used), MissingFiguresError,
    BudgetError.
    """
    if year.is_established:
        return _established(year)
    key = key or _own_key(year)
    amount = read_amount(year.budget if budget is None else budget, _("Budget"))
    rate = read_hourly_rate(year.hourly_rate if hourly_rate is None else hourly_rate)
    schools = schools_of(year)
    wanted = needs(key, year.first_year)
    figures = figures_of(year, wanted)
    taking = [school for school in schools if school.key not in key.excluded]
    if missing := figures.missing(taking, wanted):
        raise MissingFiguresError(missing)
    division = divide(
        budget_cents=int(amount * 100),
        key=dated(key, year.first_year),
        schools=[_input(school, figures) for school in schools],
    )
    rows = [_row(school, division, rate, figures) for school in schools]
    dropped = _dropped(rows, figures)
    return Calculation(
        budget=amount,
        hourly_rate=rate,
        total=euros(division.total_cents),
        remainder=euros(division.remainder_cents),
        rows=rows,
        key=key,
        dropped=dropped,
        long_granted=_long_granted([*rows, *dropped], figures),
        inputs=figures.inputs(taking, wanted),
    )


def read_hourly_rate(value: Any) -> Decimal:
    """Return an hourly rate in euros. Raises: InvalidKeyError."""
    return read_amount(value, _("Uurtarief"), MAX_HOURLY_RATE)


def _own_key(year: SubsidyYear) -> Key:
    row = current_key(year)
    if row is None:
        raise InvalidKeyError(_("%s heeft nog geen verdeelsleutel.") % year.label)
    return read_key(row.definition)


def _input(school: School, figures: Figures) -> SchoolInput:
    """Return what the division must know of a school."""
    centre = school.kindcentrum_id
    return SchoolInput(
        school.key, figures.values(school.pk), None if centre is None else str(centre)
    )


def _row(school: School, division: Division, rate: Decimal, figures: Figures) -> SchoolAmount:
    steps = division.steps[school.key]
    amount = euros(division.cents(school.key))
    hours = hours_of(amount=amount, hourly_rate=rate)
    if hours > MAX_HOURS:
        raise InvalidKeyError(_("Het uurtarief is te laag om de uren bij dit budget te tonen."))
    return SchoolAmount(
        school=school,
        board=school.board,
        amount=amount,
        hours=hours,
        components=[as_json(step) for step in steps],
        previous=figures.previous(school.pk),
        is_eligible=steps[0].kind != "excluded",
        reason=steps[0].reason,
    )


def _dropped(rows: Sequence[SchoolAmount], figures: Figures) -> list[SchoolAmount]:
    """Return the schools that got an amount last year and are not in this one."""
    here = {row.school.pk for row in rows}
    gone = {pk: figures.previous(pk) for pk in figures.granted if pk not in here}
    ids = [pk for pk, previous in gone.items() if previous]
    if not ids:
        return []
    schools = School.objects.filter(pk__in=ids).select_related(
        "organisation", "board__organisation"
    )
    return [
        _dropped_row(school, school.board, gone[school.pk])
        for school in schools.order_by("organisation__key")
    ]


def _dropped_row(school: School, board: SchoolBoard, previous: Decimal | None) -> SchoolAmount:
    reason = _("De school is niet open op de eerste dag.")
    return SchoolAmount(school, board, ZERO, ZERO, [], previous, is_eligible=False, reason=reason)


def _long_granted(rows: Iterable[SchoolAmount], figures: Figures) -> frozenset[int]:
    """Return the boards whose schools got an amount in each of the three years before."""
    years: dict[int, set[int]] = {}
    for row in rows:
        granted = figures.granted.get(row.school.pk, {})
        years.setdefault(row.board.pk, set()).update(y for y, cents in granted.items() if cents)
    return frozenset(pk for pk, known in years.items() if len(known) >= LONG)


def stored_row(row: Allocation) -> SchoolAmount:
    """Return an established amount as it was stored."""
    first: dict[str, Any] = row.components[0] if row.components else {}
    return SchoolAmount(
        school=row.school,
        board=row.board,
        amount=row.amount,
        hours=row.hours,
        components=row.components,
        previous=row.previous_amount,
        is_eligible=first.get("kind") != "excluded",
        reason=first.get("reason", ""),
    )


def _established(year: SubsidyYear) -> Calculation:
    """Return the stored amounts as a calculation, with what was kept of that moment."""
    stored = year.allocations.select_related("school__organisation", "board__organisation")
    rows = [stored_row(row) for row in stored.order_by("school__organisation__key")]
    runs = AllocationRun.objects.filter(key__year=year, run_at=F("key__year__established_at"))
    run = runs.order_by("-pk").first()
    return Calculation(
        budget=year.budget,
        hourly_rate=year.hourly_rate,
        total=sum((row.amount for row in rows), ZERO),
        remainder=year.remainder or ZERO,
        rows=rows,
        key=_own_key(year),
        dropped=_stored_dropped(run.dropped) if run else [],
        long_granted=frozenset(run.long_granted if run else ()),
    )


def _stored_dropped(stored: Sequence[Mapping[str, Any]]) -> list[SchoolAmount]:
    """Return the schools that dropped out as they were kept, in two queries or none."""
    if not stored:
        return []
    here = School.objects.filter(pk__in=[row["school_id"] for row in stored])
    schools = here.select_related("organisation").in_bulk()
    there = SchoolBoard.objects.filter(pk__in=[row["board_id"] for row in stored])
    boards = there.select_related("organisation").in_bulk()
    return [
        _dropped_row(schools[row["school_id"]], boards[row["board_id"]], Decimal(row["previous"]))
        for row in stored
    ]
