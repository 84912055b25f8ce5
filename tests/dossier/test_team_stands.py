"""Where a support team stands follows from what was entered: all ten stands."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dossier import team_stands
from dossier.meeting_states import MeetingState
from dossier.team_stands import Facts
from dossier.team_states import TeamStand

DAY = date(2026, 11, 23)
LISTED = Facts(named=2)
AGREED = replace(LISTED, agreed=2)
PLANNED = replace(AGREED, meeting_state=MeetingState.SCHEDULED)
HELD = replace(AGREED, meeting_state=MeetingState.HELD, held_on=DAY)
SHARED = replace(HELD, is_shared=True)
RUNNING = replace(SHARED, open_actions=1)
LATE = replace(RUNNING, held_on=DAY - timedelta(days=28))
CALLED = replace(LATE, calls=1)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (Facts(), TeamStand.PROPOSED),
        (LISTED, TeamStand.PARTNERS_LISTED),
        (replace(LISTED, agreed=1), TeamStand.PARTNERS_LISTED),
        (AGREED, TeamStand.PARENTS_AGREED),
        (replace(AGREED, meeting_state=MeetingState.CANCELLED), TeamStand.PARENTS_AGREED),
        (PLANNED, TeamStand.PLANNED),
        (HELD, TeamStand.HELD),
        (replace(HELD, open_actions=1), TeamStand.HELD),
        (SHARED, TeamStand.REPORT_SENT),
        (RUNNING, TeamStand.ACTIONS_RUNNING),
        (replace(LATE, held_on=DAY - timedelta(days=27)), TeamStand.ACTIONS_RUNNING),
        (LATE, TeamStand.FOLLOW_UP_DUE),
        (CALLED, TeamStand.FOLLOW_UP_DONE),
        (replace(CALLED, is_closed=True), TeamStand.CLOSED),
    ],
)
def test_stand_follows_from_what_was_entered(facts: Facts, found: TeamStand) -> None:
    assert team_stands.stand(facts, day=DAY) == found


@pytest.mark.parametrize(
    ("state", "hours", "found"),
    [
        (MeetingState.HELD, -1, DAY),
        (MeetingState.CLOSED, -1, DAY),
        (MeetingState.SCHEDULED, -1, None),
        (MeetingState.HELD, 1, None),
    ],
)
def test_held_on_needs_a_day_that_is_past_and_attendance(
    state: MeetingState, hours: int, found: date | None
) -> None:
    at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert team_stands.held_on(state, at + timedelta(hours=hours), at=at) == found
