"""Makes the cells of one period: of the municipality, its neighbourhoods, schools and locations."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import floor
from statistics import median
from typing import Any

from children.querysets import module_is_on
from partners.models import ChildcareLocation, Municipality, School
from transitions import suppression
from transitions.figure_counts import OF_CHILDCARE
from transitions.figure_states import Figure, FigurePlace
from transitions.models import FigureCell, FigureCount, FigurePeriod
from transitions.suppression import SMALLEST, Count, Shown

NOTHING = Shown(frozenset(), frozenset())


@dataclass(frozen=True)
class Places:
    """The schools of a municipality by neighbourhood ("": none is known), and its locations."""

    schools: dict[str, list[int]]
    locations: list[int]


@dataclass(frozen=True)
class Table:
    """What was counted of one figure."""

    figure: Figure
    rows: Sequence[FigureCount]

    def of(self, **which: Any) -> "Table":
        """Return the rows of a period, a school or a location."""
        return Table(
            self.figure,
            [row for row in self.rows if all(getattr(row, k) == v for k, v in which.items())],
        )

    def by(self, column: str) -> dict[Any, Count]:
        """Return the counts of each school or location."""
        found: dict[Any, Count] = {}
        for row in self.rows:
            place = getattr(row, column)
            found[place] = found.get(place, Count()) + Count(row.n, row.k)
        return found

    @property
    def whole(self) -> Count:
        """Return all together."""
        return suppression.total(Count(row.n, row.k) for row in self.rows)

    @property
    def is_safe_city(self) -> bool:
        """Say whether this may be shown of a whole municipality."""
        return suppression.is_safe_city(self.by("school_id").values())

    @property
    def days(self) -> int | None:
        """Return the median in whole days, of five children and more."""
        found = [day for row in self.rows for day in row.days]
        return floor(median(found) + 0.5) if len(found) >= SMALLEST else None


def tables_of(rows: Iterable[FigureCount]) -> list[Table]:
    """Return a table of each figure, also where there was nothing to count."""
    found = list(rows)
    return [Table(one, [row for row in found if row.figure == one]) for one in Figure]


def places_of(town: Municipality) -> Places:
    """Return the places where Overdracht is on; what is closed since has its cells as well."""
    here = School.objects.filter(module_is_on(), municipality=town).order_by("pk")
    schools: dict[str, list[int]] = {}
    for pk, name in here.values_list("pk", "kindcentrum__neighbourhood"):
        schools.setdefault((name or "").strip(), []).append(pk)
    near = ChildcareLocation.objects.filter(module_is_on(), municipality=town).order_by("pk")
    return Places(schools, list(near.values_list("pk", flat=True)))


def cell(period: FigurePeriod, table: Table, *, is_shown: bool, **place: Any) -> FigureCell:
    """Return a cell; of one that is hidden nothing is kept.

    Args: place: `district`, `school_id` or `location_id`; without any it is the municipality.
    """
    made = FigureCell(period=period, figure=table.figure, place=_kind(place), **place)
    if is_shown:
        made.n, made.k, made.days = table.whole.n, table.whole.k, table.days
    return made


def parts(year: FigurePeriod, table: Table, places: Places, *, is_shown: bool) -> list[FigureCell]:
    """Return the cells of neighbourhoods, schools and locations; hidden where the year is."""
    schools = _schools(table, places) if is_shown else NOTHING
    cells = []
    for name, members in places.schools.items():
        tables = [table.of(school_id=pk) for pk in members]
        if name:
            together = Table(table.figure, [row for one in tables for row in one.rows])
            cells.append(cell(year, together, is_shown=name in schools.groups, district=name))
        cells += [
            cell(year, own, is_shown=pk in schools.places, school_id=pk)
            for pk, own in zip(members, tables, strict=True)
        ]
    if table.figure not in OF_CHILDCARE:
        return cells
    locations = _locations(table, places) if is_shown else NOTHING
    return cells + [
        cell(year, table.of(location_id=pk), is_shown=pk in locations.places, location_id=pk)
        for pk in places.locations
    ]


def _schools(table: Table, places: Places) -> Shown:
    """Say which neighbourhoods and schools are shown; who takes no part any more is not."""
    found = table.by("school_id")
    groups: dict[Hashable, dict[Hashable, Count]] = {
        name: {pk: found.pop(pk, Count()) for pk in members}
        for name, members in places.schools.items()
    }
    groups.setdefault("", {}).update(found)
    return suppression.shown_of(groups, closed=found)


def _locations(table: Table, places: Places) -> Shown:
    """Say which locations are shown; those in another municipality are not."""
    found: dict[Hashable, Count] = dict(table.by("location_id"))
    closed = set(found) - set(places.locations)
    return suppression.shown_of({"": found}, least=SMALLEST, closed=closed)


def _kind(place: dict[str, Any]) -> FigurePlace:
    kinds = {
        "district": FigurePlace.DISTRICT,
        "school_id": FigurePlace.SCHOOL,
        "location_id": FigurePlace.LOCATION,
    }
    return next((kind for name, kind in kinds.items() if name in place), FigurePlace.CITY)
