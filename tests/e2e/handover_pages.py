"""Every page of a handover: one row a page (`pages.py`)."""

from collections.abc import Callable

from partners.states import Role
from tests.e2e.rows import SETTINGS, Row
from tests.e2e.server import Server


def of(first_name: str, part: str = "") -> Callable[[Server], str]:
    """Return how to find a child of the demo, and a page about its handover."""
    found = f"Child.objects.get(first_name='{first_name}')"
    code = f"from children.models import Child;print({found}.key)"
    return lambda server: f"/kinderen/{server.ask(code)}/overdracht/{part}"


ROWS = [
    Row("handovers", "/overdrachten/", Role.KOC),
    Row("handovers", "/overdrachten/?q=niemand", Role.KOW, "nothing found"),
    Row("handover", of("Levi"), Role.KOC),
    Row("handover", of("Yara"), Role.KOW, "stopped"),
    Row("handover_share", of("Elif", "delen/"), Role.KOC, "missing"),
    Row("handovers_shared", "/overdrachten/gedeeld/", Role.SCH),
    Row("handover_read", of("Noor", "lezen/"), Role.QC),
    Row("handover_settings", f"{SETTINGS}overdracht/", Role.GEM),
    Row("parents_code", "/ouder-code/"),
    Row("parents_code", "/ouder-code/", state="error", click="main form button[type=submit]"),
]
NO_PAGE = {
    "handover_field": "POST only; tests/transitions/test_handover_pages.py",
    "handover_offer": "POST only",
    "handover_talk": "POST only",
    "handover_given": "POST only",
    "handover_not_given": "POST only",
    "guardian_codes": "after a code; test_parents_code.py walks it",
    "parents_code_read": "after a code; test_parents_code.py walks it",
    "guardian_handover": "after a code; tests/transitions/test_parents_preview.py reads it",
    "handover_pdf": "a file; tests/transitions/test_handover_pages.py reads it",
}
