"""Where a request stands: one function, from what was entered (ADR 0022)."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from dossier.models import ObservationRequest
from dossier.request_states import RequestEnd, RequestStand


def stand(request: ObservationRequest, talks: Collection[date], day: date) -> RequestStand:
    """Return where a request stands on a day.

    Args: talks: on which days parents were spoken to about it.
    """
    if request.end:
        return RequestStand(request.end)
    if request.child.left_on is not None:
        return RequestStand(RequestEnd.CHILD_LEFT)
    if request.outcome:
        return RequestStand.WEIGHED
    if request.planned_on is not None:
        return _since_planned(request, request.planned_on, talks, day)
    if request.requested_at is not None:
        return RequestStand.REQUESTED
    if request.thinking_until is not None and day < request.thinking_until:
        return RequestStand.PARENTS_THINKING
    return RequestStand.PREPARED


def end_told(end: str, *, is_childcare: bool) -> str:
    """Return how a request ended, as somebody hears it: of a no others hear that it stopped."""
    is_no = end == RequestEnd.DECLINED_BY_PARENTS and not is_childcare
    return RequestEnd.WITHDRAWN.value if is_no else end


def before_request(*, has_signals: bool, has_talks: bool) -> RequestStand | None:
    """Return where a child stands of whom nobody was asked yet; None: nothing was noted."""
    if has_talks:
        return RequestStand.CONSULTED
    return RequestStand.SIGNALS_MAPPED if has_signals else None


def _since_planned(
    request: ObservationRequest, planned_on: date, talks: Collection[date], day: date
) -> RequestStand:
    if request.report_shared_at is not None:
        shared_on = timezone.localdate(request.report_shared_at)
        is_told = any(talked_on >= shared_on for talked_on in talks)
        return RequestStand.PARENTS_CONTACTED if is_told else RequestStand.REPORT_SHARED
    is_over = planned_on < day or request.report_begun_at is not None
    return RequestStand.OBSERVED if is_over else RequestStand.PLANNED
