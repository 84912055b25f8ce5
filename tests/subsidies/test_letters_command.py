"""`manage.py letters`: files of every kind and state, the same the second time, and the check."""

import hashlib
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from partners.models import SchoolBoard
from partners.states import Role
from subsidies.management.commands import letters as command
from subsidies.models import DecisionLetter, LetterPdf, SubsidyYear
from subsidies.rendering import render_letter
from subsidies.states import LetterState, RenderState
from tests.factories.issued import SENT_AT, send, sign
from tests.factories.partners import IssuerMandateFactory, make_actor
from tests.factories.subsidies import AT, make_letters, make_municipality

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def made() -> list[DecisionLetter]:
    """Return three drafts with their PDFs, so that the command needs no worker."""
    municipality = make_municipality(boards=3, schools=3)
    IssuerMandateFactory(municipality=municipality)
    letters = make_letters(municipality)
    for letter in letters:
        render_letter(letter_id=letter.pk, at=AT)
    return [DecisionLetter.objects.get(pk=letter.pk) for letter in letters]


def run(year: SubsidyYear, *arguments: str) -> tuple[int, Any]:
    """Run the command with --json; returns the exit code and the JSON."""
    out, code = StringIO(), 0
    given = [year.label, "--municipality", year.municipality.key, "--json", *arguments]
    try:
        call_command("letters", *given, stdout=out, stderr=StringIO())
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(out.getvalue())


def stored(letter: DecisionLetter) -> bytes:
    return bytes(LetterPdf.objects.get(letter=letter).content)


def everything() -> list[Any]:
    rows = DecisionLetter.objects.order_by("pk").values()
    return [list(rows), sorted((pdf.pk, bytes(pdf.content)) for pdf in LetterPdf.objects.all())]


def test_letters_a_second_time_changes_no_letter_no_pdf_and_no_file(
    made: list[DecisionLetter], tmp_path: Path
) -> None:
    year = made[0].year
    before = everything()
    first = run(year, "--out", str(tmp_path))
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert run(year, "--out", str(tmp_path)) == first
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == files
    assert everything() == before


def test_letters_writes_signed_and_sent_letters_as_they_are(
    made: list[DecisionLetter], tmp_path: Path
) -> None:
    sign(made[0], stored(made[0]))
    send(made[1], stored(made[1]))
    code, answer = run(made[0].year, "--out", str(tmp_path))
    assert (code, answer["letters"], answer["unchanged"]) == (0, 3, 3)
    found = [hashlib.sha256(Path(row["file"]).read_bytes()).hexdigest() for row in answer["files"]]
    assert found == [row["sha256"] for row in answer["files"]]


def test_letters_leaves_out_what_was_cancelled(made: list[DecisionLetter]) -> None:
    user = make_actor(Role.GEM, made[0].year.municipality).user
    DecisionLetter.objects.filter(pk=made[2].pk).update(
        state=LetterState.CANCELLED, cancelled_at=SENT_AT, cancelled_by=user
    )
    code, answer = run(made[0].year, "--check")
    assert (code, answer["letters"], answer["checked"]) == (0, 2, 3)
    assert made[2].reference not in {row["reference"] for row in answer["files"]}


def test_letters_with_check_looks_at_every_state(made: list[DecisionLetter]) -> None:
    year, user = made[0].year, make_actor(Role.GEM, made[0].year.municipality).user
    sign(made[0], stored(made[0]))
    LetterPdf.objects.filter(letter=made[1]).update(content=stored(made[1]) + b" ")
    send(made[1], stored(made[1]))
    DecisionLetter.objects.filter(pk=made[2].pk).update(
        state=LetterState.CANCELLED, cancelled_at=SENT_AT, cancelled_by=user, sha256="0" * 64
    )
    code, answer = run(year, "--check")
    assert (code, [error["message"] for error in answer["errors"]]) == (
        1,
        [f"{letter.reference} geeft nu een andere pdf." for letter in made[1:]],
    )


def test_letters_with_check_saves_nothing(made: list[DecisionLetter]) -> None:
    before = everything()
    assert run(made[0].year, "--check")[0] == 0
    assert everything() == before


def test_letters_with_check_reads_a_few_at_a_time(
    made: list[DecisionLetter],
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(command, "CHUNK", 2)
    year = made[0].year
    with django_assert_num_queries(3):  # which ones, and twice a few of them
        assert command.Command()._check(year) == (3, [])


def test_letters_to_a_board_without_an_address_are_made(tmp_path: Path) -> None:
    municipality = make_municipality(boards=1, schools=1)
    SchoolBoard.objects.update(street="", house_number="", postcode="", city="")
    letter = make_letters(municipality)[0]
    render_letter(letter_id=letter.pk, at=AT)
    code, answer = run(letter.year, "--out", str(tmp_path))
    assert (code, [path.name for path in tmp_path.iterdir()]) == (0, [f"{letter.reference}.pdf"])
    assert answer["files"][0]["pages"] > 0


def test_letters_names_a_letter_that_was_set_aside(made: list[DecisionLetter]) -> None:
    sign(made[0], stored(made[0]))
    DecisionLetter.objects.filter(pk=made[0].pk).update(
        render_state=RenderState.FAILED, sha256="", pages=0, render_error="Het logo ontbreekt."
    )
    code, answer = run(made[0].year)
    assert (code, answer["failed"], len(answer["files"])) == (1, 1, 2)
    assert answer["errors"] == [{"message": f"{made[0].reference}: Het logo ontbreekt."}]
