"""Meetings: planned, moved and cancelled by childcare or a coordinator (domain 5.4, ADR 0024).

A meeting holds no child. Who comes follows from its place, its school and its groups.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from django.db import transaction
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from children import reading
from children.models import Group, GroupWorker
from children.querysets import module_is_on
from children.reach import Thing
from dossier import looks, meeting_mails
from dossier.meeting_states import (
    HAPPENED,
    LONGEST_MEETING,
    PLANNED_BY_HAND,
    MeetingKind,
    MeetingState,
)
from dossier.models import ActionPoint, Meeting, MeetingInvitee
from dossier.querysets import open_on
from partners import audit
from partners.access import Actor
from partners.models import ChildcareLocation, LocationAgreement, Membership, School
from partners.refusals import RefusedError
from partners.roles import Permission, require
from partners.states import Role

PLANNED, MOVED, CANCELLED = "meeting.planned", "meeting.moved", "meeting.cancelled"
BACK = timedelta(days=60)  # what was held can be noted afterwards
AHEAD = timedelta(days=550)
LONGEST_REASON = 500
MOST_OUTSIDERS = 12
# Who is invited as whom, when one person holds more roles here.
BY_ROLE = (Role.QC, Role.KCC, Role.KOW, Role.KOC)


class MeetingError(RefusedError):
    """A meeting cannot be planned, moved, cancelled or closed."""


@dataclass(frozen=True)
class Span:
    """From when until when a meeting is."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class NewMeeting:
    """What is planned: of which kind, where, with whom and when."""

    kind: str
    location_id: int
    when: Span
    school_id: int | None = None
    group_ids: tuple[int, ...] = ()
    place: str = ""
    outsiders: tuple[str, ...] = ()


# --- where and with whom --------------------------------------------------------------------


def locations_to_meet(by: Actor) -> QuerySet[ChildcareLocation]:
    """Return the open locations of an actor, or those with which an own school works together."""
    if by.role != Role.QC:
        return looks.locations_to_ask(by)
    ties = LocationAgreement.objects.visible_to(by).holding(by.day)
    rows = ChildcareLocation.objects.filter(module_is_on(), open_on(by.day))
    rows = rows.filter(pk__in=ties.order_by().values("location"))
    return rows.select_related("organisation").order_by("organisation__sort_name")


def groups_to_meet(locations: Iterable[ChildcareLocation]) -> QuerySet[Group]:
    """Return the open groups of locations; their names say nothing about a child."""
    return Group.objects.filter(location__in=list(locations), closed_on=None)


def schools_to_meet(locations: Iterable[ChildcareLocation], *, by: Actor) -> QuerySet[School]:
    """Return the schools that can be asked to a meeting there: to a coordinator its own."""
    return looks.schools_to_ask([one.pk for one in locations], by=by)


def people_of(meeting: Meeting, groups: Iterable[Group], *, by: Membership) -> list[Membership]:
    """Return who is asked to come: coordinators, care coordinators, workers, and who plans it.

    Nobody twice, whatever roles they hold.
    """
    day = timezone.localdate(meeting.planned_at)
    place = meeting.location
    workers = GroupWorker.objects.filter(group__in=list(groups)).order_by().values("membership")
    wanted = Q(role=Role.KCC, organisation__in=[place.pk, place.holder_id])
    wanted |= Q(role=Role.QC, organisation=meeting.school_id) if meeting.school_id else Q(pk=None)
    wanted |= Q(role=Role.KOW, pk__in=workers)
    rows = Membership.objects.working_on(day).filter(wanted)
    found = sorted(rows.select_related("user"), key=lambda m: (BY_ROLE.index(Role(m.role)), m.pk))
    once = {by.user_id: by}
    for member in found:
        once.setdefault(member.user_id, member)
    return list(once.values())


def member_of(by: Actor, meeting: Meeting) -> Membership:
    """Return the membership with which somebody takes part in a meeting."""
    places = (meeting.location_id, meeting.location.holder_id, meeting.school_id)
    return next(m for m in by.memberships if m.organisation_id in places)


# --- planning -------------------------------------------------------------------------------


@transaction.atomic
def plan(*, new: NewMeeting, by: Actor, at: datetime) -> Meeting:
    """Plan a meeting and invite who belongs there.

    Raises: DoesNotExist: no such place or group of the actor. PermissionDenied. MeetingError.
    """
    require(by, Permission.PLAN_MEETINGS, None)
    location = locations_to_meet(by).get(pk=new.location_id)
    if new.kind not in PLANNED_BY_HAND:
        raise MeetingError(_("Kies wat voor overleg het is."), "kind")
    _refuse_span(new.when, at)
    groups = list(groups_to_meet([location]).filter(pk__in=new.group_ids))
    if len(groups) != len(set(new.group_ids)):
        raise Group.DoesNotExist
    meeting = Meeting(
        kind=new.kind,
        location=location,
        school=_school(new, location, by),
        planned_at=new.when.starts_at,
        minutes=_minutes(new.when),
        place=new.place.strip(),
        made_at=at,
    )
    meeting.made_by = member_of(by, meeting)
    meeting.save()
    meeting.groups.set(groups)
    _invite(meeting, groups, new.outsiders)
    if meeting.planned_at > at:
        meeting_mails.queue(meeting, meeting_mails.INVITED, but=by.user, at=at)
    log(meeting, PLANNED, by=by, at=at)
    return meeting


@transaction.atomic
def move(*, key: UUID, when: Span, because: str, by: Actor, at: datetime) -> Meeting:
    """Move a meeting that is still to come, and tell who was invited.

    Raises: DoesNotExist, PermissionDenied, MeetingError: held or cancelled already, or no reason.
    """
    meeting = _to_change(key, by)
    _refuse_span(when, at)
    meeting.because = _reason(because)
    meeting.planned_at, meeting.minutes = when.starts_at, _minutes(when)
    meeting.changes += 1
    meeting.save(update_fields=["because", "planned_at", "minutes", "changes"])
    meeting_mails.queue(meeting, meeting_mails.MOVED, but=by.user, at=at)
    log(meeting, MOVED, by=by, at=at)
    return meeting


@transaction.atomic
def cancel(*, key: UUID, because: str, by: Actor, at: datetime) -> Meeting:
    """Cancel a meeting that is still to come, and tell who was invited.

    Raises: DoesNotExist, PermissionDenied, MeetingError: held or cancelled already, or no reason.
    """
    meeting = _to_change(key, by)
    meeting.because = _reason(because)
    meeting.state, meeting.cancelled_at = MeetingState.CANCELLED, at
    meeting.changes += 1
    meeting.save(update_fields=["because", "state", "cancelled_at", "changes"])
    meeting_mails.queue(meeting, meeting_mails.CANCELLED, but=by.user, at=at)
    log(meeting, CANCELLED, by=by, at=at)
    return meeting


# --- reading --------------------------------------------------------------------------------


def one(actor: Actor, key: UUID, *, at: datetime) -> Meeting:
    """Return the meeting with this key that the actor may see.

    Raises: Http404: there is none, or it is another's.
    """
    meeting = _of_hand(actor).prefetch_related("groups").filter(key=key).first()
    if meeting is None:
        miss(actor, at=at)
    return meeting


def miss(actor: Actor, *, at: datetime) -> NoReturn:
    """Note that somebody asked for a meeting in vain. Raises: Http404."""
    reading.miss(actor, thing=Thing.DISCUSSION, at=at)


def rows(actor: Actor, *, at: datetime) -> QuerySet[Meeting]:
    """Return the meetings of an actor: first what waits to be closed, then what comes.

    `rank` is 0, 1 or 2 for to close, coming and done; `has_actions` says whether something that
    was agreed, and that the actor may know of, is not done.
    """
    waits = Q(state=MeetingState.HELD) | Q(state=MeetingState.SCHEDULED, planned_at__lte=at)
    rank = Case(
        When(waits, then=Value(0)),
        When(state=MeetingState.SCHEDULED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    undone = ActionPoint.objects.visible_to(actor).open().filter(meeting=OuterRef("pk"))
    found = _of_hand(actor).annotate(rank=rank, has_actions=Exists(undone.order_by()))
    soonest = Case(When(rank__lt=2, then=F("planned_at")))
    return found.annotate(soonest=soonest).order_by("rank", "soonest", "-planned_at", "-pk")


def held_rows(actor: Actor) -> QuerySet[Meeting]:
    """Return what was held at places that an actor knows by name, with how many `people` came."""
    came = Count("invitees", filter=Q(invitees__attended=True))
    found = Meeting.objects.held_for(actor).annotate(people=came)
    return found.select_related("location__organisation", "school__organisation")


def to_close(actor: Actor, *, at: datetime) -> int:
    """Return how many meetings of an actor were held and wait to be closed."""
    found: Any = rows(actor, at=at)
    return int(found.filter(rank=0).count())


def invitees(actor: Actor, meeting: Meeting) -> list[MeetingInvitee]:
    """Return who was invited to a meeting that the actor sees."""
    seen = MeetingInvitee.objects.visible_to(actor).filter(meeting=meeting)
    return list(seen.select_related("membership__user", "membership__organisation"))


def locked(key: UUID, by: Actor) -> Meeting:
    """Lock a meeting that the actor sees. Raises: DoesNotExist."""
    row = Meeting.objects.visible_to(by).exclude(kind=MeetingKind.SUPPORT_TEAM)
    pk = row.order_by().select_for_update(no_key=True).get(key=key).pk
    return _of_hand(by).get(pk=pk)


def log(meeting: Meeting, action: str, *, by: Actor, at: datetime) -> None:
    """Append a line about a meeting in the log of childcare."""
    audit.record(
        by=by,
        action=action,
        target=meeting,
        organisation=meeting.location.holder.organisation,
        membership=member_of(by, meeting),
        at=at,
        details={"kind": meeting.kind},
    )


def _of_hand(actor: Actor) -> QuerySet[Meeting]:
    """Return the meetings of these pages: a support team has its own."""
    seen = Meeting.objects.visible_to(actor).exclude(kind=MeetingKind.SUPPORT_TEAM)
    return seen.select_related(
        "location__organisation", "location__holder__organisation", "school__organisation"
    )


def _invite(meeting: Meeting, groups: Sequence[Group], outsiders: Iterable[str]) -> None:
    names = list(dict.fromkeys(name.strip() for name in outsiders if name.strip()))
    if len(names) > MOST_OUTSIDERS:
        raise MeetingError(_("Noem ten hoogste %d anderen.") % MOST_OUTSIDERS, "outsiders")
    people = people_of(meeting, groups, by=meeting.made_by)
    MeetingInvitee.objects.bulk_create(
        [
            *(MeetingInvitee(meeting=meeting, membership=member) for member in people),
            *(MeetingInvitee(meeting=meeting, name=name) for name in names),
        ]
    )


def _school(new: NewMeeting, location: ChildcareLocation, by: Actor) -> School | None:
    """Return the school that takes part. Raises: MeetingError: needed, or no agreement with it."""
    if new.school_id is None:
        if by.role == Role.QC or new.kind == MeetingKind.ALIGNMENT:
            raise MeetingError(_("Kies met welke school het overleg is."), "school")
        return None
    school = schools_to_meet([location], by=by).filter(pk=new.school_id).first()
    if school is None:
        raise MeetingError(_("Kies een school waarmee deze opvang nu samenwerkt."), "school")
    return school


def _refuse_span(when: Span, at: datetime) -> None:
    """Refuse what no meeting can be. Raises: MeetingError."""
    if when.ends_at <= when.starts_at:
        raise MeetingError(
            _("Het overleg eindigt voordat het begint: kies een latere eindtijd."), "until"
        )
    if _minutes(when) > LONGEST_MEETING:
        raise MeetingError(
            _("Een overleg duurt hooguit acht uur: kies een eerdere eindtijd."), "until"
        )
    if not at - BACK <= when.starts_at <= at + AHEAD:
        raise MeetingError(
            _("Kies een dag van hooguit twee maanden geleden en anderhalf jaar vooruit."), "day"
        )


def _minutes(when: Span) -> int:
    return round((when.ends_at - when.starts_at).total_seconds() / 60)


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise MeetingError(_("Schrijf kort waarom, zonder naam van een kind."), "because")
    if len(text) > LONGEST_REASON:
        raise MeetingError(
            _("Dit zijn %(n)d tekens; er passen er %(most)d. Kort het in.")
            % {"n": len(text), "most": LONGEST_REASON},
            "because",
        )
    return text


def _to_change(key: UUID, by: Actor) -> Meeting:
    """Lock a meeting that is to come. Raises: DoesNotExist, PermissionDenied, MeetingError."""
    require(by, Permission.PLAN_MEETINGS, None)
    meeting = locked(key, by)
    if meeting.state == MeetingState.CANCELLED:
        raise MeetingError(_("Dit overleg is al afgezegd."))
    if meeting.state in HAPPENED:
        raise MeetingError(_("Dit overleg is al gehouden."))
    return meeting
