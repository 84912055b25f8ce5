"""What a support team agreed: who does what, and when (domain 5.5)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dossier import teams
from dossier.meeting_states import ActionSource
from dossier.models import ActionPoint
from dossier.teams import TeamError
from partners.access import Actor

AGREED, DONE = "team.action_agreed", "team.action_done"
LONGEST, LATEST = 500, timedelta(days=366)


@dataclass(frozen=True)
class NewAction:
    """What is agreed: what, by whom (the number of somebody invited) and by when."""

    text: str
    invitee_id: int
    due_on: date


@transaction.atomic
def agree(*, key: UUID, new: NewAction, by: Actor, at: datetime) -> ActionPoint:
    """Keep what somebody will do. Raises: DoesNotExist, PermissionDenied, TeamError."""
    team = teams.locked(key, by)
    meeting = team.meeting
    if meeting is None or meeting.held_at is None:
        raise TeamError(_("Noteer eerst wie er bij het overleg waren."))
    text = teams.text_of(new.text, _("Schrijf wat er gebeurt."), LONGEST, "text")
    owner = meeting.invitees.filter(pk=new.invitee_id).first()
    if owner is None:
        raise TeamError(_("Kies wie het doet."), "who")
    if not by.day <= new.due_on <= by.day + LATEST:
        raise TeamError(_("Kies een dag van vandaag tot een jaar vooruit."), "due_on")
    action = ActionPoint.objects.create(
        source=ActionSource.TEAM, location=team.location, school=team.school, child=team.child,
        meeting=meeting, text=text, owner=owner.membership, owner_name=owner.name,
        due_on=new.due_on, made_by=teams.member_of(by, team.child), made_at=at,
    )  # fmt: skip
    teams.log(team, AGREED, by=by, at=at)
    return action


@transaction.atomic
def finish(*, key: UUID, action_key: UUID, by: Actor, at: datetime) -> ActionPoint:
    """Set an action point to done, or open again when it was. Raises: as `agree`."""
    team = teams.locked(key, by)
    rows = ActionPoint.objects.filter(source=ActionSource.TEAM, meeting=team.meeting_id)
    action = rows.select_for_update(of=("self",), no_key=True).filter(key=action_key).first()
    if action is None:
        raise TeamError(_("Deze afspraak is er niet meer."))
    is_done = action.done_at is not None
    action.done_at = None if is_done else at
    action.done_by = None if is_done else teams.member_of(by, team.child)
    action.save(update_fields=["done_at", "done_by"])
    teams.log(team, DONE, by=by, at=at)
    return action
