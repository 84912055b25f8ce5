"""What the page of one request shows somebody: its five steps, and what can be done now."""

from dataclasses import dataclass, field
from datetime import datetime

from dossier import reports, requests, signatures
from dossier.models import ObservationRequest
from dossier.request_lists import Shown
from dossier.request_states import RequestStand
from dossier.signatures import Signature
from partners.access import Actor
from partners.roles import Permission, can

STAND = RequestStand
# How far a request is, in five steps: the number of the step that is under way, 6: all done.
UNDER_WAY: dict[RequestStand, int] = {
    STAND.PARENTS_THINKING: 1,
    STAND.PREPARED: 1,
    STAND.REQUESTED: 2,
    STAND.PLANNED: 3,
    STAND.OBSERVED: 4,
    STAND.REPORT_SHARED: 5,
    STAND.PARENTS_CONTACTED: 5,
    STAND.WEIGHED: 6,
    STAND.CLOSED: 6,
}
# What is the first thing to do, where several can be done; the page opens with it.
FIRST = ("signature", "send", "plan", "close", "weigh", "think", "talk")


@dataclass(frozen=True)
class RequestPage:
    """What somebody can do with a request now, and how far it is."""

    under_way: int
    may: frozenset[str] = field(default=frozenset())
    signature: Signature | None = None

    @property
    def first(self) -> str:
        """Return what stands on top: what this actor is waited for, or nothing."""
        return next((step for step in FIRST[:5] if step in self.may), "")


def page_of(shown: Shown, *, by: Actor, at: datetime) -> RequestPage:
    """Return what an actor can do with a request that it sees, and how its signature stands."""
    request, stand = shown.request, shown.stand
    signature = None
    if can(by, Permission.ASK_REQUEST):
        signature = signatures.of(request, by=by, at=at)
    may = set() if request.end else _may(request, signature, by)
    return RequestPage(UNDER_WAY.get(stand, 0), frozenset(may), signature)


def _may(request: ObservationRequest, signature: Signature | None, by: Actor) -> set[str]:
    found: set[str] = {"report"} if reports.may_write(by, request) else set()
    was_observed = requests.was_observed(request, by.day)
    if signature is not None:
        found |= {"talk"} if request.child.left_on is None else set()
        found |= set() if request.outcome else {"stop"}
        if request.requested_at is None:
            found |= {"think", "send" if signature.is_there else "signature"}
    if requests.may_take(by, request):
        found |= set() if was_observed else {"back"}
        found |= set() if request.report_begun_at else {"plan"}
    if requests.may_own(by, request) and was_observed:
        found |= {"weigh", "close"} if request.outcome else {"weigh"}
    return found
