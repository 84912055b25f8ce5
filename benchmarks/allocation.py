"""Dividing over 6,600 schools: what each key and each school costs.

Run as: .venv/bin/python -m benchmarks.allocation [--rounds 15]

First the pure division by several keys, each in turns with a bare largest-remainder loop over the
same pupils: no key, no trace, whole numbers in and out. Then a whole calculation of a year from
the database, for 41 and for 6,600 schools: times and numbers of queries. All on the same machine
in turns: trust the ratios and the queries.
"""

import argparse
import random
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from statistics import median
from typing import Any

from benchmarks._product import product
from benchmarks.outbox import seconds
from benchmarks.year_pages import SIZES, make

SCHOOLS = 6_600
BUDGET = 20_000_000_00
DAY = date(2025, 10, 1)
PUPILS = {"kind": "per_pupil", "date": "2025-10-01"}
SCORES = {"kind": "disadvantage", "date": "2025-10-01"}
KEYS: dict[str, dict[str, Any]] = {
    "one share": {"components": [PUPILS | {"share": "100"}]},
    "two shares": {"components": [PUPILS | {"share": "60"}, SCORES | {"share": "40"}]},
    "amount and rate": {
        "components": [{"kind": "fixed", "amount": "1000.00"}, PUPILS | {"rate": "1.2345"}]
    },
    "share, bounds": {
        "components": [PUPILS | {"share": "100"}],
        "minimum": "1500.00",
        "maximum": "5000.00",
    },
}


def bare(cents: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Split by largest remainder and nothing else, as anybody would write it."""
    total = sum(weights.values())
    shares = {code: divmod(cents * weight, total) for code, weight in weights.items()}
    left = cents - sum(whole for whole, _rest in shares.values())
    topped_up = set(sorted(shares, key=lambda code: (-shares[code][1], code))[:left])
    return {code: whole + (code in topped_up) for code, (whole, _rest) in shares.items()}


def in_turns(rounds: int, *ways: Callable[[], object]) -> list[float]:
    """Return the median time of each way, in milliseconds."""
    for way in ways:
        way()
    times = [[seconds(way) for way in ways] for _ in range(rounds)]
    return [median(column) * 1000 for column in zip(*times, strict=True)]


def divisions(rounds: int) -> None:
    """Print what the pure division costs beside the bare loop."""
    from subsidies.allocation import SchoolInput, divide  # noqa: PLC0415 - after Django is set up
    from subsidies.keys import FigureNeed, dated, read_key  # noqa: PLC0415 - as above
    from subsidies.states import FigureKind  # noqa: PLC0415 - as above

    rng = random.Random(1)  # noqa: S311 - the same schools each time
    pupils, scores = FigureNeed(FigureKind.PUPILS, DAY), FigureNeed(FigureKind.SCORE, DAY)
    schools = [
        SchoolInput(
            f"{place // 676:02d}{chr(65 + place // 26 % 26)}{chr(65 + place % 26)}00",
            {pupils: Decimal(rng.randint(20, 900)), scores: Decimal(rng.randint(0, 90_000)) / 100},
        )
        for place in range(SCHOOLS)
    ]
    weights = {school.code: int(school.figures[pupils]) for school in schools}
    for name, definition in KEYS.items():
        key = dated(read_key(definition), 2026)
        plain, own = in_turns(
            rounds,
            lambda: bare(BUDGET, weights),
            lambda key=key: divide(budget_cents=BUDGET, key=key, schools=schools),
        )
        print(f"{name:16} bare {plain:6.1f} ms, divide {own:6.1f} ms, ratio {own / plain:5.2f}")


def years(rounds: int) -> None:
    """Print what a whole calculation costs, from the database."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    from subsidies.calculation import calculate  # noqa: PLC0415 - as above

    drafts = [make(size) for size in SIZES]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    small, large = in_turns(rounds, *(partial(calculate, year) for year in drafts))
    for year, size, spent in zip(drafts, SIZES, (small, large), strict=True):
        with CaptureQueriesContext(connection) as queries:
            calculate(year)
        print(f"calculate, {size:4} schools: {spent:6.1f} ms, {len(queries)} queries")
    print(f"{large / small:.1f} times as long for {SIZES[1] // SIZES[0]} times as many")


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with product():
        divisions(options.rounds)
        years(options.rounds)


if __name__ == "__main__":
    main()
