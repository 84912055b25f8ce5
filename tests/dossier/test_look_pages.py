"""The pages of look questions: asking in three fields, answering on the same page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from children.models import Child, ConsentQuestion
from children.states import ConsentAct, ConsentScope
from dossier import looks
from dossier.looks import NewLook
from dossier.models import Draft, LookAnswer, LookQuestion
from dossier.states import Asked, LookEnd
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import Role
from tests.factories.children import AT, GroupFactory, ask, make_child, say
from tests.factories.contacts import LocationAgreementFactory
from tests.factories.partners import ChildcareLocationFactory, SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
TEXT = "Speelt vaak alleen. Hoe helpen we in de kring?"


@pytest.fixture
def child() -> Child:
    return make_child()


@pytest.fixture
def contact(child: Child) -> Actor:
    make_actor(Role.KCC, child.location.holder)
    return make_actor(Role.KOC, child.location)


@pytest.fixture
def school(child: Child) -> School:
    made: School = SchoolFactory(municipality=child.location.municipality)
    LocationAgreementFactory(school=made, location=child.location)
    say(ask(child, ConsentScope.DISCUSS, made), ConsentAct.GRANTED)
    return made


@pytest.fixture
def look(child: Child, contact: Actor, school: School) -> LookQuestion:
    new = NewLook(
        child.location_id, TEXT, True, Asked.SCHOOL_COORDINATOR, child.key, school_id=school.pk
    )
    return looks.ask(new=new, by=contact, at=AT)


def as_(actor: Actor) -> Client:
    return sign_in(Client(), actor)


def send(client: Client, **fields: str) -> Any:
    data = {"question": TEXT, "parents_know": "on", "asked": "kcc", **fields}
    return client.post("/meekijken/vragen/", data)


def test_ask_keeps_what_was_filled_in(child: Child, contact: Actor) -> None:
    answer = send(as_(contact), about=f"kind:{child.key}")
    look = LookQuestion.objects.get()
    assert answer["Location"] == f"/meekijken/{look.key}/"
    assert (look.child, look.question, look.parents_know) == (child, TEXT, True)


def test_ask_about_a_group(child: Child, contact: Actor) -> None:
    group = GroupFactory(location=child.location)
    send(as_(contact), about=f"groep:{group.pk}")
    assert LookQuestion.objects.get().group == group


def test_ask_without_a_name(child: Child, contact: Actor) -> None:
    send(as_(contact), about=f"zonder:{child.location_id}")
    look = LookQuestion.objects.get()
    assert (look.child, look.group, look.location) == (None, None, child.location)


def test_ask_begins_with_the_child_of_the_page(child: Child, contact: Actor) -> None:
    answer = as_(contact).get(f"/meekijken/vragen/?kind={child.key}")
    assert f'value="kind:{child.key}" selected' in answer.content.decode()


@pytest.mark.parametrize("key", ["geen-sleutel", "8fbdc025-4546-4e63-827b-c6f3a0000000"])
def test_ask_with_a_strange_child_begins_empty(contact: Actor, key: str) -> None:
    answer = as_(contact).get(f"/meekijken/vragen/?kind={key}")
    assert f"{key}" not in answer.content.decode().partition("<main")[2]


def test_ask_shows_a_refusal_at_its_field_and_keeps_the_text(child: Child, contact: Actor) -> None:
    other = SchoolFactory(municipality=child.location.municipality)
    LocationAgreementFactory(school=other, location=child.location)
    answer = send(as_(contact), about=f"kind:{child.key}", asked=f"qc:{other.pk}")
    page = answer.content.decode()
    assert "Ouders lieten deze school niet meedenken" in page
    assert TEXT in page


@pytest.mark.parametrize("about", ["", "kind:x", "groep:0", "zonder:0", "iets:1"])
def test_ask_about_what_was_not_offered_is_refused(contact: Actor, about: str) -> None:
    answer = send(as_(contact), about=about)
    assert (answer.status_code, LookQuestion.objects.count()) == (200, 0)


def test_ask_refuses_a_citizen_number_in_the_question(child: Child, contact: Actor) -> None:
    answer = send(as_(contact), about=f"kind:{child.key}", question="Zijn nummer is 123456782.")
    assert (answer.status_code, LookQuestion.objects.count()) == (200, 0)


def test_page_of_the_coordinator_has_the_question_and_the_place_to_answer(
    look: LookQuestion, school: School
) -> None:
    coordinator = as_(make_actor(Role.QC, school))
    assert TEXT in coordinator.get(f"/meekijken/{look.key}/").content.decode()
    coordinator.post(f"/meekijken/{look.key}/", {"answer": "Begin met een tweetal.", "seen": "0"})
    assert look.answers.get().text == "Begin met een tweetal."


def test_page_of_childcare_has_no_place_to_answer(look: LookQuestion, contact: Actor) -> None:
    page = as_(contact).get(f"/meekijken/{look.key}/").content.decode()
    assert 'name="answer"' not in page
    assert "Niet meer nodig" in page


def test_answer_to_a_question_that_was_closed_meanwhile_says_so(
    look: LookQuestion, contact: Actor, school: School
) -> None:
    looks.close(key=look.key, because=LookEnd.WITHDRAWN, by=contact, at=AT)
    coordinator = as_(make_actor(Role.QC, school))
    answer = coordinator.post(f"/meekijken/{look.key}/", {"answer": "Te laat."})
    assert "al afgesloten" in answer.content.decode()


def test_answer_that_did_not_see_the_other_one_shows_it_and_keeps_the_text(
    look: LookQuestion, school: School
) -> None:
    coordinator, path = make_actor(Role.QC, school), f"/meekijken/{look.key}/"
    looks.answer(key=look.key, text="Begin met een tweetal.", seen=0, by=coordinator, at=AT)
    page = as_(coordinator).post(path, {"answer": "Of een liedje.", "seen": "0"}).content.decode()
    assert [text in page for text in ("Intussen", "Begin met een tweetal.", "Of een liedje.")] == [
        True
    ] * 3
    assert 'name="seen" value="1"' in page


def test_ask_without_anybody_to_ask_says_what_to_do_first() -> None:
    page = as_(make_actor(Role.KOC, make_child().location)).get("/meekijken/vragen/")
    assert "Er is nog niemand om te vragen" in page.content.decode()


def test_answer_to_what_is_not_there_is_a_404_that_the_log_knows(
    look: LookQuestion, child: Child
) -> None:
    stranger = make_actor(Role.QC, SchoolFactory(municipality=child.location.municipality))
    answer = as_(stranger).post(f"/meekijken/{look.key}/", {"answer": "Hallo.", "seen": "0"})
    assert answer.status_code == 404
    assert AuditEntry.objects.filter(action="child.not_found", user=stranger.user).exists()


def test_ask_has_as_many_queries_for_more_locations(child: Child) -> None:
    holder, town = child.location.holder, child.location.municipality
    client = as_(make_actor(Role.KCC, holder))
    counts = []
    for _number in range(3):
        make_child(ChildcareLocationFactory(holder=holder, municipality=town))
        with CaptureQueriesContext(connection) as made:
            client.get("/meekijken/vragen/")
        counts.append(len(made))
    assert counts[1] == counts[2]


def test_close_from_the_page(look: LookQuestion, contact: Actor) -> None:
    as_(contact).post(f"/meekijken/{look.key}/sluiten/", {"because": "withdrawn"})
    look.refresh_from_db()
    assert look.closed_because == LookEnd.WITHDRAWN


@pytest.mark.parametrize(
    ("because", "said"), [("", "Kies hoe"), ("anders", "Kies hoe"), ("helped", "nog geen antwoord")]
)
def test_close_with_a_strange_reason_changes_nothing(
    look: LookQuestion, contact: Actor, because: str, said: str
) -> None:
    path = f"/meekijken/{look.key}/sluiten/"
    answer = as_(contact).post(path, {"because": because}, follow=True)
    look.refresh_from_db()
    assert look.closed_at is None
    assert said in answer.content.decode()


@pytest.mark.parametrize("role", [Role.SCH, Role.TEA])
def test_pages_are_refused_to_others_at_the_school(
    look: LookQuestion, school: School, role: Role
) -> None:
    client = as_(make_actor(role, school))
    addresses = ("/meekijken/", "/meekijken/vragen/", f"/meekijken/{look.key}/")
    assert {client.get(address).status_code for address in addresses} == {403}


def test_list_has_as_many_queries_for_more_questions(
    child: Child, contact: Actor, django_assert_num_queries: Any
) -> None:
    client = as_(contact)
    new = NewLook(child.location_id, TEXT, True, Asked.OWN_COORDINATOR, child.key)
    looks.ask(new=new, by=contact, at=AT)
    client.get("/meekijken/")
    with django_assert_num_queries(10) as few:
        client.get("/meekijken/")
    for _number in range(9):
        looks.ask(new=new, by=contact, at=AT)
    with django_assert_num_queries(len(few)):
        client.get("/meekijken/")


@pytest.mark.privacy(10)
def test_answer_that_is_sent_when_the_consent_ended_is_locked_up(
    child: Child, look: LookQuestion, school: School
) -> None:
    coordinator = make_actor(Role.QC, school)
    say(ConsentQuestion.objects.get(child=child), ConsentAct.WITHDRAWN)
    answer = as_(coordinator).post(f"/meekijken/{look.key}/", {"answer": "Kanarie.", "seen": "0"})
    shown = answer.content.decode()
    assert (answer.status_code, LookAnswer.objects.count()) == (404, 0)
    assert "Er is niets opgeslagen en niets gedeeld" in shown
    assert child.first_name not in shown
    draft = Draft.objects.get()
    assert (draft.text, draft.place, draft.field) == (
        "Kanarie.",
        looks.answer_place(look),
        "answer",
    )
    other = as_(make_actor(Role.QC)).post(f"/meekijken/{look.key}/", {"answer": "Kanarie."})
    assert (other.status_code, Draft.objects.count()) == (404, 1)


def test_list_begins_with_what_waits_for_who_looks(
    child: Child, contact: Actor, school: School, look: LookQuestion
) -> None:
    new = NewLook(child.location_id, TEXT, True, Asked.SCHOOL_COORDINATOR, school_id=school.pk)
    later = looks.ask(new=new, by=contact, at=AT + timedelta(hours=1))
    coordinator = make_actor(Role.QC, school)
    looks.answer(key=look.key, text="Doe het voor.", seen=0, by=coordinator, at=AT)
    assert list(looks.rows(coordinator)) == [later, look]
    assert list(looks.rows(contact)) == [look, later]
