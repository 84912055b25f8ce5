"""Every page of signals, talks and requests: one row a page (`pages.py`)."""

from partners.states import Role
from tests.e2e.rows import SETTINGS, Row, with_children

SUBMIT = "main form button[type=submit]"
LIST, OF_CHILD = "/verzoeken/", "/kinderen/{key}/verzoeken/"
NEW = f"{OF_CHILD}nieuw/"


def to_row(name: str) -> str:
    """Return the link in a list to the request about a child."""
    return f"main th a:has-text('{name}')"


ROWS = [
    Row("requests", with_children(LIST), Role.KOC, "empty", "empty"),
    Row("requests", LIST, Role.QC),
    Row("requests", f"{LIST}?state=klaar", Role.KOC, "nothing found"),
    Row("child_requests", with_children(OF_CHILD), Role.KOC, "empty", "empty"),
    Row("child_requests", with_children(OF_CHILD), Role.KOW, "error", "empty", click=SUBMIT),
    Row("request_ask", with_children(NEW), Role.KOC, "error", "empty", click=SUBMIT),
    Row("request", LIST, Role.QC, "to plan", follow=to_row("Noor")),
    Row("request", LIST, Role.KOC, "planned", follow=to_row("Levi")),
    Row("request", LIST, Role.KCC, "weighed", follow=to_row("Mees")),
    Row("asked_teams", f"{SETTINGS}teams/", Role.ADM),
    Row("asked_teams", f"{SETTINGS}teams/", Role.GEM),
]
NO_PAGE = {
    "signal_note": "POST only; child_requests shows what is wrong",
    "talk_note": "POST only; child_requests shows what is wrong",
    "request_sign": "POST only; it leads to the parent's page or to paper",
    "request_step": "POST only; request shows what is wrong",
    "asked_team_switch": "POST only",
}
