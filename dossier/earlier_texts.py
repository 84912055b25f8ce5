"""What a request said before it was planned or weighed anew, so that parents go on reading it.

Each text counts from its own moment (ADR 0022): writing anew hides nothing that parents read.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from dossier.models import EarlierText, ObservationRequest


@dataclass(frozen=True)
class Told:
    """A goal, or what came of a request with the reason, and when it was written."""

    outcome: str
    text: str
    at: datetime


def keep_goal(request: ObservationRequest) -> None:
    """Keep the goal of a locked request that is planned anew or called off, in that transaction."""
    if request.planned_at is not None:
        _keep(request, "", request.goal, request.planned_at)


def keep_weighing(request: ObservationRequest) -> None:
    """Keep what came of a locked request that is weighed anew, in that transaction."""
    if request.weighed_at is not None:
        _keep(request, request.outcome, request.outcome_text, request.weighed_at)


def _keep(request: ObservationRequest, outcome: str, text: str, at: datetime) -> None:
    EarlierText.objects.create(request=request, outcome=outcome, text=text, written_at=at)


def goal(request: ObservationRequest, is_open: Callable[[datetime], bool]) -> Told | None:
    """Return the goal that parents read: the newest of which the day has come."""
    kept = [row for row in _kept(request) if not row.outcome]
    if request.planned_at is not None:
        kept.insert(0, Told("", request.goal, request.planned_at))
    return _newest(kept, is_open)


def weighing(request: ObservationRequest, is_open: Callable[[datetime], bool]) -> Told | None:
    """Return what parents read of what came of it: the newest of which the day has come."""
    kept = [row for row in _kept(request) if row.outcome]
    if request.weighed_at is not None:
        kept.insert(0, Told(request.outcome, request.outcome_text, request.weighed_at))
    return _newest(kept, is_open)


def _kept(request: ObservationRequest) -> list[Told]:
    rows = request.earlier_texts.all()
    return [Told(row.outcome, row.text, row.written_at) for row in rows]


def _newest(texts: Collection[Told], is_open: Callable[[datetime], bool]) -> Told | None:
    """Return the newest that is open; the same words count from the first time they stood there."""
    said = {(one.outcome, one.text) for one in texts if is_open(one.at)}
    return next((one for one in texts if (one.outcome, one.text) in said), None)
