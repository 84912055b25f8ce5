"""A year calculated: who takes part, which figures, beside last year, in constant queries."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Municipality, School
from subsidies.allocation import BudgetError
from subsidies.calculation import calculate
from subsidies.figures import MissingFiguresError
from subsidies.keys import InvalidKeyError, read_key
from subsidies.models import SchoolFigure, SubsidyYear
from subsidies.states import FigureKind
from tests.factories.partners import KindcentrumFactory
from tests.factories.subsidies import (
    FIXED,
    SchoolFigureFactory,
    make_established,
    make_municipality,
    make_year,
)

pytestmark = pytest.mark.django_db
BY_PUPILS = {"components": [{"kind": "per_pupil", "date": "2025-10-01", "share": "100"}]}
INDEXED = {"components": [{"kind": "previous_year", "index": "3"}]}


def schools_of(municipality: Municipality) -> list[School]:
    return list(School.objects.filter(municipality=municipality).order_by("organisation__key"))


def give(municipality: Municipality, *values: Any, **more: Any) -> None:
    """Give the schools, in the order of their codes, a figure each; None stands for `<5`."""
    for school, value in zip(schools_of(municipality), values, strict=False):
        SchoolFigureFactory(school=school, value=value, **more)


def granted(municipality: Municipality, *values: Any, year: int = 2025) -> None:
    give(municipality, *values, kind=FigureKind.GRANTED, date=date(year, 8, 1))


def test_calculate_weighs_the_figures_of_the_reference_date() -> None:
    municipality = make_municipality(schools=2)
    give(municipality, 100, 300)
    give(municipality, 500, 1, date=date(2024, 10, 1))
    outcome = calculate(make_year(municipality, definition=BY_PUPILS))
    assert [str(row.amount) for row in outcome.rows] == ["2500.00", "7500.00"]
    assert outcome.remainder == 0


def test_calculate_takes_the_kindcentrum_of_each_school() -> None:
    municipality = make_municipality(schools=3)
    centre = KindcentrumFactory(municipality=municipality)
    first, _second, third = schools_of(municipality)
    School.objects.filter(pk__in=[first.pk, third.pk]).update(kindcentrum=centre)
    parts = {"components": [{"kind": "per_kindcentrum", "amount": "1000.01"}]}
    outcome = calculate(make_year(municipality, definition=parts))
    assert [str(row.amount) for row in outcome.rows] == ["500.01", "0.00", "500.00"]


def test_calculate_names_every_missing_figure_and_says_the_first() -> None:
    municipality = make_municipality(schools=3)
    give(municipality, 100, None)
    with pytest.raises(MissingFiguresError, match="leerlingen op 1 oktober 2025") as caught:
        calculate(make_year(municipality, definition=BY_PUPILS))
    _first, second, third = schools_of(municipality)
    assert [(row.school, row.is_small) for row in caught.value.missing] == [
        (second, True),
        (third, False),
    ]
    assert str(caught.value).startswith(f"{second.name} ({second.key})")
    assert str(caught.value).endswith('"<5"; vul een getal in. Nog 1 cijfer ontbreekt.')


def test_calculate_does_not_need_the_figure_of_a_school_that_is_left_out() -> None:
    municipality = make_municipality(schools=2)
    give(municipality, 100)
    second = schools_of(municipality)[1]
    left_out = [{"code": second.key, "reason": "speciaal onderwijs"}]
    outcome = calculate(make_year(municipality, definition=BY_PUPILS | {"excluded": left_out}))
    row = outcome.rows[1]
    assert (row.amount, row.is_eligible, row.reason) == (0, False, "speciaal onderwijs")
    assert outcome.rows[0].is_eligible


def test_calculate_with_other_values_tries_them_and_changes_nothing() -> None:
    municipality = make_municipality(schools=2)
    year = make_year(municipality)
    key = read_key({"components": [{"kind": "fixed", "share": "100"}]})
    outcome = calculate(year, key=key, budget="5000.01", hourly_rate="50")
    assert (str(outcome.rows[0].amount), str(outcome.rows[0].hours)) == ("2500.00", "50.00")
    assert (str(outcome.budget), str(outcome.remainder)) == ("5000.01", "0.01")
    year.refresh_from_db()
    assert year.budget == 10_000


def test_calculate_of_a_year_that_is_not_saved_yet() -> None:
    municipality = make_municipality(schools=2)
    year = SubsidyYear(municipality=municipality, first_year=2026)
    outcome = calculate(year, key=read_key(FIXED), budget="9000", hourly_rate="68.40")
    assert outcome.total == 5_000


@pytest.mark.parametrize("budget", ["0", "-1", "1.234", "1000000000.01", None, 0.5])
def test_calculate_with_a_bad_budget_is_refused(budget: Any) -> None:
    year = SubsidyYear(municipality=make_municipality(), first_year=2026)
    with pytest.raises(InvalidKeyError, match="Budget"):
        calculate(year, key=read_key(FIXED), budget=budget, hourly_rate="68.40")


def test_calculate_with_a_rate_that_makes_too_many_hours_is_refused() -> None:
    year = make_year(make_municipality(schools=1, boards=1))
    key = read_key({"components": [{"kind": "fixed", "share": "100"}]})
    with pytest.raises(InvalidKeyError, match="uurtarief is te laag"):
        calculate(year, key=key, budget="1000000000", hourly_rate="0.01")


def test_calculate_of_an_hourly_rate_above_the_ceiling_is_refused() -> None:
    with pytest.raises(InvalidKeyError, match=r"Uurtarief: .* €\s9\.999,99"):
        calculate(make_year(make_municipality()), hourly_rate="10000")


def test_calculate_with_amounts_above_the_budget_is_refused() -> None:
    with pytest.raises(BudgetError):
        calculate(make_year(make_municipality(schools=3)), budget="7499.99")


# --- beside last year -----------------------------------------------------------------------


def test_calculate_compares_with_the_imported_amounts_of_last_year() -> None:
    municipality = make_municipality(schools=3)
    granted(municipality, "2400.00", "2600.50")
    outcome = calculate(make_year(municipality))
    assert [row.difference for row in outcome.rows] == [Decimal("100.00"), Decimal("-100.50"), None]
    assert (outcome.previous_total, outcome.difference) == (
        Decimal("5000.50"),
        Decimal("2499.50"),
    )


def test_calculate_prefers_the_established_amounts_of_last_year() -> None:
    municipality = make_municipality(schools=2)
    granted(municipality, "1.00", "1.00")
    make_established(municipality, first_year=2025)
    outcome = calculate(make_year(municipality, definition=INDEXED))
    assert [str(row.previous) for row in outcome.rows] == ["2500.00", "2500.00"]
    assert [str(row.amount) for row in outcome.rows] == ["2575.00", "2575.00"]
    assert {line["source"] for line in outcome.inputs} == {"vastgesteld 2025-2026"}


def test_calculate_ignores_a_draft_of_last_year() -> None:
    municipality = make_municipality(schools=1, boards=1)
    make_year(municipality, first_year=2025)
    assert calculate(make_year(municipality)).previous_total is None


def test_calculate_of_a_school_without_last_years_amount_is_refused() -> None:
    municipality = make_municipality(schools=2)
    granted(municipality, "3677.85")
    with pytest.raises(MissingFiguresError, match="toegekend bedrag op 1 augustus 2025"):
        calculate(make_year(municipality, definition=INDEXED))


def test_calculate_keeps_each_figure_with_its_source_and_date() -> None:
    municipality = make_municipality(schools=1, boards=1)
    give(municipality, 187)
    outcome = calculate(make_year(municipality, definition=BY_PUPILS))
    assert outcome.inputs == [
        {
            "school": schools_of(municipality)[0].key,
            "kind": "pupils",
            "date": "2025-10-01",
            "value": "187.00",
            "source": "leerlingen.csv",
        }
    ]


def test_calculate_tells_which_schools_dropped_out() -> None:
    municipality = make_municipality(schools=3)
    make_established(municipality, first_year=2025)
    gone = schools_of(municipality)[1]
    School.objects.filter(pk=gone.pk).update(closed_on=date(2026, 8, 1))
    outcome = calculate(make_year(municipality))
    assert [(row.school, str(row.previous)) for row in outcome.dropped] == [(gone, "2500.00")]
    assert outcome.difference == Decimal("-2500.00")


def test_calculation_adds_up_per_board() -> None:
    municipality = make_municipality(boards=2, schools=3)
    granted(municipality, "2400.00", "2400.00", "2400.00")
    boards = calculate(make_year(municipality)).boards
    assert {(str(row.amount), str(row.difference)) for row in boards} == {
        ("5000.00", "200.00"),
        ("2500.00", "100.00"),
    }


def test_calculation_splits_over_two_budget_years() -> None:
    municipality = make_municipality(schools=1, boards=1)
    parts = {"components": [{"kind": "fixed", "amount": "12345.67"}]}
    outcome = calculate(make_year(municipality, definition=parts, budget="20000"))
    assert [str(part) for part in outcome.split] == ["5144.03", "7201.64"]


@pytest.mark.parametrize(
    ("years", "amount", "is_told"),
    [
        ((2023, 2024, 2025), "2600.00", True),
        ((2024, 2025), "2600.00", False),
        ((2022, 2024, 2025), "2600.00", False),
        ((2023, 2024, 2025), "2500.00", False),
    ],
    ids=["three years and less", "two years", "a gap", "as much"],
)
def test_notice_boards_lose_money_after_three_years(
    years: tuple[int, ...], amount: str, is_told: bool
) -> None:
    municipality = make_municipality(schools=1, boards=1)
    for year in years:
        granted(municipality, amount, year=year)
    outcome = calculate(make_year(municipality))
    assert bool(outcome.notice_boards) == is_told


def test_notice_boards_names_a_board_that_lost_its_only_school() -> None:
    municipality = make_municipality(schools=2, boards=2)
    for year in (2023, 2024, 2025):
        granted(municipality, "2500.00", "2500.00", year=year)
    gone = schools_of(municipality)[1]
    School.objects.filter(pk=gone.pk).update(closed_on=date(2026, 7, 1))
    outcome = calculate(make_year(municipality))
    assert [row.board for row in outcome.notice_boards] == [gone.board]


# --- speed ----------------------------------------------------------------------------------


@pytest.mark.parametrize("schools", [3, 30])
def test_calculate_asks_the_database_five_times_whatever_the_number(schools: int) -> None:
    municipality = make_municipality(boards=1, schools=schools)
    give(municipality, *range(10, 10 + schools))
    year = make_year(municipality, definition=BY_PUPILS)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        calculate(year)
    # The key, the schools, their boards, their figures, the amounts of earlier years.
    assert len(queries) == 5


@pytest.mark.parametrize("schools", [3, 30])
def test_calculate_of_an_established_year_asks_three_times_whatever_the_number(
    schools: int,
) -> None:
    year = make_established(make_municipality(boards=1, schools=schools), budget="90000.00")
    year = SubsidyYear.objects.select_related("municipality__organisation").get(pk=year.pk)
    with CaptureQueriesContext(connection) as queries:
        calculate(year)
    assert len(queries) == 3  # the amounts, the run that was kept, the key


def test_established_year_stays_as_it_was_after_a_later_import_of_grants() -> None:
    municipality = make_municipality(boards=2, schools=3)
    stayed, _new, gone = schools_of(municipality)
    for first in (2023, 2024, 2025):
        granted(municipality, 4000, None, year=first)
    SchoolFigureFactory(school=gone, kind=FigureKind.GRANTED, date=date(2025, 8, 1), value=900)
    School.objects.filter(pk=gone.pk).update(closed_on=date(2026, 7, 31))
    year = make_established(municipality)
    before = calculate(year)
    assert [(row.school, row.previous) for row in before.dropped] == [(gone, Decimal(900))]
    assert (before.previous_total, before.long_granted) == (Decimal(4900), {stayed.board.pk})
    SchoolFigure.objects.filter(kind=FigureKind.GRANTED).update(value=1)
    after = calculate(year)
    assert (after.dropped, after.previous_total) == (before.dropped, before.previous_total)
    assert (after.long_granted, after.difference) == (before.long_granted, before.difference)


@pytest.mark.parametrize("gone", [1, 4])
def test_established_year_takes_the_same_number_of_queries_for_more_that_dropped_out(
    gone: int, django_assert_num_queries: Any
) -> None:
    municipality = make_municipality(boards=2, schools=gone + 1)
    granted(municipality, *[900] * (gone + 1))
    closed = [school.pk for school in schools_of(municipality)[1:]]
    School.objects.filter(pk__in=closed).update(closed_on=date(2026, 7, 31))
    year = SubsidyYear.objects.get(pk=make_established(municipality).pk)
    with django_assert_num_queries(5):  # amounts, run, key, and schools with their boards
        assert len(calculate(year).dropped) == gone


def test_digest_tells_another_last_year_from_the_same_amounts() -> None:
    municipality = make_municipality(schools=2)
    year = make_year(municipality)
    before = calculate(year).digest
    assert calculate(year).digest == before
    SchoolFigureFactory(
        school=municipality.schools.all()[0],
        kind=FigureKind.GRANTED,
        date=date(2025, 8, 1),
        value=999,
    )
    assert calculate(year).digest != before
