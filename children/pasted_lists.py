"""A list of children as it was pasted or uploaded: any delimiter, encoding or order of columns.

Nothing is kept: a list goes back to the page that sent it, as text with the same line numbers,
until somebody confirms it.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from children import column_words
from config import citizen_numbers
from partners.refusals import RefusedError
from partners.register_files import STRANGERS, RegisterError, is_workbook
from partners.workbooks import read_sheet

MAX_BYTES, MAX_LINES, MAX_COLUMNS = 2_000_000, 1_000, 60
MAX_CELLS = 100_000  # characters of a line: the csv reader refuses longer ones
DELIMITERS = ("\t", ";", "|", ",")  # the first of those that fit equally well
UNICODE_16 = (b"\xff\xfe", b"\xfe\xff")
# Controls, signs without width and signs that turn the direction: none belongs in a name.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
DATE = re.compile(r"\d{1,4}[-/. ](?:\d{1,2}|[A-Za-z]{3,9}\.?)[-/. ]\d{2,4}(?:[ T]00:00(?::00)?)?")
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
OTHER_MONTHS = {"maa": 3, "mar": 3, "may": 5, "oct": 10}


Rows = list[tuple[int, list[str]]]  # the cells of each record, and where it starts


class ListError(RefusedError):
    """What was pasted or uploaded is no list that can be read; nothing was kept of it."""


@dataclass(frozen=True)
class Line:
    """One record: the line of the list on which it starts, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PastedList:
    """The words above the columns and the records below; `has_header`: the words were given."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    header_line: int
    has_header: bool

    def as_text(self, passed_over: Collection[int] = ()) -> str:
        """Return the list as text that reads back the same, on the same line numbers.

        Args: passed_over: places of columns that are not read in; a BSN in them does not go along.
        """
        rows: dict[int, Iterable[str]] = {
            line.number: [
                "" if place in passed_over and any(citizen_numbers.found_in(cell)) else cell
                for place, cell in enumerate(line.cells)
            ]
            for line in self.lines
        }
        if self.has_header:
            rows[self.header_line] = self.header
        out = io.StringIO()
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        for number in range(1, max(rows) + 1):
            writer.writerow(rows.get(number, ()))
        return out.getvalue()


def read_file(raw: bytes) -> PastedList:
    """Return the list in a file: a workbook of Excel, or text in any usual encoding.

    Raises: ListError.
    """
    if len(raw) > MAX_BYTES:
        raise ListError(_("Dit bestand is groter dan 2 MB: plak alleen de lijst van kinderen."))
    if is_workbook(raw):
        return _list(_sheet(raw))
    return read_text(_decode(raw))


def read_text(text: str) -> PastedList:
    """Return the list in a text. Raises: ListError."""
    if len(text) > MAX_BYTES:
        raise ListError(_("Deze lijst is te lang: plak ten hoogste duizend kinderen tegelijk."))
    clean = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not clean.strip():
        raise ListError(_("Plak een lijst met kinderen, of kies een bestand."))
    return _list(max((_split(clean, each) for each in DELIMITERS), key=_evenness))


def as_date(text: str) -> date | None:
    """Return the day that a cell means, day before month; None for anything else."""
    parts = re.split(r"[-/. ]+", text.strip())
    if not DATE.fullmatch(text.strip()) or len(parts) < len(("day", "month", "year")):
        return None
    year, month, day = _in_order(parts)
    number = int(month) if month.isdecimal() else _month(month)
    try:
        return date(int(year) if len(year) > len("26") else 2000 + int(year), number, int(day))
    except ValueError:
        return None


def _in_order(parts: list[str]) -> tuple[str, str, str]:
    """Return year, month and day; a year of four digits may stand first."""
    first, month, last = parts[0], parts[1], parts[2].split("T")[0]
    return (first, month, last) if len(first) == len("2026") else (last, month, first)


def _month(word: str) -> int:
    start = word[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else OTHER_MONTHS.get(start, 0)


def _sheet(raw: bytes) -> Rows:
    try:
        return [(each.number, each.cells) for each in read_sheet(raw, "lijst.xlsx", "")]
    except RegisterError as error:
        text = _("Dit Excel-bestand is niet te lezen: kopieer de cellen in Excel en plak ze hier.")
        raise ListError(text) from error


def _decode(raw: bytes) -> str:
    """Return the text of a file. Raises: ListError: another kind of file, or no text at all."""
    if raw.startswith(UNICODE_16):
        return raw.decode("utf-16", errors="replace")
    for beginning, words in STRANGERS:
        if raw.lstrip().startswith(beginning):
            text = _("Dit is %s: sla de lijst op als csv of .xlsx, of plak hem hier.")
            raise ListError(text % words)
    if b"\x00" in raw:
        raise ListError(_("Dit bestand is geen tekst: sla de lijst op als csv of .xlsx."))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _split(text: str, delimiter: str) -> Rows:
    """Return the records with the lines on which they start; odd quotes are ordinary signs."""
    lines = io.StringIO(text, newline="")
    try:
        return _records(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        plain = [line[:MAX_CELLS] for line in text.split("\n")]
        return _records(csv.reader(plain, delimiter=delimiter, quoting=csv.QUOTE_NONE))


def _records(reader: Any) -> Rows:
    found, start = [], 1
    for cells in reader:
        found.append((start, cells))
        start = reader.line_num + 1
    return found


def _evenness(rows: Rows) -> tuple[int, int]:
    """Return how well a delimiter fits: how many records are as wide as the widest usual one."""
    widths = [len(cells) for _number, cells in rows if len(cells) > 1]
    usual = max(set(widths), key=widths.count, default=1)
    return (widths.count(usual), usual)


def _list(rows: Rows) -> PastedList:
    """Return header and records; lines above the header with one word in them are passed over.

    Raises: ListError.
    """
    filled = [Line(number, cells) for number, row in rows if any(cells := _cells(row))]
    while len(filled) > 1 and _width(filled[0]) == 1 < _width(filled[1]):
        filled = filled[1:]
    if not filled or max(map(_width, filled)) == 1:
        raise ListError(
            _("We zien maar één kolom: plak ook de geboortedata, met een tab of ; ertussen.")
        )
    first = filled[0].cells
    has_header = not any(map(as_date, first)) and column_words.is_header(first)
    width = len(first) if has_header else max(len(line.cells) for line in filled)
    lines = filled[1:] if has_header else filled
    if width > MAX_COLUMNS:
        raise ListError(_("Deze lijst heeft te veel kolommen: plak alleen wat hier nodig is."))
    if not lines:
        raise ListError(_("Onder de kolomnamen staat nog geen kind: plak de hele lijst."))
    if len(lines) > MAX_LINES:
        text = _("Deze lijst heeft %d regels: lees ten hoogste duizend kinderen tegelijk in.")
        raise ListError(text % len(lines))
    header = _names(first if has_header else (), width)
    padded = tuple(Line(each.number, _padded(each.cells, width)) for each in lines)
    return PastedList(header, padded, filled[0].number, has_header)


def _cells(row: Iterable[str]) -> tuple[str, ...]:
    """Return the cells with single spaces, without empty ones at the end."""
    cells = [" ".join(UNSEEN.sub("", cell).split()) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _width(line: Line) -> int:
    return sum(bool(cell) for cell in line.cells)


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells + ("",) * (width - len(cells))


def _names(given: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Return a name for each column, no two the same."""
    names: list[str] = []
    for place, word in enumerate(_padded(given, width), 1):
        name, count = word[:60] or _("kolom %d") % place, 2
        while name in names:
            name, count = f"{word[:50]} {count}", count + 1
        names.append(name)
    return tuple(names)
