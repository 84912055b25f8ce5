"""The follow-up call (nabellen): about four weeks after the meeting, do the agreements help?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dossier import drafts, team_reports, teams
from dossier.long_texts import checked
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


def place(key: UUID) -> str:
    """Return where a draft of what was said is kept."""
    return f"team_call:{key}"


drafts.place("team_call")(team_reports.may_write)


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
    text = checked(new.text, field="text", most=LONGEST_REASON)
    drafts.drop(where=place(key), by=by)
    call = FollowUp.objects.create(
        team=team, called_on=new.called_on, outcome=new.outcome, text=text,
        noted_by=teams.member_of(by, team.child), noted_at=at,
    )  # fmt: skip
    teams.log(team, CALLED, by=by, at=at)
    return call
