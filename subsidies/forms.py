"""Forms of the subsidy year beside its key: money and basis, and how a new year begins."""

from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.bootstrap import PrependedText
from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from config.forms import Form, MoneyField, PlainDecimalField, Text, bare_helper, form_helper
from subsidies.models import SubsidyYear, YearComment
from subsidies.states import Regime

EMPTY, COPY, INDEXED = "leeg", "kopie", "index"


class AmountField(MoneyField):
    """An amount above zero."""

    own_error_messages: ClassVar[dict[str, Text]] = MoneyField.own_error_messages | {
        "min_value": _("Vul een bedrag boven nul in.")
    }


class ShownNumberField(forms.IntegerField):
    """A number that the page showed and sends back unseen; -1, which fits nothing, without one."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        """Return the number; nobody typed it, so nobody is asked to mend it."""
        try:
            number = super().clean(value)
        except forms.ValidationError:
            return -1
        return -1 if number is None else int(number)


def _amount(label: Text, hint: Text) -> MoneyField:
    return AmountField(label=label, help_text=hint, min_value=Decimal("0.01"))


class YearForm(Form):
    """Budget, hourly rate and on what the subsidy rests; the key has its own forms."""

    budget = _amount(_("Budget voor dit jaar"), _("Het subsidieplafond."))
    hourly_rate = _amount(_("Uurtarief"), _("Om uren te laten zien bij een bedrag."))
    budget_line = forms.CharField(label=_("Begrotingspost"), max_length=200, required=False)
    legal_basis = forms.CharField(label=_("Grondslag"), max_length=300, required=False)
    regime = forms.ChoiceField(
        label=_("Verantwoording"), choices=Regime.choices, initial=Regime.LIGHT
    )
    version = ShownNumberField(required=False)
    first_year = ShownNumberField(required=False)
    variant_name = forms.CharField(
        label=_("Naam van de variant"), max_length=80, required=False, widget=forms.TextInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the form out; the page draws the form element around this and the key.

        The name of a variant stands beside the button that keeps one: `variant` in the data.
        """
        super().__init__(*args, **kwargs)
        self.helper = bare_helper(
            Div(
                PrependedText("budget", "€"),
                PrependedText("hourly_rate", "€"),
                "budget_line",
                "legal_basis",
                "regime",
                css_class="app-form__cols",
            ),
            "version",
            "first_year",
        )

    @property
    def keeps_variant(self) -> bool:
        """Say whether the key is kept beside the year's own."""
        return "variant" in self.data

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a variant."""
        values = super().clean() or {}
        if self.keeps_variant and not values.get("variant_name") and not self.errors:
            message = _("Geef de variant een naam, bijvoorbeeld “per leerling”.")
            self.add_error("variant_name", message)
        return values

    def values(self) -> dict[str, Any]:
        """Return what `save_year` takes from the form."""
        values = dict(self.cleaned_data)
        del values["first_year"]
        name = values.pop("variant_name")
        return {**values, "label": name if self.keeps_variant else ""}


def initial_of(year: SubsidyYear) -> dict[str, Any]:
    """Return what the form shows for a year."""
    names = ("budget", "hourly_rate", "budget_line", "legal_basis", "regime", "version")
    return {name: getattr(year, name) for name in names}


class BeginForm(Form):
    """How a new year begins: empty, as last year, or as last year with an index."""

    error_texts: ClassVar[dict[str, Any]] = {"begin": _("Kies hoe het jaar begint.")}
    begin = forms.ChoiceField(label=_("Hoe wil je beginnen?"), widget=forms.RadioSelect)
    index = PlainDecimalField(
        label=_("Index in procenten"),
        help_text=_("Bijvoorbeeld 3 of 2,5. Alleen nodig bij “met een index”."),
        required=False,
        localize=True,
        max_digits=6,
        decimal_places=3,
        min_value=Decimal(-50),
        max_value=Decimal(100),
    )
    first_year = ShownNumberField(required=False)

    def __init__(self, *args: Any, last: SubsidyYear, cancel_url: str, **kwargs: Any) -> None:
        """Name last year in the choices."""
        super().__init__(*args, **kwargs)
        label = last.label.replace("-", "–")
        self.fields["begin"].choices = [  # type: ignore[attr-defined]
            (INDEXED, _("Zoals %s, met een index op elk bedrag") % label),
            (COPY, _("Als kopie van %s") % label),
            (EMPTY, _("Leeg")),
        ]
        self.helper = form_helper(self, submit=_("Jaar maken"), cancel_url=cancel_url)

    @property
    def index_to_use(self) -> Decimal | None:
        """Return the index to begin with, or None for a plain copy."""
        values = self.cleaned_data
        return values["index"] if values["begin"] == INDEXED else None

    def clean(self) -> dict[str, Any]:
        """Ask for the index where it is needed."""
        values = super().clean() or {}
        is_missing = values.get("index") is None and "index" not in self.errors
        if values.get("begin") == INDEXED and is_missing:
            self.add_error("index", _("Vul een percentage in, bijvoorbeeld 3."))
        return values


class CommentForm(Form):
    """What somebody says about a proposal."""

    error_texts: ClassVar[dict[str, Any]] = {"text": _("Schrijf wat je van de verdeling vindt.")}
    school = forms.ChoiceField(label=_("Over welke school?"), required=False)
    text = forms.CharField(
        label=_("Reactie"),
        max_length=YearComment._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, schools: list[tuple[str, str]], action: str, **kwargs: Any):
        """Offer the schools that the reader sees."""
        super().__init__(*args, **kwargs)
        choices = [("", _("De hele verdeling")), *schools]
        self.fields["school"].choices = choices  # type: ignore[attr-defined]
        self.helper = form_helper(self, submit=_("Reactie plaatsen"), form_action=action)
