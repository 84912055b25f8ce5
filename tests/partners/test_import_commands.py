"""The commands import_*: the JSON, the exit codes, and nothing saved after a refusal."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, load_command_class

from partners.models import ChildcareLocation, School, SchoolBoard
from subsidies.models import SchoolFigure
from tests.partners.cast import run_command
from tests.partners.test_board_import import classic
from tests.partners.test_childcare_import import lrk
from tests.partners.test_duo import register
from tests.registers import PUPILS, REGISTERS, SCHOOLS, SCORES

pytestmark = pytest.mark.django_db
COUNTS = ("created", "updated", "unchanged", "closed", "skipped")
APP = {"import_figures": "subsidies"}
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a way to run a command on a file; it gives the exit code and the JSON."""

    def do(name: str, raw: bytes, *words: str, file: str = "lijst.csv") -> tuple[int, Any]:
        path = tmp_path / file
        path.write_bytes(raw)
        command = load_command_class(APP.get(name, "partners"), name)
        code = run_command(command, name, str(path), "--json", *words)
        out = capsys.readouterr().out
        return code, json.loads(out) if out else {}

    return do


def counts(answer: dict[str, Any]) -> tuple[int, ...]:
    assert set(answer) == {*COUNTS, "errors"}
    return tuple(answer[name] for name in COUNTS)


def test_import_schools_prints_the_counts(run: Run) -> None:
    code, answer = run("import_schools", SCHOOLS, "--municipality", "796")
    assert (code, counts(answer), answer["errors"]) == (0, (41, 0, 0, 0, 0), [])


def test_import_schools_of_every_municipality_as_a_dry_run_saves_nothing(run: Run) -> None:
    code, answer = run("import_schools", SCHOOLS, "--municipality", "all", "--dry-run")
    assert (code, counts(answer), School.objects.count()) == (0, (41, 0, 0, 0, 0), 0)


def test_import_schools_closes_only_with_force_above_a_fifth(run: Run) -> None:
    run("import_schools", register({}, {"VESTIGINGSCODE": "01AC00"}), "--municipality", "0796")
    words = ["--municipality", "0796", "--close-missing"]
    code, answer = run("import_schools", register({}), *words)
    assert (code, "--force" in answer["errors"][0]["message"]) == (1, True)
    assert run("import_schools", register({}), *words, "--force")[0] == 0
    assert School.objects.filter(closed_on__isnull=False).count() == 1


def test_import_schools_of_a_faulty_file_prints_every_place_and_exits_1(run: Run) -> None:
    raw = register({"POSTCODE": "x"}, {"VESTIGINGSCODE": "kapot"})
    code, answer = run("import_schools", raw, "--municipality", "0796")
    places = [(e["line"], e["column"], e["value"]) for e in answer["errors"]]
    assert (code, counts(answer)) == (1, (0, 0, 0, 0, 0))
    assert places == [(2, "POSTCODE", "x"), (3, "VESTIGINGSCODE", "kapot")]


def test_import_boards_names_the_boards_of_the_schools(run: Run) -> None:
    run("import_schools", SCHOOLS, "--municipality", "0796")
    code, answer = run("import_boards", classic({}), "--municipality", "0796")
    assert (code, counts(answer)) == (0, (0, 1, 0, 0, 0))
    assert SchoolBoard.objects.get(organisation__key="74049").name == "Stichting Signum ’s"


def test_import_childcare_prints_the_counts(run: Run) -> None:
    raw = lrk({}, {"lrk_id": "1234", "type_oko": "VGO"})
    code, answer = run("import_childcare", raw, "--municipality", "0796")
    assert (code, counts(answer), ChildcareLocation.objects.count()) == (0, (1, 0, 0, 0, 1), 1)


@pytest.mark.parametrize(
    ("raw", "file", "kind", "date", "skipped"),
    [
        (PUPILS, "pupils.csv", "pupils", "2025-10-01", 26),
        (SCORES, "cbs.xlsx", "score", "2019-10-01", 2),
        (b"vestigingscode;aantal\n13WW00;2850,00\n", "eigen.csv", "granted", "2025-08-01", 0),
    ],
    ids=["pupils", "score", "own"],
)
def test_import_figures_prints_the_counts(
    run: Run, raw: bytes, file: str, kind: str, date: str, skipped: int
) -> None:
    run("import_schools", SCHOOLS, "--municipality", "0796")
    words = ["--municipality", "0796", "--kind", kind, "--date", date]
    code, answer = run("import_figures", raw, *words, file=file)
    figures = SchoolFigure.objects.count()
    assert (code, counts(answer)) == (0, (figures, 0, 0, 0, skipped))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("import_schools", ["--municipality", "Tilburg"]),
        ("import_schools", ["--municipality", "07960"]),
        ("import_figures", ["--municipality", "0796", "--kind", "pupils", "--date", "gisteren"]),
        ("import_figures", ["--municipality", "0796", "--kind", "ouders", "--date", "2025-10-01"]),
        ("import_figures", ["--municipality", "0796", "--kind", "pupils"]),
        ("import_boards", []),
    ],
)
def test_import_with_wrong_usage_is_told_so(run: Run, name: str, words: list[str]) -> None:
    try:
        code, _answer = run(name, SCHOOLS, *words)
    except CommandError as error:
        code = error.returncode
    assert code == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("import_schools", []),
        ("import_boards", []),
        ("import_childcare", []),
        ("import_figures", ["--kind", "pupils", "--date", "2025-10-01"]),
    ],
)
@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (SCORES, "Excel-bestand"),
        (b"", "is leeg"),
        (b"kop;zonder;betekenis\r\n1;2;3\r\n", "deze kolom ontbreekt"),
        (b"kop;zonder\r\n1;2;3\r\n", "3 velden in plaats van 2|deze kolom ontbreekt"),
        (b"\x81\x8d", "regel 1: byte 0x81"),
    ],
    ids=["xlsx", "empty", "foreign", "fields", "bytes"],
)
def test_import_of_a_bad_file_exits_1_with_one_sentence(
    run: Run, name: str, words: list[str], raw: bytes, sentence: str
) -> None:
    run("import_schools", SCHOOLS, "--municipality", "0796")
    before = list(School.objects.values())
    code, answer = run(name, raw, "--municipality", "0796", *words)
    [error] = answer["errors"]
    assert code == 1
    assert any(part in error["message"] for part in sentence.split("|"))
    assert error["message"].startswith("lijst.csv")
    assert list(School.objects.values()) == before


def test_registers_of_the_demo_are_the_real_ones() -> None:
    assert {path.name for path in REGISTERS.iterdir()} >= {"schools.csv", "README.md"}
