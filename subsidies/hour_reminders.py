"""R19: on the fifth of a month, look at the hours of the month before when there are none.

Only where a year is accounted for by a report (`standard`), and off until a municipality wants it:
hours book themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.contact_querysets import school_year_of
from partners.models import Module, Municipality, School
from partners.reminders import Audience, Occasion, Rule, page_link
from partners.roles import Permission
from partners.states import ModuleKind, Role
from subsidies.hour_totals import granted_hours
from subsidies.models import SubsidyYear, TimeEntry
from subsidies.school_weeks import school_weeks
from subsidies.states import Regime, YearState

CODE = "R19"
DUE_DAY, ESCALATES_AFTER = 5, timedelta(days=14)
AROUND = timedelta(days=7)  # a weekend before, or days without a clock after


@dataclass(frozen=True)
class _Month:
    """A school and a month, and whether hours were booked in it."""

    school: School
    first_day: date
    is_booked: bool


def last_months(municipalities: Sequence[Municipality], day: date) -> Iterator[Occasion]:
    """Bring each school with a grant for the last month with school weeks.

    To the coordinators on the fifth of the month after, and to the contacts of the school two
    weeks later.
    """
    places = {one.pk: one for one in municipalities}
    on = Module.objects.filter(kind=ModuleKind.SUBSIDY, municipality__in=places)
    years = SubsidyYear.objects.filter(
        municipality__in=on.values("municipality"),
        regime=Regime.STANDARD,
        state=YearState.ESTABLISHED,
    )
    by_place = {(year.municipality_id, year.first_year): year for year in years}
    for month in _months_before(day):
        for place in municipalities:
            year = by_place.get((place.pk, school_year_of(month)))
            if year is not None:
                found = _of_month(place, year, month)
                yield from (one for one in found if abs(day - one.due_on) <= AROUND)


def _of_month(place: Municipality, year: SubsidyYear, month: date) -> Iterator[Occasion]:
    following = _next_month(month)
    if not any(month <= week < following for week in school_weeks(year.first_year)):
        return
    booked = _booked(place, month)
    schools = School.objects.filter(municipality=place, pk__in=granted_hours(year))
    for school in schools.select_related("organisation"):
        here = frozenset({school.pk})
        first = Occasion(
            rule=CODE,
            municipality=place,
            subject=f"hours:{school.pk}:{month:%Y-%m}",
            due_on=following.replace(day=DUE_DAY),
            audiences=(Audience(here, Role.QC),),
            facts=_Month(school, month, school.pk in booked),
            needed_by=following.replace(day=DUE_DAY) + ESCALATES_AFTER,
        )
        yield first
        yield replace(
            first,
            due_on=first.due_on + ESCALATES_AFTER,
            audiences=(Audience(here, Role.SCH),),
            needed_by=None,
        )


def is_empty(occasion: Occasion, _today: date) -> bool:
    """Say whether nothing was booked in the month: the months are read anew each time."""
    month: _Month = occasion.facts
    return not month.is_booked


def say_which_month(occasions: Sequence[Occasion]) -> list[str]:
    """Return one line for each school."""
    return [
        _("%(school)s: voor %(month)s staan er nog geen uren. Kijk bij Mijn uren of dat klopt.")
        % {
            "school": occasion.facts.school,
            "month": formats.date_format(occasion.facts.first_day, "F Y"),
        }
        for occasion in occasions
    ]


def _booked(place: Municipality, month: date) -> set[int]:
    rows = TimeEntry.objects.filter(
        school__municipality=place, day__gte=month, day__lt=_next_month(month), minutes__gt=0
    )
    return set(rows.order_by().values_list("school", flat=True))


def _months_before(day: date) -> list[date]:
    """Return the first days of the two months before, and of this one: its end may be near."""
    this = day.replace(day=1)
    before = (this - timedelta(days=1)).replace(day=1)
    return [(before - timedelta(days=1)).replace(day=1), before, this]


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


RULES = {
    CODE: Rule(
        CODE,
        gettext_lazy("Uren van de vorige maand bekijken"),
        last_months,
        is_empty,
        say_which_month,
        is_on=False,
        links=page_link(gettext_lazy("Naar mijn uren"), "hours", Permission.BOOK_HOURS),
    ),
}
