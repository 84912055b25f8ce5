"""The snapshot of a letter: complete, plain JSON, and refused by name when it is not."""

import json
from base64 import b64decode
from dataclasses import replace

import pytest

from subsidies.letter_content import Board, LetterContent
from subsidies.states import LetterKind
from tests.pdf import samples

SAMPLES = {
    "one component": samples.final(4),
    "three components": samples.final(4, parts=3),
    "standard": samples.final(
        2, regime="standard", instalments=samples.instalments(samples.grant(2))
    ),
    "amendment": samples.change(3, **samples.SIGNED),
    "withdrawal": samples.change(2, kind="withdrawal", **samples.SIGNED),
    "settlement": samples.settlement(2, **samples.SIGNED),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_from_json_reads_what_as_json_wrote(name: str) -> None:
    content = SAMPLES[name]
    assert LetterContent.from_json(json.loads(json.dumps(content.as_json()))) == content


def test_from_json_without_signatory() -> None:
    assert LetterContent.from_json(samples.grant().as_json()).signatory is None


def test_from_json_missing_key() -> None:
    data = samples.grant().as_json()
    del data["year"]
    with pytest.raises(ValueError, match="letter: missing or unknown: year"):
        LetterContent.from_json(data)


def test_from_json_unknown_key_of_a_row() -> None:
    data = samples.grant().as_json()
    data["rows"][0]["child"] = "Levi"
    with pytest.raises(ValueError, match=r"letter.rows: missing or unknown: child"):
        LetterContent.from_json(data)


def test_from_json_unknown_key_of_a_block() -> None:
    data = samples.grant().as_json()
    data["sections"][0]["blocks"][0]["script"] = "x"
    with pytest.raises(ValueError, match=r"letter.sections.blocks: missing or unknown: script"):
        LetterContent.from_json(data)


@pytest.mark.parametrize("schema", [None, 1, 3, "2"])
def test_from_json_of_another_schema_says_what_to_do(schema: object) -> None:
    data = samples.grant().as_json() | {"schema": schema}
    if schema is None:
        del data["schema"]
    with pytest.raises(ValueError, match="oudere versie van het programma: maak de brieven"):
        LetterContent.from_json(data)


def test_content_without_school() -> None:
    with pytest.raises(ValueError, match="at least one school"):
        samples.grant(rows=[])


def test_content_row_without_share() -> None:
    row = replace(samples.grant().rows[0], shares=[])
    with pytest.raises(ValueError, match=f"rows: {row.code} needs one share"):
        samples.grant(rows=[row])


def test_content_of_an_unknown_kind() -> None:
    with pytest.raises(ValueError, match="no letter of kind warning"):
        replace(samples.grant(), kind="warning")


NOWHERE = Board(name="Stichting De Linde", number="1", kvk="", attention="", address=[])


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"date": ""}, "date"),
        ({"board": NOWHERE}, "board.address"),
        ({"legal_basis": []}, "legal_basis"),
        ({"framework": ""}, "framework"),
        ({"sections": []}, "sections"),
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


@pytest.mark.parametrize("kind", ["amendment", "withdrawal"])
def test_content_final_that_changes_a_letter_names_it(kind: str) -> None:
    with pytest.raises(ValueError, match="only a concept may miss: supersedes"):
        replace(samples.change(kind=kind, **samples.SIGNED), supersedes=None)


def test_content_concept_may_miss() -> None:
    municipality = replace(samples.final().municipality, objection_address=[])
    content = samples.grant(date="", board=NOWHERE, legal_basis=[], municipality=municipality)
    assert content.concept


def test_section_by_its_key() -> None:
    content = samples.grant()
    section = content.section("besluit")
    assert section is not None
    assert content.text_of("besluit") == "\n".join(block.text for block in section.blocks)
    assert (content.section("niets"), content.text_of("niets")) == (None, "")


def test_text_of_without_a_key_is_all_text() -> None:
    content = samples.grant()
    lines = sum(len(section.blocks) for section in content.sections)
    assert content.text_of().count("\n") == lines - 1


def test_logo_address_holds_the_picture() -> None:
    town = replace(samples.MUNICIPALITY, logo=samples.LOGO)
    kind, _comma, data = town.logo_address.partition(",")
    assert (kind, b64decode(data).decode()) == ("data:image/svg+xml;base64", samples.LOGO)


def test_every_kind_of_letter_has_a_sample() -> None:
    assert {content.kind for content in SAMPLES.values()} == set(LetterKind.values)
