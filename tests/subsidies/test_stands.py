"""Where a year stands: stored states, and what letters and dates make of them."""

from datetime import date
from typing import Any

import pytest

from subsidies.calculation import calculate
from subsidies.models import Allocation, DecisionLetter, SubsidyYear
from subsidies.stands import is_settled, stand_of, why_not_closed
from subsidies.states import YearState
from tests.factories import issued
from tests.factories.partners import UserFactory
from tests.factories.subsidies import (
    AT,
    make_bare_letters,
    make_established,
    make_letters,
    make_municipality,
    make_year,
)

pytestmark = pytest.mark.django_db
MARCH, LAST_DAY = date(2026, 3, 1), date(2027, 7, 31)
BY_PUPILS = {"components": [{"kind": "per_pupil", "date": "2025-10-01", "share": "100"}]}
TOO_MUCH = {"components": [{"kind": "fixed", "amount": "99999.00"}]}


def established(**values: Any) -> SubsidyYear:
    return make_letters(make_municipality(), **values)[0].year


def send(year: SubsidyYear, **changes: Any) -> None:
    for letter in DecisionLetter.objects.filter(year=year):
        issued.send(letter, **changes)


@pytest.mark.parametrize(
    ("definition", "stand"),
    [
        (None, YearState.CALCULATED),
        (BY_PUPILS, YearState.KEY_SET),
        (TOO_MUCH, YearState.DATA_COLLECTED),
    ],
)
def test_stand_of_a_draft_says_how_far_it_is(definition: Any, stand: YearState) -> None:
    assert stand_of(make_year(make_municipality(), definition=definition), MARCH) == stand


def test_stand_of_a_draft_without_a_key_is_a_concept() -> None:
    municipality = make_municipality()
    year = SubsidyYear.objects.create(
        municipality=municipality, first_year=2026, budget="1.00", hourly_rate="1.00"
    )
    assert stand_of(year, MARCH) == YearState.DRAFT


def test_stand_of_a_draft_with_its_calculation_at_hand_asks_nothing(
    django_assert_num_queries: Any,
) -> None:
    year = make_year(make_municipality())
    outcome = calculate(year)
    with django_assert_num_queries(0):
        assert stand_of(year, MARCH, calculation=outcome) == YearState.CALCULATED


def test_stand_of_a_proposal() -> None:
    year = make_year(make_municipality())
    year.state, year.aligned_at, year.aligned_by = YearState.ALIGNED, AT, UserFactory()
    assert stand_of(year, MARCH) == YearState.ALIGNED


def test_stand_of_an_established_year_follows_letters_and_dates() -> None:
    year = established()
    assert stand_of(year, MARCH) == YearState.ESTABLISHED
    send(year)
    assert stand_of(year, MARCH) == YearState.LETTERS_ISSUED
    assert stand_of(year, date(2026, 8, 1)) == YearState.IN_EXECUTION
    assert stand_of(year, LAST_DAY) == YearState.IN_EXECUTION
    assert stand_of(year, date(2027, 8, 1)) == YearState.ACCOUNTABILITY_DUE


def test_stand_of_a_year_waits_for_the_last_letter() -> None:
    year = established()
    first, second = DecisionLetter.objects.filter(year=year)
    issued.send(first)
    issued.sign(second)
    assert stand_of(year, MARCH) == YearState.ESTABLISHED


def test_stand_of_a_year_needs_no_letter_for_a_board_without_an_amount() -> None:
    municipality = make_municipality(boards=2, schools=2)
    code = municipality.schools.order_by("organisation__key")[1].key
    key = {
        "components": [{"kind": "fixed", "amount": "2500.00"}],
        "excluded": [{"code": code, "reason": "speciaal onderwijs"}],
    }
    [letter] = make_letters(municipality, definition=key)
    send(letter.year)
    assert stand_of(letter.year, MARCH) == YearState.LETTERS_ISSUED


def test_stand_of_a_year_with_full_accounts_is_settled_by_its_letters() -> None:
    year = make_established(make_municipality(), regime="standard")
    make_bare_letters(year)
    for letter in DecisionLetter.objects.filter(year=year):
        issued.send(letter, kind="settlement", supersedes=letter)
    assert stand_of(year, date(2027, 8, 1)) == YearState.SETTLED


def test_stand_of_a_closed_year() -> None:
    year = established()
    year.state, year.closed_at, year.closed_by = YearState.CLOSED, AT, UserFactory()
    assert stand_of(year, date(2027, 8, 1)) == YearState.CLOSED


def test_is_settled_is_never_true_without_an_amount() -> None:
    year = make_year(make_municipality())
    assert not Allocation.objects.exists()
    assert not is_settled(year)


def test_why_not_closed_has_nothing_to_say_when_all_is_done() -> None:
    year = established()
    send(year)
    assert "31 juli 2027" in why_not_closed(year, LAST_DAY)
    assert why_not_closed(year, date(2027, 8, 1)) == ""
