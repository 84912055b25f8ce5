"""Placeholders: what is refused and by which name, and that filling runs nothing."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidies.letter_content import Block
from subsidies.letter_texts import shipped_sections
from subsidies.letter_wording import (
    MAX_LENGTH,
    PLACEHOLDERS,
    WordingError,
    check,
    example_values,
    faults,
    fill,
)
from subsidies.states import TextKind

KIND = TextKind.GRANT_LIGHT
NAMES = sorted(PLACEHOLDERS[KIND])


def with_text(text: str, key: str = "opening", kind: TextKind = KIND) -> dict[str, str]:
    return shipped_sections(kind) | {key: text}


def fault_of(text: str, key: str = "opening", kind: TextKind = KIND) -> WordingError:
    """Return the only fault of texts of which one is replaced."""
    (fault,) = faults(kind, with_text(text, key, kind))
    return fault


def paragraphs(text: str, **values: str) -> list[str]:
    return [block.text for block in fill(text, values)]


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("U krijgt {bedrga}.", "bedrga"),
        ("U krijgt {bedrag euro}.", "bedrag euro"),
        ("U krijgt {BEDRAG}.", "BEDRAG"),
        ("U krijgt { bedrag }.", " bedrag "),
        ("U krijgt {}.", ""),
        ("U krijgt {bedrag.__class__}.", "bedrag.__class__"),
        ("U krijgt {bedrag!r}.", "bedrag!r"),
        ("U krijgt {bedrag:>99999999}.", "bedrag:>99999999"),
        ("U krijgt {0}.", "0"),
        ("Ga naar {oud_bedrag}.", "oud_bedrag"),
    ],
)
def test_check_refuses_an_unknown_placeholder_by_its_name(text: str, name: str) -> None:
    with pytest.raises(WordingError) as refused:
        check(KIND, with_text(text))
    assert (refused.value.section, refused.value.placeholder) == ("opening", name)
    assert f"{{{name.strip()}}}" in refused.value.message.replace("{ ", "{").replace(" }", "}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{% for regel in regels %}x{% endfor %}", "{% for regel in regels %}"),
        ("{% for %}", "{% for %}"),
        ("{% include 'geheim.txt' %}", "{% include 'geheim.txt' %}"),
        ("{{ x }}", "{{ x }}"),
        ("{{ bedrag|safe }}", "{{ bedrag|safe }}"),
        ("{# stil #}", "{# stil #}"),
        ("{% for", "{% for"),
        ("{{ x", "{{ x"),
        ("x %}", "%}"),
        ("x }}", "}}"),
    ],
)
def test_check_refuses_a_command_of_a_template_language(text: str, shown: str) -> None:
    fault = fault_of(text)
    assert fault.placeholder == shown
    assert f"“{shown}”" in fault.message
    assert "niets uitvoeren of herhalen" in fault.message


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("U krijgt {bedrag voor dit jaar.", "{bedrag"),
        ("U krijgt bedrag} voor dit jaar.", "bedrag}"),
        ("U krijgt {", "{"),
        ("}", "}"),
        ("{bedrag\n} hier", "{bedrag"),
        ("a{b", "{b"),
        ("{ los", "{"),
    ],
)
def test_check_refuses_half_a_placeholder(text: str, shown: str) -> None:
    fault = fault_of(text)
    assert f"“{shown}” geen hele plaatshouder" in fault.message
    assert fault.placeholder == shown.strip("{}")


@pytest.mark.parametrize(
    ("key", "line", "needed", "unsure"),
    [
        ("besluit", "{college} geeft {bedrag}, bel {telefoon}.", "college", "telefoon"),
        ("bezwaar", "Schrijf naar {bezwaaradres} of {bezwaar_web}.", "bezwaaradres", "bezwaar_web"),
        ("berekening", "Er is {plafond}, over blijft {restant}.", "plafond", "restant"),
    ],
)
def test_check_refuses_what_must_stay_on_a_line_that_can_fall_away(
    key: str, line: str, needed: str, unsure: str
) -> None:
    fault = fault_of(f"{line}\n{shipped_sections(KIND)[key]}", key)
    assert f"staan {{{needed}}} en {{{unsure}}} op één regel" in fault.message
    assert (fault.section, fault.placeholder) == (key, unsure)


def test_a_typing_error_is_answered_with_the_right_name() -> None:
    assert "{bedrga} niet: bedoel je {bedrag}?" in fault_of("{bedrga}").message


def test_a_name_like_no_other_is_answered_with_the_list() -> None:
    assert "kies er een uit de lijst" in fault_of("{zzzzzz}").message


def test_a_long_name_is_shown_in_short() -> None:
    message = fault_of("{" + "x" * 5000 + "}").message
    assert "x" * 59 + "…" in message
    assert len(message) < 250


@pytest.mark.parametrize("kind", list(TextKind))
def test_a_mandatory_text_may_not_be_empty_and_is_named(kind: TextKind) -> None:
    for text in ("", " \n\t\n ", "\u00a0"):
        fault = fault_of(text, "bezwaar", kind)
        assert fault.section == "bezwaar"
        assert "“Bent u het niet eens met dit besluit?” mag niet leeg zijn" in fault.message


def test_opening_and_close_may_be_empty() -> None:
    assert faults(KIND, with_text("") | {"slot": ""}) == []


def test_a_missing_section_counts_as_empty() -> None:
    sections = shipped_sections(KIND)
    del sections["betaling"]
    assert [fault.section for fault in faults(KIND, sections)] == ["betaling"]


def test_a_section_of_another_letter_is_refused() -> None:
    (fault,) = faults(KIND, shipped_sections(KIND) | {"vaststelling": "Wij stellen vast."})
    assert fault.message == "Deze brief heeft geen onderdeel “vaststelling”."


def test_texts_are_at_most_twenty_thousand_characters_together() -> None:
    others = sum(len(text) for key, text in shipped_sections(KIND).items() if key != "opening")
    assert faults(KIND, with_text("x" * (MAX_LENGTH - others))) == []
    (fault,) = faults(KIND, with_text("x" * (MAX_LENGTH - others + 1)))
    assert (fault.section, "20.000 tekens" in fault.message) == ("opening", True)


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ud800", "\ue000"]
)
def test_a_sign_that_cannot_be_printed_is_refused(sign: str) -> None:
    assert "onzichtbaar teken" in fault_of(f"Geacht{sign} bestuur").message


@pytest.mark.parametrize("sign", ["中", "😀", "Я"])
def test_a_sign_that_the_letter_font_lacks_is_refused_by_its_name_and_place(sign: str) -> None:
    message = fault_of(f"Geacht bestuur{sign} van {{gemeente}}").message
    assert f"staat het teken “{sign}” (U+{ord(sign):04X}), bij “bestuur{sign}”" in message


@pytest.mark.parametrize(
    "text",
    [
        "€\u00a08.208,00 en ’s-Hertogenbosch",
        "“Aangehaald”, ‘enkel’ en „laag”",
        "Ünïcödé: ë, é, ï, ĳ, ł, ß",
        "zacht\u00adstreepje en voeg\u200dteken",
        "regel\r\nregel\ttab",
        "<b>vet</b> & <script>alert(1)</script>",
        "100% zeker; 50 %",
    ],
)
def test_ordinary_signs_are_kept(text: str) -> None:
    assert faults(KIND, with_text(text)) == []


@pytest.mark.parametrize(
    ("key", "text", "name"),
    [
        ("besluit", "{college} geeft {bedrag} vanaf {begindatum}.", "einddatum"),
        ("grondslag", "Op grond van {grondslag}, {aanvraag}.", "uitvoeringskader"),
        ("betaling", "Wij betalen {bedrag}.", "betaaltermijn"),
        ("bezwaar", "zes weken, handtekening, kenmerk {kenmerk}", "bezwaaradres"),
    ],
)
def test_a_value_that_the_law_needs_must_stand_in_its_text(key: str, text: str, name: str) -> None:
    fault = fault_of(text, key)
    assert (fault.section, fault.placeholder) == (key, name)
    assert f"ontbreekt {{{name}}}" in fault.message


@pytest.mark.parametrize(
    "words", ["onder andere", "binnen en waar mogelijk buiten het kindcentrum"]
)
def test_words_that_the_law_needs_must_stand_in_their_text(words: str) -> None:
    text = shipped_sections(KIND)["activiteiten"].replace(words, "…")
    assert f"moeten deze woorden staan: “{words}”" in fault_of(text, "activiteiten").message


def test_faults_names_one_thing_per_section_in_order() -> None:
    found = faults(KIND, with_text("{x} {y} {") | {"betaling": "", "slot": "{% if %}"})
    assert [fault.section for fault in found] == ["opening", "betaling", "slot"]


def test_check_raises_the_first_fault() -> None:
    with pytest.raises(WordingError, match="Opening van de brief"):
        check(KIND, with_text("{x}") | {"slot": "{y}"})


# --- filling --------------------------------------------------------------------------------------


def test_fill_replaces_every_placeholder() -> None:
    assert paragraphs("U krijgt {bedrag} in {schooljaar}.", bedrag="€ 5", schooljaar="2026") == [
        "U krijgt € 5 in 2026."
    ]


@pytest.mark.parametrize(
    "value",
    ["{kenmerk}", "{bedrag}", "{{ x }}", "{% for %}", "{", "}", "\\1", "\\g<0>", "$1", "%s"],
)
def test_fill_never_reads_a_value_again(value: str) -> None:
    assert paragraphs("Voor {bestuur}.", bestuur=value, kenmerk="GEHEIM", bedrag="GEHEIM") == [
        f"Voor {value}."
    ]


def test_fill_makes_paragraphs_and_items() -> None:
    blocks = fill("Een.\nTwee.\n\nDrie:\n- vier;\n-  vijf.\nZes.\n\n\n\nZeven.", {})
    assert blocks == [
        Block("paragraph", "Een. Twee."),
        Block("paragraph", "Drie:"),
        Block("item", "vier;"),
        Block("item", "vijf. Zes."),
        Block("paragraph", "Zeven."),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_fill_takes_every_kind_of_line_end(end: str) -> None:
    assert paragraphs(f"Een.{end}{end}Twee.{end}- drie") == ["Een.", "Twee.", "drie"]


def test_fill_leaves_out_a_line_whose_value_is_empty() -> None:
    text = "Stuur uw bezwaar op.\nU kunt ook digitaal bezwaar maken: {bezwaar_web}.\n\nGroet."
    assert paragraphs(text, bezwaar_web="") == ["Stuur uw bezwaar op.", "Groet."]
    assert "a.example" in paragraphs(text, bezwaar_web="a.example")[0]


def test_fill_leaves_out_a_paragraph_and_an_item_whose_value_is_empty() -> None:
    assert paragraphs("Bel {telefoon}.\n\n- mail {email}\n- kom langs", telefoon="", email="") == [
        "kom langs"
    ]


def test_fill_leaves_what_it_does_not_know() -> None:
    assert paragraphs("{onbekend} en {Bedrag}", bedrag="x") == ["{onbekend} en {Bedrag}"]


def test_fill_keeps_hard_spaces_and_html_as_they_are() -> None:
    assert paragraphs("€\u00a05 <b>&amp;</b> “zo”") == ["€\u00a05 <b>&amp;</b> “zo”"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "- ", "-"])
def test_fill_of_next_to_nothing(text: str) -> None:
    assert [block.text.strip("-") for block in fill(text, {})] in ([], [""])


values = st.dictionaries(st.sampled_from(NAMES), st.text(max_size=20), max_size=5)
pieces = st.one_of(
    st.text(alphabet=string.printable, max_size=20),
    st.sampled_from([*(f"{{{name}}}" for name in NAMES), "\n\n", "\n- ", "{", "}", "{%", "}}"]),
)
typed = st.lists(pieces, max_size=12).map("".join)


@given(typed, values)
def test_fill_is_one_pass_over_any_text(text: str, known: dict[str, str]) -> None:
    """Against a plain reading: line by line, every name looked up once, none of the result."""
    lines = [
        line.strip(" \t") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    kept = [line for line in lines if not any(known.get(n) == "" for n in names_in(line))]
    plain = "".join(one_pass(line.removeprefix("- "), known) for line in kept)
    filled = "".join(block.text for block in fill(text, known))
    assert "".join(filled.split()) == "".join(plain.split())


def names_in(line: str) -> list[str]:
    """Read names between braces by hand."""
    found, place = [], 0
    while (start := line.find("{", place)) >= 0:
        end = start + 1
        while end < len(line) and (line[end] in string.ascii_lowercase or line[end] == "_"):
            end += 1
        if end > start + 1 and line[end : end + 1] == "}":
            found.append(line[start + 1 : end])
        place = end
    return found


def one_pass(line: str, known: dict[str, str]) -> str:
    """Replace names from left to right, never looking back."""
    done, rest = "", line
    for name in names_in(line):
        before, _brace, rest = rest.partition(f"{{{name}}}")
        done += before + known.get(name, f"{{{name}}}")
    return done + rest


@given(typed)
def test_what_passes_the_check_leaves_no_brace_when_filled(text: str) -> None:
    if not [fault for fault in faults(KIND, with_text(text)) if fault.section == "opening"]:
        assert not any(set(block.text) & set("{}") for block in fill(text, example_values(KIND)))


@given(typed)
def test_faults_always_answers_with_a_sentence(text: str) -> None:
    for fault in faults(KIND, with_text(text)):
        assert fault.message.endswith((".", "?"))
        assert fault.section == "opening"


# --- the list -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(TextKind))
def test_every_placeholder_has_a_label_and_an_example(kind: TextKind) -> None:
    items = PLACEHOLDERS[kind].values()
    assert all(item.label and item.example and "{" not in item.example for item in items)
    assert set(example_values(kind)) == set(PLACEHOLDERS[kind])


@pytest.mark.parametrize("kind", [TextKind.GRANT_LIGHT, TextKind.GRANT_STANDARD])
def test_a_grant_knows_nothing_of_earlier_letters(kind: TextKind) -> None:
    later = {"oud_bedrag", "nieuw_bedrag", "verschil", "eerder_kenmerk", "eerdere_datum", "reden"}
    assert not later & set(PLACEHOLDERS[kind])
    assert later <= set(PLACEHOLDERS[TextKind.AMENDMENT])


@pytest.mark.parametrize("kind", [TextKind.AMENDMENT, TextKind.WITHDRAWAL])
def test_the_example_of_a_change_has_the_new_amount_as_its_amount(kind: TextKind) -> None:
    values_of_kind = example_values(kind)
    assert values_of_kind["bedrag"] == values_of_kind["nieuw_bedrag"] == "€\u00a06.156,00"
