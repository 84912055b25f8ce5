"""Where pages send what is typed: one sentence back, and nothing for who may not write there."""

from typing import Any

import pytest
from django.test import Client

from children.models import Child
from children.states import ConsentAct, ConsentScope
from dossier.models import Draft, LookQuestion
from dossier.states import Asked
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import Role
from tests.factories.children import ask, make_child, say
from tests.factories.dossier import LookQuestionFactory
from tests.factories.partners import SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
TEXT = "Begin met een tweetal.\nDaarna de kring."


@pytest.fixture
def child() -> Child:
    return make_child()


@pytest.fixture
def writer(child: Child) -> Actor:
    school: School = SchoolFactory(municipality=child.location.municipality)
    return make_actor(Role.QC, school)


@pytest.fixture
def look(child: Child, writer: Actor) -> LookQuestion:
    school = School.objects.get(pk__in=writer.organisation_ids)
    say(ask(child, ConsentScope.DISCUSS, school), ConsentAct.GRANTED)
    made: LookQuestion = LookQuestionFactory(
        child=child, location=child.location, school=school, asked=Asked.SCHOOL_COORDINATOR
    )
    return made


def send(actor: Actor, look: LookQuestion, **more: str) -> Any:
    data = {"plaats": f"look:{look.key}", "veld": "answer", "tekst": TEXT, "gezien": "0", **more}
    return sign_in(Client(), actor).post("/concept/", data)


def page(actor: Actor, look: LookQuestion) -> str:
    answer = sign_in(Client(), actor).get(f"/meekijken/{look.key}/")
    return str(answer.content.decode())


def test_draft_is_kept_and_says_when(writer: Actor, look: LookQuestion) -> None:
    answer = send(writer, look)
    draft = Draft.objects.get()
    assert (answer.status_code, draft.text, draft.seen) == (200, TEXT, 0)
    assert answer.content.decode().startswith("Concept bewaard om ")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_draft_with_a_citizen_number_is_kept_without_it(writer: Actor, look: LookQuestion) -> None:
    answer = send(writer, look, tekst="Nummer 123456782.")
    assert "haal het weg" in answer.content.decode()
    assert Draft.objects.get().text == "Nummer •••••••••."


def test_draft_that_is_too_long_says_how_long(writer: Actor, look: LookQuestion) -> None:
    answer = send(writer, look, tekst="x" * 200_001)
    assert (answer.status_code, Draft.objects.count()) == (400, 0)
    assert "200001 tekens" in answer.content.decode()


@pytest.mark.parametrize("more", [{"plaats": ""}, {"veld": "a b"}, {"gezien": "-1"}])
def test_draft_of_no_form_of_ours_is_refused(
    writer: Actor, look: LookQuestion, more: dict[str, str]
) -> None:
    assert (send(writer, look, **more).status_code, Draft.objects.count()) == (400, 0)


def test_draft_can_be_thrown_away(writer: Actor, look: LookQuestion) -> None:
    send(writer, look)
    assert send(writer, look, weg="1").content == b""
    assert not Draft.objects.exists()


@pytest.mark.privacy(9, 17)
@pytest.mark.parametrize("more", [{}, {"weg": "1"}])
def test_draft_of_another_is_a_page_that_does_not_exist(
    look: LookQuestion, more: dict[str, str]
) -> None:
    stranger = make_actor(Role.QC, SchoolFactory(municipality=look.location.municipality))
    assert send(stranger, look, **more).status_code == 404
    assert not Draft.objects.exists()
    assert AuditEntry.objects.filter(action="child.not_found", user=stranger.user).count() == 1


def test_draft_needs_somebody_who_is_signed_in(look: LookQuestion) -> None:
    answer = Client().post("/concept/", {"plaats": f"look:{look.key}", "veld": "answer"})
    assert answer.status_code == 302


def test_page_brings_the_draft_back(writer: Actor, look: LookQuestion) -> None:
    send(writer, look)
    shown = page(writer, look)
    assert f'data-draft="{TEXT}"' in shown
    assert f'data-autosave="look:{look.key}" data-autosave-url="/concept/"' in shown


def test_page_shows_no_draft_of_another(writer: Actor, look: LookQuestion) -> None:
    send(writer, look)
    colleague = make_actor(Role.QC, School.objects.get(pk__in=writer.organisation_ids))
    assert "data-draft" not in page(colleague, look)


def test_page_with_a_fault_shows_what_was_sent(writer: Actor, look: LookQuestion) -> None:
    send(writer, look)
    client = sign_in(Client(), writer)
    answer = client.post(f"/meekijken/{look.key}/", {"answer": "Nummer 123456782", "seen": "0"})
    assert "data-draft" not in answer.content.decode()
    assert "Nummer 123456782" in answer.content.decode()
    assert Draft.objects.get().text == TEXT


def test_saving_forgets_the_draft(writer: Actor, look: LookQuestion) -> None:
    send(writer, look)
    sign_in(Client(), writer).post(f"/meekijken/{look.key}/", {"answer": TEXT, "seen": "0"})
    assert (look.answers.count(), Draft.objects.count()) == (1, 0)
