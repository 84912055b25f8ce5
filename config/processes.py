"""Child processes of the demo and the commands: they never outlive the one that started them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from config.settings import BASE_DIR

PR_SET_PDEATHSIG = 1
STOP_SECONDS, MAX_STARTS = 20.0, 4


def die_with(parent: int) -> Callable[[], None]:
    """Return what a child runs first: SIGTERM to itself when its parent dies, kill -9 included."""
    libc = ctypes.CDLL(None, use_errno=True)

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def start(
    program: Sequence[str], *, environment: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a Python module of this environment as a child in a session of its own.

    What it prints goes to stderr: stdout belongs to the answer of a command.

    Args: program: module and arguments, e.g. ["celery", "-A", "config", "worker"].
    """
    return subprocess.Popen(  # noqa: S603 - the arguments are ours
        [sys.executable, "-m", *program],
        cwd=BASE_DIR,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
        preexec_fn=die_with(os.getpid()),
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno(),
    )


@dataclass
class Kept:
    """A child that is started again when it dies, a few times a minute at most."""

    name: str
    program: Sequence[str]
    environment: dict[str, str]
    starts: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start it."""
        self.restart()

    def restart(self) -> None:
        """Start it, and note when."""
        self.starts = [*self.starts[-MAX_STARTS:], time.monotonic()]
        self.process = start(self.program, environment=self.environment)

    def keep(self) -> bool:
        """Start it again when it is gone; False when it keeps dying."""
        if self.process.poll() is None:
            return True
        if len(self.starts) > MAX_STARTS and time.monotonic() - self.starts[0] < 60:
            return False
        self.restart()
        return True


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all children to stop and wait; what does not listen is killed."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def worker_arguments(concurrency: int) -> list[str]:
    """Return how a Celery worker is started: prefork, without chatter between workers."""
    return [
        *("celery", "--quiet", "-A", "config", "worker", "--pool", "prefork"),
        *("--concurrency", str(concurrency), "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle"),
    ]


@contextmanager
def worker(concurrency: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Celery worker for as long as the block takes."""
    child = start(worker_arguments(concurrency), environment={"LOG_LEVEL": "WARNING"})
    try:
        yield child
    finally:
        stop([child])


def has_parent_stopped(parent: int) -> bool:
    """Say whether the process that started us is gone, or is a `make` that got SIGINT.

    GNU make passes SIGTERM on to its children but not SIGINT; it then waits for them with its
    own handler removed, and that can be seen.
    """
    if os.getppid() != parent:
        return True
    try:
        with open(f"/proc/{parent}/comm") as name, open(f"/proc/{parent}/status") as status:
            if name.read().strip() not in {"make", "gmake"}:
                return False
            masks = dict(line.split(":\t", 1) for line in status if line.startswith("Sig"))
    except OSError:
        return True
    bit = 1 << (signal.SIGINT - 1)
    return not int(masks["SigCgt"], 16) & bit and not int(masks["SigIgn"], 16) & bit
