"""Every page of meetings and action points: one row a page (`pages.py`)."""

from collections.abc import Callable

from partners.states import Role
from tests.e2e.rows import Row, with_children, with_contacts
from tests.e2e.server import Server

SUBMIT = "main form button[type=submit]"


def meeting_in(state: str, page: str = "") -> Callable[[Server], str]:
    """Return how to find the meeting of the demo in a state, and a page about it."""
    code = (
        "from dossier.models import Meeting as M;"
        f"print(M.objects.exclude(kind='support_team').filter(state='{state}').first().key)"
    )
    return lambda server: f"/overleggen/{server.ask(code)}/{page}"


ROWS = [
    Row("meetings", with_children("/overleggen/"), Role.KOC, "empty", "empty"),
    Row("meetings", "/overleggen/", Role.KOC),
    Row("meetings", "/overleggen/", Role.SCH, "reading"),
    Row("meetings_held", with_contacts("/overleggen/gehouden/"), Role.GEM, "empty", "empty"),
    Row("meetings_held", "/overleggen/gehouden/", Role.GEM),
    Row("meeting_plan", "/overleggen/plannen/", Role.KOC, "error", click=SUBMIT),
    Row("meeting", meeting_in("scheduled"), Role.KOC, "coming"),
    Row("meeting", meeting_in("scheduled"), Role.QC, "without names"),
    Row("meeting", meeting_in("closed"), Role.KOC, "closed"),
    Row("meeting_close", meeting_in("held", "afronden/"), Role.KOC),
    Row("meeting_move", meeting_in("scheduled", "verzetten/"), Role.KOC, "error", click=SUBMIT),
    Row("meeting_cancel", meeting_in("scheduled", "afzeggen/"), Role.KOC),
    Row("action_points", with_children("/acties/"), Role.KOC, "empty", "empty"),
    Row("action_points", "/acties/", Role.QC),
]
NO_PAGE = {
    "meeting_agenda": "POST only", "action_done": "POST only", "action_reopen": "POST only"
}  # fmt: skip
