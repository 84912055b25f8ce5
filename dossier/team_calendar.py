"""The appointment of a support team: who is on it, who goes off it, and that it does not happen.

Whoever is taken off or called off hears so: a calendar keeps what nobody takes out of it.
"""

from collections.abc import Collection
from datetime import datetime

from dossier import team_mails
from dossier.meeting_states import MeetingState
from dossier.models import Meeting, MeetingInvitee, SupportTeam

PARENTS = "Ouders"
Person = tuple[int | None, str]  # the number of a membership, or the name of who has none


def coming(team: SupportTeam) -> Meeting | None:
    """Return the meeting of a team that was neither held nor cancelled."""
    meeting = team.meeting
    return meeting if meeting is not None and meeting.state == MeetingState.SCHEDULED else None


def invite(meeting: Meeting, wanted: Collection[Person]) -> list[MeetingInvitee]:
    """Invite who is not invited yet, and return them; each person once."""
    known = set(meeting.invitees.values_list("membership", "name"))
    return MeetingInvitee.objects.bulk_create(
        MeetingInvitee(meeting=meeting, membership_id=pk, name=name)
        for pk, name in dict.fromkeys(wanted)
        if (pk, name) not in known
    )


def leave_out(team: SupportTeam, gone: Collection[Person], *, at: datetime) -> None:
    """Take people off a meeting to come, and tell those with an account that it is off for them.

    Of a meeting that was is noted who was there: it is left as it is.
    """
    meeting = coming(team)
    if meeting is not None and meeting.planned_at > at:
        _drop(team, meeting, gone, at)


def make_way(
    team: SupportTeam, gone: Collection[Person], *, starts_at: datetime, at: datetime
) -> None:
    """Let the appointment that stands make way for another moment, without who is gone.

    Whatever its day they go off it: nobody gets a mail of a later day who takes part no more. Is
    it to come, and moved to a day that was, then it is off for everybody.
    """
    meeting = coming(team)
    if meeting is None:
        return
    _drop(team, meeting, gone, at)
    _count(meeting)
    if starts_at <= at < meeting.planned_at:
        team_mails.queue(team, team_mails.CANCELLED, at=at)


def _drop(team: SupportTeam, meeting: Meeting, gone: Collection[Person], at: datetime) -> None:
    """Take people off; a day that was needs no word to them."""
    rows = meeting.invitees.select_related("membership__user")
    found = [one for one in rows if (one.membership_id, one.name) in gone]
    if not found:
        return
    meeting.invitees.filter(pk__in=[one.pk for one in found]).delete()
    _count(meeting)
    if meeting.planned_at > at:
        team_mails.queue(team, team_mails.CANCELLED, to=found, at=at)


def call_off(team: SupportTeam, *, at: datetime) -> bool:
    """Cancel the meeting to come and tell everybody; say whether there was one."""
    meeting = coming(team)
    if meeting is None:
        return False
    meeting.state, meeting.cancelled_at = MeetingState.CANCELLED, at
    meeting.save(update_fields=["state", "cancelled_at"])
    _count(meeting)
    if meeting.planned_at > at:
        team_mails.queue(team, team_mails.CANCELLED, at=at)
    return True


def _count(meeting: Meeting) -> None:
    """Count a change: a calendar takes over only what is newer than it has."""
    meeting.changes += 1
    meeting.save(update_fields=["changes"])
