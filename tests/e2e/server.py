"""The product as it is run, for the browser: gunicorn and a worker on a database of their own."""

import json
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

from django.conf import settings
from django.db import connection

from config.processes import die_with
from tests import live
from tests.migrated import copied


@dataclass
class Server:
    """A running product; `run` executes a management command beside it."""

    url: str
    variables: dict[str, str]
    folder: Path
    processes: list[Any] = field(default_factory=list)
    shell: Any = None
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
        if self.shell:
            self.leave_shell()
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
            self.answers[code] = self.do(code)
        return self.answers[code]

    def do(self, code: str) -> str:
        """Run some code in the product, in a shell that stays, and return what it printed."""
        self.shell = self.shell or subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.shell"],
            cwd=settings.BASE_DIR,
            env=self.variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=die_with(os.getpid()),
            text=True,
        )
        try:
            self.shell.stdin.write(json.dumps(code) + "\n")
            self.shell.stdin.flush()
            answer = json.loads(self.shell.stdout.readline())
        except BaseException:  # out of time: its answer must not be taken for that of the next
            self.leave_shell()
            raise
        assert "error" not in answer, answer["error"]
        return str(answer["said"]).strip()

    def leave_shell(self) -> None:
        """End the shell: the end of its input is the end of its work."""
        shell, self.shell = self.shell, None
        try:
            shell.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            shell.kill()
            shell.communicate()

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
    """Run the command that fills a new database, and serve it until the end.

    `now` is the moment at which the product believes to be, by default the real one.
    """
    assert connection.vendor == "postgresql"
    port = free_port()
    with copied(f"e2e_{uuid.uuid4().hex[:12]}") as database_url:
        variables = environment(database_url, number, port) | {"E2E_NOW": now}
        server = Server(variables["BASE_URL"], variables, folder)
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
