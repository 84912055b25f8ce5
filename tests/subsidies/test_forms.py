"""The forms of a subsidy year beside its key: what they show, read and ask."""

from typing import Any

import pytest

from subsidies.forms import BeginForm, CommentForm, YearForm, initial_of
from subsidies.models import SubsidyYear
from tests.factories.subsidies import make_municipality, make_year

TYPED = {"budget": "170.000,00", "hourly_rate": "68,40", "regime": "light", "version": "3"}
LAST = SubsidyYear(first_year=2025)


def test_values_are_what_save_year_takes() -> None:
    form = YearForm({**TYPED, "budget_line": "Onderwijs 4.3"})
    assert form.is_valid()
    assert {name: str(value) for name, value in form.values().items()} == {
        "budget": "170000.00",
        "hourly_rate": "68.40",
        "budget_line": "Onderwijs 4.3",
        "legal_basis": "",
        "regime": "light",
        "version": "3",
        "label": "",
    }


def test_variant_has_the_name_beside_its_button() -> None:
    typed = {**TYPED, "variant_name": "Per leerling"}
    named, unnamed = YearForm({**typed, "variant": "1"}), YearForm({**TYPED, "variant": "1"})
    assert (YearForm(typed).is_valid(), named.is_valid(), unnamed.is_valid()) == (True, True, False)
    assert named.values()["label"] == "Per leerling"
    assert "Geef de variant een naam" in unnamed.errors["variant_name"][0]


@pytest.mark.django_db
def test_initial_of_a_year_shows_what_it_holds() -> None:
    year = make_year(make_municipality())
    initial = initial_of(year)
    assert (str(initial["budget"]), initial["regime"]) == ("10000.00", "light")
    assert initial["version"] == year.version


@pytest.mark.parametrize("sent", ["", "x", "9" * 5000, None])
def test_number_that_a_page_did_not_show_fits_nothing(sent: str | None) -> None:
    form = YearForm({**TYPED, "version": sent, "first_year": sent})
    assert form.is_valid()
    assert (form.cleaned_data["version"], form.cleaned_data["first_year"]) == (-1, -1)


def begin(**typed: str) -> BeginForm:
    return BeginForm(typed, last=LAST, cancel_url="/")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"begin": "kopie"}, None),
        ({"begin": "leeg", "index": ""}, None),
        ({"begin": "index", "index": "2,5"}, None),
        ({"begin": "index"}, "Vul een percentage in, bijvoorbeeld 3."),
        ({"begin": "index", "index": "veel"}, "Vul een getal in, bijvoorbeeld 12,5."),
        ({"begin": "index", "index": "101"}, "Vul een getal in van ten hoogste 100."),
    ],
)
def test_index_is_asked_where_it_is_needed(typed: dict[str, str], error: str | None) -> None:
    assert begin(**typed).errors.get("index", [None])[0] == error


def test_begin_names_last_year() -> None:
    choices: Any = begin().fields["begin"]
    assert str(choices.choices[1][1]) == "Als kopie van 2025–2026"


def test_comment_about_a_school_that_is_not_listed_is_refused() -> None:
    form = CommentForm(
        {"school": "09AA00", "text": "Te weinig."}, schools=[("01AA00", "De Wilg")], action="/"
    )
    assert form.errors == {"school": ["Kies uit de lijst."]}
