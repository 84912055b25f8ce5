"""Every page on which a school receives children: one row a page (`pages.py`)."""

from partners.states import Role
from tests.e2e.rows import Row, with_children

CHILD = "main tbody th a"

ROWS = [
    Row("board", "/instroombord/", Role.SCH),
    Row("board", with_children("/instroombord/"), Role.QC, "empty", "empty"),
    Row("arrival", "/instroombord/", Role.SCH, "to link", follow=CHILD),
    Row("arrival", "/instroombord/", Role.SCH, "linked", follow="main tbody tr:last-child th a"),
    Row(
        "arrival",
        "/instroombord/",
        Role.SCH,
        "error",
        follow=CHILD,
        click="main button:has-text('Terugkoppeling sturen')",
    ),
]
NO_PAGE = {"arrival_close": "POST only", "arrival_reopen": "POST only"}
