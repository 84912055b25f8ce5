"""What the page of one subsidy year shows: amounts, boards, letters and how far they are."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from partners.access import Actor
from partners.models import SchoolBoard
from partners.roles import Permission, can
from subsidies.allocation import BudgetError
from subsidies.keys import InvalidKeyError, in_words
from subsidies.models import Allocation, DecisionLetter, SubsidyYear
from subsidies.states import LetterKind, RenderState, YearState
from subsidies.years import Calculation, SchoolAmount, calculate


@dataclass
class BoardRow:
    """One board on the page: its schools, their sum, and its letter when there is one."""

    board: SchoolBoard
    schools: list[SchoolAmount] = field(default_factory=list)
    letter: DecisionLetter | None = None

    @property
    def amount(self) -> Decimal:
        """Return the sum of the school rows, never rounded again."""
        return sum((row.amount for row in self.schools), Decimal("0.00"))


@dataclass(frozen=True)
class Making:
    """How far the PDFs are."""

    total: int
    done: int
    failed: int

    @property
    def is_busy(self) -> bool:
        """Say whether a letter still waits for a worker."""
        return self.done + self.failed < self.total


@dataclass(frozen=True)
class YearPage:
    """Everything the page shows to one actor."""

    rows: list[SchoolAmount]
    boards: list[BoardRow]
    outcome: Calculation | None
    refusal: str
    key_words: list[str]
    making: Making
    is_whole: bool
    may_edit: bool
    may_establish: bool
    may_draft: bool


ORDERS: dict[str, Callable[[SchoolAmount], Any]] = {
    "naam": lambda row: row.school.organisation.sort_name,
    "code": lambda row: row.school.key,
    "bestuur": lambda row: row.board.organisation.sort_name,
    "uren": lambda row: row.hours,
    "bedrag": lambda row: row.amount,
}


def in_order(rows: list[SchoolAmount], order: str) -> list[SchoolAmount]:
    """Return rows by a key of `ORDERS`, downwards after a minus; names decide between equals."""
    by_name = sorted(rows, key=ORDERS["naam"])
    key = ORDERS.get(order.removeprefix("-"), ORDERS["naam"])
    return sorted(by_name, key=key, reverse=order.startswith("-"))


def page_of(year: SubsidyYear, actor: Actor, order: str = "naam") -> YearPage:
    """Collect the page: the whole year for who may see it, else only the actor's own rows."""
    is_whole = can(actor, Permission.VIEW_YEAR)
    outcome, refusal, rows = None, "", []
    if is_whole:
        try:
            outcome = calculate(year)
            rows = outcome.rows
        except (InvalidKeyError, BudgetError) as error:
            refusal = str(error)
    else:
        rows = _own_rows(year, actor)
    letters = list(
        DecisionLetter.objects.visible_to(actor)
        .current()
        .filter(year=year, kind=LetterKind.GRANT)
        .select_related("board__organisation")
        .defer("snapshot")
    )
    for letter in letters:
        letter.year = year  # it is at hand; without it each row asks the database again
    organisation = year.municipality.organisation
    is_open = year.state in {YearState.DRAFT, YearState.ALIGNED}
    return YearPage(
        rows=in_order(rows, order),
        boards=_boards(rows, letters),
        outcome=outcome,
        refusal=refusal,
        key_words=in_words(outcome.key) if outcome else [],
        making=_making(letters),
        is_whole=is_whole,
        may_edit=is_open and can(actor, Permission.EDIT_YEAR, organisation),
        may_establish=is_open and can(actor, Permission.ESTABLISH_YEAR, organisation),
        may_draft=not is_open and can(actor, Permission.DRAFT_LETTERS, organisation),
    )


def _own_rows(year: SubsidyYear, actor: Actor) -> list[SchoolAmount]:
    """Return the stored amounts of the actor's own schools."""
    own = Allocation.objects.visible_to(actor).filter(year=year)
    related = own.select_related("school__organisation", "board__organisation")
    return [
        SchoolAmount(row.school, row.board, row.amount, row.hours, row.components)
        for row in related.order_by("school__organisation__key")
    ]


def _boards(rows: list[SchoolAmount], letters: list[DecisionLetter]) -> list[BoardRow]:
    """Group the rows by board, each with its letter, in the order of the boards' names."""
    boards: dict[int, BoardRow] = {}
    for row in rows:
        boards.setdefault(row.board.pk, BoardRow(row.board)).schools.append(row)
    for letter in letters:
        boards.setdefault(letter.board_id, BoardRow(letter.board)).letter = letter
    return sorted(boards.values(), key=lambda row: row.board.organisation.sort_name)


def _making(letters: list[DecisionLetter]) -> Making:
    states = Counter(letter.render_state for letter in letters)
    return Making(
        total=len(letters), done=states[RenderState.DONE], failed=states[RenderState.FAILED]
    )
