"""What one letter says in euros: per school the amount that held and the amount that holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from config.formats import HARD_SPACE, euro, hours, signed_euro
from partners.models import School
from partners.school_import import place_name
from subsidies.amendments import amounts_in_force
from subsidies.calculation import ZERO, Calculation
from subsidies.letter_content import ChangeRow, Component, SchoolRow, Share
from subsidies.models import AmendedAmount, DecisionLetter
from subsidies.rounding import hours_of, split
from subsidies.states import LetterKind
from subsidies.trace import euros, units_in_words

# In the letter itself, so never translated.
LABELS = {
    "fixed": "Vast bedrag",
    "hours_rate": "Vast bedrag",
    "previous_year": "Bedrag vorig jaar",
    "per_pupil": "Per leerling",
    "per_inflow": "Per vierjarige",
    "per_target_toddler": "Per doelgroeppeuter",
    "per_kindcentrum": "Per kindcentrum",
    "disadvantage": "Achterstandsscore",
    "minimum": "Ondergrens",
    "maximum": "Bovengrens",
}
UNCHANGED = "Dit bedrag verandert niet."
WITHDRAWN = "De subsidie is ingetrokken."
LOWERED = "Naar verhouding lager vastgesteld."


@dataclass(frozen=True)
class Amount:
    """One school in one letter: euros before and by this letter, and why they differ.

    `steps` are the stored steps of the key, none for an amount that a change gave.
    """

    school: School
    before: Decimal
    after: Decimal
    hours: Decimal
    steps: Sequence[dict[str, Any]] = ()
    explanation: str = ""

    @property
    def difference(self) -> Decimal:
        """Return what the school gets more by this letter."""
        return self.after - self.before


def amounts_of(letter: DecisionLetter, calculation: Calculation) -> list[Amount]:
    """Return the schools of a letter by code, with the amounts that its kind decides on.

    A first grant takes the allocation. An amendment shows all schools of the board as they are
    after its change, a withdrawal takes them to nothing, a settlement leaves them or lowers them
    to what was accounted for. A grant by a change (a new board) holds only what the change gave.
    """
    own = [row for row in calculation.rows if row.board.pk == letter.board_id]
    if letter.kind == LetterKind.GRANT and letter.change_id is None:
        return [Amount(row.school, ZERO, row.amount, row.hours, row.components) for row in own]
    changed = {row.school_id: row for row in _changed(letter)}
    standing = {pk: row.after for pk, row in changed.items()}
    if letter.kind != LetterKind.GRANT:
        in_force = amounts_in_force(letter.year, letter.board, change=letter.change)
        standing |= {school: amount for (school, _board), amount in in_force.items()}
    schools = {row.school.pk: row.school for row in own}
    schools |= {pk: row.school for pk, row in changed.items()}
    schools |= _schools(set(standing) - set(schools))
    rows = [_row(letter, schools[pk], standing[pk], changed.get(pk)) for pk in standing]
    rows = [row for row in rows if row.before or row.after] or rows  # a letter names a school
    rows.sort(key=lambda row: row.school.key)
    if letter.accounted is not None:
        rows = _lowered(rows, letter.accounted)
    rate = calculation.hourly_rate
    return [replace(row, hours=hours_of(amount=row.after, hourly_rate=rate)) for row in rows]


def _changed(letter: DecisionLetter) -> list[AmendedAmount]:
    """Return what the change of this letter gave the schools of its board."""
    if letter.change_id is None:
        return []
    rows = AmendedAmount.objects.filter(change=letter.change_id, board=letter.board_id)
    return list(rows.select_related("school__organisation"))


def _schools(ids: set[int]) -> dict[int, School]:
    """Return schools that came to the board by an earlier change."""
    return School.objects.filter(pk__in=ids).select_related("organisation").in_bulk() if ids else {}


def _row(
    letter: DecisionLetter, school: School, standing: Decimal, changed: AmendedAmount | None
) -> Amount:
    """Return one school: what it had, what it gets by this letter, and why in words."""
    if letter.kind == LetterKind.WITHDRAWAL:
        return Amount(school, standing, ZERO, ZERO, explanation=WITHDRAWN)
    if changed is not None:
        return Amount(school, changed.before, changed.after, ZERO, explanation=changed.explanation)
    return Amount(school, standing, standing, ZERO, explanation=UNCHANGED)


def _lowered(rows: list[Amount], amount: Decimal) -> list[Amount]:
    """Return a settlement lower than the grant: each school in proportion, to the cent.

    Source: Awb art. 4:46; policy choice, ADR 0003 (largest remainder, by school code).
    """
    if amount >= total_of(rows):
        return rows
    cents = split(int(amount * 100), [int(row.after * 100) for row in rows])
    return [
        replace(row, after=euros(part), explanation=LOWERED)
        for row, part in zip(rows, cents, strict=True)
    ]


def total_of(amounts: Iterable[Amount]) -> Decimal:
    """Return the sum of the new amounts."""
    return sum((row.after for row in amounts), ZERO)


# --- as the letter prints them ---------------------------------------------------------------


def labels_of(calculation: Calculation, amounts: Sequence[Amount]) -> dict[int, str]:
    """Return the label of each column: the parts of the key, then the bounds that hold here.

    Amounts that a change gave have no steps, and then there are no columns.
    """
    if not any(row.steps for row in amounts):
        return {}
    bounds = {
        part["place"]: LABELS[part["kind"]]
        for row in amounts
        for part in row.steps
        if part["kind"] in {"minimum", "maximum"}
    }
    parts = {part.place: LABELS[part.kind] for part in calculation.key.components}
    return parts | dict(sorted(bounds.items()))


def components_of(columns: dict[int, str], amounts: Sequence[Amount]) -> list[Component]:
    """Return each column with its sum over the schools."""
    totals = dict.fromkeys(columns, ZERO)
    for row in amounts:
        for place, part in _by_place(row).items():
            if place in totals:
                totals[place] += Decimal(part["amount"])
    return [Component(label, euro(totals[place])) for place, label in columns.items()]


def row_of(row: Amount, columns: dict[int, str]) -> SchoolRow:
    """Return one school; in a column that it has no step for it gets nothing."""
    steps = _by_place(row)
    nothing = {"kind": "", "amount": "0.00"}
    parts = [steps.get(place, nothing) for place in columns]
    return SchoolRow(
        code=row.school.key,
        name=row.school.name,
        place=place_name(row.school.city),
        shares=[Share(euro(part["amount"]), units_in_words(part)) for part in parts],
        hours=bare_hours(row.hours),
        amount=euro(row.after),
    )


def change_of(row: Amount) -> ChangeRow:
    """Return one school with the old and the new amount side by side."""
    return ChangeRow(
        code=row.school.key,
        name=row.school.name,
        before=euro(row.before),
        after=euro(row.after),
        difference=signed_euro(row.difference),
        explanation=row.explanation,
    )


def _by_place(row: Amount) -> dict[int, dict[str, Any]]:
    """Return the stored steps of a school by their column; a step without a place counts on."""
    return {part.get("place", number): part for number, part in enumerate(row.steps, 1)}


def bare_hours(value: Decimal) -> str:
    """Return hours as a table shows them, without the word."""
    return hours(value).replace(f"{HARD_SPACE}uur", "")
