"""A process of its own reads what others made: it ends in time, and has so much memory."""

import sys

import pytest

from partners import apart

ECHO = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()); sys.exit(3)"
GREEDY = "from partners import apart; apart.limit(200_000_000); print(len(bytearray(400_000_000)))"


def test_run_returns_the_code_and_what_was_written() -> None:
    assert apart.run((sys.executable, "-c", ECHO), b"abc") == (3, b"abc")


def test_run_gives_up_what_never_ends() -> None:
    with pytest.raises(apart.BrokenOffError):
        apart.run((sys.executable, "-c", "import time; time.sleep(60)"), b"", seconds=0.2)


def test_limit_refuses_more_memory() -> None:
    code, written = apart.run((sys.executable, "-c", GREEDY), b"")
    assert (code, written) == (1, b"")
