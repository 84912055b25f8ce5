"""The form "Gegevens voor de brieven": basis, framework, payment and accountability of a year."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import HTML, Div
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from config.forms import DutchDateField, Form, PlainDecimalField, form_helper, plain_texts
from subsidies.forms import ShownNumberField
from subsidies.letter_terms import MAX_INSTALMENTS, MAX_TEXT, Terms, TermsError, schedule_of
from subsidies.models import LetterTerms, SubsidyYear
from subsidies.states import IllegalMoveError, Regime

ROWS, SPARE = 4, 2


class TermsForm(Form):
    """What the letters of one year say besides amounts; nothing is required to begin with."""

    error_texts: ClassVar[dict[str, Any]] = {}
    framework = forms.CharField(
        label=_("Uitvoeringskader: naam en versie"),
        max_length=MAX_TEXT,
        required=False,
        help_text=_(
            "Komt na “wij volgen daarbij het”. Bijvoorbeeld: Uitvoeringskader "
            "kwaliteitscoördinator 2026, versie 2."
        ),
    )
    basis = forms.CharField(
        label=_("Wettelijke grondslag"),
        max_length=MAX_TEXT,
        required=False,
        help_text=_(
            "Komt na “op grond van”. Bijvoorbeeld: artikel 3 van de Algemene subsidieverordening."
        ),
    )
    is_on_application = forms.BooleanField(
        label=_("Besturen vragen de subsidie aan"),
        required=False,
        help_text=_(
            "Dan staat in elke brief op welke aanvraag het besluit is. Anders is het ambtshalve."
        ),
    )
    is_budget_open = forms.BooleanField(
        label=_("De begroting van het tweede kalenderjaar is nog niet vastgesteld"),
        required=False,
        help_text=_(
            "Dan geldt voor 7/12 van het bedrag een begrotingsvoorbehoud (Awb artikel 4:34)."
        ),
    )
    accountability_on = DutchDateField(
        label=_("Verslag inleveren uiterlijk op"),
        required=False,
        help_text=_("Een dag na het schooljaar, bijvoorbeeld 1-11-2027."),
    )
    version = ShownNumberField(required=False)

    def __init__(
        self, *args: Any, year: SubsidyYear, terms: LetterTerms, cancel_url: str, **kwargs: Any
    ) -> None:
        """Start from what was kept; ask only what fits the year; leave room for instalments."""
        schedule = schedule_of(terms)
        names = [*Terms.__dataclass_fields__, "version"]
        kwargs["initial"] = {name: getattr(terms, name) for name in names} | _initial(schedule)
        super().__init__(*args, **kwargs)
        if year.regime == Regime.LIGHT:
            self.fields["accountability_on"].label = _("Bevestigen uiterlijk op")
        if year.legal_basis:
            del self.fields["basis"]
        self.numbers = range(1, min(MAX_INSTALMENTS, max(ROWS, len(schedule) + SPARE)) + 1)
        for number in self.numbers:
            self.fields |= _instalment(number)
        self.helper = form_helper(
            self, *self._layout(), submit=_("Gegevens bewaren"), cancel_url=cancel_url
        )

    def _layout(self) -> Iterator[Any]:
        """Yield the fields in groups, each with its heading."""
        yield from (name for name in ("framework", "basis", "is_on_application") if self._has(name))
        yield _heading(_("Betaling"), _(
            "Laat de termijnen leeg voor één betaling binnen zes weken na de verzenddatum."
        ))  # fmt: skip
        for number in self.numbers:
            row = (f"day_{number}", AppendedText(f"share_{number}", "%"))
            yield Div(*row, css_class="app-form__cols")
        yield "is_budget_open"
        yield _heading(_("Verantwoording"), "")
        yield "accountability_on"
        yield "version"

    def _has(self, name: str) -> bool:
        return name in self.fields

    def clean(self) -> dict[str, Any]:
        """Ask for the other half of an instalment that is half filled in."""
        values = super().clean() or {}
        for number in self.numbers:
            pair = (f"day_{number}", f"share_{number}")
            empty = [name for name in pair if values.get(name) is None and name not in self.errors]
            if len(empty) == 1 and not set(pair) & set(self.errors):
                self.add_error(empty[0], self.fields[empty[0]].error_messages["required"])
        return values

    def terms(self) -> Terms:
        """Return what was filled in, as the domain takes it."""
        values = self.cleaned_data
        pairs = [(values[f"day_{n}"], values[f"share_{n}"]) for n in self.numbers]
        names = [name for name in Terms.__dataclass_fields__ if name in values]
        return Terms(
            **{name: values[name] for name in names},
            instalments=[(day, share) for day, share in pairs if day is not None],
        )

    def refuse(self, error: TermsError | IllegalMoveError) -> None:
        """Show a refusal at the field it is about; one of the schedule at its first row."""
        field = error.field if isinstance(error, TermsError) else None
        field = "share_1" if field == "instalments" else field
        self.add_error(field if field in self.fields else None, str(error))


def _heading(title: Any, hint: Any) -> HTML:
    return HTML(format_html('<h2 class="utrecht-heading-3">{}</h2><p>{}</p>', title, hint))


def _initial(schedule: list[tuple[date, Decimal]]) -> dict[str, Any]:
    """Return what the rows of the payment schedule show."""
    shown: dict[str, Any] = {}
    for number, (day, share) in enumerate(schedule, 1):
        shown |= {f"day_{number}": day, f"share_{number}": share}
    return shown


def _instalment(number: int) -> dict[str, forms.Field]:
    """Return the two fields of one instalment."""
    day = DutchDateField(label=_("Termijn %d: betaaldag") % number, required=False, help_text="")
    share = PlainDecimalField(
        label=_("Termijn %d: deel van het bedrag") % number,
        required=False, localize=True, max_digits=5, decimal_places=2,
        min_value=Decimal("0.01"), max_value=Decimal(100),
    )  # fmt: skip
    for field in (day, share):  # these come after the form gave its other fields their sentences
        field.error_messages = {**field.error_messages, **plain_texts(field)}
    return {f"day_{number}": day, f"share_{number}": share}
