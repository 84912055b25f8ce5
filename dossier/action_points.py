"""Action points: who does what, by when; seen and done as far as parents allow (ADR 0024)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext as _

from children import reading
from children.models import Child, ConsentEvent, ConsentQuestion
from children.reach import Ground, Reach, Thing, is_by_consent, reach_of
from children.states import ConsentAct
from dossier.meeting_querysets import SOURCES, ActionPointQuerySet, owner_works_here
from dossier.meeting_states import ActionSource
from dossier.models import ActionPoint, AgendaLine, Meeting, ObservationRequest
from partners import audit
from partners.access import Actor
from partners.models import ChildcareLocation, Membership, School
from partners.refusals import RefusedError
from partners.roles import Permission, can, require
from partners.states import SCHOOL_ROLES, Role

AGREED, DONE, REOPENED = "action.agreed", "action.done", "action.reopened"
HANDED_OVER = "action.handed_over"
LONGEST = 500
LATEST = timedelta(days=366)
TOLD_FOR = timedelta(days=28)  # how long somebody is told that a parent withdrew consent
TAKEN_BACK = (ConsentAct.WITHDRAWN, ConsentAct.OBJECTED, ConsentAct.SUPERSEDED)


class ActionError(RefusedError):
    """An action point cannot be agreed, or not be set to done."""


@dataclass(frozen=True)
class NewAction:
    """What is agreed: what, by when, and who: a member of the meeting, or a name."""

    text: str
    due_on: date
    owner: Membership | None = None
    owner_name: str = ""


@dataclass(frozen=True)
class Origin:
    """Where an action point comes from, and whom it is about."""

    location: ChildcareLocation
    source: ActionSource = ActionSource.DISCUSSION
    school: School | None = None
    child: Child | None = None
    meeting: Meeting | None = None
    line: AgendaLine | None = None
    request: ObservationRequest | None = None


def agree(*, new: NewAction, origin: Origin, by: Actor, at: datetime) -> ActionPoint:
    """Keep what somebody will do, in the transaction of the meeting or report it comes from.

    Who calls it has asked already whether the actor may write there.
    Raises: ActionError: no words, no person, no day, or a name that this school may not hear.
    """
    action = ActionPoint(
        text=_text(new.text),
        due_on=_day(new.due_on, by),
        owner=new.owner,
        owner_name="" if new.owner else new.owner_name.strip(),
        source=origin.source,
        location=origin.location,
        school=origin.school,
        child=origin.child,
        meeting=origin.meeting,
        line=origin.line,
        made_by=member_of(by, origin.location, origin.school),
        request=origin.request,
        made_at=at,
    )
    if action.owner is None and not action.owner_name:
        raise ActionError(_("Kies wie het doet, of schrijf een naam."), "who")
    _refuse_unheard(action, by)
    action.save()
    _log(action, AGREED, by=by, at=at)
    return action


@transaction.atomic
def finish(*, key: UUID, by: Actor, at: datetime) -> ActionPoint:
    """Set an action point to done; one that is done stays as it was.

    Raises: DoesNotExist, PermissionDenied, ActionError: another's, of a support team.
    """
    action = _locked(key, by)
    if action.done_at is None:
        action.done_at = at
        action.done_by = member_of(by, action.location, action.school)
        action.save(update_fields=["done_at", "done_by"])
        _log(action, DONE, by=by, at=at)
    return action


@transaction.atomic
def reopen(*, key: UUID, by: Actor, at: datetime) -> ActionPoint:
    """Take back that an action point is done; one that is open stays so.

    Raises: DoesNotExist, PermissionDenied, ActionError.
    """
    action = _locked(key, by)
    if action.done_at is not None:
        action.done_at = action.done_by = None
        action.save(update_fields=["done_at", "done_by"])
        _log(action, REOPENED, by=by, at=at)
    return action


def hand_over(action: ActionPoint, *, to: Membership, by: Actor, at: datetime) -> None:
    """Let another do it, in the transaction in which that person takes over from the owner.

    Who calls it has locked the row, and asked whether the other may know of it.
    """
    action.owner = to
    action.save(update_fields=["owner"])
    _log(action, HANDED_OVER, by=by, at=at)


# --- reading ----------------------------------------------------------------------------------


def rows(actor: Actor, *, is_everybody: bool = False) -> QuerySet[ActionPoint]:
    """Return the action points of an actor, or of all it sees: what is open first, by day.

    `has_owner`: whether who took it up still works there, or is somebody without an account.
    """
    found = _seen(actor)
    if not is_everybody:
        found = found.due_by(actor)
    is_done = Case(When(done_at=None, then=Value(False)), default=Value(True))
    here = Case(When(owner=None, then=Value(True)), default=owner_works_here(actor.day))
    return found.annotate(is_done=is_done, has_owner=here).order_by("is_done", "due_on", "pk")


def of_meeting(actor: Actor, meeting: Meeting) -> list[ActionPoint]:
    """Return what was agreed in a meeting, as far as the actor may know."""
    return list(_seen(actor).filter(meeting=meeting).order_by("due_on", "pk"))


def of_child(actor: Actor, child: Child) -> list[ActionPoint]:
    """Return what was agreed about a child, as far as the actor may know; open first."""
    return list(rows(actor, is_everybody=True).filter(child=child))


def note_shown(actor: Actor, shown: Iterable[ActionPoint], *, at: datetime) -> None:
    """Note whose names an actor sees in a list of action points."""
    named: dict[tuple[Thing, int | None], list[Child]] = defaultdict(list)
    for action in shown:
        if action.child is not None:
            thing = SOURCES[ActionSource(action.source)]
            by_consent = is_by_consent(actor.role, thing)
            named[thing, action.school_id if by_consent else None].append(action.child)
    for (thing, school), children in named.items():
        reading.note(actor, children, thing=thing, at=at, section="actions", school_id=school)


def open_count(actor: Actor) -> int:
    """Return how many action points of an actor are not done."""
    if not can(actor, Permission.VIEW_MEETINGS):
        return 0
    return rows(actor).filter(done_at=None).count()


def has_lost_sight(actor: Actor, *, at: datetime) -> bool:
    """Say whether somebody owned an action about a child and a parent took its consent back.

    Only that it was so, for four weeks, and not of whom or of how many (privacy rule 10); and only
    of a consent for an own school: what parents say to another school stays between them.
    """
    reach = reach_of(actor.role, Thing.DISCUSSION)
    if reach is None or reach.ground != Ground.CONSENT:
        return False  # childcare loses sight of a child when it moves, not by a consent
    own = ActionPoint.objects.open().filter(owner__in=actor.membership_ids, child__isnull=False)
    gone = own.exclude(pk__in=_seen(actor).order_by().values("pk")).order_by().values("child")
    back = ConsentEvent.objects.filter(act__in=TAKEN_BACK, at__gt=at - TOLD_FOR)
    mine = {"question__school__in": actor.organisation_ids, "question__is_live": False}
    return back.filter(question__child__in=gone, **mine).exists()


def may_finish(actor: Actor, action: ActionPoint) -> bool:
    """Say whether somebody can set this to done: childcare its own, a school what it agreed."""
    if not can(actor, Permission.PLAN_MEETINGS):
        return False
    is_own = action.owner_id in actor.membership_ids
    return is_own or actor.role != Role.QC or action.source == ActionSource.DISCUSSION


def member_of(by: Actor, location: ChildcareLocation, school: School | None) -> Membership:
    """Return the membership with which somebody acts here."""
    places = {location.pk, location.holder_id, school.pk if school else None}
    return next(m for m in by.memberships if m.organisation_id in places)


def _seen(actor: Actor) -> ActionPointQuerySet:
    return ActionPoint.objects.visible_to(actor).select_related(
        "child", "owner__user", "meeting", "location__holder__organisation",
        "location__organisation", "school__organisation",
    )  # fmt: skip


def _locked(key: UUID, by: Actor) -> ActionPoint:
    """Lock the child, then the row. Raises: DoesNotExist, PermissionDenied, ActionError."""
    require(by, Permission.PLAN_MEETINGS, None)
    about = ActionPoint.objects.visible_to(by).values("child").get(key=key)["child"]
    if about is not None:
        Child.objects.select_for_update(no_key=True).get(pk=about)
    seen = ActionPoint.objects.visible_to(by).order_by()
    pk = seen.select_for_update(no_key=True, of=("self",)).get(key=key).pk
    action = _seen(by).get(pk=pk)
    if not may_finish(by, action):
        raise ActionError(_("Dit actiepunt is van een ander."))
    return action


def _text(text: str) -> str:
    text = text.strip()
    if not text:
        raise ActionError(_("Schrijf wat er gedaan wordt."), "text")
    if len(text) > LONGEST:
        raise ActionError(
            _("Dit zijn %(n)d tekens; er passen er %(most)d. Kort het in.")
            % {"n": len(text), "most": LONGEST},
            "text",
        )
    return text


def _day(due_on: date, by: Actor) -> date:
    if not by.day <= due_on <= by.day + LATEST:
        raise ActionError(_("Kies een dag vanaf vandaag, hooguit een jaar vooruit."), "due_on")
    return due_on


def _refuse_unheard(action: ActionPoint, by: Actor) -> None:
    """Refuse to give a school a child that it may not hear of. Raises: ActionError."""
    if action.child is None or action.owner is None or action.owner.role not in SCHOOL_ROLES:
        return
    reach = reach_of(Role(action.owner.role), SOURCES[ActionSource(action.source)])
    live = ConsentQuestion.objects.live(by.day).filter(child=action.child, school=action.school)
    if reach is None or not live.filter(scope__in=reach.scopes).exists():
        raise ActionError(
            _(
                "Ouders lieten deze school niet meedenken over dit kind: "
                "geef de actie aan iemand van de opvang."
            ),
            "who",
        )


def _log(action: ActionPoint, what: str, *, by: Actor, at: datetime) -> None:
    """Append a line in the log of childcare: about the child where there is one."""
    thing = SOURCES[ActionSource(action.source)]
    audit.record(
        by=by,
        action=what,
        target=action.child or action,
        organisation=action.location.holder.organisation,
        membership=member_of(by, action.location, action.school),
        at=at,
        ground=_ground(action, reach_of(by.role, thing), by),
        details={"action": str(action.key), "source": action.source},
    )


def _ground(action: ActionPoint, reach: Reach | None, by: Actor) -> str:
    """Return the number of the consent by which a school knows the child; "" for childcare."""
    if action.child is None or reach is None or reach.ground != Ground.CONSENT:
        return ""
    given = ConsentQuestion.objects.giving(reach, by).filter(child=action.child)
    rows = given.filter(school=action.school_id).order_by("pk")
    return str(rows.values_list("pk", flat=True)[0])
