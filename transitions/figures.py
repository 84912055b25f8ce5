"""What a page or a file shows of the figures of the handover: the cells that were kept, as kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config import formats
from partners.access import Actor
from partners.states import Role
from transitions.figure_periods import QUARTERS, WAIT_DAYS, WHOLE_YEAR, Quarter, quarter_of
from transitions.figure_states import Figure, FigurePlace
from transitions.models import FigureCell, FigurePeriod

HEADER = (
    gettext_lazy("Periode"),
    gettext_lazy("Waarvan"),
    gettext_lazy("Naam"),
    gettext_lazy("Cijfer"),
    gettext_lazy("Bij hoeveel kinderen"),
    gettext_lazy("Van hoeveel kinderen"),
    gettext_lazy("Mediaan in dagen"),
)
TITLES = {
    FigurePlace.DISTRICT: gettext_lazy("Per wijk"),
    FigurePlace.SCHOOL: gettext_lazy("Per school"),
    FigurePlace.LOCATION: gettext_lazy("Per opvanglocatie"),
}
SHORT = {  # above a column
    Figure.SHARED_IN_TIME: gettext_lazy("Gedeeld vóór 3,5"),
    Figure.READ_IN_TIME: gettext_lazy("Gelezen vóór intake"),
    Figure.INTAKE_FIRST: gettext_lazy("Intake eerst"),
    Figure.WARM_HELD: gettext_lazy("Warm gesprek"),
    Figure.NEEDS_KNOWN: gettext_lazy("Op tijd bekend"),
    Figure.BLANK: gettext_lazy("Zonder informatie"),
}
TOO_FEW = gettext_lazy("te weinig om te tonen")


@dataclass(frozen=True)
class Shown:
    """One cell as it is read."""

    cell: FigureCell

    @property
    def figure(self) -> str | Promise:
        """Return what is counted."""
        return Figure(self.cell.figure).label

    @property
    def percentage(self) -> int | None:
        """Return which part it is, in whole percents; None where it is hidden or of nobody."""
        if not self.cell.n or self.cell.k is None:
            return None
        return (200 * self.cell.k + self.cell.n) // (2 * self.cell.n)

    @property
    def words(self) -> str | Promise:
        """Return the two counts in words."""
        if self.cell.is_hidden:
            return TOO_FEW
        if not self.cell.n:
            return _("geen kinderen")
        return _("%(k)s van %(n)s") % {"k": self.cell.k, "n": self.cell.n}

    @property
    def middle(self) -> str:
        """Return the median of days in words."""
        days = self.cell.days or 0
        if days < 0:
            return (
                ngettext("mediaan: %d dag na de intake", "mediaan: %d dagen na de intake", -days)
                % -days
            )
        return (
            ngettext("mediaan: %d dag vóór de intake", "mediaan: %d dagen vóór de intake", days)
            % days
        )


@dataclass(frozen=True)
class Row:
    """The cells of one place, one for each figure that it has."""

    place: FigurePlace
    name: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True)
class Grid:
    """A table of places: a row each."""

    title: str | Promise
    heads: tuple[str | Promise, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Period:
    """A quarter or a school year that can be chosen."""

    first_year: int
    number: int

    @property
    def key(self) -> str:
        """Return how an address names it."""
        return f"{self.first_year}-{self.number}"

    @property
    def newest_first(self) -> tuple[int, bool, int]:
        """Return by what it is ordered: a year stands before its quarters."""
        return -self.first_year, self.number != WHOLE_YEAR, -self.number

    @property
    def label(self) -> str:
        """Return it in words."""
        if self.number == WHOLE_YEAR:
            return formats.school_year(f"{self.first_year}-{self.first_year + 1}")
        quarter = Quarter(self.first_year, self.number)
        first, last = (date_format(day, "F Y") for day in (quarter.first_day, quarter.last_day))
        return _("%(first)s t/m %(last)s") % {"first": first, "last": last}


@dataclass(frozen=True)
class Page:
    """One period of an actor's figures, with what else can be chosen."""

    period: Period | None
    periods: tuple[Period, ...]
    whole: tuple[Row, ...]
    grids: tuple[Grid, ...]
    has_hidden: bool
    next_on: date


def of(actor: Actor, key: str = "") -> Page:
    """Return the figures of one period, the newest unless another is named; three queries."""
    found = FigurePeriod.objects.visible_to(actor).order_by()
    pairs = set(found.values_list("first_year", "number"))
    periods = tuple(sorted((Period(*pair) for pair in pairs), key=lambda one: one.newest_first))
    period = next((one for one in periods if one.key == key), next(iter(periods), None))
    rows = _rows(actor, period) if period else []
    kinds = {row.place for row in rows if row.place != FigurePlace.CITY}
    alone = [row for row in rows if row.place == FigurePlace.CITY or len(rows) == 1]
    return Page(
        period=period,
        periods=periods,
        whole=tuple(alone),
        grids=tuple(_grid(kind, rows) for kind in FigurePlace if kind in kinds and rows != alone),
        has_hidden=any(shown.cell.is_hidden for row in rows for shown in row.cells),
        next_on=_next_on(actor),
    )


def rows(page: Page) -> Iterator[tuple[Any, ...]]:
    """Return the cells of a page for a file, in the same order."""
    for row in [*page.whole, *(row for grid in page.grids for row in grid.rows)]:
        for shown in row.cells:
            counts = (TOO_FEW, TOO_FEW) if shown.cell.is_hidden else (shown.cell.k, shown.cell.n)
            period = page.period.label if page.period else ""
            yield period, row.place.label, row.name, shown.figure, *counts, shown.cell.days


def _rows(actor: Actor, period: Period) -> list[Row]:
    """Return the cells that the actor sees, place by place."""
    cells = FigureCell.objects.visible_to(actor).filter(
        period__first_year=period.first_year, period__number=period.number
    )
    found = cells.select_related(
        "period__municipality__organisation", "school__organisation", "location__organisation"
    )
    order = list(Figure)
    kinds = list(FigurePlace)

    def place(cell: FigureCell) -> tuple[int, str, int]:
        named = cell.school or cell.location or cell.period.municipality
        name = cell.district or named.organisation.sort_name
        return kinds.index(FigurePlace(cell.place)), name, named.pk

    ordered = sorted(found, key=lambda cell: (*place(cell), order.index(Figure(cell.figure))))
    made = []
    for _key, group in groupby(ordered, key=place):
        own = list(group)
        made.append(Row(FigurePlace(own[0].place), _name(own[0]), tuple(map(Shown, own))))
    return made


def _name(cell: FigureCell) -> str:
    return cell.name or cell.period.municipality.name


def _grid(kind: FigurePlace, rows: Sequence[Row]) -> Grid:
    own = tuple(row for row in rows if row.place == kind)
    heads = tuple(SHORT[Figure(shown.cell.figure)] for shown in own[0].cells)
    return Grid(TITLES[kind], heads, own)


def _next_on(actor: Actor) -> date:
    """Return when the next figures are counted: a quarter for a municipality, else a year."""
    quarter = quarter_of(actor.day - timedelta(days=WAIT_DAYS))
    if actor.role != Role.GEM:
        quarter = Quarter(quarter.first_year, QUARTERS)
    return quarter.counted_on
