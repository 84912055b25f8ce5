"""One agenda: proposed from who is there or moves on, and read by each as far as parents allow.

Childcare reads all of its lines; a school those with a live `discuss` for the school of the
meeting, and of the others that there is one, without a name or a text (ADR 0024).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children import ages, consents, reading
from children.models import Child, ConsentQuestion
from children.reach import DISCUSSING, Thing, is_by_consent
from dossier import meetings
from dossier.meeting_states import LineKind, MeetingKind, MeetingState
from dossier.models import AgendaLine, Meeting
from partners import audit
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, require

ADDED, REMOVED, WRITTEN = "agenda.added", "agenda.removed", "agenda.written"
AHEAD_MONTHS = 6  # an alignment meeting is about who moves on in half a year
LONGEST_WORDS = 200
MOST = 60
BARE = (LineKind.CASE, LineKind.SCHOOL, LineKind.TOPIC)


class AgendaError(RefusedError):
    """A line cannot be put on an agenda or taken from it."""


@dataclass(frozen=True)
class Shown:
    """A line as an actor sees it; without `line` it is one of which it may know nothing."""

    kind: LineKind
    line: AgendaLine | None = None
    may_remove: bool = False

    @property
    def title(self) -> str:
        """Return what the line is about, in words."""
        if self.line is None:
            return _("Een kind zonder naam")
        if self.line.child is not None:
            return self.line.child.name
        return self.line.words or str(self.kind.label)


def shown(actor: Actor, meeting: Meeting, *, at: datetime) -> list[Shown]:
    """Return the agenda of a meeting as an actor may see it, and note whose names it shows."""
    seen = AgendaLine.objects.visible_to(actor).filter(meeting=meeting)
    lines = {line.pk: line for line in seen.select_related("child", "written_by__user")}
    note(actor, meeting, [line.child for line in lines.values() if line.child], at=at)
    used = set(meeting.action_points.exclude(line=None).values_list("line", flat=True))
    is_open = meeting.state in {MeetingState.SCHEDULED, MeetingState.HELD}
    found = []
    for pk, kind in meeting.lines.order_by("pk").values_list("pk", "kind"):
        line = lines.get(pk)
        is_bare = line is not None and not line.version and pk not in used
        found.append(Shown(LineKind(kind), line, is_bare and is_open))
    return found


def note(actor: Actor, meeting: Meeting, children: Sequence[Child], *, at: datetime) -> None:
    """Note whose names an actor sees in a meeting."""
    school = meeting.school_id if sees_by_consent(actor) else None
    reading.note(
        actor, children, thing=Thing.DISCUSSION, at=at, section=str(meeting.key), school_id=school
    )


def sees_by_consent(actor: Actor) -> bool:
    """Say whether an actor sees children by consent."""
    return is_by_consent(actor.role, Thing.DISCUSSION)


# --- proposals --------------------------------------------------------------------------------


def proposals(actor: Actor, meeting: Meeting, *, at: datetime) -> list[Child]:
    """Return whom an actor could put on the agenda, the oldest first, and note whom it shows.

    For an alignment who moves to its school in half a year, for a kindbespreking who is in its
    groups; nobody of four and older, and nobody who stands there already.
    """
    rows = _candidates(actor, meeting)
    if meeting.kind == MeetingKind.ALIGNMENT:
        day = timezone.localdate(meeting.planned_at)
        until = day + relativedelta(months=AHEAD_MONTHS - ages.SCHOOL_MONTHS)
        here = ConsentQuestion.objects.live(actor.day).filter(
            child=OuterRef("pk"), school=meeting.school_id
        )
        rows = rows.filter(Q(school=meeting.school_id) | Q(Exists(here)), born_on__lte=until)
    elif meeting.kind == MeetingKind.CHILD_DISCUSSION:
        rows = rows.filter(group__in=meeting.groups.all())
    else:
        rows = rows.none()
    found = list(rows[:MOST])
    note(actor, meeting, found, at=at)
    return found


def others(actor: Actor, meeting: Meeting, *, at: datetime) -> list[Child]:
    """Return every child of the location that an actor could add by hand, and note whom it shows.

    A signaalbespreking or casusoverleg has no proposal: there somebody chooses.
    """
    found = list(_candidates(actor, meeting).order_by("sort_name", "pk"))
    note(actor, meeting, found, at=at)
    return found


def _candidates(actor: Actor, meeting: Meeting) -> QuerySet[Child]:
    """Return who is under four, of whom the actor may speak here, and who is not there yet."""
    day = timezone.localdate(meeting.planned_at)
    rows = Child.objects.visible_to(actor, Thing.DISCUSSION).present()
    rows = rows.filter(location=meeting.location_id, born_on__gt=_four_on(day))
    if sees_by_consent(actor):
        rows = rows.filter(Exists(_given(actor, meeting).filter(child=OuterRef("pk"))))
    there = meeting.lines.exclude(child=None).order_by().values("child")
    return rows.exclude(pk__in=there).select_related("group").order_by("born_on", "pk")


def _four_on(day: date) -> date:
    """Return the last birth date of who is four on a day."""
    born_on: date = day - relativedelta(months=ages.SCHOOL_MONTHS)
    return born_on


def _given(actor: Actor, meeting: Meeting) -> QuerySet[ConsentQuestion]:
    """Return the live consents by which the school of a meeting hears of children."""
    return ConsentQuestion.objects.giving(DISCUSSING, actor).filter(school=meeting.school_id)


# --- writing on it ----------------------------------------------------------------------------


@transaction.atomic
def add_children(*, key: UUID, children: Collection[UUID], by: Actor, at: datetime) -> int:
    """Put children on the agenda, and return how many; who stands there already stays once.

    Raises: DoesNotExist: a child that the actor may not speak of here, or of four and older.
    PermissionDenied. AgendaError: nobody was chosen, or the meeting is over.
    """
    require(by, Permission.PLAN_MEETINGS, None)
    wanted = set(children)
    if not wanted:
        raise AgendaError(_("Vink aan over wie jullie het hebben."))
    rows = Child.objects.visible_to(by, Thing.DISCUSSION).filter(key__in=wanted)
    consents.lock_children(rows)
    meeting = _open(key, by)
    known = set(meeting.lines.exclude(child=None).values_list("child__key", flat=True))
    found = list(_candidates(by, meeting).filter(key__in=wanted))
    if len(found) != len(wanted - known):
        raise Child.DoesNotExist
    for child in found:
        line = _keep(meeting, LineKind.CHILD, by=by, at=at, child=child)
        log(line, ADDED, by=by, at=at)
    return len(found)


@transaction.atomic
def add_words(*, key: UUID, kind: str, words: str, by: Actor, at: datetime) -> AgendaLine:
    """Put a line without a child on the agenda: a case without a name, of the school, a topic.

    Raises: DoesNotExist, PermissionDenied, AgendaError.
    """
    require(by, Permission.PLAN_MEETINGS, None)
    if kind not in BARE:
        raise AgendaError(_("Kies waarover de regel gaat."), "kind")
    words = words.strip()
    if not words:
        raise AgendaError(_("Schrijf in een paar woorden waarover het gaat."), "words")
    if len(words) > LONGEST_WORDS:
        raise AgendaError(_("Gebruik hooguit %d tekens.") % LONGEST_WORDS, "words")
    line = _keep(_open(key, by), LineKind(kind), by=by, at=at, words=words)
    log(line, ADDED, by=by, at=at)
    return line


@transaction.atomic
def remove(*, key: UUID, line: UUID, by: Actor, at: datetime) -> None:
    """Take a line off the agenda on which nothing was written or agreed.

    Raises: DoesNotExist, PermissionDenied, AgendaError.
    """
    require(by, Permission.PLAN_MEETINGS, None)
    meeting = _open(key, by)
    found = AgendaLine.objects.visible_to(by).select_related("child").get(key=line, meeting=meeting)
    if found.version or found.action_points.exists():
        raise AgendaError(_("Hier is al iets over genoteerd: de regel blijft staan."))
    log(found, REMOVED, by=by, at=at)
    found.delete()


def log(line: AgendaLine, action: str, *, by: Actor, at: datetime) -> None:
    """Append a line in the log of childcare: about the child where there is one."""
    meeting = line.meeting
    audit.record(
        by=by,
        action=action,
        target=line.child or line,
        organisation=meeting.location.holder.organisation,
        membership=meetings.member_of(by, meeting),
        at=at,
        ground=ground(line.child, meeting, by),
        details={"meeting": str(meeting.key), "line": str(line.key)},
    )


def ground(child: Child | None, meeting: Meeting, by: Actor) -> str:
    """Return the number of the consent by which a school knows a child; "" for childcare."""
    if child is None or not sees_by_consent(by):
        return ""
    rows = _given(by, meeting).filter(child=child).order_by("pk")
    return str(rows.values_list("pk", flat=True)[0])


def _keep(
    meeting: Meeting,
    kind: LineKind,
    *,
    by: Actor,
    at: datetime,
    child: Child | None = None,
    words: str = "",
) -> AgendaLine:  # fmt: skip
    member = meetings.member_of(by, meeting)
    return AgendaLine.objects.create(
        meeting=meeting, kind=kind, child=child, words=words, added_by=member, added_at=at
    )


def _open(key: UUID, by: Actor) -> Meeting:
    """Lock a meeting whose agenda can still change. Raises: DoesNotExist, AgendaError."""
    meeting = meetings.locked(key, by)
    if meeting.state not in {MeetingState.SCHEDULED, MeetingState.HELD}:
        raise AgendaError(_("Dit overleg is afgesloten of afgezegd: de agenda staat vast."))
    return meeting
