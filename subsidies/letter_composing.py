"""Putting a letter together: facts, amounts and filled texts become one `LetterContent`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils import translation

from config.formats import date_words, euro, school_year, signed_euro
from subsidies.calculation import ZERO
from subsidies.letter_amounts import (
    Amount,
    bare_hours,
    change_of,
    components_of,
    labels_of,
    row_of,
    total_of,
)
from subsidies.letter_content import Block, Earlier, LetterContent, Section
from subsidies.letter_facts import (
    YearFacts,
    application_of,
    board_of,
    budget_condition_of,
    instalments_of,
    issuer_of,
    legal_basis_of,
    municipality_of,
    signatory_of,
    text_kind_of,
)
from subsidies.letter_reasons import cut_reasons, reason_of
from subsidies.letter_texts import sections_of
from subsidies.letter_wording import fill
from subsidies.models import DecisionLetter
from subsidies.school_years import period_of
from subsidies.states import LetterKind, Regime

OPEN = "nog niet bekend"
AT_ONCE = "binnen zes weken nadat wij deze brief hebben verzonden"
IN_INSTALMENTS = "op de dagen van het betaalschema in deze brief"
SUBJECTS = {
    LetterKind.GRANT: "subsidieverlening kwaliteitscoördinator",
    LetterKind.AMENDMENT: "wijziging subsidie kwaliteitscoördinator",
    LetterKind.WITHDRAWAL: "intrekking subsidie kwaliteitscoördinator",
    LetterKind.SETTLEMENT: "vaststelling subsidie kwaliteitscoördinator",
}
# Sections that a letter has only sometimes; the others are always there.
BUDGET, REASONS = "voorbehoud", "motivering"
CHANGES = frozenset({LetterKind.AMENDMENT, LetterKind.WITHDRAWAL})


def compose(
    facts: YearFacts,
    letter: DecisionLetter,
    amounts: Sequence[Amount],
    *,
    concept: bool,
    reference: str = "",
) -> LetterContent:
    """Return what a letter says, from the facts as they are now; its schools stand by name.

    Date, signatory and mandate are those that were planned for this letter, else open. Letters
    are Dutch, whatever language the screen has. Args: reference: only for a letter that has none.

    Raises: ValueError: a letter that is no concept misses something (`LetterContent`).
    """
    amounts = sorted(amounts, key=_by_name)
    with translation.override("nl"):
        values = _facts(facts, letter) | _euros(facts, letter, amounts)
        draft = LetterContent(
            kind=letter.kind, concept=True, reference=reference or letter.reference, **values
        )
        return replace(draft, concept=concept, sections=_sections(facts, letter, draft))


def _by_name(row: Amount) -> tuple[str, str]:
    """Return the place of a school in a letter: by name, and by code where names are the same."""
    return row.school.organisation.sort_name, row.school.key


def _facts(facts: YearFacts, letter: DecisionLetter) -> dict[str, Any]:
    """Return the parts of a letter that hold no amount of the letter itself."""
    year, terms = facts.year, facts.terms
    first_day, last_day = period_of(year)
    return {
        "date": date_words(letter.sending_on) if letter.sending_on else "",
        "subject": SUBJECTS[LetterKind(letter.kind)],
        "year": school_year(year.label),
        "period_start": date_words(first_day),
        "period_end": date_words(last_day),
        "municipality": municipality_of(facts.municipality),
        "issuer": issuer_of(letter.mandate or facts.mandate, facts.municipality),
        "board": board_of(letter.board, facts.contacts.get(letter.board_id, "")),
        "hourly_rate": euro(year.hourly_rate),
        "ceiling": euro(year.budget),
        "remainder": euro(year.remainder) if year.remainder else "",
        "legal_basis": legal_basis_of(year, terms),
        "framework": terms.framework if terms else "",
        "application": application_of(letter, terms),
        "sections": [],
        "supersedes": _earlier(letter),
        "signatory": signatory_of(letter.mandate),
    }


def _euros(facts: YearFacts, letter: DecisionLetter, amounts: Sequence[Amount]) -> dict[str, Any]:
    """Return the parts of a letter that follow from its amounts."""
    total, before = total_of(amounts), sum((row.before for row in amounts), ZERO)
    columns = labels_of(facts.calculation, amounts)
    is_grant = letter.kind == LetterKind.GRANT
    is_lower = letter.kind == LetterKind.SETTLEMENT and total < before
    is_change = letter.kind in CHANGES or is_lower
    is_paid = is_grant or letter.kind == LetterKind.AMENDMENT
    return {
        "total": euro(total),
        "hours": bare_hours(sum((row.hours for row in amounts), ZERO)),
        "components": components_of(columns, amounts),
        "rows": [row_of(row, columns) for row in amounts],
        "calculation": _calculation(facts, letter, amounts),
        "changes": [change_of(row) for row in amounts] if is_change else [],
        "before_total": euro(before) if is_change else "",
        "difference": signed_euro(total - before) if is_change else "",
        "instalments": instalments_of(facts.terms, total) if is_grant else [],
        "budget_condition": budget_condition_of(facts.terms, total) if is_paid else "",
    }


def _calculation(facts: YearFacts, letter: DecisionLetter, amounts: Sequence[Amount]) -> list[str]:
    """Return how the amounts came about: the key in words, or what a change did to a school."""
    if letter.kind == LetterKind.GRANT and letter.change_id is None:
        return facts.calculation.key_words
    if letter.kind not in {LetterKind.GRANT, LetterKind.AMENDMENT}:
        return []
    changed = (row for row in amounts if row.explanation and row.difference)
    return [f"{row.school.name}: {row.explanation}" for row in changed]


def _earlier(letter: DecisionLetter) -> Earlier | None:
    """Return the letter that this one changes, with its day if it was sent."""
    first = letter.supersedes
    if first is None:
        return None
    return Earlier(first.reference, date_words(first.sending_on) if first.sending_on else "")


# --- texts ------------------------------------------------------------------------------------


def _sections(facts: YearFacts, letter: DecisionLetter, content: LetterContent) -> list[Section]:
    """Return the texts of the letter, filled in, without the sections that do not apply."""
    kind = text_kind_of(letter)
    own = facts.text(kind)
    texts = own.sections if own else {}
    values = values_of(facts, letter, content)
    sections = []
    for spec in sections_of(kind):
        blocks = fill(texts.get(spec.key, spec.default), values)
        if spec.key == BUDGET and not content.budget_condition:
            continue
        if spec.key == REASONS:
            blocks = _reasons(facts, letter, blocks)
        if blocks:
            sections.append(Section(spec.key, spec.heading, blocks))
    return sections


def _reasons(facts: YearFacts, letter: DecisionLetter, blocks: list[Block]) -> list[Block]:
    """Return the reasons: of a grant only where it cuts or somebody explains it."""
    if letter.kind != LetterKind.GRANT:
        return blocks
    cut = cut_reasons(facts, letter.board_id) if letter.change_id is None else []
    own = fill(letter.reasons, {})
    return [*(blocks if cut or own else []), *cut, *own]


def values_of(facts: YearFacts, letter: DecisionLetter, content: LetterContent) -> dict[str, str]:
    """Return the value of every placeholder that texts can have (letter_wording.PLACEHOLDERS)."""
    town, issuer = content.municipality, content.issuer
    earlier = content.supersedes
    starts = letter.change.effective_on if letter.change else letter.sending_on
    return {
        "gemeente": town.name,
        "college": f"het college van burgemeester en wethouders van {town.name}",
        "uitvoerder": issuer.name,
        "bestuur": content.board.name,
        "bestuursnummer": content.board.number,
        "kenmerk": content.reference,
        "verzenddatum": content.date or OPEN,
        "schooljaar": content.year,
        "begindatum": content.period_start,
        "einddatum": content.period_end,
        "bedrag": content.total,
        "uren": content.hours,
        "uurtarief": content.hourly_rate,
        "plafond": content.ceiling,
        "restant": content.remainder,
        "grondslag": " en ".join(content.legal_basis) or OPEN,
        "uitvoeringskader": content.framework or OPEN,
        "aanvraag": content.application or OPEN,
        "verantwoording_voor": _accountability(facts),
        "betaaltermijn": IN_INSTALMENTS if content.instalments else AT_ONCE,
        "voorbehoud_bedrag": content.budget_condition,
        "bezwaaradres": ", ".join(town.objection_address) or OPEN,
        "bezwaar_web": town.objection_url,
        "contact": issuer.contact or issuer.name,
        "email": issuer.email,
        "telefoon": issuer.phone,
        "oud_bedrag": content.before_total,
        "nieuw_bedrag": content.total,
        "verschil": content.difference,
        "eerder_kenmerk": earlier.reference if earlier else "",
        "eerdere_datum": (earlier.date if earlier else "") or OPEN,
        "reden": reason_of(letter) or OPEN,
        "ingangsdatum": date_words(starts) if starts else OPEN,
    }


def _accountability(facts: YearFacts) -> str:
    """Return the last day to account; under `light` the letter can go without one."""
    day = facts.terms.accountability_on if facts.terms else None
    if day is not None:
        return date_words(day)
    return "" if facts.year.regime == Regime.LIGHT else OPEN
