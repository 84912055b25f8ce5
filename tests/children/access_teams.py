"""Who sees which support team, and what hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from children.models import Child
from children.states import ConsentScope
from dossier.models import (
    FollowUp,
    OutsiderCode,
    SupportTeam,
    TeamPartner,
    TeamReport,
)
from partners.access import Actor
from tests.children.access_areas import Area
from tests.children.access_rows import CHILDCARE
from tests.factories.teams import (
    FollowUpFactory,
    OutsiderCodeFactory,
    SupportTeamFactory,
    TeamPartnerFactory,
    TeamReportFactory,
)

if TYPE_CHECKING:
    from tests.children.access_world import World

TEAMS = CHILDCARE | {"qc": "team", "qc of both": "team", "sch": "team"}


def _fill(world: World, child: Child) -> dict[str, Any]:
    """Let the school be invited to a team of the child, and everything be shared."""
    team = SupportTeamFactory(
        child=child, school=world.schools["school"], proposed_by=world.actors["kcc"].memberships[0]
    )
    partner = _partner(world, team, "qc")
    TeamReportFactory(team=team, text="Kanarie verslag", shared_at=world.at)
    OutsiderCodeFactory(partner=partner)
    FollowUpFactory(team=team)
    return {"team": team.key}


def _partner(world: World, team: SupportTeam, person: str) -> TeamPartner:
    """Invite somebody whom all that was asked of the parents names."""
    membership = world.actors[person].memberships[0]
    partner: TeamPartner = TeamPartnerFactory(team=team, membership=membership, invited_at=world.at)
    partner.questions.set(team.child.consent_questions.filter(scope=ConsentScope.SUPPORT_TEAM))
    return partner


def _seen(table: Any, name: str) -> Callable[[World, Actor], set[str]]:
    """Return the question of whose rows of a table somebody sees."""
    path = f"{name}child__last_name"
    return lambda _world, actor: set(table.objects.visible_to(actor).values_list(path, flat=True))


AREA = Area(
    things={"team": TEAMS},
    fill=_fill,
    seen=(
        ("teams", TEAMS, _seen(SupportTeam, "")),
        ("partners", TEAMS, _seen(TeamPartner, "team__")),
        ("reports", TEAMS, _seen(TeamReport, "team__")),
        ("follow-ups", TEAMS, _seen(FollowUp, "team__")),
        ("codes", CHILDCARE, _seen(OutsiderCode, "partner__team__")),
    ),
)
