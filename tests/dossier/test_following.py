"""Children that somebody follows: for whom, what is said of them, and what is noted."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from children.models import Child
from children.states import ConsentAct, ConsentScope, FormSection
from config.listing import PER_PAGE
from dossier import following
from dossier.following import Followed
from dossier.meeting_states import MeetingState
from dossier.request_states import RequestedOf
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import Role
from tests.factories.children import ask, make_child, say, switch_on
from tests.factories.meetings import ActionPointFactory, AgendaLineFactory, MeetingFactory
from tests.factories.partners import ChildcareLocationFactory, SchoolFactory, make_actor
from tests.factories.requests import ParentTalkFactory, sent
from tests.factories.support import (
    LeadFactory,
    PlanMomentFactory,
    SupportNeedFactory,
    SupportPlanFactory,
)
from tests.factories.teams import SupportTeamFactory
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timezone.localdate(NOW)
PAGE = "/kinderen/volgen/"
QUERIES = 34


def fill(child: Child) -> School:
    """Let a child have support, a talk, a request, a meeting to come and an action."""
    SupportNeedFactory(child=child)
    LeadFactory(child=child)
    PlanMomentFactory(plan=SupportPlanFactory(child=child), planned_on=DAY + timedelta(days=9))
    ParentTalkFactory(child=child, talked_on=DAY - timedelta(days=9))
    school: School = sent(child=child).school  # type: ignore[assignment]
    held: dict[str, Any] = {"state": MeetingState.HELD, "held_at": NOW, "spent_minutes": 60}
    past = {"planned_at": NOW - timedelta(days=3), **held}
    for columns in (past, {"planned_at": NOW + timedelta(days=4)}):
        meeting = MeetingFactory(location=child.location, **columns)
        AgendaLineFactory(meeting=meeting, child=child)
    ActionPointFactory(meeting=meeting, child=child, due_on=DAY + timedelta(days=6))
    planned = NOW + timedelta(days=20)
    team = MeetingFactory(location=child.location, planned_at=planned, kind="support_team")
    SupportTeamFactory(child=child, meeting=team)
    return school


def one(actor: Actor) -> Followed:
    [found] = following.details(actor, list(following.rows(actor)))
    return found


def page(actor: Actor, query: str = "") -> str:
    return str(sign_in(Client(), actor).get(f"{PAGE}{query}").content.decode())


def test_childcare_reads_need_lead_last_and_next(child: Child, carer: Actor) -> None:
    fill(child)
    found = one(carer)
    assert (found.needs, found.lead) == (["taal en spraak"], "Sanne de Wit (CJG De Brug)")
    assert found.last == (DAY - timedelta(days=3), "Kindbespreking")
    assert found.next == (timezone.localdate(NOW + timedelta(days=4)), "Kindbespreking")


def test_list_says_what_the_school_prepares(child: Child, carer: Actor) -> None:
    coordinator = make_actor(Role.QC, SchoolFactory(municipality=child.location.municipality))
    about: dict[str, Any] = {"meeting": MeetingFactory(location=child.location), "child": child}
    ActionPointFactory(text="Plaatjes bij de kring", owner=coordinator.memberships[0], **about)
    ActionPointFactory(text="De ouders bellen", owner=carer.memberships[0], **about)
    assert one(carer).prepares == ["Plaatjes bij de kring"]
    assert "School bereidt voor" in page(carer)


def test_child_without_anything_is_not_followed(child: Child, carer: Actor) -> None:
    assert "Je volgt nu geen kind" in page(carer)


def test_child_that_left_is_followed_no_more(child: Child, carer: Actor) -> None:
    SupportNeedFactory(child=child)
    assert len(following.rows(carer)) == 1
    Child.objects.update(left_on=DAY, left_because="moved")
    assert len(following.rows(carer)) == 0


@pytest.mark.privacy(5)
def test_coordinator_reads_the_request_and_no_support(child: Child) -> None:
    found = one(make_actor(Role.QC, fill(child)))
    assert (found.needs, found.lead, found.next) == ([], "", None)


@pytest.mark.privacy(5)
def test_school_reads_the_need_with_that_part_of_the_form(child: Child) -> None:
    school = SchoolFactory(municipality=child.location.municipality)
    fill(child)
    contact = make_actor(Role.SCH, school)
    sections = [FormSection.BASICS, FormSection.SUPPORT]
    assert len(following.rows(contact)) == 0
    say(ask(child, ConsentScope.SHARE_FORM, school, sections=sections), ConsentAct.GRANTED)
    assert one(contact).needs == ["taal en spraak"]
    assert "taal en spraak" in page(contact)


@pytest.mark.privacy(17)
def test_page_notes_each_thing_once(child: Child, carer: Actor) -> None:
    fill(child)
    page(carer)
    noted = AuditEntry.objects.filter(action="child.read")
    things = sorted(set(noted.values_list("details__thing", flat=True)))
    assert things == ["child", "discussion", "request", "support", "team"]


def test_first_step_comes_first_and_whom_nobody_spoke_of_too(child: Child, carer: Actor) -> None:
    soon, late, idle = (make_child(child.location, first_name=name) for name in "CBA")
    for one, days in ((soon, 2), (late, -5)):
        plan = SupportPlanFactory(child=one)
        PlanMomentFactory(plan=plan, planned_on=DAY + timedelta(days=days))
        ParentTalkFactory(child=one, talked_on=DAY + timedelta(days=days - 20))
    SupportNeedFactory(child=idle)
    client = sign_in(Client(), carer)
    for order, wanted in {
        "": [late, soon, idle], "stap": [late, soon, idle], "-stap": [soon, late, idle],
        "gesproken": [idle, late, soon], "-gesproken": [soon, late, idle],
        "naam": [idle, late, soon], "onzin": [late, soon, idle],
    }.items():  # fmt: skip
        found = client.get(PAGE, {"volgorde": order}).context["object_list"]
        assert [one.child for one in found] == wanted, order
        assert [one.is_late for one in found] == [one.child == late for one in found]


def test_next_step_says_what_is_still_to_be_written(child: Child, carer: Actor) -> None:
    past = NOW - timedelta(days=3)
    meeting = MeetingFactory(location=child.location, planned_at=past)
    AgendaLineFactory(meeting=meeting, child=child)
    assert one(carer).next == (timezone.localdate(past), "Kindbespreking afronden")
    asked = {"asked": RequestedOf.OWN_COORDINATOR, "planned_on": DAY - timedelta(days=9)}
    sent(child=child, **asked)
    assert one(carer).next == (asked["planned_on"], "Verslag van de observatie")


@pytest.mark.privacy(9)
def test_coordinator_chooses_between_own_schools_and_known_locations(child: Child) -> None:
    schools = [SchoolFactory(municipality=child.location.municipality) for _number in range(2)]
    user = make_actor(Role.QC, schools[0]).user
    both = make_actor(Role.QC, schools[1], user=user)
    for school in schools:
        switch_on(school)
    stranger = make_child()  # of a location of which parents let no school know
    elsewhere = make_child(ChildcareLocationFactory(municipality=child.location.municipality))
    switch_on(elsewhere.location)
    for one_child, school in zip((child, elsewhere), schools, strict=True):
        say(ask(one_child, ConsentScope.DISCUSS, school), ConsentAct.GRANTED)
        meeting = MeetingFactory(location=one_child.location, school=school)
        AgendaLineFactory(meeting=meeting, child=one_child)
    client = sign_in(Client(), both)
    for asked, wanted in (
        ({}, {child, elsewhere}),
        ({"school": schools[0].pk}, {child}),
        ({"location": elsewhere.location.pk}, {elsewhere}),
        ({"school": schools[0].pk, "location": elsewhere.location.pk}, set()),
    ):
        found = client.get(PAGE, asked, headers={"HX-Request": "true"})
        assert {row.child for row in found.context["object_list"]} == wanted
        assert "<html" not in found.content.decode()
    whole = client.get(PAGE, {"school": schools[0].pk, "volgorde": "naam"}).content.decode()
    assert (stranger.location.name in whole, "Nu hier" in whole) == (False, False)
    assert f"?school={schools[0].pk}&amp;volgorde=-naam" in whole


def test_childcare_chooses_between_the_schools_that_parents_named(
    child: Child, carer: Actor
) -> None:
    schools = [SchoolFactory(municipality=child.location.municipality) for _number in range(3)]
    for school in schools[:2]:
        SupportNeedFactory(child=make_child(child.location, school=school))
    client = sign_in(Client(), carer)
    found = client.get(PAGE, {"school": schools[0].pk})
    assert [row.child.school for row in found.context["object_list"]] == [schools[0]]
    offered = found.context["filter"].form.fields
    assert set(offered["school"].queryset) == set(schools[:2])
    assert "location" not in offered  # there is one


def test_filter_survives_paging(child: Child, carer: Actor) -> None:
    schools = [SchoolFactory(municipality=child.location.municipality) for _number in range(2)]
    SupportNeedFactory(child=make_child(child.location, school=schools[1]))
    for _number in range(PER_PAGE + 1):
        SupportNeedFactory(child=make_child(child.location, school=schools[0]))
    text = page(carer, f"?school={schools[0].pk}")
    assert f"?school={schools[0].pk}&amp;bladzijde=2" in text


def test_filter_survives_the_order(child: Child, carer: Actor) -> None:
    for first_name in ("Levi", "Mila"):
        SupportNeedFactory(child=make_child(child.location, first_name=first_name))
    found = page(carer, "?q=mila&volgorde=-naam")
    assert ("Mila" in found, "Levi" in found, "q=mila" in found) == (True, False, True)


def test_page_has_as_many_queries_for_more_children(
    child: Child, carer: Actor, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(Client(), carer)
    fill(child)
    client.get(PAGE)
    with django_assert_max_num_queries(QUERIES) as few:
        client.get(PAGE)
    for number in range(3):
        SupportNeedFactory(child=make_child(child.location, last_name=f"Molenpad {number}"))
    with django_assert_max_num_queries(len(few)) as many:
        client.get(PAGE)
    assert len(many) == len(few)
