"""Reading xlsx: the workbook of CBS, and files that only look like one."""

import io
import sys
import zipfile

import pytest
import xlsxwriter

from partners import apart, sheet_cells, workbooks
from partners.register_files import RegisterError
from partners.workbooks import read_sheet
from tests.registers import REGISTERS

SCORES = (REGISTERS / "cbs-achterstandsscores-2019.xlsx").read_bytes()
SHEET_PART = "xl/worksheets/sheet5.xml"


def repacked(part: str, body: bytes) -> bytes:
    """Return the workbook of CBS with one part replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SCORES)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, body if name == part else old.read(name))
    return out.getvalue()


def written(rows: list[list[object]], sheet: str = "Tabel 1") -> bytes:
    """Return a new workbook with these cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for number, cells in enumerate(rows):
        page.write_row(number, 0, cells)
    book.close()
    return out.getvalue()


def test_read_sheet_of_cbs_gives_numbers_of_rows_as_the_sheet_has_them() -> None:
    lines = read_sheet(SCORES, "cbs.xlsx", "Tabel 1")
    assert (lines[3].number, lines[3].cells[0]) == (4, "School (BRIN vestiging)")
    assert lines[5].cells == ["03JH00", "586", "105.03"]
    assert lines[-2].cells[0] == "Bron: CBS"


def test_read_sheet_keeps_what_looks_like_a_number_as_text() -> None:
    [line] = read_sheet(written([["12E500", 3, 0.5]]), "x.xlsx", "Tabel 1")
    assert line.cells == ["12E500", "3", "0.5"]


@pytest.mark.parametrize(
    ("raw", "name", "sentence"),
    [
        (SCORES, "cbs.csv", "geef het de uitgang .xlsx"),
        (SCORES[:9000], "x.xlsx", "is beschadigd"),
        (b"PK\x03\x04", "x.xlsx", "is beschadigd"),
        (written([["a"]], "Blad1"), "x.xlsx", "heeft geen blad “Tabel 1”"),
        (repacked(SHEET_PART, b"<worksheet><sheetData><row"), "x.xlsx", "is beschadigd"),
        (repacked(SHEET_PART, b"0" * 51_000_000), "x.xlsx", "uitgepakt te groot"),
        (repacked(SHEET_PART, b"0" * 9_000_000), "x.xlsx", "uitgepakt te groot"),
        (repacked(SHEET_PART, b'<c r="XFD1048576"/>'), "x.xlsx", "uitgepakt te groot"),
        (repacked(SHEET_PART, b"<row r='900000'/>"), "x.xlsx", "uitgepakt te groot"),
    ],
    ids=["csv", "cut", "empty", "sheet", "xml", "bomb", "ratio", "far cell", "far row"],
)
def test_read_sheet_of_a_bad_workbook_says_what(raw: bytes, name: str, sentence: str) -> None:
    with pytest.raises(RegisterError, match=sentence) as caught:
        read_sheet(raw, name, "Tabel 1")
    assert str(caught.value).startswith(name)


@pytest.mark.slow
def test_read_sheet_with_one_long_text_in_many_cells_is_refused() -> None:
    text = b"<si><t>" + bytes(range(65, 91)) * 40 + b"</t></si>"
    cells = b'<row r="1">' + b'<c r="A1" t="s"><v>0</v></c>' * 499_000 + b"</row>"
    assert workbooks._is_too_heavy([text, cells])
    assert not workbooks._is_too_heavy([text, cells[:9000]])


def test_read_sheet_of_many_ordinary_parts_stops_at_the_limit_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbooks, "MAX_BYTES", 100_000)  # its parts are 190 KB together
    with pytest.raises(RegisterError, match="uitgepakt te groot"):
        read_sheet(SCORES, "x.xlsx", "Tabel 1")


def test_read_sheet_of_too_many_parts_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(1001):
            packed.writestr(f"deel{number}", b"")
    with pytest.raises(RegisterError, match="uitgepakt te groot"):
        read_sheet(out.getvalue(), "x.xlsx", "Tabel 1")


def test_read_sheet_of_an_entry_that_lies_on_its_size_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 5000)
    lie = out.getvalue().replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(RegisterError, match="is beschadigd"):
        read_sheet(lie, "x.xlsx", "Tabel 1")


def test_read_sheet_that_breaks_its_reader_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = "import os; os.abort()"
    monkeypatch.setattr(sheet_cells, "COMMAND", (sys.executable, "-c", broken))
    with pytest.raises(RegisterError, match="is beschadigd"):
        read_sheet(SCORES, "cbs.xlsx", "Tabel 1")


def test_read_sheet_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "import time; time.sleep(60)"
    monkeypatch.setattr(sheet_cells, "COMMAND", (sys.executable, "-c", endless))
    monkeypatch.setattr(apart, "MAX_SECONDS", 0.2)
    with pytest.raises(RegisterError, match="is beschadigd"):
        read_sheet(SCORES, "cbs.xlsx", "Tabel 1")
