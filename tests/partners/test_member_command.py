"""The command `member`: one JSON object, exit codes, and the one-time link."""

import json
from typing import Any

import pytest
from django.test import Client

from partners.management.commands.member import Command
from partners.models import AuditEntry, Membership, User
from partners.states import Role
from tests.factories.partners import (
    ChildcareLocationFactory,
    ChildcareOrganisationFactory,
    LetterIssuerFactory,
    MembershipFactory,
    MunicipalityFactory,
    SchoolBoardFactory,
    SchoolFactory,
    UserFactory,
)
from tests.partners.cast import TODAY, run_command

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    return run_command(Command(), "member", *words)


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any, str]:
    """Run it with --json; return exit code, the object and what stands on stderr."""
    code = run(*words, "--json")
    out, err = capsys.readouterr()
    return code, json.loads(out), err


@pytest.fixture
def at_school() -> tuple[str, ...]:
    SchoolFactory(key="13WW00", name="De Wilg")
    return ("noor@example.org", "--role", "qc", "--organisation", "13WW00")


def test_new_person_gets_role_and_link(
    at_school: tuple[str, ...], capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.BASE_URL = "https://overgang.example"
    code, data, err = run_json(
        capsys,
        *at_school,
        "--name",
        "Noor Zomerdijk",
        "--from",
        "2026-08-01",
        "--until",
        "2030-07-31",
    )
    link = data.pop("link")
    assert (code, err) == (0, "")
    assert data == {
        "email": "noor@example.org",
        "login_name": None,
        "role": "qc",
        "organisation": "13WW00",
        "from": "2026-08-01",
        "until": "2030-07-31",
        "created": True,
        "user_created": True,
    }
    assert link.startswith("https://overgang.example/account/wachtwoord/kiezen/")
    assert User.objects.get().name == "Noor Zomerdijk"


def test_link_sets_a_password(
    at_school: tuple[str, ...], capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    _code, data, _err = run_json(capsys, *at_school)
    page = client.get("/" + data["link"].split("/", 3)[3], follow=True)
    assert "Je logt straks in als" in page.content.decode()


def test_again_changes_nothing_and_links_again(
    at_school: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    run_json(capsys, *at_school)
    code, data, _err = run_json(capsys, *at_school)
    assert (code, data["created"], data["user_created"]) == (0, False, False)
    assert data["link"] is not None
    assert (Membership.objects.count(), User.objects.count()) == (1, 1)


def test_again_with_another_last_day_is_refused(
    at_school: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    run(*at_school)
    capsys.readouterr()
    code, data, err = run_json(capsys, *at_school, "--until", "2099-01-01")
    assert (code, "al in deze periode" in err) == (1, True)
    assert [e["message"] for e in data["errors"]] == [err.strip()]
    assert Membership.objects.get().valid_until is None


def test_person_with_password_gets_no_link(
    at_school: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    UserFactory(email="noor@example.org")
    _code, data, _err = run_json(capsys, *at_school)
    assert (data["link"], data["user_created"]) == (None, False)


def test_summary_for_people_holds_the_link(
    at_school: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*at_school) == 0
    out = capsys.readouterr().out
    assert "noor@example.org heeft nu de rol kwaliteitscoördinator (qc) bij De Wilg." in out
    assert "/account/wachtwoord/kiezen/" in out


def test_person_without_address_is_named_by_login_name(
    at_school: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    _code, data, _err = run_json(capsys, "groep-blauw", *at_school[1:])
    assert (data["email"], data["login_name"]) == (None, "groep-blauw")


@pytest.mark.parametrize(
    ("factory", "key", "role"),
    [
        (MunicipalityFactory, "0796", Role.GEM),
        (SchoolBoardFactory, "74049", Role.BRD),
        (SchoolFactory, "13WW00", Role.TEA),
        (ChildcareLocationFactory, "123456789", Role.KOC),
        (ChildcareOrganisationFactory, "87654321", Role.KCC),
        (LetterIssuerFactory, "issuer:compas073", Role.ISS),
    ],
)
def test_key_finds_each_kind(
    factory: Any, key: str, role: Role, capsys: pytest.CaptureFixture[str]
) -> None:
    factory(key=key)
    code, data, _err = run_json(
        capsys, "noor@example.org", "--role", role.value, "--organisation", key.lower()
    )
    assert (code, data["organisation"], data["role"]) == (0, key, role)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            ("noor@example.org", "--role", "qc", "--organisation", "99XX00"),
            "Er is geen organisatie",
        ),
        (("noor@", "--role", "qc", "--organisation", "13WW00"), "geen e-mailadres"),
        (("noor@example.org", "--role", "gem", "--organisation", "13WW00"), "bestaat niet bij"),
        (
            (
                "noor@example.org",
                "--role",
                "qc",
                "--organisation",
                "13WW00",
                "--until",
                "2020-01-01",
            ),
            "laatste dag",
        ),
    ],
)
def test_refused_input_saves_nothing_and_says_why(
    at_school: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    text: str,
) -> None:
    code, data, err = run_json(capsys, *words)
    assert (code, text in err) == (1, True)
    assert text in data["errors"][0]["message"]
    assert not User.objects.exists()


def test_forbidden_combination_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    school = SchoolFactory(key="13WW00")
    officer = MembershipFactory(role=Role.GEM, organisation=school.municipality.organisation)
    code, _data, err = run_json(
        capsys, officer.user.email, "--role", "qc", "--organisation", "13WW00"
    )
    assert (code, "Wie voor de gemeente werkt" in err) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("noor@example.org",),
        ("noor@example.org", "--role", "baas", "--organisation", "13WW00"),
        ("noor@example.org", "--role", "qc", "--organisation", "13WW00", "--from", "1 mei"),
    ],
)
def test_wrong_usage_exits_2(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == 2
    assert "manage.py member" in capsys.readouterr().err


def test_grant_is_logged_as_the_system(
    at_school: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    run(*at_school)
    entry = AuditEntry.objects.get(action="member.granted")
    assert (entry.user, entry.role) == (None, "")


def test_today_is_the_first_day_by_default(
    at_school: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *moment: TODAY)
    _code, data, _err = run_json(capsys, *at_school)
    assert data["from"] == TODAY.isoformat()
