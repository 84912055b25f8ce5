"""Groups are made, changed and closed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from children.groups import (
    GroupError,
    GroupValues,
    change,
    close,
    make,
    possible_workers,
    with_counts,
)
from children.models import Group
from children.states import ConsentAct, ConsentScope, GroupKind, LeaveReason
from partners.access import Actor
from partners.models import AuditEntry, ChildcareLocation, School
from partners.states import Role
from tests.factories.children import (
    AT,
    ChildFactory,
    GroupFactory,
    KleuterGroupFactory,
    ask,
    make_child,
    say,
)
from tests.factories.partners import ChildcareLocationFactory, SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
DAY = AT.date()


@pytest.fixture
def location() -> ChildcareLocation:
    return ChildcareLocationFactory()


@pytest.fixture
def contact(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location, day=DAY)


def values(**more: Any) -> GroupValues:
    return GroupValues(**{"name": "Vlinders", "kind": GroupKind.PEUTER, "places": 16, **more})


def test_make_at_a_location_leaves_a_line(location: ChildcareLocation, contact: Actor) -> None:
    made = make(place=location, values=values(), by=contact, at=AT)
    assert (made.location, made.name, made.kind, made.places) == (
        location, "Vlinders", GroupKind.PEUTER, 16,
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="group.made")
    assert (entry.organisation, entry.target_key) == (location.organisation, str(made.pk))


@pytest.mark.parametrize("role", [Role.QC, Role.SCH])
def test_make_at_a_school_is_a_kleutergroep(role: Role) -> None:
    school: School = SchoolFactory()
    kleuters = values(kind=GroupKind.KLEUTER, places=28)
    made = make(place=school, values=kleuters, by=make_actor(role, school, day=DAY), at=AT)
    assert (made.school, made.location) == (school, None)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": GroupKind.KLEUTER}, "kind"),
        ({"places": 17}, "places"),
        ({"kind": GroupKind.PEUTER_PLUS, "places": 11}, "places"),
        ({"name": "rupsen"}, "name"),
    ],
)
def test_make_refuses_at_the_field(
    location: ChildcareLocation, contact: Actor, more: dict[str, Any], field: str
) -> None:
    GroupFactory(location=location, name="Rupsen")
    with pytest.raises(GroupError) as refused:
        make(place=location, values=values(**more), by=contact, at=AT)
    assert refused.value.field == field
    assert Group.objects.count() == 1


def test_make_takes_a_name_that_is_taken_elsewhere(
    location: ChildcareLocation, contact: Actor
) -> None:
    GroupFactory(name="Vlinders")
    assert make(place=location, values=values(), by=contact, at=AT).pk


def test_make_at_a_school_refuses_a_group_of_childcare() -> None:
    school = SchoolFactory()
    with pytest.raises(GroupError, match="van een school"):
        make(place=school, values=values(), by=make_actor(Role.SCH, school, day=DAY), at=AT)


def test_make_elsewhere_is_refused(contact: Actor) -> None:
    with pytest.raises(ChildcareLocation.DoesNotExist):
        make(place=ChildcareLocationFactory(), values=values(), by=contact, at=AT)


def test_make_by_a_worker_is_refused(location: ChildcareLocation) -> None:
    worker = make_actor(Role.KOW, location, day=DAY)
    with pytest.raises(PermissionDenied):
        make(place=location, values=values(), by=worker, at=AT)


def test_change_keeps_its_own_name(location: ChildcareLocation, contact: Actor) -> None:
    group = GroupFactory(location=location, name="Vlinders")
    changed = change(group_id=group.pk, values=values(places=12), by=contact, at=AT)
    assert (changed.name, changed.places) == ("Vlinders", 12)


def test_change_says_who_works_there(location: ChildcareLocation, contact: Actor) -> None:
    group = GroupFactory(location=location)
    old, new = (make_actor(Role.KOW, location).memberships[0] for _ in range(2))
    for chosen in ([old.pk], [old.pk, new.pk], [new.pk], [new.pk]):
        change(group_id=group.pk, values=values(workers=chosen), by=contact, at=AT)
        assert sorted(group.workers.values_list("membership", flat=True)) == sorted(chosen)
    change(group_id=group.pk, values=values(), by=contact, at=AT)
    assert group.workers.get().membership == new


def test_change_refuses_who_works_elsewhere_or_as_something_else(
    location: ChildcareLocation, contact: Actor
) -> None:
    group = GroupFactory(location=location)
    for member in (make_actor(Role.KOW).memberships[0], contact.memberships[0]):
        with pytest.raises(GroupError) as refused:
            change(group_id=group.pk, values=values(workers=[member.pk]), by=contact, at=AT)
        assert refused.value.field == "workers"


def test_possible_workers_of_a_kleutergroep_are_its_teachers() -> None:
    group = KleuterGroupFactory()
    teacher = make_actor(Role.TEA, group.school)
    by = make_actor(Role.SCH, group.school, day=DAY)
    assert list(possible_workers(group, by=by)) == list(teacher.memberships)


def test_change_of_a_closed_group_is_refused(location: ChildcareLocation, contact: Actor) -> None:
    group = GroupFactory(location=location, closed_on=DAY)
    with pytest.raises(GroupError, match="gesloten"):
        change(group_id=group.pk, values=values(), by=contact, at=AT)


def test_close_of_an_empty_group(location: ChildcareLocation, contact: Actor) -> None:
    group = GroupFactory(location=location)
    ChildFactory(location=location, group=group, left_on=DAY, left_because=LeaveReason.MOVED)
    assert close(group_id=group.pk, by=contact, at=AT).closed_on == DAY
    with pytest.raises(GroupError, match="al gesloten"):
        close(group_id=group.pk, by=contact, at=AT)


def test_close_of_a_group_with_children_says_how_many(
    location: ChildcareLocation, contact: Actor
) -> None:
    group = GroupFactory(location=location, name="Vlinders")
    ChildFactory(location=location, group=group)
    with pytest.raises(GroupError, match=r"In Vlinders zitten nog kinderen \(1\)"):
        close(group_id=group.pk, by=contact, at=AT)


@pytest.mark.parametrize("place", [GroupFactory, KleuterGroupFactory])
def test_change_and_close_elsewhere_are_refused(contact: Actor, place: Callable[..., Any]) -> None:
    group = place()
    with pytest.raises(Group.DoesNotExist):
        change(group_id=group.pk, values=values(), by=contact, at=AT)
    with pytest.raises(Group.DoesNotExist):
        close(group_id=group.pk, by=contact, at=AT)


@pytest.mark.privacy(34)
def test_close_of_a_kleutergroep_counts_whom_the_school_may_see() -> None:
    group = KleuterGroupFactory()
    coordinator = make_actor(Role.QC, group.school, day=DAY)
    child = make_child(school_group=group)
    question = ask(child, ConsentScope.SHARE_FORM, group.school)
    say(question, ConsentAct.GRANTED)
    with pytest.raises(GroupError, match=r"nog kinderen \(1\)"):
        close(group_id=group.pk, by=coordinator, at=AT)
    say(question, ConsentAct.WITHDRAWN)
    assert close(group_id=group.pk, by=coordinator, at=AT).closed_on == DAY


def test_close_by_a_worker_is_refused(location: ChildcareLocation) -> None:
    group = GroupFactory(location=location)
    with pytest.raises(PermissionDenied):
        close(group_id=group.pk, by=make_actor(Role.KOW, location, day=DAY), at=AT)


def test_with_counts_counts_who_is_here(location: ChildcareLocation) -> None:
    group = GroupFactory(location=location)
    ChildFactory.create_batch(2, location=location, group=group)
    ChildFactory(location=location, group=group, left_on=DAY, left_because=LeaveReason.MOVED)
    assert with_counts(Group.objects.all()).get().child_count == 2
