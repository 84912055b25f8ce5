"""Seconds from `make demo` to the first page: in a fresh clone, and once more in that clone.

Run as: .venv/bin/python -m benchmarks.first_page [--again 2]

The clone holds what is committed; packages come from the caches of pip and npm, so run it twice
when these are cold. "First page" is the start page answered in full.
"""

import argparse
import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN = {"DATABASE_URL", "BROKER_URL", "SO_DATA_DIR", "VIRTUAL_ENV", "MAKEFLAGS"}
DEADLINE_SECONDS = 900


def address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait for the line that says where to look."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        for line in log.read_text().splitlines():
            if line.startswith("Open http://127.0.0.1:"):
                return line.removeprefix("Open ")
        time.sleep(0.05)
    raise SystemExit(f"make demo did not serve:\n{log.read_text()[-2000:]}")


def seconds_to_first_page(clone: Path) -> float:
    """Start `make demo`, fetch the start page, stop it; returns the seconds until the page."""
    log = clone.parent / "demo.log"
    variables = {name: value for name, value in os.environ.items() if name not in OWN}
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "demo"],
            cwd=clone,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        with urllib.request.urlopen(address(log, process)) as page:  # noqa: S310 - loopback  # noqa: S310 - own loopback server
            page.read()
        return time.monotonic() - started
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()


def main() -> None:
    """Print the seconds and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        fresh = seconds_to_first_page(clone)
        print(f"fresh clone: {fresh:.1f} s", flush=True)
        for _turn in range(options.again):
            again = seconds_to_first_page(clone)
            print(f"again: {again:.1f} s, {again / fresh:.2f} of the fresh clone", flush=True)


if __name__ == "__main__":
    main()
