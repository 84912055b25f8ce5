"""The product as it is run, for the browser: gunicorn and a worker on a database of their own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from tests import live


@dataclass
class Server:
    """A running product; `run` executes a management command beside it."""

    url: str
    variables: dict[str, str]
    folder: Path
    processes: list[Any] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Start the website and a worker, and wait until it answers."""
        commands = [
            ["gunicorn", "config.wsgi", "-c", "gunicorn.conf.py"],
            ["celery", "-A", "config", "worker", "--concurrency", "1", "--without-mingle"],
        ]
        self.processes = [
            live.start(command, self.variables, self.folder / f"{command[0]}.log")
            for command in commands
        ]
        wait_for(f"{self.url}/healthz")

    def stop(self) -> None:
        """Stop what runs; the database stays."""
        for process in self.processes:
            live.kill_group(process)

    def move_clock(self, moment: str) -> None:
        """Let it be another moment for the whole product, commands included."""
        self.stop()
        self.variables["E2E_NOW"] = moment
        self.start()

    def ask(self, code: str) -> str:
        """Return what some code prints in the product's shell; asked once for each code."""
        if code not in self.answers:
            self.answers[code] = self.run("shell", "-v0", "-c", code).strip()
        return self.answers[code]

    def run(self, *arguments: str) -> str:
        """Run `manage.py` on the same services and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def database() -> Iterator[str]:
    """Make an empty database beside the test's own; yields its address."""
    name = f"e2e_{uuid.uuid4().hex[:12]}"
    base = live.database_url().rpartition("/")[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as maintenance:
        maintenance.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{base}/{name}"
        finally:
            maintenance.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def environment(database_url: str, number: int, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
        "DATABASE_URL": database_url,
        "BROKER_URL": live.broker_url(number),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "1",
        "DEMO": "1",
        "LOG_JSON": "true",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def serving(folder: Path, *, number: int, fill: list[str], now: str = "") -> Iterator[Server]:
    """Migrate a new database, run the command that fills it, and serve it until the end.

    `now` is the moment at which the product believes to be, by default the real one.
    """
    assert connection.vendor == "postgresql"
    port = free_port()
    with database() as database_url:
        variables = environment(database_url, number, port) | {"E2E_NOW": now}
        server = Server(variables["BASE_URL"], variables, folder)
        server.run("migrate", "--verbosity", "0")
        server.run(*fill)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def wait_for(url: str, seconds: float = 60.0) -> None:
    """Wait until an address answers. Raises: AssertionError: it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"{url} gives no answer")
