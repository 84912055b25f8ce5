"""What a letter says otherwise than the facts: every part is told of, in one sentence."""

from dataclasses import fields, replace
from typing import Any

import pytest

from subsidies.letter_content import Earlier, Instalment, LetterContent
from subsidies.letter_differences import differences
from tests.pdf import samples

NOW = samples.final(2)
OTHER: dict[str, Any] = {
    "kind": "settlement", "reference": "KOPO-2026-099", "date": "11 maart 2026",
    "subject": "iets anders", "year": "2027–2028", "period_start": "1 augustus 2027",
    "period_end": "31 juli 2028", "municipality": replace(NOW.municipality, name="Elders"),
    "issuer": replace(NOW.issuer, phone="0"), "board": replace(NOW.board, kvk="9"),
    "total": "€ 1,00", "hours": "1,00", "components": [replace(NOW.components[0], total="€ 1,00")],
    "rows": NOW.rows[:1], "calculation": ["Anders."], "hourly_rate": "€ 1,00",
    "ceiling": "€ 1,00", "remainder": "€ 1,00", "legal_basis": ["iets"], "framework": "iets",
    "application": "op uw aanvraag", "sections": NOW.sections[:-1],
    "changes": samples.change(1).changes, "before_total": "€ 1,00", "difference": "€ 1,00",
    "supersedes": Earlier("KOPO-2026-098", ""), "instalments": [Instalment("nu", "€ 1,00")],
    "budget_condition": "€ 1,00", "signatory": replace(samples.SIGNATORY, name="X"),
}  # fmt: skip


def said(**changes: Any) -> str:
    """Return what differs when the letter said something else before."""
    return differences(replace(NOW, **({"concept": True} | changes)).as_json(), NOW)


def test_differences_of_the_same_letter_are_none() -> None:
    assert said() == ""


def test_differences_do_not_count_whether_it_is_a_concept() -> None:
    assert said(concept=True) == ""


def test_every_part_has_another_value_here() -> None:
    names = {field.name for field in fields(LetterContent)} - {"schema", "concept"}
    assert set(OTHER) == names


@pytest.mark.parametrize("part", OTHER)
def test_differences_tell_of_every_part(part: str) -> None:
    sentence = said(**{part: OTHER[part]})
    assert sentence.endswith((" is gewijzigd", " zijn gewijzigd"))
    assert sentence[0].isupper()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"board": replace(NOW.board, address=["Elders 1"])},
            "Het adres van Stichting Scholengroep Zonnewende is gewijzigd",
        ),
        ({"board": replace(NOW.board, name="X")}, "De naam van X is gewijzigd"),
        (
            {"board": replace(NOW.board, attention="X")},
            "De contactpersoon van Stichting Scholengroep Zonnewende is gewijzigd",
        ),
        ({"total": "€ 1,00"}, "De bedragen zijn gewijzigd"),
        (
            {"municipality": replace(NOW.municipality, logo=samples.LOGO)},
            "Het logo is gewijzigd",
        ),
        (
            {"framework": "X", "legal_basis": ["X"]},
            "De wettelijke grondslag en het uitvoeringskader zijn gewijzigd",
        ),
        ({"period_start": "X", "period_end": "X"}, "Het schooljaar is gewijzigd"),
    ],
)
def test_differences_in_words(changes: dict[str, Any], expected: str) -> None:
    assert said(**changes) == expected


def test_differences_name_a_text() -> None:
    [section] = [part for part in NOW.sections if part.key == "betaling"]
    sections = [part for part in NOW.sections if part != section]
    assert said(sections=sections) == f"De tekst “{section.heading}” is gewijzigd"


def test_differences_of_an_older_snapshot() -> None:
    assert "oudere versie" in differences({"concept": True}, NOW)
