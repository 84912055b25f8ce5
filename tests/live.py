"""Real processes of the product against the database and the broker of the running test."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from config.processes import die_with

PROGRAMS = Path(sys.executable).parent
PROCESSES, PER_PROCESS = 3, 5


def database_url() -> str:
    """Return the address of the database that the test itself is using."""
    parts = connection.settings_dict
    user = quote(parts["USER"], safe="")
    password = f":{quote(parts['PASSWORD'], safe='')}" if parts["PASSWORD"] else ""
    port = f":{parts['PORT']}" if parts["PORT"] else ""
    host = quote(parts["HOST"] or parts["OPTIONS"].get("host", ""), safe="")
    return f"postgresql://{user}{password}@{host}{port}/{parts['NAME']}"


def broker_url(number: int) -> str:
    """Return a database of the broker of one's own: 0 to 4, other than any server that lives on.

    A broker has 16 of them: five for each of the three processes that `make test` runs in, and the
    first for what uses the broker of the settings. Within one process tests run in turn, so two
    tests may take the same number; the servers of the browser tests live on and keep 0 and 1.
    """
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    assert process < PROCESSES, "run the tests in at most three processes; none may have crashed"
    number = 1 + number % PER_PROCESS + PER_PROCESS * process
    base = settings.CELERY_BROKER_URL.partition("?")[0]
    if base.startswith("redis+socket://"):
        return f"{base}?virtual_host={number}"
    scheme, _, rest = base.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{number}"


def environment(number: int, **changes: str) -> dict[str, str]:
    """Return the variables of a production start on the services of this test."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(),
        "BROKER_URL": broker_url(number),
        "LOG_JSON": "true",
        **changes,
    }


def start(command: list[str], variables: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a program of this environment in a group of its own, with its output in a file."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [str(PROGRAMS / command[0]), *command[1:]],
            cwd=settings.BASE_DIR,
            env=variables,
            start_new_session=True,
            preexec_fn=die_with(os.getpid()),  # a test that is killed leaves nothing behind
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )


def stop(process: subprocess.Popen[bytes], seconds: float = 20.0) -> int:
    """Ask a program to stop, as an orchestrator does; returns its exit code.

    Raises: TimeoutExpired: it did not stop; its whole group is killed then.
    """
    if process.poll() is None:
        process.terminate()
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        kill_group(process)
        raise


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a program and all its children at once, without any warning."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children(pid: int) -> list[int]:
    """Return the processes that a process has started itself."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(child) for child in listed.split()]
