"""Reading DUO's register: both headers, both dialects, and every way a file can be wrong."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.duo import SchoolRow, faults_of, read_schools
from partners.register_files import RegisterError
from tests.registers import SCHOOLS

SHIPPED = SCHOOLS
HEADER = SHIPPED.partition(b"\r\n")[0].decode("cp1252")
CELLS = {
    "PROVINCIE": "Fryslân",
    "BEVOEGD GEZAG NUMMER": "41672",
    "VESTIGINGSCODE": "01AB00",
    "VESTIGINGSNAAM": "Kindcentrum ’t Kompas",
    "GEMEENTENUMMER": "0796",
    "GEMEENTENAAM": "S HERTOGENBOSCH",
    "POSTCODE": "5211 CC",
}


def register(*rows: dict[str, str], header: str = HEADER, encoding: str = "cp1252") -> bytes:
    names = header.split(";")
    lines = [header, *(";".join((CELLS | row).get(name, " ") for name in names) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def rows_of(raw: bytes) -> list[SchoolRow]:
    return list(read_schools(raw, "scholen.csv"))


def test_read_schools_of_the_shipped_register_gives_41_sound_rows() -> None:
    rows = rows_of(SHIPPED)
    assert len(rows) == 41
    assert [fault for row in rows for fault in faults_of(row, "schools.csv")] == []
    assert len({row.values["board_number"] for row in rows}) == 6


def test_read_schools_in_windows_1252_keeps_curly_apostrophes() -> None:
    [row] = rows_of(register({}))
    assert row.values["name"] == "Kindcentrum ’t Kompas"


def test_read_schools_in_the_portal_dialect_reads_commas_and_utf_8_with_bom() -> None:
    raw = register({}).decode("cp1252").replace(";", ",").encode("utf-8-sig")
    [row] = rows_of(raw)
    assert (row.code, row.values["name"]) == ("01AB00", "Kindcentrum ’t Kompas")


def test_read_schools_with_the_header_of_2021_reads_the_old_names() -> None:
    old = HEADER.replace("INSTELLINGSCODE", "BRIN NUMMER").replace(
        "VESTIGINGSCODE", "VESTIGINGSNUMMER"
    )
    old = old.removesuffix(";VAKANTIEREGIO")
    [row] = rows_of(register({"VESTIGINGSNUMMER": "01AB00"}, header=old))
    assert row.code == "01AB00"
    assert "holiday_region" not in row.values


def test_read_schools_takes_a_blank_cell_of_one_space_as_empty() -> None:
    [row] = rows_of(register({"INTERNETADRES": " "}))
    assert row.values["website"] == ""


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"PK\x03\x04", "Excel-bestand"),
        (b"\x00\x01\x02", "regel 1: hier staat een nulteken"),
        (b"", "is leeg"),
        (
            b"kop;zonder;betekenis\r\n1;2;3\r\n",
            "regel 1, kolom VESTIGINGSCODE: deze kolom ontbreekt",
        ),
        (HEADER.encode() + b"\r\n1;2;3\r\n", "regel 2: 3 velden in plaats van 31"),
        (register({}).replace(b"01AB00", b'"01AB00'), "regel"),
        (register({}).replace(b"CC", b"\x81\x81"), "regel 2: byte 0x81"),
        (
            register({}, header=HEADER + ";POSTCODE"),
            "regel 1, kolom POSTCODE: deze kolom staat er twee keer in",
        ),
    ],
    ids=["xlsx", "binary", "empty", "foreign", "fields", "quote", "bytes", "double"],
)
def test_read_schools_of_a_bad_file_names_the_place(raw: bytes, sentence: str) -> None:
    with pytest.raises(RegisterError, match=sentence) as caught:
        rows_of(raw)
    assert "scholen.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"VESTIGINGSCODE": "01AB0"}, "VESTIGINGSCODE"),
        ({"BEVOEGD GEZAG NUMMER": "4167"}, "BEVOEGD GEZAG NUMMER"),
        ({"VESTIGINGSNAAM": " "}, "VESTIGINGSNAAM"),
        ({"POSTCODE": "52111CC"}, "POSTCODE"),
        ({"TELEFOONNUMMER": "0" * 21}, "TELEFOONNUMMER"),
        ({"INTERNETADRES": "w" * 201}, "INTERNETADRES"),
    ],
)
def test_faults_of_row_names_line_column_and_value(cells: dict[str, str], column: str) -> None:
    [row] = rows_of(register(cells))
    [fault] = faults_of(row, "scholen.csv")
    assert (fault.line, fault.column) == (2, column)
    assert f"regel 2, kolom {column}" in fault.message


@settings(max_examples=200)
@given(place=st.integers(0, len(SHIPPED) - 1), junk=st.binary(max_size=6))
def test_read_schools_of_a_mutated_register_reads_or_refuses(place: int, junk: bytes) -> None:
    raw = SHIPPED[:place] + junk + SHIPPED[place + 1 :]
    with suppress(RegisterError):  # the one way to refuse; anything else fails the test
        for row in rows_of(raw):
            assert isinstance(faults_of(row, "x"), list)
