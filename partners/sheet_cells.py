"""The cells of a sheet, read in a process of their own; knows neither Django nor the product.

calamine reads what openpyxl refuses, but it is compiled: a file that is broken in the right way can
end the process that reads it. So a web worker never reads a workbook itself.

Run as: python -m partners.sheet_cells SHEET < file.xlsx; prints JSON, a list of rows of texts.
"""

import io
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, WorksheetNotFound

NO_SUCH_SHEET = 3
MAX_SECONDS, MAX_MEMORY = 60, 2 * 1024**3
COMMAND = (sys.executable, "-m", "partners.sheet_cells")
ROOT = Path(__file__).resolve().parent.parent


class UnreadableError(Exception):
    """The workbook cannot be read; whoever read it is gone."""


class NoSuchSheetError(Exception):
    """The workbook has no sheet of that name."""


def read_apart(raw: bytes, sheet: str) -> list[list[str]]:
    """Return the cells of a sheet as texts, read by a process that may break.

    Raises: NoSuchSheetError, UnreadableError: it ended badly, or within a minute not at all.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; the sheet is ours too
            [*COMMAND, sheet],
            cwd=ROOT,
            input=raw,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError from error
    if done.returncode == NO_SUCH_SHEET:
        raise NoSuchSheetError
    if done.returncode:
        raise UnreadableError
    cells: list[list[str]] = json.loads(done.stdout)
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
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    try:
        cells = cells_of(sys.stdin.buffer.read(), sys.argv[1])
    except WorksheetNotFound:
        return NO_SUCH_SHEET
    sys.stdout.write(json.dumps(cells))
    return 0


if __name__ == "__main__":
    sys.exit(main())
