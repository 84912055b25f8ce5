"""Counts a quarter once it is over, and decides once and for all which cells are shown.

What was decided never changes: what is entered, moved or erased later changes no cell, so nothing
follows from looking twice. The counts of a quarter are kept until its year is over, which is their
sum, and then go (ADR 0032).
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from partners import audit
from partners.access import Actor
from partners.models import Module, Municipality
from partners.states import ModuleKind
from transitions import figure_cells, figure_counts, suppression
from transitions.figure_cells import cell
from transitions.figure_periods import QUARTERS, WHOLE_YEAR, Quarter, ready
from transitions.models import FigureCell, FigureCount, FigurePeriod

COUNTED = "figures.counted"


def sweep(*, at: datetime) -> int:
    """Count each quarter that is over and was not counted; return how many there were."""
    today, begun = timezone.localdate(at), dict[int, datetime]()
    on = Module.objects.filter(kind=ModuleKind.HANDOVER).order_by("switched_on_at")
    for town, since in on.values_list("municipality", "switched_on_at"):
        begun.setdefault(town, since)
    periods = FigurePeriod.objects.filter(municipality__in=begun)
    done = set(periods.values_list("municipality", "first_year", "number"))
    waiting = [
        (town, quarter)
        for town, since in begun.items()
        for quarter in ready(timezone.localdate(since), today)
        if (town, quarter.first_year, quarter.number) not in done
    ]
    return sum(
        count(municipality_id=town, quarter=quarter, by=None, at=at) for town, quarter in waiting
    )


@transaction.atomic
def count(*, municipality_id: int, quarter: Quarter, by: Actor | None, at: datetime) -> bool:
    """Count one quarter, and its year when it is the last; say whether that was not done yet.

    Raises: DoesNotExist.
    """
    town = Municipality.objects.select_for_update(no_key=True).get(pk=municipality_id)
    periods = FigurePeriod.objects.filter(municipality=town, first_year=quarter.first_year)
    if periods.filter(number=quarter.number).exists():
        return False
    period = periods.create(
        municipality=town, first_year=quarter.first_year, number=quarter.number, counted_at=at
    )
    FigureCount.objects.bulk_create(
        FigureCount(period=period, **vars(row)) for row in figure_counts.of(town, quarter)
    )
    if quarter.number == QUARTERS:
        _close_year(period, at)
    else:
        _show_quarter(period)
    what = {"period": str(period)}
    audit.record(by=by, action=COUNTED, organisation=town.organisation, at=at, details=what)
    return True


def _show_quarter(period: FigurePeriod) -> None:
    """Keep the cells of the municipality in a quarter."""
    tables = figure_cells.tables_of(period.counts.all())
    FigureCell.objects.bulk_create(
        cell(period, table, is_shown=table.is_safe_city) for table in tables
    )


def _close_year(last: FigurePeriod, at: datetime) -> None:
    """Keep the cells of the last quarter and of the year; then forget what was counted."""
    town, first_year = last.municipality, last.first_year
    whole = {"number": WHOLE_YEAR, "counted_at": at}
    year = FigurePeriod.objects.create(municipality=town, first_year=first_year, **whole)
    of_year = {"period__municipality": town, "period__first_year": first_year}
    counts, shown = FigureCount.objects.filter(**of_year), FigureCell.objects.filter(**of_year)
    hidden = set(shown.filter(n=None).values_list("figure", "period"))
    places, cells = figure_cells.places_of(town), list[FigureCell]()
    for table in figure_cells.tables_of(counts):
        now = table.of(period_id=last.pk)
        earlier = [
            table.of(period_id=pk).whole for figure, pk in sorted(hidden) if figure == table.figure
        ]
        is_last_shown, is_year_shown = now.is_safe_city, False
        if table.is_safe_city:
            is_last_shown, is_year_shown = suppression.close_year(
                earlier, now.whole, is_last_safe=now.is_safe_city
            )
        cells.append(cell(last, now, is_shown=is_last_shown))
        cells.append(cell(year, table, is_shown=is_year_shown))
        cells += figure_cells.parts(year, table, places, is_shown=is_year_shown)
    FigureCell.objects.bulk_create(cells)
    counts.delete()
