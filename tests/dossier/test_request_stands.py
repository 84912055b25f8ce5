"""A request stands where the facts say; nobody clicks it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from children.models import Child
from dossier.models import ObservationRequest
from dossier.request_stands import before_request, stand
from dossier.request_states import RequestEnd, RequestOutcome, RequestStand
from tests.factories.children import AT

DAY: date = AT.date()
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
EARLIER: datetime = AT - timedelta(days=1)
SENT: dict[str, Any] = {"requested_at": EARLIER}
PLANNED = {**SENT, "planned_on": DAY}
SHARED = {**PLANNED, "report_begun_at": AT, "report_shared_at": AT}
WEIGHED = {**SHARED, "outcome": RequestOutcome.ADVICE}


@pytest.mark.parametrize(
    ("columns", "talks", "expected"),
    [
        ({}, [], "prepared"),
        ({"thinking_until": AFTER}, [], "parents_thinking"),
        ({"thinking_until": DAY}, [], "prepared"),
        (SENT, [], "requested"),
        ({**SENT, "thinking_until": AFTER}, [], "requested"),
        (PLANNED, [], "planned"),
        ({**PLANNED, "planned_on": BEFORE}, [], "observed"),
        ({**PLANNED, "report_begun_at": AT}, [], "observed"),
        (SHARED, [], "report_shared"),
        (SHARED, [BEFORE], "report_shared"),
        (SHARED, [BEFORE, DAY], "parents_contacted"),
        (WEIGHED, [], "weighed"),
        ({**WEIGHED, "end": RequestEnd.CLOSED}, [], "closed"),
        ({"end": RequestEnd.DECLINED_BY_PARENTS}, [], "declined_by_parents"),
        ({**SENT, "end": RequestEnd.RETURNED_INCOMPLETE}, [], "returned_incomplete"),
    ],
)
def test_stand_follows_from_what_was_entered(
    columns: dict[str, Any], talks: list[date], expected: str
) -> None:
    request = ObservationRequest(child=Child(), **columns)
    assert stand(request, talks, DAY) == RequestStand(expected)


def test_stand_of_a_child_that_left() -> None:
    request = ObservationRequest(child=Child(left_on=DAY), **PLANNED)
    assert stand(request, [], DAY) == RequestStand.CHILD_LEFT


@pytest.mark.parametrize(
    ("has_signals", "has_talks", "expected"),
    [
        (False, False, None),
        (True, False, RequestStand.SIGNALS_MAPPED),
        (True, True, RequestStand.CONSULTED),
    ],
)
def test_before_request_says_what_was_noted(
    has_signals: bool, has_talks: bool, expected: RequestStand | None
) -> None:
    assert before_request(has_signals=has_signals, has_talks=has_talks) == expected
