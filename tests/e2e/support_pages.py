"""Every page of support: one row a page (`pages.py`)."""

from collections.abc import Callable

from partners.states import Role
from tests.e2e.rows import Row, shared_child
from tests.e2e.server import Server

SUBMIT = "main form button[type=submit]"


def with_support(path: str) -> Callable[[Server], str]:
    """Return how to give the empty product a child with support, and a page about it."""
    code = "from tests.e2e.town_support import keys;print(keys())"
    names = ("key", "need", "indication", "plan", "holder")
    return lambda server: path.format(**dict(zip(names, server.ask(code).split(), strict=True)))


ROWS = [
    Row("support_list", with_support("/ondersteuning/"), Role.KCC, "filled", "empty"),
    Row("support_list", "/ondersteuning/", Role.QC),
    Row("support_choice", with_support("/ondersteuning/instelling/{holder}/"), Role.KCC, "filled",
        "empty"),
    Row("support", with_support("/kinderen/{key}/ondersteuning/"), Role.KOC, "filled", "empty"),
    Row("support", shared_child("/kinderen/{key}/ondersteuning/"), Role.QC),
    Row("support_add", with_support("/kinderen/{key}/ondersteuning/behoefte/"), Role.KOC, "error",
        "empty", click=SUBMIT),
    Row("support_add", with_support("/kinderen/{key}/ondersteuning/plan/"), Role.KOC, "plan",
        "empty"),
    Row("support_add", with_support("/kinderen/{key}/ondersteuning/fasen/"), Role.KOC, "phases",
        "empty"),
    Row("support_change", with_support("/ondersteuning/behoefte/{need}/wijzigen/"), Role.KOC,
        "filled", "empty"),
    Row("support_end", with_support("/ondersteuning/indicatie/{indication}/afsluiten/"), Role.KOC,
        "error", "empty", click=SUBMIT),
    Row("support_remove", with_support("/ondersteuning/plan/{plan}/weghalen/"), Role.KOC, "filled",
        "empty"),
    Row("support_discuss", with_support("/ondersteuning/plan/{plan}/bespreken/"), Role.KOC,
        "error", "empty", click=SUBMIT),
    Row("support_moment", with_support("/ondersteuning/plan/{plan}/gesprek/"), Role.KOC, "filled",
        "empty"),
]  # fmt: skip
NO_PAGE = {
    "support_reopen": "POST only",
    "guardian_support": "after a code; tests/dossier/test_parents_support.py reads it",
}
