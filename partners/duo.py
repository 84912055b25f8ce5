"""Reading DUO's register of primary school locations (vestigingen basisonderwijs).

Source of the layout: DUO Open Onderwijsdata, "02. Alle schoolvestigingen basisonderwijs", with
the headers of 2020-2021 and of 2026, in the dialects `;` with Windows-1252 and `,` with UTF-8.
"""

import csv
import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

MAX_BYTES = 50_000_000
POSTAL = "CORRESPONDENTIEADRES"
# Field of a School row -> names of the column in the headers seen; None in it: may be absent.
COLUMNS: dict[str, tuple[str | None, ...]] = {
    "code": ("VESTIGINGSCODE", "VESTIGINGSNUMMER"),
    "board_number": ("BEVOEGD GEZAG NUMMER",),
    "name": ("VESTIGINGSNAAM",),
    "municipality_code": ("GEMEENTENUMMER",),
    "municipality_name": ("GEMEENTENAAM",),
    "street": ("STRAATNAAM",),
    "house_number": ("HUISNUMMER-TOEVOEGING",),
    "postcode": ("POSTCODE",),
    "city": ("PLAATSNAAM",),
    "denomination": ("DENOMINATIE",),
    "phone": ("TELEFOONNUMMER",),
    "website": ("INTERNETADRES",),
    "postal_street": (f"STRAATNAAM {POSTAL}",),
    "postal_house_number": (f"HUISNUMMER-TOEVOEGING {POSTAL}",),
    "postal_postcode": (f"POSTCODE {POSTAL}",),
    "postal_city": (f"PLAATSNAAM {POSTAL}",),
    "holiday_region": ("VAKANTIEREGIO", None),
}
PATTERNS = {
    "code": (re.compile(r"\d\d[A-Z]{2}\d\d"), "zes tekens zoals 03PW00"),
    "board_number": (re.compile(r"\d{5}"), "vijf cijfers zoals 74049"),
    "name": (re.compile(r".{1,255}"), "een naam"),
    "postcode": (re.compile(r"(\d{4} ?[A-Z]{2})?"), "een postcode zoals 5211 CC"),
}
LENGTHS = {"house_number": 40, "postal_house_number": 40, "phone": 20, "holiday_region": 20}


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
class SchoolRow:
    """One location as the register has it; `values` holds the present columns by field."""

    line: int
    values: dict[str, str]

    @property
    def code(self) -> str:
        """Return BRIN and location number, six characters."""
        return self.values["code"]


def read_bytes(path: Path) -> bytes:
    """Return the contents of a file, unzipped when it is gzip.

    Raises: RegisterError: absent, unreadable, damaged, or above 50 MB.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if raw[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(raw)) as packed:
                raw = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or _("het is beschadigd")
        raise RegisterError(
            _("%(file)s is niet te lezen: %(why)s.") % {"file": path.name, "why": reason}
        ) from error
    if len(raw) > MAX_BYTES:
        raise RegisterError(
            _("%(file)s is groter dan 50 MB: kies het bestand van DUO zelf.") % {"file": path.name}
        )
    return raw


def decode(raw: bytes, name: str) -> str:
    """Return the text of a register: UTF-8 where that fits, else Windows-1252.

    Raises: RegisterError: a workbook, binary data, or bytes that fit neither.
    """
    if raw[:2] == b"PK":
        raise RegisterError(
            _("%s is een Excel-bestand, geen csv: sla het op als csv of kies het csv-bestand.")
            % name
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            message = _("%(file)s, regel %(line)d: byte 0x%(byte)02X hoort bij geen tekenset.") % {
                "file": name,
                "line": line,
                "byte": raw[error.start],
            }
            raise RegisterError(
                message, [Fault(line, "", f"0x{raw[error.start]:02X}", message)]
            ) from error
    if "\x00" in text:
        raise RegisterError(_("%s bevat geen tekst: kies het csv-bestand van DUO.") % name)
    return text


def read_schools(raw: bytes, name: str) -> Iterator[SchoolRow]:
    """Yield the rows of a register of locations, in the order of the file.

    Raises: RegisterError: not a csv, a missing column, a line with a wrong number of fields.
    """
    text = decode(raw, name)
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [cell.strip().upper() for cell in next(reader, [])]
        places = _places(header, name)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                message = _(
                    "%(file)s, regel %(line)d: %(found)d velden in plaats van %(wanted)d."
                ) % {
                    "file": name,
                    "line": reader.line_num,
                    "found": len(cells),
                    "wanted": len(header),
                }
                raise RegisterError(message, [Fault(reader.line_num, "", str(len(cells)), message)])
            values = {field: cells[place].strip() for field, place in places.items()}
            values["municipality_code"] = values["municipality_code"].zfill(4)
            yield SchoolRow(reader.line_num, values)
    except csv.Error as error:
        message = _("%(file)s, regel %(line)d: dit is geen geldige csv (%(why)s).") % {
            "file": name,
            "line": reader.line_num,
            "why": error,
        }
        raise RegisterError(message, [Fault(reader.line_num, "", "", message)]) from error


def _places(header: list[str], name: str) -> dict[str, int]:
    """Return the column number of each field.

    Raises: RegisterError: a column is missing or stands twice.
    """
    places = {}
    for field, names in COLUMNS.items():
        found = [place for place, cell in enumerate(header) if cell in names]
        if len(found) > 1:
            message = _("%(file)s, regel 1: kolom %(column)s staat er twee keer in.") % {
                "file": name,
                "column": header[found[1]],
            }
            raise RegisterError(message, [Fault(1, header[found[1]], "", message)])
        if found:
            places[field] = found[0]
        elif None not in names:
            message = _(
                "%(file)s, regel 1: kolom %(column)s ontbreekt. Kies het bestand "
                "“02. Alle schoolvestigingen basisonderwijs” van DUO."
            ) % {"file": name, "column": names[0]}
            raise RegisterError(message, [Fault(1, str(names[0]), "", message)])
    return places


def faults_of(row: SchoolRow, name: str) -> list[Fault]:
    """Return what is wrong in one row."""
    faults = []
    for field, value in row.values.items():
        pattern, wanted = PATTERNS.get(field, (None, ""))
        if pattern and not pattern.fullmatch(value):
            problem = _("hier hoort %s") % wanted
        elif len(value) > LENGTHS.get(field, 200 if field != "name" else 255):
            problem = _("deze waarde is te lang")
        else:
            continue
        column = str(COLUMNS[field][0])
        message = _("%(file)s, regel %(line)d, kolom %(column)s: “%(value)s”, %(problem)s.") % {
            "file": name,
            "line": row.line,
            "column": column,
            "value": value[:60],
            "problem": problem,
        }
        faults.append(Fault(row.line, column, value[:60], message))
    return faults
