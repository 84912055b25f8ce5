"""Requests to observe a child: one function per verb, and no state to keep (ADR 0022).

Each locks the child and then the request, asks who may, writes facts and one line in the log.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children import consents, trail
from children.models import Attachment, Child, ConsentQuestion
from children.reach import OBSERVING
from dossier import drafts, earlier_texts, request_mails, signatures
from dossier.child_signals import LONGEST, LONGEST_LINE
from dossier.long_texts import checked
from dossier.models import ObservationRequest, OtherObservation, ParentTalk, Signal
from dossier.request_states import (
    RequestedOf,
    RequestEnd,
    RequestOutcome,
    StepOwner,
)
from partners import audit
from partners.access import Actor
from partners.models import Membership
from partners.refusals import RefusedError
from partners.roles import Permission, can, require
from partners.states import Role
from subsidies import hours
from subsidies.hours import Activity, HoursError

SENT, PLANNED = "request.sent", "request.planned"
THINKING, WEIGHED, ENDED = "request.thinking", "request.weighed", "request.ended"
AHEAD = timedelta(days=365)  # a date further away is a slip of the pen
# Who plans a request, by who was asked: for a team the care coordinator does.
TAKERS: dict[str, Role] = {
    RequestedOf.OWN_COORDINATOR: Role.KCC,
    RequestedOf.TEAM: Role.KCC,
    RequestedOf.SCHOOL_COORDINATOR: Role.QC,
}
# Who weighs and closes, by what was chosen.
OWNERS: dict[str, frozenset[Role]] = {
    StepOwner.CARE_COORDINATOR: frozenset({Role.KCC}),
    StepOwner.WORKER: frozenset({Role.KOW, Role.KOC}),
    StepOwner.SCHOOL_COORDINATOR: frozenset({Role.QC}),
}


class RequestError(RefusedError):
    """A request cannot be made, or not go on like this."""


@dataclass(frozen=True)
class Plan:
    """When somebody comes to observe, and what for."""

    planned_on: date
    goal: str
    planned_time: time | None = None


# --- asking -------------------------------------------------------------------------------------


@transaction.atomic
def send(*, key: UUID, by: Actor, at: datetime) -> ObservationRequest:
    """Send a request to who was asked (verb vragen); what was noted so far goes along.

    Raises: DoesNotExist, PermissionDenied, RequestError: no signature, or sent already.
    """
    require(by, Permission.ASK_REQUEST, None)
    request = locked(key, by)
    if request.requested_at is not None:
        raise RequestError(_("Dit verzoek is al verstuurd."))
    _refuse_gone(request)
    consent = signatures.live(request, timezone.localdate(at))
    if consent is None:
        raise RequestError(
            _("Er is nog geen handtekening van de ouders. Vraag die eerst; dan kun je versturen.")
        )
    child = request.child
    request.consent, request.requested_at = consent, at
    request.requested_by = trail.membership_of(by, child)
    request.save(update_fields=["consent", "requested_at", "requested_by"])
    _take_along(request, by)
    files = Q(pk=request.screening_id) | Q(other_observation__request=request)
    sent = Attachment.objects.filter(files, child=child).order_by().values("pk")
    Attachment.objects.filter(pk__in=sent).update(sent_to=request.school)
    request_mails.tell(request, at=at)
    log(request, SENT, by=by, at=at)
    return request


def going_along(
    kind: Any, child: Child, by: Actor, request: ObservationRequest | None = None
) -> QuerySet[Any]:
    """Return what goes with the next request of a child, or with this one that was not sent.

    All that was noted so far, also what went with a request at which nobody looked.
    Args: kind: Signal, ParentTalk or OtherObservation.
    """
    earlier = ObservationRequest.objects.filter(child=child, report_begun_at=None)
    for_nothing = earlier.exclude(end__in=["", RequestEnd.CLOSED]).order_by().values("pk")
    goes = Q(request=None) | Q(request=request) | Q(request__in=for_nothing)
    found: QuerySet[Any] = kind.objects.visible_to(by).filter(goes, child=child)
    return found


def _take_along(request: ObservationRequest, by: Actor) -> None:
    for kind in (Signal, ParentTalk, OtherObservation):
        going_along(kind, request.child, by).update(request=request)


@transaction.atomic
def let_think(*, key: UUID, until: date, by: Actor, at: datetime) -> ObservationRequest:
    """Note until when parents think about a request that was not sent; nobody reminds them before.

    Raises: DoesNotExist, PermissionDenied, RequestError: sent already, or no day to come.
    """
    require(by, Permission.ASK_REQUEST, None)
    request = locked(key, by)
    if request.requested_at is not None:
        raise RequestError(_("Dit verzoek is al verstuurd."))
    _refuse_day(until, "until", at)
    request.thinking_until = until
    request.save(update_fields=["thinking_until"])
    log(request, THINKING, by=by, at=at)
    return request


# --- observing ----------------------------------------------------------------------------------


@transaction.atomic
def plan(*, key: UUID, plan: Plan, by: Actor, at: datetime) -> ObservationRequest:
    """Plan the observation, or another day for it (verb plannen); planning is accepting.

    Raises: DoesNotExist, PermissionDenied, RequestError: not sent, not asked of this role, the
    consent ended, no such day, or the report was begun. TextError: no goal.
    """
    require(by, Permission.TAKE_REQUEST, None)
    request = locked(key, by)
    if not may_take(by, request):
        raise RequestError(_("Dit verzoek is aan iemand anders gesteld."))
    if request.report_begun_at is not None:
        raise RequestError(_("Het verslag is al begonnen: de dag staat vast."))
    _refuse_gone(request)
    if signatures.live(request, timezone.localdate(at)) is None:
        raise RequestError(
            _("Ouders stopten hun toestemming: er kan niet gekeken worden. Praat met de ouders.")
        )
    _refuse_day(plan.planned_on, "planned_on", at)
    empty = _("Schrijf in een zin waar je naar kijkt.")
    words = {"field": "goal", "name": _("Het doel"), "empty": empty}
    earlier_texts.keep_goal(request)
    request.goal = checked(plan.goal, most=LONGEST_LINE, **words)
    request_mails.call_off(request, but=by.user, at=at)
    request.planned_on, request.planned_time = plan.planned_on, plan.planned_time
    request.planned_by, request.planned_at = member_of(by, request), at
    request.save(update_fields=["goal", "planned_on", "planned_time", "planned_by", "planned_at"])
    request_mails.tell_planned(request, by=by.user, at=at)
    log(request, PLANNED, by=by, at=at)
    return request


def note_report(
    request: ObservationRequest,
    *,
    by: Actor,
    at: datetime,
    begun_at: datetime | None = None,
    shared_at: datetime | None = None,
) -> None:
    """Note that the report of a locked request was begun or shared, in that transaction.

    A coordinator's hours book themselves when it is shared; hours never block a report.
    """
    if begun_at is not None and request.report_begun_at is None:
        request.report_begun_at = begun_at
    if shared_at is not None and request.report_shared_at is None:
        request.report_begun_at = request.report_begun_at or shared_at
        request.report_shared_at = shared_at
        _book(request, by, at)
    request.save(update_fields=["report_begun_at", "report_shared_at"])


def _book(request: ObservationRequest, by: Actor, at: datetime) -> None:
    if by.role != Role.QC or request.planned_on is None:
        return
    try:
        hours.book(
            membership=member_of(by, request),
            day=min(request.planned_on, timezone.localdate(at)),
            activity=Activity.OBSERVATION,
            cause=f"observation:{request.key}",
            by=by,
            at=at,
        )
    except HoursError:
        return


# --- after it -----------------------------------------------------------------------------------


def weighing(request: ObservationRequest) -> str:
    """Return which weighing stands there now; "" where there is none."""
    return str(request.weighed_at or "")


@transaction.atomic
def weigh(
    *, key: UUID, outcome: RequestOutcome, text: str, seen: str | None = None, by: Actor,
    at: datetime,
) -> ObservationRequest:  # fmt: skip
    """Say what came of a request, with parents and the group; the owner does.

    Args: seen: the `weighing` that the page showed, if one did. Raises: DoesNotExist,
    PermissionDenied, RequestError: nobody looked, or another weighed it meanwhile. TextError.
    """
    request = locked(key, by)
    _refuse_other(by, request)
    if not was_observed(request, timezone.localdate(at)):
        raise RequestError(_("Er is nog niet gekeken: weeg af als dat is gebeurd."))
    if seen is not None and seen != weighing(request):
        raise RequestError(
            _("Intussen woog een ander dit af: lees het hier, en bewaar dan nog eens."), "reason"
        )
    empty = _("Schrijf in een zin wat jullie besloten; tel de leeftijd mee.")
    earlier_texts.keep_weighing(request)
    request.outcome = outcome
    words = {"field": "reason", "name": _("De afweging"), "empty": empty}
    request.outcome_text = checked(text, most=LONGEST, **words)
    request.weighed_by, request.weighed_at = member_of(by, request), at
    request.save(update_fields=["outcome", "outcome_text", "weighed_by", "weighed_at"])
    drafts.drop(where=place(key), by=by, fields=("reason",))
    log(request, WEIGHED, by=by, at=at)
    return request


@transaction.atomic
def close(*, key: UUID, by: Actor, at: datetime) -> ObservationRequest:
    """Close a request that was weighed (verb afsluiten); the owner does.

    Raises: DoesNotExist, PermissionDenied, RequestError: it was not weighed.
    """
    request = locked(key, by)
    _refuse_other(by, request)
    if not request.outcome:
        raise RequestError(_("Weeg eerst af wat er nodig is; daarna sluit je af."))
    return _end(request, RequestEnd.CLOSED, "", by, at)


@transaction.atomic
def give_back(*, key: UUID, text: str, by: Actor, at: datetime) -> ObservationRequest:
    """Send a request back because something is missing; who was asked does, before observing.

    Raises: DoesNotExist, PermissionDenied, RequestError, TextError: not said what is missing.
    """
    require(by, Permission.TAKE_REQUEST, None)
    request = locked(key, by)
    if not may_take(by, request):
        raise RequestError(_("Dit verzoek is aan iemand anders gesteld."))
    if was_observed(request, timezone.localdate(at)):
        raise RequestError(_("Er is al gekeken: terugsturen kan niet meer."))
    empty = _("Schrijf wat er mist, dan kan de opvang het aanvullen.")
    words = {"field": "missing", "name": _("Wat er mist"), "empty": empty}
    text = checked(text, most=LONGEST, **words)
    drafts.drop(where=place(key), by=by, fields=("missing",))
    return _end(request, RequestEnd.RETURNED_INCOMPLETE, text, by, at)


@transaction.atomic
def stop(*, key: UUID, end: RequestEnd, by: Actor, at: datetime) -> ObservationRequest:
    """End a request of own childcare before it is weighed, without a reason.

    It is withdrawn, or parents do not want it; of a child that left it says so.
    Raises: DoesNotExist, PermissionDenied, RequestError: it was weighed.
    """
    require(by, Permission.ASK_REQUEST, None)
    request = locked(key, by)
    if request.outcome:
        raise RequestError(_("Dit verzoek is afgewogen: sluit het af."))
    if end not in {RequestEnd.WITHDRAWN, RequestEnd.DECLINED_BY_PARENTS}:
        raise RequestError(_("Kies hoe het afliep: ingetrokken, of ouders willen het niet."))
    has_left = request.child.left_on is not None
    return _end(request, RequestEnd.CHILD_LEFT if has_left else end, "", by, at)


# --- who may --------------------------------------------------------------------------------------


def may_take(actor: Actor, request: ObservationRequest) -> bool:
    """Say whether a request that was sent was put to somebody in the actor's role."""
    is_sent = request.requested_at is not None
    return is_sent and can(actor, Permission.TAKE_REQUEST) and actor.role == TAKERS[request.asked]


def may_own(actor: Actor, request: ObservationRequest) -> bool:
    """Say whether the actor weighs and closes a request; the school where that was chosen."""
    return actor.role in OWNERS[request.owner]


def place(key: UUID) -> str:
    """Return where drafts are kept of what is missing in a request, and of what comes of it."""
    return f"request:{key}"


@drafts.place("request")
def _stepping(by: Actor, key: str) -> Child:
    """Let whoever takes up or weighs a request that goes on write there."""
    rows = ObservationRequest.objects.visible_to(by).filter(end="").select_related("child")
    request = rows.get(key=key)
    if not (may_take(by, request) or may_own(by, request)):
        raise ObservationRequest.DoesNotExist
    return request.child


def was_observed(request: ObservationRequest, day: date) -> bool:
    """Say whether somebody looked: the day has come, or the report was begun."""
    if request.planned_on is None:
        return False
    return request.planned_on <= day or request.report_begun_at is not None


def member_of(by: Actor, request: ObservationRequest) -> Membership:
    """Return the membership with which somebody acts: at the school asked, or at childcare."""
    if by.role == Role.QC:
        return next(m for m in by.memberships if m.organisation_id == request.school_id)
    return trail.membership_of(by, request.child)


def locked(key: UUID, by: Actor) -> ObservationRequest:
    """Lock the child and then a request that goes on, and see again that the actor may know of it.

    Raises: DoesNotExist, RequestError: it came to an end.
    """
    rows = ObservationRequest.objects.visible_to(by).order_by()
    child = consents.lock_child(rows.values_list("child", flat=True).get(key=key))
    request: ObservationRequest = rows.select_for_update(of=("self",), no_key=True).get(key=key)
    request.child = child
    if request.end:
        raise RequestError(_("Dit verzoek is al afgesloten."))
    return request


def _refuse_other(by: Actor, request: ObservationRequest) -> None:
    """Raises: PermissionDenied: another owns this step."""
    if not may_own(by, request):
        raise PermissionDenied(_("Iemand anders weegt dit verzoek af en sluit het af."))


def _refuse_gone(request: ObservationRequest) -> None:
    """Raises: RequestError: the child is not there any more."""
    if request.child.left_on is not None:
        raise RequestError(_("Dit kind is niet meer op de opvang: er komt niemand meer kijken."))


def _refuse_day(day: date, field: str, at: datetime) -> None:
    today = timezone.localdate(at)
    if day < today:
        raise RequestError(_("Deze dag is voorbij: kies een dag vanaf vandaag."), field)
    if day > today + AHEAD:
        raise RequestError(_("Deze dag is meer dan een jaar weg: kijk de datum na."), field)


def _end(
    request: ObservationRequest, end: RequestEnd, text: str, by: Actor, at: datetime
) -> ObservationRequest:
    request_mails.call_off(request, at=at)
    request.end, request.end_text, request.closed_at = end, text, at
    request.save(update_fields=["end", "end_text", "closed_at"])
    log(request, ENDED, by=by, at=at)
    return request


def log(request: ObservationRequest, action: str, *, by: Actor | None, at: datetime) -> None:
    """Append a line about the child in the log of childcare, with the consent of a school."""
    ground = ""
    if by is not None and by.role == Role.QC:
        given = ConsentQuestion.objects.giving(OBSERVING, by)
        rows = given.filter(child=request.child, school=request.school).order_by("pk")
        ground = str(rows.values_list("pk", flat=True)[0])
    audit.record(
        by=by,
        action=action,
        target=request.child,
        organisation=request.child.location.holder.organisation,
        membership=member_of(by, request) if by else None,
        at=at,
        ground=ground,
        details={"request": str(request.key)},
    )
