"""The quarters of a school year and when their figures are counted: pure functions of days.

Quarters run with the school year (August to October is the first), so that four of them are one
year exactly and no child is counted in parts of two years. Source: policy choice, ADR 0032.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

WAIT_DAYS = 14  # after the last day: what was done is entered by then
FIRST_MONTH, MONTHS, QUARTERS = 8, 3, 4
WHOLE_YEAR = 0  # the number of the period that is the year itself


@dataclass(frozen=True, order=True)
class Quarter:
    """The first to fourth quarter of the school year that begins in `first_year`."""

    first_year: int
    number: int

    @property
    def first_day(self) -> date:
        """Return its first day."""
        begin = date(self.first_year, FIRST_MONTH, 1)
        day: date = begin + relativedelta(months=MONTHS * (self.number - 1))
        return day

    @property
    def last_day(self) -> date:
        """Return its last day."""
        day: date = self.first_day + relativedelta(months=MONTHS) - timedelta(days=1)
        return day

    @property
    def counted_on(self) -> date:
        """Return from which day its figures can be counted, once and for all."""
        return self.last_day + timedelta(days=WAIT_DAYS)

    @property
    def next(self) -> "Quarter":
        """Return the quarter after it."""
        if self.number == QUARTERS:
            return Quarter(self.first_year + 1, 1)
        return Quarter(self.first_year, self.number + 1)


def quarter_of(day: date) -> Quarter:
    """Return the quarter in which a day falls."""
    months = (day.year * 12 + day.month) - FIRST_MONTH
    first_year, rest = divmod(months, 12)
    return Quarter(first_year, rest // MONTHS + 1)


def ready(since: date, today: date) -> Iterator[Quarter]:
    """Return the quarters that can be counted today, in order.

    Args: since: when counting began; that school year is counted from its first quarter on.
    """
    quarter = Quarter(quarter_of(since).first_year, 1)
    while quarter.counted_on <= today:
        yield quarter
        quarter = quarter.next
