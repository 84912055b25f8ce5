"""The product's Celery application for the kill test of the letters.

`celery -A tests.subsidies.letter_worker worker`. Variables break one rule each, for the controls:
BREAK_THE_CLAIM takes every letter, as if nobody else could have it; BREAK_THE_COMMIT says that a
letter is done before its PDF lies there; BREAK_THE_COUNTER forgets attempts. A letter whose
reference is POISON kills whoever makes it, one whose reference is ENDLESS keeps its maker busy for
ever, and one that is DEAF does so without listening; each leaves a mark in the file DEATHS.

A child that is busy with a letter has a file of its name in the folder BUSY; one that was killed
leaves it there.
"""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import weasyprint  # noqa: F401 - loaded before the fork, so that a new child is at work at once
from celery import Task
from celery.signals import task_postrun, task_prerun, worker_process_init

from config import celery as product

app = product.app
worker_process_init.disconnect(product.warm_letters)  # a child lives for one letter or two


def take_every_letter() -> None:
    """Replace claim and lock by the naive way."""
    from subsidies import rendering  # noqa: PLC0415 - after Django is set up
    from subsidies.models import DecisionLetter  # noqa: PLC0415 - Django is set up first

    def claim(letter_id: int, at: datetime) -> bool:
        return True

    def locked(letter_id: int) -> DecisionLetter | None:
        return DecisionLetter.objects.filter(pk=letter_id).first()

    rendering._claim, rendering._locked = claim, locked


def say_done_first() -> None:
    """Store the state and the PDF one after the other, each with a commit of its own."""
    from subsidies import rendering  # noqa: PLC0415 - after Django is set up
    from subsidies.models import DecisionLetter, LetterPdf  # noqa: PLC0415 - as above

    def render(*, letter_id: int, at: datetime) -> bool:
        if not rendering._claim(letter_id, at):
            return False
        letter = DecisionLetter.objects.get(pk=letter_id)
        content = rendering.pdf_of(letter.snapshot)
        DecisionLetter.objects.filter(pk=letter_id).update(
            render_state="done", sha256=rendering.hashlib.sha256(content).hexdigest(), pages=1
        )
        time.sleep(2)
        LetterPdf.objects.update_or_create(letter=letter, defaults={"content": content})
        return True

    rendering.render_letter = render


def forget_attempts() -> None:
    """Reserve a letter, but do not count that it was tried."""
    from subsidies import rendering  # noqa: PLC0415 - after Django is set up
    from subsidies.models import DecisionLetter  # noqa: PLC0415 - Django is set up first

    real = rendering._claim

    def claim(letter_id: int, at: datetime) -> bool:
        taken = real(letter_id, at)
        DecisionLetter.objects.filter(pk=letter_id).update(render_attempts=0)
        return taken

    rendering._claim = claim


def spoil(variable: str, harm: Callable[[], None]) -> None:
    """Let the letter that a variable names do harm to the process that makes it."""
    from subsidies import rendering  # noqa: PLC0415 - after Django is set up

    real = rendering.pdf_of

    def pdf_of(snapshot: dict[str, Any]) -> bytes:
        if snapshot["reference"] == os.environ[variable]:
            with Path(os.environ["DEATHS"]).open("a") as marks:
                marks.write("x")
            harm()
        return real(snapshot)

    rendering.pdf_of = pdf_of
    rendering.RESERVED = timedelta(seconds=0.5)  # the test waits three times for it


def poison() -> None:
    """Let one letter kill the process that makes it."""
    spoil("POISON", partial(os.kill, os.getpid(), signal.SIGKILL))


def never_end() -> None:
    """Let one letter never be done."""
    spoil("ENDLESS", sleep_for_ever)


def never_listen() -> None:
    """Let one letter never be done, whatever it is told."""
    spoil("DEAF", sleep_through_everything)


def sleep_for_ever() -> None:
    while True:
        time.sleep(0.05)


def sleep_through_everything() -> None:
    while True:
        with suppress(Exception):
            sleep_for_ever()


BREAKS = {
    "BREAK_THE_CLAIM": take_every_letter,
    "BREAK_THE_COMMIT": say_done_first,
    "BREAK_THE_COUNTER": forget_attempts,
    "POISON": poison,
    "ENDLESS": never_end,
    "DEAF": never_listen,
}


def apply_breaks(**_kwargs: object) -> None:
    """Break what the variables name, in each child, after the fork."""
    for variable, break_it in BREAKS.items():
        if os.environ.get(variable):
            break_it()


def mark() -> Path:
    """Return the file that says that this child is busy."""
    return Path(os.environ["BUSY"]) / str(os.getpid())


def begin(sender: Task, **_kwargs: object) -> None:
    """Say that this child has a letter in its hands."""
    if sender.name.endswith("render_letter"):
        mark().touch()


def end(**_kwargs: object) -> None:
    """Say that this child has nothing in its hands."""
    mark().unlink(missing_ok=True)


worker_process_init.connect(apply_breaks, weak=False)
task_prerun.connect(begin, weak=False)
task_postrun.connect(end, weak=False)
