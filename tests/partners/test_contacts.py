"""Who holds a place by name."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from partners import contacts
from partners.access import Actor
from partners.contacts import ContactError
from partners.models import (
    AuditEntry,
    ChildcareLocation,
    FixedContact,
    Membership,
    Module,
    Organisation,
    User,
)
from partners.states import ContactPlace, ContactTitle, ModuleKind, Role
from tests.factories.contacts import make_contact
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    ModuleFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import TODAY, colleague, said

pytestmark = pytest.mark.django_db


def name(place: Any, member: Membership, by: Actor, at: datetime, **more: Any) -> FixedContact:
    kind = more.pop("kind", ContactPlace.FIXED)
    values = said(member, **more)
    return contacts.name(organisation_id=place.pk, kind=kind, values=values, by=by, at=at)


# --- naming ---------------------------------------------------------------------------------


def test_name_begins_a_period(location: ChildcareLocation, koc: Actor, at: datetime) -> None:
    made = name(location, koc.memberships[0], koc, at)
    assert (made.organisation_id, made.place, made.working_days) == (location.pk, "fixed", [1, 4])
    assert (made.valid_from, made.ended_on) == (TODAY, None)
    line = AuditEntry.objects.get(action="contact.named")
    assert (line.organisation_id, line.details) == (location.pk, {"place": "fixed"})


def test_name_another_phone_is_another_period(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    old = make_contact(location)
    new = name(location, old.membership, koc, at, phone="06 1234 5678")
    old.refresh_from_db()
    assert (old.phone, old.ended_on) == ("073 555 01 23", TODAY)
    assert (new.phone, new.valid_from, new.ended_on) == ("06 1234 5678", TODAY, None)


def test_name_twice_on_one_day_leaves_one_that_holds(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    name(location, koc.memberships[0], koc, at)
    last = name(location, koc.memberships[0], koc, at, phone="06 1234 5678")
    assert list(FixedContact.objects.on(TODAY)) == [last]
    assert FixedContact.objects.count() == 2


def test_name_the_same_changes_nothing(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    first = name(location, koc.memberships[0], koc, at)
    again = name(location, koc.memberships[0], koc, at)
    assert (again.pk, AuditEntry.objects.filter(action="contact.named").count()) == (first.pk, 1)


def test_name_another_fixed_contact_is_a_takeover(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    old = make_contact(location)
    with pytest.raises(ContactError, match="laat een ander het overnemen") as refused:
        name(location, koc.memberships[0], koc, at)
    old.refresh_from_db()
    assert (refused.value.field, old.ended_on) == ("member", None)


def test_name_another_deputy_ends_the_first(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    old = make_contact(location, ContactPlace.DEPUTY)
    new = name(location, koc.memberships[0], koc, at, kind=ContactPlace.DEPUTY)
    old.refresh_from_db()
    assert (old.ended_on, new.membership.user) == (TODAY, koc.user)


def test_name_nobody_stands_in_for_oneself(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    fixed = make_contact(location)
    other_role = MembershipFactory(
        user=fixed.membership.user, organisation=location.organisation, role=Role.KOW
    )
    with pytest.raises(ContactError, match="kies een ander als vervanger"):
        name(location, other_role, koc, at, kind=ContactPlace.DEPUTY)


@pytest.mark.parametrize("role", [Role.KOC, Role.KOW])
def test_name_of_the_deputy_as_fixed_contact_ends_the_deputy(
    location: ChildcareLocation, koc: Actor, at: datetime, role: str
) -> None:
    deputy = make_contact(location, ContactPlace.DEPUTY)
    member = deputy.membership
    if role == Role.KOW:  # the same person, in another role
        member = MembershipFactory(
            user=member.user, organisation=location.organisation, role=Role.KOW
        )
    fixed = name(location, member, koc, at)
    assert list(FixedContact.objects.on(TODAY)) == [fixed]
    deputy.refresh_from_db()
    assert (deputy.ended_on, fixed.membership) == (TODAY, member)


@pytest.mark.parametrize("role", [Role.KOC, Role.KOW, Role.KCC])
def test_name_takes_who_works_with_children_there(
    location: ChildcareLocation, koc: Actor, at: datetime, role: str
) -> None:
    member = colleague(location, role)
    assert name(location, member, koc, at).membership_id == member.pk


def test_name_somebody_from_elsewhere_is_refused(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    with pytest.raises(ContactError, match="Kies iemand die hier werkt"):
        name(location, colleague(ChildcareLocationFactory()), koc, at)


def test_name_somebody_from_another_own_location_is_refused(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    second = ChildcareLocationFactory(municipality=location.municipality)
    mine = MembershipFactory(user=koc.user, organisation=second.organisation, role=Role.KOC)
    both = Actor(koc.user, Role.KOC, (*koc.memberships, mine), TODAY)
    with pytest.raises(ContactError, match="Kies iemand die hier werkt"):
        name(location, colleague(second), both, at)


def test_name_somebody_who_left_is_refused(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    gone = MembershipFactory(
        organisation=location.organisation, role=Role.KOC, valid_until=date(2026, 11, 20)
    )
    with pytest.raises(ContactError, match="Kies iemand die hier werkt"):
        name(location, gone, koc, at)


def test_name_a_coordinator_has_a_title(at: datetime) -> None:
    school = SchoolFactory()
    ModuleFactory(municipality=school.municipality, kind=ModuleKind.HANDOVER)
    qc = make_actor(Role.QC, school, day=TODAY)
    with pytest.raises(ContactError, match="hoe de kwaliteitscoördinator bij jullie heet"):
        name(school, qc.memberships[0], qc, at)
    made = name(school, qc.memberships[0], qc, at, title=ContactTitle.IB)
    assert made.get_title_display() == "IB’er"


def test_name_nobody_else_has_a_title(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    with pytest.raises(ContactError, match="Alleen een kwaliteitscoördinator"):
        name(location, koc.memberships[0], koc, at, title=ContactTitle.IB)


@pytest.mark.parametrize("role", [Role.KOW, Role.KCC])
def test_name_by_who_only_looks_is_refused(
    location: ChildcareLocation, at: datetime, role: str
) -> None:
    reader = make_actor(role, location, day=TODAY)
    with pytest.raises(PermissionDenied):
        name(location, reader.memberships[0], reader, at)


def test_name_at_another_place_does_not_exist(koc: Actor, at: datetime) -> None:
    elsewhere = ChildcareLocationFactory()
    with pytest.raises(Organisation.DoesNotExist):
        name(elsewhere, colleague(elsewhere), koc, at)


def test_period_is_never_rewritten(location: ChildcareLocation) -> None:
    contact = make_contact(location)
    contact.phone = "06 0000 0000"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        contact.save()
    FixedContact.objects.filter(pk=contact.pk).update(ended_on=TODAY)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FixedContact.objects.filter(pk=contact.pk).update(ended_on=None)


# --- who it is now --------------------------------------------------------------------------


def test_fixed_contact_is_who_works_there(location: ChildcareLocation) -> None:
    assert contacts.fixed_contact(location.pk, TODAY) is None
    contact = make_contact(location)
    make_contact(ChildcareLocationFactory())
    assert contacts.fixed_contact(location.pk, TODAY) == contact


def test_fixed_contact_is_no_deputy(location: ChildcareLocation) -> None:
    make_contact(location, ContactPlace.DEPUTY)
    assert contacts.fixed_contact(location.pk, TODAY) is None


@pytest.mark.parametrize("column", ["valid_until", "is_active"])
def test_fixed_contact_who_left_is_none(location: ChildcareLocation, column: str) -> None:
    contact = make_contact(location)
    if column == "is_active":
        User.objects.filter(pk=contact.membership.user_id).update(is_active=False)
    else:
        Membership.objects.filter(pk=contact.membership_id).update(valid_until=date(2026, 11, 20))
    assert contacts.fixed_contact(location.pk, TODAY) is None


# --- who can be named -----------------------------------------------------------------------


def test_possible_contacts_names_each_person_once(location: ChildcareLocation, koc: Actor) -> None:
    MembershipFactory(user=koc.user, organisation=location.organisation, role=Role.KOW)
    worker = colleague(location, Role.KOW)
    found = contacts.possible_contacts(location.organisation, by=koc)
    assert set(found) == {koc.memberships[0], worker}


def test_places_to_manage_are_open_and_have_the_module(
    location: ChildcareLocation, koc: Actor
) -> None:
    assert list(contacts.places_to_manage(koc)) == [location.organisation]
    ChildcareLocation.objects.update(closed_on=TODAY)
    assert not contacts.places_to_manage(koc).exists()
    ChildcareLocation.objects.update(closed_on=None)
    Module.objects.all().delete()
    assert not contacts.places_to_manage(koc).exists()


def test_name_where_the_module_is_off_does_not_exist(
    location: ChildcareLocation, koc: Actor, at: datetime
) -> None:
    Module.objects.all().delete()
    with pytest.raises(Organisation.DoesNotExist):
        name(location, koc.memberships[0], koc, at)


def test_held_by_is_the_place_of_a_member(location: ChildcareLocation) -> None:
    contact = make_contact(location)
    assert contacts.held_by(contact.membership, TODAY) == contact
    assert contacts.held_by(colleague(location), TODAY) is None
