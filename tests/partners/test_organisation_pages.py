"""The pages on organisations: those of the municipality, and one's own."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from partners.access import Actor, actor_for
from partners.models import Membership, Message, Municipality, School
from partners.states import Role
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import TODAY, sign_in

pytestmark = pytest.mark.django_db
LIST, OWN = "/organisaties/", "/mijn-organisatie/"
NOOR = {"name": "Noor Zomerdijk", "email": "noor@example.org"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel("2026-11-21T09:00:00Z", tick=False):
        yield


@pytest.fixture
def browser(client: Client, officer: Actor) -> Client:
    """Return the browser of a policy officer."""
    return sign_in(client, officer)


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["object_list"]]


# --- the list ---------------------------------------------------------------------------------


def test_list_shows_administrators_and_gaps(
    browser: Client, school: School, school_admin: Actor
) -> None:
    page = text_of(browser.get(LIST))
    assert str(school_admin.user) in page
    assert "Nog geen beheerder" in page
    assert f"/organisaties/{school.board.pk}/beheerder/" in page
    assert f"/organisaties/{school.pk}/beheerder/" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Wilgenstad", "De Wilg", "Stichting", "De Eik", "Katjes", "Houder"}),
        ("?admin=nee", {"Wilgenstad", "Stichting", "De Eik", "Katjes", "Houder"}),
        ("?admin=ja", {"De Wilg"}),
        ("?kind=school", {"De Wilg", "De Eik"}),
        ("?q=eik", {"De Eik"}),
        ("?q=9796", {"Wilgenstad"}),
        ("?q=niets", set()),
    ],
)
def test_list_is_filtered(client: Client, query: str, found: set[str]) -> None:
    school = SchoolFactory(name="De Wilg", municipality__name="Wilgenstad",
                           municipality__key="9796", board__name="Stichting")  # fmt: skip
    municipality = school.municipality
    SchoolFactory(name="De Eik", municipality=municipality, board=school.board)
    SchoolFactory(name="Dicht", municipality=municipality, board=school.board, closed_on=TODAY)
    ChildcareLocationFactory(name="Katjes", municipality=municipality, holder__name="Houder")
    MembershipFactory(role=Role.SCH, organisation=school.organisation, is_admin=True)
    SchoolFactory(name="Elders")
    browser = sign_in(client, make_actor(Role.ADM, municipality))
    assert set(names(browser.get(LIST + query))) == found


@pytest.mark.parametrize(
    ("order", "first"), [("naam", "A"), ("-naam", "C"), ("code", "C"), ("soort", "A")]
)
def test_list_is_sorted(
    browser: Client, municipality: Municipality, order: str, first: str
) -> None:
    for name, key in (("A", "33ZZ00"), ("B", "22ZZ00"), ("C", "11ZZ00")):
        SchoolFactory(name=name, key=key, municipality=municipality)
    assert names(browser.get(f"{LIST}?volgorde={order}&kind=school"))[0] == first


def test_list_says_when_nothing_is_found(browser: Client) -> None:
    page = text_of(browser.get(f"{LIST}?q=niets"))
    assert "Geen organisaties gevonden" in page
    assert "Alle organisaties tonen" in page


def test_list_answers_htmx_with_the_rows_only(browser: Client) -> None:
    response = browser.get(LIST, headers={"HX-Request": "true"})
    assert "<table" in text_of(response)
    assert "<html" not in text_of(response)


@pytest.mark.parametrize("schools", [1, 3])
def test_list_has_a_query_budget(
    browser: Client, municipality: Municipality, schools: int, django_assert_num_queries: Any
) -> None:
    for made in SchoolFactory.create_batch(schools, municipality=municipality):
        MembershipFactory(role=Role.SCH, organisation=made.organisation, is_admin=True)
    with django_assert_num_queries(7):
        browser.get(LIST)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GEM, Role.ADM}))
@pytest.mark.parametrize("path", [LIST, "/organisaties/{pk}/beheerder/"])
def test_pages_are_denied_to_other_roles(
    client: Client, school: School, role: Role, path: str
) -> None:
    browser = sign_in(client, make_actor(role))
    assert browser.get(path.format(pk=school.pk)).status_code == 403


# --- invite a first administrator -------------------------------------------------------------


def test_invite_makes_the_first_administrator(browser: Client, school: School) -> None:
    response = browser.post(f"/organisaties/{school.pk}/beheerder/", NOOR, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "is uitgenodigd als beheerder van Basisschool De Wilg." in text_of(response)
    made = Membership.objects.get(user__email="noor@example.org")
    assert (made.organisation, made.role, made.is_admin) == (school.organisation, "sch", True)
    assert Message.objects.get().link == "set_password"


def test_invite_where_somebody_manages_says_so(
    browser: Client, school: School, school_admin: Actor
) -> None:
    page = text_of(browser.post(f"/organisaties/{school.pk}/beheerder/", NOOR))
    assert "heeft al een beheerder" in page
    assert not Membership.objects.filter(user__email="noor@example.org").exists()


@pytest.mark.parametrize(
    ("data", "text"),
    [({"name": ""}, "Vul de naam in"), ({"email": ""}, "Vul een e-mailadres in"),
     ({"email": "x"}, "Vul een heel e-mailadres in")],
)  # fmt: skip
def test_invite_says_what_is_wrong(
    browser: Client, school: School, data: dict[str, str], text: str
) -> None:
    assert text in text_of(browser.post(f"/organisaties/{school.pk}/beheerder/", {**NOOR, **data}))


def test_invite_shows_for_which_organisation(browser: Client, school: School) -> None:
    page = text_of(browser.get(f"/organisaties/{school.pk}/beheerder/"))
    assert "Voor Basisschool De Wilg." in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_invite_for_a_foreign_organisation_is_not_found(browser: Client, method: str) -> None:
    response = getattr(browser, method)(f"/organisaties/{SchoolFactory().pk}/beheerder/", NOOR)
    assert response.status_code == 404


# --- my organisation --------------------------------------------------------------------------


def test_own_page_shows_who_we_are_and_whom_to_ask(
    client: Client, school: School, school_admin: Actor, municipality: Municipality
) -> None:
    Municipality.objects.update(contact_email="subsidie@example.org", privacy_contact="")
    School.objects.update(street="Wilgenlaan", house_number="3", postcode="5200 AA", city="Stad")
    page = text_of(sign_in(client, make_actor(Role.TEA, school)).get(OWN))
    for text in ("Basisschool De Wilg", "99ZZ00", "Wilgenlaan 3", "subsidie@example.org"):
        assert text in page
    assert f"mailto:{school_admin.user.email}" in page
    assert "Nog geen adres opgegeven" in page


def test_own_page_says_when_nobody_manages(client: Client, school: School) -> None:
    page = text_of(sign_in(client, make_actor(Role.TEA, school)).get(OWN))
    assert "De gemeente nodigt de eerste beheerder uit." in page
    assert "Leden beheren" not in page


def test_own_page_lists_all_my_roles(client: Client, school_admin: Actor) -> None:
    MembershipFactory(user=school_admin.user, role=Role.BRD)
    page = sign_in(client, school_admin).get(OWN)
    assert {m.role for m in page.context["memberships"]} == {"sch", "brd"}
    assert "Leden beheren" in text_of(page)


@pytest.mark.parametrize("role", sorted(Role))
def test_own_page_opens_for_every_role(client: Client, role: Role) -> None:
    actor = make_actor(role)
    page = sign_in(client, actor).get(OWN)
    assert actor.memberships[0].organisation.name in text_of(page)


@pytest.mark.parametrize("organisations", [1, 3])
def test_own_page_has_a_query_budget(
    client: Client, school: School, organisations: int, django_assert_num_queries: Any
) -> None:
    actor = make_actor(Role.QC, school)
    for _more in range(organisations - 1):
        other = SchoolFactory(municipality=school.municipality)
        MembershipFactory(user=actor.user, role=Role.QC, organisation=other.organisation)
    found = actor_for(actor.user, day=TODAY, role="qc")
    assert found is not None
    browser = sign_in(client, found)
    with django_assert_num_queries(9):
        browser.get(OWN)
