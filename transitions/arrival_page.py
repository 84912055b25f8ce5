"""What a school sees of the arrival of one child: what is known, and what it can do now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from children import placement, reading
from children.models import Child, Group
from children.reach import Thing
from partners.access import Actor
from transitions import arrival_facts, arrivals, reads, stands
from transitions.models import Arrival, Handover, SchoolRegistration
from transitions.states import HandoverStand

PART = "arrival"


@dataclass(frozen=True)
class Page:
    """All that the page of one arrival shows."""

    handover: Handover
    arrival: Arrival
    lines: tuple[SchoolRegistration, ...]
    rows_of_groups: QuerySet[Group]
    is_warm: bool

    @property
    def child(self) -> Child:
        """Return of whom it is."""
        return self.handover.child

    @property
    def line(self) -> SchoolRegistration | None:
        """Return the line of the own list that is about this child."""
        return self.arrival.registration

    @property
    def stand(self) -> HandoverStand:
        """Return where it stands at the school."""
        facts = stands.Facts(**arrival_facts.of(self.handover))
        return stands.at_school(facts, HandoverStand.READ)


def of(actor: Actor, key: UUID, *, at: datetime) -> Page:
    """Return the page of a child whose form was shared with the actor's school; note the read.

    Raises: Http404: nothing was shared, with another school, or the consent ended; all alike.
    """
    rows = arrivals.handovers_of(actor).filter(child__key=key)
    found = rows.select_related(
        "child", "location", "school__organisation", "arrival__registration", "arrival__group"
    ).first()
    if found is None:
        reading.miss(actor, thing=Thing.HANDOVER, at=at)
    reading.note(
        actor,
        [found.child],
        thing=Thing.HANDOVER,
        at=at,
        section=PART,
        school_id=found.school_id,
    )
    groups = placement.possible_groups(found.child, by=actor).filter(school=found.school_id)
    return Page(
        handover=found,
        arrival=arrival_facts.arrival_of(found) or Arrival(handover=found),
        lines=tuple(arrivals.proposed(found, by=actor)),
        rows_of_groups=groups,
        is_warm=reads.wants_warm(actor, found),
    )
