"""One row per rule of support that the database repeats, and that this row breaks."""

from collections.abc import Callable
from datetime import date

from dossier.models import SupportChoice
from dossier.support_states import (
    Destination,
    IndicationKind,
    IndicationOutcome,
    MomentDecision,
    Outflow,
    PlanEnd,
    SupportDomain,
    WaitingEnd,
)
from tests.factories.children import ArrangementFactory, ChildFactory
from tests.factories.partners import ChildcareOrganisationFactory, MembershipFactory
from tests.factories.support import (
    SINCE,
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

BEFORE = date(2026, 8, 31)


def _two_leads() -> None:
    LeadFactory(child=LeadFactory().child)


def _two_moments() -> None:
    PlanMomentFactory(plan=PlanMomentFactory().plan)


def _waits_twice() -> None:
    WaitingPlaceFactory(child=WaitingPlaceFactory().child)


def _two_doubts() -> None:
    DoubtFactory(child=DoubtFactory().child)


def _placed_twice() -> None:
    arrangement, child = ArrangementFactory(), ChildFactory()
    for _number in range(2):
        ArrangementPlaceFactory(child=child, arrangement=arrangement)


def _seen_twice() -> None:
    DevelopmentScoreFactory(child=DevelopmentScoreFactory().child)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "dossier_supportneed_period": lambda: SupportNeedFactory(until=BEFORE),
    "dossier_supportneed_medical_is_health": lambda: SupportNeedFactory(
        domain=SupportDomain.MEDICAL
    ),
    "dossier_supportplan_period": lambda: SupportPlanFactory(until_day=BEFORE),
    "dossier_supportplan_ended_with_reason": lambda: SupportPlanFactory(
        ended_because=PlanEnd.REACHED
    ),
    "dossier_planmoment_held_is_decided": lambda: PlanMomentFactory(decision=MomentDecision.GO),
    "dossier_planmoment_one_waits": _two_moments,
    "dossier_lead_one_of_us_or_from_outside": lambda: LeadFactory(membership=MembershipFactory()),
    "dossier_lead_period": lambda: LeadFactory(until=BEFORE),
    "dossier_lead_one_at_a_time": _two_leads,
    "dossier_indication_decided_after_asked": lambda: IndicationFactory(
        outcome=IndicationOutcome.GRANTED
    ),
    "dossier_indication_smi_is_health": lambda: IndicationFactory(kind=IndicationKind.SMI),
    "dossier_waitingplace_ended_with_reason": lambda: WaitingPlaceFactory(
        ended_because=WaitingEnd.PLACED
    ),
    "dossier_waitingplace_once_at_a_time": _waits_twice,
    "dossier_doubt_closed_with_destination": lambda: DoubtFactory(destination=Destination.SBO),
    "dossier_doubt_stays_until_a_day": lambda: DoubtFactory(
        closed_on=SINCE, destination=Destination.STAYS
    ),
    "dossier_doubt_one_at_a_time": _two_doubts,
    "dossier_arrangementplace_ended_with_outflow": lambda: ArrangementPlaceFactory(
        outflow=Outflow.BAO
    ),
    "dossier_arrangementplace_once_at_a_time": _placed_twice,
    "dossier_developmentscore_six_phases": lambda: DevelopmentScoreFactory(phase=7),
    "dossier_developmentscore_once_a_day": _seen_twice,
    "dossier_supportchoice_known_parts": lambda: SupportChoice.objects.create(
        holder=ChildcareOrganisationFactory(), parts=["bakery"]
    ),
}
