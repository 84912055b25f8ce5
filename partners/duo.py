"""Reading DUO's registers of primary schools: locations (02) and school boards (05, 06).

Source of the layouts: DUO Open Onderwijsdata, with the headers of 2020-2021 and of 2026, in the
dialects `;` with Windows-1252 and `,` with UTF-8; the list of boards in both dialects, and as a
list that others derived from it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from partners.register_files import Fault
from partners.register_layouts import (
    BOARD,
    CODE,
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

POSTAL = "CORRESPONDENTIEADRES"
ADDRESS = {
    "street": Column(("STRAATNAAM",)),
    "house_number": Column(("HUISNUMMER-TOEVOEGING",), max_length=40),
    "postcode": Column(("POSTCODE",), POSTCODE),
    "city": Column(("PLAATSNAAM",), max_length=100),
}
POSTAL_ADDRESS = {
    "postal_street": Column((f"STRAATNAAM {POSTAL}",)),
    "postal_house_number": Column((f"HUISNUMMER-TOEVOEGING {POSTAL}",), max_length=40),
    "postal_postcode": Column((f"POSTCODE {POSTAL}",), POSTCODE),
    "postal_city": Column((f"PLAATSNAAM {POSTAL}",), max_length=100),
}
SCHOOLS = Layout(
    title="het register van schoolvestigingen van DUO (02)",
    marks=("VESTIGINGSNAAM", "POSTCODE"),
    columns={
        "code": Column(("VESTIGINGSCODE", "VESTIGINGSNUMMER"), CODE),
        "board_number": Column(("BEVOEGD GEZAG NUMMER",), BOARD),
        "name": Column(("VESTIGINGSNAAM",), FILLED, max_length=255),
        "municipality_code": Column(("GEMEENTENUMMER",), MUNICIPALITY),
        "municipality_name": Column(("GEMEENTENAAM",)),
        **ADDRESS,
        "denomination": Column(("DENOMINATIE",), max_length=100),
        "phone": Column(("TELEFOONNUMMER",), max_length=20),
        "website": Column(("INTERNETADRES",)),
        **POSTAL_ADDRESS,
        "holiday_region": Column(("VAKANTIEREGIO",), max_length=20, is_optional=True),
    },
)
_KVK = (re.compile(r"([0-9]{7,8})?"), "hier hoort een KvK-nummer van acht cijfers")
_NUMBER_AND_NAME = {
    "number": Column(("BEVOEGD GEZAG NUMMER",), BOARD),
    "name": Column(("BEVOEGD GEZAG NAAM",), FILLED, max_length=255),
}


def _optional(columns: dict[str, Column]) -> dict[str, Column]:
    return {
        field: Column(column.names, column.rule, column.max_length, is_optional=True)
        for field, column in columns.items()
    }


BOARDS = Layout(
    title="de lijst van bevoegde gezagen van DUO (05)",
    marks=("BEVOEGD GEZAG NAAM",),
    columns={
        **_NUMBER_AND_NAME,
        **_optional(ADDRESS),
        **_optional(POSTAL_ADDRESS),
        "kvk_number": Column(("KVK-NUMMER", "KVK NUMMER"), _KVK, is_optional=True),
    },
)
# The list as others derived it from DUO and RIO: several rows a board, one of them current.
DERIVED_BOARDS = Layout(
    title="een bewerkte lijst van schoolbesturen",
    marks=("KVK", "HERKOMST", "BEVOEGD_GEZAG"),
    columns={
        "number": Column(("BEVOEGD_GEZAG",), BOARD),
        "name": Column(("NAAM",), FILLED, max_length=255),
        "kvk_number": Column(("KVK",), _KVK),
        "origin": Column(("HERKOMST",)),
    },
)
BOARD_COLUMNS = {**DERIVED_BOARDS.columns, **BOARDS.columns}


@dataclass(frozen=True)
class SchoolRow(Row):
    """One location as the register has it; `values` holds the present columns by field."""

    @property
    def code(self) -> str:
        """Return BRIN and location number, six characters."""
        return self.values["code"]


def read_schools(raw: bytes, name: str) -> Iterator[SchoolRow]:
    """Yield the rows of a register of locations, in the order of the file.

    Raises: RegisterError: not a csv, another register, a missing column, a line with a wrong
    number of fields.
    """
    for row in read_rows(raw, name, [SCHOOLS]):
        values = row.values
        values["municipality_code"] = values["municipality_code"].zfill(4)
        for field in ("postcode", "postal_postcode"):
            values[field] = postcode(values[field])
        yield SchoolRow(row.line, values)


def faults_of(row: SchoolRow, name: str) -> list[Fault]:
    """Return what is wrong in one row."""
    return faults_in(row, SCHOOLS.columns, name)


def read_boards(raw: bytes, name: str) -> Iterator[Row]:
    """Yield the boards of a list, in the order of the file; of a derived list the current names.

    The postal address stands in the fields of the address, where the list has a whole one; a
    KvK number that lost its zero has it again.

    Raises: RegisterError, as `read_schools`.
    """
    for row in read_rows(raw, name, [BOARDS, DERIVED_BOARDS]):
        values = row.values
        if values.get("origin", "besturenlijst") != "besturenlijst":
            continue
        for field in ADDRESS:
            values.setdefault(field, "")
        parts = {field: values.get(f"postal_{field}", "") for field in ADDRESS}
        if all(parts[field] for field in ("street", "postcode", "city")):
            values.update(parts)
        values["postcode"] = postcode(values["postcode"])
        if len(values.setdefault("kvk_number", "")) == 7:
            values["kvk_number"] = values["kvk_number"].zfill(8)
        yield row


def board_faults_of(row: Row, name: str) -> list[Fault]:
    """Return what is wrong in one row of a list of boards."""
    return faults_in(row, BOARD_COLUMNS, name)
