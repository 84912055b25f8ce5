"""The same pages over a small and a large country, asked in turns: times, queries and plans.

Two fresh databases on disk. Requests go through Django's test client, so without network and web
server; each writes its lines in the log. Trust the ratio and the number of queries.
"""

import argparse
import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks._country import Country
from benchmarks._product import product

SIZES = ("small", "large")
Fill = Callable[[int], Country]


def compare(about: str | None, *, fill: Fill, pages: dict[str, str], table: str) -> None:
    """Read the sizes and rounds from the command line, and measure on a fresh product."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--small", type=int, default=6_000)
    parser.add_argument("--large", type=int, default=650_000)
    parser.add_argument("--rounds", type=int, default=9)
    sizes = vars(parser.parse_args())
    os.environ.setdefault("CHILD_KEYS", "A" * 43 + "=")
    with product(ALLOWED_HOSTS="testserver"):
        measure(fill=fill, pages=pages, table=table, **sizes)


def use(name: str) -> None:
    """Connect to this database from here on."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    connection.close()
    connection.settings_dict["NAME"] = name


def databases(fill: Fill, small: int, large: int) -> dict[str, Country]:
    """Fill a database for each size."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    empty = connection.settings_dict["NAME"]
    made = {}
    for size, children in zip(SIZES, (small, large), strict=True):
        use("postgres")
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS bench_{size} WITH (FORCE)")
            cursor.execute(f'CREATE DATABASE bench_{size} TEMPLATE "{empty}"')
        use(f"bench_{size}")
        started = time.perf_counter()
        made[size] = fill(children)
        print(f"{children} children in {time.perf_counter() - started:.0f} s", flush=True)
    return made


def asking(country: Country, pages: dict[str, str]) -> dict[tuple[str, str], Callable[[], Any]]:
    """Return every request of a country: each page by each person."""
    from django.test import Client  # noqa: PLC0415 - after Django is set up

    from partners.access import ROLE_KEY  # noqa: PLC0415 - as above

    found: dict[tuple[str, str], Callable[[], Any]] = {}
    for role, actor in country.people.items():
        client = Client()
        client.force_login(actor.user, backend="partners.signin.AccountBackend")
        session = client.session
        session[ROLE_KEY] = actor.role.value
        session.save()
        for what, page in pages.items():
            path = page.format(group=country.group, child=country.child, **country.keys)
            found[role, what] = lambda c=client, p=path: c.get(p)
    return found


def measure(
    *, fill: Fill, pages: dict[str, str], table: str, small: int, large: int, rounds: int
) -> None:
    """Ask everything in turns; print what it takes, and how the large one finds rows of a table."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    empty = connection.settings_dict["NAME"]
    countries = databases(fill, small, large)
    requests = {}
    for size in SIZES:
        use(f"bench_{size}")
        requests[size] = asking(countries[size], pages)
    times: dict[Any, list[float]] = {}
    queries: dict[Any, list[str]] = {}
    answers: dict[Any, int] = {}
    for _round in range(rounds):
        for size in SIZES:
            use(f"bench_{size}")
            next(iter(requests[size].values()))()  # a new connection reads its catalogue first
            for what, ask in requests[size].items():
                with CaptureQueriesContext(connection) as captured:
                    started = time.perf_counter()
                    answers[size, *what] = ask().status_code
                    times.setdefault((size, *what), []).append(time.perf_counter() - started)
                queries[size, *what] = [query["sql"] for query in captured]
    report(times, queries, answers)
    plans(queries, table)
    use(empty)


def report(
    times: dict[Any, list[float]], queries: dict[Any, list[str]], answers: dict[Any, int]
) -> None:
    """Print both sizes side by side."""
    print(f"{'who, what':24}{'small':>10}{'large':>10}{'ratio':>8}{'queries':>12}{'answer':>8}")
    for _size, role, what in [key for key in times if key[0] == SIZES[0]]:
        small, large = (median(times[size, role, what]) * 1000 for size in SIZES)
        counts = [len(queries[size, role, what]) for size in SIZES]
        print(f"{role + ', ' + what:24}{small:8.1f}ms{large:8.1f}ms{large / small:8.2f}"
              f"{counts[0]:>7} {counts[1]:>4}{answers[SIZES[1], role, what]:>8}")  # fmt: skip


def plans(queries: dict[Any, list[str]], table: str) -> None:
    """Print how PostgreSQL finds rows in the large database: the scans of each query."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    for (_size, role, what), asked in queries.items():
        for sql in asked if _size == SIZES[1] else ():
            if not sql.startswith("SELECT") or f'"{table}' not in sql:
                continue
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}".replace("%", "%%"))
                lines = [line.strip(" ->") for (line,) in cursor.fetchall()]
            scans = [line.split("  (")[0] for line in lines if "Scan" in line]
            print(f"{role}, {what}: {' | '.join(scans)}")
