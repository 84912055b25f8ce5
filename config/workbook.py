"""Workbooks (xlsx) whose amounts are real numbers, and text is never run as a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed mark, so that the same content gives the same bytes
MAX_NAME = 31  # what a spreadsheet allows for the name of a sheet


class Cell(Enum):
    """What a column holds: its number format and width in characters."""

    TEXT = ("@", 16)
    NAME = ("@", 42)
    COUNT = ("#,##0.##", 14)
    EURO = ("#,##0.00", 16)
    HOURS = ("#,##0.00", 12)

    @property
    def number_format(self) -> str:
        """Return the format of the cells."""
        return str(self.value[0])

    @property
    def width(self) -> int:
        """Return the width of the column."""
        return int(self.value[1])


@dataclass(frozen=True)
class Column:
    """One column: its head, and what it holds."""

    title: str
    cell: Cell = Cell.TEXT


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines of text, then a table with its head frozen, then a row of totals."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    intro: Sequence[str] = ()
    totals: Sequence[Any] = field(default=())


def workbook(sheets: Sequence[Sheet], *, title: str, author: str) -> bytes:
    """Return the bytes of a workbook; the same content gives the same bytes."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title, "author": author, "created": MADE})
        for sheet in sheets:
            _write(book, sheet)
    return out.getvalue()


def workbook_response(filename: str, content: bytes) -> HttpResponse:
    """Return a workbook as a download."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _write(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name[:MAX_NAME])
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    formats = {cell: book.add_format({"num_format": cell.number_format}) for cell in Cell}
    bold = {cell: book.add_format({"num_format": cell.number_format, "bold": True, "top": 1})
            for cell in Cell}  # fmt: skip
    line = 0
    for line, text in enumerate(sheet.intro, 1):
        page.write_string(line - 1, 0, text)
    start = line + 1 if sheet.intro else 0
    for place, column in enumerate(sheet.columns):
        page.write_string(start, place, column.title, head)
        page.set_column(place, place, column.cell.width)
    number = start
    for number, row in enumerate(sheet.rows, start + 1):
        _write_row(page, number, row, sheet.columns, formats)
    if sheet.totals:
        _write_row(page, number + 1, sheet.totals, sheet.columns, bold)
    page.freeze_panes(start + 1, 0)
    page.autofilter(start, 0, max(number, start), len(sheet.columns) - 1)


def _write_row(
    page: Any, number: int, row: Sequence[Any], columns: Sequence[Column], formats: dict[Cell, Any]
) -> None:
    for place, (value, column) in enumerate(zip(row, columns, strict=True)):
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            page.write_number(number, place, float(value), formats[column.cell])
        elif value is not None and value != "":
            page.write_string(number, place, str(value), formats[column.cell])
