"""Workers and the clock are killed while reminders go out: the end is that of a year without kills.

The seed is printed; set SO_KILL_SEED to repeat a run.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from partners import reminder_runs, reminders, tasks
from partners.models import Message, Reminder, ReminderLine, ReminderSnooze
from partners.states import DigestDay, Role
from tests import live
from tests.factories.partners import make_actor
from tests.transitions.city import DAY, City
from tests.transitions.reminder_cast import RULES
from transitions.reminder_steps import noon

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BROKER_NUMBER, KILLS, DAYS, CHILDREN = 2, 100, 12, 120
HELD = ("R2", "R3")
FIRST = date(2027, 3, 1)  # a Monday, and the first of a month: R2 too


@dataclass
class Storm:
    """A worker and a clock under fire, on one day after another."""

    folder: Path
    variables: dict[str, str]
    dice: random.Random
    kills: int = 0
    amid: int = 0

    def __post_init__(self) -> None:
        self.worker = self.begin("worker", "--pool", "prefork", "--concurrency", "2")
        self.clock = self.begin("beat")

    def begin(self, what: str, *options: str) -> Any:
        """Start the worker or the clock."""
        command = ["celery", "-A", "tests.transitions.sweep_worker", what, *options]
        if what == "worker":
            command += ["--without-gossip", "--without-mingle"]
        return live.start(command, self.variables, self.folder / f"{what}.log")

    def rage(self, day: date, kills: int, wanted: int) -> None:
        """Let it be a day, and kill somebody now and then; `wanted`: what is told by its end."""
        before, done = told().total(), 0
        Path(self.variables["SWEEP_DAY"]).write_text(day.isoformat())
        deadline = time.monotonic() + 90
        while done < kills and time.monotonic() < deadline:
            time.sleep(self.dice.uniform(0.1, 0.9))
            is_amid = before < told().total() < wanted
            if self.kill_someone():
                done, self.amid = done + 1, self.amid + is_amid
            self.revive()
        self.kills += done

    def kill_someone(self) -> bool:
        """Kill a child of the worker; now and then the whole worker, or the clock."""
        chance, pool = self.dice.random(), live.children(self.worker.pid)
        if chance < 0.04:
            live.kill_group(self.worker)
        elif chance < 0.15:
            live.kill_group(self.clock)
        elif len(pool) < 2:
            return False
        else:
            os.kill(self.dice.choice(pool), signal.SIGKILL)
        return True

    def revive(self) -> None:
        """Start again what died, as an orchestrator does."""
        if self.worker.poll() is not None:
            self.worker = self.begin("worker", "--pool", "prefork", "--concurrency", "2")
        if self.clock.poll() is not None:
            self.clock = self.begin("beat")

    def calm_down(self, wanted: int, patience: float) -> None:
        """Let the day be finished, in at most so many seconds."""
        deadline = time.monotonic() + patience
        while told().total() < wanted and time.monotonic() < deadline:
            self.revive()
            time.sleep(0.1)

    def end(self) -> None:
        """Leave nothing behind."""
        live.kill_group(self.worker)
        live.kill_group(self.clock)


def told() -> Counter[Any]:
    """Return what stands in which mail: reminder, reader, and the cause of the mail."""
    rows = ReminderLine.objects.exclude(message=None).values_list(
        "reminder__rule", "reminder__subject", "reminder__due_on", "user", "message__cause"
    )
    return Counter(rows)


def mails() -> Counter[Any]:
    """Return how many mails each person got, and on which day."""
    rows = Message.objects.filter(cause__startswith="reminder:")
    return Counter(rows.values_list("recipient", "created_at__date"))


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> City:
    """Return a city in which children come to three and a half day after day."""
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **_kw: None)
    monkeypatch.setattr(reminders, "RULES", {code: RULES[code] for code in HELD})
    made = City(7, locations=8, schools=4)
    for place in made.places:
        for number in range(10):  # who is told on one of the five days of a week
            user = make_actor(Role.KOC, place.row).user
            user.digest_day = DigestDay.values[number % len(DigestDay.values)]
            user.save(update_fields=["digest_day"])
    for number in range(CHILDREN):
        # R3 falls at 39 months: three months before.
        made.child("due", FIRST + timedelta(days=91 + number % (DAYS + 10) - 10))
    return made


def days() -> Iterator[date]:
    return (FIRST + number * DAY for number in range(DAYS))


def without_kills() -> tuple[Counter[Any], Counter[Any]]:
    """Return how the same days end when nobody is killed, and leave nothing of them."""
    for day in days():
        reminder_runs.run(day=day, at=noon(day))
    found = told(), mails()
    for table in (ReminderSnooze, ReminderLine, Reminder, Message):
        table.objects.all().delete()
    return found


def test_killed_workers_and_clocks_tell_everything_once(tmp_path: Path, city: City) -> None:
    wanted = without_kills()
    found, storm = under_fire(tmp_path, wanted[0], kills=KILLS)
    assert len(wanted[0]) > 100, "too little is told: the run proves nothing"
    assert storm.kills >= KILLS
    assert storm.amid > 0, "no kill fell while mails were made: the run proves nothing"
    assert found == wanted
    assert set(found[1].values()) == {1}


def test_control_without_the_cause_of_a_day_mails_go_twice(tmp_path: Path, city: City) -> None:
    wanted = without_kills()
    found, _storm = under_fire(tmp_path, wanted[0], kills=0, patience=2, BREAK_THE_MAIL="1")
    assert max(found[1].values()) > 1


def under_fire(
    folder: Path, wanted: Counter[Any], *, kills: int, patience: float = 60, **changes: str
) -> tuple[tuple[Counter[Any], Counter[Any]], Storm]:
    """Let the days go by under fire; return what was told and mailed, and how many were killed."""
    seed = os.environ.get("SO_KILL_SEED") or str(random.SystemRandom().randrange(10**6))
    print(f"SO_KILL_SEED={seed}")  # noqa: T201 - to repeat the run
    day_file = folder / "day"
    day_file.write_text(FIRST.isoformat())
    told_by = {"SWEEP_DAY": str(day_file), "SWEEP_RULES": " ".join(HELD)}
    variables = live.environment(BROKER_NUMBER, **told_by, **changes)
    storm = Storm(folder, variables, random.Random(seed))  # noqa: S311 - no secret
    by_day = Counter(cause.split(":")[1] for *_more, cause in wanted)
    try:
        expected = 0
        for day in days():
            expected += by_day[day.isoformat()]
            storm.rage(day, -(-kills // DAYS), expected)
            storm.calm_down(expected, patience)
    finally:
        storm.end()
    print(f"{storm.kills} kills, {storm.amid} of them while mails were made")  # noqa: T201 - the outcome
    return (told(), mails()), storm
