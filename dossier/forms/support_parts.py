"""Form with which a childcare organisation chooses which parts of support it uses."""

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from config.forms import Form, form_helper
from dossier.support_states import SupportPart


class PartsForm(Form):
    """Which parts are on."""

    parts = forms.MultipleChoiceField(
        label=_("Wat gebruiken jullie?"),
        choices=[(part.value, capfirst(part.label)) for part in SupportPart],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Wat uit staat, blijft te lezen; er komt niets meer bij."),
    )

    def chosen(self) -> list[SupportPart]:
        """Return the parts as the domain takes them."""
        return [SupportPart(value) for value in self.cleaned_data["parts"]]

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        return form_helper(self, submit=_("Keuze bewaren"), cancel_url=reverse("support_list"))
