"""The words of the grant letter, in HTML: every element of it, and what it says when one misses."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
import tinyhtml5
from django.utils import translation

from subsidies.letter_content import Issuer, LetterContent
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
    return re.sub(r"\s+", " ", " ".join(found.itertext())).replace(" ,", ",").replace(" .", ".")


def table(content: LetterContent, number: int = 0) -> list[list[str]]:
    """Return the cells of a table, row by row."""
    rows = list(page(content).iter("table"))[number].iter("tr")
    return [["".join(cell.itertext()).replace("\u00a0", " ") for cell in row] for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "namens het college van burgemeester en wethouders van ’s-Hertogenbosch",
        "Stichting Scholengroep Zonnewende T.a.v. het bestuur Voorbeeldstraat 12 5211 AB",
        "Datum 10 maart 2026",
        "Ons kenmerk KOPO-2026-007",
        "Contact Joost Verhoeven",
        "Beschikking: subsidieverlening kwaliteitscoördinator",
        "Wij verlenen u een subsidie van € 12.312,00 voor het schooljaar 2026–2027",
        "de periode van 1 augustus 2026 tot en met 31 juli 2027",
        "bestuursnummer 40706, KvK-nummer 01234567",
        "op grond van artikel 4:23 van de Algemene wet bestuursrecht en het Uitvoeringskader",
        "Elke school krijgt hetzelfde vaste bedrag: € 4.104,00.",
        "€ 12.312,18 beschikbaar: het subsidieplafond. Daarvan blijft € 0,18 over",
        "een tarief van € 68,40 per uur",
        "onder andere dit: doet mee aan kindbesprekingen",
        "binnen en waar mogelijk buiten het kindcentrum",
        "Meld het ons dan binnen vier weken.",
        "U hoeft geen eindverslag te sturen.",
        "Stuur ons die ook niet. Vragen over privacy? Mail naar privacy@gemeente.example",
        "U ontvangt € 12.312,00 in één keer. Wij betalen binnen zes weken",
        "M. de Graaf directeur Compas073 Mandaat: MB-2026-01",
        "binnen zes weken na de dag waarop wij deze brief hebben verzonden",
        "’s-Hertogenbosch, Postbus 0000, 5200 AA ’s-Hertogenbosch",
        "uw naam en adres, de datum, ons kenmerk KOPO-2026-007, waarom u het niet eens bent",
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
    assert "(bestuursnummer 40706)." in text


def test_grant_without_optional_parts() -> None:
    full = samples.grant()
    issuer = Issuer(name="Gemeente Tilburg", tagline="", address=[], contact="", email="", phone="")
    municipality = replace(
        full.municipality, objection_address=[], objection_url="", privacy_contact=""
    )
    text = words(
        replace(full, issuer=issuer, municipality=municipality, legal_basis=[], remainder="")
    )
    assert "Contact Gemeente Tilburg E-mail –" in text
    assert "Neem dan contact op met Gemeente Tilburg." in text
    assert not [
        word
        for word in ("Retouradres", "online", "op grond van", "blijft", "privacy", "mailto", ", .")
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


def test_grant_headings_skip_no_level() -> None:
    headings = [
        el.tag for el in page(samples.grant(2, parts=4)).iter() if el.tag in {"h1", "h2", "h3"}
    ]
    assert headings == ["h1", *["h2"] * 8]


def test_grant_escapes_names() -> None:
    board = replace(samples.grant().board, name="Stichting <b>A & B</b>")
    html = samples.html(samples.grant(board=board))
    assert html.count("Stichting &lt;b&gt;A &amp; B&lt;/b&gt;") == 2


def test_grant_same_in_every_language() -> None:
    expected = samples.html(samples.final(3, parts=2))
    with translation.override("en"):
        assert samples.html(samples.final(3, parts=2)) == expected
