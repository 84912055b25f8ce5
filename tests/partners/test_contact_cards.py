"""The contacts of places as people look at them: who sees which, and what lacks."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from partners import contact_cards
from partners.access import Actor
from partners.contact_cards import Card, cards_of
from partners.models import (
    ChildcareLocation,
    FixedContact,
    LocationAgreement,
    Membership,
    Municipality,
    Organisation,
    School,
)
from partners.states import ContactGap, ContactPlace, ContactTitle, ModuleKind, Role
from tests.factories.contacts import (
    ContactAbsenceFactory,
    LocationAgreementFactory,
    make_contact,
)
from tests.factories.partners import (
    ChildcareLocationFactory,
    IssuerMandateFactory,
    KindcentrumFactory,
    ModuleFactory,
    SchoolFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def location(municipality: Municipality) -> ChildcareLocation:
    ModuleFactory(municipality=municipality, kind=ModuleKind.HANDOVER)
    return ChildcareLocationFactory(municipality=municipality)


def card(place: Any) -> Card:
    return cards_of([place.organisation], TODAY)[0]


def away(contact: FixedContact) -> None:
    ContactAbsenceFactory(membership=contact.membership, first_day=YESTERDAY, back_on=None)


# --- what lacks -----------------------------------------------------------------------------


def test_gap_without_anybody(location: ChildcareLocation) -> None:
    assert card(location).gap == ContactGap.NOBODY


def test_gap_of_a_pair_is_none(location: ChildcareLocation) -> None:
    make_contact(location)
    make_contact(location, ContactPlace.DEPUTY)
    assert (card(location).gap, card(location).gap_label, card(location).stands_in) == (
        None,
        "",
        None,
    )


def test_gap_without_a_deputy(location: ChildcareLocation) -> None:
    make_contact(location)
    assert card(location).gap == ContactGap.NO_DEPUTY


def test_gap_after_the_fixed_contact_left(location: ChildcareLocation) -> None:
    contact = make_contact(location)
    make_contact(location, ContactPlace.DEPUTY)
    Membership.objects.filter(pk=contact.membership_id).update(valid_until=YESTERDAY)
    found = card(location)
    assert found.gap == ContactGap.ONLY_DEPUTY
    assert found.stands_in == found.deputy is not None


def test_gap_while_one_is_away_is_none(location: ChildcareLocation) -> None:
    away(make_contact(location))
    make_contact(location, ContactPlace.DEPUTY)
    found = card(location)
    assert (found.gap, found.stands_in) == (None, found.deputy)


def test_gap_while_both_are_away(location: ChildcareLocation) -> None:
    away(make_contact(location))
    away(make_contact(location, ContactPlace.DEPUTY))
    assert (card(location).gap, card(location).stands_in) == (ContactGap.ALL_AWAY, None)


def test_gap_while_the_only_one_is_away(location: ChildcareLocation) -> None:
    away(make_contact(location))
    assert card(location).gap == ContactGap.ALL_AWAY


def test_card_shows_title_and_days(school: School) -> None:
    make_contact(school, title=ContactTitle.IB, working_days=[1, 4])
    holder = card(school).fixed
    assert holder is not None
    assert (holder.title, holder.days) == ("IB’er", "maandag, donderdag")


def test_cards_count_agreements_of_both_sides(location: ChildcareLocation, school: School) -> None:
    LocationAgreementFactory(location=location, school=school)
    LocationAgreementFactory(location=location, confirmed_at=None)
    assert (card(location).agreements, card(school).agreements) == (1, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_cards_take_four_queries(
    location: ChildcareLocation, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    places = [ChildcareLocationFactory().organisation for _ in range(count)]
    for place in places:
        away(make_contact(place))
        make_contact(place, ContactPlace.DEPUTY)
    with django_assert_num_queries(4):
        assert [card.gap for card in cards_of(places, TODAY)] == [None] * count


# --- who sees whose -------------------------------------------------------------------------


@pytest.fixture
def world(location: ChildcareLocation, school: School) -> dict[str, Any]:
    """Return a location and a school that agreed, and others beside them, each with a contact."""
    LocationAgreementFactory(location=location, school=school)
    others = {
        "beside": ChildcareLocationFactory(municipality=location.municipality),
        "school beside": SchoolFactory(municipality=location.municipality),
        "elsewhere": ChildcareLocationFactory(),
    }
    places = {"location": location, "school": school, **others}
    for place in places.values():
        make_contact(place)
    return places


def seen(actor: Actor, world: dict[str, Any]) -> set[str]:
    names = {place.pk: name for name, place in world.items()}
    return {names[row.organisation_id] for row in FixedContact.objects.visible_to(actor)}


@pytest.mark.parametrize(
    ("role", "place", "expected"),
    [
        (Role.KOC, "location", {"location", "school"}),
        (Role.KOW, "location", {"location", "school"}),
        (Role.KCC, "location", {"location", "school"}),
        (Role.QC, "school", {"location", "school"}),
        (Role.SCH, "school", {"location", "school"}),
        (Role.TEA, "school", set()),
        (Role.KOC, "beside", {"beside"}),
        (Role.SCH, "school beside", {"school beside"}),
        (Role.KOC, "elsewhere", {"elsewhere"}),
    ],
)
def test_visible_to_both_sides_of_a_tie(
    world: dict[str, Any], role: str, place: str, expected: set[str]
) -> None:
    assert seen(make_actor(role, world[place], day=TODAY), world) == expected


def test_visible_to_the_municipality_by_name(
    world: dict[str, Any], municipality: Municipality
) -> None:
    officer = make_actor(Role.GEM, municipality, day=TODAY)
    assert seen(officer, world) == {"location", "school", "beside", "school beside"}


@pytest.mark.parametrize("role", [Role.SIG, Role.ADM, Role.DPO])
def test_visible_to_nobody_else_of_the_municipality(
    world: dict[str, Any], municipality: Municipality, role: str
) -> None:
    assert seen(make_actor(role, municipality, day=TODAY), world) == set()


def test_visible_to_no_issuer_with_a_mandate(
    world: dict[str, Any], municipality: Municipality
) -> None:
    mandate = IssuerMandateFactory(municipality=municipality)
    assert seen(make_actor(Role.ISS, mandate.issuer, day=TODAY), world) == set()


def test_visible_to_the_own_board_and_holder(
    world: dict[str, Any], location: ChildcareLocation, school: School
) -> None:
    board = make_actor(Role.BRD, school.board, day=TODAY)
    care = make_actor(Role.KCC, location.holder, day=TODAY)
    assert seen(board, world) == {"school"}
    assert seen(care, world) == {"location", "school"}


@pytest.mark.parametrize("change", ["open", "ended", "past"])
def test_visible_to_nobody_without_a_tie_that_holds(world: dict[str, Any], change: str) -> None:
    koc = make_actor(Role.KOC, world["location"], day=TODAY)
    rows = LocationAgreement.objects.all()
    if change == "open":
        rows.update(confirmed_at=None, confirmed_by=None)
    elif change == "ended":
        rows.update(ended_at="2026-11-01T09:00Z", ended_by=koc.user)
    else:
        rows.update(first_year=2025)
    assert seen(koc, world) == {"location"}


def test_visible_to_who_works_in_one_kindcentrum(
    world: dict[str, Any], municipality: Municipality
) -> None:
    LocationAgreement.objects.all().delete()
    centre = KindcentrumFactory(municipality=municipality)
    pks = [world["location"].pk, world["school"].pk]
    for model in (School, ChildcareLocation):
        model.objects.filter(pk__in=pks).update(kindcentrum=centre)
    both = {"location", "school"}
    assert seen(make_actor(Role.KOC, world["location"], day=TODAY), world) == both
    assert seen(make_actor(Role.SCH, world["school"], day=TODAY), world) == both


# --- whose place it is ----------------------------------------------------------------------


def test_own_places_are_those_where_the_module_is_on(
    location: ChildcareLocation, school: School, officer: Actor
) -> None:
    elsewhere = ChildcareLocationFactory()
    names = set(contact_cards.own_places(officer))
    assert names == {location.organisation, school.organisation}
    koc = make_actor(Role.KOC, elsewhere, day=TODAY)
    assert not contact_cards.own_places(koc).exists()


def test_own_places_of_one_kindcentrum(
    municipality: Municipality, school: School, officer: Actor
) -> None:
    centre = KindcentrumFactory(municipality=municipality)
    inside = ChildcareLocationFactory(municipality=municipality, kindcentrum=centre)
    ModuleFactory(municipality=municipality, kindcentrum=centre, kind=ModuleKind.HANDOVER)
    assert list(contact_cards.own_places(officer)) == [inside.organisation]


def test_own_places_are_open(location: ChildcareLocation, officer: Actor) -> None:
    ChildcareLocation.objects.update(closed_on=TODAY)
    assert not contact_cards.own_places(officer).exists()


def test_gaps_have_the_worst_first(
    location: ChildcareLocation, school: School, officer: Actor
) -> None:
    make_contact(school)
    gaps = [(each.organisation, each.gap) for each in contact_cards.gaps_of(officer)]
    assert gaps == [
        (location.organisation, ContactGap.NOBODY),
        (school.organisation, ContactGap.NO_DEPUTY),
    ]


def test_partner_places_are_the_other_side(world: dict[str, Any], officer: Actor) -> None:
    koc = make_actor(Role.KOC, world["location"], day=TODAY)
    assert list(contact_cards.partner_places(koc)) == [world["school"].organisation]
    assert list(contact_cards.partner_places(officer)) == []


def test_cards_follow_the_order_given(location: ChildcareLocation, school: School) -> None:
    places: list[Organisation] = [school.organisation, location.organisation]
    assert [each.organisation for each in cards_of(places, TODAY)] == places
