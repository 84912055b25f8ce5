"""A location begins: with a fixed contact, once, and its practice child goes."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from children import practice, starts
from children.models import Child, ConsentEvent, Guardian
from children.practice import PracticeError
from children.starts import StartError
from children.states import ConsentAct, ConsentScope
from partners.access import Actor
from partners.models import AuditEntry, ChildcareLocation
from partners.states import Role
from tests.factories.children import AT, GroupFactory, ask, make_child, say, work_in
from tests.factories.contacts import make_contact
from tests.factories.partners import ChildcareLocationFactory, SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
DAY = AT.date()


@pytest.fixture
def contact(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location, day=DAY)


def begin(location: ChildcareLocation, by: Actor) -> None:
    starts.begin(location_id=location.pk, by=by, at=AT)


def make(location: ChildcareLocation, by: Actor) -> Child:
    return practice.make(location_id=location.pk, by=by, at=AT)


# --- the start ------------------------------------------------------------------------------


def test_begin_lets_a_location_start_and_notes_who_did(
    location: ChildcareLocation, contact: Actor
) -> None:
    make_contact(location)
    begin(location, contact)
    (line,) = AuditEntry.objects.filter(action="location.started")
    assert starts.has_started(location.pk)
    assert not starts.has_started(ChildcareLocationFactory().pk)
    assert (line.organisation_id, line.membership) == (location.pk, contact.memberships[0])


def test_begin_needs_a_fixed_contact(location: ChildcareLocation, contact: Actor) -> None:
    with pytest.raises(StartError, match="vaste contactpersoon"):
        begin(location, contact)
    assert not starts.has_started(location.pk)


def test_begin_takes_no_contact_of_another_location(
    location: ChildcareLocation, contact: Actor
) -> None:
    make_contact(ChildcareLocationFactory(holder=location.holder))
    with pytest.raises(StartError):
        begin(location, contact)


def test_begin_twice_is_refused(location: ChildcareLocation, contact: Actor) -> None:
    make_contact(location)
    begin(location, contact)
    with pytest.raises(StartError, match="al gestart"):
        begin(location, contact)


@pytest.mark.parametrize("role", [Role.KOW, Role.KCC])
def test_begin_is_for_the_contact_of_the_location(location: ChildcareLocation, role: Role) -> None:
    make_contact(location)
    with pytest.raises(PermissionDenied):
        begin(location, make_actor(role, location, day=DAY))


def test_begin_elsewhere_finds_no_location(location: ChildcareLocation) -> None:
    make_contact(location)
    with pytest.raises(ChildcareLocation.DoesNotExist):
        begin(location, make_actor(Role.KOC, ChildcareLocationFactory(), day=DAY))


def test_begin_takes_the_practice_child_away_and_no_other(
    location: ChildcareLocation, contact: Actor
) -> None:
    make_contact(location)
    elsewhere = make_child(is_practice=True)
    here = make_child(location)
    make(location, contact)
    begin(location, contact)
    assert set(Child.objects.all()) == {elsewhere, here}


def test_readiness_says_what_is_there(location: ChildcareLocation, contact: Actor) -> None:
    GroupFactory(location=location)
    make_child(location)
    make_child(location, left_on=DAY, left_because="moved")
    made = make(location, contact)
    found = starts.readiness(location, by=contact)
    assert (found.group_count, found.child_count, found.practice_child) == (1, 1, made)
    assert not found.may_start
    make_contact(location)
    assert starts.readiness(location, by=contact).may_start


# --- the practice child ---------------------------------------------------------------------


def test_make_gives_an_invented_child_with_a_parent_who_cannot_be_reached(
    location: ChildcareLocation, contact: Actor
) -> None:
    group = GroupFactory(location=location)
    child = make(location, contact)
    guardian = Guardian.objects.get(child=child)
    assert (child.is_practice, child.group, child.born_on) == (True, group, date(2023, 8, 23))
    assert [(stay.group, stay.from_day) for stay in child.stays.all()] == [(group, DAY)]
    assert (guardian.email, guardian.phone) == ("", "")


def test_make_twice_is_refused(location: ChildcareLocation, contact: Actor) -> None:
    make(location, contact)
    with pytest.raises(PracticeError, match="al een oefenkind"):
        make(location, contact)


def test_make_after_the_start_is_refused(location: ChildcareLocation, contact: Actor) -> None:
    make_contact(location)
    begin(location, contact)
    with pytest.raises(PracticeError, match="Na de start"):
        make(location, contact)


def test_make_by_a_worker_needs_an_own_group(location: ChildcareLocation) -> None:
    worker = make_actor(Role.KOW, location, day=DAY)
    GroupFactory(location=location)
    with pytest.raises(PracticeError, match="geen groep"):
        make(location, worker)
    own = GroupFactory(location=location)
    work_in(own, worker.memberships[0])
    assert make(location, worker).group == own


@pytest.mark.privacy(9)
def test_practice_child_is_seen_by_no_school_whatever_was_allowed(
    location: ChildcareLocation, contact: Actor
) -> None:
    child, school = make(location, contact), SchoolFactory()
    say(ask(child, ConsentScope.SHARE_FORM, school), ConsentAct.GRANTED)
    assert not Child.objects.visible_to(make_actor(Role.QC, school, day=DAY)).exists()
    assert Child.objects.visible_to(contact).get() == child


def test_remove_takes_the_child_with_all_that_hangs_on_it(
    location: ChildcareLocation, contact: Actor
) -> None:
    child = make(location, contact)
    question = ask(child, ConsentScope.DISCUSS, SchoolFactory(), valid_until=date(2027, 8, 23))
    say(question, ConsentAct.GRANTED)
    assert practice.remove(location_id=location.pk, by=contact, at=AT)
    assert not ConsentEvent.objects.exists()
    assert not Guardian.objects.exists()
    assert AuditEntry.objects.filter(action="child.practice_removed").exists()


def test_remove_leaves_ordinary_children_and_says_so(
    location: ChildcareLocation, contact: Actor
) -> None:
    make_child(location)
    assert not practice.remove(location_id=location.pk, by=contact, at=AT)
    assert Child.objects.count() == 1
