"""What a school did with a handover, as facts of which its stand follows (domain 5.6)."""

from typing import TypedDict

from transitions.models import Arrival, Handover


class ArrivalFacts(TypedDict, total=False):
    """Facts of `transitions.stands.Facts`; what is left out is not so."""

    intake_planned: bool
    intake_held: bool
    enrolled: bool
    warm_planned: bool
    warm_held: bool
    placed: bool
    feedback_given: bool
    closed: bool


def arrival_of(handover: Handover) -> Arrival | None:
    """Return what the school noted, if anything; read along with `arrival`, or this asks for it."""
    found: Arrival | None = getattr(handover, "arrival", None)
    if found is not None:
        found.handover = handover
    return found


def of(handover: Handover | None) -> ArrivalFacts:
    """Return what is so of a handover at its school."""
    arrival = arrival_of(handover) if handover else None
    if arrival is None:
        return {}
    return {
        "intake_planned": arrival.intake_on is not None,
        "intake_held": arrival.intake_held_on is not None,
        "enrolled": arrival.enrolled_on is not None,
        "warm_planned": arrival.warm_on is not None,
        "warm_held": arrival.warm_held_on is not None,
        "placed": arrival.is_placed,
        "feedback_given": arrival.feedback_at is not None,
        "closed": arrival.closed_at is not None,
    }
