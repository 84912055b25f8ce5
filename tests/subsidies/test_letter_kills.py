"""Workers are killed at random moments: no letter is lost and none is made twice.

The seed is printed; set SO_KILL_SEED to repeat a run.
"""

import hashlib
import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from kombu import Connection

from partners.models import AuditEntry
from subsidies import rendering, tasks
from subsidies.letters import queue
from subsidies.models import DecisionLetter, LetterPdf
from subsidies.states import RenderState
from tests import live
from tests.factories.subsidies import make_letters, make_municipality

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BROKER_NUMBER, KILLS, LETTERS, CHILDREN = 12, 50, 150, 2


@dataclass
class Storm:
    """A worker under fire; the test does what beat does."""

    folder: Path
    variables: dict[str, str]
    dice: random.Random

    def __post_init__(self) -> None:
        self.broker = Connection(self.variables["BROKER_URL"])
        self.worker = self.start_worker()

    def start_worker(self) -> Any:
        command = ["celery", "-A", "tests.subsidies.letter_worker", "worker", "--pool", "prefork"]
        options = ["--concurrency", str(CHILDREN), "--without-gossip", "--without-mingle"]
        return live.start([*command, *options], self.variables, self.folder / "worker.log")

    def ring(self, times: int = 1) -> None:
        """Ring for the first letters that wait; a worker that gave up is started again.

        Celery gives up when a child dies while it starts; every way of running it restarts it.
        """
        if self.worker.poll() is not None:
            self.worker = self.start_worker()
        for letter_id in rendering.waiting(timezone.now())[:CHILDREN] * times:
            tasks.render_letter.apply_async([letter_id], connection=self.broker)

    def kill_someone(self) -> bool:
        """Kill a child that is making a letter, or now and then the whole worker."""
        pool = live.children(self.worker.pid)
        if not pool or not being_made():
            return False
        if self.dice.random() < 0.1:
            live.kill_group(self.worker)
            self.worker = self.start_worker()
            return True
        with suppress(ProcessLookupError):  # it was just replaced
            os.kill(self.dice.choice(pool), signal.SIGKILL)
            return True
        return False

    def rage(self, kills: int, seconds: float) -> int:
        """Kill at random moments while letters are being made; returns how often."""
        done, deadline = 0, time.monotonic() + seconds
        while done < kills and queued() and time.monotonic() < deadline:
            self.ring()
            time.sleep(self.dice.uniform(0.01, 0.1))
            done += self.kill_someone()
        return done

    def calm_down(self, seconds: float) -> None:
        """Let the worker finish; what was set aside is tried again, as a person would."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for letter in DecisionLetter.objects.filter(render_state=RenderState.FAILED):
                queue(letter, at=timezone.now())
            if not queued():
                break
            self.ring()
            time.sleep(0.1)
        live.stop(self.worker)
        self.broker.release()


def queued() -> int:
    return DecisionLetter.objects.filter(render_state=RenderState.QUEUED).count()


def being_made() -> bool:
    taken = DecisionLetter.objects.filter(
        render_state=RenderState.QUEUED, render_attempts__gt=0, render_not_before__gt=timezone.now()
    )
    return taken.exists()


def run(folder: Path, *, letters: int, kills: int, **changes: str) -> int:
    """Make letters under fire; returns the number of kills."""
    seed = os.environ.get("SO_KILL_SEED") or str(random.SystemRandom().randrange(10**6))
    print(f"SO_KILL_SEED={seed}")  # noqa: T201 - to repeat the run
    make_letters(make_municipality(boards=letters, schools=letters), budget="1000000.00")
    variables = live.environment(BROKER_NUMBER, **changes)
    storm = Storm(folder, variables, random.Random(seed))  # noqa: S311 - no secret
    done = storm.rage(kills, seconds=120)
    storm.calm_down(seconds=90)
    return done


def made_more_than_once() -> list[str]:
    lines = AuditEntry.objects.filter(action="letter.rendered").values_list("target_key", flat=True)
    return [key for key, times in Counter(lines).items() if times > 1]


def test_killed_workers_lose_no_letter_and_make_none_twice(tmp_path: Path) -> None:
    kills = run(tmp_path, letters=LETTERS, kills=KILLS)
    print(f"{kills} kills")  # noqa: T201 - the seed and the outcome
    states = Counter(DecisionLetter.objects.values_list("render_state", flat=True))
    pdfs = {
        pdf.letter_id: hashlib.sha256(bytes(pdf.content)).hexdigest()
        for pdf in LetterPdf.objects.all()
    }
    assert states == {RenderState.DONE: LETTERS}
    assert pdfs == dict(DecisionLetter.objects.values_list("pk", "sha256"))
    assert made_more_than_once() == []
    assert AuditEntry.objects.filter(action="letter.rendered").count() == LETTERS
    assert kills == KILLS


def test_control_without_a_claim_letters_are_made_twice(tmp_path: Path) -> None:
    make_letters(make_municipality(boards=12, schools=12), budget="1000000.00")
    variables = live.environment(BROKER_NUMBER + 1, BREAK_THE_CLAIM="1")
    storm = Storm(tmp_path, variables, random.Random(1))  # noqa: S311 - no secret
    deadline = time.monotonic() + 20
    while not made_more_than_once() and time.monotonic() < deadline:
        storm.ring(times=2)
        time.sleep(0.2)
    live.stop(storm.worker)
    storm.broker.release()
    assert made_more_than_once()
