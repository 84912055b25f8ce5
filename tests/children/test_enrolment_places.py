"""Where children can come: an open location with the module, in a group that has a place."""

from datetime import date
from typing import Any

import pytest

from children.enrolment import EnrolmentError, FullGroupError, NewChild, add, move_group
from children.models import Child, Group, GroupStay
from children.states import LeaveReason
from partners.access import Actor
from partners.models import ChildcareLocation, Module
from partners.states import Role
from tests.factories.children import AT, GroupFactory, make_child
from tests.factories.partners import KindcentrumFactory, make_actor

pytestmark = pytest.mark.django_db
DAY = AT.date()


@pytest.fixture
def contact(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location, day=DAY)


@pytest.fixture
def child(location: ChildcareLocation) -> Child:
    """Return a child in a group since March."""
    group = GroupFactory(location=location)
    made = make_child(location, group=group, first_name="Sem", last_name="Hoogland")
    GroupStay.objects.create(child=made, group=group, from_day=made.entered_on)
    return made


def new(location: ChildcareLocation, **values: Any) -> NewChild:
    return NewChild("Levi", "Waterval", date(2023, 9, 4), DAY, location.pk, **values)


def test_add_refuses_a_closed_location(location: ChildcareLocation, contact: Actor) -> None:
    ChildcareLocation.objects.filter(pk=location.pk).update(closed_on=DAY)
    with pytest.raises(EnrolmentError, match="gesloten"):
        add(new=new(location), by=contact, at=AT)


@pytest.mark.privacy(33)
def test_add_refuses_a_location_where_the_module_is_off(
    location: ChildcareLocation, contact: Actor
) -> None:
    centre = KindcentrumFactory(municipality=location.municipality)
    Module.objects.all().update(kindcentrum=centre)
    with pytest.raises(EnrolmentError, match="staat voor deze locatie niet aan"):
        add(new=new(location), by=contact, at=AT)
    ChildcareLocation.objects.filter(pk=location.pk).update(kindcentrum=centre)
    assert add(new=new(location), by=contact, at=AT).location == location


def test_add_to_a_full_group_is_asked(
    location: ChildcareLocation, child: Child, contact: Actor
) -> None:
    Group.objects.filter(pk=child.group_id).update(places=1)
    with pytest.raises(FullGroupError, match=r"is vol \(plaatsen: 1\)") as caught:
        add(new=new(location, group_id=child.group_id), by=contact, at=AT)
    assert caught.value.field == "is_over"
    assert add(new=new(location, group_id=child.group_id), is_over=True, by=contact, at=AT)


def test_move_to_a_full_group_is_asked(
    location: ChildcareLocation, child: Child, contact: Actor
) -> None:
    full = GroupFactory(location=location, places=1)
    make_child(location, group=full)
    move = {"key": child.key, "group_id": full.pk, "from_day": DAY, "by": contact, "at": AT}
    with pytest.raises(FullGroupError):
        move_group(**move)
    assert move_group(**move, is_over=True).group == full


def test_who_left_takes_no_place(location: ChildcareLocation, child: Child, contact: Actor) -> None:
    full = GroupFactory(location=location, places=1)
    make_child(location, group=full, left_on=DAY, left_because=LeaveReason.MOVED)
    assert move_group(key=child.key, group_id=full.pk, from_day=DAY, by=contact, at=AT)
