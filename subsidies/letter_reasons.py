"""The reasons of a letter in words: a cut, a change of a school (Awb art. 3:46, 4:48, 4:51)."""

from collections.abc import Iterator

from config.formats import date_words, euro
from subsidies.calculation import BoardAmount, SchoolAmount
from subsidies.letter_content import Block
from subsidies.letter_facts import YearFacts
from subsidies.models import DecisionLetter, SchoolChange
from subsidies.school_years import period_of
from subsidies.states import ChangeKind, LetterKind

MAX_SCHOOLS = 12
AS_GRANTED = "U hebt aan de voorwaarden voldaan. Wij stellen vast wat wij u hebben verleend."


def reason_of(letter: DecisionLetter) -> str:
    """Return why this letter is there: what somebody wrote, else what happened; "" when unknown."""
    if letter.reasons:
        return letter.reasons
    if letter.change is not None:
        return _happened(letter.change)
    return AS_GRANTED if letter.kind == LetterKind.SETTLEMENT else ""


def _happened(change: SchoolChange) -> str:
    """Say in one sentence what happened to a school."""
    school, day = change.school.name, date_words(change.effective_on)
    other = change.other.name if change.other else ""
    board = change.new_board.name if change.new_board else ""
    return {
        ChangeKind.OPENED: f"{school} is nieuw en gaat open op {day}.",
        ChangeKind.CLOSED: f"{school} sluit op {day}.",
        ChangeKind.MERGED: f"{school} gaat op {day} samen met {other}.",
        ChangeKind.SPLIT: f"{school} wordt op {day} een eigen school, los van {other}.",
        ChangeKind.BOARD_CHANGED: f"{school} gaat op {day} naar {board}.",
        ChangeKind.REVISED: "Wij hebben beslist op een bezwaar tegen onze eerdere brief. Daarom "
        f"verandert het bedrag van {school}.",
    }[ChangeKind(change.kind)]


def cut_reasons(facts: YearFacts, board_id: int) -> list[Block]:
    """Return why a board or one of its schools gets less than last year; nothing when none does.

    Names the amounts side by side, every school that dropped out with its reason, and the term
    of notice after three years of grants. Source: Awb art. 3:46, 3:47 and 4:51.
    """
    board = next((row for row in facts.calculation.boards if row.board.pk == board_id), None)
    if board is None:
        return []
    blocks = [*_less(board), *_gone(board)]
    if board in facts.calculation.notice_boards:
        blocks.append(_notice(facts))
    return blocks


def _less(board: BoardAmount) -> Iterator[Block]:
    """Say what the board and its schools got and get, where that is less."""
    rows = [row for row in board.schools if row.amount and _is_less(row)]
    if board.previous is not None and board.amount < board.previous:
        yield Block(
            "paragraph",
            f"Vorig jaar kreeg u {euro(board.previous)}, nu krijgt u {euro(board.amount)}. Dat is "
            f"{euro(board.previous - board.amount)} minder.",
        )
    elif rows:
        yield Block("paragraph", "Niet iedere school krijgt evenveel als vorig jaar.")
    if rows:
        yield Block("paragraph", f"{_these(rows)} minder dan vorig jaar:")
        yield from (Block("item", text) for text in _lines(rows))
        yield Block(
            "paragraph",
            "Dat komt doordat wij het budget van dit jaar op een andere manier of over andere "
            "aantallen verdelen. De verdeling geldt voor alle scholen in de gemeente. Zij staat "
            "hierboven, bij de berekening van het bedrag.",
        )


def _is_less(row: SchoolAmount) -> bool:
    return row.difference is not None and row.difference < 0


def _these(rows: list[SchoolAmount]) -> str:
    return "Deze school krijgt" if len(rows) == 1 else "Deze scholen krijgen"


def _lines(rows: list[SchoolAmount]) -> list[str]:
    """Return a line per school, of many schools the first ones."""
    lines = [
        f"{row.school.name}: vorig jaar {euro(row.previous or 0)}, nu {euro(row.amount)}"
        for row in rows[:MAX_SCHOOLS]
    ]
    if len(rows) > MAX_SCHOOLS:
        lines.append(f"{len(rows) - MAX_SCHOOLS} andere scholen")
    return [f"{line};" for line in lines[:-1]] + [f"{lines[-1]}."]


def _gone(board: BoardAmount) -> Iterator[Block]:
    """Name each school that got an amount last year and gets none now, with the reason."""
    gone = [row for row in board.schools if not row.amount and row.previous]
    for row in (*gone, *board.dropped):
        why = f" De reden: {_sentence(row.reason)}" if row.reason else ""
        yield Block(
            "paragraph",
            f"{row.school.name} krijgt dit jaar geen subsidie. Vorig jaar was het "
            f"{euro(row.previous or 0)}.{why}",
        )


def _sentence(reason: str) -> str:
    """Return a reason that ends as a sentence does."""
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."


def _notice(facts: YearFacts) -> Block:
    """Say that a cut after three years of grants comes with a reasonable term."""
    first_day, _last_day = period_of(facts.year)
    return Block(
        "paragraph",
        "U kreeg drie jaar of langer subsidie voor deze activiteiten. Dan mogen wij de subsidie "
        "alleen verlagen of stoppen als u daar op tijd van weet (artikel 4:51 van de Algemene wet "
        f"bestuursrecht). Het nieuwe bedrag geldt vanaf {date_words(first_day)}. Met deze brief "
        "weet u dat vooraf. Is die tijd voor u te kort? Laat ons dat dan meteen weten.",
    )
