"""Forms of the subsidy year."""

from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import PrependedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from config.forms import MoneyField
from subsidies.keys import FixedAmount, InvalidKeyError, read_key
from subsidies.models import SubsidyYear
from subsidies.years import current_key


def _amount(label: Any, hint: Any) -> MoneyField:
    errors = {"min_value": _("Vul een bedrag boven nul in.")}
    return MoneyField(
        label=label,
        help_text=hint,
        min_value=Decimal("0.01"),
        error_messages=MoneyField.own_error_messages | errors,
    )


class YearForm(forms.Form):
    """Budget, equal amount per school and hourly rate: the default key of a new municipality."""

    budget = _amount(_("Budget voor dit jaar"), _("Het subsidieplafond."))
    amount = _amount(_("Vast bedrag per school"), _("Elke school krijgt hetzelfde bedrag."))
    hourly_rate = _amount(_("Uurtarief"), _("Om uren te laten zien bij een bedrag."))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    first_year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the form out."""
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            PrependedText("budget", "€"),
            PrependedText("amount", "€"),
            PrependedText("hourly_rate", "€"),
            "version",
            "first_year",
            Submit("opslaan", _("Concept opslaan"),
                   css_class="utrecht-button--primary-action"),
        )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Return what `save_year` takes from the form."""
        fields = {name: self.cleaned_data[name] for name in ("budget", "hourly_rate", "version")}
        return {**fields, "definition": self.definition()}

    def definition(self) -> dict[str, Any]:
        """Return the KEY.json that the form stands for."""
        amount = self.cleaned_data["amount"].quantize(Decimal("0.01"))
        return {"components": [{"kind": "fixed", "amount": str(amount)}]}


def initial_of(year: SubsidyYear) -> dict[str, Any]:
    """Return what the form shows for a year; its key may be richer than the form."""
    key = current_key(year)
    amount = None
    try:
        parts = read_key(key.definition) if key else []
    except InvalidKeyError:
        parts = []
    if parts and all(isinstance(part, FixedAmount) for part in parts):
        cents = sum(part.amount_cents for part in parts if isinstance(part, FixedAmount))
        amount = (Decimal(cents) / 100).quantize(Decimal("0.01"))
    return {
        "budget": year.budget,
        "amount": amount,
        "hourly_rate": year.hourly_rate,
        "version": year.version,
    }


def has_richer_key(year: SubsidyYear) -> bool:
    """Say whether the year's key says more than the form, which would replace it."""
    key = current_key(year)
    parts = key.definition["components"] if key else []
    return bool(parts) and [sorted(part) for part in parts] != [["amount", "kind"]]
