"""Pages of a report ask the database as often for one version as for many."""

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossier import report_reading
from dossier.models import Report
from partners.states import Role
from tests.dossier.test_report_reading import LATER, reader
from tests.factories import reports as made
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
MOST = 45  # of any of these pages, what every page asks for and the log included


@pytest.fixture
def report() -> Any:
    """Make a report with one of everything, weeks ago."""
    cache.clear()
    with time_machine.travel(LATER, tick=False):
        report = made.shared()
        made.question(report)
        made.opinion(report)
        yield report


def grow(report: Report) -> None:
    """Let there be three more of everything."""
    for _number in range(3):
        made.version(report, text="Verbeterd.", final_at=LATER)
        made.question(report)
        made.opinion(report)


def asked(client: Client, path: str) -> int:
    """Return how many queries a page takes, once the session was used."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.KOC, ""),
        (Role.QC, ""),
        (Role.QC, "schrijven/"),
        (Role.QC, "geschiedenis/"),
        (Role.QC, "geschiedenis/?van=1&tot=1"),
    ],
)
def test_page_asks_as_often_for_more_versions(report: Report, role: Role, page: str) -> None:
    place = report.request.school if role == Role.QC else report.child.location
    client = sign_in(Client(), make_actor(role, place))
    path = f"/verzoeken/{report.request.key}/verslag/{page}"
    few = asked(client, path)
    grow(report)
    assert asked(client, path) == few <= MOST


def test_parents_ask_as_often_for_more_versions_and_reports(report: Report) -> None:
    client, path = reader(report)
    few = asked(client, path)
    grow(report)
    again = made.shared(made.planned(child=report.child, school=report.request.school))
    assert len(report_reading.readable(report.child.guardians.first(), LATER)) == 2
    made.version(again, final_at=LATER)
    assert asked(client, path) == few <= MOST
