"""Every page of reports, and of what parents write: one row a page (`pages.py`)."""

from collections.abc import Callable

from partners.states import Role
from tests.e2e.rows import Row
from tests.e2e.server import Server

SUBMIT = "main form button[type=submit]"


def of(page: str, first_name: str = "Mees") -> Callable[[Server], str]:
    """Return how to find a page of the report about a child of the demo."""
    code = f"from tests.e2e.town_reports import key_of;print(key_of('{first_name}'))"
    return lambda server: f"/verzoeken/{server.ask(code)}/verslag/{page}"


def remark(server: Server) -> str:
    """Return how to answer what a parent wrote in the demo."""
    return server.ask("from tests.e2e.town_reports import remark_of;print(remark_of('Mees'))")


ROWS = [
    Row("report", of(""), Role.QC, "shared"),
    Row("report", of(""), Role.KOC, "to answer"),
    Row("report_back", of(""), Role.KCC, "error", click=SUBMIT),
    Row("report_write", of("schrijven/"), Role.QC, "to correct"),
    Row("report_write", of("schrijven/", "Adam"), Role.QC, "begun"),
    Row("report_write", of("schrijven/", "Levi"), Role.QC, "error", click=SUBMIT),
    Row("report_share", of("delen/", "Adam"), Role.QC),
    Row("report_history", of("geschiedenis/?van=1&tot=2", "Adam"), Role.QC),
    Row("report_history", of("geschiedenis/"), Role.KOC, "one version"),
    Row("remark", remark, Role.KOC, "error", click=SUBMIT),
]
NO_PAGE = {
    "report_opinion": "POST only; tests/dossier/test_report_pages.py answers",
    "guardian_reports": "after a code; tests/e2e/test_editing.py reads it",
    "guardian_reports_pdf": "a PDF; tests/dossier/test_report_reading.py reads it",
}
