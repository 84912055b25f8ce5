"""A concept letter before anything is established: no number is taken, nothing is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from partners.models import SchoolBoard
from subsidies.calculation import calculate
from subsidies.letter_content import LetterContent
from subsidies.letters import concept_content
from subsidies.models import SubsidyYear


@dataclass(frozen=True)
class Preview:
    """What the letter to one board would say now, and to which boards one would go."""

    content: LetterContent
    board: SchoolBoard
    boards: list[SchoolBoard]
    rows: list[Any]


def concept_of(year: SubsidyYear, *, number: str, at: datetime) -> Preview | None:
    """Return the concept for the board with this number, else for the first board with an amount.

    None when no board gets anything. Every page of the concept bears the word; its reference,
    date and signature stay open.

    Raises: InvalidKeyError, MissingFiguresError, BudgetError: the year cannot be calculated yet.
    """
    calculation = calculate(year)
    rows: list[Any] = calculation.rows
    boards = {row.board.key: row.board for row in rows if row.amount}
    if not boards:
        return None
    ordered = [boards[key] for key in sorted(boards)]
    board = boards.get(number, ordered[0])
    own = [row for row in rows if row.board == board]
    content = concept_content(year=year, board=board, calculation=calculation, at=at)
    return Preview(content, board, ordered, own)
