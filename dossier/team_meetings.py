"""The meeting of a support team: a day, everybody invited, and who was there.

Only who is named in a consent that holds is invited; the parents always are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dossier import team_mails, teams
from dossier.meeting_states import HAPPENED, LONGEST_MEETING, MeetingKind, MeetingState
from dossier.models import Meeting, MeetingInvitee, SupportTeam, TeamPartner
from dossier.teams import TeamError
from partners.access import Actor

PLANNED, MOVED, CANCELLED = "team.planned", "team.moved", "team.cancelled"
HELD = "team.held"
PARENTS = "Ouders"
BACK, AHEAD = timedelta(days=60), timedelta(days=366)


@dataclass(frozen=True)
class NewDate:
    """When and where a support team meets."""

    starts_at: datetime
    minutes: int = 60
    place: str = ""


@transaction.atomic
def plan(*, key: UUID, new: NewDate, by: Actor, at: datetime) -> SupportTeam:
    """Plan the meeting and invite everybody, or move the one that is still to come.

    Raises: DoesNotExist, PermissionDenied, TeamError: parents did not agree with everybody yet.
    """
    team = teams.locked(key, by)
    _refuse_date(new, at)
    partners = _agreed(team, by)
    meeting = team.meeting
    if meeting is not None and meeting.state in HAPPENED:
        raise TeamError(_("Dit overleg is al gehouden: stel een nieuw SOT-overleg voor."))
    is_moved = meeting is not None and meeting.state == MeetingState.SCHEDULED
    if meeting is None or not is_moved:
        meeting = Meeting(
            kind=MeetingKind.SUPPORT_TEAM, location=team.location, made_at=at,
            made_by=teams.member_of(by, team.child),
        )  # fmt: skip
    else:
        meeting.changes += 1
    meeting.school = team.school
    meeting.planned_at, meeting.minutes = new.starts_at, new.minutes
    meeting.place = new.place.strip()
    meeting.save()
    team.meeting = meeting
    team.save(update_fields=["meeting"])
    _invite(team, meeting, partners, at)
    if meeting.planned_at > at:
        team_mails.queue(team, team_mails.MOVED if is_moved else team_mails.INVITED, at=at)
    teams.log(team, MOVED if is_moved else PLANNED, by=by, at=at)
    return team


@transaction.atomic
def cancel(*, key: UUID, by: Actor, at: datetime) -> SupportTeam:
    """Cancel the meeting that is still to come, and tell everybody; another day can be planned.

    Raises: DoesNotExist, PermissionDenied, TeamError: none is planned.
    """
    team = teams.locked(key, by)
    meeting = team.meeting
    if meeting is None or meeting.state != MeetingState.SCHEDULED:
        raise TeamError(_("Er is geen overleg gepland dat je kunt afzeggen."))
    meeting.state, meeting.cancelled_at = MeetingState.CANCELLED, at
    meeting.changes += 1
    meeting.save(update_fields=["state", "cancelled_at", "changes"])
    team_mails.queue(team, team_mails.CANCELLED, at=at)
    teams.log(team, CANCELLED, by=by, at=at)
    return team


@transaction.atomic
def hold(
    *, key: UUID, attended: Collection[int], minutes: int, by: Actor, at: datetime
) -> SupportTeam:
    """Note who was there, on the day or after it; what was noted can be corrected.

    Args: attended: the numbers of invitees. minutes: how long it took.
    Raises: DoesNotExist, PermissionDenied, TeamError: still to come, or nobody was there.
    """
    team = teams.locked(key, by)
    meeting = team.meeting
    if meeting is None or meeting.state == MeetingState.CANCELLED:
        raise TeamError(_("Er is geen overleg gepland."))
    if meeting.planned_at > at:
        raise TeamError(_("Het overleg is nog niet geweest: noteer daarna wie er was."))
    came = set(attended)
    invited = list(meeting.invitees.all())
    if not came & {one.pk for one in invited}:
        raise TeamError(_("Kruis aan wie er was."), "attended")
    if not 0 < minutes <= LONGEST_MEETING:
        raise TeamError(_("Schrijf hoeveel minuten het duurde, hooguit acht uur."), "minutes")
    for one in invited:
        one.attended = one.pk in came
    MeetingInvitee.objects.bulk_update(invited, ["attended"])
    if meeting.held_at is None:
        meeting.state, meeting.held_at = MeetingState.HELD, at
    meeting.spent_minutes = minutes
    meeting.save(update_fields=["state", "held_at", "spent_minutes"])
    teams.log(team, HELD, by=by, at=at)
    return team


def _agreed(team: SupportTeam, by: Actor) -> list[TeamPartner]:
    """Return who takes part. Raises: TeamError: parents did not say yes to each of them."""
    partners = list(team.partners.taking_part().select_related("membership"))
    agreed = team.partners.taking_part().agreed_on(by.day).count()
    if not partners or agreed < len(partners):
        raise TeamError(_("De ouders zeiden nog geen ja tegen iedereen die meedoet."))
    return partners


def _invite(team: SupportTeam, meeting: Meeting, partners: list[TeamPartner], at: datetime) -> None:
    """Invite the parents, who runs it, the mentor and the partners; each of them once."""
    known = set(meeting.invitees.values_list("membership", "name"))
    own = [meeting.made_by_id, team.child.mentor_id]
    wanted: list[tuple[int | None, str]] = [(None, PARENTS)]
    wanted += [(pk, "") for pk in dict.fromkeys(own) if pk is not None]
    wanted += [(one.membership_id, one.name) for one in partners]
    new = [pair for pair in dict.fromkeys(wanted) if pair not in known]
    MeetingInvitee.objects.bulk_create(
        MeetingInvitee(meeting=meeting, membership_id=pk, name=name) for pk, name in new
    )
    TeamPartner.objects.filter(pk__in=[one.pk for one in partners], invited_at=None).update(
        invited_at=at
    )


def _refuse_date(new: NewDate, at: datetime) -> None:
    if not at - BACK <= new.starts_at <= at + AHEAD:
        raise TeamError(
            _("Kies een dag van hooguit twee maanden geleden en een jaar vooruit."), "day"
        )
    if not 0 < new.minutes <= LONGEST_MEETING:
        raise TeamError(_("Een overleg duurt hooguit acht uur."), "minutes")
