"""Every page of meetings and action points: one row a page (`pages.py`)."""

from collections.abc import Callable

from partners.states import Role
from tests.e2e.rows import Row, with_children, with_contacts
from tests.e2e.server import Server

SUBMIT = "main form button[type=submit]"
FINAL = "main button[name=final]"
FIRST, CLOSE = "main tbody th a", "main tbody a[href$='/afronden/']"


def coming(page: str) -> Callable[[Server], str]:
    """Return how to find the meeting of the demo that is to come, and a page about it."""
    code = (
        "from dossier.models import Meeting as M;"
        "print(M.objects.filter(state='scheduled').first().key)"
    )
    return lambda server: f"/overleggen/{server.ask(code)}/{page}"


ROWS = [
    Row("meetings", with_children("/overleggen/"), Role.KOC, "empty", "empty"),
    Row("meetings", "/overleggen/", Role.KOC),
    Row("meetings", "/overleggen/", Role.SCH, "reading"),
    Row("meetings_held", with_contacts("/overleggen/gehouden/"), Role.GEM, "empty", "empty"),
    Row("meetings_held", "/overleggen/gehouden/", Role.GEM),
    Row("meeting_plan", "/overleggen/plannen/", Role.KOC, "error", click=SUBMIT),
    Row("meeting", "/overleggen/?toon=komend", Role.KOC, "coming", follow=FIRST),
    Row("meeting", "/overleggen/?toon=komend", Role.QC, "without names", follow=FIRST),
    Row("meeting", "/overleggen/?toon=geweest", Role.KOC, "closed", follow=FIRST),
    Row(
        "meeting_move",
        "/overleggen/?toon=komend",
        Role.KOC,
        "asked",
        follow="a[href$='/verzetten/']",
    ),
    Row("action_points", with_children("/acties/"), Role.KOC, "empty", "empty"),
    Row("action_points", "/acties/", Role.QC),
]
NO_PAGE = {
    "meeting_agenda": "POST only", "action_done": "POST only", "action_reopen": "POST only"
}  # fmt: skip
