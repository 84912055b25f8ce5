"""The words of the grant letter, in HTML: every element of it, and what it says when one misses."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
import tinyhtml5
from django.utils import translation

from subsidies.letter_content import Block, Issuer, LetterContent, Section
from subsidies.letter_texts import shipped_sections
from tests.pdf import samples


def page(content: LetterContent) -> ET.Element:
    """Return the letter as a tree."""
    tree = tinyhtml5.parse(samples.html(content), namespace_html_elements=False)
    assert isinstance(tree, ET.Element)
    return tree


def words(content: LetterContent, path: str = ".//main") -> str:
    """Return the text of the first element at a path, with plain spaces."""
    found = page(content).find(path)
    assert found is not None
    return (
        re.sub(r"\s+", " ", " ".join(found.itertext()))
        .replace(" ,", ",")
        .replace(" .", ".")
        .replace(" ;", ";")
    )


def table(content: LetterContent, number: int = 0) -> list[list[str]]:
    """Return the cells of a table, row by row."""
    rows = list(page(content).iter("table"))[number].iter("tr")
    return [["".join(cell.itertext()).replace("\u00a0", " ") for cell in row] for row in rows]


def test_clause_on_objections_closes_the_letter() -> None:
    parts = [part.get("class") for part in page(samples.final()).iter("div") if part.get("class")]
    assert parts[-3:] == ["close", "enclosures", "objection"]


@pytest.mark.parametrize("kind", ["grant_light", "grant_standard"])
def test_letter_to_a_board_of_one_school_speaks_of_no_others(kind: str) -> None:
    assert "uw scholen" not in " ".join(shipped_sections(kind).values()).casefold()


@pytest.mark.parametrize(
    "text",
    [
        "namens het college van burgemeester en wethouders van ’s-Hertogenbosch",
        "Stichting Scholengroep Zonnewende T.a.v. het bestuur Voorbeeldstraat 12 5211 AB",
        "Datum 10 maart 2026",
        "Ons kenmerk KOPO-2026-007",
        "Contact Joost Verhoeven",
        "Beschikking: subsidieverlening kwaliteitscoördinator",
        "verlenen wij u een subsidie van € 12.312,00 voor het schooljaar 2026–2027",
        "de periode van 1 augustus 2026 tot en met 31 juli 2027",
        "Bestuursnummer 40706 KvK-nummer 01234567",
        "op grond van artikel 4:23 van de Algemene wet bestuursrecht en begrotingspost 6.2",
        "Wij volgen daarbij het Uitvoeringskader kwaliteitscoördinator 2026, versie 2.",
        "Wij nemen dit besluit ambtshalve",
        "Elke school krijgt hetzelfde vaste bedrag: € 4.104,00.",
        "is € 12.312,18 beschikbaar. Dat is het subsidieplafond.",
        "Wat de verdeelsleutel niet verdeelt, blijft over: € 0,18.",
        "een tarief van € 68,40 per uur",
        "onder andere dit: deelnemen aan kindbesprekingen",
        "binnen en waar mogelijk buiten het kindcentrum",
        "dan meldt u het ons binnen vier weken.",
        "hoeft u geen verslag te sturen.",
        "Stuur ons die ook niet. Vragen over privacy? Mail naar privacy@gemeente.example",
        "U ontvangt € 12.312,00 binnen zes weken nadat wij deze brief hebben verzonden.",
        "M. de Graaf directeur Compas073 Mandaat: MB-2026-01",
        "binnen zes weken na de dag waarop wij deze brief hebben verzonden",
        "’s-Hertogenbosch, Postbus 0000, 5200 AA ’s-Hertogenbosch",
        "tegen welk besluit u bezwaar maakt: ons kenmerk KOPO-2026-007; waarom u het niet eens",
        "Wat bij deze brief hoort Het Uitvoeringskader kwaliteitscoördinator 2026, versie 2",
    ],
)
def test_grant_says(text: str) -> None:
    content = samples.final(3, seed=7)
    board = replace(content.board, name="Stichting Scholengroep Zonnewende")
    assert text in words(replace(content, board=board))


def test_grant_concept_says_so() -> None:
    text = words(samples.grant())
    assert (
        "Datum nog niet bekend (concept)" in text,
        "Nog niet ondertekend (concept)" in text,
    ) == (
        True,
        True,
    )
    assert "Dit is een concept. De brief is nog niet ondertekend en niet verzonden" in text


def test_grant_final_has_no_word_of_concept() -> None:
    assert "concept" not in samples.html(samples.final()).lower()


def test_grant_concept_names_future_signatory() -> None:
    text = words(samples.grant(signatory=samples.final().signatory))
    assert "Nog niet ondertekend (concept) M. de Graaf directeur Compas073" in text


def test_grant_concept_without_address() -> None:
    board = replace(samples.grant().board, address=[], kvk="")
    text = words(samples.grant(board=board))
    assert "T.a.v. het bestuur Adres nog niet bekend (concept)" in text
    assert "Bestuursnummer 40706 Dit is een concept." in text


def test_grant_without_optional_parts() -> None:
    full = samples.grant()
    issuer = Issuer(name="Gemeente Tilburg", tagline="", address=[], contact="", email="", phone="")
    municipality = replace(
        full.municipality, objection_address=[], objection_url="", privacy_contact=""
    )
    changes = {"issuer": issuer, "municipality": municipality, "legal_basis": [], "remainder": ""}
    text = words(samples.grant(**changes))
    assert "Contact Gemeente Tilburg E-mail –" in text
    assert "Neem dan contact op met Gemeente Tilburg." in text
    assert "Mailen kan" not in text
    assert not [
        word
        for word in ("Retouradres", "digitaal bezwaar", "blijft", "privacy", "mailto", ", .")
        if word in text
    ]


def test_grant_table_of_one_component() -> None:
    content = samples.grant(2)
    first, second = content.rows
    assert table(content) == [
        ["Code", "School", "Plaats", "Uren", "Bedrag"],
        [first.code, first.name, first.place, "60,00", "€ 4.104,00"],
        [second.code, second.name, second.place, "60,00", "€ 4.104,00"],
        ["Totaal", "120,00", "€ 8.208,00"],
    ]


def test_grant_table_of_two_components() -> None:
    head, row, total = table(samples.grant(1, parts=2))
    assert head == ["Code", "School", "Vast bedrag", "Leerlingen", "Uren", "Bedrag"]
    assert (row[2], row[3].endswith(" leerlingen")) == ("€ 4.104,00", True)
    assert (total[0], total[1], len(total)) == ("Totaal", "€ 4.104,00", 5)


def test_grant_annex_of_more_components() -> None:
    content = samples.grant(2, parts=3)
    assert [len(row) for row in table(content)] == [5, 5, 5, 3]
    assert table(content, 1)[0] == [
        "Code", "School", "Vast bedrag", "Leerlingen", "Achterstandsscore", "Uren", "Bedrag",
    ]  # fmt: skip
    assert "In de bijlage staat de berekening" in words(content)


@pytest.mark.parametrize("parts", [1, 2, 4])
def test_grant_headers_have_a_scope(parts: int) -> None:
    headers = page(samples.grant(5, parts=parts)).iter("th")
    assert {header.get("scope") for header in headers} == {"row", "col"}


KINDS = {
    "light": samples.grant(2, parts=4),
    "standard": samples.grant(9, regime="standard", budget_condition="€ 1,00"),
    "amendment": samples.change(3),
    "withdrawal": samples.change(1, kind="withdrawal"),
    "settlement": samples.settlement(2),
}


@pytest.mark.parametrize("name", KINDS)
def test_letter_headings_skip_no_level(name: str) -> None:
    content = KINDS[name]
    headings = [el.tag for el in page(content).iter() if el.tag in {"h1", "h2", "h3"}]
    titled = [section for section in content.sections if section.heading]
    more = 2 if content.components[2:] else 1  # what goes with the letter, and the annex
    assert headings == ["h1", *["h2"] * (len(titled) + more)]


@pytest.mark.parametrize("name", KINDS)
def test_letter_prints_every_text_once(name: str) -> None:
    content = KINDS[name]
    printed = words(content).replace("\u00a0", " ")
    texts = [block.text for section in content.sections for block in section.blocks]
    once = [" ".join(text.replace("\u00a0", " ").split()) for text in texts]
    assert [text for text in once if text not in printed] == []
    assert printed.count("Bent u het niet eens met dit besluit?") == 1


@pytest.mark.parametrize("name", KINDS)
def test_letter_names_its_kind(name: str) -> None:
    content = KINDS[name]
    assert words(content, ".//h1") == f"Beschikking: {content.subject}, {content.year}"
    assert f"Beschikking {content.reference}: {content.subject}" in words(content, ".//title")


@pytest.mark.parametrize("name", KINDS)
def test_letter_is_signed_above_the_clause_on_objections(name: str) -> None:
    text = words(KINDS[name])
    assert text.index("Met vriendelijke groet") < text.index("Bent u het niet eens")
    assert text.count("namens het college van burgemeester en wethouders") >= 2


def test_letter_groups_items_of_a_text_in_lists() -> None:
    blocks = [Block("paragraph", "een"), Block("item", "a"), Block("item", "b"),
              Block("paragraph", "twee"), Block("item", "c")]  # fmt: skip
    tree = page(samples.grant(1, sections=[Section("besluit", "Besluit", blocks)]))
    lists = [[item.text for item in ul] for ul in tree.iter("ul") if ul.get("class") is None]
    assert lists[:2] == [["a", "b"], ["c"]]


def test_letter_without_a_closing_text_is_signed_all_the_same() -> None:
    content = samples.final(1)
    sections = [part for part in content.sections if part.key != "slot"]
    assert "M. de Graaf" in words(replace(content, sections=sections))


def test_amendment_shows_old_and_new_side_by_side() -> None:
    content = samples.change(2)
    first, second = content.changes
    rows = table(content)
    assert rows[0] == ["Code", "School", "Was", "Wordt", "Verschil"]
    assert rows[1] == [first.code, first.name, "€ 4.104,00", "€ 1.710,00", "− € 2.394,00"]
    assert rows[2] == [second.code, second.name, "€ 4.104,00", "€ 4.104,00", "€ 0,00"]
    assert rows[3] == ["Totaal", "€ 8.208,00", "€ 5.814,00", "− € 2.394,00"]


def test_amendment_explains_the_months() -> None:
    content = samples.change(2)
    assert content.calculation[0].replace("\u00a0", " ") in words(content)


def test_settlement_shows_amounts_with_hours() -> None:
    rows = table(samples.settlement(2))
    assert (rows[0], len(rows)) == (["Code", "School", "Plaats", "Uren", "Bedrag"], 4)


def test_letter_shows_a_payment_schedule() -> None:
    plain = samples.grant(2)
    content = replace(plain, instalments=samples.instalments(plain))
    assert table(content, 1) == [
        ["Wij betalen op", "Bedrag"],
        ["15 augustus 2026", "€ 4.104,00"],
        ["15 februari 2027", "€ 4.104,00"],
        ["Totaal", "€ 8.208,00"],
    ]
    assert "Het betaalschema: het staat in deze brief" in words(content)


def test_letter_with_a_logo_describes_it() -> None:
    town = replace(samples.MUNICIPALITY, logo=samples.LOGO)
    [image] = page(samples.grant(1, municipality=town)).iter("img")
    assert image.get("alt") == "Gemeente ’s-Hertogenbosch"
    assert str(image.get("src")).startswith("data:image/svg+xml;base64,")


def test_letter_without_a_logo_has_the_wordmark() -> None:
    tree = page(samples.grant(1))
    assert (list(tree.iter("img")), words(samples.grant(1), ".//p[@class='wordmark']")) == (
        [], "Compas073",
    )  # fmt: skip


def test_grant_escapes_names() -> None:
    board = replace(samples.grant().board, name="Stichting <b>A & B</b>")
    html = samples.html(samples.grant(board=board))
    assert html.count("Stichting &lt;b&gt;A &amp; B&lt;/b&gt;") == 2


def test_grant_same_in_every_language() -> None:
    expected = samples.html(samples.final(3, parts=2))
    with translation.override("en"):
        assert samples.html(samples.final(3, parts=2)) == expected
