"""After a meeting, one screen: who was there, a line each, what was agreed, how long it took.

Saving notes that the meeting was held; afsluiten is the verb that closes it and books the hours of
each coordinator who was there. What the hours book refuses is told, and stops nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from children import consents
from children.models import Child
from dossier import action_points, agenda, drafts, meeting_hours, meetings
from dossier.action_points import NewAction, Origin
from dossier.agenda import WRITTEN
from dossier.meeting_states import (
    LONGEST_LINE,
    LONGEST_MEETING,
    MOVES,
    MeetingState,
)
from dossier.meetings import MeetingError
from dossier.models import AgendaLine, Meeting, MeetingInvitee
from partners.access import Actor
from partners.models import Membership
from partners.roles import Permission, can, require
from subsidies import hours

HELD, CLOSED, CHANGED = "meeting.held", "meeting.closed", "meeting.changed"
CHANGE_TERM = timedelta(days=14)  # what was closed can be added to that long


@dataclass(frozen=True)
class Said:
    """What was written on a line, and which version stood there when it was begun."""

    key: UUID
    text: str
    seen: int


@dataclass(frozen=True)
class Agreed:
    """An action point, and the line it is about, where it is about one."""

    new: NewAction
    line: UUID | None = None


@dataclass(frozen=True)
class Notes:
    """All of the screen; `seen`: who was there as the screen showed it, None: nobody looked."""

    attended: frozenset[int]
    minutes: int
    seen: str | None = None
    others: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    agreed: tuple[Agreed, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What came of it: the meeting, whose hours were booked, and why other hours were not."""

    meeting: Meeting
    booked: tuple[Membership, ...] = ()
    refused: tuple[str, ...] = ()


class LinesChangedError(MeetingError):
    """Somebody else wrote on these lines meanwhile; nothing was kept and nothing is lost."""

    def __init__(self, lines: Iterable[AgendaLine]) -> None:
        """Keep what stands there now, by key."""
        super().__init__(
            _(
                "Intussen schreef een ander bij een regel hieronder. Lees het, vul je tekst aan "
                "en bewaar nog eens. Er is niets verloren."
            )
        )
        self.lines = {line.key: line for line in lines}


class ThereChangedError(MeetingError):
    """Somebody else noted meanwhile who was there, or how long it took."""

    def __init__(self, meeting: Meeting) -> None:
        """Say what stands there now."""
        rows = meeting.invitees.filter(attended=True).select_related("membership__user")
        there = [one.membership.user.name if one.membership else one.name for one in rows]
        words = {"names": ", ".join(there) or "–", "minutes": meeting.spent_minutes or 0}
        super().__init__(
            _(
                "Intussen noteerde een ander wie erbij was: %(names)s, %(minutes)d minuten. Wat "
                "jij koos, staat hieronder nog: klopt het, bewaar dan nog eens."
            )
            % words,
            "attended",
        )


@transaction.atomic
def keep(*, key: UUID, notes: Notes, is_final: bool, by: Actor, at: datetime) -> Kept:
    """Keep the screen of a meeting that was held; with `is_final` it is closed too.

    What was closed can be added to for two weeks. A line that the actor may not see any more is
    left as it is.

    Raises: DoesNotExist, PermissionDenied, MeetingError: cancelled, not yet held, nobody was there,
    no minutes; LinesChangedError; ThereChangedError; ActionError.
    """
    require(by, Permission.PLAN_MEETINGS, None)
    _hold_children(notes, by)
    meeting = meetings.locked(key, by)
    _refuse(meeting, notes, at)
    _refuse_stale(meeting, notes)
    _write(meeting, notes, by, at)
    _agree(meeting, notes, by, at)
    has_fewer = _attend(meeting, notes)
    was = MeetingState(meeting.state)
    _move(meeting, notes, is_final, at)
    _log(meeting, was, by, at)
    if meeting.state != MeetingState.CLOSED:
        return Kept(meeting)
    if has_fewer and was == MeetingState.CLOSED:
        meeting_hours.unbook(meeting, by=by, at=at)
    booked = meeting_hours.book(meeting, by=by, at=at)
    return Kept(meeting, booked.members, booked.refused)


@transaction.atomic
def keep_aside(*, key: UUID, said: Iterable[Said], by: Actor, at: datetime) -> int:
    """Lock up what was written on lines that are out of sight since; return how many.

    Nobody reads it until there is a consent again, and it is erased with all drafts.
    Raises: DoesNotExist: no meeting of the actor. PermissionDenied.
    """
    require(by, Permission.PLAN_MEETINGS, None)
    meeting = Meeting.objects.visible_to(by).get(key=key)
    texts = {one.key: one for one in said}
    seen = AgendaLine.objects.visible_to(by).filter(meeting=meeting).values("pk")
    gone = AgendaLine.objects.filter(meeting=meeting, key__in=texts, child__isnull=False)
    kept = 0
    for line in gone.exclude(pk__in=seen).select_related("child"):
        one = texts[line.key]
        if line.child is not None and one.text.strip() not in {"", line.text}:
            place = {"where": line_place(line), "field": line_field(line), "child": line.child}
            drafts.lock_up(**place, text=one.text, seen=one.seen, by=by, at=at)  # type: ignore[arg-type]
            kept += 1
    return kept


def minutes_of(meeting: Meeting) -> int:
    """Return what the screen fills in: what was noted, or what the municipality set for its kind.

    Without a coordinator there is nothing to book, and it is what was planned.
    """
    if meeting.spent_minutes is not None:
        return meeting.spent_minutes
    school = meeting.school
    if school is None or school.municipality_id is None:
        return meeting.minutes
    return hours.default_minutes(school.municipality_id, meeting_hours.activity_of(meeting))


def why_not(meeting: Meeting, at: datetime) -> str:
    """Return in one sentence why a meeting cannot be written up now; "" when it can."""
    if meeting.state == MeetingState.CANCELLED:
        return _("Dit overleg is afgezegd.")
    if meeting.closed_at is not None and at > meeting.closed_at + CHANGE_TERM:
        return _("Dit overleg is langer dan twee weken geleden afgesloten: het staat nu vast.")
    if timezone.localdate(meeting.planned_at) > timezone.localdate(at):
        return _("Dit overleg is nog niet geweest. Is het eerder gehouden? Verzet het dan eerst.")
    return ""


def may_write(actor: Actor, meeting: Meeting, at: datetime) -> bool:
    """Say whether somebody can write a meeting up now."""
    return can(actor, Permission.PLAN_MEETINGS) and not why_not(meeting, at)


def line_place(line: AgendaLine) -> str:
    """Return where a draft of a line is kept."""
    return f"line:{line.key}"


def line_prefix(key: UUID) -> str:
    """Return what stands before the fields of a line on the screen."""
    return f"r{key.hex}"


def line_field(line: AgendaLine) -> str:
    """Return which field the draft of a line is of."""
    return f"{line_prefix(line.key)}-text"


@drafts.place("line")
def _writing(by: Actor, key: str) -> Child | None:
    """Let whoever may write a meeting up keep a draft of one of its lines."""
    line = AgendaLine.objects.visible_to(by).select_related("meeting", "child").get(key=key)
    if line.meeting.state == MeetingState.CANCELLED or not can(by, Permission.PLAN_MEETINGS):
        raise AgendaLine.DoesNotExist
    return line.child


# --- the parts --------------------------------------------------------------------------------


def _hold_children(notes: Notes, by: Actor) -> None:
    """Lock the children of the lines before anything else."""
    keys = [said.key for said in notes.said]
    seen = AgendaLine.objects.visible_to(by).filter(key__in=keys).exclude(child=None)
    wanted = set(seen.values_list("child", flat=True))
    consents.lock_children(Child.objects.filter(pk__in=wanted))


def _refuse(meeting: Meeting, notes: Notes, at: datetime) -> None:
    if reason := why_not(meeting, at):
        raise MeetingError(reason)
    if not notes.attended and not any(name.strip() for name in notes.others):
        raise MeetingError(_("Vink aan wie erbij was."), "attended")
    if not 1 <= notes.minutes <= LONGEST_MEETING:
        raise MeetingError(_("Vul in hoeveel minuten het duurde: 1 tot 480."), "minutes")


def _refuse_stale(meeting: Meeting, notes: Notes) -> None:
    """Raises: ThereChangedError: what was noted meanwhile differs from what is kept now."""
    if notes.seen is not None and there(meeting) not in {
        notes.seen, _there(notes.attended, notes.minutes)
    }:  # fmt: skip
        raise ThereChangedError(meeting)


def there(meeting: Meeting) -> str:
    """Return who was noted as there and for how long, as a screen sends it back."""
    if meeting.spent_minutes is None:
        return ""
    noted = meeting.invitees.filter(attended=True).values_list("pk", flat=True)
    return _there(noted, meeting.spent_minutes)


def _there(attended: Iterable[int], minutes: int) -> str:
    return f"{minutes}:{','.join(str(pk) for pk in sorted(attended))}"


def _write(meeting: Meeting, notes: Notes, by: Actor, at: datetime) -> None:
    """Write the lines that became different. Raises: LinesChangedError, MeetingError."""
    seen = AgendaLine.objects.visible_to(by).filter(meeting=meeting)
    lines = {line.key: line for line in seen.select_related("child", "meeting", "written_by__user")}
    texts = {said.key: said for said in notes.said if said.key in lines}
    changed = [
        (lines[key], said) for key, said in texts.items() if said.text.strip() != lines[key].text
    ]
    for _line, said in changed:
        if len(said.text) > LONGEST_LINE:
            raise MeetingError(
                _("Een regel heeft %(n)d tekens; er passen er %(most)d. Kort hem in.")
                % {"n": len(said.text), "most": LONGEST_LINE}
            )
    if others := [line for line, said in changed if said.seen != line.version]:
        raise LinesChangedError(others)
    member = meetings.member_of(by, meeting)
    for line, said in changed:
        line.text, line.version = said.text.strip(), line.version + 1
        line.written_by, line.written_at = member, at
        line.save(update_fields=["text", "version", "written_by", "written_at"])
        agenda.log(line, WRITTEN, by=by, at=at)
    for key in texts:
        drafts.drop(where=line_place(lines[key]), by=by)


def _agree(meeting: Meeting, notes: Notes, by: Actor, at: datetime) -> None:
    """Keep what was agreed. Raises: AgendaLine.DoesNotExist: a line out of sight; ActionError."""
    seen = AgendaLine.objects.visible_to(by).filter(meeting=meeting).select_related("child")
    for agreed in notes.agreed:
        line = seen.get(key=agreed.line) if agreed.line else None
        origin = Origin(
            location=meeting.location,
            school=meeting.school,
            child=line.child if line else None,
            meeting=meeting,
            line=line,
        )
        action_points.agree(new=agreed.new, origin=origin, by=by, at=at)


def _attend(meeting: Meeting, notes: Notes) -> bool:
    """Note who was there, also who was not invited; say whether somebody now was not."""
    gone = meeting.invitees.filter(attended=True).exclude(pk__in=notes.attended).exists()
    for invitee in meeting.invitees.all():
        invitee.attended = invitee.pk in notes.attended
        invitee.save(update_fields=["attended"])
    known = set(meeting.invitees.exclude(name="").values_list("name", flat=True))
    names = dict.fromkeys(name.strip() for name in notes.others if name.strip())
    meeting.invitees.filter(name__in=names).update(attended=True)
    MeetingInvitee.objects.bulk_create(
        MeetingInvitee(meeting=meeting, name=name, attended=True)
        for name in names
        if name not in known
    )
    return gone


def _move(meeting: Meeting, notes: Notes, is_final: bool, at: datetime) -> None:
    """Let the state follow: held once noted, closed by the verb."""
    meeting.spent_minutes = notes.minutes
    meeting.held_at = meeting.held_at or at
    wanted = MeetingState.CLOSED if is_final else MeetingState.HELD
    if wanted in MOVES[MeetingState(meeting.state)]:
        meeting.state = wanted
        meeting.closed_at = at if is_final else None
    meeting.save(update_fields=["spent_minutes", "held_at", "state", "closed_at"])


def _log(meeting: Meeting, was: MeetingState, by: Actor, at: datetime) -> None:
    if was == MeetingState.CLOSED:
        meetings.log(meeting, CHANGED, by=by, at=at)
    elif meeting.state == MeetingState.CLOSED:
        meetings.log(meeting, CLOSED, by=by, at=at)
    else:
        meetings.log(meeting, HELD, by=by, at=at)
