"""Lists as people paste and upload them: any delimiter and encoding, and what is no list."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from children.pasted_lists import MAX_LINES, ListError, as_date, read_file, read_text
from tests.children import samples

HEADER = ("Voornaam", "Achternaam", "Geboren")
LEVI = ("Levi", "Waterval", "4-9-2023")


def workbook() -> bytes:
    """Return an Excel file with a title, an empty row and a real date."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Onze kinderen")
    sheet.write_row(0, 0, ["Lijst van de Vlinders"])
    sheet.write_row(2, 0, HEADER)
    sheet.write_row(3, 0, ["Levi", "Waterval"])
    sheet.write_datetime(3, 2, datetime(2023, 9, 4), book.add_format({"num_format": "d-m-yyyy"}))  # noqa: DTZ001 - a sheet has no zone
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("delimiter", ["\t", ";", ",", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_read_text_takes_every_delimiter_and_line_end(delimiter: str, ending: str) -> None:
    text = ending.join(delimiter.join(row) for row in (HEADER, LEVI))
    found = read_text(text)
    assert (found.header, [line.cells for line in found.lines]) == (HEADER, [LEVI])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_read_file_takes_every_encoding(encoding: str) -> None:
    found = read_file("Voornaam;Achternaam\nZoë;Kersentuin".encode(encoding))
    assert found.lines[0].cells == ("Zoë", "Kersentuin")


def test_read_file_takes_the_first_sheet_of_a_workbook() -> None:
    found = read_file(workbook())
    assert (found.header, found.header_line, found.lines[0].number) == (HEADER, 3, 4)
    assert as_date(found.lines[0].cells[2]) == date(2023, 9, 4)


def test_read_text_prefers_the_delimiter_that_fits_every_line() -> None:
    found = read_text("Naam;Geboren\nWaterval, Levi;4-9-2023\nAydin, Nora;5-9-2023")
    assert [line.cells[0] for line in found.lines] == ["Waterval, Levi", "Aydin, Nora"]


def test_read_text_takes_quotes_and_line_ends_in_a_cell() -> None:
    found = read_text('Voornaam\tAchternaam\n"Le\nvi"\t"van ""t Veld"\nNora\tAydin')
    assert [(line.number, line.cells) for line in found.lines] == [
        (2, ("Le vi", 'van "t Veld')),
        (4, ("Nora", "Aydin")),
    ]


def test_read_text_takes_a_quote_that_is_never_closed() -> None:
    found = read_text('Voornaam;Achternaam\n"t;Veld\nNora;Aydin')
    assert [line.cells for line in found.lines] == [('"t', "Veld"), ("Nora", "Aydin")]


def test_read_text_without_names_of_columns_begins_with_a_child() -> None:
    found = read_text("Levi;Waterval;4-9-2023\nNora;Aydin;5-9-2023;extra")
    assert (found.has_header, found.header, len(found.lines)) == (
        False,
        ("kolom 1", "kolom 2", "kolom 3", "kolom 4"),
        2,
    )


@pytest.mark.parametrize(
    "first",
    [
        "Nora Aydin;onbekend;moeder@hotmail.example",
        "Nora Aydin;4 september;06 12345678",
        "Nora Aydin;volgt nog;Groep Rood",
    ],
)
def test_read_text_takes_a_child_without_a_date_for_no_header(first: str) -> None:
    found = read_text(f"{first}\nLevi Waterval;4-9-2023;Groep Rood")
    assert (found.has_header, [line.number for line in found.lines]) == (False, [1, 2])


def test_read_text_passes_over_titles_and_empty_lines_but_counts_them() -> None:
    found = read_text("Kinderen in november\n\nVoornaam;Achternaam\n\nLevi;Waterval\n;\n")
    assert (found.header_line, [line.number for line in found.lines]) == (3, [5])


def test_read_text_drops_signs_that_nobody_sees() -> None:
    found = read_text("Voornaam;Achternaam\n\u202eLe\u200bvi\u00a0 ;Water\u00advaal")
    assert found.lines[0].cells == ("Levi", "Watervaal")


def test_read_text_gives_columns_names_of_their_own() -> None:
    assert read_text("Naam;Mail;Mail;;Mail\nLevi;a;b;c;d").header == (
        "Naam",
        "Mail",
        "Mail 2",
        "kolom 4",
        "Mail 3",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Voornaam;Geboren\n\nLevi;4-9-2023\nNora;5-9-2023;te veel",
        "Levi;4-9-2023\nNora;5-9-2023",
        'Titel\nVoornaam;Geboren\n"van ""t; Veld";4-9-2023',
    ],
)
def test_as_text_reads_back_the_same(text: str) -> None:
    found = read_text(text)
    again = read_text(found.as_text())
    assert (again.header, again.lines) == (found.header, found.lines)


@pytest.mark.privacy(12)
def test_as_text_leaves_a_bsn_out_of_columns_that_are_passed_over() -> None:
    found = read_text("Voornaam;BSN\nLevi;123456782\nNora;12345")
    assert found.as_text([1]) == "Voornaam\tBSN\nLevi\t\nNora\t12345\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Plak een lijst"),
        (" \n\t\n", "Plak een lijst"),
        ("Levi\nNora", "maar één kolom"),
        ("Voornaam;Achternaam", "nog geen kind"),
        (";".join(f"k{n}" for n in range(61)) + "\n" + ";".join("a" * 61), "te veel kolommen"),
        ("Naam;Geboren\n" + "Levi;x\n" * (MAX_LINES + 1), "1001 regels"),
        ("a" * 2_000_001, "te lang"),
    ],
)
def test_read_text_refuses_what_is_no_list(text: str, said: str) -> None:
    with pytest.raises(ListError, match=said):
        read_text(text)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "Plak een lijst"),
        (samples.report(), "een pdf"),
        (samples.photo(), "een afbeelding"),
        (b"\xd0\xcf\x11\xe0 oud", "een oud Excel-bestand"),
        (b"MZ\x00\x01 programma", "geen tekst"),
        (b"PK\x03\x04 stuk", "niet te lezen"),
        (b"a" * 2_000_001, "groter dan 2 MB"),
    ],
)
def test_read_file_refuses_what_is_no_list(raw: bytes, said: str) -> None:
    with pytest.raises(ListError, match=said):
        read_file(raw)


@pytest.mark.parametrize(
    "text",
    ["4-9-2023", "04/09/2023", "4.9.23", "4 9 2023", "2023-09-04", "4 sep 2023", "4 september 2023",
     "4-SEP-2023", "2023-09-04 00:00:00", "2023-09-04T00:00:00"],
)  # fmt: skip
def test_as_date_reads_a_day(text: str) -> None:
    assert as_date(text) == date(2023, 9, 4)


@pytest.mark.parametrize(
    "text",
    ["", "Levi", "9-13-2023", "31-2-2024", "4-9", "20230904", "4 xyz 2023", "45173", "0-0-0"],
)
def test_as_date_takes_nothing_else(text: str) -> None:
    assert as_date(text) is None
