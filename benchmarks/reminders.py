"""What a run of reminders costs for 1,500 and for 15,000 occasions of a rule made for this.

Run as: .venv/bin/python -m benchmarks.reminders [--rounds 3] [--few 1500] [--many 15000]

One in ten readers has ten occasions, as in a digest. Each size runs on rows of its own, in turns in
the same database: trust the ratio per reminder, which stays near 1 when nothing is asked for each.
The second run of the day finds everything handled. The database is a fresh one on disk, with fsync,
on the embedded server unless DATABASE_URL names another; it is removed afterwards.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any

from benchmarks._product import product

MONDAY = date(2026, 11, 23)
PER_READER = 10


def town_of(readers: int, number: int) -> Any:
    """Make a municipality with schools, each with one coordinator who can be written to."""
    from partners.models import Membership, Organisation, User  # noqa: PLC0415 - after Django is set up
    from partners.states import OrganisationKind, Role  # noqa: PLC0415 - as above
    from tests.factories.partners import LONG_AGO, MunicipalityFactory  # noqa: PLC0415 - as above

    town = MunicipalityFactory(subsidy=None)
    schools = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.SCHOOL, key=f"{number}-{n}", name=f"School {n}")
        for n in range(readers)
    )
    users = User.objects.bulk_create(
        User(name=f"Lezer {n}", email=f"lezer{number}-{n}@example.org") for n in range(readers)
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=school, role=Role.QC, valid_from=LONG_AGO)
        for user, school in zip(users, schools, strict=True)
    )
    return town, [school.pk for school in schools]


def rule_of(towns: dict[int, Sequence[int]]) -> Any:
    """Return a rule that brings ten occasions to the coordinator of each school."""
    from partners.reminders import Audience, Occasion, Rule  # noqa: PLC0415 - after Django is set up
    from partners.states import Role  # noqa: PLC0415 - as above

    def occasions(places: Sequence[Any], _day: date) -> Iterator[Occasion]:
        for place in places:
            for school in towns.get(place.pk, ()):
                to = (Audience(frozenset({school}), Role.QC),)
                for number in range(PER_READER):
                    yield Occasion("R99", place, f"x:{school}:{number}", MONDAY, to, number)

    return Rule("R99", "proef", occasions, lambda *_given: True, lambda group: [str(len(group))])


def measure(count: int, number: int) -> tuple[float, float, float]:
    """Return the seconds of a run of so many, of the one after it, and of a dry run before."""
    from django.utils import timezone  # noqa: PLC0415 - after Django is set up

    from partners import reminder_runs, reminders  # noqa: PLC0415 - as above

    town, schools = town_of(count // PER_READER, number)
    reminders.RULES.clear()
    reminders.RULES["R99"] = rule_of({town.pk: schools})
    seconds = []
    for day, options in (
        (MONDAY, {"dry_run": True}),
        (MONDAY, {}),
        (MONDAY + timedelta(days=1), {}),
    ):
        started = time.perf_counter()
        outcome = reminder_runs.run(day=day, at=timezone.now(), **options)
        seconds.append(time.perf_counter() - started)
        wanted = 0 if day > MONDAY else count
        assert outcome.sent == wanted, outcome  # noqa: S101 - else the figure means nothing
    return seconds[1], seconds[2], seconds[0]


def main() -> None:
    """Read the options, measure in turns and print the ratio per reminder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--few", type=int, default=1500)
    parser.add_argument("--many", type=int, default=15000)
    options = parser.parse_args()
    sizes = (options.few, options.many)
    with product():
        from partners import outbox  # noqa: PLC0415 - after Django is set up

        outbox.ring = lambda: None  # no broker here, and nothing is sent
        found: dict[int, list[tuple[float, float, float]]] = {size: [] for size in sizes}
        for turn in range(options.rounds):
            for place, size in enumerate(sizes):
                found[size].append(measure(size, 2 * turn + place))
    middle = {
        size: [median(each) for each in zip(*rows, strict=True)] for size, rows in found.items()
    }
    for size, (first, again, dry) in middle.items():
        print(
            f"{size:6} reminders: {first:6.2f} s ({first / size * 1000:.2f} ms each), "
            f"the next run {again:.2f} s, a dry run {dry:.2f} s"
        )
    few, many = (middle[size][0] / size for size in sizes)
    print(f"ratio per reminder, many against few: {many / few:.2f}")


if __name__ == "__main__":
    main()
