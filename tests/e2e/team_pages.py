"""Every page of support teams, of the report for outsiders and of calendars: one row a page."""

from collections.abc import Callable

from partners.states import Role
from tests.e2e.rows import Row, with_children
from tests.e2e.server import Server

SUBMIT = "main form button[type=submit]"


def of_stand(stand: str, path: str = "") -> Callable[[Server], str]:
    """Return how to give the empty product a team with this stand, and a page of it."""
    code = f"from tests.e2e.town_teams import team_of;print(team_of('{stand}'))"
    return lambda server: f"/sot/{server.ask(code)}/{path}"


ROWS = [
    Row("teams", with_children("/sot/"), Role.KCC, "empty", "empty"),
    Row("teams", "/sot/", Role.KCC),
    Row("team", "/sot/", Role.KCC, "shared", follow="main th a"),
    Row("team", "/sot/", Role.QC, "school", follow="main th a"),
    Row("team", of_stand("listed"), Role.KCC, "listed", "empty"),
    Row("team", of_stand("planned"), Role.KCC, "planned", "empty"),
    Row(
        "team",
        "/sot/",
        Role.KCC,
        "code given",
        follow="main th a",
        click="main form[action$='/code/'] button",
    ),
    Row(
        "team_propose",
        with_children("/kinderen/{key}/sot/"),
        Role.KCC,
        "error",
        "empty",
        click=SUBMIT,
    ),
    Row("team_ask", of_stand("listed", "ouders/"), Role.KCC, site="empty"),
    Row("team_plan", of_stand("planned", "plannen/"), Role.KCC, site="empty"),
    Row("team_plan", of_stand("listed", "plannen/"), Role.KCC, "error", "empty", click=SUBMIT),
    Row("team_hold", of_stand("planned", "aanwezig/"), Role.KCC, site="empty"),
    Row("team_report", "/sot/", Role.KCC, follow="main th a", click="main a[href$='/verslag/']"),
    Row("team_call", "/sot/", Role.KCC, follow="main th a", click="main a[href$='/nabellen/']"),
    Row("team_close", of_stand("listed", "afsluiten/"), Role.KCC, site="empty"),
    Row("outsider", "/verslag/abcdefgh/"),
    Row("outsider", "/verslag/abcdefgh/", state="error", click=SUBMIT),
    Row("calendar", "/agenda/", Role.QC),
    Row("calendar", "/agenda/", Role.KCC, "address", "empty", click=SUBMIT),
]
NO_PAGE = {
    "team_partner": "POST only", "team_take_off": "POST only", "team_code": "POST only",
    "team_cancel": "POST only", "team_share": "POST only", "team_action": "POST only",
    "team_action_done": "POST only",
    "outsider_report": "needs a code: test_dossier_walk.py looks at it",
    "calendar_file": "a calendar, no page: tests/dossier/test_feeds.py",
}  # fmt: skip
