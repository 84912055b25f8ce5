"""A municipality invites the first administrator of an organisation, and nobody else."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor
from partners.accounts import Invitee
from partners.membership_rules import MembershipError
from partners.memberships import (
    invite_first_admin,
)
from partners.models import (
    Municipality,
    Organisation,
    School,
)
from partners.states import FIRST_ADMIN_ROLE, OrganisationKind, Role
from tests.factories.partners import (
    FACTORY_OF_KIND,
    ChildcareLocationFactory,
    IssuerMandateFactory,
    MembershipFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import NOOR, TODAY, TOMORROW, YESTERDAY


@pytest.mark.parametrize(
    ("kind", "role"),
    [(k, r) for k, r in FIRST_ADMIN_ROLE.items() if k != OrganisationKind.MUNICIPALITY],
)
def test_invite_first_admin_gives_default_role_of_the_kind(
    municipality: Municipality, officer: Actor, at: datetime, kind: str, role: Role
) -> None:
    place = organisation_in(municipality, kind)
    granted = invite_first_admin(invitee=NOOR, organisation=place, by=officer, at=at)
    assert (granted.membership.role, granted.membership.is_admin) == (role, True)
    assert granted.membership.valid_from == TODAY


def organisation_in(municipality: Municipality, kind: str) -> Organisation:
    """Return a new organisation of this kind that belongs to the municipality."""
    made = FACTORY_OF_KIND[kind]()
    if kind == OrganisationKind.SCHOOL_BOARD:
        SchoolFactory(board=made, municipality=municipality)
    elif kind == OrganisationKind.CHILDCARE_ORGANISATION:
        ChildcareLocationFactory(holder=made, municipality=municipality)
    elif kind == OrganisationKind.LETTER_ISSUER:
        IssuerMandateFactory(issuer=made, municipality=municipality)
    else:
        type(made).objects.filter(pk=made.pk).update(municipality=municipality)
    return made.organisation


def test_invite_first_admin_by_functional_administrator(
    municipality: Municipality, school: School, at: datetime
) -> None:
    admin = make_actor(Role.ADM, municipality, day=at.date())
    granted = invite_first_admin(invitee=NOOR, organisation=school.organisation, by=admin, at=at)
    assert granted.membership.organisation == school.organisation


def test_invite_first_admin_refuses_a_second(
    school_admin: Actor, school: School, officer: Actor, at: datetime
) -> None:
    with pytest.raises(MembershipError, match="al een beheerder"):
        invite_first_admin(invitee=NOOR, organisation=school.organisation, by=officer, at=at)


def test_invite_first_admin_refuses_while_one_begins_later(
    school: School, officer: Actor, at: datetime
) -> None:
    MembershipFactory(
        role=Role.SCH, organisation=school.organisation, is_admin=True, valid_from=TOMORROW
    )
    with pytest.raises(MembershipError, match="al een beheerder"):
        invite_first_admin(invitee=NOOR, organisation=school.organisation, by=officer, at=at)


@pytest.mark.parametrize("gone", [{"valid_until": YESTERDAY}, {"user__is_active": False}])
def test_invite_first_admin_after_the_former_one_is_gone(
    school: School, officer: Actor, at: datetime, gone: dict[str, Any]
) -> None:
    MembershipFactory(role=Role.SCH, organisation=school.organisation, is_admin=True, **gone)
    assert invite_first_admin(
        invitee=NOOR, organisation=school.organisation, by=officer, at=at
    ).is_new_user


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO])
def test_invite_first_admin_by_other_role_is_denied(
    municipality: Municipality, school: School, at: datetime, role: Role
) -> None:
    with pytest.raises(PermissionDenied):
        invite_first_admin(
            invitee=NOOR,
            organisation=school.organisation,
            by=make_actor(role, municipality, day=at.date()),
            at=at,
        )


def test_invite_first_admin_of_another_municipality_finds_nothing(
    officer: Actor, at: datetime
) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        invite_first_admin(
            invitee=NOOR, organisation=SchoolFactory().organisation, by=officer, at=at
        )


def test_invite_first_admin_of_the_municipality_itself_is_refused(
    officer: Actor, municipality: Municipality, at: datetime
) -> None:
    with pytest.raises(MembershipError, match="installatie"):
        invite_first_admin(invitee=NOOR, organisation=municipality.organisation, by=officer, at=at)


def test_invite_first_admin_cannot_be_oneself(officer: Actor, school: School, at: datetime) -> None:
    me = Invitee(name="Ik", email=officer.user.email or "")
    with pytest.raises(MembershipError, match="jezelf"):
        invite_first_admin(invitee=me, organisation=school.board.organisation, by=officer, at=at)


def test_invite_first_admin_refuses_a_colleague_of_the_municipality(
    officer: Actor, municipality: Municipality, school: School, at: datetime
) -> None:
    colleague = MembershipFactory(role=Role.GEM, organisation=municipality.organisation).user
    with pytest.raises(MembershipError, match="gemeente werkt"):
        invite_first_admin(
            invitee=Invitee(name="X", email=colleague.email),
            organisation=school.organisation,
            by=officer,
            at=at,
        )
