"""Reading figures per school: DUO's pupil history, the scores of CBS, and our own two columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from partners.register_files import Fault, Line, RegisterError, at_line, is_workbook, refuse, unpack
from partners.register_layouts import CODE, Column, Layout, faults_in, read_rows
from partners.workbooks import read_sheet
from subsidies.states import FigureKind

WHOLE = frozenset({FigureKind.PUPILS, FigureKind.TARGET_TODDLERS, FigureKind.INFLOW})
SMALL = re.compile(r"<\s*5")
NUMBER = re.compile(r"(?:€\s*)?([0-9]{1,10}|[0-9]{1,3}(?:\.[0-9]{3})+(?=,))(?:[.,]([0-9]+))?")
MAX_COUNT, MAX_DIGITS = 100_000, 10
SHEET, CODE_HEAD, SCORE_HEAD = "Tabel 1", "School (BRIN vestiging)", "Achterstandsscore"
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
TITLE_DATE = re.compile(rf"([0-9]{{1,2}}) ({'|'.join(MONTHS)}) ([0-9]{{4}})")
HISTORY_TITLE = "het leerlingenoverzicht van DUO (06. Historisch overzicht)"
OWN = Layout(
    title="een bestand met de kolommen vestigingscode en aantal",
    marks=("VESTIGINGSCODE", "AANTAL"),
    columns={"code": Column(("VESTIGINGSCODE",), CODE), "value": Column(("AANTAL",))},
)


@dataclass(frozen=True)
class FigureRow:
    """One figure as a file gives it.

    `municipality` is the code that the file names, or empty. `is_own` marks our own file, which
    somebody made for these schools: there an unknown school is a fault.
    """

    line: int
    code: str
    text: str
    column: str
    municipality: str = ""
    is_own: bool = False


def pupil_history(year: int) -> Layout:
    """Return the layout of DUO's pupil history, with the column of one year."""
    return Layout(
        title=HISTORY_TITLE,
        marks=("VESTIGINGSCODE", "LEERLINGEN_*"),
        columns={
            "code": Column(("VESTIGINGSCODE",), CODE),
            "municipality": Column(
                ("GEMEENTECODE_VESTIGING",),
                (re.compile(r"[0-9]{1,4}"), "hier hoort een gemeentecode zoals 796"),
            ),
            "value": Column((f"LEERLINGEN_{year}",)),
        },
    )


def read_figures(
    raw: bytes, name: str, *, kind: FigureKind, day: date
) -> tuple[list[FigureRow], list[Fault]]:
    """Return the figures of a file and what is wrong with their codes.

    Raises: RegisterError: no register of this kind, another reference date, a broken file.
    """
    raw = unpack(raw, name)
    if is_workbook(raw):
        if kind != FigureKind.SCORE:
            raise RegisterError(
                _("%s is een Excel-bestand: sla het op als csv met vestigingscode en aantal.")
                % name
            )
        return list(_scores(read_sheet(raw, name, SHEET), name, day)), []
    layouts = [OWN]
    if kind == FigureKind.PUPILS:
        layouts = [pupil_history(day.year), OWN]
    return _from_csv(raw, name, layouts, day)


def _from_csv(
    raw: bytes, name: str, layouts: list[Layout], day: date
) -> tuple[list[FigureRow], list[Fault]]:
    rows: list[FigureRow] = []
    faults: list[Fault] = []
    for row in read_rows(raw, name, layouts):
        is_own = "municipality" not in row.values
        layout = OWN if is_own else layouts[0]
        if not is_own and (day.month, day.day) != (10, 1):
            problem = _("DUO telt leerlingen op 1 oktober: kies teldatum 1-10-%d") % day.year
            refuse(name, 1, problem)
        faults += faults_in(row, layout.columns, name)
        rows.append(
            FigureRow(
                line=row.line,
                code=row.values["code"],
                text=row.values["value"],
                column=layout.columns["value"].names[0],
                municipality=row.values.get("municipality", "").zfill(4) if not is_own else "",
                is_own=is_own,
            )
        )
    return rows, faults


def _scores(lines: list[Line], name: str, day: date) -> Iterator[FigureRow]:
    """Yield the scores of a sheet of CBS; rows below the table are notes.

    Raises: RegisterError: other columns, another reference date, a row without a school.
    """
    head = next((line for line in lines[:20] if line.cells[:1] == [CODE_HEAD]), None)
    if head is None or SCORE_HEAD not in head.cells:
        refuse(name, 4, _("hier horen de kolommen van het CBS: School en Achterstandsscore"))
    _refuse_other_day(lines[: head.number], name, day)
    place = head.cells.index(SCORE_HEAD)
    for line in lines[head.number :]:
        code, text = line.cells[0], line.cells[place]
        if CODE[0].fullmatch(code):
            yield FigureRow(line.number, code, _without_noise(text), SCORE_HEAD)
        elif any(re.fullmatch(r"[0-9.]+", cell) for cell in line.cells[1:]):
            refuse(name, line.number, CODE[1], column="School", value=code)


def _without_noise(text: str) -> str:
    """Return a number of a workbook without the noise of its binary form: 43.230000000000004."""
    if not re.fullmatch(r"[0-9]+\.[0-9]{7,}", text):
        return text
    exact = Decimal(text)
    rounded = exact.quantize(Decimal("0.01"))
    return str(rounded) if abs(exact - rounded) < Decimal("0.000001") else text


def _refuse_other_day(lines: list[Line], name: str, day: date) -> None:
    """Refuse scores of another day than was asked. Raises: RegisterError."""
    for line in lines:
        for cell in line.cells:
            if (match := TITLE_DATE.search(cell)) is None:
                continue
            found = (int(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
            if found != (day.year, day.month, day.day):
                problem = _(
                    "dit zijn scores van %(found)s, niet van %(asked)s: kies teldatum %(choose)s"
                ) % {
                    "found": match[0],
                    "asked": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
                    "choose": f"{found[2]}-{found[1]}-{found[0]}",
                }
                refuse(name, line.number, problem)


def value_of(row: FigureRow, kind: FigureKind, name: str) -> Decimal | Fault | None:
    """Return the number of a figure, None for `<5`, or what is wrong with it.

    Reads a point or a comma as the decimal sign; whole numbers for counts, at most two decimals
    for scores and amounts.
    """
    match = NUMBER.fullmatch(row.text)
    if kind in WHOLE:
        if SMALL.fullmatch(row.text):
            return None
        if re.fullmatch(r"[0-9]{1,6}", row.text) and int(row.text) <= MAX_COUNT:
            return Decimal(row.text)
        problem = _("hier hoort een heel getal of <5")
    elif match and len(match[2] or "") <= 2 and len(match[1].replace(".", "")) <= MAX_DIGITS:
        return Decimal(f"{match[1].replace('.', '')}.{match[2] or '0'}")
    else:
        problem = _("hier hoort een getal met ten hoogste twee decimalen, zoals 2850,00")
    return at_line(name, row.line, problem, column=row.column, value=row.text)
