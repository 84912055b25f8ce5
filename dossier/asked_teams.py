"""The teams that childcare of a municipality can ask: a table of names, with an example to take."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dossier.models import AskedTeam
from partners import audit
from partners.access import Actor
from partners.models import Municipality
from partners.refusals import RefusedError
from partners.roles import Permission, require

SHIPPED = "Vliegende brigade"  # multidisciplinary, preventive, comes to the group
SAVED = "asked_team.saved"


class TeamError(RefusedError):
    """A team cannot be added."""


@transaction.atomic
def add(*, municipality_id: int, name: str, by: Actor, at: datetime) -> AskedTeam:
    """Add a team that can be asked. Raises: DoesNotExist, PermissionDenied, TeamError."""
    municipality = _own(municipality_id, by)
    name = name.strip()
    if not name:
        raise TeamError(_("Vul in hoe het team heet."), "name")
    if municipality.asked_teams.filter(name__iexact=name).exists():
        raise TeamError(_("Er is al een team dat %s heet.") % name, "name")
    team = AskedTeam.objects.create(municipality=municipality, name=name)
    _record(team, by, at)
    return team


@transaction.atomic
def switch(
    *, municipality_id: int, team_id: int, is_on: bool, by: Actor, at: datetime
) -> AskedTeam:
    """Let a team be asked or not; what it was asked already goes on.

    Raises: DoesNotExist, PermissionDenied.
    """
    team: AskedTeam = _own(municipality_id, by).asked_teams.get(pk=team_id)
    if team.is_on != is_on:
        team.is_on = is_on
        team.save(update_fields=["is_on"])
        _record(team, by, at)
    return team


def _own(municipality_id: int, by: Actor) -> Municipality:
    rows = Municipality.objects.visible_to(by).select_for_update(no_key=True)
    municipality: Municipality = rows.get(pk=municipality_id)
    require(by, Permission.MANAGE_SETTINGS, municipality.organisation)
    return municipality


def _record(team: AskedTeam, by: Actor, at: datetime) -> None:
    audit.record(
        by=by,
        action=SAVED,
        target=team,
        organisation=team.municipality.organisation,
        at=at,
        details={"name": team.name, "is_on": team.is_on},
    )
