"""What goes along when a colleague takes over a place: mentored children and groups."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from children import consents, takeover
from children.models import Child, GroupWorker
from partners import contacts
from partners.access import Actor
from partners.contacts import ContactValues
from partners.models import AuditEntry, ChildcareLocation, Membership
from partners.states import Role
from tests.factories.children import GroupFactory, make_child, work_in
from tests.factories.contacts import make_contact
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def koc(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location, day=date(2026, 11, 21))


@pytest.fixture
def leaving(location: ChildcareLocation) -> Membership:
    """Return who leaves: contact of the location, who works in a group as well."""
    contact = make_contact(location)
    return MembershipFactory(
        user=contact.membership.user, organisation=location.organisation, role=Role.KOW
    )


def take(location: ChildcareLocation, koc: Actor, taking: Membership) -> list[str]:
    values = ContactValues(membership_id=taking.pk, phone="073 555 01 23", working_days=[1])
    _contact, said = contacts.take_over(
        organisation_id=location.pk, values=values, with_work=True, by=koc, at=AT
    )
    return said


def worker(location: ChildcareLocation, **more: Any) -> Membership:
    return MembershipFactory(organisation=location.organisation, role=Role.KOW, **more)


def test_preview_counts_children_and_groups(
    location: ChildcareLocation, leaving: Membership
) -> None:
    make_child(location, mentor=leaving)
    make_child(location, mentor=leaving)
    work_in(GroupFactory(location=location), leaving)
    assert takeover.preview(location.organisation, leaving.user, AT.date()) == [
        "2 kinderen als mentor",
        "1 groep",
    ]


def test_preview_leaves_out_who_left_and_what_closed(
    location: ChildcareLocation, leaving: Membership
) -> None:
    make_child(location, mentor=leaving, left_on=date(2026, 11, 1), left_because="moved")
    work_in(GroupFactory(location=location, closed_on=date(2026, 11, 1)), leaving)
    assert takeover.preview(location.organisation, leaving.user, AT.date()) == []


def test_move_lets_children_and_groups_go_along(
    location: ChildcareLocation, koc: Actor, leaving: Membership
) -> None:
    child, taking = make_child(location, mentor=leaving), worker(location)
    group = GroupFactory(location=location, name="Vlinders")
    work_in(group, leaving)
    said = take(location, koc, taking)
    child.refresh_from_db()
    assert child.mentor == taking
    assert list(GroupWorker.objects.values_list("group", "membership")) == [(group.pk, taking.pk)]
    assert said == [
        "1 kind heeft nu een andere mentor.",
        f"Vlinders is nu van {taking.user}.",
    ]


def test_move_locks_the_children_in_the_order_of_everybody(
    location: ChildcareLocation, leaving: Membership
) -> None:
    keys = [UUID(int=number) for number in (3, 1, 2)]
    for key in keys:
        make_child(location, mentor=leaving, key=key)
    found = consents.lock_children(takeover.mentored(location.organisation, leaving.user))
    assert [child.key for child in found] == sorted(keys)


def test_move_writes_a_line_for_each_child(
    location: ChildcareLocation, koc: Actor, leaving: Membership
) -> None:
    child = make_child(location, mentor=leaving)
    take(location, koc, worker(location))
    line = AuditEntry.objects.get(action="child.mentor_taken_over")
    assert (line.target_key, line.organisation_id) == (str(child.key), location.holder_id)


def test_move_leaves_the_children_of_others(
    location: ChildcareLocation, koc: Actor, leaving: Membership
) -> None:
    other, elsewhere = worker(location), worker(ChildcareLocationFactory(), user=leaving.user)
    stays = make_child(location, mentor=other)
    away = make_child(elsewhere.organisation.childcarelocation, mentor=elsewhere)
    take(location, koc, worker(location))
    mentors = dict(Child.objects.values_list("pk", "mentor"))
    assert mentors == {stays.pk: other.pk, away.pk: elsewhere.pk}


def test_move_to_who_works_in_no_group_leaves_the_groups(
    location: ChildcareLocation, koc: Actor, leaving: Membership
) -> None:
    child = make_child(location, mentor=leaving)
    row = work_in(GroupFactory(location=location), leaving)
    said = take(location, koc, koc.memberships[0])
    child.refresh_from_db()
    assert (child.mentor, GroupWorker.objects.get()) == (koc.memberships[0], row)
    assert said[-1].startswith(f"{koc.user} is geen pedagogisch professional hier")


def test_move_into_a_group_where_the_taker_works_already(
    location: ChildcareLocation, koc: Actor, leaving: Membership
) -> None:
    group, taking = GroupFactory(location=location), worker(location)
    work_in(group, leaving)
    work_in(group, taking)
    take(location, koc, taking)
    assert GroupWorker.objects.get().membership == taking


def test_moved_child_is_seen_by_the_taker_alone(
    location: ChildcareLocation, koc: Actor, leaving: Membership
) -> None:
    make_child(location, mentor=leaving)
    taker = make_actor(Role.KOW, location, day=date(2026, 11, 21))
    leaver = make_actor(Role.KOW, location, day=date(2026, 11, 21))
    Child.objects.update(mentor=leaver.memberships[0])
    GroupWorker.objects.all().delete()
    assert Child.objects.visible_to(leaver).count() == 1
    moved = contacts.Takeover(location.organisation, leaver.user, taker.memberships[0])
    takeover.move(moved, koc, AT)
    assert [Child.objects.visible_to(each).count() for each in (leaver, taker)] == [0, 1]


def test_takeover_is_registered() -> None:
    assert set(takeover.MOVERS) <= set(contacts.MOVERS)
