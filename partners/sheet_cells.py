"""The cells of a sheet, read in a process of their own; knows neither Django nor the product.

calamine reads what openpyxl refuses, but it is compiled (`partners.apart`).

Run as: python -m partners.sheet_cells SHEET < file.xlsx; prints JSON, a list of rows of texts.
"""

import io
import json
import sys
from typing import Any

from python_calamine import CalamineWorkbook, WorksheetNotFound

from partners import apart

NO_SUCH_SHEET = 3
COMMAND = (sys.executable, "-m", "partners.sheet_cells")


class UnreadableError(Exception):
    """The workbook cannot be read; whoever read it is gone."""


class NoSuchSheetError(Exception):
    """The workbook has no sheet of that name."""


def read_apart(raw: bytes, sheet: str) -> list[list[str]]:
    """Return the cells of a sheet as texts, read by a process that may break.

    Raises: NoSuchSheetError, UnreadableError: it ended badly, or within a minute not at all.
    """
    try:
        code, written = apart.run([*COMMAND, sheet], raw, seconds=apart.MAX_SECONDS)
    except apart.BrokenOffError as error:
        raise UnreadableError from error
    if code == NO_SUCH_SHEET:
        raise NoSuchSheetError
    if code:
        raise UnreadableError
    cells: list[list[str]] = json.loads(written)
    return cells


def cells_of(raw: bytes, sheet: str) -> list[list[str]]:
    """Return the cells of a sheet as texts, empty rows too; without a name those of the first.

    Raises: WorksheetNotFound, or whatever calamine thinks of the file.
    """
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    found = workbook.get_sheet_by_name(sheet) if sheet else workbook.get_sheet_by_index(0)
    rows = found.to_python(skip_empty_area=False)
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: Any) -> str:
    """Return a cell as text; a number exactly as a reader would write it."""
    text = str(cell).strip()
    return text.removesuffix(".0") if isinstance(cell, float) else text


def main() -> int:
    """Read the sheet that the command names, within limits."""
    apart.limit()
    try:
        cells = cells_of(sys.stdin.buffer.read(), sys.argv[1])
    except WorksheetNotFound:
        return NO_SUCH_SHEET
    sys.stdout.write(json.dumps(cells))
    return 0


if __name__ == "__main__":
    sys.exit(main())
