"""What a register looks like: its columns, how to recognise it, and what each cell must be."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from partners.register_files import (
    CONTROL,
    Fault,
    RegisterError,
    at_line,
    read_lines,
    refuse,
)

CODE = (re.compile(r"[0-9][0-9][A-Z]{2}[0-9][0-9]"), "hier horen zes tekens zoals 03PW00")
BOARD = (re.compile(r"[0-9]{5}"), "hier horen vijf cijfers zoals 74049")
MUNICIPALITY = (re.compile(r"[0-9]{4}"), "hier hoort een gemeentecode van vier cijfers")
POSTCODE = (re.compile(r"([0-9]{4} ?[A-Za-z]{2})?"), "hier hoort een postcode zoals 5211 CC")
FILLED = (re.compile(r"(?s).*\S.*"), "vul een naam in")


@dataclass(frozen=True)
class Column:
    """A column: the names it goes by in the headers seen, and what its cells hold."""

    names: tuple[str, ...]
    rule: tuple[re.Pattern[str], str] | None = None
    max_length: int = 200
    is_optional: bool = False


@dataclass(frozen=True)
class Layout:
    """A register: what it is called, the columns that give it away, and those we read.

    A name in `marks` that ends in `*` stands for any column that starts like it.
    """

    title: str
    marks: tuple[str, ...]
    columns: Mapping[str, Column]

    def fits(self, header: Iterable[str]) -> bool:
        """Say whether a header has all columns that give this register away."""
        names = list(header)
        return all(
            any(n.startswith(mark[:-1]) if mark.endswith("*") else n == mark for n in names)
            for mark in self.marks
        )


# Registers that people mix up, the most particular header first. Ours are added by name.
OTHERS = (
    Layout("het leerlingenoverzicht van DUO (06. Historisch overzicht)", ("LEERLINGEN_*",), {}),
    Layout("de eindscores van DUO", ("PRIKDATUM_SCORES",), {}),
    Layout("de leerlingen per leeftijd van DUO", ("LEEFTIJD*",), {}),
    Layout("de leerlingen per gewicht van DUO", ("GEWICHT_*",), {}),
    Layout("het landelijk register kinderopvang (LRK)", ("LRK_ID", "TYPE_OKO"), {}),
    Layout("een bewerking van het LRK, niet het register zelf", ("LRK NUMMER",), {}),
    Layout("de hoofdvestigingen van DUO (01)", ("INSTELLINGSNAAM", "GEMEENTENUMMER"), {}),
    Layout("het register van schoolvestigingen van DUO (02)", ("VESTIGINGSNAAM", "POSTCODE"), {}),
    Layout("de lijst van bevoegde gezagen van DUO (05)", ("BEVOEGD GEZAG NAAM",), {}),
    Layout("een bewerkte lijst van schoolbesturen", ("KVK", "HERKOMST"), {}),
    Layout("ons eigen bestand met een cijfer per school", ("VESTIGINGSCODE", "AANTAL"), {}),
)


@dataclass(frozen=True)
class Row:
    """One record of a register; `values` holds the cells of the present columns, stripped."""

    line: int
    values: dict[str, str]


def read_rows(raw: bytes, name: str, layouts: Iterable[Layout]) -> Iterator[Row]:
    """Yield the records of a register that fits one of the layouts, in the order of the file.

    Raises: RegisterError: no csv, another register, a column that is missing or stands twice.
    """
    lines = read_lines(raw, name)
    header = next(lines, None)
    if header is None:
        refuse(name, 1, _("hier staat niets: kies een ander bestand"))
    names = [cell.strip().upper() for cell in header.cells]
    wanted = list(layouts)
    layout = next((one for one in wanted if one.fits(names)), None)
    if layout is None:
        _refuse_other_register(names, wanted, name)
    places = _places(names, layout or wanted[0], name, header.number)
    for line in lines:
        yield Row(line.number, {field: line.cells[at].strip() for field, at in places.items()})


def _refuse_other_register(names: list[str], wanted: list[Layout], name: str) -> None:
    """Say which register this seems to be, when it is one we know. Raises: RegisterError."""
    titles = {layout.title for layout in wanted}
    seems = next((one for one in OTHERS if one.fits(names)), None)
    if seems is not None and seems.title not in titles:
        refuse(
            name,
            1,
            _("dit lijkt %(found)s; hier hoort %(wanted)s")
            % {"found": seems.title, "wanted": wanted[0].title},
        )


def _places(names: list[str], layout: Layout, name: str, line: int) -> dict[str, int]:
    """Return the place of each field. Raises: RegisterError: a column is missing or double."""
    places = {}
    for field, column in layout.columns.items():
        found = [place for place, cell in enumerate(names) if cell in column.names]
        if len(found) > 1:
            double = names[found[1]]
            refuse(name, line, _("deze kolom staat er twee keer in"), column=double)
        if found:
            places[field] = found[0]
        elif not column.is_optional:
            refuse(
                name,
                line,
                _("deze kolom ontbreekt; hier hoort %s") % layout.title,
                column=column.names[0],
            )
    return places


def faults_in(row: Row, columns: Mapping[str, Column], name: str) -> list[Fault]:
    """Return what is wrong in one row."""
    faults = []
    for field, value in row.values.items():
        column = columns[field]
        if CONTROL.search(value):
            problem = _("hier staat een onzichtbaar teken; haal het weg")
        elif len(value) > column.max_length:
            problem = _("deze waarde is te lang: ten hoogste %d tekens") % column.max_length
        elif column.rule and not column.rule[0].fullmatch(value):
            problem = _(column.rule[1])
        else:
            continue
        shown = CONTROL.sub("�", value)
        faults.append(at_line(name, row.line, problem, column=column.names[0], value=shown))
    return faults


def doubles_in(rows: Iterable[Row], field: str, column: str, name: str) -> list[Fault]:
    """Return a fault for each row whose key stood on an earlier line."""
    first: dict[str, int] = {}
    faults = []
    for row in rows:
        key = row.values[field]
        if key in first:
            problem = _("%(code)s staat ook op regel %(line)d") % {"code": key, "line": first[key]}
            faults.append(at_line(name, row.line, problem, column=column, value=key))
        first.setdefault(key, row.line)
    return faults


def refuse_faults(faults: list[Fault]) -> None:
    """Refuse the file when anything is wrong; the sentence is that of the first place.

    Raises: RegisterError.
    """
    if faults:
        ordered = sorted(faults, key=lambda fault: fault.line)
        raise RegisterError(ordered[0].message, ordered)


def postcode(value: str) -> str:
    """Return a postcode as the tables keep it: `5211 CC`."""
    bare = value.replace(" ", "").upper()
    return f"{bare[:4]} {bare[4:]}" if len(bare) == 6 else value
