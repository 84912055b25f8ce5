"""Reading a sheet of an xlsx: first what the zip says, then the cells.

openpyxl refuses the workbooks of CBS (an invalid colour); calamine reads them. Before it gets to
see a file, the zip is unpacked within limits and the places of its cells are checked: a small file
can claim millions of cells.
"""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from partners import sheet_cells
from partners.register_files import MAX_BYTES, Line, RegisterError

MAX_ENTRIES, MAX_RATIO, MAX_ROWS, MAX_COLUMNS = 1_000, 200, 100_000, 1_000
CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,9})([0-9]{1,12})["']""")
MAX_CELLS, MAX_LETTERS = 500_000, 500_000_000
STRING = re.compile(rb"<(?:\w+:)?si\b")
ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["']([0-9]{1,12})["']""")


def read_sheet(raw: bytes, name: str, sheet: str) -> list[Line]:
    """Return the rows of a sheet with their numbers, each cell as text; no name: the first sheet.

    Raises: RegisterError: no workbook, damaged, too large, or without this sheet.
    """
    if not name.lower().endswith(".xlsx"):
        raise RegisterError(
            _("%s is een Excel-bestand met een andere naam: geef het de uitgang .xlsx.") % name
        )
    _check_zip(raw, name)
    try:
        rows = sheet_cells.read_apart(raw, sheet)
    except sheet_cells.NoSuchSheetError as error:
        raise RegisterError(
            _("%(file)s heeft geen blad “%(sheet)s”: kies het bestand van het register zelf.")
            % {"file": name, "sheet": sheet}
        ) from error
    except sheet_cells.UnreadableError as error:
        raise RegisterError(_damaged(name)) from error
    return [Line(number, cells) for number, cells in enumerate(rows, 1)]


def _damaged(name: str) -> str:
    return _("%s is beschadigd: haal het Excel-bestand opnieuw op.") % name


def _check_zip(raw: bytes, name: str) -> None:
    """Refuse a zip that unpacks to too much, by what it says and by what it holds.

    Raises: RegisterError.
    """
    too_large = _("%s is uitgepakt te groot: kies het bestand van het register zelf.") % name
    if len(raw) > MAX_BYTES:
        raise RegisterError(too_large)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            entries = packed.infolist()
            size = sum(entry.file_size for entry in entries)
            if (
                len(entries) > MAX_ENTRIES
                or size > MAX_BYTES
                or any(e.file_size > MAX_RATIO * max(e.compress_size, 100) for e in entries)
            ):
                raise RegisterError(too_large)
            bodies = [packed.read(entry) for entry in entries]  # refuses one that lies on its size
            if any(map(_is_too_wide, bodies)) or _is_too_heavy(bodies):
                raise RegisterError(too_large)
    except (
        zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError,
        EOFError,
    ) as error:  # fmt: skip
        raise RegisterError(_damaged(name)) from error


def _is_too_wide(body: bytes) -> bool:
    """Say whether a part of the workbook names a cell far beyond any register."""
    if any(int(match[1]) > MAX_ROWS for match in ROW.finditer(body)):
        return True
    return any(
        int(row) > MAX_ROWS or _column_number(letters) > MAX_COLUMNS
        for letters, row in CELL.findall(body)
    )


def _is_too_heavy(bodies: list[bytes]) -> bool:
    """Say whether the texts that cells share would fill the memory once each cell has its own."""
    cells = sum(len(re.findall(rb"<(?:\w+:)?c\b", body)) for body in bodies)
    longest = max((len(text) for body in bodies for text in STRING.split(body)[1:]), default=0)
    return cells > MAX_CELLS or cells * longest > MAX_LETTERS


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
