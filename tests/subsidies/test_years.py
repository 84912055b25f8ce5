"""Filling in, calculating and establishing a year."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from partners.models import AuditEntry, School
from partners.states import Role
from subsidies.allocation import BudgetError
from subsidies.keys import InvalidKeyError
from subsidies.models import AllocationKey, SubsidyYear
from subsidies.school_years import first_year_of, next_first_year
from subsidies.states import YEAR_MOVES, IllegalMoveError, YearState, check_move
from subsidies.years import (
    StaleYearError,
    calculate,
    establish,
    save_year,
)
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.factories.subsidies import (
    AT,
    FIXED,
    NOTE,
    make_established,
    make_issuer_actor,
    make_municipality,
    make_year,
)

pytestmark = pytest.mark.django_db


def test_save_year_new_makes_year_key_and_log_line() -> None:
    municipality = make_municipality()
    officer = make_actor(Role.GEM, municipality)
    year = make_year(municipality, by=officer)
    assert (year.label, year.budget, year.state) == (
        "2026-2027",
        Decimal("10000.00"),
        YearState.DRAFT,
    )
    assert [key.definition for key in year.keys.all()] == [FIXED]
    line = AuditEntry.objects.get(action="year.saved")
    assert (line.user, line.role, line.organisation) == (
        officer.user,
        Role.GEM,
        municipality.organisation,
    )


def test_save_year_again_with_the_same_values_changes_nothing() -> None:
    municipality = make_municipality()
    first = make_year(municipality)
    again = make_year(municipality)
    assert (again.pk, again.version) == (first.pk, first.version)
    assert AllocationKey.objects.count() == 1
    assert AuditEntry.objects.filter(action="year.saved").count() == 1


def test_save_year_with_another_key_keeps_the_old_version() -> None:
    municipality = make_municipality()
    make_year(municipality)
    other = {"components": [{"kind": "fixed", "amount": "2600.00"}]}
    year = make_year(municipality, definition=other)
    assert [(key.version, key.definition) for key in year.keys.all()] == [(2, other), (1, FIXED)]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.GEM])
def test_save_year_by_another_role_is_refused(role: Role) -> None:
    municipality = make_municipality()
    on_municipality = role in {Role.SIG, Role.DPO, Role.ADM}
    actor = make_actor(role, municipality if on_municipality else None)
    with pytest.raises(PermissionDenied):
        make_year(municipality, by=actor)
    assert not SubsidyYear.objects.exists()


def test_save_year_by_an_officer_of_another_municipality_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        make_year(make_municipality(), by=make_actor(Role.GEM, MunicipalityFactory()))


def test_save_year_from_a_stale_page_is_refused_and_changes_nothing() -> None:
    municipality = make_municipality()
    year = make_year(municipality)
    make_year(municipality, budget="11000.00")
    with pytest.raises(StaleYearError):
        make_year(municipality, budget="12000.00", version=year.version)
    year.refresh_from_db()
    assert year.budget == Decimal("11000.00")


@pytest.mark.parametrize("budget", ["0", "-1", "1.234", "x", "1000000001"])
def test_save_year_with_a_bad_budget_is_refused(budget: str) -> None:
    with pytest.raises(InvalidKeyError, match="Budget"):
        make_year(make_municipality(), budget=budget)


def test_calculate_divides_over_the_schools_in_force_on_the_first_day() -> None:
    municipality = make_municipality(boards=1, schools=3)
    first, second, third = School.objects.order_by("organisation__key")
    School.objects.filter(pk=first.pk).update(closed_on=date(2026, 8, 1))
    School.objects.filter(pk=second.pk).update(open_from=date(2026, 8, 1))
    outcome = calculate(make_year(municipality))
    assert [row.school.key for row in outcome.rows] == [second.key, third.key]
    assert (outcome.total, outcome.remainder) == (Decimal("5000.00"), Decimal("5000.00"))
    assert outcome.rows[0].hours == Decimal("36.55")


def test_calculate_leaves_out_schools_of_other_municipalities() -> None:
    make_municipality(schools=4)
    outcome = calculate(make_year(make_municipality(schools=1, boards=1)))
    assert len(outcome.rows) == 1


def test_establish_writes_the_amounts_and_locks_the_year() -> None:
    municipality = make_municipality(schools=3)
    officer = make_actor(Role.GEM, municipality)
    year = make_year(municipality)
    year = establish(year_id=year.pk, by=officer, at=AT, skipped_note=NOTE)
    assert (year.state, year.established_by, year.established_at) == (
        YearState.ESTABLISHED,
        officer.user,
        AT,
    )
    assert [str(row.amount) for row in year.allocations.all()] == ["2500.00"] * 3
    assert year.remainder == Decimal("2500.00")


def test_establish_twice_is_refused() -> None:
    municipality = make_municipality()
    year = make_established(municipality)
    with pytest.raises(IllegalMoveError):
        establish(year_id=year.pk, by=make_actor(Role.GEM, municipality), at=AT)
    assert AuditEntry.objects.filter(action="year.established").count() == 1


@pytest.mark.parametrize("role", [Role.SIG, Role.ISS, Role.DPO])
def test_establish_by_a_role_that_only_looks_is_refused(role: Role) -> None:
    municipality = make_municipality()
    year = make_year(municipality)
    actor = make_issuer_actor(municipality, role) if role != Role.DPO else None
    with pytest.raises(PermissionDenied):
        establish(year_id=year.pk, by=actor or make_actor(role, municipality), at=AT)


def test_establish_by_an_outsider_finds_no_year() -> None:
    year = make_year(make_municipality())
    with pytest.raises(SubsidyYear.DoesNotExist):
        establish(year_id=year.pk, by=make_actor(Role.GEM, MunicipalityFactory()), at=AT)


def test_establish_more_than_the_budget_is_refused_and_changes_nothing() -> None:
    municipality = make_municipality(schools=5)
    year = make_year(municipality)
    officer = make_actor(Role.GEM, municipality)
    with pytest.raises(BudgetError):
        establish(year_id=year.pk, by=officer, at=AT, skipped_note=NOTE)
    year.refresh_from_db()
    assert (year.state, year.allocations.count()) == (YearState.DRAFT, 0)


def test_establish_a_stale_page_is_refused() -> None:
    municipality = make_municipality()
    year = make_year(municipality)
    make_year(municipality, budget="11000.00")
    with pytest.raises(StaleYearError):
        establish(
            year_id=year.pk, by=make_actor(Role.GEM, municipality), at=AT, version=year.version
        )


def test_save_year_after_establishing_is_refused() -> None:
    municipality = make_municipality()
    make_established(municipality)
    with pytest.raises(IllegalMoveError):
        make_year(municipality, budget="11000.00")


def test_calculate_of_an_established_year_keeps_what_was_established() -> None:
    municipality = make_municipality(schools=3)
    year = make_established(municipality)
    School.objects.update(closed_on=date(2026, 3, 1))
    assert len(calculate(year).rows) == 3


def test_year_without_evidence_cannot_be_established_in_the_database() -> None:
    year = make_year(make_municipality())
    with pytest.raises(IntegrityError, match="established_has_evidence"), transaction.atomic():
        SubsidyYear.objects.filter(pk=year.pk).update(state=YearState.ESTABLISHED)


@pytest.mark.parametrize(
    ("source", "target"),
    [(s, t) for s in YEAR_MOVES for t in YearState if t not in YEAR_MOVES[s]],
)
def test_check_move_refuses_every_move_outside_the_table(source: str, target: YearState) -> None:
    with pytest.raises(IllegalMoveError):
        check_move(source, target)


@pytest.mark.parametrize("label", ["2026", "2026-2028", "26-27", "2027-2026", ""])
def test_first_year_of_something_else_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="geen schooljaar"):
        first_year_of(label)


def test_next_first_year_follows_the_last_year_or_the_calendar() -> None:
    municipality = make_municipality()
    assert next_first_year(municipality, date(2026, 2, 1)) == 2026
    assert next_first_year(municipality, date(2026, 8, 1)) == 2027
    save_year(municipality=municipality, first_year=2031, budget="10000", hourly_rate="60",
              definition=FIXED, by=None, at=AT)  # fmt: skip
    assert next_first_year(municipality, date(2026, 2, 1)) == 2032
