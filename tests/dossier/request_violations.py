"""One row per rule of requests that the database repeats, and that this row breaks."""

from collections.abc import Callable

from dossier.request_states import RequestedOf, RequestEnd, RequestOutcome, StepOwner
from tests.factories.children import AT, make_child
from tests.factories.partners import MembershipFactory
from tests.factories.requests import (
    AskedTeamFactory,
    EarlierTextFactory,
    ObservationRequestFactory,
    ParentTalkFactory,
    SignalFactory,
    sent,
)


def same_team() -> object:
    """Give a municipality two teams of one name."""
    team = AskedTeamFactory()
    return AskedTeamFactory(municipality=team.municipality, name=team.name)


def talk_with_one_and_all() -> object:
    """Note a talk with one parent alone, and with all together."""
    child = make_child()
    return ParentTalkFactory(child=child, guardian=child.guardians.get(), is_together=True)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "dossier_askedteam_unique_name": same_team,
    "dossier_observationrequest_names_who_is_asked": lambda: ObservationRequestFactory(
        asked=RequestedOf.TEAM
    ),
    "dossier_observationrequest_owner_takes_part": lambda: ObservationRequestFactory(
        owner=StepOwner.SCHOOL_COORDINATOR
    ),
    "dossier_observationrequest_sent_with_signature": lambda: ObservationRequestFactory(
        requested_at=AT, requested_by=MembershipFactory()
    ),
    "dossier_observationrequest_planned_after_sent": lambda: ObservationRequestFactory(
        planned_on=AT.date(), planned_by=MembershipFactory(), planned_at=AT
    ),
    "dossier_observationrequest_called_off_says_why": lambda: sent(called_off_day=AT.date()),
    "dossier_observationrequest_report_after_plan": lambda: sent(report_shared_at=AT),
    "dossier_observationrequest_weighed_after_plan": lambda: sent(outcome=RequestOutcome.ADVICE),
    "dossier_observationrequest_ended_on_a_day": lambda: ObservationRequestFactory(
        end=RequestEnd.WITHDRAWN
    ),
    "dossier_observationrequest_closed_after_weighing": lambda: sent(end=RequestEnd.CLOSED),
    "dossier_earliertext_known_outcome": lambda: EarlierTextFactory(outcome="bakery"),
    "dossier_parenttalk_together_names_none": talk_with_one_and_all,
    "dossier_signal_known_kind": lambda: SignalFactory(kind="bakery"),
    "dossier_signal_known_picks": lambda: SignalFactory(picks=["baking"]),
}
