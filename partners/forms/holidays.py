"""Forms of days that a decree equates with a holiday, and of school holidays."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from config.forms import DutchDateField
from partners.forms.settings import BackForm


class EquatedDayForm(BackForm):
    """The day, its name and the decree."""

    submit: ClassVar[Any] = _("Dag toevoegen")
    error_texts: ClassVar[dict[str, Any]] = {
        "name": _("Vul in hoe de dag heet."),
        "source": _("Vul in welk besluit de dag gelijkstelt."),
    }
    day = DutchDateField(label=_("Dag"))
    name = forms.CharField(label=_("Naam"), max_length=100)
    source = forms.CharField(
        label=_("Besluit"),
        max_length=200,
        help_text=_("Bijvoorbeeld het nummer van het Staatsblad of de Staatscourant."),
    )


class SchoolHolidayForm(BackForm):
    """The name, the days and where they were read."""

    submit: ClassVar[Any] = _("Vakantie toevoegen")
    error_texts: ClassVar[dict[str, Any]] = {
        "name": _("Vul in hoe de vakantie heet."),
        "source": _("Vul in waar je de dagen hebt gelezen."),
    }
    name = forms.CharField(label=_("Naam"), max_length=100)
    first_day = DutchDateField(label=_("Eerste dag"))
    last_day = DutchDateField(label=_("Laatste dag"))
    source = forms.CharField(
        label=_("Bron"),
        max_length=200,
        help_text=_("Bijvoorbeeld de bladzijde van de Rijksoverheid of van de schoolbesturen."),
    )
