"""Reading the national register of childcare (landelijk register kinderopvang, LRK).

Source of the layout: the header of `export_opendata_lrk.csv` as several public parsers know it.
They disagree on the encoding, and it is detected. A childminder (VGO) is a person: such a row is
passed over, as are the columns on contact persons and e-mail, and the address of the holder.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from partners.register_files import Fault, at_line, read_lines
from partners.register_layouts import (
    FILLED,
    MUNICIPALITY,
    POSTCODE,
    Column,
    Layout,
    Row,
    faults_in,
    postcode,
    read_rows,
)

DAY_CARE = frozenset({"KDV", "PSZ"})
REGISTERED = "ingeschreven"
_PHONE = re.compile(r"[0-9+() -]{6,20}")
_ADDRESS = re.compile(r"(.*?[^0-9])\s+([0-9].*)")
_DATES = (
    re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
)
CHILDCARE = Layout(
    title="het landelijk register kinderopvang (LRK)",
    marks=("LRK_ID", "TYPE_OKO"),
    columns={
        "code": Column(("LRK_ID",), (re.compile(r"[0-9]{4,15}"), "hier hoort een LRK-nummer")),
        "type": Column(("TYPE_OKO",)),
        "name": Column(("ACTUELE_NAAM_OKO",), FILLED, max_length=255),
        "places": Column(
            ("AANTAL_KINDPLAATSEN",), (re.compile(r"[0-9]{0,4}"), "hier hoort een aantal plaatsen")
        ),
        "has_preschool_programme": Column(
            ("VE", "VVE"), (re.compile(r"(?i)(ja|nee|j|n)?"), "hier hoort Ja of Nee")
        ),
        "status": Column(("STATUS",)),
        "registered_on": Column(("INSCHRIJFDATUM",)),
        "address": Column(("OPVANGLOCATIE_ADRES",)),
        "postcode": Column(("OPVANGLOCATIE_POSTCODE",), POSTCODE),
        "city": Column(("OPVANGLOCATIE_WOONPLAATS",), max_length=100, is_optional=True),
        "holder_name": Column(("NAAM_HOUDER",), FILLED, max_length=255),
        "holder_kvk": Column(
            ("KVK_NUMMER_HOUDER",),
            (re.compile(r"([0-9]{7,8})?"), "hier hoort een KvK-nummer van acht cijfers"),
        ),
        "phone": Column(("CONTACT_TELEFOON",), is_optional=True),
        "website": Column(("CONTACT_WEBSITE",), is_optional=True),
        "municipality_code": Column(("CBS_CODE",), MUNICIPALITY),
        "municipality_name": Column(("VERANTWOORDELIJKE_GEMEENTE",), is_optional=True),
    },
)


def read_childcare(raw: bytes, name: str) -> Iterator[Row]:
    """Yield the rows of the register, in the order of the file, childminders included.

    Raises: RegisterError: not a csv, another register, a missing column, a wrong number of fields.
    """
    for row in read_rows(raw, name, [CHILDCARE]):
        values = {field: row.values.get(field, "") for field in CHILDCARE.columns}
        values["type"] = values["type"].upper()
        values["municipality_code"] = values["municipality_code"].zfill(4)
        values["postcode"] = postcode(values["postcode"])
        for field in ("phone", "website"):
            values[field] = values[field].strip("'’‘` ")
        if not _PHONE.fullmatch(values["phone"]):
            values["phone"] = ""  # two numbers, or a remark: not worth refusing a register for
        yield Row(row.line, values)


def without_persons(raw: bytes, name: str) -> bytes:
    """Return the register with only what is read of it, every record on its own line still.

    A file that waits for a decision is kept; names of contact persons and of childminders are not.

    Raises: RegisterError: not a csv, or a wrong number of fields.
    """
    lines = list(read_lines(raw, name))
    wanted = {column for one in CHILDCARE.columns.values() for column in one.names}
    names = [cell.strip().upper() for cell in lines[0].cells] if lines else []
    kind = names.index("TYPE_OKO") if "TYPE_OKO" in names else None
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    at_line_number = 1
    for line in lines:
        out.write("\n" * (line.number - at_line_number))
        is_read = line is lines[0] or (
            kind is not None and line.cells[kind].strip().upper() in DAY_CARE
        )
        kept = [
            cell if (is_read and names[at] in wanted) or line is lines[0] or at == kind else ""
            for at, cell in enumerate(line.cells)
        ]
        writer.writerow(kept)
        at_line_number = line.number + 1 + sum(cell.count("\n") for cell in kept)
    return out.getvalue().encode()


def faults_of(row: Row, name: str) -> list[Fault]:
    """Return what is wrong in one row."""
    faults = faults_in(row, CHILDCARE.columns, name)
    value = row.values["registered_on"]
    if value and day_of(value) is None:
        problem = _("hier hoort een datum zoals 31-12-2025")
        faults.append(at_line(name, row.line, problem, column="INSCHRIJFDATUM", value=value))
    return faults


def day_of(value: str) -> date | None:
    """Return a date of the register, written 31-12-2025 or 2025-12-31; None when it is none."""
    for pattern in _DATES:
        if match := pattern.fullmatch(value):
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                return None
    return None


def is_registered(row: Row) -> bool:
    """Say whether a location is open according to the register."""
    return row.values["status"].casefold() == REGISTERED


def split_address(address: str) -> tuple[str, str]:
    """Return street and house number: "Van Broeckhovenlaan 12 A" -> street, "12 A"."""
    match = _ADDRESS.fullmatch(address)
    return (match[1].strip(), match[2].strip()[:40]) if match else (address, "")
