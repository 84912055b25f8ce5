"""`make demo` as a newcomer types it: it serves, stops on every signal, and continues."""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import BASE_DIR

pytestmark = [pytest.mark.slow, pytest.mark.kill, pytest.mark.xdist_group("make-demo")]
OWN = ("DATABASE_URL", "BROKER_URL", "DEMO", "SO_TESTS_DATA_DIR", "DJANGO_SETTINGS_MODULE")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "var"


class Demo:
    """One `make demo` on a data folder."""

    def __init__(self, folder: Path, *, prepare: Callable[[], object] | None = None) -> None:
        variables = {name: value for name, value in os.environ.items() if name not in OWN}
        self.log, self.folder = folder.parent / "demo.log", folder
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["make", "demo"],
                cwd=BASE_DIR,
                env={**variables, "SO_DATA_DIR": str(folder), "MAKEFLAGS": ""},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=prepare,
            )

    def output(self) -> str:
        return self.log.read_text()

    def address(self) -> str:
        """Wait for the line that says where to look, however busy the machine is."""
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in self.output().splitlines():
                if line.startswith("Open http://127.0.0.1:"):
                    return line.removeprefix("Open ")
            time.sleep(0.1)
        raise AssertionError(self.output()[-3000:])

    def left_behind(self) -> list[str]:
        """Return the processes that still work on the data folder, ten seconds after the end."""
        deadline = time.monotonic() + 10
        while (found := list(self.users())) and time.monotonic() < deadline:
            time.sleep(0.2)
        return found

    def users(self) -> Iterator[str]:
        mark = str(self.folder).encode()
        for entry in Path("/proc").iterdir():
            try:
                text = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if entry.name.isdecimal() and int(entry.name) != os.getpid() and mark in text:
                yield (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()


def ignore_sigint() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def to_group(demo: Demo, number: int) -> None:
    os.killpg(demo.process.pid, number)


def to_make(demo: Demo, number: int) -> None:
    os.kill(demo.process.pid, number)


@pytest.mark.parametrize(
    ("send", "number", "prepare"),
    [
        (to_group, signal.SIGINT, None),
        (to_group, signal.SIGINT, ignore_sigint),
        (to_make, signal.SIGINT, None),
        (to_make, signal.SIGTERM, None),
    ],
    ids=["ctrl-c", "ctrl-c where it was ignored", "SIGINT to make", "SIGTERM to make"],
)
def test_make_demo_serves_stops_and_leaves_no_process(
    folder: Path,
    send: Callable[[Demo, int], None],
    number: int,
    prepare: Callable[[], object] | None,
) -> None:
    demo = Demo(folder, prepare=prepare)
    try:
        with urllib.request.urlopen(demo.address(), timeout=60) as page:  # noqa: S310 - our own
            assert "Kies wie je bent" in page.read().decode()
        send(demo, number)
        demo.process.wait(120)
    finally:
        if demo.process.poll() is None:
            to_group(demo, signal.SIGKILL)
    assert demo.left_behind() == []
    assert "6 brieven" in demo.output()
