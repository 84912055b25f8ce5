"""Where a support team stands, from what was entered (domain 5.5); nobody clicks a stand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from dossier.meeting_states import HAPPENED, MeetingState
from dossier.team_states import FOLLOW_UP_DAYS, TeamStand


@dataclass(frozen=True)
class Facts:
    """What is known of a team: `named` and `agreed` count who takes part and whom parents allow.

    `held_on`: the day of the meeting, once who was there is noted.
    """

    is_closed: bool = False
    named: int = 0
    agreed: int = 0
    meeting_state: MeetingState | None = None
    held_on: date | None = None
    is_shared: bool = False
    open_actions: int = 0
    calls: int = 0


def stand(facts: Facts, *, day: date) -> TeamStand:
    """Return where a team stands on a day."""
    found = TeamStand.PROPOSED
    for reached, is_reached in (
        (TeamStand.PARTNERS_LISTED, facts.named > 0),
        (TeamStand.PARENTS_AGREED, 0 < facts.named <= facts.agreed),
        (TeamStand.PLANNED, facts.meeting_state == MeetingState.SCHEDULED),
        (TeamStand.HELD, facts.held_on is not None),
        (TeamStand.REPORT_SENT, facts.is_shared),
        (TeamStand.ACTIONS_RUNNING, facts.is_shared and facts.open_actions > 0),
        (TeamStand.FOLLOW_UP_DUE, is_due(facts, day=day)),
        (TeamStand.FOLLOW_UP_DONE, facts.held_on is not None and facts.calls > 0),
        (TeamStand.CLOSED, facts.is_closed),
    ):
        found = reached if is_reached else found
    return found


def is_due(facts: Facts, *, day: date) -> bool:
    """Say whether it is time to call: four weeks after the meeting, and nobody called yet."""
    return facts.held_on is not None and facts.calls == 0 and day >= call_on(facts.held_on)


def call_on(held_on: date) -> date:
    """Return the day of the follow-up call. Source: domain 5.5, "ongeveer vier weken"."""
    return held_on + timedelta(days=FOLLOW_UP_DAYS)


def held_on(state: str, planned_at: datetime, *, at: datetime) -> date | None:
    """Return the day on which a meeting was held: it is past, and who was there is noted."""
    is_held = state in HAPPENED and planned_at <= at
    return timezone.localdate(planned_at) if is_held else None
