"""A meeting is planned, moved and cancelled; a mail brings the day and a calendar file."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from children.models import Group
from dossier import meetings
from dossier.meeting_states import MeetingKind, MeetingState
from dossier.meetings import MeetingError, Span
from dossier.models import ActionPoint, Meeting
from partners.access import Actor
from partners.models import AuditEntry, ChildcareLocation, Membership, Message
from partners.states import Role
from tests.dossier.meeting_cast import Cast
from tests.factories.children import GroupFactory
from tests.factories.meetings import ActionPointFactory, MeetingFactory, MeetingInviteeFactory
from tests.factories.partners import MembershipFactory, SchoolFactory, make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


def later(cast: Cast, *, days: int = 20, minutes: int = 45) -> Span:
    start = cast.at + timedelta(days=days)
    return Span(start, start + timedelta(minutes=minutes))


def keys(actor: Actor, cast: Cast) -> list[Any]:
    return list(meetings.rows(actor, at=cast.at).values_list("key", flat=True))


# --- planning ---------------------------------------------------------------------------------


def test_plan_invites_who_belongs_there_once(cast: Cast) -> None:
    meeting = cast.plan(outsiders=("Verpleegkundige JGZ", " Verpleegkundige JGZ "))
    members = {row.membership for row in meeting.invitees.exclude(membership=None)}
    wanted = (cast.contact, cast.carer, cast.worker, cast.coordinator)
    assert members == {actor.memberships[0] for actor in wanted}
    names = list(meeting.invitees.filter(membership=None).values_list("name", flat=True))
    assert names == ["Verpleegkundige JGZ"]


def test_plan_invites_somebody_with_two_roles_once(cast: Cast) -> None:
    MembershipFactory(user=cast.worker.user, role=Role.KCC, organisation=cast.location.organisation)
    meeting = cast.plan()
    assert meeting.invitees.filter(membership__user=cast.worker.user).count() == 1


def test_plan_by_a_coordinator_at_a_location_it_works_with(cast: Cast) -> None:
    meeting = cast.plan(by=cast.coordinator)
    assert (meeting.school, meeting.made_by) == (cast.school, cast.coordinator.memberships[0])


def test_plan_by_a_coordinator_at_a_strange_location_finds_none(cast: Cast) -> None:
    stranger = make_actor(Role.QC, SchoolFactory(municipality=cast.location.municipality))
    with pytest.raises(ChildcareLocation.DoesNotExist):
        cast.plan(by=stranger)


def test_plan_with_a_group_of_another_location_finds_none(cast: Cast) -> None:
    with pytest.raises(Group.DoesNotExist):
        cast.plan(group_ids=(GroupFactory().pk,))


@pytest.mark.parametrize("role", [Role.SCH, Role.TEA])
def test_plan_by_a_role_that_only_reads_is_refused(cast: Cast, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        cast.plan(by=make_actor(role, cast.school))


@pytest.mark.parametrize(
    ("minutes", "said"), [(-30, "eindigt voordat het begint"), (0, "eindigt voor"), (481, "acht")]
)
def test_plan_refuses_a_meeting_that_cannot_be(cast: Cast, minutes: int, said: str) -> None:
    with pytest.raises(MeetingError, match=said) as refusal:
        cast.plan(when=later(cast, minutes=minutes))
    assert (refusal.value.field, Meeting.objects.exists()) == ("until", False)


@pytest.mark.parametrize("days", [-61, 551])
def test_plan_refuses_a_day_far_away(cast: Cast, days: int) -> None:
    with pytest.raises(MeetingError, match="Kies een dag"):
        cast.plan(when=later(cast, days=days))


def test_plan_refuses_a_support_team(cast: Cast) -> None:
    with pytest.raises(MeetingError, match="Kies wat voor overleg"):
        cast.plan(kind=MeetingKind.SUPPORT_TEAM)


def test_plan_an_alignment_needs_a_school(cast: Cast) -> None:
    with pytest.raises(MeetingError, match="met welke school"):
        cast.plan(kind=MeetingKind.ALIGNMENT, school_id=None)


def test_plan_refuses_a_school_without_agreement(cast: Cast) -> None:
    with pytest.raises(MeetingError, match="nu samenwerkt"):
        cast.plan(school_id=SchoolFactory(municipality=cast.location.municipality).pk)


def test_plan_refuses_a_crowd_of_others(cast: Cast) -> None:
    with pytest.raises(MeetingError, match="ten hoogste 12"):
        cast.plan(outsiders=tuple(f"Gast {number}" for number in range(13)))


@pytest.mark.privacy(26)
def test_plan_mails_the_others_a_day_and_a_calendar_file_without_a_child(cast: Cast) -> None:
    meeting = cast.plan()
    mails = Message.objects.filter(cause__startswith=f"meeting:{meeting.key}:0:")
    people = {mail.recipient for mail in mails}
    assert people == {cast.carer.user, cast.worker.user, cast.coordinator.user}
    text = "".join(f"{mail.subject}{mail.body}{mail.calendar}" for mail in mails)
    assert f"{meeting.key}@" in text
    assert cast.child.first_name not in text


def test_plan_of_what_was_yesterday_mails_nobody(cast: Cast) -> None:
    cast.held()
    assert not Message.objects.filter(cause__startswith="meeting:").exists()


def test_plan_is_in_the_log_without_a_child(cast: Cast) -> None:
    meeting = cast.plan()
    line = AuditEntry.objects.get(action="meeting.planned")
    assert (line.target_key, line.details) == (str(meeting.key), {"kind": "child_discussion"})


# --- moving and cancelling --------------------------------------------------------------------


def test_move_keeps_the_reason_and_mails_again(cast: Cast) -> None:
    meeting = cast.plan()
    moved = meetings.move(
        key=meeting.key, when=later(cast), because="Ziek", by=cast.coordinator, at=cast.at
    )
    mails = Message.objects.filter(cause__startswith=f"meeting:{meeting.key}:1:")
    assert (moved.minutes, moved.because, moved.changes) == (45, "Ziek", 1)
    assert {mail.recipient for mail in mails} == {
        cast.contact.user, cast.carer.user, cast.worker.user
    }  # fmt: skip
    assert "SEQUENCE:1" in mails[0].calendar


@pytest.mark.privacy(26)
def test_move_keeps_its_reason_out_of_the_mail(cast: Cast) -> None:
    meeting = cast.plan()
    meetings.move(key=meeting.key, when=later(cast), because="Kanarie", by=cast.contact, at=cast.at)
    assert not Message.objects.filter(body__contains="Kanarie").exists()


def test_move_mails_nobody_who_left(cast: Cast) -> None:
    meeting = cast.plan()
    yesterday = cast.day - timedelta(days=1)
    Membership.objects.filter(user=cast.worker.user).update(valid_until=yesterday)
    type(cast.carer.user).objects.filter(pk=cast.carer.user.pk).update(is_active=False)
    meetings.move(key=meeting.key, when=later(cast), because="Ziek", by=cast.contact, at=cast.at)
    told = Message.objects.filter(cause__startswith=f"meeting:{meeting.key}:1:")
    assert [mail.recipient for mail in told] == [cast.coordinator.user]


def test_cancel_says_so_in_the_calendar(cast: Cast) -> None:
    meeting = cast.plan()
    gone = meetings.cancel(key=meeting.key, because="Vakantie", by=cast.contact, at=cast.at)
    mail = Message.objects.filter(cause__startswith=f"meeting:{meeting.key}:1:")[0]
    assert (gone.state, gone.cancelled_at) == (MeetingState.CANCELLED, cast.at)
    assert "METHOD:CANCEL" in mail.calendar


def test_cancel_without_a_reason_is_refused(cast: Cast) -> None:
    meeting = cast.plan()
    with pytest.raises(MeetingError, match="Schrijf kort waarom"):
        meetings.cancel(key=meeting.key, because=" ", by=cast.contact, at=cast.at)


def test_cancel_twice_is_refused(cast: Cast) -> None:
    meeting = cast.plan()
    meetings.cancel(key=meeting.key, because="Ziek", by=cast.contact, at=cast.at)
    with pytest.raises(MeetingError, match="al afgezegd"):
        meetings.cancel(key=meeting.key, because="Ziek", by=cast.contact, at=cast.at)


def test_move_of_what_was_held_is_refused(cast: Cast) -> None:
    meeting = MeetingFactory(
        location=cast.location, state=MeetingState.HELD, held_at=cast.at, spent_minutes=60
    )
    with pytest.raises(MeetingError, match="al gehouden"):
        meetings.move(
            key=meeting.key, when=later(cast), because="Ziek", by=cast.contact, at=cast.at
        )


def test_move_by_an_outsider_finds_none(cast: Cast) -> None:
    meeting = cast.plan()
    with pytest.raises(Meeting.DoesNotExist):
        meetings.move(
            key=meeting.key, when=later(cast), because="Ziek", by=Cast().contact, at=cast.at
        )


def test_cancel_by_a_school_contact_is_refused(cast: Cast) -> None:
    meeting = cast.plan(kind=MeetingKind.ALIGNMENT)
    with pytest.raises(PermissionDenied):
        meetings.cancel(
            key=meeting.key, because="Ziek", by=make_actor(Role.SCH, cast.school), at=cast.at
        )


# --- reading ----------------------------------------------------------------------------------


def test_rows_begin_with_what_waits_to_be_closed(cast: Cast) -> None:
    far, near = cast.plan(days=30), cast.plan(days=3)
    held = cast.held()
    gone = cast.plan(days=5)
    meetings.cancel(key=gone.key, because="Ziek", by=cast.contact, at=cast.at)
    assert keys(cast.contact, cast) == [held.key, near.key, far.key, gone.key]
    assert meetings.to_close(cast.contact, at=cast.at) == 1


def test_rows_know_what_is_not_done_as_far_as_it_may_be_known(cast: Cast) -> None:
    meeting = cast.plan()
    ActionPointFactory(meeting=meeting, child=cast.child)
    assert [row.has_actions for row in meetings.rows(cast.contact, at=cast.at)] == [True]
    assert [row.has_actions for row in meetings.rows(cast.coordinator, at=cast.at)] == [False]


def test_rows_leave_support_teams_to_their_own_pages(cast: Cast) -> None:
    MeetingFactory(location=cast.location, kind=MeetingKind.SUPPORT_TEAM)
    assert keys(cast.contact, cast) == []


def test_one_of_another_location_is_what_never_existed(cast: Cast) -> None:
    with pytest.raises(Http404):
        meetings.one(cast.contact, MeetingFactory().key, at=cast.at)


@pytest.mark.privacy(11)
def test_held_rows_count_who_came_and_no_support_team(cast: Cast) -> None:
    held = {"state": MeetingState.CLOSED, "held_at": cast.at, "closed_at": cast.at}
    meeting = MeetingFactory(location=cast.location, spent_minutes=45, **held)
    MeetingFactory(location=cast.location, kind=MeetingKind.SUPPORT_TEAM, spent_minutes=45, **held)
    for attended in (True, True, False, None):
        MeetingInviteeFactory(meeting=meeting, membership=None, name="Gast", attended=attended)
    found = meetings.held_rows(make_actor(Role.GEM, cast.location.municipality))
    assert [(row.key, row.people) for row in found] == [(meeting.key, 2)]
    assert ActionPoint.objects.count() == 0
