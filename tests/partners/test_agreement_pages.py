"""Pages of the cooperation: the list, propose, confirm, end."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from partners.access import Actor
from partners.agreements import years_to_agree
from partners.models import ChildcareLocation, LocationAgreement, Municipality, School
from partners.states import AgreementSide, ModuleKind, Role
from tests.factories.contacts import LocationAgreementFactory
from tests.factories.partners import (
    ChildcareLocationFactory,
    KindcentrumFactory,
    ModuleFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
LIST = reverse("cooperation")


@pytest.fixture(autouse=True)
def location(municipality: Municipality) -> ChildcareLocation:
    ModuleFactory(municipality=municipality, kind=ModuleKind.HANDOVER)
    return ChildcareLocationFactory(municipality=municipality, name="De Wilgenkatjes")


@pytest.fixture
def sch(school: School) -> Actor:
    return make_actor(Role.SCH, school)


@pytest.fixture
def koc(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location)


def agreement(school: School, location: ChildcareLocation, **more: Any) -> LocationAgreement:
    year = years_to_agree(timezone.localdate())[0]
    given = {"school": school, "location": location, "first_year": year}
    return LocationAgreementFactory(**given | more)


def html_of(client: Client, actor: Actor, address: str = LIST) -> str:
    return sign_in(client, actor).get(address).content.decode()


def test_list_offers_the_answer_to_the_other_side_only(
    client: Client, school: School, location: ChildcareLocation, sch: Actor, koc: Actor
) -> None:
    row = agreement(school, location, confirmed_at=None)
    button = reverse("agreement_confirm", args=[row.pk])
    assert button not in html_of(client, sch)
    assert button in html_of(client, koc)


def test_list_leaves_out_what_ended_until_asked(
    client: Client, school: School, location: ChildcareLocation, koc: Actor
) -> None:
    row = agreement(school, location, ended_at=timezone.now(), ended_by=koc.user)
    assert row.school.name not in html_of(client, koc)
    assert row.school.name in html_of(client, koc, f"{LIST}?toon=alles")


def test_list_of_the_municipality_only_shows(
    client: Client, school: School, location: ChildcareLocation, officer: Actor
) -> None:
    row = agreement(school, location, confirmed_at=None)
    html = html_of(client, officer)
    assert (school.name in html, location.name in html) == (True, True)
    assert f"/samenwerking/{row.pk}/" not in html


def test_list_shows_nothing_of_others(
    client: Client, school: School, municipality: Municipality, koc: Actor
) -> None:
    other = ChildcareLocationFactory(municipality=municipality, name="Het Andere Huis")
    agreement(school, other)
    assert "Het Andere Huis" not in html_of(client, koc)


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_fixed_number_of_queries(
    client: Client,
    location: ChildcareLocation,
    municipality: Municipality,
    koc: Actor,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        agreement(SchoolFactory(municipality=municipality), location, confirmed_at=None)
    sign_in(client, koc)
    with django_assert_num_queries(9):
        client.get(LIST)


def test_propose_and_confirm(
    client: Client, school: School, location: ChildcareLocation, sch: Actor, koc: Actor
) -> None:
    address = reverse("agreement_propose", args=[school.pk])
    year = years_to_agree(timezone.localdate())[0]
    data = {"others": [location.pk], "first_year": year}
    response = sign_in(client, sch).post(address, data, follow=True)
    assert "1 voorstel gedaan. De andere kant bevestigt het." in response.content.decode()
    row = LocationAgreement.objects.get()
    sign_in(client, koc).post(reverse("agreement_confirm", args=[row.pk]))
    row.refresh_from_db()
    assert (row.proposed_side, row.confirmed_by) == (AgreementSide.SCHOOL, koc.user)


def test_propose_nothing_asks_to_choose(client: Client, school: School, sch: Actor) -> None:
    address = reverse("agreement_propose", args=[school.pk])
    html = sign_in(client, sch).post(address, {}).content.decode()
    assert "Kies met wie je wilt samenwerken." in html


def test_propose_ticks_the_own_kindcentrum(
    client: Client, school: School, location: ChildcareLocation, sch: Actor
) -> None:
    other = ChildcareLocationFactory(municipality=location.municipality)
    centre = KindcentrumFactory(municipality=location.municipality)
    School.objects.filter(pk=school.pk).update(kindcentrum=centre)
    ChildcareLocation.objects.filter(pk=location.pk).update(kindcentrum=centre)
    html = html_of(client, sch, reverse("agreement_propose", args=[school.pk]))
    boxes = {pk: f'value="{pk}"' in html for pk in (location.pk, other.pk)}
    ticked = [line for line in html.split("<input") if "checked" in line.split(">")[0]]
    assert (boxes, len(ticked)) == ({location.pk: True, other.pk: True}, 1)
    assert f'value="{location.pk}"' in ticked[0]


def test_propose_with_nobody_left_says_so(
    client: Client, school: School, location: ChildcareLocation, sch: Actor
) -> None:
    agreement(school, location, confirmed_at=None)
    html = html_of(client, sch, reverse("agreement_propose", args=[school.pk]))
    is_one_year = len(years_to_agree(sch.day)) == 1
    assert ("Er is niemand om te vragen" in html) is is_one_year


def test_propose_for_another_place_is_not_there(client: Client, sch: Actor) -> None:
    address = reverse("agreement_propose", args=[SchoolFactory().pk])
    assert sign_in(client, sch).get(address).status_code == 404


def test_confirm_by_the_own_side_is_refused(
    client: Client, school: School, location: ChildcareLocation, sch: Actor
) -> None:
    row = agreement(school, location, confirmed_at=None)
    response = sign_in(client, sch).post(reverse("agreement_confirm", args=[row.pk]))
    row.refresh_from_db()
    assert (response.status_code, row.confirmed_at) == (403, None)


def test_confirm_twice_says_why_not(
    client: Client, school: School, location: ChildcareLocation, koc: Actor
) -> None:
    row = agreement(school, location)
    address = reverse("agreement_confirm", args=[row.pk])
    response = sign_in(client, koc).post(address, follow=True)
    assert "wacht niet op een antwoord" in response.content.decode()


def test_end_asks_first(
    client: Client, school: School, location: ChildcareLocation, koc: Actor
) -> None:
    row = agreement(school, location)
    address = reverse("agreement_end", args=[row.pk])
    assert school.name in html_of(client, koc, address)
    client.post(address)
    row.refresh_from_db()
    assert row.ended_by == koc.user
    assert client.post(address).status_code == 404


def test_end_and_confirm_of_others_are_not_there(
    client: Client, school: School, municipality: Municipality, koc: Actor
) -> None:
    other = ChildcareLocationFactory(municipality=municipality)
    row = agreement(school, other, confirmed_at=None)
    sign_in(client, koc)
    addresses = [reverse(name, args=[row.pk]) for name in ("agreement_end", "agreement_confirm")]
    assert {client.post(address).status_code for address in addresses} == {404}
