"""Form with which a municipality chooses whether parents bring a handover themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.settings import BackForm


class HandoverSettingForm(BackForm):
    """One choice."""

    has_parents_route = forms.BooleanField(
        label=_("Ouders kunnen het formulier zelf aan een school geven"),
        help_text=_("Codes die ouders al maakten, blijven werken."),
        required=False,
    )
