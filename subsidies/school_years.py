"""School years as this product counts them: 1 August to 31 July, called by both calendar years."""

import re
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from partners.models import Municipality
from subsidies.models import SubsidyYear


def first_year_of(label: str) -> int:
    """Return 2026 for "2026-2027".

    Raises: ValueError: no school year.
    """
    match = re.fullmatch(r"(20\d\d)[-–](20\d\d)", label)
    if match is None or int(match[2]) != int(match[1]) + 1:
        raise ValueError(_("“%s” is geen schooljaar; schrijf het als 2026-2027.") % label)
    return int(match[1])


def period_of(year: SubsidyYear) -> tuple[date, date]:
    """Return the first and last day of a school year: 1 August to 31 July."""
    return date(year.first_year, 8, 1), date(year.first_year + 1, 7, 31)


def next_first_year(municipality: Municipality, today: date) -> int:
    """Return the first calendar year of the year to make next: after the last one, or now."""
    last = municipality.subsidy_years.aggregate(last=Max("first_year"))["last"]
    return int(last) + 1 if last else today.year + (today.month > 7)


def years_to_begin(municipality: Municipality, today: date) -> list[int]:
    """Return the years that can be made now: the next one; with none yet the running one too."""
    first = next_first_year(municipality, today)
    return [first] if municipality.subsidy_years.exists() else [first, first - 1]
