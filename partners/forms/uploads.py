"""The form that takes a register."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.forms import DutchDateField, Form, form_helper
from partners.models import Municipality
from partners.register_files import MAX_BYTES
from partners.states import RegisterKind
from partners.uploads import IMPORTERS


class UploadForm(Form):
    """A file, and what must be known to read it."""

    error_texts = {"kind": _("Kies welk cijfer in het bestand staat.")}
    municipality: "forms.ModelChoiceField[Municipality]" = forms.ModelChoiceField(
        label=_("Gemeente"), queryset=None
    )
    kind = forms.ChoiceField(label=_("Wat staat erin?"))
    date = DutchDateField(
        label=_("Teldatum"),
        help_text=_(
            "Leerlingen van DUO: 1 oktober van het jaar in de kolomnaam, bij LEERLINGEN_2025 dus "
            "1-10-2025. Scores van het CBS: de datum die boven de tabel in het Excel-bestand "
            "staat. Toegekende bedragen: de eerste dag van het subsidiejaar, zoals 1-8-2025."
        ),
    )
    file = forms.FileField(
        label=_("Bestand"),
        max_length=200,
        help_text=_("Csv, csv in een .gz, of het Excel-bestand van het CBS. Ten hoogste 50 MB."),
    )

    def __init__(
        self, *args: Any, register: RegisterKind, municipalities: Any, **kwargs: Any
    ) -> None:
        """Ask only what this register needs."""
        super().__init__(*args, **kwargs)
        self.municipalities = list(municipalities)
        fields: Any = self.fields
        fields["municipality"].queryset = municipalities
        if len(self.municipalities) == 1:
            del self.fields["municipality"]
        kinds = [(value, str(label).capitalize()) for value, label in IMPORTERS[register].kinds]
        fields["kind"].choices = [("", _("Kies een cijfer")), *kinds]
        if not kinds:
            del self.fields["kind"], self.fields["date"]

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                _("%s is groter dan 50 MB: kies het bestand van het register zelf.") % file.name
            )
        return file

    def values(self) -> dict[str, Any]:
        """Return the upload as the domain takes it."""
        data = self.cleaned_data
        options = {}
        if "kind" in data:
            options = {"kind": data["kind"], "date": data["date"].isoformat()}
        return {
            "municipality": data.get("municipality") or self.municipalities[0],
            "name": data["file"].name,
            "raw": data["file"].read(),
            "options": options,
        }

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        return form_helper(self, submit=_("Bekijk het voorbeeld"), cancel_url=reverse("uploads"))
