"""The page of the figures of the handover: one row a state (`pages.py`)."""

from partners.states import Role
from tests.e2e.rows import Row, with_children

PAGE = "/overdracht-in-cijfers/"
ROWS = [
    Row("figures", PAGE, Role.GEM),
    Row("figures", f"{PAGE}?periode=2025-0", Role.GEM, "year"),
    Row("figures", with_children(PAGE), Role.KCC, "empty", "empty"),
]
NO_PAGE: dict[str, str] = {}
