"""Foreign files are read in a process of their own; knows neither Django nor the product.

What unpacks them is compiled: a file that is broken in the right way can end the process that reads
it, or fill the memory of the machine. So a web worker never does that itself.

`run` is for who has the bytes; the module it starts calls `limit` before it reads them.
"""

import resource
import subprocess
from collections.abc import Sequence
from pathlib import Path

MAX_SECONDS, MAX_MEMORY = 60, 2 * 1024**3
ROOT = Path(__file__).resolve().parent.parent


class BrokenOffError(Exception):
    """The process that read took too long; it is gone."""


def run(command: Sequence[str], raw: bytes, *, seconds: float = MAX_SECONDS) -> tuple[int, bytes]:
    """Let a process read these bytes; return with which code it ended, and what it wrote.

    Raises: BrokenOffError.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; the sheet is ours too
            command,
            cwd=ROOT,
            input=raw,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BrokenOffError from error
    return done.returncode, done.stdout


def limit(memory: int = MAX_MEMORY) -> None:
    """Let this process have no more memory than this; asking for more is a MemoryError."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
