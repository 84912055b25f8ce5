"""What forms share: sentences that say what to do, Dutch amounts and dates, a helper for layout."""

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Text: TypeAlias = "str | _StrPromise"
_DATE = _("Vul een datum in, bijvoorbeeld 10-3-2026.")
_CHOICE = _("Maak een keuze.")
_NUMBER = _("Vul een getal in, bijvoorbeeld 12,5.")
_WHOLE = _("Vul een heel getal in, bijvoorbeeld 12.")
_FILE = _("Kies een bestand.")
EVERY_FIELD: dict[str, Text] = {
    "required": _("Vul dit in."),
    "max_length": _("Gebruik niet meer dan %(limit_value)d tekens; nu zijn het er %(show_value)d."),
    "min_length": _("Gebruik ten minste %(limit_value)d tekens; nu zijn het er %(show_value)d."),
    "max_value": _("Vul een getal in van ten hoogste %(limit_value)s."),
    "min_value": _("Vul een getal in van ten minste %(limit_value)s."),
    "null_characters_not_allowed": _("Verwijder de onzichtbare tekens uit deze tekst."),
}
# The most special class first: the first match is what the field says.
BY_FIELD: tuple[tuple[type[forms.Field], dict[str, Text]], ...] = (
    (forms.DateTimeField, {"required": _DATE, "invalid": _DATE}),
    (forms.DateField, {"required": _DATE, "invalid": _DATE}),
    (
        forms.TimeField,
        {
            "required": _("Vul een tijd in, bijvoorbeeld 09.30."),
            "invalid": _("Vul een tijd in, bijvoorbeeld 09.30."),
        },
    ),
    (
        forms.DecimalField,
        {
            "required": _NUMBER,
            "invalid": _NUMBER,
            "max_digits": _("Vul een kleiner getal in."),
            "max_decimal_places": _("Gebruik ten hoogste %(max)s cijfers achter de komma."),
            "max_whole_digits": _("Vul een kleiner getal in."),
        },
    ),
    (forms.FloatField, {"required": _NUMBER, "invalid": _NUMBER}),
    (forms.IntegerField, {"required": _WHOLE, "invalid": _WHOLE}),
    (
        forms.EmailField,
        {
            "required": _("Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl."),
            "invalid": _("Vul een heel e-mailadres in, bijvoorbeeld naam@voorbeeld.nl."),
        },
    ),
    (forms.URLField, {"invalid": _("Vul een heel webadres in, bijvoorbeeld https://school.nl.")}),
    (
        forms.ModelMultipleChoiceField,
        {
            "required": _("Kies ten minste één mogelijkheid."),
            "invalid_list": _CHOICE,
            "invalid_choice": _("Kies uit de lijst; %(value)s staat er niet (meer) in."),
            "invalid_pk_value": _("Kies uit de lijst; %(pk)s staat er niet (meer) in."),
        },
    ),
    (
        forms.MultipleChoiceField,
        {
            "required": _("Kies ten minste één mogelijkheid."),
            "invalid_list": _CHOICE,
            "invalid_choice": _("Kies uit de lijst; %(value)s staat er niet (meer) in."),
        },
    ),
    (
        forms.ModelChoiceField,
        {"required": _CHOICE, "invalid_choice": _("Kies uit de lijst.")},
    ),
    (
        forms.ChoiceField,
        {"required": _CHOICE, "invalid_choice": _("Kies uit de lijst.")},
    ),
    (
        forms.FileField,
        {
            "required": _FILE,
            "invalid": _FILE,
            "missing": _FILE,
            "empty": _("Dit bestand is leeg; kies een ander bestand."),
            "max_length": _("De naam van dit bestand is te lang; geef het een kortere naam."),
            "contradiction": _("Kies een bestand of verwijder het oude, niet allebei."),
        },
    ),
    (forms.BooleanField, {"required": _("Zet hier een vinkje om verder te gaan.")}),
    (forms.UUIDField, {"invalid": _("Deze code klopt niet; neem hem precies over.")}),
    (forms.JSONField, {"invalid": _("Deze tekst is geen JSON; controleer haakjes en komma’s.")}),
    (forms.MultiValueField, {"incomplete": _("Vul alle delen in.")}),
    (forms.Field, {}),
)


def plain_texts(field: forms.Field) -> dict[str, Text]:
    """Return what a field of this kind says about each fault: what to do, never blame."""
    own = next(texts for kind, texts in BY_FIELD if isinstance(field, kind))
    return {**EVERY_FIELD, **own}


class PlainErrorsMixin:
    """Form mixin: every field says what to do; `error_texts` gives a field its own sentences.

    `error_texts = {"name": "Vul de naam van de school in."}` sets the text for an empty field,
    `{"name": {"invalid": "…"}}` sets texts by code. A field that names its own error messages
    keeps them. What is too long is refused in a sentence, and never cut off on the way.
    """

    error_texts: ClassVar[dict[str, "Text | dict[str, Text]"]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Build the form, then replace Django's general sentences."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            own = self.error_texts.get(name, {})
            texts = own if isinstance(own, dict) else {"required": own}
            kept = getattr(field, "own_error_messages", {})
            field.error_messages = {**field.error_messages, **plain_texts(field), **kept, **texts}
            field.widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, unsaid


class Form(PlainErrorsMixin, forms.Form):
    """A form that speaks plainly."""


class ModelForm(PlainErrorsMixin, forms.ModelForm):
    """A model form that speaks plainly."""


class PlainDecimalField(forms.DecimalField):
    """A number as people write it: no exponents, so that 1e5 is a mistake and not 100.000."""

    def to_python(self, value: Any) -> Any:
        """Read a number; letters in it are refused."""
        if isinstance(value, str) and any(letter.isalpha() for letter in value):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class MoneyField(PlainDecimalField):
    """An amount in euros: reads `2.850,00`, `2850`, `€ 2.850,00`; a Decimal with two decimals."""

    own_error_messages: ClassVar[dict[str, Text]] = {
        "required": _("Vul een bedrag in, bijvoorbeeld 2.850,00."),
        "invalid": _("Vul een bedrag in, bijvoorbeeld 2.850,00."),
        "max_decimal_places": _("Vul een bedrag in met ten hoogste twee cijfers achter de komma."),
        "min_value": _("Vul een bedrag in van ten minste %(limit_value)s euro."),
        "max_digits": _("Dit bedrag is te hoog."),
        "max_whole_digits": _("Dit bedrag is te hoog."),
    }

    def __init__(self, **kwargs: Any) -> None:
        """Take two decimals, a decimal keyboard on a phone and Dutch separators."""
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("error_messages", self.own_error_messages)
        super().__init__(decimal_places=2, localize=True, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask a phone for the keyboard with digits and comma."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """Read an amount; a euro sign and spaces around it are fine."""
        text = value.replace("€", "").strip() if isinstance(value, str) else value
        return super().to_python(text)


class DutchDateField(forms.DateField):
    """A date typed as `10-3-2026`; a text field, because a date picker is slow for known dates."""

    def __init__(self, **kwargs: Any) -> None:
        """Show an example unless the form gives its own hint."""
        kwargs.setdefault("help_text", _("Bijvoorbeeld 10-3-2026"))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Keep the browser from suggesting old dates."""
        return {**super().widget_attrs(widget), "autocomplete": "off"}


def form_helper(
    form: forms.BaseForm, *layout: Any, submit: Text, cancel_url: str = "", **options: Any
) -> FormHelper:
    """Return a crispy helper: the layout, one primary button and a way back.

    Without a layout all fields stand below each other. Options become attributes of the helper
    (`form_action`, `form_id`, `form_tag`, `form_method`, `is_filter` …).
    """
    buttons = [Submit("", str(submit), css_id="opslaan")]
    if cancel_url:
        back = format_html(
            '<a class="utrecht-link utrecht-link--html-a" href="{}">{}</a>',
            cancel_url, _("Annuleren"),
        )  # fmt: skip
        buttons.append(HTML(back))
    helper = FormHelper()
    helper.layout = Layout(*(layout or form.fields), FormActions(*buttons))
    for name, value in options.items():
        setattr(helper, name, value)
    return helper


def bare_helper(*layout: Any) -> FormHelper:
    """Return a crispy helper for one of several forms in a form element that the page draws."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.has_own_summary = True  # the page sums up the errors of all its forms
    helper.layout = Layout(*layout)
    return helper
