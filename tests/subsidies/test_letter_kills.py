"""Workers are killed at random moments: no letter is lost and none is made twice.

The seed is printed; set SO_KILL_SEED to repeat the choices of a run. Each control breaks one rule
of `subsidies.rendering` and sees the same check, `faults`, go red.
"""

import hashlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest
from django.utils import timezone
from kombu import Connection

from partners.models import AuditEntry
from subsidies import rendering, tasks
from subsidies.letters import queue
from subsidies.models import DecisionLetter, LetterPdf
from subsidies.states import LetterState, RenderState
from tests import live
from tests.factories.issued import sign
from tests.factories.subsidies import make_letters, make_municipality
from tests.pdf import samples

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BROKER_NUMBER, CHILDREN = 2, 2
KILLS, WHOLE_WORKER, LETTERS = 100, 25, 100  # every 25th kill takes the worker and its children
PATIENCE_SECONDS = 240  # only a run that no longer moves takes so long


class Storm:
    """A worker under fire; the test does what beat and a process manager do."""

    def __init__(self, folder: Path, **changes: str) -> None:
        seed = os.environ.get("SO_KILL_SEED") or str(random.SystemRandom().randrange(10**6))
        print(f"SO_KILL_SEED={seed}")  # noqa: T201 - to repeat the run
        self.dice = random.Random(seed)  # noqa: S311 - no secret
        self.log, self.busy, self.kills = folder / "worker.log", folder / "busy", 0
        self.killed: set[int] = set()
        # Of the task of a letter, where the product's own are too long to wait for.
        self.limits: dict[int, dict[str, int]] = {}
        self.busy.mkdir()
        self.variables = live.environment(BROKER_NUMBER, BUSY=str(self.busy), **changes)
        self.broker = Connection(self.variables["BROKER_URL"])
        self.bells = self.broker.default_channel.client
        self.bells.flushdb()
        self.worker = self.start_worker()

    def start_worker(self) -> Any:
        command = ["celery", "-A", "tests.subsidies.letter_worker", "worker", "--pool", "prefork"]
        options = ["--concurrency", str(CHILDREN), "--without-gossip", "--without-mingle"]
        return live.start([*command, *options], self.variables, self.log)

    def ring(self, times: int = 1) -> None:
        """Ring for letters that wait, if no bell is left; start a worker that ended."""
        if self.worker.poll() is not None:
            self.worker = self.start_worker()
        if self.bells.llen("celery") == 0:
            for letter_id in rendering.waiting(timezone.now())[: 2 * CHILDREN] * times:
                limits = self.limits.get(letter_id, {})
                tasks.render_letter.apply_async([letter_id], connection=self.broker, **limits)

    def kill_someone(self) -> None:
        """Kill a child a moment after it began with a letter, or now and then the whole worker."""
        children = [pid for pid in live.children(self.worker.pid) if self.is_busy(pid)]
        if not children:
            return
        time.sleep(self.dice.uniform(0, 0.25))  # a letter takes about this long
        if self.kills % WHOLE_WORKER == WHOLE_WORKER - 1:
            live.kill_group(self.worker)
        else:
            self.killed.add(pid := self.dice.choice(children))
            os.kill(pid, signal.SIGKILL)
        self.kills += 1

    def is_busy(self, pid: int) -> bool:
        """Say whether a child has a letter; one that was killed stays in the list for a moment."""
        return pid not in self.killed and (self.busy / str(pid)).exists()

    def rage(self, kills: int) -> None:
        """Kill this many times while letters are being made."""
        self.until(lambda: self.kills >= kills or not queued(), self.kill_someone)

    def calm_down(self) -> None:
        """Let the worker finish; what was set aside is tried again, as a person would."""
        self.until(lambda: not queued() and not retry_failed(), retry_failed)

    def until(self, is_over: Callable[[], bool], step: Callable[[], Any] = int) -> None:
        """Ring and take a step, over and over."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_over() and time.monotonic() < deadline:
            self.ring()
            step()
            time.sleep(0.03)

    def __enter__(self) -> Self:
        """Nothing to do: the worker runs."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Kill whatever is left."""
        live.kill_group(self.worker)
        self.broker.release()

    def struck(self) -> int:
        """Return how many children died with a letter in their hands."""
        return len(list(self.busy.iterdir()))


def queued() -> int:
    return DecisionLetter.objects.filter(render_state=RenderState.QUEUED).count()


def retry_failed() -> int:
    failed = DecisionLetter.objects.filter(render_state=RenderState.FAILED)
    for letter in failed:
        queue(letter, at=timezone.now())
    return len(failed)


def some_letters(count: int) -> list[DecisionLetter]:
    """Return letters in the queue; every other one is signed, so its PDF will be the final one."""
    town = make_municipality(boards=count, schools=count)
    letters = make_letters(town, budget="1000000.00")
    first = sign(letters[0])
    for letter in letters[::2]:
        letter.snapshot = replace(samples.final(2), reference=letter.reference).as_json()
        letter.state, letter.sending_on = first.state, first.sending_on
        letter.mandate = first.mandate
        letter.checked_at, letter.checked_by = first.checked_at, first.checked_by
        letter.signed_at, letter.signed_by = first.signed_at, first.signed_by
        queue(letter, at=timezone.now())
    return letters


def faults() -> list[str]:
    """Return what is wrong with the letters after a run: the same check for the controls."""
    made = AuditEntry.objects.filter(action="letter.rendered").values_list("target_key", flat=True)
    found = [f"{key} was made {times} times" for key, times in Counter(made).items() if times > 1]
    contents = dict(LetterPdf.objects.values_list("letter", "content"))
    for letter in DecisionLetter.objects.order_by("pk"):
        stored = hashlib.sha256(bytes(contents.get(letter.pk, b""))).hexdigest()
        if letter.render_state != RenderState.DONE:
            found.append(f"{letter} is {letter.render_state}")
        elif stored != letter.sha256:
            found.append(f"{letter} is done without its PDF")
    return found


def is_seen(words: str) -> Callable[[], bool]:
    """Return a question: does the check see such a fault?"""
    return lambda: any(words in fault for fault in faults())


def test_killed_workers_lose_no_letter_and_make_none_twice(tmp_path: Path) -> None:
    some_letters(LETTERS)
    with Storm(tmp_path) as storm:
        storm.rage(KILLS)
        left = queued()
        storm.calm_down()
    print(f"{storm.kills} kills, {storm.struck()} in a letter, {left} left")  # noqa: T201 - as above
    assert faults() == []
    assert AuditEntry.objects.filter(action="letter.rendered").count() == LETTERS
    states = Counter(DecisionLetter.objects.values_list("state", flat=True))
    assert states == {LetterState.DRAFT: LETTERS // 2, LetterState.SIGNED: LETTERS // 2}
    assert storm.kills == KILLS
    assert storm.struck() > KILLS // 3  # the others died just after a letter


def test_control_without_a_claim_letters_are_made_twice(tmp_path: Path) -> None:
    some_letters(8)
    with Storm(tmp_path, BREAK_THE_CLAIM="1") as storm:
        storm.until(is_seen("was made 2 times"), lambda: storm.ring(times=2))
    assert is_seen("was made 2 times")()


def test_control_with_two_commits_a_killed_worker_loses_a_pdf(tmp_path: Path) -> None:
    some_letters(8)
    with Storm(tmp_path, BREAK_THE_COMMIT="1") as storm:
        storm.until(is_seen("is done without its PDF"))  # then the worker is killed
    assert is_seen("is done without its PDF")()


def eat_poison(
    folder: Path, *, deaths: int, kind: str = "POISON", limits: tuple[int, int] | None = None,
    **changes: str,
) -> tuple[DecisionLetter, int]:  # fmt: skip
    """Let a worker meet a letter that harms it; returns the letter and how often it did."""
    letters = some_letters(8)
    marks = folder / "deaths"
    marks.touch()
    with Storm(folder, **{kind: letters[3].reference, "DEATHS": str(marks)}, **changes) as storm:
        if limits:
            soft, hard = limits
            storm.limits[letters[3].pk] = {"soft_time_limit": soft, "time_limit": hard}
        storm.until(lambda: not queued() or len(marks.read_text()) > deaths)
    return DecisionLetter.objects.get(pk=letters[3].pk), len(marks.read_text())


def test_letter_that_kills_its_worker_is_set_aside_and_the_rest_is_made(tmp_path: Path) -> None:
    poison, deaths = eat_poison(tmp_path, deaths=rendering.MAX_ATTEMPTS)
    assert (poison.render_state, deaths) == (RenderState.FAILED, rendering.MAX_ATTEMPTS)
    assert "drie keer" in poison.render_error
    assert faults() == [f"{poison} is failed"]


@pytest.mark.parametrize(
    ("kind", "says"), [("ENDLESS", "duurde te lang"), ("DEAF", "brak drie keer af")]
)
def test_letter_that_never_ends_is_set_aside_and_the_rest_is_made(
    tmp_path: Path, kind: str, says: str
) -> None:
    endless, times = eat_poison(tmp_path, deaths=rendering.MAX_ATTEMPTS, kind=kind, limits=(1, 2))
    assert (endless.render_state, times) == (RenderState.FAILED, rendering.MAX_ATTEMPTS)
    assert says in endless.render_error
    assert faults() == [f"{endless} is failed"]


def test_control_without_a_count_a_letter_kills_for_ever(tmp_path: Path) -> None:
    poison, deaths = eat_poison(tmp_path, deaths=rendering.MAX_ATTEMPTS, BREAK_THE_COUNTER="1")
    assert deaths > rendering.MAX_ATTEMPTS
    assert poison.render_state == RenderState.QUEUED
