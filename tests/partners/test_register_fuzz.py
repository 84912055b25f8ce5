"""Real registers with something broken: an import says what, or reads on; nothing in between.

A mutation changes bytes, fields, lines, cells or the encoding. Reading and checking is pure and
gets ten thousand of them; the database, where half an import would show, gets a few hundred.
Workbooks are read in a process of their own, which one of them may break (`SheetReader`).
"""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partners import duo, lrk, sheet_cells
from partners.board_import import import_boards
from partners.childcare_import import import_childcare
from partners.models import AuditEntry, Organisation, RegisterChange
from partners.register_files import RegisterError
from partners.school_import import import_schools
from partners.workbooks import read_sheet
from subsidies.figure_files import read_figures, value_of
from subsidies.figure_import import import_figures
from subsidies.models import SchoolFigure
from subsidies.states import FigureKind
from tests.factories.partners import MunicipalityFactory, SchoolBoardFactory, SchoolFactory
from tests.partners.sheet_reader import SheetReader
from tests.partners.test_board_import import classic
from tests.partners.test_childcare_import import lrk as childcare
from tests.partners.test_workbooks import written
from tests.registers import PUPILS, SCHOOLS, SCORES

AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
CELLS = (
    b"", b" ", b"0", b"-1", b"<5", b"1e9", b"NaN", b"0796", b"13WW00", b"\x00", b"\x92t", b"\x81",
    "é".encode(), b'"', b'""', b"x" * 300, b"\x85", b"\r", b"99999999999999", b"=1+1",
    "٣٤".encode(), b"31-12-9999", b"00-00-0000", b"Ja", b"\xef\xbb\xbf", b"5211\xa0CC",
)  # fmt: skip
AT_ONCE = 20
BOARD_LIST = classic({}, {"BEVOEGD GEZAG NUMMER": "41672"}, {"BEVOEGD GEZAG NUMMER": "40706"})
LRK_LIST = childcare(*({"lrk_id": f"{1000 + n}"} for n in range(8)))
SCORE_DAY, PUPIL_DAY = date(2019, 10, 1), date(2025, 10, 1)


def parts_of(raw: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook with the first rows of the real one."""
    rows: list[list[object]] = [list(line.cells) for line in read_sheet(raw, "x.xlsx", "Tabel 1")]
    for row in rows[5:]:
        row[1:] = [float(str(cell)) if str(cell)[:1].isdigit() else cell for cell in row[1:]]
    with zipfile.ZipFile(io.BytesIO(written(rows[:16]))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


PARTS = parts_of(SCORES)


@pytest.fixture(autouse=True, scope="module")
def _reader() -> Iterator[None]:
    """Read the workbooks in one process that stays."""
    reader = SheetReader()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet_cells, "read_apart", reader.read_apart)
        yield
    reader.close()


def read_schools(raw: bytes) -> None:
    for row in duo.read_schools(raw, "x.csv"):
        duo.faults_of(row, "x.csv")


def read_boards(raw: bytes) -> None:
    for row in duo.read_boards(raw, "x.csv"):
        duo.board_faults_of(row, "x.csv")


def read_childcare(raw: bytes) -> None:
    for row in lrk.read_childcare(raw, "x.csv"):
        if not lrk.faults_of(row, "x.csv"):
            lrk.split_address(row.values["address"])


def read_pupils(raw: bytes) -> None:
    rows, _faults = read_figures(raw, "x.csv", kind=FigureKind.PUPILS, day=PUPIL_DAY)
    for row in rows:
        value_of(row, FigureKind.PUPILS, "x.csv")


def read_scores(raw: bytes) -> None:
    rows, _faults = read_figures(raw, "x.xlsx", kind=FigureKind.SCORE, day=SCORE_DAY)
    for row in rows:
        value_of(row, FigureKind.SCORE, "x.xlsx")


def bring_pupils(**more: Any) -> Any:
    return import_figures(kind=FigureKind.PUPILS, day=PUPIL_DAY, **more)


def bring_scores(**more: Any) -> Any:
    return import_figures(kind=FigureKind.SCORE, day=SCORE_DAY, **more)


@dataclass(frozen=True)
class Register:
    """A sound file, how it is read, and how it is brought in."""

    name: str
    raw: bytes = field(repr=False)
    read: Callable[[bytes], None]
    bring: Callable[..., Any]

    def __str__(self) -> str:
        return self.name


REGISTERS = [
    Register("x.csv", SCHOOLS, read_schools, import_schools),
    Register("boards.csv", BOARD_LIST, read_boards, import_boards),
    Register("lrk.csv", LRK_LIST, read_childcare, import_childcare),
    Register("pupils.csv", PUPILS, read_pupils, bring_pupils),
    Register("scores.xlsx", SCORES, read_scores, bring_scores),
]


def mutate(raw: bytes, dice: random.Random) -> bytes:
    """Return the file with one to three things broken; of a workbook also what is inside."""
    if raw[:2] == b"PK":
        return flip(raw, dice) if dice.random() < 0.2 else mutate_inside(dice)
    for _ in range(dice.randint(1, 3)):
        raw = dice.choice(MUTATIONS)(raw, dice) or b" "
    return raw


def mutate_inside(dice: random.Random) -> bytes:
    """Return a small workbook of real rows, one of its parts broken."""
    out = io.BytesIO()
    broken = dice.choice(list(PARTS))
    with zipfile.ZipFile(out, "w") as packed:
        for name, body in PARTS.items():
            packed.writestr(name, break_xml(body, dice) if name == broken else body)
    return out.getvalue()


def break_xml(body: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 4)):
        at, size = dice.randrange(len(body)), dice.randint(0, 30)
        new = dice.choice([b"", body[at : at + size], dice.choice(CELLS), b"<", b'"', b"7"])
        body = body[:at] + new + body[at + dice.choice([0, size]) :] or b" "
    return body


def flip(raw: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(raw))
    return raw[:place] + bytes([dice.randrange(256)]) + raw[place + 1 :]


def cut(raw: bytes, dice: random.Random) -> bytes:
    return raw[: dice.randrange(len(raw))]


def change_cell(raw: bytes, dice: random.Random) -> bytes:
    return _in_line(
        raw, dice, lambda cells, at: [*cells[:at], dice.choice(CELLS), *cells[at + 1 :]]
    )


def drop_field(raw: bytes, dice: random.Random) -> bytes:
    return _in_line(raw, dice, lambda cells, at: cells[:at] + cells[at + 1 :])


def double_field(raw: bytes, dice: random.Random) -> bytes:
    return _in_line(raw, dice, lambda cells, at: cells[: at + 1] + cells[at:])


def double_line(raw: bytes, dice: random.Random) -> bytes:
    lines = raw.split(b"\r\n")
    at = dice.randrange(len(lines))
    return b"\r\n".join(lines[: at + 1] + lines[at:])


def drop_line(raw: bytes, dice: random.Random) -> bytes:
    lines = raw.split(b"\r\n")
    at = dice.randrange(len(lines))
    return b"\r\n".join(lines[:at] + lines[at + 1 :])


def recode(raw: bytes, dice: random.Random) -> bytes:
    text = raw.decode(dice.choice(["cp1252", "latin-1", "utf-8"]), "replace")
    return text.encode(dice.choice(["utf-8", "utf-8-sig", "utf-16", "latin-1"]), "replace")


def _in_line(
    raw: bytes, dice: random.Random, change: Callable[[list[bytes], int], list[bytes]]
) -> bytes:
    lines = raw.split(b"\r\n")
    at = dice.randrange(len(lines))
    cells = lines[at].split(b";")
    lines[at] = b";".join(change(cells, dice.randrange(len(cells))))
    return b"\r\n".join(lines)


MUTATIONS = (flip, cut, change_cell, drop_field, double_field, double_line, drop_line, recode)


def check_read(register: Register, seed: int) -> None:
    """Read a broken file: it goes, or it is refused in words; anything else fails the test."""
    try:
        register.read(mutate(register.raw, random.Random(seed)))  # noqa: S311 - a fixture
    except RegisterError as error:
        told = (str(error), error.faults)
    else:
        told = ("read", [True])
    assert all(told)


@pytest.mark.parametrize("register", REGISTERS, ids=str)
@settings(max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_reading_a_broken_register_reads_or_refuses(register: Register, seed: int) -> None:
    check_read(register, seed)


@pytest.mark.slow
@pytest.mark.parametrize("register", REGISTERS, ids=str)
@settings(
    max_examples=10_000 // AT_ONCE,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(seed=st.integers(0, 2**64))
def test_reading_ten_thousand_broken_registers_reads_or_refuses(
    register: Register, seed: int
) -> None:
    for step in range(AT_ONCE):  # hypothesis itself costs more than a mutation
        check_read(register, seed + step)


def state() -> tuple[Any, ...]:
    """Return everything that an import may write."""
    tables = (Organisation, RegisterChange, SchoolFigure)
    return tuple(list(table.objects.order_by("pk").values()) for table in tables)


def check_bring(register: Register, seed: int) -> None:
    """Bring a broken file in: all of it and a line in the log, or nothing at all."""
    raw = mutate(register.raw, random.Random(seed))  # noqa: S311 - a fixture
    before, logged = state(), AuditEntry.objects.count()
    with transaction.atomic():
        try:
            result = register.bring(
                raw=raw, name=register.name, municipality="0796", by=None, at=AT
            )
        except RegisterError:
            assert state() == before
            assert AuditEntry.objects.count() == logged
        else:
            assert result.changes
            # a place's first schools bring its school holidays too, with a line of their own
            lines = AuditEntry.objects.exclude(action="school_holidays.loaded")
            assert lines.count() == logged + 1
        transaction.set_rollback(True)


@pytest.fixture
def _town() -> None:
    town = MunicipalityFactory(key="0796")
    for number, code in enumerate(["13WW00", "03JH00", "01PD00"]):
        board = SchoolBoardFactory(key=["74049", "41672", "40706"][number])
        SchoolFactory(key=code, municipality=town, board=board)


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.usefixtures("_town")
@pytest.mark.parametrize("register", REGISTERS, ids=str)
@settings(
    max_examples=200,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_bringing_a_broken_register_in_saves_all_or_nothing(register: Register, seed: int) -> None:
    check_bring(register, seed)
