"""The database keeps every saved version of a report: no program and no person changes one."""

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import DatabaseError, connection, transaction

from children import key_rotation
from children.models import Child
from dossier.models import ReportVersion, TeamReport
from tests.factories import reports
from tests.factories.children import AT, make_child
from tests.factories.erasing import erasing
from tests.factories.teams import TeamReportFactory

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def a_report() -> tuple[Child, ReportVersion]:
    """Make a report that was shared."""
    report = reports.shared()
    return report.child, report.versions.get()


def a_team_report() -> tuple[Child, TeamReport]:
    """Make the report of a support team that was shared."""
    version = TeamReportFactory(shared_at=AT)
    return version.team.child, version


KINDS = pytest.mark.parametrize(
    ("made", "moment"),
    [(a_report, "final_at"), (a_team_report, "shared_at")],
    ids=["report", "report of a team"],
)
CHANGES = ("text = 'x'", "number = number + 1", "{moment} = NULL", "{moment} = now()")


def refused(statement: str) -> str:
    """Run a statement that the database refuses; return its code."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        run(statement)
    return str(caught.value.__cause__.sqlstate)  # type: ignore[union-attr]


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@KINDS
def test_version_is_never_changed_and_never_taken_away(made: Any, moment: str) -> None:
    _child, version = made()
    run("SET CONSTRAINTS ALL IMMEDIATE")  # nothing waits, or TRUNCATE is refused for that
    table = version._meta.db_table
    changes = [f"UPDATE {table} SET {change.format(moment=moment)}" for change in CHANGES]  # noqa: S608 - names of this file
    codes = [refused(one) for one in [*changes, f"DELETE FROM {table}", f"TRUNCATE {table}"]]  # noqa: S608 - as above
    assert codes == ["P0001"] * 6
    fresh = type(version).objects.get()
    assert (fresh.text, fresh.number, getattr(fresh, moment)) == (version.text, 1, AT)


def test_version_becomes_final_once_and_for_good() -> None:
    version = reports.begun().versions.get()
    version.final_at = AT
    version.save(update_fields=["final_at"])
    assert refused("UPDATE dossier_reportversion SET final_at = NULL") == "P0001"


@KINDS
def test_version_goes_with_its_own_child_only(made: Any, moment: str) -> None:
    child, version = made()
    with pytest.raises(DatabaseError), erasing(make_child()):
        version.delete()
    with erasing(child):
        child.delete()
    assert not type(version).objects.exists()


@KINDS
def test_version_is_sealed_with_a_new_key_and_says_the_same(
    made: Any, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHILD_KEYS", OLD)
    _child, version = made()
    monkeypatch.setenv("CHILD_KEYS", f"{NEW},{OLD}")
    key_rotation.rotate(tell=lambda _table, _rows: None)
    monkeypatch.setenv("CHILD_KEYS", NEW)
    assert type(version).objects.get().text == version.text
    assert refused(f"UPDATE {version._meta.db_table} SET text = 'x'") == "P0001"  # noqa: S608 - a name of ours


@KINDS
def test_version_changes_nothing_but_its_seal_while_it_is_sealed(made: Any, moment: str) -> None:
    _child, version = made()
    run("SELECT set_config('children.resealing', 'on', true)")
    for change in ("number = 5", f"{moment} = NULL"):
        assert refused(f"UPDATE {version._meta.db_table} SET {change}") == "P0001"  # noqa: S608 - names of this file
    run("SELECT set_config('children.resealing', '', true)")
