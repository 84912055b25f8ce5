"""Pages of the modules: what is on, what follows in words, and switching."""

import pytest
from django.test import Client

from partners.models import Module, Municipality, School
from partners.states import ModuleKind, Role
from tests.factories.partners import KindcentrumFactory, MembershipFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
HOME = "/instellingen/9796/modules/"


@pytest.fixture
def page(municipality: Municipality, school: School) -> Client:
    """Return an officer of Wilgenstad, which has one school."""
    return sign_in(Client(), make_actor(Role.GEM, municipality))


def test_page_names_who_has_no_officer_yet(page: Client, school: School) -> None:
    text = page.get(HOME).content.decode()
    assert f"<li>{school.board}</li>" in text
    assert text.count(">Aan<") == 1


def test_switching_subsidie_off_closes_its_pages_with_a_reason(page: Client) -> None:
    assert "blijft bewaard" in page.get(f"{HOME}subsidie/").content.decode()
    assert page.post(f"{HOME}subsidie/", {"stand": "uit"})["Location"] == HOME
    assert not Module.objects.exists()
    assert "Subsidiejaren" not in page.get("/").content.decode()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("subsidie", ["Module uitzetten: Subsidie", "Budget, verdeelsleutel"]),
        ("overdracht", ["Module aanzetten: Overdracht", "overdracht van opvang naar school"]),
    ],
)
def test_page_of_a_module_names_it_and_says_what_it_is(
    kind: str, words: list[str], page: Client
) -> None:
    text = page.get(f"{HOME}{kind}/").content.decode()
    assert [word for word in words if word not in text] == []
    assert text.count(words[0].split(": ")[1]) >= 3  # title, last breadcrumb and heading


@pytest.mark.parametrize("sent", [{}, {"stand": ""}, {"stand": "omgekeerd"}])
@pytest.mark.parametrize("is_on", [True, False])
def test_switching_without_saying_which_way_changes_nothing(
    sent: dict[str, str], is_on: bool, page: Client
) -> None:
    if not is_on:
        Module.objects.all().delete()
    answer = page.post(f"{HOME}subsidie/", sent)
    assert "er is niets veranderd" in answer.content.decode()
    assert Module.objects.exists() is is_on


def test_switching_on_without_an_officer_is_refused_by_name(page: Client, school: School) -> None:
    answer = page.post(f"{HOME}overdracht/", {"stand": "aan"})
    assert f"Dat deden nog niet: {school.board}." in answer.content.decode()
    assert not Module.objects.filter(kind=ModuleKind.HANDOVER).exists()


def test_switching_on_for_one_kindcentrum(
    page: Client, municipality: Municipality, school: School
) -> None:
    MembershipFactory(role=Role.DPO, organisation=school.board.organisation)
    centre = KindcentrumFactory(municipality=municipality)
    School.objects.update(kindcentrum=centre)
    path = f"{HOME}overdracht/?kindcentrum={centre.pk}"
    assert f"Voor {centre}." in page.get(path).content.decode()
    page.post(path, {"stand": "aan"})
    assert Module.objects.get(kind=ModuleKind.HANDOVER).kindcentrum == centre
    assert "Overdracht: staat aan" in page.get(HOME).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "onzin/",
        "overdracht/?kindcentrum=0",
        "overdracht/?kindcentrum=x",
        "overdracht/?kindcentrum=" + 5000 * "9",
    ],
    ids=["kind", "nul", "letter", "lang"],
)
def test_page_of_what_does_not_exist_is_not_there(path: str, page: Client) -> None:
    assert page.get(f"{HOME}{path}").status_code == 404


def test_kindcentrum_elsewhere_is_not_there(page: Client) -> None:
    path = f"{HOME}overdracht/?kindcentrum={KindcentrumFactory().pk}"
    assert page.post(path, {"stand": "aan"}).status_code == 404
