"""The snapshot of a letter: complete, plain JSON, and refused by name when it is not."""

import json
from dataclasses import replace

import pytest

from subsidies.letter_content import Board, GrantContent
from tests.pdf import samples


@pytest.mark.parametrize("parts", [1, 3])
def test_from_json_reads_what_as_json_wrote(parts: int) -> None:
    content = samples.final(4, parts=parts)
    assert GrantContent.from_json(json.loads(json.dumps(content.as_json()))) == content


def test_from_json_without_signatory() -> None:
    assert GrantContent.from_json(samples.grant().as_json()).signatory is None


def test_from_json_missing_key() -> None:
    data = samples.grant().as_json()
    del data["year"]
    with pytest.raises(ValueError, match="letter: missing or unknown: year"):
        GrantContent.from_json(data)


def test_from_json_unknown_key_of_a_row() -> None:
    data = samples.grant().as_json()
    data["rows"][0]["child"] = "Levi"
    with pytest.raises(ValueError, match=r"letter.rows: missing or unknown: child"):
        GrantContent.from_json(data)


def test_content_without_school() -> None:
    with pytest.raises(ValueError, match="at least one school"):
        samples.grant(rows=[])


def test_content_row_without_share() -> None:
    row = replace(samples.grant().rows[0], shares=[])
    with pytest.raises(ValueError, match=f"rows: {row.code} needs one share"):
        samples.grant(rows=[row])


NOWHERE = Board(name="Stichting De Linde", number="1", kvk="", attention="", address=[])


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"date": ""}, "date"),
        ({"board": NOWHERE}, "board.address"),
        ({"legal_basis": []}, "legal_basis"),
        ({"signatory": None}, "signatory"),
        ({"signatory": replace(samples.final().signatory, mandate="")}, "signatory"),
        (
            {"municipality": replace(samples.final().municipality, objection_address=[])},
            "municipality.objection_address",
        ),
    ],
)
def test_content_final_misses(changes: dict[str, object], missing: str) -> None:
    with pytest.raises(ValueError, match=f"only a concept may miss: {missing}"):
        replace(samples.final(), **changes)


def test_content_concept_may_miss() -> None:
    municipality = replace(samples.final().municipality, objection_address=[])
    content = samples.grant(date="", board=NOWHERE, legal_basis=[], municipality=municipality)
    assert content.concept
