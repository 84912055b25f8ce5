"""The hours of a meeting: of each coordinator of its school who was there, and of no child.

What the hours book refuses is told, and stops nothing.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from dossier.models import Meeting
from partners.access import Actor
from partners.models import Membership
from partners.states import Role
from subsidies import hours
from subsidies.hours import Activity, HoursError


@dataclass(frozen=True)
class Booked:
    """Whose hours were booked, and why other hours were not."""

    members: tuple[Membership, ...] = ()
    refused: tuple[str, ...] = ()


def activity_of(meeting: Meeting) -> Activity:
    """Return on which activity the hours of a meeting are booked."""
    return Activity(meeting.kind)


def cause_of(meeting: Meeting) -> str:
    """Return what names a meeting in the hours book."""
    return f"meeting:{meeting.key}"


def book(meeting: Meeting, *, by: Actor, at: datetime) -> Booked:
    """Book the hours of each coordinator who was there; what became different follows."""
    there = meeting.invitees.filter(attended=True, membership__role=Role.QC)
    members = [row.membership for row in there.select_related("membership__user")]
    came, refused = [], []
    for member in members:
        if member is None or member.organisation_id != meeting.school_id:
            continue
        if reason := _booked(meeting, member, by, at):
            refused.append(_("Uren van %(name)s: %(why)s") % {"name": member.user, "why": reason})
        else:
            came.append(member)
    return Booked(tuple(came), tuple(refused))


def unbook(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """Take away what was booked before; who was there gets it again."""
    with suppress(HoursError):
        hours.unbook(cause=cause_of(meeting), by=by, at=at)


def _booked(meeting: Meeting, member: Membership, by: Actor, at: datetime) -> str:
    """Book the hours of one coordinator; return why not, "" when it was done."""
    try:
        hours.book(
            membership=member,
            day=timezone.localdate(meeting.planned_at),
            activity=activity_of(meeting),
            minutes=meeting.spent_minutes,
            cause=cause_of(meeting),
            by=by,
            at=at,
        )
    except HoursError as error:
        return str(error)
    return ""
