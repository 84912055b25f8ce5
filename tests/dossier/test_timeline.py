"""The timeline of one child: what happened by date, for who may see it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from children.models import Child
from children.reach import Thing
from children.states import ConsentAct, ConsentScope, FormSection
from config.listing import PER_PAGE
from dossier import timeline
from dossier.meeting_states import MeetingState
from dossier.models import LookAnswer
from dossier.request_states import RequestEnd, RequestOutcome
from dossier.states import Asked
from dossier.support_states import (
    Destination,
    IndicationKind,
    IndicationOutcome,
    MomentDecision,
    PlanEnd,
    SupportDomain,
    WaitingEnd,
)
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import Role
from tests.factories.children import AT, ask, make_child, say
from tests.factories.dossier import LookQuestionFactory
from tests.factories.meetings import ActionPointFactory, AgendaLineFactory, MeetingFactory
from tests.factories.partners import MembershipFactory, SchoolFactory, make_actor
from tests.factories.requests import (
    OtherObservationFactory,
    ParentTalkFactory,
    SignalFactory,
    sent,
)
from tests.factories.support import (
    ArrangementPlaceFactory,
    DevelopmentScoreFactory,
    DoubtFactory,
    IndicationFactory,
    LeadFactory,
    PlanMomentFactory,
    SupportNeedFactory,
    SupportPlanFactory,
    WaitingPlaceFactory,
)
from tests.factories.teams import FollowUpFactory, SupportTeamFactory
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
DAY = timezone.localdate()
AGO = timezone.now() - timedelta(days=20)
QUERIES = 40


@pytest.fixture
def school(child: Child) -> School:
    made: School = SchoolFactory(municipality=child.location.municipality)
    say(ask(child, ConsentScope.DISCUSS, made), ConsentAct.GRANTED)
    return made


@pytest.fixture
def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location)


def fill(child: Child, school: School) -> None:
    """Let one of everything happen with a child, and end what can end."""
    to_school: dict[str, Any] = {"asked": Asked.SCHOOL_COORDINATOR, "school": school}
    look = LookQuestionFactory(
        child=child, location=child.location, asked_at=AGO, answered_at=AGO, **to_school
    )
    LookAnswer.objects.create(look=look, text="Begin met een lied.", by=look.asked_by, at=AGO)
    meeting = MeetingFactory(location=child.location, school=school, planned_at=AGO)
    AgendaLineFactory(meeting=meeting, child=child, text="Speelt alleen.")
    held: dict[str, Any] = {"state": MeetingState.HELD, "held_at": AGO, "spent_minutes": 60}
    type(meeting).objects.filter(pk=meeting.pk).update(**held)
    done = {"done_at": AGO, "done_by": meeting.made_by}
    ActionPointFactory(meeting=meeting, child=child, due_on=DAY + timedelta(days=3))
    ActionPointFactory(meeting=meeting, child=child, **done)
    fill_request(child, school)
    fill_team(child)
    fill_support(child)


def fill_request(child: Child, school: School) -> None:
    """Let a child be observed by a school from its signals to the end."""
    later = {"report_shared_at": AGO, "outcome": RequestOutcome.ADVICE, "end": RequestEnd.CLOSED}
    made = sent(child=child, school=school, planned_on=DAY - timedelta(days=30), **later)
    SignalFactory(child=child, request=made, text="Vooral bij opruimen.")
    ParentTalkFactory(child=child, request=made)
    OtherObservationFactory(request=made)


def fill_team(child: Child) -> None:
    """Let a support team of a child meet, share its report, call and close."""
    meeting = MeetingFactory(location=child.location, planned_at=AGO, kind="support_team")
    over: dict[str, Any] = {"meeting": meeting, "shared_at": AGO, "closed_at": AGO}
    by = MembershipFactory(organisation=child.location.organisation, role=Role.KCC)
    team = SupportTeamFactory(child=child, **over, shared_by=by, closed_by=by, proposed_by=by)
    FollowUpFactory(team=team)


def fill_support(child: Child) -> None:
    """Let a child have one of everything of support, ended where it can end."""
    since, until = DAY - timedelta(days=60), DAY - timedelta(days=5)
    SupportNeedFactory(child=child, since=since, until=until)
    over = {"ended_on": until, "ended_because": PlanEnd.REACHED}
    plan = SupportPlanFactory(child=child, from_day=since, until_day=until, **over)
    noted = {"noted_by": plan.added_by, "noted_at": AT, "parents_there": True}
    held = {"held_on": until, "decision": MomentDecision.GO, "note": "Samen verder."}
    PlanMomentFactory(plan=plan, planned_on=until, **held, **noted)
    PlanMomentFactory(plan=plan, planned_on=DAY + timedelta(days=9))
    LeadFactory(child=child, since=since)
    ended = {"until": until, "ended_because": WaitingEnd.PLACED}
    WaitingPlaceFactory(child=child, since=since, **ended)
    decided = {"decided_on": until, "outcome": IndicationOutcome.GRANTED}
    IndicationFactory(child=child, asked_on=since, **decided)
    ArrangementPlaceFactory(child=child, from_day=since, until_day=until, outflow="bao")
    closed = {"closed_on": until, "destination": Destination.BAO}
    DoubtFactory(child=child, since=since, **closed)
    DevelopmentScoreFactory(child=child, seen_on=since)


def lines(actor: Actor, child: Child) -> list[str]:
    return [entry.line for entry in timeline.of(actor, child).entries]


def page(actor: Actor, child: Child, query: str = "") -> Any:
    return sign_in(Client(), actor).get(f"/kinderen/{child.key}/dossier/{query}")


# --- what stands on it --------------------------------------------------------------------------


def test_childcare_sees_every_kind(child: Child, contact: Actor, school: School) -> None:
    fill(child, school)
    assert len(timeline.of(contact, child).chips) == len(timeline.KINDS)


def test_everything_that_began_and_ended_has_its_line(
    child: Child, contact: Actor, school: School
) -> None:
    fill(child, school)
    found = " | ".join(lines(contact, child))
    said = (
        "Meekijkvraag aan", "Antwoord op", "Besproken: kindbespreking", "Te doen door",
        "Gedaan door", "Behoefte genoteerd: taal en spraak, extra", "Behoefte voorbij",
        "plan begint", "geëindigd: doel gehaald", "met ouders: doorgaan", "Plan bespreken",
        "Regiehouder: Sanne de Wit", "Wacht op een plek", "plek gekregen", "Indicatie gevraagd",
        "Indicatie toegekend", "Plek in", "daarna: gewone basisschool",
        "Twijfel over", "Besloten waarheen", "Taal: fase 3", "klaargezet voor",
        "Verzoek gedaan aan",
        "Observatie door", "Verslag van de observatie", "Afgewogen: advies", "Verzoek: afgesloten",
        "Observatie van buiten: Auris, logopedist",
        "Signaal over gedrag", "Gesprek met ouders", "SOT-overleg voorgesteld", "SOT afgesloten",
        "Verslag van het SOT", "Nagebeld: de afspraken helpen",
    )  # fmt: skip
    assert [words for words in said if words not in found] == []


def test_line_leads_to_its_page(child: Child, contact: Actor, school: School) -> None:
    fill(child, school)
    entries = timeline.of(contact, child).entries
    pages = [entry.href for entry in entries if entry.page in {"look", "request"}]
    assert len(pages) > 5
    assert "" not in pages


@pytest.mark.privacy(34)
def test_school_reads_that_a_request_stopped_and_not_that_parents_said_no(child: Child) -> None:
    request = sent(child=child, end=RequestEnd.DECLINED_BY_PARENTS)
    coordinator = make_actor(Role.QC, request.school)
    own, school = lines(make_actor(Role.KOC, child.location), child), lines(coordinator, child)
    assert ("Verzoek: ouders willen niet" in own, "Verzoek: ingetrokken" in school) == (True, True)
    assert "Verzoek: ouders willen niet" not in school


def test_newest_stands_first_and_what_comes_before_it(child: Child, contact: Actor) -> None:
    for days in (-3, 2, -9, 5):
        IndicationFactory(child=child, asked_on=DAY + timedelta(days=days))
    entries = timeline.of(contact, child).entries
    assert [(entry.day - DAY).days for entry in entries] == [5, 2, -3, -9]
    ahead, past = timeline.parts(entries, DAY)
    assert (len(ahead[1]), len(past[1])) == (2, 2)


def test_cancelled_meeting_leaves_no_line(child: Child, contact: Actor) -> None:
    gone = {"state": MeetingState.CANCELLED, "cancelled_at": AT}
    meeting = MeetingFactory(location=child.location, **gone)
    AgendaLineFactory(meeting=meeting, child=child)
    assert lines(contact, child) == []


def test_meeting_to_come_is_said_to_come(child: Child, contact: Actor) -> None:
    meeting = MeetingFactory(location=child.location)
    AgendaLineFactory(meeting=meeting, child=child)
    assert lines(contact, child) == ["Op agenda: kindbespreking"]


def test_meeting_that_nobody_closed_is_said_to_wait(child: Child, contact: Actor) -> None:
    meeting = MeetingFactory(location=child.location, planned_at=AGO)
    AgendaLineFactory(meeting=meeting, child=child)
    assert lines(contact, child) == ["Nog af te ronden: kindbespreking"]
    put_held = {"state": MeetingState.HELD, "held_at": AGO, "spent_minutes": 60}
    type(meeting).objects.update(**put_held)
    assert lines(contact, child) == ["Besproken: kindbespreking"]


@pytest.mark.parametrize("role", [Role.KOC, Role.QC])
def test_list_of_children_links_to_what_opens(child: Child, school: School, role: Role) -> None:
    say(ask(child, ConsentScope.DISCUSS, school), ConsentAct.GRANTED)
    client = sign_in(Client(), make_actor(role, school if role == Role.QC else child.location))
    page = f"/kinderen/{child.key}/dossier/"
    assert f'href="{page}"' in client.get("/kinderen/").content.decode()
    assert client.get(page).status_code == 200


def test_of_another_child_nothing_is_seen(child: Child, contact: Actor, school: School) -> None:
    fill(make_child(child.location), school)
    assert lines(contact, child) == []


# --- who sees what ------------------------------------------------------------------------------


@pytest.mark.privacy(5)
def test_coordinator_who_may_think_along_sees_no_support(child: Child, school: School) -> None:
    fill(child, school)
    found = timeline.of(make_actor(Role.QC, school), child)
    # the request was made under its own consent
    assert {one.thing for one in found.entries} == {Thing.LOOK, Thing.DISCUSSION, Thing.REQUEST}


def test_school_contact_sees_no_look_questions(child: Child, school: School) -> None:
    fill(child, school)
    say(ask(child, ConsentScope.SHARE_FORM, school), ConsentAct.GRANTED)
    assert lines(make_actor(Role.SCH, school), child) == []


@pytest.mark.privacy(5)
def test_health_is_seen_with_its_own_yes_only(child: Child, school: School) -> None:
    sections = [FormSection.BASICS, FormSection.ARRANGEMENT]
    say(ask(child, ConsentScope.SHARE_FORM, school, sections=sections), ConsentAct.GRANTED)
    IndicationFactory(child=child, kind=IndicationKind.SMI, is_health=True)
    coordinator = make_actor(Role.QC, school)
    assert lines(coordinator, child) == []
    say(ask(child, ConsentScope.HEALTH, school), ConsentAct.GRANTED)
    assert len(lines(coordinator, child)) == 1
    page(coordinator, child)
    notes = AuditEntry.objects.filter(details__thing="arrangement")
    assert "+" in notes.get().ground


def test_page_without_any_consent_does_not_exist(child: Child) -> None:
    other = SchoolFactory(municipality=child.location.municipality)
    assert page(make_actor(Role.QC, other), child).status_code == 404


# --- the page -----------------------------------------------------------------------------------


@pytest.mark.privacy(17)
def test_page_notes_each_thing_that_is_shown_once(
    child: Child, contact: Actor, school: School
) -> None:
    fill(child, school)
    shown = timeline.of(contact, child).entries[:PER_PAGE]
    page(contact, child)
    noted = AuditEntry.objects.filter(action="child.read", target_key=str(child.key))
    things = sorted(noted.values_list("details__thing", flat=True))
    assert things == sorted({"child"} | {entry.thing.value for entry in shown})


def test_page_of_one_kind_notes_only_that(child: Child, contact: Actor, school: School) -> None:
    fill(child, school)
    answer = page(contact, child, "?soort=meekijken")
    things = AuditEntry.objects.filter(action="child.read").values_list("details__thing", flat=True)
    assert sorted(things) == ["child", "look"]
    assert "Regiehouder: Sanne de Wit" not in answer.content.decode()


def test_unknown_kind_shows_everything(child: Child, contact: Actor) -> None:
    LeadFactory(child=child)
    assert "Sanne de Wit" in page(contact, child, "?soort=iets").content.decode()


def test_page_without_anything_says_what_comes_here(child: Child, contact: Actor) -> None:
    text = page(contact, child).content.decode()
    assert ("Nog niets in dit dossier" in text, "Kies een soort" in text) == (True, False)


def test_paging_keeps_the_kind(child: Child, contact: Actor) -> None:
    LeadFactory(child=child)
    for number in range(30):
        SupportNeedFactory(child=child, since=date(2026, 1, 1) + timedelta(days=number))
    answer = page(contact, child, "?soort=behoeften")
    text = answer.content.decode()
    assert "?soort=behoeften&amp;bladzijde=2" in text
    second = page(contact, child, "?soort=behoeften&bladzijde=2").content.decode()
    assert second.count("Behoefte genoteerd") == 5


def test_page_of_the_child_leads_to_it(child: Child, contact: Actor) -> None:
    text = sign_in(Client(), contact).get(f"/kinderen/{child.key}/").content.decode()
    assert f'href="/kinderen/{child.key}/dossier/"' in text


def test_page_has_as_many_queries_for_more_entries(
    child: Child, contact: Actor, school: School, django_assert_max_num_queries: Any
) -> None:
    client, path = sign_in(Client(), contact), f"/kinderen/{child.key}/dossier/?soort=regie"
    fill(child, school)
    client.get(path)
    with django_assert_max_num_queries(QUERIES) as few:
        client.get(path)
    for number in range(5):
        SupportNeedFactory(child=child, domain=SupportDomain.MOTOR)
        LookQuestionFactory(child=child, location=child.location)
        meeting = MeetingFactory(location=child.location)
        AgendaLineFactory(meeting=meeting, child=child)
        ActionPointFactory(meeting=meeting, child=child)
        LeadFactory(child=child, until=date(2026, 10, 1 + number))
    with django_assert_max_num_queries(len(few)) as many:
        client.get(path)
    assert len(many) == len(few)
