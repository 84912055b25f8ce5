"""Meetings of the demo: one that comes, one to close, and one with youth health care, done."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from children.models import Child, Group
from dossier import agenda, closing, meetings
from dossier.action_points import NewAction
from dossier.closing import Agreed, Notes, Said
from dossier.meeting_states import LineKind, MeetingKind
from dossier.meetings import NewMeeting, Span
from dossier.models import ActionPoint, AgendaLine, Meeting
from partners import holidays
from partners.access import Actor
from partners.models import ChildcareLocation, School

GROUP = "Vlinders"
COMING = ("Lina", "Mees", "Finn")  # of Finn the parents did not let the school think along
MOVING = {
    "Noor": "Noor telt graag en speelt het liefst met twee anderen. Ze kent de weg op school.",
    "Levi": "",
}
SIGNALED = {"Yara": "Taal komt op gang. De JGZ kijkt over drie maanden weer mee."}
TOPIC = "De wenochtenden in het voorjaar"
NURSE = "Anna, verpleegkundige JGZ"


def fill(
    location: ChildcareLocation, school: School, *, contact: Actor, coordinator: Actor, at: datetime
) -> None:
    """Plan and write up the meetings, once."""
    if Meeting.objects.exclude(kind=MeetingKind.SUPPORT_TEAM).exists():
        return
    _coming(location, school, contact, at)
    _to_close(location, school, contact, coordinator, at)
    _done(location, contact, at)


def clear() -> None:
    """Take all meetings away, for the reset of a demo; the children are gone already."""
    ActionPoint.objects.all().delete()
    Meeting.objects.all().delete()


def _coming(location: ChildcareLocation, school: School, by: Actor, at: datetime) -> None:
    kind = MeetingKind.CHILD_DISCUSSION
    meeting = _plan(location, school, kind, days=9, hour=10, by=by, at=at)
    _put(meeting, COMING, by, at)
    agenda.add_words(key=meeting.key, kind=LineKind.TOPIC, words=TOPIC, by=by, at=at)


def _to_close(
    location: ChildcareLocation, school: School, by: Actor, coordinator: Actor, at: datetime
) -> None:
    """Note who was there and two actions, one of them of the coordinator; nobody closed it."""
    kind = MeetingKind.ALIGNMENT
    meeting = _plan(location, school, kind, days=-2, hour=13, by=by, at=at)
    lines = _put(meeting, tuple(MOVING), by, at)
    due = timezone.localdate(at) + timedelta(days=8)
    owner = next(m for m in coordinator.memberships if m.organisation_id == school.pk)
    bring = NewAction("Een plek in groep 1/2 blauw laten zien aan Noor en ouders", due, owner)
    tell = NewAction("De ouders vertellen hoe de wenochtend gaat", due, by.memberships[0])
    agreed = (Agreed(bring, lines["Noor"].key), Agreed(tell))
    _keep(meeting, lines, MOVING, agreed, is_final=False, by=by, at=at)


def _done(location: ChildcareLocation, by: Actor, at: datetime) -> None:
    meeting = _plan(location, None, MeetingKind.SIGNAL, days=-20, hour=9, by=by, at=at)
    lines = _put(meeting, tuple(SIGNALED), by, at)
    due = timezone.localdate(at) + timedelta(days=30)
    ask = NewAction("Bellen over de afspraak van het spreekuur", due, None, NURSE)
    _keep(meeting, lines, SIGNALED, (Agreed(ask),), is_final=True, by=by, at=at)


def _plan(  # noqa: PLR0913 - the facts of one meeting, each by name
    location: ChildcareLocation, school: School | None, kind: MeetingKind,
    *, days: int, hour: int, by: Actor, at: datetime,
) -> Meeting:  # fmt: skip
    day = timezone.localdate(at) + timedelta(days=days)
    day = holidays.next_working_day(day) if days > 0 else holidays.last_working_day(day)
    start = timezone.make_aware(datetime.combine(day, time(hour)))
    group = Group.objects.get(location=location, name=GROUP)
    new = NewMeeting(
        kind=kind,
        location_id=location.pk,
        school_id=school.pk if school else None,
        when=Span(start, start + timedelta(minutes=60)),
        group_ids=(group.pk,),
        outsiders=(NURSE,) if kind == MeetingKind.SIGNAL else (),
    )
    return meetings.plan(new=new, by=by, at=at)


def _put(
    meeting: Meeting, names: tuple[str, ...], by: Actor, at: datetime
) -> dict[str, AgendaLine]:
    rows = Child.objects.filter(location=meeting.location, first_name__in=names)
    keys = list(rows.values_list("key", flat=True))
    agenda.add_children(key=meeting.key, children=keys, by=by, at=at)
    lines = meeting.lines.exclude(child=None).select_related("child")
    return {line.child.first_name: line for line in lines if line.child}


def _keep(  # noqa: PLR0913 - the parts of one screen, each by name
    meeting: Meeting,
    lines: dict[str, AgendaLine],
    texts: dict[str, str],
    agreed: tuple[Agreed, ...],
    *,
    is_final: bool,
    by: Actor,
    at: datetime,
) -> None:
    notes = Notes(
        attended=frozenset(meeting.invitees.values_list("pk", flat=True)),
        minutes=45,
        said=tuple(Said(lines[name].key, text, 0) for name, text in texts.items()),
        agreed=agreed,
    )
    closing.keep(key=meeting.key, notes=notes, is_final=is_final, by=by, at=at)
