"""Ending and changing memberships."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor, actor_for
from partners.membership_rules import LastAdminError, MembershipError
from partners.memberships import (
    Change,
    change,
    end,
)
from partners.models import (
    AuditEntry,
    Membership,
    Message,
    Municipality,
    School,
)
from partners.states import Role
from tests.factories.partners import (
    MembershipFactory,
    make_actor,
)
from tests.partners.cast import TODAY, TOMORROW, YESTERDAY


def test_end_now_takes_the_role_at_once(
    member: Membership, school_admin: Actor, at: datetime
) -> None:
    ended = end(membership_id=member.pk, last_day=None, by=school_admin, at=at)
    assert (ended.valid_until, ended.ended_at) == (TODAY, at)
    assert actor_for(member.user, day=TODAY) is None


def test_end_later_keeps_the_role_until_then(
    member: Membership, school_admin: Actor, at: datetime
) -> None:
    ended = end(membership_id=member.pk, last_day=TOMORROW, by=school_admin, at=at)
    assert (ended.valid_until, ended.ended_at) == (TOMORROW, None)
    assert actor_for(member.user, day=TOMORROW) is not None
    assert actor_for(member.user, day=TOMORROW + timedelta(days=1)) is None


def test_end_before_the_first_day_takes_it_back(
    school: School, school_admin: Actor, at: datetime
) -> None:
    later = MembershipFactory(role=Role.QC, organisation=school.organisation, valid_from=TOMORROW)
    end(membership_id=later.pk, last_day=None, by=school_admin, at=at)
    assert actor_for(later.user, day=TOMORROW) is None


def test_end_writes_a_log_line(member: Membership, school_admin: Actor, at: datetime) -> None:
    end(membership_id=member.pk, last_day=TOMORROW, by=school_admin, at=at)
    entry = AuditEntry.objects.get(action="member.ended")
    assert (entry.user, entry.details["until"]) == (school_admin.user, "2026-11-22")


def test_end_twice_is_refused(member: Membership, school_admin: Actor, at: datetime) -> None:
    end(membership_id=member.pk, last_day=None, by=school_admin, at=at)
    with pytest.raises(MembershipError, match="al afgelopen"):
        end(membership_id=member.pk, last_day=None, by=school_admin, at=at)


def test_end_in_the_past_is_refused(member: Membership, school_admin: Actor, at: datetime) -> None:
    with pytest.raises(MembershipError, match="vandaag of later"):
        end(membership_id=member.pk, last_day=YESTERDAY, by=school_admin, at=at)


def test_end_cannot_make_it_longer(school: School, school_admin: Actor, at: datetime) -> None:
    short = MembershipFactory(role=Role.QC, organisation=school.organisation, valid_until=TOMORROW)
    with pytest.raises(MembershipError, match="Verlengen"):
        end(
            membership_id=short.pk,
            last_day=TOMORROW + timedelta(days=1),
            by=school_admin,
            at=at,
        )


def test_end_between_today_and_the_first_day_is_refused(
    school: School, school_admin: Actor, at: datetime
) -> None:
    later = MembershipFactory(
        role=Role.QC, organisation=school.organisation, valid_from=TODAY + timedelta(days=9)
    )
    with pytest.raises(MembershipError, match="voor de eerste dag"):
        end(membership_id=later.pk, last_day=TOMORROW, by=school_admin, at=at)


def test_end_by_outsider_finds_nothing(member: Membership, outsider: Actor, at: datetime) -> None:
    with pytest.raises(Membership.DoesNotExist):
        end(membership_id=member.pk, last_day=None, by=outsider, at=at)


def test_end_by_municipality_finds_no_plain_member(
    member: Membership, officer: Actor, at: datetime
) -> None:
    with pytest.raises(Membership.DoesNotExist):
        end(membership_id=member.pk, last_day=None, by=officer, at=at)


def test_end_of_an_administrator_by_the_municipality_is_denied(
    school_admin: Actor, officer: Actor, at: datetime
) -> None:
    with pytest.raises(PermissionDenied):
        end(membership_id=school_admin.memberships[0].pk, last_day=None, by=officer, at=at)


def test_end_by_member_without_flag_is_denied(
    member: Membership, school: School, at: datetime
) -> None:
    plain = make_actor(Role.SCH, school, day=at.date())
    with pytest.raises(PermissionDenied):
        end(membership_id=member.pk, last_day=None, by=plain, at=at)


def test_end_of_the_last_admin_warns_first(school_admin: Actor, at: datetime) -> None:
    own = school_admin.memberships[0]
    with pytest.raises(LastAdminError, match="enige beheerder"):
        end(membership_id=own.pk, last_day=None, by=school_admin, at=at)
    own.refresh_from_db()
    assert own.valid_until is None


def test_end_of_the_last_admin_when_meant(school_admin: Actor, at: datetime) -> None:
    own = school_admin.memberships[0]
    ended = end(membership_id=own.pk, last_day=None, by=school_admin, at=at, is_last_admin_ok=True)
    assert ended.ended_at == at


def test_end_of_one_of_two_admins_needs_no_warning(
    school_admin: Actor, school: School, at: datetime
) -> None:
    make_actor(Role.QC, school, is_admin=True, day=at.date())
    ended = end(membership_id=school_admin.memberships[0].pk, last_day=None, by=None, at=at)
    assert ended.ended_at == at


def test_end_warns_when_the_other_admin_leaves_earlier(
    school_admin: Actor, school: School, at: datetime
) -> None:
    MembershipFactory(
        role=Role.QC, organisation=school.organisation, is_admin=True, valid_until=TODAY
    )
    with pytest.raises(LastAdminError):
        end(
            membership_id=school_admin.memberships[0].pk,
            last_day=TOMORROW,
            by=school_admin,
            at=at,
        )


def test_change_extends_and_sets_flags(school: School, school_admin: Actor, at: datetime) -> None:
    short = MembershipFactory(role=Role.QC, organisation=school.organisation, valid_until=TOMORROW)
    wanted = Change(valid_until=None, is_lead=True, is_admin=True)
    changed = change(membership_id=short.pk, change=wanted, by=school_admin, at=at)
    assert (changed.valid_until, changed.is_lead, changed.is_admin) == (None, True, True)


def test_change_that_gives_more_is_logged_and_mailed(
    member: Membership, school_admin: Actor, at: datetime
) -> None:
    wanted = Change(valid_until=None, is_lead=False, is_admin=True)
    change(membership_id=member.pk, change=wanted, by=school_admin, at=at)
    assert AuditEntry.objects.get(action="member.changed").details["is_admin"] is True
    assert [(m.address, m.cause.split(":")[0]) for m in Message.objects.all()] == [
        (school_admin.user.email, "member.extended")
    ]


def test_change_that_takes_is_not_mailed(
    member: Membership, school_admin: Actor, at: datetime
) -> None:
    wanted = Change(valid_until=TOMORROW, is_lead=False, is_admin=False)
    change(membership_id=member.pk, change=wanted, by=school_admin, at=at)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "wanted",
    [
        Change(valid_until=None, is_lead=False, is_admin=True),
        Change(valid_until=TODAY + timedelta(days=9), is_lead=True, is_admin=True),
    ],
)
def test_change_cannot_give_oneself_more(school: School, at: datetime, wanted: Change) -> None:
    admin = make_actor(Role.SCH, school, is_admin=True, day=at.date())
    Membership.objects.filter(user=admin.user).update(valid_until=TODAY + timedelta(days=9))
    with pytest.raises(MembershipError, match="jezelf"):
        change(membership_id=admin.memberships[0].pk, change=wanted, by=admin, at=at)


def test_change_may_take_from_oneself(school_admin: Actor, school: School, at: datetime) -> None:
    make_actor(Role.QC, school, is_admin=True, day=at.date())
    wanted = Change(valid_until=TOMORROW, is_lead=False, is_admin=False)
    changed = change(
        membership_id=school_admin.memberships[0].pk, change=wanted, by=school_admin, at=at
    )
    assert changed.is_admin is False


@pytest.mark.parametrize(
    "wanted",
    [
        Change(valid_until=None, is_lead=False, is_admin=False),
        Change(valid_until=TOMORROW, is_lead=False, is_admin=True),
    ],
)
def test_change_warns_before_the_last_admin_is_gone(
    school_admin: Actor, at: datetime, wanted: Change
) -> None:
    own = school_admin.memberships[0]
    with pytest.raises(LastAdminError):
        change(membership_id=own.pk, change=wanted, by=school_admin, at=at)


def test_change_refuses_flag_that_the_role_cannot_carry(
    school: School, school_admin: Actor, at: datetime
) -> None:
    teacher = MembershipFactory(role=Role.TEA, organisation=school.organisation)
    wanted = Change(valid_until=None, is_lead=False, is_admin=True)
    with pytest.raises(MembershipError) as refused:
        change(membership_id=teacher.pk, change=wanted, by=school_admin, at=at)
    assert refused.value.field == "is_admin"


def test_change_cannot_revive_what_is_over(
    school: School, school_admin: Actor, at: datetime
) -> None:
    over = MembershipFactory(role=Role.QC, organisation=school.organisation, valid_until=YESTERDAY)
    wanted = Change(valid_until=None, is_lead=False, is_admin=False)
    with pytest.raises(MembershipError, match="al afgelopen"):
        change(membership_id=over.pk, change=wanted, by=school_admin, at=at)


def test_change_cannot_extend_into_an_office_role(
    school: School, municipality: Municipality, school_admin: Actor, at: datetime
) -> None:
    short = MembershipFactory(role=Role.QC, organisation=school.organisation, valid_until=TOMORROW)
    MembershipFactory(
        user=short.user,
        role=Role.GEM,
        organisation=municipality.organisation,
        valid_from=TODAY + timedelta(days=5),
    )
    wanted = Change(valid_until=None, is_lead=False, is_admin=False)
    with pytest.raises(MembershipError, match="gemeente werkt"):
        change(membership_id=short.pk, change=wanted, by=school_admin, at=at)


def test_change_cannot_extend_over_the_next_period(
    school: School, school_admin: Actor, at: datetime
) -> None:
    short = MembershipFactory(role=Role.QC, organisation=school.organisation, valid_until=TOMORROW)
    MembershipFactory(
        user=short.user,
        role=Role.QC,
        organisation=school.organisation,
        valid_from=TODAY + timedelta(days=5),
    )
    wanted = Change(valid_until=None, is_lead=False, is_admin=False)
    with pytest.raises(MembershipError, match="latere periode"):
        change(membership_id=short.pk, change=wanted, by=school_admin, at=at)


def test_change_by_outsider_finds_nothing(
    member: Membership, outsider: Actor, at: datetime
) -> None:
    wanted = Change(valid_until=None, is_lead=True, is_admin=True)
    with pytest.raises(Membership.DoesNotExist):
        change(membership_id=member.pk, change=wanted, by=outsider, at=at)


def test_change_by_member_without_flag_is_denied(
    member: Membership, school: School, at: datetime
) -> None:
    wanted = Change(valid_until=None, is_lead=True, is_admin=True)
    with pytest.raises(PermissionDenied):
        change(
            membership_id=member.pk,
            change=wanted,
            by=make_actor(Role.SCH, school, day=at.date()),
            at=at,
        )
