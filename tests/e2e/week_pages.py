"""Every page of one's week and of children by date: one row a page (`pages.py`)."""

from partners.states import Role
from tests.e2e.rows import Row, with_children
from tests.e2e.server import Server

DOSSIER = "/kinderen/{key}/dossier/"


def asked_about(server: Server) -> str:
    """Return the dossier of the child about whom the demo's childcare asked a school."""
    code = (
        "from dossier.models import LookQuestion as L;"
        "print(L.objects.exclude(child=None).exclude(school=None).first().child.key)"
    )
    return DOSSIER.format(key=server.ask(code))


ROWS = [
    Row("my_week", "/mijn-week/", Role.QC),
    Row("my_week", "/mijn-week/?week=2026-W2", Role.QC, "another week"),
    Row("my_week", with_children("/mijn-week/"), Role.KCC, "empty", "empty"),
    Row("following", "/kinderen/volgen/", Role.QC),
    Row("following", with_children("/kinderen/volgen/"), Role.KCC, "empty", "empty"),
    Row("timeline", with_children(DOSSIER), Role.KOC, "empty", "empty"),
    Row("timeline", asked_about, Role.QC),
]
NO_PAGE: dict[str, str] = {}
