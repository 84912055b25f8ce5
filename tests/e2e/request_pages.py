"""Every page of signals, talks and requests: one row a page (`pages.py`)."""

from collections.abc import Callable

from partners.states import Role
from tests.e2e.rows import SETTINGS, Row, with_children
from tests.e2e.server import Server

SUBMIT = "main form button[type=submit]"
LIST, OF_CHILD = "/verzoeken/", "/kinderen/{key}/verzoeken/"
NEW = f"{OF_CHILD}nieuw/"


def to_row(name: str) -> str:
    """Return the link in a list to the request about a child."""
    return f"main th a:has-text('{name}')"


def of(page: str) -> Callable[[Server], str]:
    """Return how to find a page of the request about a child of the demo."""
    code = "from tests.e2e.town_reports import path_of;print(path_of('Levi'))"
    return lambda server: f"{server.ask(code)}{page}"


def other(server: Server) -> str:
    """Return where what somebody from outside saw of a child is corrected."""
    return server.ask("from tests.e2e.town_reports import other_of;print(other_of('Levi'))")


def called_off(server: Server) -> str:
    """Return where a request is whose observation is off."""
    return server.ask("from tests.e2e.town_reports import call_off;print(call_off())")


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
    Row("request", called_off, Role.KOC, "called off"),
    Row("request", called_off, Role.KCC, "called off"),
    Row("other_note", of("anderen/"), Role.KCC, "error", click=SUBMIT),
    Row("other_change", other, Role.KCC),
    Row("asked_teams", f"{SETTINGS}teams/", Role.ADM),
    Row("asked_teams", f"{SETTINGS}teams/", Role.GEM),
]
NO_PAGE = {
    "signal_note": "POST only; child_requests shows what is wrong",
    "talk_note": "POST only; child_requests shows what is wrong",
    "signal_remove": "POST only",
    "talk_remove": "POST only",
    "other_remove": "POST only; other_change has the button",
    "guardian_requests": "after a code; tests/dossier/test_parents_requests.py reads it",
    "guardian_request_file": "a file; tests/dossier/test_parents_requests.py saves it",
    "request_sign": "POST only; it leads to the parent's page or to paper",
    "request_step": "POST only; request shows what is wrong",
    "asked_team_switch": "POST only",
}
