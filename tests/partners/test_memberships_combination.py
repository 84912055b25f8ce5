"""Nobody works for the municipality and sees children there."""

from collections.abc import Callable
from typing import Any

import pytest

from partners.accounts import Invitee
from partners.membership_rules import MembershipError
from partners.models import (
    Municipality,
    School,
    User,
)
from partners.states import Role
from tests.factories.partners import (
    ChildcareLocationFactory,
    IssuerMandateFactory,
    LetterIssuerFactory,
    MembershipFactory,
    UserFactory,
)
from tests.partners.cast import YESTERDAY, appoint


@pytest.mark.parametrize("office", [Role.GEM, Role.SIG, Role.ADM])
def test_grant_refuses_child_role_to_who_works_for_the_municipality(
    give: Callable[..., Any], municipality: Municipality, office: Role
) -> None:
    person = MembershipFactory(role=office, organisation=municipality.organisation).user
    with pytest.raises(MembershipError, match="gemeente werkt"):
        give(Invitee(name="X", email=person.email))


@pytest.mark.parametrize("child", [Role.QC, Role.SCH, Role.TEA])
def test_grant_refuses_office_role_to_who_sees_children(
    give: Callable[..., Any], school: School, municipality: Municipality, child: Role
) -> None:
    person = MembershipFactory(role=child, organisation=school.organisation).user
    with pytest.raises(MembershipError, match="gemeente werkt"):
        give(
            Invitee(name="X", email=person.email),
            organisation=municipality.organisation,
            appointment=appoint(Role.GEM),
            by=None,
        )


@pytest.mark.parametrize("child", [Role.KOC, Role.KOW, Role.KCC])
def test_grant_refuses_childcare_role_beside_mandated_issuer(
    give: Callable[..., Any], municipality: Municipality, child: Role
) -> None:
    issuer = LetterIssuerFactory()
    IssuerMandateFactory(issuer=issuer, municipality=municipality)
    person = MembershipFactory(role=Role.ISS, organisation=issuer.organisation).user
    location = ChildcareLocationFactory(municipality=municipality)
    with pytest.raises(MembershipError, match="gemeente werkt"):
        give(
            Invitee(name="X", email=person.email),
            organisation=location.organisation,
            appointment=appoint(child),
            by=None,
        )


def test_grant_refuses_role_at_holder_of_a_location_there(
    give: Callable[..., Any], municipality: Municipality
) -> None:
    person = MembershipFactory(role=Role.GEM, organisation=municipality.organisation).user
    holder = ChildcareLocationFactory(municipality=municipality).holder
    with pytest.raises(MembershipError, match="gemeente werkt"):
        give(
            Invitee(name="X", email=person.email),
            organisation=holder.organisation,
            appointment=appoint(Role.KCC),
            by=None,
        )


def test_grant_refuses_combination_over_two_accounts_of_one_address(
    give: Callable[..., Any], municipality: Municipality
) -> None:
    UserFactory(email="noor+gemeente@example.org")
    officer = User.objects.get(email="noor+gemeente@example.org")
    MembershipFactory(user=officer, role=Role.GEM, organisation=municipality.organisation)
    with pytest.raises(MembershipError, match="gemeente werkt"):
        give()


@pytest.mark.parametrize("role", [Role.DPO])
def test_grant_allows_privacy_officer_beside_office(
    give: Callable[..., Any], municipality: Municipality, role: Role
) -> None:
    person = MembershipFactory(role=Role.GEM, organisation=municipality.organisation).user
    assert give(Invitee(name="X", email=person.email), appointment=appoint(role)).membership.pk


def test_grant_allows_board_role_beside_office(
    give: Callable[..., Any], municipality: Municipality, school: School
) -> None:
    person = MembershipFactory(role=Role.GEM, organisation=municipality.organisation).user
    granted = give(
        Invitee(name="X", email=person.email),
        organisation=school.board.organisation,
        appointment=appoint(Role.BRD),
        by=None,
    )
    assert granted.membership.role == Role.BRD


def test_grant_allows_child_role_in_another_municipality(give: Callable[..., Any]) -> None:
    person = MembershipFactory(role=Role.GEM).user
    assert give(Invitee(name="X", email=person.email)).membership.pk


def test_grant_allows_child_role_beside_issuer_without_mandate(give: Callable[..., Any]) -> None:
    person = MembershipFactory(role=Role.ISS).user
    assert give(Invitee(name="X", email=person.email)).membership.pk


def test_grant_allows_child_role_after_the_office_role_is_over(
    give: Callable[..., Any], municipality: Municipality
) -> None:
    person = MembershipFactory(
        role=Role.GEM, organisation=municipality.organisation, valid_until=YESTERDAY
    ).user
    assert give(Invitee(name="X", email=person.email)).membership.pk
