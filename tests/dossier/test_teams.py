"""A support team: proposed, agreed with parents, planned, held, shared, called and closed."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from icalendar import Calendar

from children.asking import AskError
from children.models import Child, ConsentQuestion
from children.states import Channel, ConsentAct, LeaveReason
from dossier import team_actions, team_calls, team_meetings, team_reports, team_rows, teams
from dossier.meeting_states import MeetingKind, MeetingState
from dossier.models import ActionPoint, SupportTeam, TeamReport
from dossier.team_actions import NewAction
from dossier.team_calls import NewCall
from dossier.team_meetings import NewDate
from dossier.team_states import FollowUpOutcome, TeamStand
from dossier.teams import NewPartner, TeamError
from partners.access import Actor
from partners.models import AuditEntry, Message
from partners.states import Role
from tests.dossier.team_world import LATER, NURSE, Town, again, make_town, on, worker_of
from tests.factories.children import AT, make_child, make_started, say
from tests.factories.erasing import erasing
from tests.factories.partners import SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
MONTH = LATER + timedelta(days=28)


@pytest.fixture
def town() -> Town:
    return make_town()


def stand(town: Town, team: SupportTeam, at: datetime = AT) -> TeamStand:
    found = team_rows.one(on(town.carer, at), team.key, at=at)
    return team_rows.row(found, at=at).stand


# --- proposing and naming -----------------------------------------------------------------------


def test_propose_is_for_the_care_coordinator(town: Town) -> None:
    team = town.propose()
    assert (team.child, stand(town, team)) == (town.child, TeamStand.PROPOSED)
    with pytest.raises(PermissionDenied):
        teams.propose(child_key=town.child.key, reason="x", by=worker_of(town.child), at=AT)


def test_propose_twice_is_refused(town: Town) -> None:
    town.propose()
    with pytest.raises(TeamError, match="loopt al een SOT-overleg"):
        town.propose()


def test_propose_of_a_child_elsewhere_finds_none(town: Town) -> None:
    with pytest.raises(Child.DoesNotExist):
        town.propose(child_key=make_child().key)


def test_name_partner_of_the_school_lets_the_school_take_part(town: Town) -> None:
    team = again(town.listed())
    assert team.school == town.child.school
    assert [one.line for one in team.partners.all()][
        1
    ] == "Noor Dijkstra, jeugdverpleegkundige, GGD"
    assert stand(town, team) == TeamStand.PARTNERS_LISTED


def test_name_partner_of_another_school_is_refused(town: Town) -> None:
    team, other = town.propose(), make_actor(Role.QC, SchoolFactory())
    new = NewPartner(what="", membership_id=other.memberships[0].pk)
    with pytest.raises(TeamError, match="nu op de school werkt"):
        teams.name_partner(key=team.key, new=new, by=town.carer, at=AT)


def test_name_partner_twice_is_refused(town: Town) -> None:
    with pytest.raises(TeamError, match="doet al mee"):
        teams.name_partner(key=town.listed().key, new=NURSE, by=town.carer, at=AT)


def test_take_off_lets_the_school_go_with_its_last_partner(town: Town) -> None:
    team = town.listed()
    partner = team.partners.get(name="")
    teams.take_off(key=team.key, partner_id=partner.pk, by=town.carer, at=AT)
    assert again(team).school is None


# --- asking and planning ------------------------------------------------------------------------


@pytest.mark.privacy(2)
def test_ask_parents_names_everybody(town: Town) -> None:
    team = town.asked()
    question = team.question
    assert question is not None
    assert "Noor Dijkstra, jeugdverpleegkundige, GGD" in question.participants.splitlines()
    assert (question.school, team.partners.filter(questions=question).count()) == (team.school, 2)


def test_ask_parents_without_partners_is_refused(town: Town) -> None:
    with pytest.raises(TeamError, match="Noem eerst wie er meedoet"):
        town.asked(town.propose())


def test_plan_without_a_yes_is_refused(town: Town) -> None:
    team = town.asked()
    with pytest.raises(TeamError, match="nog geen ja tegen iedereen"):
        team_meetings.plan(key=team.key, new=NewDate(LATER), by=town.carer, at=AT)


def test_plan_with_a_partner_who_came_later_needs_a_new_question(town: Town) -> None:
    team = town.agreed()
    new = NewPartner(what="Auris", name="Bo Smit")
    teams.name_partner(key=team.key, new=new, by=town.carer, at=AT)
    assert stand(town, team) == TeamStand.PARTNERS_LISTED
    with pytest.raises(TeamError, match="nog geen ja"):
        team_meetings.plan(key=team.key, new=NewDate(LATER), by=town.carer, at=AT)
    say(town.asked(team).question, ConsentAct.GRANTED)
    assert stand(town, team) == TeamStand.PARENTS_AGREED


@pytest.mark.privacy(9)
def test_plan_invites_parents_and_partners_and_only_then_the_school_sees_it(town: Town) -> None:
    team = town.agreed()
    with pytest.raises(Http404):
        team_rows.one(town.coordinator, team.key, at=AT)
    team_meetings.plan(key=team.key, new=NewDate(LATER), by=town.carer, at=AT)
    meeting = again(team).meeting
    assert meeting.kind == MeetingKind.SUPPORT_TEAM
    assert {one.name for one in meeting.invitees.all()} == {"", "Ouders", "Noor Dijkstra"}
    assert team_rows.one(town.coordinator, team.key, at=AT).child == town.child


@pytest.mark.privacy(26)
def test_plan_mails_a_kind_a_day_and_a_link_without_a_name(town: Town) -> None:
    make_started(town.child.location)
    team = town.planned()
    mails = list(Message.objects.filter(cause__startswith="team_"))
    assert sorted(mail.cause.split(":")[0] for mail in mails) == [
        "team_meeting", "team_meeting", "team_parents",
    ]  # fmt: skip
    for mail in mails:
        text = mail.subject + mail.body + mail.calendar
        assert town.child.first_name not in text
        assert town.child.last_name not in text
        assert Calendar.from_ical(mail.calendar).events[0]["uid"].startswith(str(team.meeting.key))


def test_plan_again_moves_the_same_appointment(town: Town) -> None:
    team = town.planned()
    new = NewDate(LATER + timedelta(days=1))
    team_meetings.plan(key=team.key, new=new, by=town.carer, at=AT)
    last = Message.objects.filter(cause__startswith="team_meeting").order_by("-pk")[0]
    event = Calendar.from_ical(last.calendar).events[0]
    assert (again(team).meeting_id, event["sequence"]) == (team.meeting_id, 1)


def test_cancel_tells_everybody_and_lets_another_day_be_planned(town: Town) -> None:
    team = town.planned()
    team_meetings.cancel(key=team.key, by=town.carer, at=AT)
    last = Message.objects.filter(cause__startswith="team_meeting").order_by("-pk")[0]
    assert Calendar.from_ical(last.calendar)["method"] == "CANCEL"
    assert stand(town, team) == TeamStand.PARENTS_AGREED
    with pytest.raises(TeamError, match="geen overleg gepland"):
        team_meetings.cancel(key=team.key, by=town.carer, at=AT)


@pytest.mark.privacy(9)
def test_school_reads_of_a_partner_once_the_parents_said_yes(town: Town) -> None:
    team = town.planned()
    new = NewPartner(what="Veilig Thuis", name="Bo Smit")
    teams.name_partner(key=team.key, new=new, by=town.carer, at=AT)

    def read(actor: Actor) -> tuple[int, TeamStand]:
        found = team_rows.one(actor, team.key, at=AT)
        shown = team_rows.partners_of(actor, found, at=AT)
        return len(shown), team_rows.row(found, at=AT).stand

    assert read(town.coordinator) == (2, TeamStand.PLANNED)
    team_meetings.cancel(key=team.key, by=town.carer, at=AT)
    assert read(town.coordinator) == (2, TeamStand.PARENTS_AGREED)
    assert read(town.carer) == (3, TeamStand.PARTNERS_LISTED)
    say(town.asked(team).question, ConsentAct.GRANTED)
    assert read(town.coordinator) == (3, TeamStand.PARENTS_AGREED)


# --- held, report, actions ------------------------------------------------------------------------


def test_hold_before_the_day_and_by_nobody_is_refused(town: Town) -> None:
    team, by = town.planned(), town.carer_at(LATER)
    with pytest.raises(TeamError, match="nog niet geweest"):
        team_meetings.hold(key=team.key, attended=[1], minutes=9, by=town.carer, at=AT)
    with pytest.raises(TeamError, match="Kruis aan"):
        team_meetings.hold(key=team.key, attended=[], minutes=9, by=by, at=LATER)


def test_hold_notes_who_was_there(town: Town) -> None:
    team = town.held()
    assert (team.meeting.state, team.meeting.spent_minutes) == (MeetingState.HELD, 50)
    assert stand(town, team, LATER) == TeamStand.HELD


def test_save_keeps_every_version_and_refuses_the_second_of_two(town: Town) -> None:
    team, by = town.held(), town.carer_at(LATER)
    team_reports.save(key=team.key, text="Een", seen=0, by=by, at=LATER)
    team_reports.save(key=team.key, text="Twee", seen=1, by=by, at=LATER)
    with pytest.raises(TeamError, match="bewaarde intussen ook"):
        team_reports.save(key=team.key, text="Drie", seen=1, by=by, at=LATER)
    assert [one.text for one in TeamReport.objects.filter(team=team)] == ["Twee", "Een"]


@pytest.mark.privacy(9, 10)
def test_share_opens_the_report_to_the_school_until_a_parent_stops(town: Town) -> None:
    team = town.shared()
    reader = on(town.coordinator, LATER)
    assert [one.text for one in team_rows.versions_of(reader, team)] == ["Speelt in tweetallen."]
    say(team.question, ConsentAct.WITHDRAWN)
    assert team_rows.versions_of(reader, team) == []
    with pytest.raises(Http404):
        team_rows.one(reader, team.key, at=LATER)


@pytest.mark.privacy(10)
def test_share_when_the_consent_ended_this_minute_is_refused(town: Town) -> None:
    team, by = town.held(), town.carer_at(LATER)
    team_reports.save(key=team.key, text="Een", seen=0, by=by, at=LATER)
    say(team.question, ConsentAct.WITHDRAWN)
    with pytest.raises(TeamError, match="geldt niet meer"):
        team_reports.share(key=team.key, seen=1, by=by, at=LATER)


def test_agree_on_an_action_and_finish_it(town: Town) -> None:
    team, by = town.shared(), town.carer_at(LATER)
    owner = team.meeting.invitees.get(name="Noor Dijkstra")
    new = NewAction("Belt de logopedist", owner.pk, by.day + timedelta(days=5))
    action = team_actions.agree(key=team.key, new=new, by=by, at=LATER)
    assert stand(town, team, LATER) == TeamStand.ACTIONS_RUNNING
    assert list(ActionPoint.objects.visible_to(on(town.coordinator, LATER))) == [action]
    team_actions.finish(key=team.key, action_key=action.key, by=by, at=LATER)
    assert stand(town, team, LATER) == TeamStand.REPORT_SENT


# --- calling and closing --------------------------------------------------------------------------


def call(town: Town, team: SupportTeam) -> None:
    new = NewCall(called_on=MONTH.date(), outcome=FollowUpOutcome.ENOUGH)
    team_calls.note(key=team.key, new=new, by=town.carer_at(MONTH), at=MONTH)


def test_call_is_due_after_four_weeks_and_comes_first(town: Town) -> None:
    team = town.shared()
    by = town.carer_at(MONTH)
    assert (stand(town, team, MONTH), team_rows.to_call(by, at=MONTH)) == (
        TeamStand.FOLLOW_UP_DUE, 1,
    )  # fmt: skip
    call(town, team)
    assert (stand(town, team, MONTH), team_rows.to_call(by, at=MONTH)) == (
        TeamStand.FOLLOW_UP_DONE, 0,
    )  # fmt: skip


def test_call_before_the_meeting_is_refused(town: Town) -> None:
    team = town.shared()
    new = NewCall(called_on=AT.date(), outcome=FollowUpOutcome.ENOUGH)
    with pytest.raises(TeamError, match="na het overleg"):
        team_calls.note(key=team.key, new=new, by=town.carer_at(MONTH), at=MONTH)


def test_close_before_the_call_is_refused_and_after_it_ends_the_consent(town: Town) -> None:
    team = town.shared()
    by = town.carer_at(MONTH)
    with pytest.raises(TeamError, match="Bel eerst na"):
        teams.close(key=team.key, by=by, at=MONTH)
    call(town, team)
    teams.close(key=team.key, by=by, at=MONTH)
    assert not ConsentQuestion.objects.get(pk=team.question_id).is_live
    assert stand(town, team, MONTH) == TeamStand.CLOSED
    with pytest.raises(TeamError, match="al afgesloten"):
        teams.close(key=team.key, by=by, at=MONTH)


def test_close_of_a_child_that_goes_to_school_needs_a_name(town: Town) -> None:
    team = town.propose()
    Child.objects.filter(pk=town.child.pk).update(
        left_on=AT.date(), left_because=LeaveReason.TO_SCHOOL
    )
    with pytest.raises(TeamError, match="aan wie je het daar overdraagt"):
        teams.close(key=team.key, by=town.carer, at=AT)
    assert teams.close(key=team.key, handed_to="Iris Blok", by=town.carer, at=AT).closed_at == AT


def test_erasing_a_child_takes_its_team_along(town: Town) -> None:
    child = town.shared().child
    with erasing(child):
        child.delete()
    assert not SupportTeam.objects.exists()


def test_every_act_is_a_line_about_the_child_in_its_own_log(town: Town) -> None:
    team = town.shared()
    call(town, team)
    lines = AuditEntry.objects.filter(action__startswith="team.")
    assert {line.target_key for line in lines} == {str(town.child.key)}
    assert {line.organisation_id for line in lines} == {town.child.location.holder_id}


def test_ask_parents_of_a_consent_that_stands_is_refused(town: Town) -> None:
    team = town.agreed()
    with pytest.raises(AskError, match="al toestemming gegeven"):
        teams.ask_parents(key=team.key, channel=Channel.SHEET, by=town.carer, at=AT)
