"""Every page of look questions: one row a page (`pages.py`)."""

from partners.states import Role
from tests.e2e.rows import Row, with_children

SUBMIT = "main form button[type=submit]"

ROWS = [
    Row("looks", with_children("/meekijken/"), Role.KOC, "empty", "empty"),
    Row("looks", "/meekijken/", Role.QC),
    Row("looks", "/meekijken/", Role.KOC),
    Row("look_ask", with_children("/meekijken/vragen/"), Role.KOC, "error", "empty", click=SUBMIT),
    Row("look", "/meekijken/", Role.QC, "to answer", follow="main th a"),
    Row("look", "/meekijken/", Role.KOC, "asked", follow="main th a"),
]
NO_PAGE = {"look_close": "POST only"}
