"""What somebody has to do and where to be: one function for each kind, from rows it may see.

A new kind: a function that yields tasks, and its place in SOURCES.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from children.models import Child
from children.reach import Thing, is_by_consent
from dossier import signatures
from dossier.meeting_querysets import SOURCES as ACTION_THINGS
from dossier.meeting_states import ActionSource, MeetingKind, MeetingState
from dossier.models import (
    ActionPoint,
    FollowUp,
    LookQuestion,
    Meeting,
    MeetingInvitee,
    ObservationRequest,
    ParentRemark,
    PlanMoment,
    ReportOpinion,
    ReportQuestion,
    SupportTeam,
)
from dossier.remark_states import RemarkAbout
from dossier.remarks import THINGS as REMARK_THINGS
from dossier.request_states import RequestedOf, StepOwner
from dossier.team_stands import call_on, held_on
from partners.access import Actor
from partners.models import ChildcareLocation, Membership, School
from partners.roles import Permission, can
from partners.states import Role

REQUEST_OF_REPORT = (
    "report__request__child__location__organisation",
    "report__request__school__organisation",
)
MOST = 100  # of one kind that stay open from before: more than that nobody reads


@dataclass(frozen=True)
class Span:
    """Of which days the tasks are asked: from the first to the last, at a moment of today."""

    first: date
    last: date
    at: datetime

    @property
    def today(self) -> date:
        """Return the day of the moment."""
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class Task:
    """One thing to do or to be at: on a day, or without one as long as it waits.

    `thing`, `school_id` and `is_health` say by which right its child is named, if it is about one.
    `place`: the school of a school's, the location of childcare's. `since`: how long it waits.
    """

    what: str
    do: str
    page: str
    place: ChildcareLocation | School
    args: tuple[UUID, ...] = ()
    day: date | None = None
    clock: time | None = None
    since: date | None = None
    is_mine: bool = True
    child: Child | None = None
    thing: Thing | None = None
    school_id: int | None = None
    is_health: bool = False

    @property
    def href(self) -> str:
        """Return where it is done."""
        return reverse(self.page, args=self.args)

    @property
    def place_id(self) -> int:
        """Return the number of the place, by which the page filters."""
        return int(self.place.pk)

    @property
    def order(self) -> tuple[date, time]:
        """Return what it is sorted by."""
        return self.day or self.since or date.max, self.clock or time.max


Find = Callable[[Actor, Span], Iterable[Task]]


def is_of_school(actor: Actor) -> bool:
    """Say whether somebody sees children by consent: somebody of a school."""
    return is_by_consent(actor.role, Thing.CHILD)


def _place(actor: Actor, location: ChildcareLocation, school: School | None) -> Any:
    return school if school is not None and is_of_school(actor) else location


def _moment(moment: datetime) -> dict[str, Any]:
    local = timezone.localtime(moment)
    return {"day": local.date(), "clock": local.time()}


# --- look questions ---------------------------------------------------------------------------


def _looks(actor: Actor, _span: Span) -> Iterable[Task]:
    rows = LookQuestion.objects.visible_to(actor).open()
    rows = rows.select_related("child", "location__organisation", "school__organisation")
    answers, asks = can(actor, Permission.ANSWER_LOOK), can(actor, Permission.ASK_LOOK)
    for look in rows.order_by("asked_at")[:MOST]:
        own: dict[str, Any] = {
            "page": "look",
            "args": (look.key,),
            "place": _place(actor, look.location, look.school),
            "child": look.child,
            "thing": Thing.LOOK,
            "school_id": look.school_id,
        }
        if answers and look.answered_at is None and look.asked == actor.role.value:
            since = timezone.localdate(look.asked_at)
            yield Task(_("Meekijkvraag"), _("Beantwoorden"), since=since, **own)
        elif asks and look.answered_at is not None:
            since = timezone.localdate(look.answered_at)
            yield Task(_("Antwoord op jullie meekijkvraag"), _("Lezen"), since=since, **own)


# --- requests ---------------------------------------------------------------------------------

OWNERS = {
    Role.QC: {StepOwner.SCHOOL_COORDINATOR},
    Role.KCC: {StepOwner.CARE_COORDINATOR},
    Role.KOC: {StepOwner.WORKER},
    Role.KOW: {StepOwner.WORKER},
}
OBSERVERS = {
    Role.QC: {RequestedOf.SCHOOL_COORDINATOR},
    Role.KCC: {RequestedOf.OWN_COORDINATOR, RequestedOf.TEAM},
}


def _requests(actor: Actor, span: Span) -> Iterable[Task]:
    rows = ObservationRequest.objects.visible_to(actor).open().filter(child__left_on=None)
    rows = rows.select_related("child__location__organisation", "school__organisation")
    signed = Case(When(signatures.signed_on(span.today), then=True), default=False)
    rows = rows.annotate(is_signed=signed)
    for one in rows.order_by("prepared_at")[:MOST]:
        own: dict[str, Any] = {
            "page": "request",
            "args": (one.child.key, one.key),
            "place": _place(actor, one.child.location, one.school),
            "child": one.child,
            "thing": Thing.REQUEST,
            "school_id": one.school_id,
        }
        found = _step(one, actor, span)
        if found:
            yield Task(**found, **own)


def _step(one: Any, actor: Actor, span: Span) -> dict[str, Any]:
    """Return what a request asks of somebody now, nothing where another has the next step.

    Args: one: a request with `is_signed`: parents allow it today.
    """
    observes = one.asked in OBSERVERS.get(actor.role, ())
    if one.requested_at is None:
        return _unsent(one)
    if one.planned_on is None:
        return _unplanned(one, observes=observes)
    if one.report_shared_at is None and not one.outcome:
        return _observation(one, one.planned_on, observes=observes, span=span)
    if one.owner not in OWNERS.get(actor.role, ()):
        return {}
    since = timezone.localdate(one.weighed_at or one.report_shared_at)
    if one.outcome:
        return {"what": _("Verzoek dat is afgewogen"), "do": _("Afsluiten"), "since": since}
    return {"what": _("Observatie met verslag"), "do": _("Afwegen"), "since": since}


def _unsent(one: Any) -> dict[str, Any]:
    """Return what childcare does before a request is sent: parents said yes, or thought about it.

    A school never sees one.
    """
    if one.is_signed:
        since = timezone.localdate(one.prepared_at)
        words = {"what": _("Verzoek waarvoor ouders tekenden"), "do": _("Versturen")}
        return {"since": since, **words}
    words = {"what": _("Ouders dachten na over een verzoek"), "do": _("Verder gaan")}
    return {"day": one.thinking_until, **words} if one.thinking_until else {}


def _unplanned(one: Any, *, observes: bool) -> dict[str, Any]:
    """Return what a request asks that was sent: a day, or of childcare a talk with who stopped.

    Without a yes no school sees it.
    """
    since = timezone.localdate(one.called_off_at or one.requested_at)
    if one.is_signed:
        words = {"what": _("Verzoek om te observeren"), "do": _("Plannen")}
        return {"since": since, **words} if observes else {}
    words = {"what": _("Verzoek zonder toestemming"), "do": _("Met de ouders praten")}
    return {"since": since, **words}


def _observation(
    one: ObservationRequest, planned_on: date, *, observes: bool, span: Span
) -> dict[str, Any]:
    """Return an observation that comes, or the report that it still needs."""
    if planned_on >= span.today:
        words = {"what": _("Observatie"), "do": _("Openen"), "is_mine": observes}
        return {"day": planned_on, "clock": one.planned_time, **words}
    words = {"what": _("Verslag van de observatie"), "do": _("Schrijven")}
    return {"since": planned_on, **words} if observes else {}


def _of_report(request: ObservationRequest, actor: Actor) -> dict[str, Any]:
    """Return where a report stands, and by which right it is seen."""
    return {
        "page": "report",
        "args": (request.key,),
        "place": _place(actor, request.child.location, request.school),
        "child": request.child,
        "thing": Thing.REQUEST,
        "school_id": request.school_id,
    }


def _questions(actor: Actor, _span: Span) -> Iterable[Task]:
    if not can(actor, Permission.ANSWER_REPORT):
        return
    rows = ReportQuestion.objects.visible_to(actor).filter(answered_at=None)
    rows = rows.filter(report__shared_at__isnull=False, report__child__left_on=None)
    for row in rows.select_related(*REQUEST_OF_REPORT).order_by("pk")[:MOST]:
        report = row.report
        since = timezone.localdate(report.shared_at)
        what, do = _("Vraag terug bij een verslag"), _("Beantwoorden")
        yield Task(what, do, since=since, **_of_report(report.request, actor))


def _opinions(actor: Actor, _span: Span) -> Iterable[Task]:
    if not (can(actor, Permission.ANSWER_REPORT) or can(actor, Permission.WRITE_REPORT)):
        return
    rows = ReportOpinion.objects.visible_to(actor).filter(answered_at=None)
    rows = rows.filter(report__child__left_on=None)
    for row in rows.select_related(*REQUEST_OF_REPORT).order_by("pk")[:MOST]:
        since = timezone.localdate(row.said_at)
        what, do = _("Een ouder schreef bij een verslag"), _("Antwoorden")
        yield Task(what, do, since=since, **_of_report(row.report.request, actor))


def _remarks(actor: Actor, _span: Span) -> Iterable[Task]:
    rows = ParentRemark.objects.visible_to(actor).filter(answered_at=None, child__left_on=None)
    for row in rows.select_related("child__location__organisation").order_by("pk")[:MOST]:
        about, own = RemarkAbout(row.about), {"place": row.child.location, "child": row.child}
        what, since = _("Een ouder schreef bij %s") % about.label, timezone.localdate(row.said_at)
        own |= {"args": (row.key,), "since": since, "thing": REMARK_THINGS[about]}
        yield Task(what, _("Antwoorden"), "remark", **own)


# --- meetings and action points ---------------------------------------------------------------


def _meetings(actor: Actor, span: Span) -> Iterable[Task]:
    rows = Meeting.objects.visible_to(actor).exclude(kind=MeetingKind.SUPPORT_TEAM)
    rows = rows.exclude(state=MeetingState.CANCELLED)
    unfinished = Q(state__in=[MeetingState.SCHEDULED, MeetingState.HELD])
    rows = rows.filter(unfinished | Q(planned_at__date__gte=span.first))
    rows = rows.filter(planned_at__date__lte=span.last)
    invited = MeetingInvitee.objects.filter(meeting=OuterRef("pk"))
    invited = invited.filter(membership__in=actor.membership_ids)
    here = Membership.objects.active_on(span.today).filter(pk=OuterRef("made_by"))
    rows = rows.annotate(is_invited=Exists(invited), has_organiser=Exists(here))
    rows = rows.select_related("location__organisation", "school__organisation")
    for meeting in rows.order_by("-planned_at")[: 2 * MOST]:
        place = _place(actor, meeting.location, meeting.school)
        own: dict[str, Any] = {"args": (meeting.key,), "place": place}
        what, is_done = capfirst(meeting.get_kind_display()), meeting.state == MeetingState.CLOSED
        own |= _moment(meeting.planned_at)
        if meeting.is_to_close(span.at):
            is_mine = _is_to_close_by(actor, meeting)
            yield Task(what, _("Afronden"), "meeting_close", is_mine=is_mine, **own)
        else:
            do = _("Teruglezen") if is_done else _("Openen")
            yield Task(what, do, "meeting", is_mine=False, **own)


def _is_to_close_by(actor: Actor, meeting: Any) -> bool:
    """Say whether it is up to somebody to close a meeting: who planned it, or its coordinator.

    The hours of a coordinator are booked by it. Of who left, whoever was invited closes it.
    """
    if meeting.made_by_id in actor.membership_ids:
        return True
    return meeting.is_invited and (actor.role == Role.QC or not meeting.has_organiser)


def _actions(actor: Actor, span: Span) -> Iterable[Task]:
    rows = ActionPoint.objects.visible_to(actor).open().due_by(actor)
    rows = rows.filter(due_on__lte=span.last)
    rows = rows.select_related("child", "location__organisation", "school__organisation")
    for action in rows.order_by("due_on")[:MOST]:
        yield Task(
            action.text,
            _("Afvinken"),
            "action_points",
            place=_place(actor, action.location, action.school),
            day=action.due_on,
            child=action.child,
            thing=ACTION_THINGS[ActionSource(action.source)],
            school_id=action.school_id,
        )


# --- support ----------------------------------------------------------------------------------


def _moments(actor: Actor, span: Span) -> Iterable[Task]:
    if not can(actor, Permission.EDIT_SUPPORT):
        return
    rows = PlanMoment.objects.visible_to(actor).filter(held_on=None, plan__ended_on=None)
    rows = rows.filter(planned_on__lte=span.last, plan__child__left_on=None)
    rows = rows.select_related("plan__child__location__organisation")
    for moment in rows.order_by("planned_on")[:MOST]:
        child = moment.plan.child
        yield Task(
            _("Plan bespreken met ouders: doorgaan, bijstellen of stoppen"),
            _("Bespreken"),
            "support_discuss",
            args=(moment.plan.key,),
            place=child.location,
            day=moment.planned_on,
            child=child,
            thing=Thing.SUPPORT,
            is_health=moment.plan.is_health,
        )


def _teams(actor: Actor, span: Span) -> Iterable[Task]:
    called = FollowUp.objects.filter(team=OuterRef("pk"))
    rows = SupportTeam.objects.visible_to(actor).open().filter(child__left_on=None)
    rows = rows.annotate(is_called=Exists(called))
    names = ("child", "meeting", "location__organisation", "school__organisation")
    for team in rows.select_related(*names).order_by("proposed_at")[:MOST]:
        own: dict[str, Any] = {
            "page": "team",
            "args": (team.key,),
            "place": _place(actor, team.location, team.school),
            "child": team.child,
            "thing": Thing.TEAM,
            "school_id": team.school_id,
        }
        for found in _steps_of_team(team, is_owner=actor.role == Role.KCC, span=span):
            yield Task(**found, **own)


def _steps_of_team(team: SupportTeam, *, is_owner: bool, span: Span) -> Iterable[dict[str, Any]]:
    """Return what comes of a support team: its meeting, and what its owner has to do."""
    meeting, what = team.meeting, _("SOT-overleg")
    if meeting is None or meeting.state == MeetingState.CANCELLED:
        since = timezone.localdate(team.proposed_at)
        if is_owner:
            yield {"what": what, "do": _("Voorbereiden"), "since": since}
        return
    held = held_on(meeting.state, meeting.planned_at, at=span.at)
    if held is None:
        do = _("Openen")
        yield {"what": what, "do": do, "is_mine": is_owner, **_moment(meeting.planned_at)}
    elif is_owner and team.shared_at is None:
        yield {"what": _("Verslag van het SOT-overleg"), "do": _("Delen"), "since": held}
    if is_owner and held is not None and not getattr(team, "is_called", True):
        what = _("Nabellen na het SOT-overleg")
        yield {"what": what, "do": _("Nabellen"), "day": call_on(held)}


SOURCES: tuple[Find, ...] = (
    _looks, _requests, _questions, _opinions, _remarks, _meetings, _actions, _moments, _teams
)  # fmt: skip
