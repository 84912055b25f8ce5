"""Forms and invented figures for the style guide at /stijlgids/; nothing here touches data."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.bootstrap import (
    Accordion,
    AccordionGroup,
    AppendedText,
    FieldWithButtons,
    InlineRadios,
    PrependedText,
    StrictButton,
    Tab,
    TabHolder,
)
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from config.charts import LineChart
from config.forms import DutchDateField, Form, MoneyField, form_helper
from config.templatetags.interface import SORT

ACTIONS = "acties"
PLACES = [("school", _("Op school")), ("childcare", _("Op de opvang")), ("online", _("Digitaal"))]
TOPICS = [("language", _("Taal")), ("play", _("Spel")), ("motor", _("Motoriek"))]
SCHOOLS = [
    ("Basisschool De Linde", "4866.17", "71.14", "-45.17", "-0.9"),
    ("Basisschool De Vlieger", "4501.73", "65.82", "45.51", "1.0"),
    ("Kindcentrum De Sprong", "7246.78", "105.95", "715.10", "10.9"),
    ("Kindcentrum De Zilverreiger", "5852.46", "85.56", "408.18", "7.5"),
    ("Kindcentrum Het Waterrad", "4881.99", "71.37", "429.79", "9.7"),
    ("Kindcentrum De Kring", "4604.72", "67.32", "-0.53", "0"),
    ("Montessorischool De Tuin", "3788.74", "55.39", "183.62", "5.1"),
]
CHART = LineChart(
    key="uren",
    title=_("Gebruikte uren, opgeteld per maand"),
    conclusion=_("Nu zijn 52 uren gebruikt. Volgens de planning zijn het er 52,5 van de 82,5."),
    periods=["aug", "sep", "okt", "nov", "dec", "jan", "feb", "mrt", "apr", "mei", "jun", "jul"],
    done=[Decimal(hours) for hours in ("0", "6", "13.5", "21.5", "27", "36.5", "46", "52")],
    planned=[Decimal("7.5") * month for month in range(12)],
    done_label=_("nu: 52 uur"),
    planned_label=_("planning: 82,5 uur"),
    column_names=(_("Maand"), _("Gebruikt"), _("Volgens planning")),
)


class MeetingForm(Form):
    """One field of every kind."""

    error_texts: ClassVar[dict[str, Any]] = {
        "school": _("Kies de school van het overleg."),
        "place": _("Kies waar het overleg is."),
    }
    school = forms.ChoiceField(
        label=_("Welke school?"),
        choices=[("", _("Kies een school")), *((row[0], row[0]) for row in SCHOOLS)],
    )
    day = DutchDateField(label=_("Datum van het overleg"))
    amount = MoneyField(label=_("Bedrag"), min_value=Decimal(0))
    share = forms.DecimalField(label=_("Aandeel"), localize=True, max_value=Decimal(100))
    email = forms.EmailField(label=_("E-mailadres"), required=False)
    place = forms.ChoiceField(
        label=_("Waar is het overleg?"), choices=PLACES, widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label=_("Waar gaat het over?"),
        choices=TOPICS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    question = forms.CharField(
        label=_("Hulpvraag"),
        help_text=_("Schrijf zo concreet mogelijk wat je wilt weten."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    attachment = forms.FileField(
        label=_("Bijlage"), help_text=_("Pdf, Word of foto, niet groter dan 10 MB"), required=False
    )
    reminder = forms.BooleanField(label=_("Stuur mij een herinnering per e-mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the fields out."""
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            self,
            "school",
            Row("day", PrependedText("amount", "€"), AppendedText("share", "%")),
            "email",
            InlineRadios("place"),
            "topics",
            "question",
            "attachment",
            "reminder",
            submit=_("Overleg plannen"),
            cancel_url="/stijlgids/",
            form_action="/stijlgids/",
        )


class FoldedForm(Form):
    """Tabs, an accordion and a field with a button."""

    find = forms.CharField(label=_("Zoek een school"), required=False)
    name = forms.CharField(label=_("Naam"), required=False)
    phone = forms.CharField(label=_("Telefoon"), required=False)
    note = forms.CharField(label=_("Toelichting"), required=False)
    reason = forms.CharField(label=_("Reden"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the fields out."""
        super().__init__(*args, prefix="gevouwen", **kwargs)
        self.helper = form_helper(
            self,
            FieldWithButtons("find", StrictButton(_("Zoeken"))),
            TabHolder(Tab(_("Naam van de school"), "name"), Tab(_("Bereikbaarheid"), "phone")),
            Accordion(
                AccordionGroup(_("Meer toelichting"), "note"),
                AccordionGroup(_("Waarom vragen we dit?"), "reason"),
                css_id="uitklappen",
            ),
            submit=_("Wijzigingen bewaren"),
            form_method="get",
            is_filter=True,
        )


class ActionPointForm(Form):
    """One row of a formset."""

    action = forms.CharField(label=_("Wat gaan we doen?"))
    owner = forms.CharField(label=_("Wie doet het?"))


class HoursForm(Form):
    """One row of a formset in a table."""

    day = forms.DateField(label=_("Datum"), required=False)
    hours = forms.DecimalField(label=_("Uren"), localize=True, required=False)
    note = forms.CharField(label=_("Toelichting"), required=False)


def action_points(data: Any) -> "BaseFormSet[Any]":
    """Return a formset of which each row has a layout."""
    factory = forms.formset_factory(ActionPointForm, extra=1, can_delete=True, max_num=5)
    formset: BaseFormSet[Any] = factory(data, prefix=ACTIONS)
    formset.helper = FormHelper()  # type: ignore[attr-defined]
    formset.helper.layout = Layout(Fieldset("", Row("action", "owner"), "DELETE"))  # type: ignore[attr-defined]
    formset.helper.form_tag = False  # type: ignore[attr-defined]
    formset.helper.row_name = _("Actiepunt")  # type: ignore[attr-defined]
    formset.helper.add_text = _("Actiepunt toevoegen")  # type: ignore[attr-defined]
    return formset


def hours_table() -> "BaseFormSet[Any]":
    """Return a formset that is one table."""
    formset: BaseFormSet[Any] = forms.formset_factory(HoursForm, extra=2)(prefix="uren")
    formset.helper = FormHelper()  # type: ignore[attr-defined]
    formset.helper.template = "nlds/table_inline_formset.html"  # type: ignore[attr-defined]
    formset.helper.form_tag = False  # type: ignore[attr-defined]
    formset.helper.table_name = _("Uren per dag")  # type: ignore[attr-defined]
    return formset


def rows(query: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the invented schools, filtered and sorted as the query asks."""
    names = ("name", "amount", "hours", "difference", "percentage")
    found = [
        dict(zip(names, (row[0], *map(Decimal, row[1:])), strict=True))
        for row in SCHOOLS
        if query.get("zoek", "").lower() in row[0].lower()
    ]
    order = query.get(SORT, "name")
    key = order.removeprefix("-")
    return sorted(found, key=lambda row: row[key if key in names else "name"], reverse=order != key)
