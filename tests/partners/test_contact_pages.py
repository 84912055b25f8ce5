"""Pages of named contacts: the list, naming, absence, a takeover."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from partners.access import Actor
from partners.models import (
    ChildcareLocation,
    ContactAbsence,
    FixedContact,
    Module,
    Municipality,
    School,
)
from partners.states import ContactPlace, ModuleKind, Role
from tests.factories.children import make_child
from tests.factories.contacts import (
    ContactAbsenceFactory,
    LocationAgreementFactory,
    make_contact,
)
from tests.factories.partners import (
    ChildcareLocationFactory,
    IssuerMandateFactory,
    MembershipFactory,
    ModuleFactory,
    UserFactory,
    make_actor,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
LIST = reverse("contacts")


@pytest.fixture(autouse=True)
def handover(municipality: Municipality) -> Module:
    return ModuleFactory(municipality=municipality, kind=ModuleKind.HANDOVER)


@pytest.fixture
def location(municipality: Municipality) -> ChildcareLocation:
    return ChildcareLocationFactory(municipality=municipality, name="De Wilgenkatjes")


@pytest.fixture
def koc(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location, user=UserFactory(name="Yasmin Karaca"))


def page(client: Client, actor: Actor, address: str = LIST) -> str:
    response = sign_in(client, actor).get(address)
    assert response.status_code == 200
    return response.content.decode()


def seat(place: Any, slug: str = "vast") -> str:
    return reverse("contact", args=[place.pk, slug])


def filled(membership: Any, **more: Any) -> dict[str, Any]:
    given = {"member": membership.pk, "phone": "073 555 01 23", "working_days": ["1", "4"]}
    return given | more


# --- the list -------------------------------------------------------------------------------


def test_list_of_a_location_offers_what_lacks(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    html = page(client, koc)
    assert "Geen vaste contactpersoon" in html
    assert seat(location) in html
    assert seat(location, "vervanger") in html


def test_list_shows_the_other_side_without_any_way_to_change_it(
    client: Client, koc: Actor, location: ChildcareLocation, school: School
) -> None:
    LocationAgreementFactory(school=school, location=location)
    contact = make_contact(school, phone="073 555 09 99")
    html = page(client, koc)
    assert contact.membership.user.name in html
    assert "073 555 09 99" in html
    assert seat(school) not in html


def test_list_says_who_stands_in(client: Client, koc: Actor, location: ChildcareLocation) -> None:
    fixed = make_contact(location)
    deputy = make_contact(location, ContactPlace.DEPUTY)
    ContactAbsenceFactory(membership=fixed.membership, first_day=timezone.localdate(), back_on=None)
    html = page(client, koc)
    assert f"{deputy.membership.user} neemt nu waar." in html
    assert "Is er weer" in html


def test_list_of_a_worker_only_shows(
    client: Client, location: ChildcareLocation, koc: Actor
) -> None:
    make_contact(location)
    html = page(client, make_actor(Role.KOW, location))
    assert seat(location, "vervanger") not in html
    assert "073 555 01 23" in html


def test_list_of_the_municipality_names_gaps_without_phones(
    client: Client, officer: Actor, location: ChildcareLocation, school: School
) -> None:
    make_contact(location)
    make_contact(location, ContactPlace.DEPUTY)
    html = page(client, officer)
    gaps = page(client, officer, f"{LIST}?toon=gaten")
    assert (location.name in html, school.name in html) == (True, True)
    assert (location.name in gaps, school.name in gaps) == (False, True)
    assert "Geen afspraak" in html
    assert "073 555 01 23" not in html


def test_list_of_the_municipality_without_gaps_says_so(
    client: Client, officer: Actor, location: ChildcareLocation
) -> None:
    make_contact(location)
    make_contact(location, ContactPlace.DEPUTY)
    assert "Er ontbreekt niets" in page(client, officer, f"{LIST}?toon=gaten")


@pytest.mark.parametrize("role", [Role.TEA, Role.SIG, Role.ADM, Role.DPO])
def test_list_is_refused_to_other_roles(
    client: Client, municipality: Municipality, school: School, role: str
) -> None:
    place = school if role == Role.TEA else municipality
    assert sign_in(client, make_actor(role, place)).get(LIST).status_code == 403


def test_list_is_refused_to_an_issuer(client: Client, municipality: Municipality) -> None:
    clerk = make_actor(Role.ISS, IssuerMandateFactory(municipality=municipality).issuer)
    assert sign_in(client, clerk).get(LIST).status_code == 403


def test_pages_are_not_there_without_the_module(
    client: Client, koc: Actor, location: ChildcareLocation, handover: Module
) -> None:
    handover.delete()
    sign_in(client, koc)
    addresses = [LIST, seat(location), reverse("cooperation"), reverse("joining")]
    assert {client.get(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_fixed_number_of_queries(
    client: Client,
    officer: Actor,
    municipality: Municipality,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        make_contact(ChildcareLocationFactory(municipality=municipality))
    sign_in(client, officer)
    with django_assert_num_queries(14):
        client.get(LIST)


# --- naming ---------------------------------------------------------------------------------


def test_name_keeps_who_it_is(client: Client, koc: Actor, location: ChildcareLocation) -> None:
    response = sign_in(client, koc).post(seat(location), filled(koc.memberships[0]), follow=True)
    contact = FixedContact.objects.get()
    assert (contact.membership, contact.working_days) == (koc.memberships[0], [1, 4])
    assert "Yasmin Karaca is nu vaste contactpersoon." in response.content.decode()


def test_name_asks_what_is_missing(client: Client, koc: Actor, location: ChildcareLocation) -> None:
    response = sign_in(client, koc).post(seat(location), {"phone": "bel maar"})
    html = response.content.decode()
    for text in ("Kies wie het is.", "bijvoorbeeld 073 555 01 23", "ten minste één werkdag"):
        assert text in html


def test_name_offers_the_number_of_the_register(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    ChildcareLocation.objects.update(phone="073 612 00 00")
    assert "073 612 00 00" in page(client, koc, seat(location))


def test_name_does_not_offer_who_holds_the_other_place(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    fixed = make_contact(location)
    html = page(client, koc, seat(location, "vervanger"))
    assert f'<option value="{fixed.membership_id}"' not in html
    assert f'<option value="{koc.memberships[0].pk}"' in html


def test_name_lets_the_deputy_be_the_fixed_contact(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    deputy = make_contact(location, ContactPlace.DEPUTY)
    assert f'<option value="{deputy.membership_id}"' in page(client, koc, seat(location))
    client.post(seat(location), filled(deputy.membership))
    held = FixedContact.objects.on(timezone.localdate())
    assert [(one.membership, one.place) for one in held] == [(deputy.membership, "fixed")]


def test_name_shows_a_refusal_at_its_field(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    make_contact(location)
    response = sign_in(client, koc).post(seat(location), filled(koc.memberships[0]))
    assert "laat een ander het overnemen" in response.content.decode()


def test_name_of_another_location_is_not_there(client: Client, koc: Actor) -> None:
    sign_in(client, koc)
    for slug in ("vast", "onzin"):
        elsewhere = ChildcareLocationFactory()
        assert client.get(seat(elsewhere, slug)).status_code == 404


def test_name_of_a_place_that_is_none_is_not_there(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    assert sign_in(client, koc).get(seat(location, "onzin")).status_code == 404


def test_name_by_who_only_looks_is_refused(client: Client, location: ChildcareLocation) -> None:
    assert sign_in(client, make_actor(Role.KOW, location)).get(seat(location)).status_code == 403


# --- absence --------------------------------------------------------------------------------


def test_absence_and_back_again(client: Client, koc: Actor, location: ChildcareLocation) -> None:
    make_contact(location)
    today = timezone.localdate()
    address = reverse("contact_absence", args=[location.pk, "vast"])
    sign_in(client, koc).post(address, {"first_day": today.strftime("%d-%m-%Y"), "back_on": ""})
    absence = ContactAbsence.objects.get()
    assert (absence.first_day, absence.back_on) == (today, None)
    client.post(reverse("contact_back", args=[absence.pk]))
    absence.refresh_from_db()
    assert absence.back_on == today


def test_absence_that_ends_before_it_begins_is_asked_again(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    make_contact(location)
    address = reverse("contact_absence", args=[location.pk, "vast"])
    data = {"first_day": "10-1-2030", "back_on": "9-1-2030"}
    assert (
        "Kies een dag na de eerste dag" in sign_in(client, koc).post(address, data).content.decode()
    )


def test_absence_of_nobody_is_not_there(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    address = reverse("contact_absence", args=[location.pk, "vast"])
    assert sign_in(client, koc).get(address).status_code == 404


def test_back_of_another_location_is_not_there(client: Client, koc: Actor) -> None:
    contact = make_contact(ChildcareLocationFactory())
    absence = ContactAbsenceFactory(membership=contact.membership, back_on=None)
    response = sign_in(client, koc).post(reverse("contact_back", args=[absence.pk]))
    assert response.status_code == 404


def test_back_twice_says_that_it_is_over(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    absence = ContactAbsenceFactory(
        membership=make_contact(location).membership,
        first_day=date(2026, 1, 1),
        back_on=timezone.localdate() - timedelta(days=1),
    )
    response = sign_in(client, koc).post(reverse("contact_back", args=[absence.pk]), follow=True)
    assert "al voorbij" in response.content.decode()


# --- taking over ----------------------------------------------------------------------------


def test_takeover_names_the_work_and_moves_it(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    old = make_contact(location)
    child = make_child(location, mentor=old.membership)
    address = reverse("contact_takeover", args=[location.pk])
    assert "Neem ook het werk over: 1 kind als mentor" in page(client, koc, address)
    response = client.post(address, filled(koc.memberships[0], with_work="on"), follow=True)
    child.refresh_from_db()
    assert child.mentor == koc.memberships[0]
    assert "1 kind heeft nu een andere mentor." in response.content.decode()


def test_takeover_proposes_the_deputy(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    old, deputy = make_contact(location), make_contact(location, ContactPlace.DEPUTY)
    html = page(client, koc, reverse("contact_takeover", args=[location.pk]))
    assert f'<option value="{deputy.membership_id}" selected' in html
    assert f'<option value="{old.membership_id}"' not in html
    assert "Neem ook het werk over" not in html


def test_takeover_from_nobody_is_not_there(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    address = reverse("contact_takeover", args=[location.pk])
    assert sign_in(client, koc).get(address).status_code == 404


def test_takeover_without_a_choice_asks_again(
    client: Client, koc: Actor, location: ChildcareLocation
) -> None:
    MembershipFactory(organisation=location.organisation, role=Role.KOW)
    old = make_contact(location)
    address = reverse("contact_takeover", args=[location.pk])
    html = sign_in(client, koc).post(address, {}).content.decode()
    old.refresh_from_db()
    assert ("Kies wie het is." in html, old.ended_on) == (True, None)


def test_end_of_a_membership_points_at_the_takeover(
    client: Client, location: ChildcareLocation
) -> None:
    admin = make_actor(Role.KOC, location, is_admin=True)
    contact = make_contact(location)
    html = page(client, admin, reverse("member_end", args=[contact.membership_id]))
    assert f"Deze persoon is vaste contactpersoon van {location}." in html
    own = page(client, admin, reverse("member_end", args=[admin.memberships[0].pk]))
    assert "Deze persoon is" not in own


@pytest.mark.parametrize(
    ("asked", "goes_to"), [("/aansluiten/", "/aansluiten/"), ("//elders.example/", LIST)]
)
def test_name_leads_back_to_where_one_came_from(
    client: Client, koc: Actor, location: ChildcareLocation, asked: str, goes_to: str
) -> None:
    address = f"{seat(location)}?next={asked}"
    response = sign_in(client, koc).post(address, filled(koc.memberships[0]))
    assert response["Location"] == goes_to
