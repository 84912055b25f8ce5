"""The pages of the intake list, and those on which childcare says whom a school means."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from children.models import Child
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import Role
from tests.factories.children import make_child
from tests.factories.partners import SchoolFactory, make_actor
from tests.factories.registrations import expect
from tests.partners.cast import sign_in
from transitions import information
from transitions.models import InformationRequest, SchoolRegistration

pytestmark = pytest.mark.django_db
LIST, ASKED = "/intakelijst/", "/vragen-van-scholen/"


def as_(actor: Actor) -> Client:
    return sign_in(Client(), actor)


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode().partition("<main")[2]


def told(child: Child, **more: str) -> dict[str, str]:
    return {
        "first_name": child.first_name,
        "last_initial": "w",
        "born_on": f"{child.born_on:%d-%m-%Y}",
        "preschool": f"location:{child.location_id}",
        **more,
    }


def test_list_opens_on_what_to_ask_and_asks_in_one_click(
    child: Child, school: School, keeper: Actor, contact: Actor
) -> None:
    soon = timezone.localdate() + timedelta(days=3)
    expect(child, first_name="Aad")
    line = expect(child, first_name="Zus", intake_on=soon)
    client = as_(keeper)
    shown = page(client, LIST)
    assert shown.index("Zus W.") < shown.index("Aad W.")
    assert "1 intake zonder informatie" in page(client, "/")
    answer = client.post(f"{LIST}{line.key}/vragen/", follow=True).content.decode()
    assert "Het antwoord lees je hier op" in answer
    assert "Een school vraagt informatie over 1 kind." in page(as_(contact), "/")


def test_list_keeps_the_choice_and_the_order_over_pages(
    child: Child, school: School, keeper: Actor
) -> None:
    for number in range(27):
        expect(child, first_name="Kim" + chr(97 + number % 26) * (1 + number // 26))
    client = as_(keeper)
    shown = page(client, f"{LIST}?q=kim&volgorde=-naam")
    assert "q=kim" in shown
    assert "volgorde=-naam&amp;bladzijde=2" in shown
    assert "Geen kinderen gevonden" in page(client, f"{LIST}?q=niemand")
    assert "Geen kinderen gevonden" in page(client, f"{LIST}?state=klaar")


@pytest.mark.privacy(9, 34)
def test_list_costs_as_many_queries_whatever_there_is_to_read(
    child: Child, school: School, keeper: Actor, contact: Actor
) -> None:
    client, costs = as_(keeper), []
    lines = [expect(child, first_name=name) for name in ("Aad", "Bas")]
    client.get(LIST)
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        costs.append(len(queries))
        if number < 2:
            at = timezone.now() - timedelta(days=9)
            asked = information.ask(key=lines[number].key, by=keeper, at=at)
        if number == 0:
            information.match(key=asked.key, child_key=child.key, by=contact, at=at)
    assert len(set(costs)) == 1, costs


@pytest.mark.privacy(17)
def test_export_holds_the_list_and_is_noted(child: Child, school: School, keeper: Actor) -> None:
    expect(child, first_name="=Aad")
    answer = as_(keeper).get(f"{LIST}?als=csv")
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("'=Aad W.;")
    assert answer["Cache-Control"] == "private, no-store"
    noted = AuditEntry.objects.filter(action__startswith="registration.").order_by("pk")
    assert list(noted.values_list("action", flat=True)) == [
        "registration.read", "registration.exported"
    ]  # fmt: skip


def test_add_change_end_and_return(child: Child, school: School, keeper: Actor) -> None:
    client = as_(keeper)
    client.post(f"{LIST}toevoegen/", told(child))
    line = SchoolRegistration.objects.get()
    assert (line.name, line.location) == ("Levi W.", child.location)
    held = {"intake_on": "3-12-2026", "intake_time": "9.30", "preschool_name": "weg"}
    client.post(f"{LIST}{line.key}/", told(child, **held))
    line.refresh_from_db()
    assert (f"{line.intake_on} {line.intake_time}", line.preschool_name) == (
        "2026-12-03 09:30:00", ""
    )  # fmt: skip
    assert 'value="09.30"' in page(client, f"{LIST}{line.key}/")
    client.post(f"{LIST}{line.key}/van-de-lijst/", {"because": "moved"})
    assert "van de lijst sinds" in page(client, f"{LIST}{line.key}/")
    client.post(f"{LIST}{line.key}/terug/")
    assert SchoolRegistration.objects.open().get() == line


def test_add_asks_for_the_school_where_there_are_more(child: Child, school: School) -> None:
    other = SchoolFactory(municipality=school.municipality)
    both = make_actor(Role.QC, school)
    make_actor(Role.QC, other, user=both.user)
    client = as_(both)
    client.post(f"{LIST}toevoegen/", told(child))
    assert not SchoolRegistration.objects.exists()
    client.post(f"{LIST}toevoegen/", told(child, school=str(other.pk)))
    assert SchoolRegistration.objects.get().school == other


@pytest.mark.parametrize(
    "fault",
    [{"preschool": "location:0"}, {"first_name": "123456782"}, {"born_on": "1-1-2001"}],
    ids=["place", "number", "old"],
)
def test_add_shows_a_fault_and_keeps_what_was_typed(
    child: Child, school: School, keeper: Actor, fault: dict[str, str]
) -> None:
    answer = as_(keeper).post(f"{LIST}toevoegen/", told(child) | fault)
    assert (answer.status_code, SchoolRegistration.objects.count()) == (200, 0)
    assert 'aria-invalid="true"' in answer.content.decode()


def test_paste_says_what_is_wrong_and_keeps_the_text(school: School, keeper: Actor) -> None:
    client, path = as_(keeper), f"{LIST}plakken/"
    wrong = client.post(path, {"text": "Voornaam;Achternaam;Geboren\nSem;Duin;gisteren\n"})
    assert "Regel 2: de geboortedatum ontbreekt" in wrong.content.decode()
    assert "Sem;Duin;gisteren" in wrong.content.decode()
    client.post(path, {"text": "Voornaam;Achternaam;Geboren\nSem;Duin;1-7-2023\n"})
    assert SchoolRegistration.objects.get().name == "Sem D."


def ask(child: Child, keeper: Actor, **columns: Any) -> InformationRequest:
    line = expect(child, **columns)
    return information.ask(key=line.key, by=keeper, at=timezone.now())


def test_childcare_says_which_child_it_is(child: Child, keeper: Actor, contact: Actor) -> None:
    elsewhere = make_child(child.location, first_name="Sara", born_on=child.born_on)
    request = ask(child, keeper)
    client, path = as_(contact), f"{ASKED}{request.key}/"
    shown = page(client, path)
    assert f'value="{child.key}"' in shown
    assert (elsewhere.name in shown, f'value="{elsewhere.key}"' in shown) == (True, False)
    client.post(path, {"child": str(child.key)})
    assert request.matches.get().child == child
    assert child.name in page(client, ASKED)
    assert "het is Levi Waterval" in page(client, path)


def test_childcare_says_that_it_knows_no_such_child(
    child: Child, keeper: Actor, contact: Actor
) -> None:
    request = ask(child, keeper, first_name="Bram")
    client, path = as_(contact), f"{ASKED}{request.key}/"
    assert "Kies om welk kind het gaat." in client.post(path, {}).content.decode()
    client.post(path, {"child": "onbekend"})
    assert request.matches.get().child is None
    assert "kennen we niet" in page(client, ASKED)


def test_childcare_that_nobody_asks_reads_what_comes_here(contact: Actor) -> None:
    assert "Geen school vraagt iets" in page(as_(contact), ASKED)
