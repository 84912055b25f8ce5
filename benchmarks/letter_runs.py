"""A run of letters as it is: Celery workers, database and storage, against plain rendering.

Run as: .venv/bin/python -m benchmarks.letter_runs [--letters 100] [--plain 100] [--children 1 2]

The letters have the sizes of a year. A worker with 1 and with 2 children makes all of them; its CPU
time, less that of a worker that only starts and stops, is compared with a plain
`HTML(string).write_pdf()` of the same letters with web fonts, in the same run: trust the ratios.
With many letters, plain rendering may take fewer of them: a multiple of 20 has the same sizes.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks._product import product

QUIET_SECONDS, BROKER_NUMBER = 6.0, 1


def fill(letters: int) -> None:
    """Draft letters and give each the content of the same number in benchmarks.letters."""
    from benchmarks.letters import content  # noqa: PLC0415 - after Django is set up
    from tests.factories.subsidies import make_letters, make_municipality  # noqa: PLC0415 - as above

    drafts = make_letters(make_municipality(boards=letters, schools=letters), budget="9000000.00")
    for number, letter in enumerate(drafts):
        letter.snapshot = content(number).as_json()
        letter.save(update_fields=["snapshot"])


def requeue() -> list[int]:
    """Put every letter back in the queue; returns their keys."""
    from django.utils import timezone  # noqa: PLC0415 - after Django is set up

    from subsidies.models import DecisionLetter  # noqa: PLC0415 - as above
    from subsidies.states import RenderState  # noqa: PLC0415 - as above

    DecisionLetter.objects.update(
        render_state=RenderState.QUEUED,
        sha256="",
        pages=0,
        render_attempts=0,
        render_not_before=timezone.now(),
    )
    return list(DecisionLetter.objects.values_list("pk", flat=True))


def children_cpu() -> float:
    """Return the CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_worker(folder: Path, children: int, work: Callable[[], None]) -> tuple[float, float]:
    """Run a worker for some work; returns its CPU seconds and the seconds that the work took."""
    from tests import live  # noqa: PLC0415 - after Django is set up

    before = children_cpu()
    command = ["celery", "--quiet", "-A", "config", "worker", "--concurrency", str(children)]
    options = ["--without-gossip", "--without-mingle", "--loglevel", "ERROR"]
    variables = live.environment(BROKER_NUMBER, LOG_LEVEL="ERROR")
    worker = live.start([*command, *options], variables, folder / "worker.log")
    time.sleep(QUIET_SECONDS)  # until its children are warm
    started = time.perf_counter()
    work()
    took = time.perf_counter() - started
    live.stop(worker)
    return children_cpu() - before, took


def make_all(broker_url: str) -> None:
    """Ring for every letter and wait until all are done."""
    from kombu import Connection  # noqa: PLC0415 - after Django is set up

    from subsidies.models import DecisionLetter  # noqa: PLC0415 - as above
    from subsidies.states import RenderState  # noqa: PLC0415 - as above
    from subsidies.tasks import render_letter  # noqa: PLC0415 - as above

    with Connection(broker_url) as broker:
        for letter_id in requeue():
            render_letter.apply_async([letter_id], connection=broker)
    while DecisionLetter.objects.filter(render_state=RenderState.QUEUED).exists():
        time.sleep(0.05)
    if DecisionLetter.objects.exclude(render_state=RenderState.DONE).exists():
        sys.exit("A letter failed; the log of the worker says why.")


def measure(letters: int, plain_letters: int, all_children: list[int], folder: Path) -> None:
    """Print CPU per letter and letters per second: plain, and with Celery's children."""
    from benchmarks.letters import Worker  # noqa: PLC0415 - after Django is set up
    from tests import live  # noqa: PLC0415 - as above

    fill(letters)
    variant = Worker("plain")
    started = time.perf_counter()
    spent = sum(variant.make(number)["cpu_ms"] for number in range(plain_letters))
    plain, rate = spent / plain_letters, plain_letters / (time.perf_counter() - started)
    variant.close()
    print(f"{letters} letters, {plain_letters} plain: CPU ms, ratio, letters/s")
    print(f"plain, one process {plain:8.1f}{1:8.3f}{rate:12.1f}", flush=True)
    broker_url = live.broker_url(BROKER_NUMBER)
    for children in all_children:
        idle, _took = run_worker(folder, children, lambda: None)
        busy, took = run_worker(folder, children, lambda: make_all(broker_url))
        each = (busy - idle) * 1000 / letters
        print(
            f"{children} children         {each:8.1f}{each / plain:8.3f}{letters / took:12.1f}",
            flush=True,
        )


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=100)
    parser.add_argument("--plain", type=int, help="letters made the plain way; all unless given")
    parser.add_argument("--children", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, product():
        measure(options.letters, options.plain or options.letters, options.children, Path(name))


if __name__ == "__main__":
    main()
