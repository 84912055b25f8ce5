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
from tests.children.access_rows import (
    CHILDCARE,
    ELSEWHERE,
    EVERYBODY,
    SCHOOL_REPORT,
    TEACHER_REPORT,
    Row,
    nobody,
)
from tests.factories.teams import (
    FollowUpFactory,
    OutsiderCodeFactory,
    SupportTeamFactory,
    TeamPartnerFactory,
    TeamReportFactory,
)

if TYPE_CHECKING:
    from tests.children.access_world import World

CARERS = {name: states for name, states in CHILDCARE.items() if name[:3] == "kcc"}
TEAMS = CHILDCARE | {"qc": "team", "qc of both": "team"}  # "sch" was not invited itself
# With support named in a live `share_form`, and only to the school to which it was handed over.
HANDED = CHILDCARE | dict.fromkeys(("qc", "qc of both", "sch"), SCHOOL_REPORT)
HANDED |= {"tea": TEACHER_REPORT, "tea beside": "other_group"}


def _fill(world: World, child: Child) -> dict[str, Any]:
    """Let the school be invited to a team of the child, and everything be shared."""
    team = SupportTeamFactory(
        child=child, school=world.schools["school"], proposed_by=world.actors["kcc"].memberships[0]
    )
    partner = _partner(world, team, "qc")
    TeamReportFactory(team=team, text="Kanarie verslag", shared_at=world.at)
    OutsiderCodeFactory(partner=partner)
    FollowUpFactory(team=team)
    SupportTeamFactory(
        child=child, closed_at=world.at, closed_by=team.proposed_by, proposed_by=team.proposed_by,
        handed_to="Iris Blok", handed_school=world.schools["school"],
    )  # fmt: skip
    return {"sot": team.key}


def _partner(world: World, team: SupportTeam, person: str) -> TeamPartner:
    """Invite somebody, as one of the school, whom all that was asked of the parents names."""
    membership = world.at_school(person)
    partner: TeamPartner = TeamPartnerFactory(team=team, membership=membership, invited_at=world.at)
    partner.questions.set(team.child.consent_questions.filter(scope=ConsentScope.SUPPORT_TEAM))
    return partner


def _seen(table: Any, name: str) -> Callable[[World, Actor], set[str]]:
    """Return the question of whose rows of a table somebody sees."""
    path = f"{name}child__last_name"
    return lambda _world, actor: set(table.objects.visible_to(actor).values_list(path, flat=True))


def _handed(_world: World, actor: Actor) -> set[str]:
    """Return of whom somebody reads who at the school goes on after a support team."""
    rows = SupportTeam.objects.handed_over(actor).values_list("child__last_name", "handed_to")
    return {child if name else "nobody" for child, name in rows}


NO_ACTION = "6f2c1a1e-58a6-4a0e-9d2c-0a4b8f1d2c3e"
STEPS = {
    "team_ask": "ouders", "team_plan": "plannen", "team_hold": "aanwezig",
    "team_report": "verslag", "team_call": "nabellen", "team_close": "afsluiten",
}  # fmt: skip
BUTTONS = {
    "team_partner": "partner", "team_take_off": "partner/0/weghalen",
    "team_code": "partner/0/code", "team_cancel": "afzeggen", "team_share": "delen",
    "team_action": "afspraak", "team_action_done": f"afspraak/{NO_ACTION}",
}  # fmt: skip
AREA = Area(
    things={"team": TEAMS | {"sch": "team"}},
    keys=frozenset({"sot"}),
    addresses={
        "teams": Row("/sot/", TEAMS | ELSEWHERE | nobody("qc elsewhere", "sch elsewhere", "sch")),
        "team_propose": Row("/kinderen/{child}/sot/", CARERS),
        "team": Row("/sot/{sot}/", TEAMS | nobody("sch")),
        **{name: Row(f"/sot/{{sot}}/{path}/", CARERS) for name, path in STEPS.items()},
        **{
            name: Row(f"/sot/{{sot}}/{path}/", CARERS, method="POST")
            for name, path in BUTTONS.items()
        },
        "outsider": Row("/verslag/onbekend/", nobody(*EVERYBODY), is_public=True),
    },
    no_child={
        "outsider_report": "sends to the page that asks for a code, unless one was typed in this "
        "browser: tests/dossier/test_outsiders.py",
        "calendar": "the own calendar address: no child in it",
        "calendar_file": "kinds and links, by a secret address: tests/dossier/test_feeds.py",
    },
    fill=_fill,
    seen=(
        ("teams", TEAMS, _seen(SupportTeam, "")),
        ("partners", TEAMS, _seen(TeamPartner, "team__")),
        ("reports", TEAMS, _seen(TeamReport, "team__")),
        ("follow-ups", TEAMS, _seen(FollowUp, "team__")),
        ("hand-overs", HANDED, _handed),
        ("codes", CHILDCARE, _seen(OutsiderCode, "partner__team__")),
    ),
)
