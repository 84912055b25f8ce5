"""The command `municipality`: a new municipality with its first administrator."""

import json
from datetime import datetime
from typing import Any

import pytest

from partners.management.commands.municipality import Command
from partners.models import (
    AuditEntry,
    Membership,
    Message,
    Module,
    Municipality,
    Organisation,
    User,
)
from partners.modules import switch_off
from partners.states import ModuleKind, Role
from tests.factories.partners import MembershipFactory, MunicipalityFactory, UserFactory
from tests.partners.cast import run_command

pytestmark = pytest.mark.django_db
TILBURG = ("0855", "--name", "Tilburg", "--admin", "noor@example.org")


def run(*words: str) -> int:
    return run_command(Command(), "municipality", *words)


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any, str]:
    """Run it with --json; return exit code, the object and what stands on stderr."""
    code = run(*words, "--json")
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_new_municipality_with_its_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    code, data, err = run_json(capsys, *TILBURG)
    link = data.pop("link")
    assert (code, err) == (0, "")
    assert data == {
        "code": "0855",
        "name": "Tilburg",
        "created": True,
        "admin": "noor@example.org",
        "admin_created": True,
    }
    assert "/account/wachtwoord/kiezen/" in link
    made = Membership.objects.get()
    assert (made.role, made.is_admin, made.organisation.key) == (Role.ADM, True, "0855")


def test_administrator_is_mailed_and_all_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    run(*TILBURG)
    assert Message.objects.get().address == "noor@example.org"
    assert Message.objects.get().municipality == Municipality.objects.get()
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert actions == {"municipality.founded", "member.granted", "module.switched_on"}


def test_new_municipality_begins_with_subsidie_and_nothing_else() -> None:
    run(*TILBURG)
    assert [(row.kind, row.municipality.key) for row in Module.objects.all()] == [
        ("subsidie", "0855")
    ]


def test_again_says_so_and_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    run(*TILBURG)
    code, data, _err = run_json_after(capsys, *TILBURG)
    assert (code, data["created"], data["admin_created"]) == (0, False, False)
    assert (Municipality.objects.count(), Membership.objects.count()) == (1, 1)


def run_json_after(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any, str]:
    capsys.readouterr()
    return run_json(capsys, *words)


def test_again_for_people_says_it_was_there(capsys: pytest.CaptureFixture[str]) -> None:
    run(*TILBURG)
    capsys.readouterr()
    assert run(*TILBURG) == 0
    out = capsys.readouterr().out
    assert "Gemeente Tilburg bestond al. noor@example.org is daar al beheerder." in out


def test_municipality_that_the_register_brought_gets_its_first_administrator(
    capsys: pytest.CaptureFixture[str],
) -> None:
    MunicipalityFactory(key="0855", name="Tilburg")
    _code, data, _err = run_json(capsys, *TILBURG)
    assert (data["created"], data["admin_created"]) == (False, True)


@pytest.mark.parametrize("name", ["'s-Hertogenbosch", "’s-Hertogenbosch", "`s-Hertogenbosch"])
def test_municipality_of_the_register_is_known_by_any_apostrophe(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    MunicipalityFactory(key="0796", name="’s-Hertogenbosch")
    code, data, _err = run_json(capsys, "0796", "--name", name, *TILBURG[3:])
    assert (code, data["name"], data["created"]) == (0, "’s-Hertogenbosch", False)


def test_municipality_without_subsidie_gets_it_unless_somebody_switched_it_off(
    at: datetime,
) -> None:
    place = MunicipalityFactory(key="0855", name="Tilburg", subsidy=None)
    assert run(*TILBURG) == 0
    assert Module.objects.get().kind == ModuleKind.SUBSIDY
    switch_off(municipality_id=place.pk, kind=ModuleKind.SUBSIDY, by=None, at=at)
    assert run(*TILBURG) == 0
    assert not Module.objects.exists()


def test_known_person_gets_no_link(capsys: pytest.CaptureFixture[str]) -> None:
    UserFactory(email="noor@example.org")
    _code, data, _err = run_json(capsys, *TILBURG)
    assert data["link"] is None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("855", *TILBURG[1:]), "geen CBS-code"),
        (("0855", "--name", " ", "--admin", "noor@example.org"), "Geef de naam"),
        (("0855", "--name", "Tilburg", "--admin", "noor@"), "geen e-mailadres"),
    ],
)
def test_refused_input_saves_nothing_and_says_why(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], text: str
) -> None:
    code, data, err = run_json(capsys, *words)
    assert (code, text in err) == (1, True)
    assert text in data["errors"][0]["message"]
    assert (Organisation.objects.count(), User.objects.count()) == (0, 0)


def test_another_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    MunicipalityFactory(key="0855", name="Tilburg")
    code, _data, err = run_json(capsys, "0855", "--name", "Breda", "--admin", "noor@example.org")
    assert (code, "heet Tilburg" in err) == (1, True)


def test_second_administrator_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    run(*TILBURG)
    code, _data, err = run_json_after(
        capsys, "0855", "--name", "Tilburg", "--admin", "bram@example.org"
    )
    assert (code, "heeft al een beheerder" in err) == (1, True)
    assert not User.objects.filter(email="bram@example.org").exists()


def test_refused_administrator_leaves_no_municipality(capsys: pytest.CaptureFixture[str]) -> None:
    MembershipFactory(user=UserFactory(email="noor@example.org", is_active=False))
    code, _data, err = run_json(capsys, *TILBURG)
    assert (code, "afgesloten" in err) == (1, True)
    assert not Organisation.objects.filter(key="0855").exists()


@pytest.mark.parametrize("words", [(), ("0855",), ("0855", "--name", "Tilburg")])
def test_wrong_usage_exits_2(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == 2
    assert "manage.py municipality" in capsys.readouterr().err
