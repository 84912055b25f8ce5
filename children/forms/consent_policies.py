"""Form with which a childcare organisation chooses who must say yes."""

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from children.states import EVERYBODY_BY_CHOICE, ConsentScope
from config.forms import Form, form_helper


class ConsentPolicyForm(Form):
    """For which purposes all who decide must say yes."""

    by_everybody = forms.MultipleChoiceField(
        label=_("Waarvoor moeten alle ouders met gezag ja zeggen?"),
        choices=[(scope.value, capfirst(scope.label)) for scope in EVERYBODY_BY_CHOICE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Kies je niets, dan is ja van één ouder genoeg."),
    )

    def scopes(self) -> list[ConsentScope]:
        """Return the purposes as the domain takes them."""
        return [ConsentScope(value) for value in self.cleaned_data["by_everybody"]]

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        return form_helper(self, submit=_("Keuze bewaren"), cancel_url=reverse("consents"))
