"""Mijn week: what is on today, what waits, and what comes, of all own schools or locations."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from children.models import Child
from children.reach import Thing
from children.states import ConsentAct, ConsentScope
from dossier import my_week
from dossier.meeting_states import MeetingState
from dossier.models import Meeting, ObservationRequest
from dossier.my_week import Week
from dossier.request_states import RequestedOf, RequestOutcome, StepOwner
from dossier.states import Asked
from dossier.team_states import FOLLOW_UP_DAYS
from dossier.week_tasks import Task
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import Role
from tests.factories import reports
from tests.factories.children import ask, make_child, say, switch_on
from tests.factories.dossier import LookQuestionFactory
from tests.factories.meetings import (
    ActionPointFactory,
    AgendaLineFactory,
    MeetingFactory,
    MeetingInviteeFactory,
)
from tests.factories.partners import MembershipFactory, SchoolFactory, make_actor
from tests.factories.requests import ObservationRequestFactory, sent
from tests.factories.support import PlanMomentFactory, SupportPlanFactory
from tests.factories.teams import FollowUpFactory, SupportTeamFactory
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timezone.localdate(NOW)
MONDAY = DAY - timedelta(days=DAY.weekday())
PAGE = "/mijn-week/"
QUERIES = 30


@pytest.fixture
def school(child: Child) -> School:
    made: School = SchoolFactory(municipality=child.location.municipality)
    switch_on(made)
    return made


@pytest.fixture
def coordinator(school: School) -> Actor:
    return make_actor(Role.QC, school)


def week_of(actor: Actor, monday: date = MONDAY, place_id: int | None = None) -> Week:
    return my_week.of(actor, monday=monday, at=NOW, place_id=place_id)


def said(tasks: list[Task]) -> list[str]:
    return [f"{task.what}: {task.do}" for task in tasks]


def waiting(actor: Actor) -> list[str]:
    return said(week_of(actor).waiting)


def put(made: Any, **columns: Any) -> None:
    """Put columns of a row otherwise."""
    type(made).objects.filter(pk=made.pk).update(**columns)


def on(days: int) -> Any:
    """Return the moment so many days from now."""
    return NOW + timedelta(days=days)


# --- where a task stands ------------------------------------------------------------------------


def test_meeting_stands_on_its_day(child: Child, school: School, coordinator: Actor) -> None:
    for days in (0, 7, 14):
        moment = timezone.localtime(NOW).replace(hour=12) + timedelta(days=days)
        MeetingFactory(location=child.location, school=school, planned_at=moment)
    week = week_of(coordinator)
    assert (len(week.today), week.days, len(week.later)) == (1, [], 2)
    following = week_of(coordinator, MONDAY + timedelta(weeks=1))
    assert (following.today, len(following.days), following.later) == ([], 1, [])


def test_rest_of_this_week_has_its_days() -> None:
    week = Week(MONDAY, MONDAY, [])
    days = [MONDAY + timedelta(days=number) for number in (0, 2, 2, 9)]
    place: Any = None
    week.tasks.extend(Task("Overleg", "Openen", "meeting", place, day=day) for day in days)
    assert [(day, len(same)) for day, same in week.days] == [(days[1], 2)]
    assert (len(week.today), len(week.later), len(week.shown)) == (1, 1, 4)


def test_meeting_that_is_over_waits_to_be_finished(
    child: Child, school: School, coordinator: Actor
) -> None:
    made = MeetingFactory(location=child.location, school=school, planned_at=on(-3))
    MeetingInviteeFactory(meeting=made, membership=coordinator.memberships[0])
    assert waiting(coordinator) == ["Kindbespreking: Afronden"]
    held = {"state": MeetingState.HELD, "held_at": NOW, "spent_minutes": 60}
    put(made, **held)
    assert waiting(coordinator) == ["Kindbespreking: Afronden"]
    put(made, state=MeetingState.CLOSED, closed_at=NOW)
    assert waiting(coordinator) == []


def test_meeting_waits_for_who_planned_it_and_whose_hours_it_books(
    child: Child, school: School, coordinator: Actor, carer: Actor
) -> None:
    contact = make_actor(Role.KOC, child.location)
    made = MeetingFactory(
        location=child.location, school=school, planned_at=on(-3),
        made_by=contact.memberships[0],
    )  # fmt: skip
    for who in (contact, coordinator, carer):
        MeetingInviteeFactory(meeting=made, membership=who.memberships[0])
    other = make_actor(Role.QC, school)
    told = [bool(waiting(who)) for who in (contact, coordinator, carer, other)]
    assert told == [True, True, False, False]
    put(contact.memberships[0], valid_until=DAY - timedelta(days=1))
    assert waiting(carer) == ["Kindbespreking: Afronden"]


def test_meeting_of_this_morning_can_be_closed_today(child: Child, carer: Actor) -> None:
    mine = {"made_by": carer.memberships[0], "location": child.location}
    MeetingFactory(planned_at=NOW, **mine)
    assert said(week_of(carer).today) == ["Kindbespreking: Afronden"]


def test_cancelled_meeting_is_gone(child: Child, carer: Actor) -> None:
    gone = {"state": MeetingState.CANCELLED, "cancelled_at": NOW}
    MeetingFactory(location=child.location, planned_at=on(0), **gone)
    assert week_of(carer).tasks == []


def test_action_point_waits_once_its_day_is_over(child: Child, carer: Actor) -> None:
    mine = {"owner": carer.memberships[0], "location": child.location}
    meeting = MeetingFactory(location=child.location, planned_at=on(90))
    for days in (-2, 0, 20, 300):
        day = DAY + timedelta(days=days)
        ActionPointFactory(meeting=meeting, text=f"Bellen {days}", due_on=day, **mine)
    ActionPointFactory(meeting=meeting, text="Van een ander", due_on=DAY)
    week = week_of(carer)
    assert [said(part) for part in (week.waiting, week.today, week.later)] == [
        ["Bellen -2: Afvinken"], ["Bellen 0: Afvinken"], ["Bellen 20: Afvinken"],
    ]  # fmt: skip


# --- what waits for whom ------------------------------------------------------------------------


def test_look_question_waits_for_whom_it_asks(
    child: Child, school: School, coordinator: Actor, carer: Actor
) -> None:
    bare = {"location": child.location, "asked_at": NOW}
    asked = {"asked": Asked.SCHOOL_COORDINATOR, "school": school}
    look = LookQuestionFactory(**bare, **asked)
    assert waiting(coordinator) == ["Meekijkvraag: Beantwoorden"]
    assert waiting(carer) == []
    put(look, answered_at=NOW)
    assert waiting(coordinator) == []
    assert waiting(carer) == ["Antwoord op jullie meekijkvraag: Lezen"]


def test_request_walks_past_whoever_has_the_next_step(
    child: Child, school: School, coordinator: Actor, carer: Actor
) -> None:
    made = sent(child=child, school=school, owner=StepOwner.CARE_COORDINATOR)
    assert waiting(coordinator) == ["Verzoek om te observeren: Plannen"]
    planned = {"planned_by": made.requested_by, "planned_at": NOW}
    put(made, planned_on=DAY + timedelta(days=1), **planned)
    found = [one for one in week_of(coordinator).tasks if one.day]
    assert said(found) == ["Observatie: Openen"]
    put(made, planned_on=DAY - timedelta(days=1))
    assert waiting(coordinator) == ["Verslag van de observatie: Schrijven"]
    assert waiting(carer) == []
    put(made, report_begun_at=NOW, report_shared_at=NOW)
    assert (waiting(coordinator), waiting(carer)) == ([], ["Observatie met verslag: Afwegen"])
    weighed = {"weighed_by": made.requested_by, "weighed_at": NOW}
    put(made, outcome=RequestOutcome.ADVICE, **weighed)
    assert waiting(carer) == ["Verzoek dat is afgewogen: Afsluiten"]


def test_question_back_and_a_parents_words_wait_for_an_answer(
    child: Child, school: School, coordinator: Actor, carer: Actor
) -> None:
    request = sent(child=child, school=school, planned_on=DAY, outcome=RequestOutcome.ADVICE)
    report = reports.begun(request)
    reports.question(report)
    asked, wrote = "Vraag terug bij een verslag: Beantwoorden", "Een ouder schreef bij een verslag"
    assert asked not in waiting(carer)
    put(report, shared_at=NOW, shared_by=report.author)
    assert (asked in waiting(carer), asked in waiting(coordinator)) == (True, False)
    said_so = reports.opinion(report, said_at=NOW)
    for actor in (carer, coordinator):
        assert f"{wrote}: Antwoorden" in waiting(actor)
    put(report.questions.get(), answer="Goed.", answered_at=NOW, answered_by=report.author)
    put(said_so, end="done", answered_at=NOW, answered_by=report.author)
    assert [one for one in waiting(carer) if "verslag" in one] == []


@pytest.mark.privacy(10)
def test_request_without_a_yes_asks_for_a_talk_and_not_for_a_day(
    child: Child, school: School, coordinator: Actor, carer: Actor
) -> None:
    own, of_school = sent(child=child, asked=RequestedOf.OWN_COORDINATOR), sent(school=school)
    contact = make_actor(Role.KOC, of_school.child.location)
    talk, plan = "Verzoek zonder toestemming: Met de ouders praten", "Verzoek om te observeren"
    assert (waiting(carer), waiting(contact)) == ([f"{plan}: Plannen"], [])
    for request in (own, of_school):
        say(request.consent, ConsentAct.WITHDRAWN)  # type: ignore[arg-type]
    assert (waiting(carer), waiting(contact), waiting(coordinator)) == ([talk], [talk], [])
    put(own, called_off_at=on(-3), called_off_day=DAY, called_off_why="no_consent")
    assert [task.since for task in week_of(carer).waiting] == [DAY - timedelta(days=3)]


def test_request_that_parents_signed_waits_to_be_sent(
    child: Child, school: School, coordinator: Actor, carer: Actor
) -> None:
    tomorrow = DAY + timedelta(days=1)
    made = ObservationRequestFactory(
        child=child, asked=RequestedOf.SCHOOL_COORDINATOR, school=school, thinking_until=tomorrow
    )
    yes = ask(child, ConsentScope.OBSERVE, school)
    assert waiting(carer) == []
    say(yes, ConsentAct.GRANTED)
    send = "Verzoek waarvoor ouders tekenden: Versturen"
    assert [waiting(one) for one in (carer, make_actor(Role.KOC, child.location))] == [[send]] * 2
    assert waiting(coordinator) == []
    assert week_of(carer).waiting[0].since == timezone.localdate(made.prepared_at)


def test_own_coordinator_plans_what_it_or_a_team_is_asked(child: Child, carer: Actor) -> None:
    made = sent(child=child, asked=RequestedOf.OWN_COORDINATOR)
    assert waiting(carer) == ["Verzoek om te observeren: Plannen"]
    [task] = week_of(carer).waiting
    assert task.href == f"/kinderen/{child.key}/verzoeken/{made.key}/"


def test_parents_who_think_come_back_on_their_day(child: Child, carer: Actor) -> None:
    made: ObservationRequest = ObservationRequestFactory(child=child)
    assert week_of(carer).tasks == []
    put(made, thinking_until=DAY - timedelta(days=1))
    assert waiting(carer) == ["Ouders dachten na over een verzoek: Verder gaan"]


def test_request_about_a_child_that_left_asks_nothing(child: Child, carer: Actor) -> None:
    sent(child=child, asked=RequestedOf.OWN_COORDINATOR)
    put(child, left_on=DAY, left_because="moved")
    assert waiting(carer) == []


def test_plan_moment_waits_for_childcare_alone(
    child: Child, carer: Actor, coordinator: Actor
) -> None:
    plan = SupportPlanFactory(child=child)
    PlanMomentFactory(plan=plan, planned_on=DAY - timedelta(days=1))
    [words] = waiting(carer)
    assert words.startswith("Plan bespreken met ouders")
    assert waiting(coordinator) == []


def test_support_team_asks_its_owner_one_thing_after_another(child: Child, carer: Actor) -> None:
    team = SupportTeamFactory(child=child, proposed_by=carer.memberships[0])
    assert waiting(carer) == ["SOT-overleg: Voorbereiden"]
    meeting: Meeting = MeetingFactory(
        location=child.location, kind="support_team", planned_at=on(2)
    )
    put(team, meeting=meeting)
    assert said(week_of(carer).tasks) == ["SOT-overleg: Openen"]
    held = {"state": MeetingState.HELD, "held_at": NOW, "spent_minutes": 60}
    put(meeting, planned_at=on(-FOLLOW_UP_DAYS), **held)
    assert waiting(carer) == ["Verslag van het SOT-overleg: Delen"]
    assert said(week_of(carer).today) == ["Nabellen na het SOT-overleg: Nabellen"]
    FollowUpFactory(team=team)
    assert week_of(carer).today == []


def test_worker_sees_the_support_team_without_its_tasks(child: Child) -> None:
    SupportTeamFactory(child=child)
    assert week_of(make_actor(Role.KOC, child.location)).tasks == []


# --- whose names, and where ---------------------------------------------------------------------


@pytest.mark.privacy(5)
def test_name_is_gone_with_the_consent(child: Child, school: School, coordinator: Actor) -> None:
    yes = ask(child, ConsentScope.DISCUSS, school)
    say(yes, ConsentAct.GRANTED)
    asked = {"asked": Asked.SCHOOL_COORDINATOR, "school": school, "asked_at": NOW}
    LookQuestionFactory(location=child.location, child=child, **asked)
    client = sign_in(Client(), coordinator)
    assert "Levi Waterval" in client.get(PAGE).content.decode()
    say(yes, ConsentAct.WITHDRAWN)
    assert "Levi" not in client.get(PAGE).content.decode()


@pytest.mark.privacy(17)
def test_page_notes_each_name_once(child: Child, carer: Actor) -> None:
    for _number in range(2):
        LookQuestionFactory(location=child.location, child=child, asked_at=NOW)
    sign_in(Client(), carer).get(PAGE)
    noted = AuditEntry.objects.filter(action="child.read")
    assert noted.get().details["thing"] == Thing.LOOK


def test_filter_keeps_one_school(child: Child, school: School) -> None:
    other = SchoolFactory(municipality=child.location.municipality)
    both = make_actor(Role.QC, other, user=make_actor(Role.QC, school).user)
    for one in (school, other):
        meeting = MeetingFactory(location=child.location, school=one, planned_at=on(-3))
        for member in both.memberships:
            if member.organisation_id == one.pk:
                MeetingInviteeFactory(meeting=meeting, membership=member)
    assert len(week_of(both).waiting) == 2
    client = sign_in(Client(), both)
    page = client.get(f"{PAGE}?plek={other.pk}").content.decode()
    assert page.count("<span>Kindbespreking</span>") == 1
    assert f"plek={other.pk}&amp;week=" in page
    everything = client.get(f"{PAGE}?plek=x").content.decode()
    assert everything.count("<span>Kindbespreking</span>") == 2


@pytest.mark.parametrize("asked", ["", "2026-W99", "morgen", "9999-W01", "2026-48", "²⁰26-W01"])
def test_strange_week_is_this_one(carer: Actor, asked: str) -> None:
    page = sign_in(Client(), carer).get(PAGE, {"week": asked}).content.decode()
    assert f"Week {DAY.isocalendar().week}," in page


def test_weeks_lead_to_each_other(carer: Actor) -> None:
    client = sign_in(Client(), carer)
    page = client.get(PAGE, {"week": "2027-W1"}).content.decode()
    assert "week=2026-W53" in page
    assert "week=2027-W2" in page
    assert "Vandaag" not in page


def test_empty_week_says_that_all_is_done(carer: Actor) -> None:
    page = sign_in(Client(), carer).get(PAGE).content.decode()
    assert ("Je bent bij" in page, "Vandaag staat er niets gepland" in page) == (True, True)


@pytest.mark.parametrize("role", [Role.SCH, Role.TEA])
def test_others_at_the_school_have_no_week(school: School, role: Role) -> None:
    assert sign_in(Client(), make_actor(role, school)).get(PAGE).status_code == 403


def test_start_page_of_a_coordinator_begins_with_today(
    child: Child, school: School, coordinator: Actor
) -> None:
    noon = timezone.localtime(NOW).replace(hour=12, minute=15)
    MeetingFactory(location=child.location, school=school, planned_at=noon)
    page = sign_in(Client(), coordinator).get("/").content.decode()
    assert page.index("Vandaag") < page.index("Kinderen die je mag zien")
    assert "12.15" in page


def test_week_has_as_many_queries_for_more_tasks(
    child: Child, carer: Actor, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(Client(), carer)

    def more() -> None:
        one = make_child(child.location)
        LookQuestionFactory(location=child.location, child=one, asked_at=NOW)
        mine = {"made_by": carer.memberships[0], "planned_at": on(-1)}
        meeting = MeetingFactory(location=child.location, **mine)
        AgendaLineFactory(meeting=meeting, child=one)
        owner = carer.memberships[0]
        ActionPointFactory(meeting=meeting, child=one, owner=owner, due_on=DAY)
        PlanMomentFactory(plan=SupportPlanFactory(child=one), planned_on=DAY)
        SupportTeamFactory(child=one)
        sent(child=one, asked=RequestedOf.OWN_COORDINATOR)
        report = reports.shared(reports.planned(child=one, asked=RequestedOf.OWN_COORDINATOR))
        reports.opinion(reports.question(report).report)
        reports.remark(one)
        ObservationRequestFactory(child=one)  # signed, and not sent
        other = sent(child=make_child(child.location), asked=RequestedOf.OWN_COORDINATOR)
        say(other.consent, ConsentAct.WITHDRAWN)  # type: ignore[arg-type]
        MembershipFactory(organisation=child.location.organisation, role=Role.KOC)

    more()
    client.get(PAGE)
    with django_assert_max_num_queries(QUERIES) as few:
        client.get(PAGE)
    for _number in range(3):
        more()
    with django_assert_max_num_queries(len(few)) as many:
        client.get(PAGE)
    assert len(many) == len(few)
