"""Every invariant of doctor: broken once, and found."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from children.models import ConsentQuestion
from children.states import ConsentAct, ConsentScope
from config import invariants
from dossier.models import ObservationRequest
from partners.models import User
from partners.states import ModuleKind, Role
from subsidies.models import DecisionLetter, LetterPdf, ReferenceCounter
from subsidies.rendering import render_letter
from tests.factories.children import ask, make_child, say
from tests.factories.partners import (
    ChildcareLocationFactory,
    KindcentrumFactory,
    MembershipFactory,
    ModuleFactory,
    MunicipalityFactory,
    SchoolFactory,
    UserFactory,
    make_actor,
)
from tests.factories.registrations import InformationRequestFactory, expect
from tests.factories.requests import sent
from tests.factories.subsidies import AT, make_letters, make_municipality
from transitions.models import InformationMatch

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def letter() -> DecisionLetter:
    [letter] = make_letters(make_municipality(boards=1, schools=1))
    render_letter(letter_id=letter.pk, at=AT)
    letter.refresh_from_db()
    return letter


def doctor() -> tuple[int, dict[str, Any]]:
    out, code = StringIO(), 0
    try:
        call_command("doctor", "--json", stdout=out, stderr=StringIO())
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(out.getvalue())


def test_doctor_of_a_sound_database_finds_nothing(letter: DecisionLetter, settings: Any) -> None:
    settings.DEMO = True
    assert doctor() == (0, {"checks": len(invariants.CHECKS), "errors": []})


def sql(text: str) -> Callable[[], Any]:
    return lambda: connection.cursor().execute(text)


def as_owner(table: str, change: str) -> Callable[[], Any]:
    """Change a locked table the only way there is: with its lock off, and then on again."""
    return sql(
        f"ALTER TABLE {table} DISABLE TRIGGER {table}_locked; UPDATE {table} SET {change};"  # noqa: S608 - names of this file
        f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} ENABLE TRIGGER {table}_locked"
    )


@pytest.mark.parametrize(
    ("check", "break_it"),
    [
        ("amounts_add_up", as_owner("subsidies_subsidyyear", "budget = 99999")),
        ("letters_match_the_allocation", as_owner("subsidies_allocation", "amount = 1")),
        ("references_have_no_gaps", lambda: ReferenceCounter.objects.update(last_number=7)),
        ("pdfs_match_their_hash", lambda: LetterPdf.objects.update(content=b"%PDF-x")),
        ("pdfs_match_their_hash", lambda: LetterPdf.objects.all().delete()),
        (
            "log_is_whole",
            sql("ALTER TABLE partners_auditseal DISABLE TRIGGER partners_auditseal_append_only"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_doctor_names_what_is_broken(
    letter: DecisionLetter, settings: Any, check: str, break_it: Callable[[], Any]
) -> None:
    settings.DEMO = True
    connection.check_constraints()
    break_it()
    code, answer = doctor()
    assert code == 1
    assert check in {error["check"] for error in answer["errors"]}


@pytest.mark.privacy(36)
def test_doctor_refuses_demo_accounts_outside_the_demo(settings: Any) -> None:
    settings.DEMO = False
    User.objects.filter(pk=UserFactory().pk).update(is_demo=True)
    code, answer = doctor()
    assert code == 1
    assert "demo_accounts_stay_in_the_demo" in {error["check"] for error in answer["errors"]}


def test_doctor_names_a_module_with_children_whose_officer_left(settings: Any) -> None:
    settings.DEMO = True
    school = SchoolFactory()
    officer = MembershipFactory(role=Role.DPO, organisation=school.board.organisation)
    ModuleFactory(municipality=school.municipality, kind=ModuleKind.HANDOVER)
    assert doctor()[0] == 0
    officer.delete()
    code, answer = doctor()
    assert (code, answer["errors"][0]["check"]) == (1, "modules_with_children_have_officers")
    assert school.board.name in answer["errors"][0]["message"]


@pytest.mark.parametrize("make", [SchoolFactory, ChildcareLocationFactory])
def test_doctor_names_who_is_in_a_kindcentrum_of_another_municipality(
    make: Any, settings: Any
) -> None:
    settings.DEMO = True
    place = make(name="De Wilg")
    place.kindcentrum = KindcentrumFactory(municipality=place.municipality)
    place.save()
    assert doctor()[0] == 0
    place.municipality = MunicipalityFactory()
    place.save()
    code, answer = doctor()
    assert (code, answer["errors"][0]["check"]) == (1, "kindcentra_stay_in_their_municipality")
    assert answer["errors"][0]["message"].startswith("De Wilg zit in ")


@pytest.mark.parametrize("given", ["", "geheim"])
def test_doctor_wants_keys_for_children_on_own_servers(
    settings: Any, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    settings.DEMO, settings.IS_EMBEDDED = True, False
    monkeypatch.setenv("CHILD_KEYS", given)
    code, answer = doctor()
    assert (code, answer["errors"][0]["check"]) == (1, "child_keys_are_given")


@pytest.mark.parametrize("is_live", [True, False])
def test_doctor_compares_a_consent_with_what_was_said(settings: Any, is_live: bool) -> None:
    settings.DEMO = True
    question = ask(make_child(), ConsentScope.DISCUSS, SchoolFactory())
    say(question, ConsentAct.GRANTED)
    if not is_live:
        say(question, ConsentAct.WITHDRAWN)
    assert "consents_are_what_was_said" not in failing()
    ConsentQuestion.objects.update(is_live=not is_live)
    assert "consents_are_what_was_said" in failing()


def test_doctor_compares_a_request_with_its_signature(settings: Any) -> None:
    settings.DEMO = True
    request = sent()
    assert "requests_were_signed" not in failing()
    other = ask(make_child(), ConsentScope.OBSERVE, SchoolFactory())
    ObservationRequest.objects.filter(pk=request.pk).update(consent=other)
    assert "requests_were_signed" in failing()


def test_doctor_finds_a_school_that_looks_twice(settings: Any) -> None:
    settings.DEMO = True
    child = make_child(school=SchoolFactory())
    by = make_actor(Role.KOC, child.location).memberships[0]
    for first_name, days in (("Levi", 0), ("Bram", 1)):
        assert "schools_look_once" not in failing()
        request = InformationRequestFactory(registration=expect(child, first_name=first_name))
        InformationMatch.objects.create(
            request=request, child=child, by=by, at=request.asked_at,
            weighed_at=request.answer_at + timedelta(days=days), until=request.settles_at,
        )  # fmt: skip
    assert "schools_look_once" in failing()


def failing() -> set[str]:
    """Return the checks that find something."""
    return {error["check"] for error in doctor()[1].get("errors", [])}


def test_doctor_wants_a_secret_key_on_own_servers(settings: Any) -> None:
    settings.DEMO = settings.IS_EMBEDDED = settings.IS_SECRET_KEY_GIVEN = False
    code, answer = doctor()
    assert (code, answer["errors"][0]["check"]) == (1, "secret_key_is_given")
