"""Amounts after a change of a school: what is in force, and what a change would make of it.

The allocation never changes; `AmendedAmount` rows of accepted changes stand beside it, and each
change builds on what is in force before it. The rules stand in docs/verdeelsleutel.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.utils import translation
from django.utils.translation import gettext as _

from config.formats import date_words, euro
from partners.models import School, SchoolBoard
from subsidies import amendment_words as words
from subsidies import monthly
from subsidies.models import AmendedAmount, DecisionLetter, SchoolChange, SchoolFigure, SubsidyYear
from subsidies.monthly import Amounts, Holder, Months
from subsidies.school_years import period_of
from subsidies.states import (
    ChangeKind,
    ChangeState,
    ComponentKind,
    FigureKind,
    LetterKind,
    LetterState,
)
from subsidies.trace import euros
from subsidies.years import current_key

ALIKE = frozenset({ComponentKind.FIXED, ComponentKind.HOURS_RATE})
NEEDS_OTHER = frozenset({ChangeKind.MERGED, ChangeKind.SPLIT})


class ChangeError(Exception):
    """A change that cannot be taken over like this; `field` names what to mend, if anything."""

    def __init__(self, sentence: str, field: str = "") -> None:
        """Keep the sentence and the field."""
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Inputs:
    """What a change is calculated with; None takes what the report, key or figures say.

    `full_amount` is a whole year in euros of a new school or after an objection, `pupils` those of
    the old and of the new school after a split.
    """

    effective_on: date
    other: School | None = None
    new_board: SchoolBoard | None = None
    full_amount: Decimal | None = None
    pupils: tuple[int, int] | None = None


@dataclass(frozen=True)
class AmountRow:
    """What a change makes of the amount of one school through one board."""

    school: School
    board: SchoolBoard
    before: Decimal
    after: Decimal
    explanation: str

    @property
    def difference(self) -> Decimal:
        """Return how much more it becomes."""
        return self.after - self.before


@dataclass(frozen=True)
class Preview:
    """What a change would do: its rows by board and school, and the sum of the year."""

    inputs: Inputs
    rows: list[AmountRow]
    total_before: Decimal

    @property
    def total_after(self) -> Decimal:
        """Return the sum of the amounts in force after this change."""
        return self.total_before + sum((row.difference for row in self.rows), Decimal("0.00"))

    @property
    def difference(self) -> Decimal:
        """Return how much more the year grants by this change."""
        return self.total_after - self.total_before

    @property
    def boards(self) -> list[SchoolBoard]:
        """Return the boards whose amount changes, in the order of the rows."""
        return list({row.board: None for row in self.rows if row.difference})

    @property
    def digest(self) -> str:
        """Return what tells this outcome from any other: a page sends back what it showed."""
        lines = [f"{r.school.pk} {r.board.pk} {r.before:.2f} {r.after:.2f}" for r in self.rows]
        head = f"{self.inputs.effective_on} {self.total_before:.2f}"
        return sha256("\n".join([head, *lines]).encode()).hexdigest()


# --- what is in force ---------------------------------------------------------------------------


def amounts_in_force(
    year: SubsidyYear, board: SchoolBoard | None = None, *, change: SchoolChange | None = None
) -> dict[Holder, Decimal]:
    """Return what each school gets now through each board; ids of school and board, euros.

    The newest accepted change counts, else the allocation; a subsidy that was withdrawn is 0.

    Args: board: only this one. change: as it was just after this change. Source: Awb art. 4:23.
    """
    amounts = {
        holder: euros(monthly.total(months)) for holder, months in holdings_of(year, change).items()
    }
    gone = withdrawn_boards(year)
    return {
        holder: Decimal("0.00") if holder[1] in gone else amount
        for holder, amount in sorted(amounts.items())
        if board is None or holder[1] == board.pk
    }


def holdings_of(year: SubsidyYear, change: SchoolChange | None = None) -> dict[Holder, Months]:
    """Return the amounts in force by month: the allocation, then each accepted change."""
    allocated = {
        (school, board): int(amount * 100)
        for school, board, amount in year.allocations.values_list("school", "board", "amount")
    }
    holdings = monthly.granted(allocated)
    for effective_on, amounts in _accepted(year, change):
        month = monthly.first_month(effective_on, year.first_year)
        holdings = monthly.after(holdings, amounts, month)
    return holdings


def _accepted(year: SubsidyYear, last: SchoolChange | None) -> list[tuple[date, Amounts]]:
    """Return the accepted changes in the order in which they were taken over."""
    rows = AmendedAmount.objects.filter(change__year=year).select_related("change").order_by("pk")
    changes: dict[int, tuple[date, Amounts]] = {}
    for row in rows:
        if last is not None and last.pk in changes and row.change_id != last.pk:
            break
        known = changes.setdefault(row.change_id, (row.change.effective_on, {}))
        known[1][(row.school_id, row.board_id)] = int(row.after * 100)
    return list(changes.values())


def withdrawn_boards(year: SubsidyYear) -> set[int]:
    """Return the ids of the boards whose newest sent letter takes the subsidy back."""
    sent = DecisionLetter.objects.filter(year=year, state=LetterState.SENT)
    newest = dict(sent.order_by("sent_at", "pk").values_list("board", "kind"))
    return {board for board, kind in newest.items() if kind == LetterKind.WITHDRAWAL}


def full_year_amount(year: SubsidyYear) -> Decimal | None:
    """Return what the key gives every school alike in a whole year; None when schools differ."""
    key = current_key(year)
    parts = key.definition.get("components", []) if key else []
    if not parts or any(part.get("kind") not in ALIKE for part in parts):
        return None
    amounts = year.allocations.filter(amount__gt=0).order_by("amount").values_list("amount")
    found = list(amounts.distinct()[:2])
    return Decimal(found[0][0]) if len(found) == 1 else None


def known_pupils(old: School, new: School) -> tuple[int, int] | None:
    """Return the pupils of two schools on the newest date on which both are known."""
    counts: dict[date, dict[int, int]] = {}
    figures = SchoolFigure.objects.filter(
        school__in=[old, new], kind=FigureKind.PUPILS, value__isnull=False
    )
    for day, school, value in figures.values_list("date", "school", "value"):
        counts.setdefault(day, {})[school] = int(value or 0)
    both = [day for day, found in counts.items() if len(found) == 2]
    return (counts[max(both)][old.pk], counts[max(both)][new.pk]) if both else None


# --- what a change would do ---------------------------------------------------------------------


def preview(change: SchoolChange, inputs: Inputs | None = None) -> Preview:
    """Return what a change would do to the amounts in force; nothing is saved.

    Raises: ChangeError: something is missing or cannot be, or the sum would pass the budget.
    Source: Awb art. 4:25, 4:48; policy choice, docs/verdeelsleutel.md.
    """
    with translation.override("nl"):
        case = _case_of(change, inputs or Inputs(change.effective_on))
        amounts = _amounts(case)
        rows = [
            AmountRow(
                case.schools[school],
                case.boards[board],
                euros(monthly.total(case.holdings.get((school, board), {}))),
                euros(cents),
                words.explain(case, (school, board), cents),
            )
            for (school, board), cents in amounts.items()
        ]
        rows.sort(key=lambda row: (row.board.key, row.school.key))
        before = sum(map(monthly.total, case.holdings.values()))
        outcome = Preview(case.inputs, rows, euros(before))
        _refuse_above_ceiling(case.year, outcome)
    return outcome


def _case_of(change: SchoolChange, inputs: Inputs) -> words.Case:
    """Return all that a change is calculated with. Raises: ChangeError: something is missing."""
    year = change.year
    kind = ChangeKind(change.kind)
    _refuse_outside(year, inputs.effective_on)
    other = inputs.other or change.other
    new_board = inputs.new_board or change.new_board
    if kind in NEEDS_OTHER and (other is None or other.pk == change.school_id):
        raise ChangeError(_("Kies welke andere school erbij hoort."), "other")
    if kind == ChangeKind.BOARD_CHANGED and new_board is None:
        raise ChangeError(_("Kies naar welk bestuur de school gaat."), "new_board")
    schools = [change.school, *([other] if other else [])]
    holdings = holdings_of(year)
    ids = {holder[1] for holder in holdings} | {school.board_id for school in schools}
    objecting = change.objection.letter.board_id if change.objection else 0
    ids |= {objecting, new_board.pk if new_board else 0}
    boards = SchoolBoard.objects.filter(pk__in=ids).select_related("organisation")
    return words.Case(
        kind=kind,
        year=year,
        school=change.school,
        inputs=Inputs(inputs.effective_on, other, new_board, inputs.full_amount, inputs.pupils),
        month=monthly.first_month(inputs.effective_on, year.first_year),
        holdings=holdings,
        schools={school.pk: school for school in schools},
        boards={board.pk: board for board in boards},
        objecting_board=objecting,
    )


def _amounts(case: "words.Case") -> Amounts:
    """Return the new amounts in cents. Raises: ChangeError."""
    school, month = case.school, case.month
    match case.kind:
        case ChangeKind.OPENED:
            return _opened(case)
        case ChangeKind.CLOSED:
            _refuse_without_amount(case, school)
            return monthly.stop(case.holdings, school.pk, month)
        case ChangeKind.MERGED:
            return _merged(case)
        case ChangeKind.SPLIT:
            return _split(case)
        case ChangeKind.BOARD_CHANGED:
            _refuse_without_amount(case, school)
            board = case.target_board
            if monthly.of_school(case.holdings, school.pk) == [(school.pk, board.pk)]:
                raise ChangeError(
                    _("De school krijgt haar bedrag al via dit bestuur."), "new_board"
                )
            return monthly.move(case.holdings, school.pk, board.pk, month)
        case ChangeKind.REVISED:
            return _revised(case)


def _opened(case: "words.Case") -> Amounts:
    full = case.inputs.full_amount
    if full is None:
        full = full_year_amount(case.year)
    if full is None:
        raise ChangeError(
            _("Vul in wat de school voor een heel jaar zou krijgen: de sleutel zegt het niet."),
            "full_amount",
        )
    if monthly.of_school(case.holdings, case.school.pk):
        raise ChangeError(_("%s heeft in dit jaar al een bedrag.") % case.school.name)
    case.full_cents = int(full * 100)
    return monthly.start((case.school.pk, case.school.board_id), case.full_cents, case.month)


def _revised(case: "words.Case") -> Amounts:
    """Put what was decided on an objection in the place of what the board got for the school."""
    first, _last = period_of(case.year)
    if case.inputs.effective_on != first:
        sentence = _("Na een bezwaar geldt het nieuwe bedrag voor het hele schooljaar: kies %s.")
        raise ChangeError(sentence % date_words(first), "effective_on")
    full = case.inputs.full_amount
    if full is None:
        raise ChangeError(
            _("Vul in wat de school na het bezwaar voor dit schooljaar krijgt."), "full_amount"
        )
    return {(case.school.pk, case.objecting_board): int(full * 100)}


def _merged(case: "words.Case") -> Amounts:
    """Let both run on; to another board goes what is left of the school that disappears."""
    _refuse_without_amount(case, case.school)
    stays = monthly.run_on(case.holdings, [case.other.pk])
    if {board for _school, board in monthly.of_school(case.holdings, case.school.pk)} == {
        case.other.board_id
    }:
        return stays | monthly.run_on(case.holdings, [case.school.pk])
    moved = monthly.move(case.holdings, case.school.pk, case.other.board_id, case.month)
    return stays | moved


def _split(case: "words.Case") -> Amounts:
    """Split what is left of the old school by pupils."""
    _refuse_without_amount(case, case.other)
    pupils = case.inputs.pupils or known_pupils(case.other, case.school)
    if pupils is None:
        raise ChangeError(
            _("Vul van beide scholen het aantal leerlingen in; er zijn geen cijfers."), "pupils"
        )
    if min(pupils) < 0 or sum(pupils) == 0:
        raise ChangeError(_("Vul ten minste één leerling in, en geen negatief aantal."), "pupils")
    case.pupils = pupils
    weights = dict(zip((case.other.key, case.school.key), pupils, strict=True))
    new = (case.school.pk, case.school.board_id)
    return monthly.divide(case.holdings, case.other.pk, new, weights, case.month)


def _refuse_outside(year: SubsidyYear, day: date) -> None:
    first, last = period_of(year)
    if not first <= day <= last:
        sentence = _("Kies een dag van 1 augustus %(first)d tot en met 31 juli %(last)d.")
        years = {"first": first.year, "last": last.year}
        raise ChangeError(sentence % years, "effective_on")


def _refuse_without_amount(case: "words.Case", school: School) -> None:
    if not monthly.of_school(case.holdings, school.pk):
        raise ChangeError(
            _("%(school)s heeft in %(year)s geen bedrag: er valt niets te wijzigen.")
            % {"school": school.name, "year": case.year.label}
        )


def _refuse_above_ceiling(year: SubsidyYear, outcome: Preview) -> None:
    """Refuse to grant more than the year's budget. Source: Awb art. 4:25."""
    over = outcome.total_after - year.budget
    if over > 0 and outcome.difference > 0:
        raise ChangeError(
            _("Dit gaat %(over)s over het subsidieplafond van %(ceiling)s heen.")
            % {"over": euro(over), "ceiling": euro(year.budget)},
            "full_amount",
        )


def keep_amounts(change: SchoolChange, rows: Sequence[AmountRow]) -> None:
    """Write the rows of a change that is taken over; the caller holds the lock of the year."""
    AmendedAmount.objects.bulk_create(
        [
            AmendedAmount(
                change=change,
                school=row.school,
                board=row.board,
                before=row.before,
                after=row.after,
                explanation=row.explanation,
            )
            for row in rows
        ]
    )


def sums_by_board(amounts: Mapping[Holder, Decimal]) -> dict[int, Decimal]:
    """Return the amounts per board, never rounded again."""
    sums: dict[int, Decimal] = {}
    for (_school, board), amount in amounts.items():
        sums[board] = sums.get(board, Decimal("0.00")) + amount
    return sums


def is_open(change: SchoolChange) -> bool:
    """Say whether a change still waits for a decision."""
    return change.state == ChangeState.PROPOSED
