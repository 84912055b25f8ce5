"""The appointment of a support team: who is on it, when it goes off, and the hours it books."""

from datetime import timedelta

import pytest
from django.db import transaction
from icalendar import Calendar

from children import enrolment, text_approvals
from children.models import Child
from children.states import ConsentAct, FormSection, Language, LeaveReason
from dossier import support_page, team_meetings, team_rows, teams
from dossier.meeting_states import MeetingState
from dossier.models import Meeting, SupportTeam
from dossier.team_meetings import NewDate
from dossier.team_states import TeamStand
from dossier.teams import NewPartner, TeamError
from partners import outbox
from partners.access import Actor
from partners.models import Membership, Message, School, User
from partners.states import Role
from subsidies.models import TimeEntry
from tests.dossier.support_cast import share
from tests.dossier.team_world import LATER, NURSE, Town, again, make_town, worker_of
from tests.factories.children import AT, make_started, say
from tests.factories.hours import make_desk
from tests.factories.partners import MembershipFactory, SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
EVERYBODY = 3  # with an address: who runs it, the coordinator of the school, and a parent


@pytest.fixture
def town() -> Town:
    made = make_town()
    make_started(made.child.location)
    made.child.guardians.update(email="ouder@voorbeeld.test")
    return made


def off(mails: list[Message]) -> list[str]:
    """Return which of these take an appointment out of a calendar: the first words of causes."""
    files = [(mail.cause, Calendar.from_ical(mail.calendar)) for mail in mails]
    return sorted(cause.split(":")[0] for cause, file in files if file["method"] == "CANCEL")


def newest(count: int) -> list[Message]:
    return list(Message.objects.filter(cause__startswith="team_").order_by("-pk")[:count])


def to_coordinator(town: Town) -> list[Message]:
    return list(Message.objects.filter(recipient=town.coordinator.user).order_by("pk"))


# --- when it goes off -----------------------------------------------------------------------------


def test_close_calls_off_what_is_planned_and_tells_everybody(town: Town) -> None:
    team = town.planned()
    teams.close(key=team.key, by=town.carer, at=AT)
    assert again(team).meeting.state == MeetingState.CANCELLED
    assert off(newest(EVERYBODY)) == ["team_meeting", "team_meeting", "team_parents"]
    assert str(team.key) not in "".join(mail.body for mail in newest(EVERYBODY))


def test_close_after_the_day_asks_who_was_there_unless_the_child_left(town: Town) -> None:
    team, by = town.planned(), town.carer_at(LATER)
    with pytest.raises(TeamError, match="noteer eerst wie er was, of zeg het af"):
        teams.close(key=team.key, by=by, at=LATER)
    Child.objects.filter(pk=town.child.pk).update(left_on=AT, left_because=LeaveReason.MOVED)
    teams.close(key=team.key, by=by, at=LATER)
    assert off(newest(EVERYBODY)) == []


@pytest.mark.privacy(10)
@pytest.mark.parametrize("how", ["stopped", "left", "closed"])
def test_sweep_calls_off_what_no_consent_carries_any_more(town: Town, how: str) -> None:
    team = town.planned()
    assert team_meetings.call_off_unfounded(at=AT) == 0
    if how == "stopped":
        say(team.question, ConsentAct.WITHDRAWN)
    elif how == "left":
        by, key = worker_of(town.child), town.child.key
        enrolment.leave(key=key, on=AT.date(), because=LeaveReason.MOVED, by=by, at=AT)
    else:
        School.objects.filter(pk=team.school_id).update(closed_on=AT.date())
    assert [team_meetings.call_off_unfounded(at=AT) for _round in range(2)] == [1, 0]
    assert again(team).meeting.state == MeetingState.CANCELLED
    assert len(off(newest(EVERYBODY))) == EVERYBODY


def test_sweep_leaves_what_was_or_is_named_but_not_invited(town: Town) -> None:
    team = town.planned()
    new = NewPartner(what="Auris", name="Bo Smit")
    teams.name_partner(key=team.key, new=new, by=town.carer, at=AT)
    assert team_meetings.call_off_unfounded(at=AT) == 0
    say(team.question, ConsentAct.WITHDRAWN)
    assert team_meetings.call_off_unfounded(at=LATER) == 0


@pytest.mark.privacy(9, 10)
def test_close_ends_every_question_of_the_team(town: Town) -> None:
    team = town.planned()
    new = NewPartner(what="Auris", name="Bo Smit")
    teams.name_partner(key=team.key, new=new, by=town.carer, at=AT)
    town.asked(team)  # and nobody answers: the yes to the others stands
    assert SupportTeam.objects.visible_to(town.coordinator).exists()
    teams.close(key=team.key, by=town.carer, at=AT)
    assert not SupportTeam.objects.visible_to(town.coordinator).exists()
    assert not town.child.consent_questions.filter(is_live=True).exists()


@pytest.mark.parametrize(
    ("is_approved", "subject"),
    [(True, "Kreş ile görüşme"), (False, "Gesprek met de kinderopvang / Talk with the childcare")],
)
def test_parents_are_told_in_their_language_once_it_was_approved(
    town: Town, is_approved: bool, subject: str
) -> None:
    town.child.guardians.update(language=Language.TR)
    if is_approved:
        here = town.child.location.municipality
        by = make_actor(Role.GEM, here)
        text_approvals.approve(municipality_id=here.pk, language=Language.TR, by=by, at=AT)
    town.planned()
    assert Message.objects.get(cause__startswith="team_parents").subject == subject


# --- who is on it ---------------------------------------------------------------------------------


def test_take_off_tells_only_who_goes_off_the_appointment(town: Town) -> None:
    team = town.planned()
    partner = team.partners.get(name="")
    teams.take_off(key=team.key, partner_id=partner.pk, by=town.carer, at=AT)
    last = newest(1)
    assert (off(last), last[0].recipient) == (["team_meeting"], town.coordinator.user)
    assert not team.meeting.invitees.filter(membership=partner.membership_id).exists()
    invited = [mail for mail in newest(4) if mail.pk != last[0].pk]
    needed = {outbox.kind_of(mail.cause).is_still_needed(mail) for mail in invited}
    assert needed == {True, False}  # the invitation of who went off is the one that is not
    team_meetings.plan(key=team.key, new=NewDate(LATER + timedelta(days=1)), by=town.carer, at=AT)
    assert to_coordinator(town)[-1] == last[0]


def test_plan_again_on_the_same_day_invites_only_who_is_new(town: Town) -> None:
    team = town.planned()
    other = MembershipFactory(organisation=team.school.organisation, role=Role.SCH)
    new = NewPartner(what="", membership_id=other.pk)
    teams.name_partner(key=team.key, new=new, by=town.carer, at=AT)
    say(town.asked(team).question, ConsentAct.GRANTED)
    before = Message.objects.count()
    team_meetings.plan(key=team.key, new=NewDate(LATER), by=town.carer, at=AT)
    assert [mail.recipient for mail in newest(Message.objects.count() - before)] == [other.user]


def test_name_partner_again_keeps_the_yes_that_was_given(town: Town) -> None:
    team = town.agreed()
    partner = team.partners.get(name="Noor Dijkstra")
    teams.take_off(key=team.key, partner_id=partner.pk, by=town.carer, at=AT)
    teams.name_partner(key=team.key, new=NURSE, by=town.carer, at=AT)
    found = team_rows.one(town.carer, team.key, at=AT)
    assert team_rows.row(found, at=AT).stand == TeamStand.PARENTS_AGREED
    other = NewPartner(what="logopedist", name="Noor Dijkstra")
    again_off = found.partners.taking_part().get(name="Noor Dijkstra")
    teams.take_off(key=team.key, partner_id=again_off.pk, by=town.carer, at=AT)
    teams.name_partner(key=team.key, new=other, by=town.carer, at=AT)
    found = team_rows.one(town.carer, team.key, at=AT)
    assert team_rows.row(found, at=AT).stand == TeamStand.PARTNERS_LISTED


def leave(actor: Actor) -> None:
    """Let somebody have worked there until yesterday."""
    yesterday = AT.date() - timedelta(days=1)
    Membership.objects.filter(user=actor.user).update(valid_until=yesterday)


def test_meeting_that_was_is_planned_with_who_worked_there_then(town: Town) -> None:
    team, was = town.agreed(), NewDate(AT - timedelta(days=2))
    leave(town.coordinator)
    team_meetings.plan(key=team.key, new=was, by=town.carer, at=AT)
    invited = again(team).meeting.invitees
    assert invited.filter(membership=town.coordinator.memberships[0]).exists()
    count, other = Message.objects.count(), NewDate(AT - timedelta(days=1))
    team_meetings.plan(key=team.key, new=other, by=town.carer, at=AT)
    assert Message.objects.count() == count  # both days were: nobody has to hear of them


def test_who_works_there_no_more_is_not_planned_with_nor_told(town: Town) -> None:
    team, by, user = town.planned(), town.carer, User.objects.filter(pk=town.coordinator.user.pk)
    before, later = len(to_coordinator(town)), NewDate(LATER + timedelta(days=1))
    user.update(is_active=False)
    with pytest.raises(TeamError, match=f"{town.coordinator.user.name} werkt daar niet meer"):
        team_meetings.plan(key=team.key, new=later, by=by, at=AT)
    user.update(is_active=True)
    leave(town.coordinator)
    with pytest.raises(TeamError, match=f"{town.coordinator.user.name} werkt daar niet meer"):
        team_meetings.plan(key=team.key, new=later, by=by, at=AT)
    teams.take_off(key=team.key, partner_id=team.partners.get(name="").pk, by=by, at=AT)
    member = MembershipFactory(organisation=by.memberships[0].organisation, role=Role.KCC)
    Meeting.objects.filter(pk=team.meeting_id).update(made_by=member)
    Child.objects.filter(pk=town.child.pk).update(mentor=member)
    Membership.objects.filter(pk=member.pk).update(valid_until=AT.date() - timedelta(days=1))
    team_meetings.plan(key=team.key, new=later, by=by, at=AT)
    assert len(to_coordinator(town)) == before
    invited = team.meeting.invitees.exclude(membership=None)
    assert [one.membership for one in invited] == list(by.memberships)


def test_plan_across_now_keeps_nobody_on_an_appointment_that_is_not_theirs(town: Town) -> None:
    team, by = town.planned(), town.carer
    partner = team.partners.get(name="")
    yesterday = NewDate(AT - timedelta(days=1))
    team_meetings.plan(key=team.key, new=yesterday, by=by, at=AT)
    mails = newest(EVERYBODY)
    assert off(mails) == ["team_meeting", "team_meeting", "team_parents"]
    files = [Calendar.from_ical(mail.calendar) for mail in mails]
    assert {file.events[0]["dtstart"].dt for file in files} == {LATER}
    came = [one.pk for one in team.meeting.invitees.all()]
    with transaction.atomic():
        team_meetings.hold(key=team.key, attended=came, minutes=50, by=by, at=AT)
        assert all(outbox.kind_of(mail.cause).is_still_needed(mail) for mail in mails)
        transaction.set_rollback(True)
    teams.take_off(key=team.key, partner_id=partner.pk, by=by, at=AT)
    assert team.meeting.invitees.filter(membership=partner.membership_id).exists()  # it was
    count = len(to_coordinator(town))
    team_meetings.plan(key=team.key, new=NewDate(LATER), by=by, at=AT)
    assert not team.meeting.invitees.filter(membership=partner.membership_id).exists()
    assert (len(to_coordinator(town)), off(newest(1))) == (count, [])


# --- its hours ------------------------------------------------------------------------------------


def test_hold_books_the_minutes_and_what_is_corrected_follows(db: None) -> None:
    town = make_town(make_desk().school)  # of a municipality that established its year
    team, by = town.held(), town.carer_at(LATER)
    entry = TimeEntry.objects.get()
    assert (entry.membership, entry.kind, entry.minutes, entry.note) == (
        town.coordinator.memberships[0], "other", 50, "",
    )  # fmt: skip
    assert entry.cause == f"meeting:{team.meeting.key}"
    came = [one.pk for one in team.meeting.invitees.all()]
    there = {"key": team.key, "by": by, "at": LATER}
    booked = team_meetings.hold(attended=came, minutes=75, **there)
    entry.refresh_from_db()
    assert (entry.minutes, booked.members) == (75, town.coordinator.memberships)
    parents = [team.meeting.invitees.get(name="Ouders").pk]
    team_meetings.hold(attended=parents, minutes=75, **there)
    entry.refresh_from_db()
    assert entry.minutes == 0


# --- handed over ----------------------------------------------------------------------------------


def reader_of(child: Child, school: School) -> Actor:
    """Let a school read of the support of a child, and return somebody of it."""
    share(child, school, FormSection.SUPPORT)
    return make_actor(Role.SCH, school)


def handed(reader: Actor) -> list[str]:
    return [team.handed_to for team in SupportTeam.objects.handed_over(reader)]


@pytest.mark.privacy(9)
def test_close_names_who_goes_on_to_that_school_and_to_no_later_one(town: Town) -> None:
    child, team = town.child, town.planned()
    reader = reader_of(child, child.school)
    teams.close(key=team.key, handed_to="Iris Blok", by=town.carer, at=AT)
    assert (handed(reader), handed(town.carer)) == (["Iris Blok"], ["Iris Blok"])
    assert support_page.shown(reader, child.key, at=AT).handed_over == (team,)
    later = reader_of(child, SchoolFactory(municipality=child.school.municipality))
    assert (handed(reader), handed(later)) == ([], [])
