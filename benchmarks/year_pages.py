"""The page of a subsidy year and its live outcome with 41 and with 6,600 schools.

Run as: .venv/bin/python -m benchmarks.year_pages [--rounds 5]

Both sizes stand in one fresh database, as municipalities of their own, with a key of three
components; requests go through Django's test client, so without network and web server. Trust the
ratio and the number of queries.
"""

import argparse
import time
from statistics import median
from typing import Any

from benchmarks._product import product

LIVE = {"HX-Request": "true"}
SIZES = (41, 6600)
KEY = {
    "components": [
        {"kind": "fixed", "amount": "100.00"},
        {"kind": "per_pupil", "date": "2025-10-01", "share": "60"},
        {"kind": "per_target_toddler", "date": "2025-10-01", "share": "40"},
    ]
}
TYPED = {
    "regime": "light",
    "hourly_rate": "68,40",
    "onderdelen": "0:fixed,1:per_pupil,2:per_target_toddler",
    "onderdeel-0-amount": "100",
    "onderdeel-1-date": "1-10-2025",
    "onderdeel-1-share": "60",
    "onderdeel-2-date": "1-10-2025",
    "onderdeel-2-share": "40",
}


def code(number: int, ending: int) -> str:
    """Return a school code that no other number has."""
    letters = chr(65 + number // 26 % 26) + chr(65 + number % 26)
    return f"{number // 676 % 100:02d}{letters}{ending:02d}"


def make(schools: int) -> Any:
    """Return a draft year of a municipality with this many schools, each with its figures."""
    from django.utils import timezone  # noqa: PLC0415 - after Django is set up

    from partners.models import Organisation, School  # noqa: PLC0415 - after Django is set up
    from partners.states import OrganisationKind  # noqa: PLC0415 - after Django is set up
    from subsidies.models import SchoolFigure  # noqa: PLC0415 - after Django is set up
    from subsidies.states import FigureKind  # noqa: PLC0415 - after Django is set up
    from tests.factories.partners import MunicipalityFactory, SchoolBoardFactory  # noqa: PLC0415 - after Django is set up
    from tests.factories.subsidies import make_year  # noqa: PLC0415 - after Django is set up

    town, boards = (
        MunicipalityFactory(),
        [SchoolBoardFactory() for _ in range(max(schools // 8, 1))],
    )
    rows = Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.SCHOOL,
            key=code(number, schools % 100),
            name=f"Basisschool {number}",
        )
        for number in range(schools)
    )
    School.objects.bulk_create(
        School(organisation=row, board=boards[place % len(boards)], municipality=town)
        for place, row in enumerate(rows)
    )
    SchoolFigure.objects.bulk_create(
        SchoolFigure(
            school_id=row.pk, kind=kind, date="2025-10-01", value=place % 97 + 5,
            source="bench", imported_at=timezone.now(),
        )
        for place, row in enumerate(rows)
        for kind in (FigureKind.PUPILS, FigureKind.TARGET_TODDLERS)
    )  # fmt: skip
    return make_year(town, definition=KEY, budget=f"{schools * 4000}.00")


def ask_all(requests: list[Any], rounds: int) -> tuple[dict[Any, list[float]], dict[Any, int]]:
    """Send every request in turns; returns the seconds and the queries of each."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - after Django is set up

    times: dict[Any, list[float]] = {}
    queries: dict[Any, int] = {}
    for _round in range(rounds + 1):
        for name, ask in requests:
            with CaptureQueriesContext(connection) as captured:
                started = time.perf_counter()
                answer = ask()
                taken = time.perf_counter() - started
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {answer.status_code}")
            queries[name] = len(captured)
            times.setdefault(name, []).append(taken)
    return times, queries


def measure(rounds: int) -> None:
    """Fetch each page in turns and print what it takes."""
    from django.test import Client  # noqa: PLC0415 - after Django is set up

    from partners.states import Role  # noqa: PLC0415 - after Django is set up
    from tests.factories.partners import make_actor  # noqa: PLC0415 - after Django is set up

    requests = []
    for size in SIZES:
        year = make(size)
        client = Client()
        officer = make_actor(Role.GEM, year.municipality)
        client.force_login(officer.user, backend="partners.signin.AccountBackend")
        path = f"/subsidiejaren/{year.municipality.key}/{year.label}/"
        form = {**TYPED, "budget": str(size * 4000)}
        requests += [
            (("page", size), lambda c=client, p=path: c.get(p)),
            (
                ("live", size),
                lambda c=client, p=path, f=form: c.post(f"{p}wijzigen/", f, headers=LIVE),
            ),
        ]
    times, queries = ask_all(requests, rounds)
    for what in ("page", "live"):
        small, large = (median(times[what, size][1:]) * 1000 for size in SIZES)
        print(f"{what}: 41 schools {small:6.1f} ms, {queries[what, 41]} queries; "
              f"6,600 schools {large:7.1f} ms, {queries[what, 6600]} queries; "
              f"{large / small:.1f} times as long for 161 times as many")  # fmt: skip


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with product(ALLOWED_HOSTS="testserver"):
        measure(options.rounds)


if __name__ == "__main__":
    main()
