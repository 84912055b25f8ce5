"""Joining: what a location and a school need to begin, read from the facts."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from children.models import LocationStart
from config import joining, start
from config.joining import Joining, joinings_of, said
from partners.access import Actor, actor_for
from partners.models import (
    ChildcareLocation,
    FixedContact,
    Membership,
    Module,
    Municipality,
    School,
)
from partners.states import ContactPlace, ModuleKind, Role
from tests.factories.children import GroupFactory, KleuterGroupFactory, make_child
from tests.factories.contacts import LocationAgreementFactory, make_contact
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    ModuleFactory,
    MunicipalityFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality(db: None) -> Municipality:
    town = MunicipalityFactory()
    ModuleFactory(municipality=town, kind=ModuleKind.HANDOVER)
    return town


@pytest.fixture
def location(municipality: Municipality) -> ChildcareLocation:
    return ChildcareLocationFactory(municipality=municipality)


@pytest.fixture
def koc(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location)


@pytest.fixture
def school(municipality: Municipality) -> School:
    return SchoolFactory(municipality=municipality)


@pytest.fixture
def sch(school: School) -> Actor:
    return make_actor(Role.SCH, school, is_admin=True)


def only(actor: Actor) -> Joining:
    (found,) = joinings_of(actor)
    return found


def done(actor: Actor) -> list[str]:
    return [str(step.title) for step, is_done, _href in only(actor).steps if is_done]


def hrefs(actor: Actor) -> list[str]:
    back = f"?next={quote(reverse('joining'), safe='')}"
    found = [href for _step, _is_done, href in only(actor).steps]
    assert [href for href in found if not href.endswith(back)] == []
    return [href.removesuffix(back) for href in found]


def begin(location: ChildcareLocation, koc: Actor) -> None:
    LocationStart.objects.create(
        location=location, started_at=timezone.now(), started_by=koc.memberships[0]
    )


# --- a location -----------------------------------------------------------------------------


def test_location_begins_with_nothing_done(koc: Actor) -> None:
    found = only(koc)
    assert (found.done, len(found.steps), found.minutes) == (0, 5, 10)
    assert said(found) == "0 van de 5 stappen klaar. Nu: Vaste contactpersoon."


def test_location_is_done_step_by_step(location: ChildcareLocation, koc: Actor) -> None:
    seen = []
    for make in (
        lambda: make_contact(location),
        lambda: make_contact(location, ContactPlace.DEPUTY),
        lambda: GroupFactory(location=location),
        lambda: make_child(location),
        lambda: begin(location, koc),
    ):
        make()
        seen.append(len(done(koc)))
    assert seen == [1, 2, 3, 4, 5]
    assert said(only(koc)) == "Alles is klaar."


def test_location_counts_no_practice_child(location: ChildcareLocation, koc: Actor) -> None:
    make_child(location, is_practice=True)
    assert done(koc) == []


def test_location_counts_nothing_of_another(koc: Actor) -> None:
    other = ChildcareLocationFactory()
    make_contact(other)
    GroupFactory(location=other)
    make_child(other)
    assert done(koc) == []


def test_location_leads_to_the_pages_of_each_step(location: ChildcareLocation, koc: Actor) -> None:
    pages = [
        reverse("contact", args=[location.pk, "vast"]),
        reverse("contact", args=[location.pk, "vervanger"]),
        reverse("group_add"),
        reverse("child_import"),
        reverse("location_start", args=[location.pk]),
    ]
    assert hrefs(koc) == pages


def test_location_whose_contact_left_leads_to_the_takeover(
    location: ChildcareLocation, koc: Actor
) -> None:
    contact = make_contact(location)
    Membership.objects.filter(pk=contact.membership_id).update(valid_until="2021-01-01")
    assert hrefs(koc)[0] == reverse("contact_takeover", args=[location.pk])


# --- a school -------------------------------------------------------------------------------


def test_school_is_done_step_by_step(school: School, sch: Actor) -> None:
    seen = []
    for make in (
        lambda: MembershipFactory(organisation=school.organisation, role=Role.QC),
        lambda: make_contact(school),
        lambda: make_contact(school, ContactPlace.DEPUTY),
        lambda: LocationAgreementFactory(school=school, confirmed_at=None),
        lambda: KleuterGroupFactory(school=school),
    ):
        make()
        seen.append(len(done(sch)))
    assert seen == [1, 2, 3, 4, 5]
    assert only(sch).minutes == 5


def test_school_invites_its_coordinator_where_it_may(school: School, sch: Actor) -> None:
    assert hrefs(sch)[0] == reverse("member_invite")
    assert hrefs(make_actor(Role.QC, school))[0] == reverse("my_organisation")


# --- whose it is ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.KOW, Role.KCC])
def test_joinings_are_not_of_who_only_looks(location: ChildcareLocation, role: str) -> None:
    assert joinings_of(make_actor(role, location)) == []


def test_joinings_are_not_there_while_the_module_is_off(koc: Actor) -> None:
    Module.objects.all().delete()
    assert joinings_of(koc) == []


@pytest.mark.parametrize("count", [1, 3])
def test_joinings_take_a_fixed_number_of_queries(
    municipality: Municipality, koc: Actor, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count - 1):
        place = ChildcareLocationFactory(municipality=municipality)
        MembershipFactory(user=koc.user, organisation=place.organisation, role=Role.KOC)
    actor = actor_for(koc.user, day=koc.day, role=Role.KOC)
    assert actor is not None
    with django_assert_num_queries(9):
        assert len(joining.joinings_of(actor)) == count


def test_page_shows_what_comes_next(
    client: Client, location: ChildcareLocation, koc: Actor
) -> None:
    make_contact(location)
    html = sign_in(client, koc).get(reverse("joining")).content.decode()
    assert "1 van de 5 stappen klaar" in html
    assert html.index("Klaar</span>") < html.index("Nu</span>")


def test_page_is_refused_to_who_only_looks(client: Client, location: ChildcareLocation) -> None:
    worker = make_actor(Role.KOW, location)
    assert sign_in(client, worker).get(reverse("joining")).status_code == 403


# --- the start page -------------------------------------------------------------------------


def cards(actor: Actor) -> dict[str, tuple[str, bool]]:
    return {str(card.title): (str(card.text), card.needs_action) for card in start.cards_for(actor)}


def test_start_says_what_to_do_next(location: ChildcareLocation, koc: Actor) -> None:
    text = "0 van de 5 stappen klaar. Nu: Vaste contactpersoon."
    assert cards(koc)[f"Aansluiten: {location}"] == (text, True)


def test_start_says_what_lacks_after_the_beginning(location: ChildcareLocation, koc: Actor) -> None:
    begin(location, koc)
    make_contact(location)
    assert cards(koc)["Contactpersonen"] == (f"Geen vervanger bij {location}.", True)
    make_contact(location, ContactPlace.DEPUTY)
    assert "Contactpersonen" not in cards(koc)


def test_start_says_what_waits(location: ChildcareLocation, koc: Actor) -> None:
    LocationAgreementFactory(location=location, confirmed_at=None)
    assert cards(koc)["Samenwerking"] == ("1 voorstel wacht op jou.", True)


def test_start_counts_gaps_for_the_municipality(
    municipality: Municipality, location: ChildcareLocation, school: School
) -> None:
    officer = make_actor(Role.GEM, municipality)
    assert cards(officer)["Contactpersonen"] == ("Bij 2 scholen en locaties ontbreekt iets.", True)
    for place in (location, school):
        make_contact(place)
        make_contact(place, ContactPlace.DEPUTY)
    assert FixedContact.objects.count() == 4
    assert not cards(officer)["Contactpersonen"][1]


def test_start_says_nothing_of_contacts_while_the_module_is_off(
    municipality: Municipality, location: ChildcareLocation, koc: Actor
) -> None:
    Module.objects.filter(kind=ModuleKind.HANDOVER).delete()
    officer = make_actor(Role.GEM, municipality)
    assert "Contactpersonen" not in cards(officer)
    assert not [title for title in cards(koc) if title.startswith("Aansluiten")]
