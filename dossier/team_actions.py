"""What a support team agreed: action points as any other, kept from the page of the team."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dossier import action_points, teams
from dossier.action_points import Origin
from dossier.meeting_states import ActionSource
from dossier.models import ActionPoint
from dossier.teams import TeamError
from partners.access import Actor


@dataclass(frozen=True)
class NewAction:
    """What is agreed: what, by whom (the number of somebody invited) and by when."""

    text: str
    invitee_id: int
    due_on: date


@transaction.atomic
def agree(*, key: UUID, new: NewAction, by: Actor, at: datetime) -> ActionPoint:
    """Keep what somebody will do.

    Raises: DoesNotExist, PermissionDenied, TeamError, ActionError.
    """
    team = teams.locked(key, by)
    meeting = team.meeting
    if meeting is None or meeting.held_at is None:
        raise TeamError(_("Noteer eerst wie er bij het overleg waren."))
    owner = meeting.invitees.filter(pk=new.invitee_id).select_related("membership").first()
    if owner is None:
        raise TeamError(_("Kies wie het doet."), "who")
    agreed = action_points.NewAction(new.text, new.due_on, owner.membership, owner.name)
    origin = Origin(
        source=ActionSource.TEAM, location=team.location, school=team.school, child=team.child,
        meeting=meeting,
    )  # fmt: skip
    return action_points.agree(new=agreed, origin=origin, by=by, at=at)


@transaction.atomic
def finish(*, key: UUID, action_key: UUID, by: Actor, at: datetime) -> ActionPoint:
    """Set an action point to done, or open again when it was. Raises: as `agree`."""
    team = teams.locked(key, by)
    rows = ActionPoint.objects.filter(source=ActionSource.TEAM, meeting=team.meeting_id)
    action = rows.filter(key=action_key).first()
    if action is None:
        raise TeamError(_("Deze afspraak is er niet meer."))
    change = action_points.reopen if action.done_at else action_points.finish
    return change(key=action_key, by=by, at=at)
