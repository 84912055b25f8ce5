"""The follow-up call (nabellen): about four weeks after the meeting, do the agreements help?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dossier import teams
from dossier.models import FollowUp
from dossier.team_states import LONGEST_REASON, FollowUpOutcome
from dossier.teams import TeamError
from partners.access import Actor

CALLED = "team.called"


@dataclass(frozen=True)
class NewCall:
    """What a call brought."""

    called_on: date
    outcome: str
    text: str = ""


@transaction.atomic
def note(*, key: UUID, new: NewCall, by: Actor, at: datetime) -> FollowUp:
    """Note a follow-up call; a later one is noted beside it.

    Raises: DoesNotExist, PermissionDenied, TeamError: no meeting was held, or a day that is not.
    """
    team = teams.locked(key, by)
    meeting = team.meeting
    if meeting is None or meeting.held_at is None:
        raise TeamError(_("Er is nog geen overleg gehouden om over na te bellen."))
    held_on = timezone.localdate(meeting.planned_at)
    if not held_on <= new.called_on <= timezone.localdate(at):
        raise TeamError(_("Kies de dag waarop je belde: na het overleg en niet later dan vandaag."),
                        "called_on")  # fmt: skip
    if new.outcome not in FollowUpOutcome.values:
        raise TeamError(_("Kies wat het opleverde."), "outcome")
    text = new.text.strip()
    if len(text) > LONGEST_REASON:
        raise TeamError(_("Dat zijn te veel tekens: kort het in."), "text")
    call = FollowUp.objects.create(
        team=team, called_on=new.called_on, outcome=new.outcome, text=text,
        noted_by=teams.member_of(by, team.child), noted_at=at,
    )  # fmt: skip
    teams.log(team, CALLED, by=by, at=at)
    return call
