"""The product's Celery application for the kill test: a clock that rings often, small batches.

`celery -A tests.transitions.sweep_worker worker` or `beat`; no test imports it, as it changes the
clock of the product. The day stands in the file that SWEEP_DAY names, the rules that hold in
SWEEP_RULES. With BREAK_THE_MAIL set a run no longer asks who had the mail of the day, which is
the mistake that its cause exists to prevent: the control run must go red.
"""

import os
from datetime import date
from pathlib import Path
from typing import Any

from celery.signals import worker_process_init

from config import celery as product

app = product.app
worker_process_init.disconnect(product.warm_letters)
SWEEP, RING = "tests.transitions.sweep_worker.sweep", 0.2  # seconds
app.conf.beat_schedule = {"sweep": {"task": SWEEP, "schedule": RING, "options": {"expires": 2}}}
BATCH = 1  # reminders, and people, in one transaction: many moments to be killed at


@app.task(name=SWEEP)
def sweep() -> None:
    """Send the reminders of the day in the file."""
    from partners import reminder_runs  # noqa: PLC0415 - after Django is set up
    from transitions.reminder_steps import noon  # noqa: PLC0415 - as above

    day = date.fromisoformat(Path(os.environ["SWEEP_DAY"]).read_text())
    reminder_runs.run(day=day, at=noon(day))


def prepare(**_kwargs: object) -> None:
    """Take small batches; where asked, break the rule."""
    from partners import reminder_runs, reminders, tasks  # noqa: PLC0415 - after Django is set up

    for code in reminders.RULES.keys() - set(os.environ["SWEEP_RULES"].split()):
        del reminders.RULES[code]
    reminder_runs.OCCASIONS = reminder_runs.PEOPLE = BATCH
    tasks.send_messages.apply_async = lambda **_kw: None
    if os.environ.get("BREAK_THE_MAIL"):
        forget(reminder_runs)


def forget(reminder_runs: Any) -> None:
    """Write down nowhere what was told, and give each mail a cause of its own."""
    reminder_runs._note_told = lambda *_args: set()
    reminder_runs._cause = lambda _day, user: f"reminder:{os.urandom(4).hex()}:{user}"


worker_process_init.connect(prepare, weak=False)
