"""How the hours of a year go: booked and expected, added up by month."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate

from django.utils import formats
from django.utils.translation import gettext as _

from config.charts import LineChart
from config.formats import hours, school_year
from subsidies.hour_totals import NONE, SchoolHours, as_hours, months_of
from subsidies.models import SubsidyYear
from subsidies.school_weeks import school_weeks


def burn_down(rows: Sequence[SchoolHours], year: SubsidyYear, today: date) -> LineChart | None:
    """Return the picture of some schools together; nothing before the first day of the year.

    The expected line rises in school weeks only and ends at what was granted.
    """
    months = months_of(year)
    past = [month for month in months if month <= today]
    if not past:
        return None
    granted = sum((row.granted for row in rows), NONE)
    done = [as_hours(minutes) for minutes in accumulate(_booked(rows, month) for month in past)]
    planned = expected(granted, year)
    return LineChart(
        key="uren",
        title=_("Geboekte uren in %s, opgeteld per maand") % school_year(year.label),
        conclusion=_conclusion(done[-1], granted, expected_on(granted, year, today)),
        periods=[formats.date_format(month, "M").rstrip(".").lower() for month in months],
        done=done,
        planned=planned,
        done_label=_("nu: %s") % hours(done[-1]),
        planned_label=_("verwacht: %s") % hours(granted),
        column_names=(_("Maand"), _("Geboekt"), _("Verwacht")),
    )


def expected(granted: Decimal, year: SubsidyYear) -> list[Decimal]:
    """Return how many hours are expected by the end of each month, by whole school weeks."""
    weeks = school_weeks(year.first_year)
    by_month = [
        sum((week.year, week.month) == (month.year, month.month) for week in weeks)
        for month in months_of(year)
    ]
    return [(granted * number / len(weeks)).quantize(NONE) for number in accumulate(by_month)]


def expected_on(granted: Decimal, year: SubsidyYear, today: date) -> Decimal:
    """Return how many hours are expected by a day: those of the school weeks that began."""
    weeks = school_weeks(year.first_year)
    begun = sum(week <= today for week in weeks)
    return (granted * begun / len(weeks)).quantize(NONE)


def _booked(rows: Sequence[SchoolHours], month: date) -> int:
    return sum(
        minutes for row in rows for (at, _kind), minutes in row.by_month.items() if at == month
    )


def _conclusion(done: Decimal, granted: Decimal, now: Decimal) -> str:
    return _(
        "Geboekt zijn %(done)s van %(granted)s. Gelijk verdeeld over de schoolweken zouden het er "
        "nu %(now)s zijn."
    ) % {"done": hours(done), "granted": hours(granted), "now": hours(now)}
