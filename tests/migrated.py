"""One database that is migrated once, from which every process of the tests copies its own.

Migrating costs half a minute; a copy costs a second. Two processes copy for their own tests, and
the running products of the browser tests are copies too.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from tests import live

TURN = 7_340_112  # the advisory lock of who makes it


def template_name() -> str:
    """Return the name of the migrated database; who comes first makes it."""
    name = _name()
    with _maintenance() as (base, maintenance):
        maintenance.execute("SELECT pg_advisory_lock(%s)", [TURN])
        found = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not maintenance.execute(found, [name]).fetchone():
            maintenance.execute(f'DROP DATABASE IF EXISTS "{name}_making" WITH (FORCE)')
            maintenance.execute(f'CREATE DATABASE "{name}_making"')
            _migrate(f"{base}/{name}_making")
            maintenance.execute(f'ALTER DATABASE "{name}_making" RENAME TO "{name}"')
    return name  # the end of the connection frees the lock


@contextmanager
def copied(name: str) -> Iterator[str]:
    """Make a migrated database with nothing in it beside the test's own; yields its address."""
    template = template_name()
    with _maintenance() as (base, maintenance):
        maintenance.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield f"{base}/{name}"
        finally:
            maintenance.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def drop() -> None:
    """Leave nothing of it in a server that stays."""
    base = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as maintenance:
        for end in ("", "_making"):
            maintenance.execute(f'DROP DATABASE IF EXISTS "{_name()}{end}" WITH (FORCE)')


def _name() -> str:
    return f"migrated_{Path(os.environ['SO_TESTS_DATA_DIR']).name}"


@contextmanager
def _maintenance() -> Iterator[tuple[str, psycopg.Connection[Any]]]:
    """Return the address of the server of the tests, and a connection beside their database."""
    base = live.database_url().rpartition("/")[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        yield base, connection


def _migrate(database_url: str) -> None:
    """Migrate as the product does, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env=live.environment(2, DATABASE_URL=database_url, DJANGO_SETTINGS_MODULE="tests.settings"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
