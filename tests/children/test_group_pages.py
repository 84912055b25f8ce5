"""Pages of the groups: list, add, change, close."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from children.models import Group
from partners.models import ChildcareLocation
from partners.states import Role
from tests.factories.children import ChildFactory, GroupFactory, KleuterGroupFactory
from tests.factories.partners import (
    ChildcareLocationFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
LIST = "/groepen/"
QUERIES_OF_LIST = 7


@pytest.fixture
def page(location: ChildcareLocation) -> Client:
    return sign_in(Client(), make_actor(Role.KOC, location))


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_a_fixed_number_of_queries(
    page: Client,
    location: ChildcareLocation,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(number):
        ChildFactory(location=location, group=GroupFactory(location=location))
    with django_assert_num_queries(QUERIES_OF_LIST):
        page.get(LIST)


def test_list_shows_own_groups_only(page: Client, location: ChildcareLocation) -> None:
    GroupFactory(location=location, name="Vlinders")
    GroupFactory(name="Elders")
    KleuterGroupFactory(name="Kleuters Elders")
    shown = text(page.get(LIST))
    assert "Vlinders" in shown
    assert "Elders" not in shown


def test_list_without_groups_says_how_to_begin(page: Client) -> None:
    assert "Nog geen groepen" in text(page.get(LIST))


def test_add_makes_a_group_at_the_only_place(page: Client, location: ChildcareLocation) -> None:
    given = {"place": location.pk, "name": "Vlinders", "kind": "peuter", "places": "16"}
    assert page.post(f"{LIST}toevoegen/", given)["Location"] == LIST
    assert Group.objects.get().location == location


def test_add_of_a_school_makes_a_kleutergroep(location: ChildcareLocation) -> None:
    school = SchoolFactory(municipality=location.municipality)
    client = sign_in(Client(), make_actor(Role.SCH, school))
    given = {"place": school.pk, "name": "1/2a", "kind": "kleuter", "places": "28"}
    client.post(f"{LIST}toevoegen/", given)
    assert Group.objects.get().school == school


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"places": "17"}, "ten hoogste 16 kinderen"),
        ({"places": ""}, "hoeveel kinderen"),
        ({"kind": "kleuter"}, "Kies uit de lijst."),
        ({"name": ""}, "Vul de naam van de groep in."),
    ],
)
def test_add_says_what_to_do(
    page: Client, location: ChildcareLocation, more: dict[str, str], words: str
) -> None:
    given = {"place": location.pk, "name": "Vlinders", "kind": "peuter", "places": "16"}
    assert words in text(page.post(f"{LIST}toevoegen/", {**given, **more}))
    assert not Group.objects.exists()


def test_add_elsewhere_is_refused(page: Client) -> None:
    elsewhere = ChildcareLocationFactory()
    given = {"place": elsewhere.pk, "name": "Vlinders", "kind": "peuter", "places": "16"}
    assert "Kies uit de lijst." in text(page.post(f"{LIST}toevoegen/", given))


def test_change_gives_another_name(page: Client, location: ChildcareLocation) -> None:
    group = GroupFactory(location=location)
    assert group.name in text(page.get(f"{LIST}{group.pk}/wijzigen/"))
    given = {"name": "Rupsen", "kind": "vertical", "places": "12"}
    page.post(f"{LIST}{group.pk}/wijzigen/", given)
    group.refresh_from_db()
    assert (group.name, group.kind, group.places) == ("Rupsen", "vertical", 12)


def test_change_lets_somebody_work_in_the_group(page: Client, location: ChildcareLocation) -> None:
    group = GroupFactory(location=location)
    worker = make_actor(Role.KOW, location)
    assert worker.user.name in text(page.get(f"{LIST}{group.pk}/wijzigen/"))
    given = {"name": "Rupsen", "kind": "peuter", "places": "10"}
    member = worker.memberships[0]
    page.post(f"{LIST}{group.pk}/wijzigen/", {**given, "workers": [member.pk]})
    assert group.workers.get().membership == member


def test_close_closes_an_empty_group(page: Client, location: ChildcareLocation) -> None:
    group = GroupFactory(location=location)
    assert page.get(f"{LIST}{group.pk}/sluiten/").status_code == 200
    page.post(f"{LIST}{group.pk}/sluiten/")
    group.refresh_from_db()
    assert group.closed_on is not None
    assert page.get(f"{LIST}{group.pk}/wijzigen/").status_code == 404


def test_close_says_that_there_are_children(page: Client, location: ChildcareLocation) -> None:
    group = GroupFactory(location=location)
    ChildFactory(location=location, group=group)
    assert "verplaats ze eerst" in text(page.post(f"{LIST}{group.pk}/sluiten/"))


@pytest.mark.parametrize("part", ["wijzigen/", "sluiten/"])
def test_pages_of_a_foreign_group_do_not_exist(page: Client, part: str) -> None:
    assert page.get(f"{LIST}{GroupFactory().pk}/{part}").status_code == 404


@pytest.mark.parametrize("role", [Role.KCC, Role.KOW])
def test_pages_are_closed_to_who_changes_no_groups(location: ChildcareLocation, role: Role) -> None:
    place = location.holder if role == Role.KCC else location
    assert sign_in(Client(), make_actor(role, place)).get(LIST).status_code == 403
