"""Accounts and data folders for the tests of the embedded services, and a demo that is filled."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from config.demo.fill import fill
from subsidies.letters import Drafted
from tests.config import embedded_lab as lab
from tests.config.embedded_lab import Account, User

MAKERS: dict[str, Callable[[Path], Account]] = {"tester": lab.tester}
if os.geteuid() == 0:
    MAKERS["nobody"] = lab.nobody
FILLED_AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
GROUPS = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"embedded-{name}")) for name in MAKERS
]  # fmt: skip


@pytest.fixture(scope="session", params=GROUPS)
def account(request: pytest.FixtureRequest) -> Iterator[Account]:
    """Yield the account that runs the tests and, when that is root, an ordinary one."""
    folder = Path(tempfile.mkdtemp())  # which no other account can enter
    yield MAKERS[request.param](folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template(account: Account) -> Path:
    """Return a stopped data folder with one row and one key in it."""
    data = account.folder / "template"
    with User(account, data).joined() as user, user.redis() as client:
        user.query("CREATE TABLE note (text text)")
        user.query("INSERT INTO note VALUES ('kept')")
        client.set("note", "kept")
    lab.stop(account, data)
    return data


@pytest.fixture
def data(account: Account, template: Path) -> Iterator[Path]:
    """Yield a data folder that was used before, for tests that leave it as it was."""
    yield template
    lab.stop(account, template)


@pytest.fixture
def new(account: Account) -> Iterator[Path]:
    """Yield the path of a data folder that does not exist yet."""
    path = account.folder / f"data-{time.monotonic_ns()}"
    yield path
    lab.stop(account, path)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def copy(template: Path, new: Path) -> Path:
    """Return a data folder that was used before, for tests that change it."""
    subprocess.run(["cp", "-a", template, new], check=True)
    return new


@pytest.fixture(scope="module")
def filled_demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Drafted]:
    """Fill the demo once for a module; every test starts from it and is rolled back to it.

    A module that uses it keeps its tests together with an xdist_group, or each worker fills one.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEMO=True):
            drafted = fill(at=FILLED_AT)
        yield drafted
        transaction.set_rollback(True)
