"""Every page of the intake list and of what schools ask: one row a page (`pages.py`)."""

from partners.states import Role
from tests.e2e.rows import Row

SUBMIT = "main form button[type=submit]"
SAVE = "#opslaan"
LINE = "main tbody th a"

ROWS = [
    Row("registrations", "/intakelijst/", Role.SCH),
    Row("registrations", "/intakelijst/?state=klaar", Role.SCH, "nothing found"),
    Row("registration_add", "/intakelijst/toevoegen/", Role.SCH, "error", click=SAVE),
    Row("registration_paste", "/intakelijst/plakken/", Role.QC),
    Row("registration", "/intakelijst/?volgorde=-intake", Role.SCH, follow=LINE),
    Row("registration_end", "/intakelijst/", Role.SCH, follow=LINE, click=".app-actions a"),
    Row("information_requests", "/vragen-van-scholen/", Role.KOC),
    Row("information_request", "/vragen-van-scholen/", Role.KOC, follow=LINE),
]
NO_PAGE = {"registration_return": "POST only", "information_ask": "POST only"}
