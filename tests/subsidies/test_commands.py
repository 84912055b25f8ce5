"""The commands of years and letters: their JSON, their exit codes, and what a refusal leaves."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from partners.states import Role
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.rendering import render_letter
from subsidies.states import RenderState, YearState
from tests.factories.partners import make_actor
from tests.factories.subsidies import AT, make_established, make_letters, make_municipality

pytestmark = pytest.mark.django_db


def run(name: str, *arguments: str, **options: Any) -> tuple[int, Any, str]:
    """Run a command with --json; returns exit code, JSON and stderr."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command(name, *arguments, "--json", stdout=out, stderr=err, **options)
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(out.getvalue()), err.getvalue()


@pytest.fixture
def key(tmp_path: Path) -> str:
    file = tmp_path / "KEY.json"
    file.write_text('{"components": [{"kind": "fixed", "amount": "2850.00"}], "minimum": null}')
    return str(file)


def fill_in(code: str, key: str, *more: str) -> tuple[int, Any, str]:
    given = ["--budget", "118400.00", "--hourly-rate", "68.40", "--key", key]
    return run("subsidy_year", "2026-2027", "--municipality", code, *given, *more)


def test_subsidy_year_makes_a_draft_and_says_what_it_divides(key: str) -> None:
    municipality = make_municipality(schools=3)
    code, answer, _err = fill_in(municipality.key, key)
    assert (code, answer["state"], answer["schools"]) == (0, "draft", 3)
    assert (answer["budget"], answer["total"], answer["remainder"]) == (
        "118400.00",
        "8550.00",
        "109850.00",
    )


def test_subsidy_year_establishes_as_a_policy_officer_and_again_says_the_same(key: str) -> None:
    municipality = make_municipality()
    officer = make_actor(Role.GEM, municipality)
    more = ["--establish", "--by", str(officer.user.email)]
    first = fill_in(municipality.key, key, *more)
    assert first[:1] == (0,)
    assert fill_in(municipality.key, key, *more) == first
    assert SubsidyYear.objects.get().established_by == officer.user


@pytest.mark.parametrize("role", [Role.ADM, Role.SIG, Role.DPO])
def test_subsidy_year_established_by_another_role_is_refused(role: Role, key: str) -> None:
    municipality = make_municipality()
    actor = make_actor(role, municipality)
    code, answer, err = fill_in(municipality.key, key, "--establish", "--by", str(actor.user.email))
    assert (code, "geen rol gem" in err) == (1, True)
    assert answer["errors"][0]["message"] in err
    assert not SubsidyYear.objects.exists()


def test_subsidy_year_of_an_officer_elsewhere_is_refused(key: str) -> None:
    officer = make_actor(Role.GEM)
    code, _answer, err = fill_in(
        make_municipality().key, key, "--establish", "--by", str(officer.user.email)
    )
    assert (code, "geen rol gem" in err) == (1, True)


def test_subsidy_year_with_establish_needs_somebody(key: str) -> None:
    with pytest.raises(CommandError) as caught:
        fill_in(make_municipality().key, key, "--establish")
    assert caught.value.returncode == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "KEY.json, regel 1: dit is geen geldige JSON"),
        ("[]", "geen lijst"),
        ('{"components": [{"kind": "per_pupil", "share": "100"}]}', "Onderdeel 1: date ontbreekt"),
        ('{"components": [{"kind": "fixed", "amount": "999999.00"}]}', "meer dan het budget"),
    ],
)
def test_subsidy_year_with_a_bad_key_is_refused_and_saves_nothing(
    key: str, text: str, sentence: str
) -> None:
    Path(key).write_text(text)
    code, answer, err = fill_in(make_municipality().key, key)
    assert (code, sentence in err) == (1, True)
    assert sentence in answer["errors"][0]["message"]
    assert not SubsidyYear.objects.exists()


@pytest.mark.parametrize("budget", ["0", "-1", "1.234", "veel"])
def test_subsidy_year_with_a_bad_budget_is_refused(key: str, budget: str) -> None:
    municipality = make_municipality()
    code, _answer, err = run(
        "subsidy_year", "2026-2027", "--municipality", municipality.key,
        f"--budget={budget}", "--hourly-rate", "68.40", "--key", key,
    )  # fmt: skip
    assert (code, "Budget" in err) == (1, True)


def test_subsidy_year_that_is_new_names_what_is_missing() -> None:
    code, _answer, err = run("subsidy_year", "2026-2027", "--municipality", make_municipality().key)
    assert (code, err.strip()) == (
        1,
        "2026-2027 is nieuw: geef ook --budget en --hourly-rate en --key.",
    )


@pytest.mark.parametrize("name", ["subsidy_year", "allocate", "letters"])
def test_command_of_an_unknown_municipality_is_refused(name: str) -> None:
    code, _answer, err = run(name, "2026-2027", "--municipality", "1234")
    assert (code, "Gemeente 1234 is er niet" in err) == (1, True)


@pytest.mark.parametrize("name", ["subsidy_year", "allocate", "letters"])
def test_command_of_something_else_than_a_school_year_is_wrong_usage(name: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(name, "2026", "--municipality", "0796")
    assert caught.value.returncode == 2


def test_allocate_prints_every_school_with_strings_of_two_decimals() -> None:
    municipality = make_municipality(boards=1, schools=2)
    make_established(municipality)
    code, answer, _err = run("allocate", "2026-2027", "--municipality", municipality.key)
    assert (code, answer["total"], answer["remainder"]) == (0, "5000.00", "5000.00")
    assert set(answer["schools"][0]) == {
        "code", "name", "board", "amount", "hours", "components",
    }  # fmt: skip
    assert (answer["schools"][0]["amount"], answer["schools"][0]["hours"]) == ("2500.00", "36.55")


def test_allocate_of_a_year_that_is_not_there_is_refused() -> None:
    municipality = make_municipality()
    code, _answer, err = run("allocate", "2026-2027", "--municipality", municipality.key)
    assert (code, "heeft nog geen jaar 2026-2027" in err) == (1, True)


def test_letters_of_a_draft_year_is_refused(key: str) -> None:
    municipality = make_municipality()
    fill_in(municipality.key, key)
    code, _answer, err = run("letters", "2026-2027", "--municipality", municipality.key)
    assert (code, "nog niet vastgesteld" in err) == (1, True)
    assert not DecisionLetter.objects.exists()


def test_letters_into_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    municipality = make_municipality()
    make_established(municipality)
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "out"
    code, _answer, err = run(
        "letters", "2026-2027", "--municipality", municipality.key, "--out", str(folder)
    )
    assert (code, "is niet te beschrijven" in err) == (1, True)
    assert not DecisionLetter.objects.exists()


@pytest.fixture
def made() -> list[DecisionLetter]:
    """Return letters whose PDFs are done, so that the command needs no worker."""
    letters = make_letters(make_municipality(boards=2, schools=2))
    for letter in letters:
        render_letter(letter_id=letter.pk, at=AT)
    return letters


@pytest.mark.slow
def test_letters_again_writes_the_unchanged_files(
    made: list[DecisionLetter], tmp_path: Path
) -> None:
    code, answer, _err = run(
        "letters", "2026-2027", "--municipality", made[0].year.municipality.key,
        "--out", str(tmp_path),
    )  # fmt: skip
    assert (code, answer["letters"], answer["rendered"], answer["unchanged"]) == (0, 2, 0, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "KOPO-2026-001.pdf",
        "KOPO-2026-002.pdf",
    ]
    assert answer["files"][0]["amount"] == "2500.00"


@pytest.mark.slow
def test_letters_with_check_names_a_letter_that_differs(made: list[DecisionLetter]) -> None:
    arguments = ["2026-2027", "--municipality", made[0].year.municipality.key, "--check"]
    assert run("letters", *arguments)[0] == 0
    DecisionLetter.objects.filter(pk=made[1].pk).update(sha256="0" * 64)
    code, answer, err = run("letters", *arguments)
    assert (code, err.strip()) == (1, "KOPO-2026-002 geeft nu een andere pdf.")
    assert [error["message"] for error in answer["errors"]] == [err.strip()]


@pytest.mark.slow
def test_letters_with_a_failed_letter_exits_with_its_reason(made: list[DecisionLetter]) -> None:
    DecisionLetter.objects.filter(pk=made[0].pk).update(
        render_state=RenderState.FAILED, sha256="", pages=0, render_error="Het logo ontbreekt."
    )
    code, answer, err = run(
        "letters", "2026-2027", "--municipality", made[0].year.municipality.key, "--check"
    )
    assert (code, answer["failed"]) == (1, 1)
    assert "KOPO-2026-001: Het logo ontbreekt." in err


def test_state_of_the_year_in_json_is_the_stored_value(key: str) -> None:
    municipality = make_municipality()
    officer = make_actor(Role.GEM, municipality)
    _code, answer, _err = fill_in(
        municipality.key, key, "--establish", "--by", str(officer.user.email)
    )
    assert answer["state"] == YearState.ESTABLISHED
