"""School weeks of a year: by the usual holidays forty, the weeks that the amounts count with.

Which week a school really closes differs by region and year; for a line that says how far the
hours should be, the usual weeks will do. Source: policy choice, ADR 0020.
"""

from datetime import date, timedelta

ONE_WEEK = timedelta(days=7)
SUMMER_WEEKS = 3  # at each end of the school year


def school_weeks(first_year: int) -> list[date]:
    """Return the Mondays of the weeks in which schools are open, from August to July.

    Closed are three weeks at each end (summer), the weeks of 20 October, 25 December and the one
    after, 17 February, 27 April and the one after.
    """
    mondays = _mondays(first_year)
    closed = set(mondays[:SUMMER_WEEKS] + mondays[-SUMMER_WEEKS:])
    for day, weeks in (
        (date(first_year, 10, 20), 1),
        (date(first_year, 12, 25), 2),
        (date(first_year + 1, 2, 17), 1),
        (date(first_year + 1, 4, 27), 2),
    ):
        monday = day - timedelta(days=day.weekday())
        closed |= {monday + number * ONE_WEEK for number in range(weeks)}
    return [monday for monday in mondays if monday not in closed]


def _mondays(first_year: int) -> list[date]:
    """Return the Mondays of a school year, 1 August to 31 July."""
    monday = date(first_year, 8, 1)
    monday += timedelta(days=-monday.weekday() % 7)
    found = []
    while monday < date(first_year + 1, 8, 1):
        found.append(monday)
        monday += ONE_WEEK
    return found
