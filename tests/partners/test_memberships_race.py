"""Two grants at the same moment: one waits for the other, and the rules still hold."""

from collections.abc import Callable
from datetime import datetime

import pytest

from partners.access import Actor
from partners.accounts import Invitee
from partners.membership_rules import LastAdminError
from partners.memberships import end, grant, invite_first_admin
from partners.models import Membership, Municipality, School, User
from partners.states import Role
from tests.factories.partners import UserFactory, make_actor
from tests.partners.cast import appoint
from tests.partners.side_by_side import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_two_first_administrators_become_one(school: School, officer: Actor, at: datetime) -> None:
    def invite(name: str) -> Callable[[], object]:
        person = Invitee(name=name, email=f"{name}@example.org")
        return lambda: invite_first_admin(
            invitee=person, organisation=school.organisation, by=officer, at=at
        )

    assert at_once(invite("noor"), invite("bram")) == ["MembershipError", "done"]
    assert Membership.objects.filter(organisation=school.organisation).count() == 1


def test_office_and_children_at_once_become_one(
    school: School, municipality: Municipality, at: datetime
) -> None:
    noor = UserFactory(email="noor@example.org")
    places = {Role.QC: school.organisation, Role.GEM: municipality.organisation}
    person = Invitee(name="Noor", email="noor@example.org")
    acts = [
        lambda place=place, role=role: grant(
            invitee=person, organisation=place, appointment=appoint(role), by=None, at=at
        )
        for role, place in places.items()
    ]
    assert at_once(*acts) == ["MembershipError", "done"]
    assert noor.memberships.count() == 1


def test_one_new_person_at_two_places_is_one_account(
    school: School, municipality: Municipality, at: datetime
) -> None:
    person = Invitee(name="Noor", email="noor@example.org")
    places = {Role.DPO: school.organisation, Role.BRD: school.board.organisation}
    acts = [
        lambda place=place, role=role: grant(
            invitee=person, organisation=place, appointment=appoint(role), by=None, at=at
        )
        for role, place in places.items()
    ]
    assert at_once(*acts) == ["done", "done"]
    assert User.objects.get(email="noor@example.org").memberships.count() == 2


def test_two_administrators_cannot_both_leave_unwarned(school: School, at: datetime) -> None:
    admins = [make_actor(role, school, is_admin=True) for role in (Role.SCH, Role.QC)]
    acts = [
        lambda admin=admin: end(
            membership_id=admin.memberships[0].pk, last_day=None, by=admin, at=at
        )
        for admin in admins
    ]
    assert at_once(*acts) == [LastAdminError.__name__, "done"]
