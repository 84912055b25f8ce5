"""One row per rule of the hours book that the database repeats, and that it breaks."""

from collections.abc import Callable
from typing import Any

from subsidies.models import TimeEntry
from tests.factories.hours import DAY, make_desk
from tests.factories.partners import MunicipalityFactory


def kinds(*names: str, minutes: int = 60) -> None:
    municipality = MunicipalityFactory()
    for name in names:
        municipality.activity_kinds.create(code="a1", name=name, minutes=minutes)


def entries(number: int, **values: Any) -> None:
    desk = make_desk()
    given = {"school": desk.school, "day": DAY, "kind": "a1", "minutes": 60} | values
    for _ in range(number):
        TimeEntry.objects.create(membership=desk.membership, **given)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "subsidies_activitykind_unique": lambda: kinds("Praten", "Kijken"),
    "subsidies_activitykind_within_a_day": lambda: kinds("Praten", minutes=0),
    "subsidies_timeentry_corrected_has_cause": lambda: entries(1, is_corrected=True),
    "subsidies_timeentry_one_by_hand": lambda: entries(2),
    "subsidies_timeentry_one_per_cause": lambda: entries(2, cause="meeting:1"),
    "subsidies_timeentry_within_a_day": lambda: entries(1, minutes=1441),
}
