"""The figures that a key weighs, looked up for all schools of a year in a fixed number of queries.

What a school got last year is a figure too: the established allocation of that year, else the
imported figure of kind `granted` on 1 August of that year.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import date_words
from partners.models import School, SchoolBoard
from subsidies.keys import FigureNeed, Key, needs
from subsidies.models import Allocation, SchoolFigure, SubsidyYear
from subsidies.states import FigureKind

LONG = 3  # years of grants in a row after which a cut needs a notice term (Awb art. 4:51)


@dataclass(frozen=True)
class MissingFigure:
    """A figure that a school does not have; `is_small` when its source says `<5`."""

    school: School
    kind: FigureKind
    date: date
    is_small: bool

    def __str__(self) -> str:
        words = {
            "school": self.school.name,
            "code": self.school.key,
            "figure": self.kind.label,
            "date": date_words(self.date),
        }
        if self.is_small:
            return (
                _('%(school)s (%(code)s): %(figure)s op %(date)s is "<5"; vul een getal in.')
                % words
            )
        return _("%(school)s (%(code)s): %(figure)s op %(date)s ontbreekt.") % words


class MissingFiguresError(Exception):
    """The key weighs figures that are not there; `missing` names each, the message the first."""

    def __init__(self, missing: Sequence[MissingFigure]) -> None:
        """Make one sentence of the first, and count the others."""
        self.missing = tuple(missing)
        others = len(self.missing) - 1
        text = str(self.missing[0])
        if others:
            more = ngettext("Nog %d cijfer ontbreekt.", "Nog %d cijfers ontbreken.", others)
            text = f"{text} {more % others}"
        super().__init__(text)


@dataclass(frozen=True)
class KnownFigure:
    """A figure with its source; the value is None where the source says `<5`."""

    value: Decimal | None
    source: str


@dataclass
class Figures:
    """What is known of the schools of one municipality, by school id.

    `granted` holds per school what it got in each of the three years before.
    """

    first_year: int
    known: dict[int, dict[FigureNeed, KnownFigure]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    granted: dict[int, dict[int, Decimal]] = field(default_factory=lambda: defaultdict(dict))

    def previous(self, school_id: int) -> Decimal | None:
        """Return what a school got last year, if that is known."""
        return self.granted.get(school_id, {}).get(self.first_year - 1)

    def values(self, school_id: int) -> Mapping[FigureNeed, Decimal]:
        """Return a school's figures that are numbers."""
        known = self.known.get(school_id, {})
        return {need: row.value for need, row in known.items() if row.value is not None}

    def missing(
        self, schools: Iterable[School], wanted: Sequence[FigureNeed]
    ) -> list[MissingFigure]:
        """Return which of these figures are not there, in the order of the schools."""
        found = []
        for school in schools:
            known = self.known.get(school.pk, {})
            for need in wanted:
                row = known.get(need)
                if row is None or row.value is None:
                    found.append(MissingFigure(school, need.kind, need.date, row is not None))
        return found

    def inputs(
        self, schools: Iterable[School], wanted: Sequence[FigureNeed]
    ) -> list[dict[str, Any]]:
        """Return the figures as JSON values, each with its source and date, to keep with a run."""
        return [
            {
                "school": school.key,
                "kind": need.kind.value,
                "date": need.date.isoformat(),
                "value": str(self.known[school.pk][need].value),
                "source": self.known[school.pk][need].source,
            }
            for school in schools
            for need in wanted
        ]


def grant_date(first_year: int) -> date:
    """Return the date under which a year's grant is kept as a figure: its first day."""
    return date(first_year, 8, 1)


def figures_of(year: SubsidyYear, wanted: Sequence[FigureNeed]) -> Figures:
    """Look up these figures and the grants of three years, in two queries."""
    figures = Figures(year.first_year)
    years = range(year.first_year - LONG, year.first_year)
    granted_on = {grant_date(first): first for first in years}
    asked = Q(kind=FigureKind.GRANTED, date__in=granted_on)
    for need in wanted:
        asked |= Q(kind=need.kind, date=need.date)
    rows = SchoolFigure.objects.filter(asked, school__municipality=year.municipality)
    for school, kind, day, value, source in rows.values_list(
        "school_id", "kind", "date", "value", "source"
    ):
        figures.known[school][FigureNeed(FigureKind(kind), day)] = KnownFigure(value, source)
        if kind == FigureKind.GRANTED and day in granted_on and value is not None:
            figures.granted[school][granted_on[day]] = value
    _add_established(figures, year)
    return figures


def _add_established(figures: Figures, year: SubsidyYear) -> None:
    """Put what was established in earlier years in the place of imported grants."""
    rows = Allocation.objects.filter(
        year__municipality=year.municipality,
        year__first_year__in=range(year.first_year - LONG, year.first_year),
    )
    for school, first, amount in rows.values_list("school_id", "year__first_year", "amount"):
        need = FigureNeed(FigureKind.GRANTED, grant_date(first))
        source = _("vastgesteld %s") % f"{first}-{first + 1}"
        figures.known[school][need] = KnownFigure(amount, source)
        figures.granted[school][first] = amount


def schools_of(year: SubsidyYear) -> list[School]:
    """Return the schools in force on the first day of a year, in the order of their codes.

    Their boards come with a query of their own: many schools share one, and each is made once.
    """
    here = School.objects.filter(municipality=year.municipality)
    here = here.in_force_on(date(year.first_year, 8, 1))
    schools = list(here.select_related("organisation").order_by("organisation__key"))
    ids = {school.board_id for school in schools}
    boards = SchoolBoard.objects.filter(pk__in=ids).select_related("organisation")
    known = {board.pk: board for board in boards}
    for school in schools:
        school.board = known[school.board_id]
    return schools


def missing_figures(year: SubsidyYear, key: Key) -> list[MissingFigure]:
    """Return which figures the key weighs and schools in force on the first day do not have."""
    wanted = needs(key, year.first_year)
    if not wanted:
        return []
    taking = [school for school in schools_of(year) if school.key not in key.excluded]
    return figures_of(year, wanted).missing(taking, wanted)
