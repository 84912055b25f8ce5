from decimal import Decimal

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from config.forms import DutchDateField, Form, MoneyField, form_helper, plain_texts

KINDS = [
    forms.CharField(max_length=3),
    forms.IntegerField(max_value=3),
    forms.DecimalField(max_digits=3, decimal_places=1),
    forms.FloatField(),
    forms.DateField(),
    forms.DateTimeField(),
    forms.TimeField(),
    forms.EmailField(),
    forms.URLField(assume_scheme="https"),
    forms.ChoiceField(choices=[("a", "A")]),
    forms.MultipleChoiceField(choices=[("a", "A")]),
    forms.BooleanField(),
    forms.UUIDField(),
    forms.JSONField(),
    forms.FileField(),
    MoneyField(),
    DutchDateField(),
]


def errors_of(field: forms.Field, value: object, **attributes) -> list[str]:
    """Return what a form with this one field says."""
    form = type("OneField", (Form,), {"it": field, **attributes})({"it": value})
    return form.errors.get("it", [])


@pytest.mark.parametrize("field", KINDS, ids=lambda field: type(field).__name__)
@pytest.mark.parametrize("value", ["", "wat dan ook", "12,345678"])
def test_form_never_blames(field, value):
    said = " ".join(errors_of(field, value)).lower()
    assert not [word for word in ("ongeldig", "verplicht", "geldig", "fout") if word in said]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (forms.CharField(), "", "Vul dit in."),
        (
            forms.CharField(max_length=3),
            "vier",
            "Gebruik niet meer dan 3 tekens; nu zijn het er 4.",
        ),
        (forms.IntegerField(max_value=3), "4", "Vul een getal in van ten hoogste 3."),
        (
            forms.EmailField(),
            "noor@",
            "Vul een heel e-mailadres in, bijvoorbeeld naam@voorbeeld.nl.",
        ),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Kies uit de lijst."),
        (forms.BooleanField(), "", "Zet hier een vinkje om verder te gaan."),
        (MoneyField(), "veel", "Vul een bedrag in, bijvoorbeeld 2.850,00."),
        (DutchDateField(), "31-2-2026", "Vul een datum in, bijvoorbeeld 10-3-2026."),
    ],
)
def test_form_says_what_to_do(field, value, said):
    assert errors_of(field, value) == [said]


def test_form_lets_a_field_have_its_own_sentence():
    texts = {"it": "Vul de naam van de school in."}
    assert errors_of(forms.CharField(), "", error_texts=texts) == ["Vul de naam van de school in."]


def test_form_lets_a_field_have_a_sentence_per_fault():
    texts = {"it": {"invalid": "Vul het aantal peuters in."}}
    assert errors_of(forms.IntegerField(), "x", error_texts=texts) == ["Vul het aantal peuters in."]
    assert errors_of(forms.IntegerField(), "", error_texts=texts) == [
        "Vul een heel getal in, bijvoorbeeld 12."
    ]


def test_form_keeps_the_sentence_of_a_validator():
    code = RegexValidator(r"^\d\d[A-Z]{2}\d\d$", "Vul zes tekens in, bijvoorbeeld 13WW00.")
    assert errors_of(forms.CharField(validators=[code]), "x") == [
        "Vul zes tekens in, bijvoorbeeld 13WW00."
    ]


def test_form_lets_no_browser_cut_off_what_is_pasted():
    class LineForm(Form):
        line = forms.CharField(max_length=5)

    assert "maxlength" not in str(LineForm()["line"])
    form = LineForm({"line": "zeven 7"})
    assert "Gebruik niet meer dan 5 tekens; nu zijn het er 7." in form.errors["line"]
    assert "zeven 7" in str(form["line"])


def test_plain_texts_of_an_unknown_field_are_general():
    assert plain_texts(forms.Field())["required"] == "Vul dit in."


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("2.850,00", "2850.00"),
        ("2850", "2850"),
        ("€ 2.850,5", "2850.5"),
        ("2850.00", "2850.00"),
        (" 1.234.567,89 ", "1234567.89"),
        ("-45,17", "-45.17"),
    ],
)
def test_money_field_reads_dutch_amounts(typed, amount):
    assert MoneyField().clean(typed) == Decimal(amount)


def test_money_field_refuses_a_third_decimal():
    assert errors_of(MoneyField(), "1,234") == [
        "Vul een bedrag in met ten hoogste twee cijfers achter de komma."
    ]


def test_money_field_asks_for_digits_and_shows_separators():
    form = type("One", (Form,), {"it": MoneyField()})(initial={"it": Decimal("118400.00")})
    assert 'inputmode="decimal"' in str(form["it"])
    assert 'value="118.400,00"' in str(form["it"])


def test_form_helper_ends_with_one_button_and_a_way_back():
    form = type("One", (Form,), {"it": forms.CharField()})()
    html = render_crispy_form(form, form_helper(form, submit="Bewaren", cancel_url="/terug/"))
    assert html.index('id="id_it"') < html.index("Bewaren</button>") < html.index('href="/terug/"')
    assert html.count("<button") == 1


def test_form_helper_passes_options_on():
    form = type("One", (Form,), {"it": forms.CharField(required=False)})()
    helper = form_helper(form, submit="Zoeken", form_method="get", is_filter=True)
    html = render_crispy_form(form, helper)
    assert 'method="get"' in html
    assert "niet verplicht" not in html


@pytest.mark.parametrize("typed", ["1e5", "1E5", "NaN", "Infinity", "12x"])
def test_money_field_with_letters_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="Vul een bedrag in"):
        MoneyField(label="Bedrag").clean(typed)
