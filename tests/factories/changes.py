"""Changes of schools in an established year, for tests."""

from datetime import UTC, date, datetime
from typing import Any

from partners.access import Actor
from partners.models import School
from partners.states import Role
from subsidies import school_changes
from subsidies.models import SchoolChange, SubsidyYear
from subsidies.school_changes import Inputs
from subsidies.states import ChangeKind
from tests.factories.partners import make_actor
from tests.factories.subsidies import make_established, make_municipality

IN_YEAR = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
MID_JANUARY = date(2027, 1, 15)


def year_with_schools(*, boards: int = 2, schools: int = 3, **values: Any) -> SubsidyYear:
    """Return the established year 2026-2027 of schools that got € 2.500,00 each."""
    return make_established(make_municipality(boards=boards, schools=schools), **values)


def officer_of(year: SubsidyYear) -> Actor:
    """Return a policy officer of the year's municipality."""
    return make_actor(Role.GEM, year.municipality)


def schools_of(year: SubsidyYear) -> list[School]:
    """Return the schools of the year's municipality by code."""
    rows = year.municipality.schools.select_related("organisation", "board__organisation")
    return list(rows.order_by("organisation__key"))


def report(
    year: SubsidyYear,
    kind: ChangeKind,
    school: School,
    *,
    by: Actor | None = None,
    effective_on: date = MID_JANUARY,
    **values: Any,
) -> SchoolChange:
    """Report a change, as gem unless somebody else does."""
    return school_changes.report(
        year_id=year.pk,
        kind=kind,
        school_id=school.pk,
        effective_on=effective_on,
        by=by or officer_of(year),
        at=IN_YEAR,
        **values,
    )


def accepted(
    year: SubsidyYear,
    kind: ChangeKind,
    school: School,
    *,
    effective_on: date = MID_JANUARY,
    full_amount: Any = None,
    pupils: tuple[int, int] | None = None,
    **values: Any,
) -> SchoolChange:
    """Return a change that gem reported and took over."""
    change = report(year, kind, school, effective_on=effective_on, **values)
    inputs = Inputs(effective_on, full_amount=full_amount, pupils=pupils)
    return school_changes.accept(
        change_id=change.pk, by=officer_of(year), at=IN_YEAR, inputs=inputs
    )
