"""What a membership is on a day, and the rules that the database repeats."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from partners.access import Actor
from partners.memberships import (
    end,
    grant,
    state_on,
)
from partners.models import (
    Membership,
    Municipality,
)
from partners.states import Role
from tests.factories.partners import (
    LONG_AGO,
    IssuerMandateFactory,
    MembershipFactory,
    SchoolBoardFactory,
    SchoolFactory,
    UserFactory,
    make_actor,
)
from tests.partners.cast import NOOR, TODAY, TOMORROW, YESTERDAY, appoint


@pytest.mark.parametrize(
    ("period", "state"),
    [
        ({}, "active"),
        ({"valid_until": TODAY}, "active"),
        ({"valid_until": YESTERDAY}, "ended"),
        ({"valid_from": TOMORROW}, "upcoming"),
    ],
)
@pytest.mark.django_db
def test_state_on_follows_the_period(period: dict[str, Any], state: str) -> None:
    assert state_on(MembershipFactory(role=Role.QC, **period), TODAY) == state


def test_state_on_after_ending_is_ended(
    member: Membership, school_admin: Actor, at: datetime
) -> None:
    ended = end(membership_id=member.pk, last_day=None, by=school_admin, at=at)
    assert state_on(ended, TODAY) == "ended"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        ({"role": "xyz"}, "does not fit"),
        ({"role": Role.GEM}, "does not fit"),
        ({"role": Role.TEA, "is_admin": True}, "partners_membership_managing_role"),
        ({"valid_until": LONG_AGO - timedelta(days=1)}, "partners_membership_period"),
        ({"ended_at": datetime.fromisoformat("2026-11-21T09:00Z")}, "partners_membership_end_has"),
    ],
)
def test_database_refuses_membership(row: dict[str, Any], constraint: str) -> None:
    school = SchoolFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MembershipFactory(organisation=school.organisation, **{"role": Role.QC, **row})


@pytest.mark.django_db
def test_database_refuses_two_of_the_same_at_once() -> None:
    first = MembershipFactory(role=Role.QC)
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        MembershipFactory(user=first.user, role=Role.QC, organisation=first.organisation)


def test_database_refuses_office_beside_children(
    member: Membership, municipality: Municipality
) -> None:
    with pytest.raises(IntegrityError, match="would combine"), transaction.atomic():
        MembershipFactory(user=member.user, role=Role.GEM, organisation=municipality.organisation)


def test_database_refuses_to_move_a_member_into_a_forbidden_role(
    member: Membership, municipality: Municipality
) -> None:
    with pytest.raises(IntegrityError, match="does not fit"), transaction.atomic():
        Membership.objects.filter(pk=member.pk).update(role=Role.GEM)


@pytest.mark.django_db
def test_database_lets_a_forbidden_combination_end() -> None:
    clerk = MembershipFactory(role=Role.ISS)
    school = SchoolFactory()
    MembershipFactory(user=clerk.user, role=Role.QC, organisation=school.organisation)
    IssuerMandateFactory(issuer=clerk.organisation.letterissuer, municipality=school.municipality)
    assert Membership.objects.filter(pk=clerk.pk).update(valid_until=TODAY) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        ({"email": "Noor@example.org"}, "partners_user_lowercase_email"),
        ({"login_name": "noor@example.org"}, "partners_user_login_name_no_address"),
        ({"email": None, "login_name": None}, "partners_user_can_sign_in"),
    ],
)
def test_database_refuses_account(row: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        UserFactory(**row)


@pytest.mark.django_db
def test_board_admin_reaches_only_the_board(at: datetime) -> None:
    board = SchoolBoardFactory()
    admin = make_actor(Role.BRD, board, is_admin=True, day=at.date())
    granted = grant(
        invitee=NOOR,
        organisation=board.organisation,
        appointment=appoint(Role.BRD),
        by=admin,
        at=at,
    )
    assert granted.membership.organisation == board.organisation
