"""What the page of one request shows somebody: its five steps, and what can be done now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from children import attachments
from children.models import Attachment
from dossier import called_off, new_requests, other_observations, reports, requests, signatures
from dossier.models import ObservationRequest, OtherObservation, SupportTeam
from dossier.request_lists import Shown, sees_by_consent
from dossier.request_states import RequestOutcome, RequestStand
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
class FileShown:
    """A file that goes with a request; `why_not` says why it cannot be opened, where it cannot."""

    key: UUID
    why_not: str


@dataclass(frozen=True)
class OtherShown:
    """What another saw, its file, and whether the actor entered it and can correct it."""

    row: OtherObservation
    file: FileShown | None
    is_own: bool


@dataclass(frozen=True)
class RequestPage:
    """What somebody can do with a request now, how far it is, and what goes with it.

    `off`: that a day that was planned did not happen, and what follows.
    `team`: the support team that came of it, or the one of the child that goes on already.
    """

    under_way: int
    may: frozenset[str] = field(default=frozenset())
    signature: Signature | None = None
    screening: FileShown | None = None
    others: tuple[OtherShown, ...] = ()
    off: str = ""
    team: SupportTeam | None = None

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
    is_allowed = not request.end and _is_allowed(request, by)
    may = set() if request.end else _may(request, signature, by, is_allowed=is_allowed)
    team = _team(request, by)
    may |= {"propose"} if team is None and _may_propose(request, by) else set()
    may |= {"other"} if other_observations.may_note(by, request) else set()
    rows = list(request.other_observations.all())
    files = _files([request.screening, *(row.file for row in rows)], by)
    others = tuple(
        OtherShown(row, files.get(row.file_id), other_observations.is_own(by, row)) for row in rows
    )
    screening = files.get(request.screening_id)
    is_childcare = not sees_by_consent(by)
    off = called_off.told(request, is_allowed=is_allowed, is_childcare=is_childcare)
    return RequestPage(
        under_way=UNDER_WAY.get(stand, 0),
        may=frozenset(may),
        signature=signature,
        screening=screening,
        others=others,
        off=off,
        team=team,
    )


def _is_allowed(request: ObservationRequest, by: Actor) -> bool:
    """Say whether parents allow it, of a child that is there."""
    return request.child.left_on is None and signatures.live(request, by.day) is not None


def _files(files: Iterable[Attachment | None], by: Actor) -> dict[int | None, FileShown]:
    """Return the files as they are shown, by number; a school knows of what it can open only."""
    known = {file.pk: file for file in files if file is not None}
    open_ones = Attachment.objects.visible_to(by).filter(pk__in=known).values_list("pk", flat=True)
    if sees_by_consent(by):
        known = {pk: known[pk] for pk in open_ones}
    return {pk: FileShown(file.key, attachments.why_not(file)) for pk, file in known.items()}


def _team(request: ObservationRequest, by: Actor) -> SupportTeam | None:
    """Return the team that came of a request; else the one that goes on, which takes its place."""
    if request.outcome != RequestOutcome.SUPPORT_TEAM:
        return None
    teams = SupportTeam.objects.visible_to(by).filter(child=request.child)
    found: SupportTeam | None = teams.filter(request=request).first() or teams.open().first()
    return found


def _may_propose(request: ObservationRequest, by: Actor) -> bool:
    """Say whether the actor can propose a team for what was weighed so."""
    is_weighed = request.outcome == RequestOutcome.SUPPORT_TEAM and request.child.left_on is None
    return is_weighed and can(by, Permission.RUN_TEAMS)


def _may(
    request: ObservationRequest, signature: Signature | None, by: Actor, *, is_allowed: bool
) -> set[str]:
    found: set[str] = {"report"} if reports.may_write(by, request) else set()
    was_observed = requests.was_observed(request, by.day)
    is_there = request.child.left_on is None
    if signature is not None:
        found |= set() if request.outcome else {"stop"}
    if signature is not None and is_there:
        found |= {"talk"} | _before_it(request, is_allowed=is_allowed, was_observed=was_observed)
    if requests.may_take(by, request):
        found |= set() if was_observed else {"back"}
        found |= {"plan"} if is_allowed and request.report_begun_at is None else set()
    if requests.may_own(by, request) and was_observed:
        found |= {"weigh", "close"} if request.outcome else {"weigh"}
    return found


def _before_it(request: ObservationRequest, *, is_allowed: bool, was_observed: bool) -> set[str]:
    """Return what childcare does before somebody looks; a yes that ended is asked anew."""
    if request.requested_at is None:
        can_go = new_requests.may_remove_screening(request, is_signed=is_allowed)
        own = {"screening"} if can_go else set()
        return own | {"think", "send" if is_allowed else "signature"}
    is_over = was_observed or bool(request.outcome)
    return set() if is_allowed or is_over else {"signature"}
