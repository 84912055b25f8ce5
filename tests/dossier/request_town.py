"""A child, its parents' school, and everybody who takes part in a request; all words invented."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from children.models import Child, ConsentQuestion
from children.states import ConsentAct, ConsentScope
from dossier import new_requests, requests
from dossier.models import ObservationRequest
from dossier.new_requests import NewRequest
from dossier.request_states import RequestedOf
from dossier.requests import Plan
from partners.access import Actor, actor_for
from partners.models import School
from partners.states import Role
from tests.factories.children import AT, GroupFactory, ask, make_child, say, work_in
from tests.factories.contacts import LocationAgreementFactory
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    SchoolFactory,
    make_actor,
)

DAY = AT.date()
SOON = DAY + timedelta(days=7)
QUESTION = "Hoe helpen we bij het samen spelen?"


@dataclass(frozen=True)
class Town:
    """Who takes part, and the child it is about."""

    child: Child
    school: School
    contact: Actor
    worker: Actor
    carer: Actor
    coordinator: Actor
    outsider: Actor

    def sign(self, scope: ConsentScope = ConsentScope.OBSERVE) -> ConsentQuestion:
        """Let a parent say yes."""
        school = self.school if scope == ConsentScope.OBSERVE else None
        question = ask(self.child, scope, school)
        say(question, ConsentAct.GRANTED)
        return question

    def stop(self, question: ConsentQuestion) -> None:
        """Let that parent take it back."""
        say(question, ConsentAct.WITHDRAWN)

    def new(self, **columns: Any) -> NewRequest:
        """Return a request to the coordinator of the school."""
        asked = {"asked": RequestedOf.SCHOOL_COORDINATOR, "question": QUESTION, **columns}
        return NewRequest(child_key=self.child.key, **asked)

    def prepared(self, **columns: Any) -> ObservationRequest:
        """Prepare a request as the contact of the location."""
        return new_requests.prepare(new=self.new(**columns), by=self.contact, at=AT)

    def sent(self, **columns: Any) -> ObservationRequest:
        """Send a request that a parent signed."""
        of_school = columns.get("asked", RequestedOf.SCHOOL_COORDINATOR) == "qc"
        self.sign(ConsentScope.OBSERVE if of_school else ConsentScope.OBSERVE_OWN)
        return self.prepared(**columns)

    def planned(self, **columns: Any) -> ObservationRequest:
        """Let who was asked plan it for today."""
        request = self.sent(**columns)
        taker = self.coordinator if request.school_id else self.carer
        plan = Plan(DAY, "Kijken naar het samen spelen.")
        return requests.plan(key=request.key, plan=plan, by=taker, at=AT)


def make_town() -> Town:
    """Make a child in a group, whose parents named a school that works together with childcare."""
    school: School = SchoolFactory()
    location = ChildcareLocationFactory(municipality=school.municipality)
    group = GroupFactory(location=location)
    child = make_child(location, school=school, group=group)
    LocationAgreementFactory(school=school, location=location)
    member = MembershipFactory(organisation=location.organisation, role=Role.KOW)
    work_in(group, member)
    worker = actor_for(member.user, day=DAY, role=Role.KOW)
    assert worker is not None
    other = SchoolFactory(municipality=school.municipality)
    return Town(
        child=child,
        school=school,
        contact=make_actor(Role.KOC, location, day=DAY),
        worker=worker,
        carer=make_actor(Role.KCC, location.holder, day=DAY),
        coordinator=make_actor(Role.QC, school, day=DAY),
        outsider=make_actor(Role.QC, other, day=DAY),
    )
