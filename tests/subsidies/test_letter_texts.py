"""The texts that the product brings: each kind whole, sound, in plain words and in order."""

import re
from typing import Any

import pytest

from subsidies.letter_texts import (
    FOLDER,
    SECTIONS,
    section_of,
    sections_of,
    shipped_sections,
)
from subsidies.letter_wording import NAME, PLACEHOLDERS, check, example_values, fill
from subsidies.states import TextKind

KINDS = list(TextKind)
GRANTS = [TextKind.GRANT_LIGHT, TextKind.GRANT_STANDARD]
LATER = [TextKind.AMENDMENT, TextKind.WITHDRAWAL, TextKind.SETTLEMENT]
# Elements 2, 3 and 21 stand in the head and the signature of every letter, not in a text.
IN_THE_FRAME = {2, 3, 21}


def text_of(kind: TextKind, key: str) -> str:
    return " ".join(shipped_sections(kind)[key].split())


def numbers_of(kind: TextKind) -> set[int]:
    return {number for spec in sections_of(kind) for number in spec.elements}


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_text_passes_its_own_check(kind: TextKind) -> None:
    assert check(kind, shipped_sections(kind)) is None


def test_there_is_one_file_for_each_kind() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(TextKind.values)


@pytest.mark.parametrize("kind", KINDS)
def test_sections_have_known_keys_once_each(kind: TextKind) -> None:
    keys = [spec.key for spec in sections_of(kind)]
    assert set(keys) <= set(SECTIONS)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_opens_with_the_opening_and_decides_next(kind: TextKind) -> None:
    keys = [spec.key for spec in sections_of(kind)]
    assert keys[:3] == ["opening", "besluit", "grondslag"]
    assert set(keys[-2:]) == {"bezwaar", "slot"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_but_the_first_has_a_heading(kind: TextKind) -> None:
    first, *others = sections_of(kind)
    assert (first.heading, first.label) == ("", "Opening van de brief")
    assert all(spec.heading and spec.label == spec.heading for spec in others)


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_opening_and_the_close_may_be_left_out(kind: TextKind) -> None:
    optional = {spec.key for spec in sections_of(kind) if not spec.is_mandatory}
    assert optional == {"opening", "slot"}


def test_a_grant_with_a_report_carries_every_element() -> None:
    assert numbers_of(TextKind.GRANT_STANDARD) | IN_THE_FRAME == set(range(1, 23))


def test_a_grant_that_is_settled_at_once_says_nothing_of_a_later_settlement() -> None:
    assert numbers_of(TextKind.GRANT_LIGHT) | IN_THE_FRAME == set(range(1, 23)) - {17}
    assert section_of(TextKind.GRANT_LIGHT, "vaststelling") is None


@pytest.mark.parametrize("kind", LATER)
def test_a_later_letter_carries_what_every_decision_needs(kind: TextKind) -> None:
    assert numbers_of(kind) >= {1, 5, 6, 9, 10, 11, 13, 19, 20}


@pytest.mark.parametrize("kind", KINDS)
def test_the_operative_sentence_names_the_college_and_the_board(kind: TextKind) -> None:
    words = text_of(kind, "besluit")
    assert "Namens {college} " in words
    assert "{bestuur} (bestuursnummer {bestuursnummer})" in words


@pytest.mark.parametrize(
    ("kind", "verb"),
    [
        (TextKind.GRANT_LIGHT, "verlenen wij u een subsidie van {bedrag}"),
        (TextKind.GRANT_LIGHT, "meteen op dat bedrag vast"),
        (TextKind.GRANT_STANDARD, "Na afloop van het schooljaar stellen wij de subsidie vast"),
        (TextKind.AMENDMENT, "wijzigen wij ons besluit van {eerdere_datum}"),
        (TextKind.AMENDMENT, "was {oud_bedrag} en wordt {nieuw_bedrag}"),
        (TextKind.WITHDRAWAL, "trekken wij ons besluit van {eerdere_datum}"),
        (TextKind.SETTLEMENT, "vast op {bedrag}"),
    ],
)
def test_the_operative_sentence_says_what_the_letter_does(kind: TextKind, verb: str) -> None:
    assert verb in text_of(kind, "besluit")


@pytest.mark.parametrize("kind", GRANTS)
def test_the_activities_are_among_others_and_also_outside_the_kindcentrum(kind: TextKind) -> None:
    assert "onder andere" in text_of(kind, "activiteiten")
    assert "binnen en waar mogelijk buiten het kindcentrum" in text_of(kind, "activiteiten")


@pytest.mark.parametrize("kind", GRANTS)
def test_a_grant_names_the_ground_of_a_calculation_by_months(kind: TextKind) -> None:
    assert "in hele maanden" in text_of(kind, "berekening")


@pytest.mark.parametrize("kind", KINDS)
def test_objection_says_when_where_and_what_it_must_hold(kind: TextKind) -> None:
    words = text_of(kind, "bezwaar")
    for part in ("binnen zes weken", "{college}, {bezwaaradres}", "{bezwaar_web}", "{kenmerk}"):
        assert part in words
    for part in ("naam en adres", "de datum", "tegen welk besluit", "waarom", "handtekening"):
        assert part in words


@pytest.mark.parametrize(
    ("kind", "key", "article"),
    [
        (TextKind.GRANT_STANDARD, "vaststelling", "4:46"),
        (TextKind.GRANT_STANDARD, "voorbehoud", "4:34"),
        (TextKind.GRANT_STANDARD, "wijziging", "4:48"),
        (TextKind.GRANT_STANDARD, "wijziging", "4:49"),
        (TextKind.GRANT_LIGHT, "wijziging", "4:49"),
        (TextKind.GRANT_LIGHT, "wijziging", "4:57"),
        (TextKind.AMENDMENT, "grondslag", "4:48 en 4:49"),
        (TextKind.AMENDMENT, "betaling", "4:57"),
        (TextKind.WITHDRAWAL, "grondslag", "4:48"),
        (TextKind.WITHDRAWAL, "betaling", "4:57"),
        (TextKind.SETTLEMENT, "wijziging", "4:49"),
    ],
)
def test_a_text_names_the_article_it_rests_on(kind: TextKind, key: str, article: str) -> None:
    assert article in text_of(kind, key)


def test_the_light_regime_asks_for_no_report_and_names_no_day_for_one() -> None:
    words = text_of(TextKind.GRANT_LIGHT, "verantwoording")
    assert "hoeft u geen verslag te sturen" in words
    assert "verantwoording_voor" not in PLACEHOLDERS[TextKind.GRANT_LIGHT]


def test_the_standard_regime_asks_for_hours_and_a_report_by_a_day() -> None:
    assert "{verantwoording_voor}" in text_of(TextKind.GRANT_STANDARD, "verantwoording")
    assert "houdt bij hoeveel uren" in text_of(TextKind.GRANT_STANDARD, "verplichtingen")


@pytest.mark.parametrize("kind", KINDS)
def test_no_placeholder_is_left_when_a_text_is_filled(kind: TextKind) -> None:
    values = example_values(kind)
    blocks = [block for text in shipped_sections(kind).values() for block in fill(text, values)]
    assert blocks
    assert not [block.text for block in blocks if re.search(r"[{}]", block.text)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_with_a_placeholder_is_a_whole_sentence_or_item(kind: TextKind) -> None:
    lines = [line for text in shipped_sections(kind).values() for line in text.splitlines()]
    loose = [line for line in lines if NAME.search(line) and not re.search(r"[.;,?]$", line)]
    assert loose in ([], ["{reden}"])


@pytest.mark.parametrize("kind", KINDS)
def test_sentences_are_short(kind: TextKind) -> None:
    words = " ".join(" ".join(text.split()) for text in shipped_sections(kind).values())
    sentences = re.split(r"(?<=[.?;:])\s+(?=[A-Z-])", words)
    long = [sentence for sentence in sentences if len(sentence.split()) > 40]
    assert long == []


@pytest.mark.parametrize("kind", KINDS)
def test_texts_avoid_stiff_words(kind: TextKind) -> None:
    stiff = r"\b(derhalve|alsmede|teneinde|hieromtrent|dientengevolge|inzake|ondergetekende)\b"
    words = " ".join(shipped_sections(kind).values())
    assert re.findall(stiff, words, re.IGNORECASE) == []


def test_section_of_an_unknown_key_is_none() -> None:
    assert section_of(TextKind.WITHDRAWAL, "activiteiten") is None
    found = section_of(TextKind.WITHDRAWAL, "motivering")
    assert found is not None
    assert found.placeholders == ("reden",)


def test_sections_of_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(ValueError, match="brochure"):
        sections_of("brochure")


def test_sections_of_takes_the_stored_value_too() -> None:
    assert sections_of("withdrawal") == sections_of(TextKind.WITHDRAWAL)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_section_needs_exists_in_that_kind_of_letter(kind: TextKind) -> None:
    needed: set[Any] = {name for spec in sections_of(kind) for name in spec.placeholders}
    assert needed <= set(PLACEHOLDERS[kind])
