"""Form of the reminders that a municipality sends."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.settings import BackForm


class ReminderRulesForm(BackForm):
    """One box for each rule."""

    submit: ClassVar[Any] = _("Herinneringen bewaren")
    rules = forms.MultipleChoiceField(
        label=_("Welke herinneringen gaan er uit?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, rules: Mapping[str, Any], on: list[str], **kwargs: Any) -> None:
        """Offer the rules, those that are on ticked."""
        super().__init__(*args, **{**kwargs, "initial": {"rules": on}})
        field: Any = self.fields["rules"]
        field.choices = list(rules.items())
