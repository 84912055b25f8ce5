"""Pages of the kindcentra: list, make, change, remove."""

from typing import Any

import pytest
from django.test import Client

from partners.models import Kindcentrum, Municipality, School
from partners.states import Role
from tests.factories.partners import (
    ChildcareLocationFactory,
    KindcentrumFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(municipality: Municipality) -> Client:
    """Return an officer of Wilgenstad."""
    return sign_in(Client(), make_actor(Role.GEM, municipality))


@pytest.fixture
def two(municipality: Municipality) -> list[Kindcentrum]:
    """Return a complete kindcentrum and an empty one, and make one elsewhere."""
    KindcentrumFactory(name="Elders")
    full = KindcentrumFactory(municipality=municipality, name="De Linde", neighbourhood="West")
    for _ in range(2):
        SchoolFactory(municipality=municipality, kindcentrum=full)
        ChildcareLocationFactory(municipality=municipality, kindcentrum=full)
    bare = KindcentrumFactory(municipality=municipality, name="De Wilg", neighbourhood="Oost")
    return [full, bare]


def rows(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/kindcentra/?als=csv&{query}")
    return answer.content.decode("utf-8-sig").splitlines()[1:]


def test_list_counts_each_school_and_location_once(page: Client, two: list[Kindcentrum]) -> None:
    assert rows(page) == ["De Linde;West;2;2", "De Wilg;Oost;0;0"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("volgorde=-naam", ["De Wilg", "De Linde"]),
        ("volgorde=wijk", ["De Wilg", "De Linde"]),
        ("volgorde=scholen", ["De Wilg", "De Linde"]),
        ("volgorde=-locaties", ["De Linde", "De Wilg"]),
        ("q=linde", ["De Linde"]),
        ("q=oost", ["De Wilg"]),
        ("state=leeg", ["De Wilg"]),
        ("state=compleet", ["De Linde"]),
        ("q=elders", []),
    ],
)
def test_list_sorts_and_filters(
    query: str, names: list[str], page: Client, two: list[Kindcentrum]
) -> None:
    assert [row.split(";")[0] for row in rows(page, query)] == names


@pytest.mark.parametrize(
    ("query", "says"), [("", "Nog geen kindcentra"), ("?q=x", "Geen kindcentra gevonden")]
)
def test_list_says_why_it_is_empty(query: str, says: str, page: Client) -> None:
    assert says in page.get(f"/kindcentra/{query}").content.decode()


def test_form_makes_a_kindcentrum(page: Client, school: School) -> None:
    answer = page.post("/kindcentra/9796/nieuw/", {"name": "De Wilg", "schools": [school.pk]})
    assert answer["Location"] == "/kindcentra/"
    assert list(Kindcentrum.objects.get().schools.all()) == [school]


def test_form_without_a_name_says_so(page: Client) -> None:
    answer = page.post("/kindcentra/9796/nieuw/", {"name": ""})
    assert "Vul de naam van het kindcentrum in." in answer.content.decode()


def test_form_offers_only_what_is_free_or_its_own(
    page: Client, two: list[Kindcentrum], school: School
) -> None:
    own, other = two[0].schools.all()
    other.kindcentrum = two[1]
    other.save()
    text = page.get(f"/kindcentra/{two[0].pk}/").content.decode()
    assert [place.name in text for place in (school, own, other)] == [True, True, False]


def test_form_refuses_a_name_that_is_taken(page: Client, two: list[Kindcentrum]) -> None:
    answer = page.post(f"/kindcentra/{two[1].pk}/", {"name": "De Linde"})
    assert "Er is al een kindcentrum dat De Linde heet." in answer.content.decode()


def test_remove_page_asks_first_and_then_removes(page: Client, two: list[Kindcentrum]) -> None:
    path = f"/kindcentra/{two[1].pk}/verwijderen/"
    assert "Je verwijdert De Wilg." in page.get(path).content.decode()
    assert page.post(path)["Location"] == "/kindcentra/"
    assert not Kindcentrum.objects.filter(pk=two[1].pk).exists()


def test_remove_page_of_one_with_places_refuses(page: Client, two: list[Kindcentrum]) -> None:
    path = f"/kindcentra/{two[0].pk}/verwijderen/"
    assert "De Linde is niet leeg." in page.get(path).content.decode()
    assert "haal eerst weg" in page.post(path).content.decode()
    assert Kindcentrum.objects.filter(pk=two[0].pk).exists()


@pytest.mark.parametrize("path", ["/kindcentra/{}/", "/kindcentra/{}/verwijderen/"])
def test_pages_of_a_kindcentrum_elsewhere_are_not_there(path: str, page: Client) -> None:
    assert page.get(path.format(KindcentrumFactory().pk)).status_code == 404


@pytest.mark.parametrize("path", ["/kindcentra/{}/", "/kindcentra/{}/verwijderen/"])
def test_pages_of_a_kindcentrum_are_refused_to_a_role_without_them(
    path: str, municipality: Municipality
) -> None:
    own = KindcentrumFactory(municipality=municipality)
    client = sign_in(Client(), make_actor(Role.SIG, municipality))
    assert client.get(path.format(own.pk)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_number_of_queries_for_more_rows(
    count: int, page: Client, municipality: Municipality, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        KindcentrumFactory(municipality=municipality)
    page.get("/kindcentra/")
    with django_assert_num_queries(7):
        page.get("/kindcentra/")
