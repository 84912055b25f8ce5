"""Where a handover stands, and who is at turn."""

from datetime import UTC, date, datetime, timedelta

import pytest

from children.states import ConsentStand
from transitions.stands import Facts, Talks, is_discussed, silent_from, stand, turn
from transitions.states import HandoverStand, Turn

GRANTED = ConsentStand.GRANTED
FILLED = {"school_known": True, "consent": GRANTED, "has_form": True, "is_complete": True}
SHARED = FILLED | {"is_discussed": True, "shared_with_now": True}
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "stands", "at_turn"),
    [
        ({}, HandoverStand.SCHOOL_UNKNOWN, Turn.CHILDCARE),
        ({"school_known": True}, HandoverStand.SCHOOL_KNOWN, Turn.CHILDCARE),
        (
            {"school_known": True, "consent": ConsentStand.REQUESTED},
            HandoverStand.CONSENT_PENDING,
            Turn.CHILDCARE,
        ),
        (
            FILLED | {"consent": ConsentStand.SEEN},
            HandoverStand.IN_PREPARATION,
            Turn.PARENTS,
        ),
        (
            {"school_known": True, "consent": ConsentStand.NO_ANSWER},
            HandoverStand.CONSENT_PENDING,
            Turn.CHILDCARE,
        ),
        (
            {"school_known": True, "consent": GRANTED},
            HandoverStand.CONSENT_GRANTED,
            Turn.CHILDCARE,
        ),
        (FILLED, HandoverStand.IN_PREPARATION, Turn.CHILDCARE),
        (FILLED | {"is_discussed": True}, HandoverStand.DISCUSSED, Turn.CHILDCARE),
        (SHARED, HandoverStand.SUBMITTED, Turn.SCHOOL),
        (SHARED | {"is_read": True}, HandoverStand.READ, Turn.SCHOOL),
        ({"is_upcoming": True}, HandoverStand.UPCOMING, Turn.NOBODY),
        (
            {"is_upcoming": True, "consent": ConsentStand.REQUESTED},
            HandoverStand.CONSENT_PENDING,
            Turn.CHILDCARE,
        ),
        (
            {"is_upcoming": True, "has_form": True},
            HandoverStand.IN_PREPARATION,
            Turn.CHILDCARE,
        ),
        (SHARED | {"intake_planned": True}, HandoverStand.INTAKE_PLANNED, Turn.SCHOOL),
        (SHARED | {"intake_held": True}, HandoverStand.INTAKE_HELD, Turn.SCHOOL),
        (
            SHARED | {"enrolled": True, "intake_planned": True},
            HandoverStand.ENROLLED,
            Turn.SCHOOL,
        ),
        (SHARED | {"warm_planned": True}, HandoverStand.WARM_PLANNED, Turn.SCHOOL),
        (SHARED | {"warm_held": True}, HandoverStand.WARM_HELD, Turn.SCHOOL),
        (SHARED | {"placed": True, "warm_held": True}, HandoverStand.PLACED, Turn.SCHOOL),
        (SHARED | {"feedback_given": True}, HandoverStand.FEEDBACK_GIVEN, Turn.SCHOOL),
        (SHARED | {"closed": True, "placed": True}, HandoverStand.CLOSED, Turn.NOBODY),
        (
            SHARED | {"closed": True, "consent": ConsentStand.WITHDRAWN},
            HandoverStand.WITHDRAWN,
            Turn.NOBODY,
        ),
        (
            FILLED | {"closed": True, "placed": True},
            HandoverStand.IN_PREPARATION,
            Turn.CHILDCARE,
        ),
        (
            SHARED | {"consent": ConsentStand.REFUSED},
            HandoverStand.WITHDRAWN,
            Turn.NOBODY,
        ),
        (FILLED | {"consent": ConsentStand.REFUSED}, HandoverStand.REFUSED, Turn.NOBODY),
        (FILLED | {"consent": ConsentStand.IN_CONFLICT}, HandoverStand.REFUSED, Turn.NOBODY),
        (FILLED | {"consent": ConsentStand.WITHDRAWN}, HandoverStand.WITHDRAWN, Turn.NOBODY),
        (SHARED | {"has_ended": True}, HandoverStand.REROUTED, Turn.NOBODY),
        (FILLED | {"noted_as_given": True}, HandoverStand.GIVEN_TO_PARENTS, Turn.NOBODY),
        (
            FILLED | {"noted_as_given": True, "consent": ConsentStand.REFUSED},
            HandoverStand.GIVEN_TO_PARENTS,
            Turn.NOBODY,
        ),
        (
            {"has_form": True, "noted_as_given": True, "is_upcoming": True},
            HandoverStand.GIVEN_TO_PARENTS,
            Turn.CHILDCARE,
        ),
        (
            FILLED | {"is_carried": True, "consent": ConsentStand.REQUESTED},
            HandoverStand.GIVEN_TO_PARENTS,
            Turn.NOBODY,
        ),
        (FILLED | {"is_carried": True}, HandoverStand.IN_PREPARATION, Turn.CHILDCARE),
        (
            SHARED | {"noted_as_given": True, "is_carried": True},
            HandoverStand.SUBMITTED,
            Turn.SCHOOL,
        ),
        (FILLED | {"noted_as_given": True, "has_ended": True}, HandoverStand.REROUTED, Turn.NOBODY),
        (
            SHARED | {"shared_with_now": False, "consent": None},
            HandoverStand.DISCUSSED,
            Turn.CHILDCARE,
        ),
    ],
    ids=lambda value: value.value if isinstance(value, HandoverStand | Turn) else "",
)
def test_stand_and_turn_follow_from_facts(
    facts: dict[str, object], stands: HandoverStand, at_turn: Turn
) -> None:
    found = Facts(**facts)  # type: ignore[arg-type]
    assert stand(found) == stands
    assert turn(found) == at_turn


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({}, False),
        ({"talked_at": 0}, True),
        ({"talked_at": -1}, False),
        ({"opened_at": 0}, True),
        ({"opened_at": -1}, False),
        ({"offered_at": 0}, False),
        ({"granted_at": 0}, False),
        ({"offered_at": -30, "granted_at": -20}, True),
        ({"offered_at": -30, "granted_at": 3}, False),
    ],
)
def test_discussed_is_about_what_stands_there_now(days: dict[str, int], said: bool) -> None:
    moments = {name: MONDAY + timedelta(days=count) for name, count in days.items()}
    talks = Talks(changed_at=MONDAY, **moments)
    assert is_discussed(talks, day=date(2026, 11, 30)) is said


def test_silence_counts_five_working_days_after_the_last_of_all() -> None:
    friday = MONDAY + timedelta(days=4)
    talks = Talks(changed_at=MONDAY, offered_at=MONDAY, granted_at=friday)
    assert silent_from(talks) == date(2026, 12, 4)
    assert silent_from(talks, equated=[date(2026, 12, 2)]) == date(2026, 12, 7)
    assert not is_discussed(talks, day=date(2026, 12, 3))
    assert is_discussed(talks, day=date(2026, 12, 4))
    assert not is_discussed(Talks(), day=date(2026, 12, 4))
