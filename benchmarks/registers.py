"""What a national register of schools costs to read in, to preview, and to read in again unchanged.

Run as: .venv/bin/python -m benchmarks.registers [--schools 6066] [--rounds 3]

The file is made from a seed in DUO's own layout (31 columns, Windows-1252), as large as the
country's. The least that any import must do stands beside it in the same run: decode the file and
split it into cells with Python's csv, and nothing else. The database is a fresh one on disk.
"""

import argparse
import csv
import io
import time
from collections.abc import Callable
from statistics import median

from benchmarks._product import product


def measured(work: Callable[[], object]) -> tuple[float, int]:
    """Return how long something takes, and its queries."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    with CaptureQueriesContext(connection) as queries:
        started = time.perf_counter()
        work()
        took = time.perf_counter() - started
    return took, len(queries)


def split(raw: bytes) -> int:
    """Read the cells of the file and forget them."""
    return sum(len(row) for row in csv.reader(io.StringIO(raw.decode("cp1252")), delimiter=";"))


def empty() -> None:
    """Forget all schools and boards."""
    from partners.models import Organisation, RegisterChange, School, SchoolBoard  # noqa: PLC0415 - after Django is set up

    RegisterChange.objects.all().delete()
    School.objects.all().delete()
    SchoolBoard.objects.all().delete()
    Organisation.objects.filter(kind__in=["school", "school_board"]).delete()


def measure(schools: int, rounds: int) -> None:
    """Print seconds, queries and ratios of each way."""
    from django.utils import timezone  # noqa: PLC0415 - after Django is set up

    from partners.school_import import import_schools  # noqa: PLC0415 - as above
    from tests.registers import national  # noqa: PLC0415 - as above

    raw = national(schools)
    renamed = raw.replace(b"De Wilg", b"De Treurwilg")
    size = len(raw) / 1_000_000
    print(f"{schools} schools, {size:.1f} MB; every 5th is renamed in “changed”")

    def bring(body: bytes, *, dry_run: bool = False) -> object:
        at = timezone.now()
        return import_schools(
            raw=body, name="x.csv", municipality=None, by=None, at=at, dry_run=dry_run
        )

    ways: dict[str, Callable[[], object]] = {
        "only csv": lambda: split(raw),
        "first import": lambda: bring(raw),
        "again, unchanged": lambda: bring(raw),
        "preview, changed": lambda: bring(renamed, dry_run=True),
        "changed": lambda: bring(renamed),
    }
    results: dict[str, list[tuple[float, int]]] = {way: [] for way in ways}
    for _ in range(rounds):
        empty()
        for way, work in ways.items():
            results[way].append(measured(work))
    first = median(took for took, _queries in results["first import"])
    print(f"{'way':20}{'seconds':>10}{'of first':>10}{'queries':>10}")
    for way, found in results.items():
        took = median(seconds for seconds, _queries in found)
        print(f"{way:20}{took:10.2f}{took / first:10.2f}{found[-1][1]:10}")


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=6066)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with product():
        measure(options.schools, options.rounds)


if __name__ == "__main__":
    main()
