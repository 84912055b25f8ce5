"""The database itself keeps an established year as it is (migration 0003)."""

from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from subsidies.models import Allocation, AllocationKey, AllocationRun, SubsidyYear
from subsidies.states import YearState
from tests.factories.subsidies import AT, make_established, make_municipality, make_year

pytestmark = pytest.mark.django_db
TABLES = {
    "subsidies_subsidyyear": ("budget = budget + 1", SubsidyYear),
    "subsidies_allocation": ("amount = amount + 1", Allocation),
    "subsidies_allocationkey": ("definition = '{}'", AllocationKey),
    "subsidies_allocationrun": ("remainder = remainder + 1", AllocationRun),
}


@pytest.fixture
def year() -> SubsidyYear:
    return make_established(make_municipality())


def refused(statement: str, *values: Any) -> str:
    """Run a statement that must be refused; returns its SQLSTATE."""
    with pytest.raises(ProgrammingError, match="locked") as caught, transaction.atomic():
        connection.cursor().execute(statement, values)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    return str(cause.sqlstate)


@pytest.mark.parametrize("table", TABLES)
def test_established_year_refuses_an_update(year: SubsidyYear, table: str) -> None:
    assert refused(f"UPDATE {table} SET {TABLES[table][0]}") == "P0001"  # noqa: S608 - names above


@pytest.mark.parametrize("table", TABLES)
def test_established_year_refuses_a_delete(year: SubsidyYear, table: str) -> None:
    assert refused(f"DELETE FROM {table}") == "P0001"  # noqa: S608 - names above


@pytest.mark.parametrize("table", TABLES)
def test_established_year_refuses_to_be_truncated(year: SubsidyYear, table: str) -> None:
    connection.check_constraints()
    assert refused(f"TRUNCATE {table} CASCADE") == "P0001"


@pytest.mark.parametrize("table", [table for table in TABLES if table != "subsidies_subsidyyear"])
def test_established_year_refuses_a_new_row(year: SubsidyYear, table: str) -> None:
    row: Any = TABLES[table][1].objects.first()
    row.pk = None
    with pytest.raises(ProgrammingError, match="INSERT"), transaction.atomic():
        row.save(force_insert=True)


def test_established_year_refuses_a_row_from_another_year(year: SubsidyYear) -> None:
    draft = make_year(make_municipality(schools=1))
    moved = "UPDATE subsidies_allocationkey SET year_id = %s, version = 9 WHERE year_id = %s"
    assert refused(moved, year.pk, draft.pk) == "P0001"


@pytest.mark.parametrize(
    "column", ["state = 'draft'", "established_at = NULL", "legal_basis = 'x'", "version = 9"]
)
def test_established_year_refuses_each_change_but_closing(year: SubsidyYear, column: str) -> None:
    assert refused(f"UPDATE subsidies_subsidyyear SET {column}") == "P0001"  # noqa: S608 - above


def close(year: SubsidyYear, **more: Any) -> None:
    closed = {"state": YearState.CLOSED, "closed_at": AT, "closed_by": year.established_by}
    SubsidyYear.objects.filter(pk=year.pk).update(**{**closed, **more})


def test_established_year_can_be_closed(year: SubsidyYear) -> None:
    close(year)
    year.refresh_from_db()
    assert year.state == YearState.CLOSED


def test_established_year_cannot_change_while_it_is_closed(year: SubsidyYear) -> None:
    with pytest.raises(ProgrammingError, match="locked"), transaction.atomic():
        close(year, budget="1.00")


def test_closed_year_stays_closed(year: SubsidyYear) -> None:
    close(year)
    reopened = "UPDATE subsidies_subsidyyear SET state = 'established', closed_at = NULL"
    assert refused(f"{reopened}, closed_by_id = NULL") == "P0001"


def test_draft_year_can_change_beside_an_established_one(year: SubsidyYear) -> None:
    draft = make_year(make_municipality(schools=1))
    SubsidyYear.objects.filter(pk=draft.pk).update(budget="1.00")
    AllocationRun.objects.filter(key__year=draft).delete()
    AllocationKey.objects.filter(year=draft).delete()
    assert SubsidyYear.objects.filter(pk=draft.pk).delete()[0] == 1
