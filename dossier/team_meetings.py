"""The meeting of a support team: a day, everybody invited, and who was there.

Only who is named in a consent that holds is invited; the parents always are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children import consents
from dossier import meeting_hours, team_calendar, team_mails, teams
from dossier.meeting_hours import Booked
from dossier.meeting_states import HAPPENED, LONGEST_MEETING, MeetingKind, MeetingState
from dossier.models import Meeting, MeetingInvitee, SupportTeam, TeamPartner
from dossier.team_calendar import PARENTS, Person
from dossier.teams import TeamError
from partners.access import Actor

PLANNED, MOVED, CANCELLED = "team.planned", "team.moved", "team.cancelled"
HELD = "team.held"
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

    Who takes part by now is invited, who does not any more goes off it; the others hear only of
    another day.

    Raises: DoesNotExist, PermissionDenied, TeamError: parents did not agree with everybody yet.
    """
    team = teams.locked(key, by)
    _refuse_date(new, at)
    partners = _agreed(team, new, by)
    if team.meeting is not None and team.meeting.state in HAPPENED:
        raise TeamError(_("Dit overleg is al gehouden: stel een nieuw SOT-overleg voor."))
    known = team_calendar.coming(team)
    is_moved = known is not None and _is_other(known, new)
    meeting = known or Meeting(
        kind=MeetingKind.SUPPORT_TEAM, location=team.location, made_at=at,
        made_by=teams.member_of(by, team.child),
    )  # fmt: skip
    wanted = _wanted(team, meeting, partners, by)
    if known is not None:
        gone = _known(known) - set(wanted)
        team_calendar.make_way(team, gone, starts_at=new.starts_at, at=at)
    meeting.school = team.school
    meeting.planned_at, meeting.minutes = new.starts_at, new.minutes
    meeting.place = new.place.strip()
    meeting.save()
    team.meeting = meeting
    team.save(update_fields=["meeting"])
    fresh = team_calendar.invite(meeting, wanted)
    team.partners.filter(pk__in=[one.pk for one in partners], invited_at=None).update(invited_at=at)
    if meeting.planned_at > at:
        _tell(team, None if known is None else fresh, is_moved=is_moved, at=at)
    teams.log(team, MOVED if is_moved else PLANNED, by=by, at=at)
    return team


@transaction.atomic
def cancel(*, key: UUID, by: Actor, at: datetime) -> SupportTeam:
    """Cancel the meeting that is still to come, and tell everybody; another day can be planned.

    Raises: DoesNotExist, PermissionDenied, TeamError: none is planned.
    """
    team = teams.locked(key, by)
    if not team_calendar.call_off(team, at=at):
        raise TeamError(_("Er is geen overleg gepland dat je kunt afzeggen."))
    teams.log(team, CANCELLED, by=by, at=at)
    return team


@transaction.atomic
def hold(*, key: UUID, attended: Collection[int], minutes: int, by: Actor, at: datetime) -> Booked:
    """Note who was there, on the day or after it; what was noted can be corrected.

    The minutes book themselves for the coordinator of the school who was there, and follow what is
    corrected. Returns whose hours were booked, and why other hours were not.

    Args: attended: the numbers of invitees. minutes: how long it took.
    Raises: DoesNotExist, PermissionDenied, TeamError: still to come, or nobody was there.
    """
    team = teams.locked(key, by)
    meeting = team.meeting
    if meeting is None or meeting.state == MeetingState.CANCELLED:
        raise TeamError(_("Er is geen overleg gepland."))
    if meeting.planned_at > at:
        raise TeamError(_("Het overleg is nog niet geweest: noteer daarna wie er was."))
    if not 0 < minutes <= LONGEST_MEETING:
        raise TeamError(_("Schrijf hoeveel minuten het duurde, hooguit acht uur."), "minutes")
    has_fewer = _attend(meeting, set(attended))
    if meeting.held_at is None:
        meeting.state, meeting.held_at = MeetingState.HELD, at
    meeting.spent_minutes = minutes
    meeting.save(update_fields=["state", "held_at", "spent_minutes"])
    teams.log(team, HELD, by=by, at=at)
    if has_fewer:
        meeting_hours.unbook(meeting, by=by, at=at)
    return meeting_hours.book(meeting, by=by, at=at)


# --- when the ground under a meeting is gone ----------------------------------------------------


def call_off_unfounded(*, at: datetime) -> int:
    """Cancel each meeting to come of which a partner is named in no consent that holds any more.

    Parents stopped, a term ended, a school closed or the child left: nothing is planned on it, and
    whoever was invited hears that it is off. Returns how many there were; repeating is free.
    """
    keys = list(_unfounded(at).order_by("child", "pk").values_list("child", "pk"))
    return sum(_call_off(child, pk, at) for child, pk in keys)


@transaction.atomic
def _call_off(child_id: int, pk: int, at: datetime) -> bool:
    consents.lock_child(child_id)
    rows = _unfounded(at).select_related("child", "location__holder__organisation", "meeting")
    found = rows.select_for_update(of=("self",), no_key=True).filter(pk=pk).order_by().first()
    if found is None:
        return False
    teams.log(found, CANCELLED, by=None, at=at)
    return team_calendar.call_off(found, at=at)


def _unfounded(at: datetime) -> QuerySet[SupportTeam]:
    """Return the open teams with a meeting to come of which a partner is named no more."""
    same = TeamPartner.objects.filter(team=OuterRef("team")).order_by()
    agreed = same.agreed_on(timezone.localdate(at)).values("pk")
    invited = TeamPartner.objects.filter(team=OuterRef("pk"), invited_at__isnull=False)
    unnamed = invited.taking_part().exclude(pk__in=agreed)
    waiting = SupportTeam.objects.open().filter(
        meeting__state=MeetingState.SCHEDULED, meeting__planned_at__gt=at
    )
    return waiting.filter(Exists(unnamed) | Q(child__left_on__isnull=False))


# --- the parts ------------------------------------------------------------------------------------


def _attend(meeting: Meeting, came: set[int]) -> bool:
    """Note who was there, and say whether somebody now was not. Raises: TeamError: nobody."""
    invited = list(meeting.invitees.all())
    if not came & {one.pk for one in invited}:
        raise TeamError(_("Kruis aan wie er was."), "attended")
    has_fewer = any(one.attended and one.pk not in came for one in invited)
    for one in invited:
        one.attended = one.pk in came
    MeetingInvitee.objects.bulk_update(invited, ["attended"])
    return has_fewer


def _agreed(team: SupportTeam, new: NewDate, by: Actor) -> list[TeamPartner]:
    """Return who takes part.

    Raises: TeamError: parents did not say yes to each of them, or one does not work there any more.
    """
    partners = list(team.partners.taking_part().select_related("membership__user"))
    agreed = team.partners.taking_part().agreed_on(by.day).count()
    if not partners or agreed < len(partners):
        raise TeamError(_("De ouders zeiden nog geen ja tegen iedereen die meedoet."))
    day = min(by.day, timezone.localdate(new.starts_at))  # of a past meeting: who worked there then
    here = team_mails.working([one.membership_id for one in partners], day=day)
    if gone := [one.person for one in partners if one.membership_id not in {None, *here}]:
        raise TeamError(_("%s werkt daar niet meer: haal die persoon eruit.") % gone[0])
    return partners


def _wanted(
    team: SupportTeam, meeting: Meeting, partners: list[TeamPartner], by: Actor
) -> list[Person]:
    """Return who belongs on the appointment: parents, who runs it, the mentor and partners.

    Of childcare those who work there still; whoever plans comes for who planned it before.
    """
    here = team_mails.working([meeting.made_by_id, team.child.mentor_id], day=by.day)
    runs = meeting.made_by_id
    if runs not in here:
        runs = teams.member_of(by, team.child).pk
    mentor = team.child.mentor_id if team.child.mentor_id in here else None
    members: list[Person] = [(pk, "") for pk in (runs, mentor) if pk is not None]
    return [(None, PARENTS), *members, *((one.membership_id, one.name) for one in partners)]


def _known(meeting: Meeting) -> set[Person]:
    return set(meeting.invitees.values_list("membership", "name"))


def _tell(
    team: SupportTeam, fresh: list[MeetingInvitee] | None, *, is_moved: bool, at: datetime
) -> None:
    """Invite who is new, None for everybody; tell the others of another day alone."""
    team_mails.queue(team, team_mails.INVITED, to=fresh, at=at)
    if is_moved:
        team_mails.queue(team, team_mails.MOVED, at=at)  # one mail a person: the first stands


def _is_other(meeting: Meeting, new: NewDate) -> bool:
    """Say whether a meeting comes at another moment, elsewhere, or takes another time."""
    now = (meeting.planned_at, meeting.minutes, meeting.place)
    return now != (new.starts_at, new.minutes, new.place.strip())


def _refuse_date(new: NewDate, at: datetime) -> None:
    if not at - BACK <= new.starts_at <= at + AHEAD:
        raise TeamError(
            _("Kies een dag van hooguit twee maanden geleden en een jaar vooruit."), "day"
        )
    if not 0 < new.minutes <= LONGEST_MEETING:
        raise TeamError(_("Een overleg duurt hooguit acht uur."), "minutes")
