"""Turning the bytes of a register into rows with their line numbers, or one clear sentence.

Knows csv in both dialects of the registers (`;` with Windows-1252, `,` with UTF-8 and BOM), plain
or gzipped; `partners/workbooks.py` reads xlsx. What a row means is for the layouts.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from django.utils.translation import gettext as _

MAX_BYTES = 50_000_000
LINE_TOO_LONG = 131_072
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# What a file starts with when it is no register at all.
STRANGERS = (
    (b"\xd0\xcf\x11\xe0", "een oud Excel-bestand (.xls)"),
    (b"%PDF", "een pdf"),
    (b"\xff\xfe", "tekst in UTF-16"),
    (b"\xfe\xff", "tekst in UTF-16"),
    (b"\x89PNG", "een afbeelding"),
    (b"\xff\xd8\xff", "een afbeelding"),
    (b"{\\rtf", "een Word-bestand"),
    (b"<", "een webpagina"),
)


@dataclass(frozen=True)
class Fault:
    """A place in a file and what is wrong there."""

    line: int
    column: str
    value: str
    message: str

    def as_dict(self) -> dict[str, str | int]:
        """Return the fault as the commands print it."""
        return {
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "message": self.message,
        }


class RegisterError(Exception):
    """A file that cannot be used; `faults` names the places, the message is one sentence."""

    def __init__(self, message: str, faults: list[Fault] | None = None) -> None:
        """Keep the sentence and the places."""
        super().__init__(message)
        self.faults = faults or [Fault(0, "", "", message)]


@dataclass(frozen=True)
class Line:
    """The cells of one record, and the line of the file on which it starts."""

    number: int
    cells: list[str]


def at_line(name: str, line: int, problem: str, *, column: str = "", value: str = "") -> Fault:
    """Return a fault with a sentence that names file, line and, where known, column and value."""
    where = _("%(file)s, regel %(line)d") % {"file": name, "line": line}
    if column:
        where += _(", kolom %s") % column
    shown = f"“{value[:60]}”, " if value else ""
    return Fault(line, column, value[:60], f"{where}: {shown}{problem}.")


def refuse(name: str, line: int, problem: str, *, column: str = "", value: str = "") -> NoReturn:
    """Refuse a whole file for one place in it.

    Raises: RegisterError.
    """
    fault = at_line(name, line, problem, column=column, value=value)
    raise RegisterError(fault.message, [fault])


def read_path(path: Path) -> bytes:
    """Return the contents of a file, at most one byte above 50 MB.

    Raises: RegisterError: absent or unreadable.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        why = error.strerror or _("het is beschadigd")
        raise RegisterError(
            _("%(file)s is niet te lezen: %(why)s.") % {"file": path.name, "why": why}
        ) from error


def unpack(raw: bytes, name: str) -> bytes:
    """Return the contents, unzipped when it is gzip.

    Raises: RegisterError: damaged, empty, or above 50 MB before or after unzipping.
    """
    if raw[:2] == b"\x1f\x8b" and len(raw) <= MAX_BYTES:
        try:
            with gzip.open(io.BytesIO(raw)) as packed:
                raw = packed.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise RegisterError(
                _("%s is niet te lezen: het is beschadigd. Haal het opnieuw op.") % name
            ) from error
    if len(raw) > MAX_BYTES:
        raise RegisterError(
            _("%s is groter dan 50 MB: kies het bestand van het register zelf.") % name
        )
    if not raw.strip():
        raise RegisterError(_("%s is leeg: kies een ander bestand.") % name)
    return raw


def is_workbook(raw: bytes) -> bool:
    """Say whether these are the bytes of an xlsx (a zip file)."""
    return raw[:4] == b"PK\x03\x04" or raw[:4] == b"PK\x05\x06"


def decode(raw: bytes, name: str) -> str:
    """Return the text of a csv: UTF-8 where that fits, else Windows-1252, a BOM stripped.

    Raises: RegisterError: a workbook or another kind of file, or bytes that fit no encoding.
    """
    _refuse_strangers(raw, name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        body = raw.removeprefix(b"\xef\xbb\xbf")  # one export puts a BOM before Latin text
        try:
            text = body.decode("cp1252")
        except UnicodeDecodeError as error:
            line = _line_of(body, error.start)
            byte = f"0x{body[error.start]:02X}"
            fault = at_line(name, line, _("byte %s hoort bij geen tekenset") % byte)
            raise RegisterError(fault.message, [Fault(line, "", byte, fault.message)]) from error
    if "\x00" in text:
        line = _line_of(raw, raw.index(b"\x00"))
        refuse(name, line, _("hier staat een nulteken, dit is geen tekst: kies het csv-bestand"))
    return text


def _line_of(raw: bytes, place: int) -> int:
    return raw.count(b"\n", 0, place) + 1


def _refuse_strangers(raw: bytes, name: str) -> None:
    """Refuse what is no csv, by what it is. Raises: RegisterError."""
    if raw[:2] == b"PK":
        raise RegisterError(
            _("%s is een Excel-bestand, geen csv: sla het op als csv of kies het csv-bestand.")
            % name
        )
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:8]
    for beginning, words in STRANGERS:
        if raw.startswith(beginning) or start.startswith(beginning):
            raise RegisterError(
                _("%(file)s is %(what)s, geen csv: kies het csv-bestand.")
                % {"file": name, "what": words}
            )
    if name.lower().endswith((".xlsx", ".xls")):
        raise RegisterError(
            _("%s heet als een Excel-bestand, maar is het niet: is het een csv, noem het dan .csv.")
            % name
        )


def read_lines(raw: bytes, name: str) -> Iterator[Line]:
    """Yield the records of a csv with the line on which each starts, the header first.

    Every record has as many cells as the header; lines with only blanks are passed over.

    Raises: RegisterError: no csv, or a record with another number of fields.
    """
    text = decode(unpack(raw, name), name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width, start = 0, 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            _refuse_csv(error, name, start, delimiter)
        if any(cell.strip() for cell in cells):
            width = width or len(cells)
            if len(cells) != width:
                problem = _("%(found)d velden in plaats van %(wanted)d") % {
                    "found": len(cells),
                    "wanted": width,
                }
                fault = at_line(name, start, problem)
                raise RegisterError(
                    fault.message, [Fault(start, "", str(len(cells)), fault.message)]
                )
            yield Line(start, cells)
        start = reader.line_num + 1


def _refuse_csv(error: csv.Error, name: str, line: int, delimiter: str) -> NoReturn:
    """Say in Dutch what the csv reader found. Raises: RegisterError."""
    why = str(error)
    if "unexpected end" in why:
        problem = _("een aanhalingsteken wordt niet gesloten")
    elif "expected after" in why:
        problem = _("na een gesloten aanhalingsteken hoort een “%s”") % delimiter
    elif "field larger" in why:
        problem = _("een veld is langer dan %d tekens; sluit een aanhalingsteken") % LINE_TOO_LONG
    else:
        problem = _("dit is geen geldige csv")
    refuse(name, line, problem)
