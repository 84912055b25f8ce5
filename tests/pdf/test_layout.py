"""What a reader sees: the pages of a letter, read back from the PDF."""

import re
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest

from config import pdf
from subsidies.letter_content import LetterContent
from subsidies.letter_texts import sections_of
from subsidies.states import TextKind
from tests.pdf import samples

pytestmark = pytest.mark.slow
CODE = re.compile(r"^\d\d[A-Z]{2}00 ")
ROW = re.compile(r"^(?=\d\d[A-Z]{2}00 |Totaal )", re.MULTILINE)
AMOUNT = re.compile(r"€ ([\d.]+,\d\d)")
HEADINGS = {
    *(spec.heading for kind in TextKind for spec in sections_of(kind)),
    "Wat bij deze brief hoort",
    "Bijlage: berekening per school",
} - {""}
CAPTIONS = ("Subsidie per school", "Code School", "Betaalschema", "Wij betalen op")
FOOTER = re.compile(r"^Kenmerk KOPO-\d{4}-\d{3} Bladzijde \d+ van \d+$")


def read(content: LetterContent) -> list[list[str]]:
    """Return the lines of text of each page, without the running head and foot."""
    reader = pypdf.PdfReader(BytesIO(pdf.render(samples.html(content))))
    return [
        [
            line.strip()
            for line in page.extract_text().replace("\u00a0", " ").splitlines()
            if line.strip() not in {"", "CONCEPT"} and not FOOTER.match(line.strip())
        ]
        for page in reader.pages
    ]


def table(pages: list[list[str]], columns: int) -> list[tuple[str, list[int]]]:
    """Return the first word and the last amounts in cents of each row, the total included."""
    rows = []
    for lines in pages:
        for part in ROW.split("\n".join(lines))[1:]:
            amounts = [int(re.sub("[.,]", "", text)) for text in AMOUNT.findall(part)]
            rows.append((part.split()[0], amounts[:columns]))
    return rows


def faults(pages: list[list[str]]) -> list[str]:
    """Name every ugly page break."""
    found = []
    codes = {line.split()[0] for lines in pages for line in lines if CODE.match(line)}
    for number, lines in enumerate(pages, start=1):
        rows = [line for line in lines if CODE.match(line)]
        if lines[-1] in HEADINGS or lines[-1].startswith(CAPTIONS):
            found.append(f"page {number} ends with {lines[-1]}")
        if rows and not any(line.startswith("Code School") for line in lines):
            found.append(f"page {number} has rows without a table head")
        has_schedule = any(line.startswith("Wij betalen op") for line in lines)
        if any(line.startswith("Totaal") for line in lines) and not (rows or has_schedule):
            found.append(f"page {number} has a total without a row")
        if len(rows) == 1 and len(codes) > 1:
            found.append(f"page {number} has a single row")
    text = ["\n".join(lines) for lines in pages]
    clause = [page for page in text if "Bent u het niet eens" in page]
    if len(clause) != 1 or "uw handtekening" not in clause[0]:
        found.append("the objection clause is split")
    return found


@pytest.mark.parametrize("schools", [*range(1, 25), 31, 38, 45, 52, 60])
def test_letter_rows_add_up_on_tidy_pages(schools: int) -> None:
    pages = read(samples.grant(schools, seed=schools))
    *rows, (last, (total,)) = table(pages, 1)
    assert (len(rows), last, total) == (schools, "Totaal", sum(amount for _, (amount,) in rows))
    assert faults(pages) == []


@pytest.mark.parametrize("lines", range(4, 40, 2))
def test_letter_tidy_wherever_the_table_begins(lines: int) -> None:
    text = " ".join(["bepaling"] * 11 * lines)
    pages = read(samples.grant(4, legal_basis=[text]))
    assert (len(table(pages, 1)), faults(pages)) == (5, [])


@pytest.mark.parametrize("schools", [1, 2, 9, 17, 33, 60])
def test_letter_annex_adds_up_on_tidy_pages(schools: int) -> None:
    pages = read(samples.grant(schools, parts=4, seed=schools))
    start = next(number for number, page in enumerate(pages) if page[0].startswith("Bijlage"))
    *rows, (last, totals) = table(pages[start:], 5)
    assert (len(rows), last) == (schools, "Totaal")
    assert totals == [sum(column) for column in zip(*(amounts for _, amounts in rows), strict=True)]
    assert [sum(amounts[:4]) for _, amounts in rows] == [amounts[4] for _, amounts in rows]
    assert faults(pages) == []


@pytest.mark.parametrize("schools", [1, 20, 60])
def test_letter_concept_on_every_page(schools: int) -> None:
    reader = pypdf.PdfReader(BytesIO(pdf.render(samples.html(samples.grant(schools)))))
    assert all("CONCEPT" in page.extract_text().splitlines() for page in reader.pages)


def test_letter_final_is_no_concept() -> None:
    reader = pypdf.PdfReader(BytesIO(pdf.render(samples.html(samples.final(20)))))
    assert not any("concept" in page.extract_text().lower() for page in reader.pages)


def test_letter_reference_and_page_on_every_page() -> None:
    reader = pypdf.PdfReader(BytesIO(pdf.render(samples.html(samples.grant(60)))))
    texts = [page.extract_text() for page in reader.pages]
    assert [f"Bladzijde {n} van 5" in text for n, text in enumerate(texts, 1)] == [True] * 5
    assert all("Kenmerk KOPO-2026-001" in text for text in texts)


def test_letter_with_long_names_keeps_every_word() -> None:
    board = replace(samples.grant().board, name=samples.LONG_NAME)
    rows = [replace(row, name=samples.LONG_NAME) for row in samples.grant(4).rows]
    text = " ".join(
        line for page in read(samples.grant(4, board=board, rows=rows)) for line in page
    )
    assert text.count("Maasdriel en Zaltbommel") == 2 + 4


def test_letter_with_one_long_word_stays_on_the_page() -> None:
    word = "Scholengemeenschapsoverkoepelingsbestuursvergaderingsnotulenarchief" * 2
    board = replace(samples.grant().board, name=word)
    rows = [replace(row, name=word) for row in samples.grant(2).rows]
    reader = pypdf.PdfReader(
        BytesIO(pdf.render(samples.html(samples.grant(2, board=board, rows=rows))))
    )
    text = "".join(page.extract_text() for page in reader.pages)
    assert re.sub(r"\s", "", text).count(word) == 2 + 2


def test_letter_metadata() -> None:
    reader = pypdf.PdfReader(BytesIO(pdf.render(samples.html(samples.grant()))))
    assert reader.metadata == {
        "/Producer": "WeasyPrint 70.0",
        "/Title": "Beschikking KOPO-2026-001: subsidieverlening kwaliteitscoördinator 2026–2027",
        "/Author": "Compas073",
        "/Subject": "Subsidieverlening kwaliteitscoördinator, schooljaar 2026–2027",
    }


def test_letter_embeds_only_the_letter_font() -> None:
    reader = pypdf.PdfReader(BytesIO(pdf.render(samples.html(samples.grant(20, parts=3)))))
    names = {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names == {"Soepele-Brief", "Soepele-Brief-Semi-Bold"}


@pytest.mark.parametrize("schools", [1, 2, 5, 12, 13, 33, 60])
@pytest.mark.parametrize("kind", ["amendment", "withdrawal"])
def test_letter_that_changes_adds_up_on_tidy_pages(kind: str, schools: int) -> None:
    pages = read(samples.change(schools, kind=kind))
    *rows, (last, totals) = table(pages, 2)
    assert (len(rows), last) == (schools, "Totaal")
    assert totals == [sum(column) for column in zip(*(amounts for _, amounts in rows), strict=True)]
    assert faults(pages) == []


@pytest.mark.parametrize("schools", [1, 11, 40])
def test_settlement_adds_up_on_tidy_pages(schools: int) -> None:
    pages = read(samples.settlement(schools))
    *rows, (last, (total,)) = table(pages, 1)
    assert (len(rows), last, total) == (schools, "Totaal", sum(amount for _, (amount,) in rows))
    assert faults(pages) == []


@pytest.mark.parametrize("schools", [1, 2, 3, 10, 20])
def test_standard_letter_with_a_schedule_on_tidy_pages(schools: int) -> None:
    plain = samples.grant(schools)
    schedule = samples.instalments(plain)
    pages = read(samples.grant(schools, regime="standard", instalments=schedule))
    assert faults(pages) == []
    assert [line for page in pages for line in page if line.startswith("Betaalschema")] != []


def test_letter_keeps_dates_and_names_on_one_line() -> None:
    lines = [line for page in read(samples.final(3, regime="standard")) for line in page]
    assert [line for line in lines if line.endswith(("’s-", "2026–", "1 augustus"))] == []


@pytest.mark.parametrize("parts", [1, 5])
def test_letter_with_a_logo_shows_it_on_the_first_page_only(parts: int) -> None:
    town = replace(samples.MUNICIPALITY, logo=samples.LOGO)
    plain, branded = samples.grant(2, parts=parts), samples.grant(2, parts=parts, municipality=town)
    assert next(iter(read(branded)))[0].startswith("Compas073, voor onderwijs")
    assert len(read(branded)) == len(read(plain))
