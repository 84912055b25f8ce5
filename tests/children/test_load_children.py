"""The command that brings in a list of children, with the code of the page."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import CommandError, call_command
from django.utils import timezone

from children.models import Child
from partners.models import AuditEntry, ChildcareLocation
from tests.factories.children import GroupFactory, make_child
from tests.factories.partners import ChildcareLocationFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BORN = TODAY - relativedelta(months=40)
YOUNG = TODAY - relativedelta(months=20)
LIST = f"Geboren;Naam\n{BORN};Levi Waterval\n{YOUNG};Mees Molenpad\n"
NONE = {"added": 0, "here": 0, "same": 0, "asked": 0, "too_young": 0, "faulty": 0}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "lijst.csv"
    found.write_text(LIST)
    return found


def load(path: Path, location: ChildcareLocation, *more: str) -> tuple[Any, str, int]:
    """Return the JSON, what was said on stderr, and the exit code."""
    out, err, code = StringIO(), StringIO(), 0
    arguments = ("load_children", str(path), "--location", location.organisation.key, "--json")
    try:
        call_command(*arguments, *more, stdout=out, stderr=err)
    except SystemExit as stop:
        code = int(str(stop.code))
    return json.loads(out.getvalue()), err.getvalue(), code


def test_load_adds_children_without_a_person_and_logs_each(
    path: Path, location: ChildcareLocation
) -> None:
    said, _err, code = load(path, location)
    child = Child.objects.get()
    line = AuditEntry.objects.get(action="child.added")
    assert (said, code) == ({**NONE, "added": 1, "too_young": 1, "errors": []}, 0)
    assert (child.name, child.location, child.added_by) == ("Levi Waterval", location, None)
    assert (line.user, line.organisation_id) == (None, location.holder_id)


def test_load_puts_children_in_the_group_that_is_named(
    path: Path, location: ChildcareLocation
) -> None:
    group = GroupFactory(location=location, name="Vlinders")
    load(path, location, "--group", "vlinders")
    assert Child.objects.get().group == group
    assert load(path, location, "--group", "Torren")[2] == 1


def test_load_dry_run_counts_and_keeps_nothing(path: Path, location: ChildcareLocation) -> None:
    said, _err, code = load(path, location, "--dry-run")
    assert (said["added"], code, Child.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_load_names_each_fault_and_keeps_nothing(
    path: Path, location: ChildcareLocation, more: tuple[str, ...]
) -> None:
    path.write_text(f"{LIST}gisteren;Nora Aydin\n")
    said, err, code = load(path, location, *more)
    assert (said["errors"][0]["line"], said["errors"][0]["column"]) == (4, "Geboren")
    assert (said["faulty"], code, Child.objects.count()) == (1, 1, 0)
    assert err.startswith("Regel 4, kolom “Geboren”")


@pytest.mark.parametrize(("answer", "count"), [("same", 1), ("other", 2)])
def test_load_asks_about_who_looks_like_somebody(
    path: Path, location: ChildcareLocation, answer: str, count: int
) -> None:
    path.write_text(f"Geboren;Naam\n{BORN};Levie Waterval\n{BORN};Nora Aydin")
    make_child(location, first_name="Levi", last_name="Waterval", born_on=BORN)
    said, err, code = load(path, location)
    assert (said["asked"], code) == (1, 1)
    assert "Waterval" not in err
    assert load(path, location, "--alike", answer)[0]["added"] == count


def test_load_says_what_is_no_list(path: Path, location: ChildcareLocation) -> None:
    path.write_text("alleen maar tekst")
    said, err, code = load(path, location)
    assert (said, code) == ({**NONE, "errors": [{"message": err.strip()}]}, 1)
    assert load(path.with_name("weg.csv"), location)[2] == 1


def test_load_is_off_where_the_module_is(path: Path) -> None:
    assert load(path, ChildcareLocationFactory())[2] == 1


def test_load_without_a_location_is_wrong_usage(path: Path) -> None:
    with pytest.raises(CommandError, match="geen open opvanglocatie") as caught:
        call_command("load_children", str(path), "--location", "123")
    assert caught.value.returncode == 2
