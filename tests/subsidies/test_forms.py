"""The form of a subsidy year: what it shows of a year, and which key it stands for."""

from typing import Any

import pytest

from subsidies.forms import YearForm, initial_of
from tests.factories.subsidies import make_municipality, make_year

TYPED = {"budget": "170.000,00", "amount": "4.104,00", "hourly_rate": "68,40", "version": "3"}


def test_values_are_what_save_year_takes() -> None:
    form = YearForm(TYPED)
    assert form.is_valid()
    assert {name: str(value) for name, value in form.values().items()} == {
        "budget": "170000.00",
        "hourly_rate": "68.40",
        "version": "3",
        "definition": "{'components': [{'kind': 'fixed', 'amount': '4104.00'}]}",
    }


@pytest.mark.parametrize(
    ("typed", "amount"), [("4104", "4104.00"), ("4104,5", "4104.50"), ("4.104,00", "4104.00")]
)
def test_definition_has_an_amount_with_two_decimals(typed: str, amount: str) -> None:
    form = YearForm({**TYPED, "amount": typed})
    assert form.is_valid()
    assert form.definition() == {"components": [{"kind": "fixed", "amount": amount}]}


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([{"kind": "fixed", "amount": "2500.00"}], "2500.00"),
        ([{"kind": "fixed", "amount": "10.10"}, {"kind": "fixed", "amount": "5.40"}], "15.50"),
        ([{"kind": "fixed", "share": "100"}], "None"),
    ],
    ids=["one amount", "two amounts", "a share that the form cannot show"],
)
@pytest.mark.django_db
def test_initial_of_a_year_shows_its_amount_to_the_cent(parts: Any, shown: str) -> None:
    year = make_year(make_municipality(), definition={"components": parts})
    initial = initial_of(year)
    assert (str(initial["amount"]), initial["version"]) == (shown, year.version)
