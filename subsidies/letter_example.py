"""An example letter with invented amounts, to show what texts look like before they are kept."""

from collections.abc import Mapping
from typing import Any

from partners.models import Municipality as MunicipalityRow
from subsidies.letter_composing import BUDGET, CHANGES, SUBJECTS
from subsidies.letter_content import (
    Board,
    ChangeRow,
    Component,
    Earlier,
    Issuer,
    LetterContent,
    SchoolRow,
    Section,
    Share,
    Signatory,
)
from subsidies.letter_facts import municipality_of
from subsidies.letter_texts import sections_of
from subsidies.letter_wording import example_values, fill
from subsidies.states import LetterKind, TextKind

SCHOOLS = (("99AB00", "Basisschool De Linde"), ("99CD00", "Kindcentrum De Vlier"))
WHOLE, HALF, NOTHING = "€\u00a04.104,00", "€\u00a02.052,00", "€\u00a00,00"
REASON = "Basisschool De Linde sluit op 31 januari 2027."


def kind_of(kind: TextKind) -> LetterKind:
    """Return the kind of letter that texts of a kind are for."""
    is_grant = kind in {TextKind.GRANT_LIGHT, TextKind.GRANT_STANDARD}
    return LetterKind.GRANT if is_grant else LetterKind(kind.value)


def example_letter(
    municipality: MunicipalityRow, kind: TextKind, sections: Mapping[str, str]
) -> LetterContent:
    """Return a whole concept letter to an invented board, with these texts.

    A section with a mistake is shown as it was typed; a section that is only printed in some
    letters (the budget condition, reasons for a cut) is shown too.
    """
    values = values_for(municipality, kind)
    letter = kind_of(kind)
    is_change = letter in CHANGES
    return LetterContent(
        kind=letter.value,
        concept=True,
        reference=values["kenmerk"],
        date=values["verzenddatum"],
        subject=SUBJECTS[letter],
        year=values["schooljaar"],
        period_start=values["begindatum"],
        period_end=values["einddatum"],
        municipality=municipality_of(municipality),
        issuer=_issuer(values),
        board=_board(values),
        total=values["bedrag"],
        hours=values["uren"],
        hourly_rate=values["uurtarief"],
        ceiling=values["plafond"],
        remainder=values["restant"],
        legal_basis=[values["grondslag"]],
        framework=values["uitvoeringskader"],
        application=values["aanvraag"],
        sections=_filled(kind, sections, values),
        instalments=[],
        budget_condition=values.get("voorbehoud_bedrag", ""),
        signatory=Signatory(values["contact"], "directeur", ""),
        **_amounts(values, is_change=is_change),
    )


def values_for(municipality: MunicipalityRow, kind: TextKind) -> dict[str, str]:
    """Return an example of every placeholder, with the municipality's own name and addresses."""
    town, values = municipality, example_values(kind)
    values |= {
        "gemeente": town.name,
        "college": f"het college van burgemeester en wethouders van {town.name}",
        "bezwaar_web": town.objection_url,
    }
    if town.objection_lines:
        values["bezwaaradres"] = ", ".join(town.objection_lines)
    return values


def _filled(
    kind: TextKind, sections: Mapping[str, str], values: Mapping[str, str]
) -> list[Section]:
    """Return the texts filled in, in order; nothing of one without words."""
    found = []
    for spec in sections_of(kind):
        blocks = fill(sections.get(spec.key, ""), values)
        if blocks and (spec.key != BUDGET or values.get("voorbehoud_bedrag")):
            found.append(Section(spec.key, spec.heading, blocks))
    return found


def _issuer(values: Mapping[str, str]) -> Issuer:
    return Issuer(
        name=values["uitvoerder"],
        tagline="",
        address=["Postbus 200", "5000 AB  Wilgenstad"],
        contact=values["contact"],
        email=values["email"],
        phone=values["telefoon"],
    )


def _board(values: Mapping[str, str]) -> Board:
    return Board(
        name=values["bestuur"],
        number=values["bestuursnummer"],
        kvk="",
        attention="T.a.v. het bestuur",
        address=["Lindelaan 1", "5000 AC  Wilgenstad"],
    )


def _amounts(values: Mapping[str, str], *, is_change: bool) -> dict[str, Any]:
    """Return two schools of which, in a letter that changes something, the first closes."""
    amounts = (HALF if is_change else WHOLE, WHOLE)
    hours = ("30" if is_change else "60", "60")
    rows = [
        SchoolRow(code, name, "Wilgenstad", [Share(amount, "")], number, amount)
        for (code, name), amount, number in zip(SCHOOLS, amounts, hours, strict=True)
    ]
    changes = [
        ChangeRow(*SCHOOLS[0], WHOLE, HALF, f"− {HALF}", REASON),
        ChangeRow(*SCHOOLS[1], WHOLE, WHOLE, NOTHING, ""),
    ]
    earlier = values.get("eerder_kenmerk")
    return {
        "components": [Component("Vast bedrag", values["bedrag"])],
        "rows": rows,
        "calculation": [],
        "changes": changes if is_change else [],
        "before_total": values["oud_bedrag"] if is_change else "",
        "difference": values["verschil"] if is_change else "",
        "supersedes": Earlier(earlier, values["eerdere_datum"]) if earlier else None,
    }
