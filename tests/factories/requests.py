"""Signals, talks and requests for tests; all words invented."""

from datetime import timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from children.states import ConsentAct, ConsentScope
from dossier.models import (
    AskedTeam,
    EarlierText,
    ObservationRequest,
    OtherObservation,
    ParentTalk,
    Signal,
)
from dossier.request_states import RequestedOf, SignalKind, SignalPick, StepOwner
from partners.states import Role
from tests.factories.children import AT, ask, make_child, say
from tests.factories.partners import MembershipFactory, MunicipalityFactory, SchoolFactory


class AskedTeamFactory(DjangoModelFactory[AskedTeam]):
    """A team that can be asked in a new municipality."""

    class Meta:
        model = AskedTeam

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Vliegende brigade {n}")


class ObservationRequestFactory(DjangoModelFactory[ObservationRequest]):
    """A prepared request to the own care coordinator about a new child."""

    class Meta:
        model = ObservationRequest

    child = factory.LazyFunction(make_child)
    asked = RequestedOf.OWN_COORDINATOR
    owner = StepOwner.CARE_COORDINATOR
    question = "Hoe helpen we bij het samen spelen?"
    prepared_at = AT

    @factory.lazy_attribute
    def prepared_by(self) -> Any:
        """Let a contact of the location prepare it."""
        return MembershipFactory(organisation=self.child.location.organisation, role=Role.KOC)


class SignalFactory(DjangoModelFactory[Signal]):
    """A quick pick about a new child."""

    class Meta:
        model = Signal

    child = factory.LazyFunction(make_child)
    kind = SignalKind.BEHAVIOUR
    picks = factory.LazyFunction(lambda: [SignalPick.PUSHING.value])
    noted_by = factory.SubFactory(MembershipFactory, role=Role.KOC)
    noted_at = AT


class ParentTalkFactory(DjangoModelFactory[ParentTalk]):
    """A talk with the parents of a new child, today."""

    class Meta:
        model = ParentTalk

    child = factory.LazyFunction(make_child)
    talked_on = AT.date()
    agreed = "We proberen twee weken een vaste plek in de kring."
    noted_by = factory.SubFactory(MembershipFactory, role=Role.KOC)
    noted_at = AT


class EarlierTextFactory(DjangoModelFactory[EarlierText]):
    """The goal of a request that was planned anew."""

    class Meta:
        model = EarlierText

    request = factory.LazyFunction(lambda: sent())
    text = "samen spelen"
    written_at = AT


class OtherObservationFactory(DjangoModelFactory[OtherObservation]):
    """What a speech therapist saw, with a request to a school about a new child."""

    class Meta:
        model = OtherObservation

    request = factory.LazyFunction(lambda: sent())
    child = factory.SelfAttribute("request.child")
    observer = "Auris, logopedist"
    seen_on = AT.date()
    text = "Hij volgt een verhaal met plaatjes."
    noted_by = factory.SubFactory(MembershipFactory, role=Role.KCC)
    noted_at = AT


def sent(**columns: Any) -> ObservationRequest:
    """Make a request that was sent to the coordinator of a school, under a live consent.

    Args: columns: also of what came later, like `planned_on`, whose companions are filled in.
    """
    child = columns.pop("child", None) or make_child()
    school = columns.pop("school", None) or SchoolFactory(municipality=child.location.municipality)
    asked = columns.pop("asked", RequestedOf.SCHOOL_COORDINATOR)
    is_school = asked == RequestedOf.SCHOOL_COORDINATOR
    scope = ConsentScope.OBSERVE if is_school else ConsentScope.OBSERVE_OWN
    consent = ask(child, scope, school if is_school else None)
    say(consent, ConsentAct.GRANTED)
    by = MembershipFactory(organisation=child.location.organisation, role=Role.KOC)
    if "planned_on" in columns:
        columns = {"planned_by": by, "planned_at": AT, "goal": "samen spelen", **columns}
    if "outcome" in columns:
        columns = {"weighed_by": by, "weighed_at": AT, "outcome_text": "Zo helpen we.", **columns}
    if "end" in columns:
        columns = {"closed_at": AT, **columns}
    if "report_shared_at" in columns:
        columns.setdefault("report_begun_at", columns["report_shared_at"] - timedelta(days=1))
    made: ObservationRequest = ObservationRequestFactory(
        child=child, asked=asked, school=school if is_school else None, prepared_by=by,
        consent=consent, requested_by=by, requested_at=AT, **columns,
    )  # fmt: skip
    return made
