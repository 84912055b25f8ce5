"""What the page of one subsidy year shows: amounts, comments, letters and how far they are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from config.forms import Text
from partners.access import Actor
from partners.models import SchoolBoard
from partners.roles import Permission, can
from partners.states import Role
from subsidies.calculation import (
    Calculation,
    SchoolAmount,
    calculate,
    current_key,
    stored_row,
)
from subsidies.keys import InvalidKeyError, in_words, read_key
from subsidies.models import Allocation, DecisionLetter, SubsidyYear, YearComment
from subsidies.outcome import ALL, Outcome, in_order, outcome_of, shown
from subsidies.stands import stand_of, why_changed, why_not_closed
from subsidies.states import LetterKind, LetterState, RenderState, YearState


@dataclass
class BoardRow:
    """One board on the page: what its schools get, and its letter when there is one."""

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


class Step(NamedTuple):
    """One phase of a year: its name, and whether it is over or going on."""

    label: Text
    is_done: bool
    is_now: bool


PHASES: tuple[Text, ...] = (
    _("Budget en sleutel"),
    _("Voorleggen en vaststellen"),
    _("Beschikkingsbrieven"),
    _("Uitvoering"),
    _("Verantwoording"),
)
LETTERS = 2  # the phase of the letters
PHASE_OF: dict[YearState, int] = {
    YearState.DRAFT: 0,
    YearState.DATA_COLLECTED: 0,
    YearState.KEY_SET: 0,
    YearState.CALCULATED: 1,
    YearState.ALIGNED: 1,
    YearState.ESTABLISHED: 2,
    YearState.LETTERS_ISSUED: 3,
    YearState.IN_EXECUTION: 3,
    YearState.ACCOUNTABILITY_DUE: 4,
    YearState.ACCOUNTED: 4,
    YearState.SETTLED: 4,
    YearState.CLOSED: 5,
}


@dataclass(frozen=True)
class YearPage:
    """Everything the page shows to one actor.

    `rows` are those of the filter in the order asked for, `all_rows` those the actor sees at all;
    `may` names the moves that are offered; `warning` says why a proposal cannot be established.
    """

    stand: YearState
    rows: list[SchoolAmount]
    all_rows: list[SchoolAmount]
    boards: list[BoardRow]
    outcome: Outcome
    chosen: str
    key_words: list[str]
    making: Making
    comments: Sequence[YearComment]
    is_whole: bool
    may: frozenset[str]
    warning: str = ""

    @property
    def steps(self) -> list[Step]:
        """Return the phases of a year, the current one marked."""
        now = PHASE_OF[self.stand]
        return [
            Step(
                label,
                is_done=place < now and (place != LETTERS or self.all_sent),
                is_now=place == now,
            )
            for place, label in enumerate(PHASES)
        ]

    @property
    def all_sent(self) -> bool:
        """Say whether each board with an amount has a letter that was sent."""
        states = [row.letter.state if row.letter else "" for row in self.boards if row.amount]
        return bool(states) and set(states) == {LetterState.SENT}

    @property
    def calculation(self) -> Calculation | None:
        """Return the whole calculation, for who sees the whole year."""
        return self.outcome.calculation if self.is_whole else None

    @property
    def may_comment(self) -> bool:
        """Say whether the page has a form for a comment."""
        return "comment" in self.may


OPEN = frozenset({YearState.DRAFT, YearState.ALIGNED})
# What the page offers: in which stored states, and with which permission.
MOVES: dict[str, tuple[frozenset[YearState], Permission]] = {
    "edit": (OPEN, Permission.EDIT_YEAR),
    "remove": (frozenset({YearState.DRAFT}), Permission.EDIT_YEAR),
    "align": (frozenset({YearState.DRAFT}), Permission.ALIGN_YEAR),
    "withdraw": (frozenset({YearState.ALIGNED}), Permission.ALIGN_YEAR),
    "comment": (frozenset({YearState.ALIGNED}), Permission.COMMENT_YEAR),
    "establish": (OPEN, Permission.ESTABLISH_YEAR),
    "draft": (frozenset({YearState.ESTABLISHED}), Permission.DRAFT_LETTERS),
    "close": (frozenset({YearState.ESTABLISHED}), Permission.CLOSE_YEAR),
}


def page_of(year: SubsidyYear, actor: Actor, order: str = "naam", chosen: str = ALL) -> YearPage:
    """Collect the page: the whole year for who may see it, else only the actor's own rows."""
    is_whole = can(actor, Permission.VIEW_YEAR)
    outcome = outcome_of(partial(calculate, year)) if is_whole else Outcome(None)
    rows = outcome.calculation.rows if outcome.calculation else own_rows(year, actor)
    letters = _letters(year, actor)
    warning = why_changed(year, outcome.calculation) if outcome.calculation else ""
    return YearPage(
        stand=stand_of(year, actor.day, calculation=outcome.calculation),
        rows=in_order(shown(rows, chosen), order),
        all_rows=rows,
        boards=_boards(rows, letters),
        outcome=outcome,
        chosen=chosen,
        key_words=_key_words(year, outcome, may_see=bool(rows) or is_whole),
        making=making_of(letters),
        comments=_comments(year, actor),
        is_whole=is_whole,
        may=moves_for(year, actor) - ({"establish"} if warning else frozenset()),
        warning=warning,
    )


def _key_words(year: SubsidyYear, outcome: Outcome, *, may_see: bool) -> list[str]:
    """Return the key in words, also where it gives no result; nothing to who sees no amount."""
    if outcome.calculation:
        return outcome.calculation.key_words
    row = current_key(year) if may_see else None
    try:
        return in_words(read_key(row.definition)) if row else []
    except InvalidKeyError:
        return []


def moves_for(year: SubsidyYear, actor: Actor) -> frozenset[str]:
    """Return the moves of `MOVES` that this actor may make now."""
    organisation = year.municipality.organisation
    return frozenset(
        name
        for name, (states, permission) in MOVES.items()
        if year.state in states
        and can(actor, permission, organisation)
        and not (name == "close" and why_not_closed(year, actor.day))
    )


def own_rows(year: SubsidyYear, actor: Actor) -> list[SchoolAmount]:
    """Return the amounts of the actor's own schools: as established, or as proposed to a board."""
    if can(actor, Permission.VIEW_YEAR):
        return []
    if year.state == YearState.ALIGNED and actor.role == Role.BRD:
        outcome = outcome_of(partial(calculate, year))
        rows = outcome.calculation.rows if outcome.calculation else []
        return [row for row in rows if row.board.pk in actor.organisation_ids]
    own = Allocation.objects.visible_to(actor).filter(year=year)
    related = own.select_related("school__organisation", "board__organisation")
    return [stored_row(row) for row in related.order_by("school__organisation__key")]


def _letters(year: SubsidyYear, actor: Actor) -> list[DecisionLetter]:
    """Return the letters of the year that the actor sees, without what they say."""
    visible = DecisionLetter.objects.visible_to(actor).current()
    rows = visible.filter(year=year, kind=LetterKind.GRANT).select_related("board__organisation")
    letters = list(rows.defer("snapshot"))
    for letter in letters:
        letter.year = year  # it is at hand; without it each row asks the database again
    return letters


def _comments(year: SubsidyYear, actor: Actor) -> list[YearComment]:
    said = YearComment.objects.visible_to(actor).filter(year=year)
    return list(said.select_related("organisation", "author", "school__organisation"))


def _boards(rows: list[SchoolAmount], letters: list[DecisionLetter]) -> list[BoardRow]:
    """Group the rows by board, each with its letter, in the order of the boards' names."""
    boards: dict[int, BoardRow] = {}
    for row in rows:
        boards.setdefault(row.board.pk, BoardRow(row.board)).schools.append(row)
    for letter in letters:
        boards.setdefault(letter.board_id, BoardRow(letter.board)).letter = letter
    return sorted(boards.values(), key=lambda row: row.board.organisation.sort_name)


def making_of(letters: Iterable[DecisionLetter]) -> Making:
    """Return how far the PDFs of some letters are."""
    states = Counter(letter.render_state for letter in letters)
    return Making(
        total=states.total(), done=states[RenderState.DONE], failed=states[RenderState.FAILED]
    )


def trace_of(year: SubsidyYear, actor: Actor, code: str) -> SchoolAmount | None:
    """Return the row of one school that the actor sees, or None."""
    return next((row for row in rows_for(year, actor) if row.school.key == code), None)


def rows_for(year: SubsidyYear, actor: Actor) -> list[SchoolAmount]:
    """Return the amounts that the actor sees, without the rest of the page."""
    is_whole = can(actor, Permission.VIEW_YEAR)
    found = outcome_of(partial(calculate, year)).calculation if is_whole else None
    return found.rows if found else own_rows(year, actor)
