"""Granting memberships, with every rule broken once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from partners.access import Actor
from partners.accounts import Invitee
from partners.membership_rules import AlreadyMemberError, MembershipError
from partners.memberships import (
    end,
    hand_over_link,
    state_on,
)
from partners.models import (
    AuditEntry,
    Membership,
    Message,
    Municipality,
    Organisation,
    School,
    User,
)
from partners.states import Role
from tests.factories.partners import (
    LONG_AGO,
    MembershipFactory,
    SchoolFactory,
    UserFactory,
    make_actor,
)
from tests.partners.cast import NOOR, TODAY, TOMORROW, YESTERDAY, appoint


def test_grant_makes_account_and_membership(give: Callable[..., Any]) -> None:
    granted = give(appointment=appoint(valid_until=TOMORROW, is_lead=True, is_admin=True))
    made = granted.membership
    assert granted.is_new_user
    assert (made.role, made.valid_from, made.valid_until) == (Role.QC, TODAY, TOMORROW)
    assert (made.is_lead, made.is_admin) == (True, True)
    assert (made.user.name, made.user.email) == ("Noor Zomerdijk", "noor@example.org")
    assert not made.user.has_usable_password()


def test_grant_knows_person_whatever_the_case(give: Callable[..., Any]) -> None:
    known = UserFactory(name="Noor Bakkum", email="noor@example.org")
    granted = give(Invitee(name="Iemand anders", email="Noor@Example.org"))
    assert granted.membership.user == known
    assert not granted.is_new_user
    assert granted.membership.user.name == "Noor Bakkum"


def test_grant_by_login_name_makes_account_without_address(give: Callable[..., Any]) -> None:
    granted = give(Invitee(name="Pien Dop", login_name="groep-blauw"))
    assert (granted.membership.user.email, granted.membership.user.login_name) == (
        None,
        "groep-blauw",
    )


def test_grant_writes_one_log_line_without_names(
    give: Callable[..., Any], school_admin: Actor
) -> None:
    membership = give().membership
    entry = AuditEntry.objects.get(action="member.granted")
    assert (entry.user, entry.role) == (school_admin.user, Role.SCH)
    assert entry.organisation == membership.organisation
    assert entry.target_key == str(membership.pk)
    assert entry.details == {
        "role": "qc",
        "from": "2026-11-21",
        "until": None,
        "is_lead": False,
        "is_admin": False,
        "is_new_user": True,
    }


def test_grant_mails_new_person_a_link_and_administrators_a_notice(
    give: Callable[..., Any], school_admin: Actor
) -> None:
    colleague = make_actor(Role.QC, school_admin.memberships[0].organisation, is_admin=True)
    membership = give().membership
    sent = {(m.address, m.cause, m.link) for m in Message.objects.all()}
    assert sent == {
        ("noor@example.org", f"member.invited:{membership.pk}", "set_password"),
        (
            school_admin.user.email,
            f"member.granted:{membership.pk}:{school_admin.user.pk}",
            "members",
        ),
        (colleague.user.email, f"member.granted:{membership.pk}:{colleague.user.pk}", "members"),
    }


def test_grant_mails_known_person_no_password_link(give: Callable[..., Any]) -> None:
    UserFactory(email="noor@example.org")
    give()
    assert Message.objects.get(address="noor@example.org").link == "sign_in"


def test_grant_without_address_mails_only_the_administrators(give: Callable[..., Any]) -> None:
    give(Invitee(name="Pien Dop", login_name="groep-blauw"))
    assert [m.link for m in Message.objects.all()] == ["members"]


@pytest.mark.parametrize(
    ("role", "makes_lead"), [(Role.TEA, False), (Role.QC, True), (Role.DPO, False)]
)
def test_grant_by_administrator_gives_each_role_of_the_school(
    give: Callable[..., Any], role: Role, makes_lead: bool
) -> None:
    made = give(appointment=appoint(role, is_lead=makes_lead)).membership
    assert (made.role, made.is_lead) == (role, makes_lead)


@pytest.mark.parametrize("role", [Role.GEM, Role.SIG, Role.ISS, Role.BRD, Role.KOC, Role.ADM])
def test_grant_refuses_role_of_another_kind(give: Callable[..., Any], role: Role) -> None:
    with pytest.raises(MembershipError) as refused:
        give(appointment=appoint(role))
    assert refused.value.field == "role"
    assert not User.objects.filter(email=NOOR.email).exists()


def test_grant_refuses_member_management_for_a_role_that_cannot(give: Callable[..., Any]) -> None:
    with pytest.raises(MembershipError) as refused:
        give(appointment=appoint(Role.TEA, is_admin=True))
    assert refused.value.field == "is_admin"


def test_grant_by_member_without_flag_is_denied(
    give: Callable[..., Any], school: School, at: datetime
) -> None:
    plain = make_actor(Role.QC, school, day=at.date())
    with pytest.raises(PermissionDenied):
        give(by=plain)


def test_grant_by_lead_without_flag_is_denied(
    give: Callable[..., Any], school: School, at: datetime
) -> None:
    with pytest.raises(PermissionDenied):
        give(by=make_actor(Role.SCH, school, is_lead=True, day=at.date()))


def test_grant_by_outsider_finds_nothing(give: Callable[..., Any], outsider: Actor) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        give(by=outsider)


def test_grant_by_municipality_is_denied(give: Callable[..., Any], officer: Actor) -> None:
    with pytest.raises(PermissionDenied):
        give(by=officer)


def test_grant_by_administrator_of_the_municipality_is_denied(
    give: Callable[..., Any], municipality: Municipality, at: datetime
) -> None:
    with pytest.raises(PermissionDenied):
        give(by=make_actor(Role.ADM, municipality, is_admin=True, day=at.date()))


def test_grant_by_administrator_of_the_board_is_not_for_its_school(
    give: Callable[..., Any], school: School, at: datetime
) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        give(by=make_actor(Role.BRD, school.board, is_admin=True, day=at.date()))


def test_grant_to_oneself_is_refused(give: Callable[..., Any], school_admin: Actor) -> None:
    with pytest.raises(MembershipError, match="jezelf"):
        give(Invitee(name="Ik", email=school_admin.user.email or ""))


@pytest.mark.parametrize("address", ["Directeur@Example.org", "directeur+2@example.org"])
def test_grant_to_own_second_address_is_refused(
    give: Callable[..., Any], school_admin: Actor, address: str
) -> None:
    User.objects.filter(pk=school_admin.user.pk).update(email="directeur@example.org")
    school_admin.user.refresh_from_db()
    with pytest.raises(MembershipError, match="jezelf"):
        give(Invitee(name="Ook ik", email=address))
    assert not User.objects.filter(email="directeur+2@example.org").exists()


def test_grant_twice_is_refused_and_says_what_there_is(give: Callable[..., Any]) -> None:
    first = give().membership
    with pytest.raises(AlreadyMemberError) as refused:
        give(appointment=appoint(valid_from=TOMORROW))
    assert refused.value.membership == first


def test_grant_after_the_first_period_is_fine(give: Callable[..., Any]) -> None:
    give(appointment=appoint(valid_until=TODAY))
    give(appointment=appoint(valid_from=TOMORROW))
    assert Membership.objects.filter(user__email=NOOR.email).count() == 2


def test_grant_again_on_the_day_of_ending_is_fine(
    give: Callable[..., Any], school_admin: Actor, at: datetime
) -> None:
    ended = give().membership
    end(membership_id=ended.pk, last_day=None, by=school_admin, at=at)
    again = give().membership
    assert (state_on(ended, TODAY), again.valid_from) == ("invited", TODAY)


@pytest.mark.parametrize(
    ("period", "field"),
    [
        ({"valid_from": YESTERDAY}, "valid_from"),
        ({"valid_from": TOMORROW, "valid_until": TODAY}, "valid_until"),
    ],
)
def test_grant_refuses_period(give: Callable[..., Any], period: Any, field: str) -> None:
    with pytest.raises(MembershipError) as refused:
        give(appointment=appoint(**period))
    assert refused.value.field == field


def test_grant_from_the_command_line_may_begin_earlier(
    give: Callable[..., Any],
) -> None:
    made = give(appointment=appoint(valid_from=LONG_AGO), by=None).membership
    assert made.valid_from == LONG_AGO
    assert AuditEntry.objects.get(action="member.granted").user is None


def test_grant_refuses_closed_account(give: Callable[..., Any]) -> None:
    UserFactory(email=NOOR.email, is_active=False)
    with pytest.raises(MembershipError, match="afgesloten"):
        give()


@pytest.mark.parametrize(
    "invitee", [Invitee(name="Noor"), Invitee(name=" ", email="n@example.org")]
)
def test_grant_refuses_person_without_name_or_address(
    give: Callable[..., Any], invitee: Invitee
) -> None:
    with pytest.raises(MembershipError, match="Vul"):
        give(invitee)


def test_grant_saves_nothing_when_the_mail_cannot_be_queued(
    give: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**mail: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr("partners.invitations.queue", broken)
    with pytest.raises(DatabaseError):
        give()
    assert not User.objects.filter(email=NOOR.email).exists()
    assert not AuditEntry.objects.filter(action="member.granted").exists()


@pytest.fixture
def without_address(school: School) -> Membership:
    """Return a member who signs in with a login name."""
    user = User.objects.create_user(name="Pien Dop", login_name="groep-blauw")
    return MembershipFactory(user=user, role=Role.TEA, organisation=school.organisation)


def test_hand_over_link_returns_the_person_and_logs(
    without_address: Membership, school_admin: Actor, at: datetime
) -> None:
    person = hand_over_link(membership_id=without_address.pk, by=school_admin, at=at)
    assert person == without_address.user
    assert AuditEntry.objects.get(action="password.link_given").user == school_admin.user


def test_hand_over_link_refuses_who_has_an_address(
    member: Membership, school_admin: Actor, at: datetime
) -> None:
    with pytest.raises(MembershipError, match="e-mailadres"):
        hand_over_link(membership_id=member.pk, by=school_admin, at=at)


def test_hand_over_link_refuses_member_of_another_organisation(
    without_address: Membership, school_admin: Actor, at: datetime
) -> None:
    MembershipFactory(
        user=without_address.user, role=Role.TEA, organisation=SchoolFactory().organisation
    )
    with pytest.raises(MembershipError, match="andere organisatie"):
        hand_over_link(membership_id=without_address.pk, by=school_admin, at=at)


def test_hand_over_link_refuses_oneself(school: School, at: datetime) -> None:
    user = User.objects.create_user(name="Pien Dop", login_name="directie")
    me = make_actor(Role.SCH, school, user=user, is_admin=True, day=at.date())
    with pytest.raises(MembershipError, match="jezelf"):
        hand_over_link(membership_id=me.memberships[0].pk, by=me, at=at)


def test_hand_over_link_by_outsider_finds_nothing(
    without_address: Membership, outsider: Actor, at: datetime
) -> None:
    with pytest.raises(Membership.DoesNotExist):
        hand_over_link(membership_id=without_address.pk, by=outsider, at=at)
