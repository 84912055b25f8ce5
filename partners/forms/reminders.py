"""Forms of reminders: which a municipality sends, putting one off, the day of one's own mail."""

from collections.abc import Mapping
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from config.forms import DutchDateField, Form, bare_helper, form_helper
from partners.forms.settings import BackForm
from partners.models.calendar import MAX_OFFSET
from partners.reminders import Choice, Rule
from partners.states import DigestDay, SnoozeReason

DAYS = "dagen_"


class ReminderRulesForm(BackForm):
    """One box and one number of days for each rule."""

    submit: ClassVar[Any] = _("Herinneringen bewaren")
    rules = forms.MultipleChoiceField(
        label=_("Welke herinneringen gaan er uit?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, rules: Mapping[str, Rule], chosen: Mapping[str, Choice], **kwargs: Any
    ) -> None:
        """Offer the rules, those that are on ticked, each with its shift."""
        super().__init__(*args, **kwargs)
        labels = {code: f"{code}: {rule.label}" for code, rule in sorted(rules.items())}
        fields: dict[str, Any] = self.fields
        fields["rules"].choices = list(labels.items())
        fields["rules"].initial = [code for code, choice in chosen.items() if choice.is_on]
        for code, label in labels.items():
            fields[f"{DAYS}{code}"] = days = forms.IntegerField(
                label=label,
                min_value=-MAX_OFFSET,
                max_value=MAX_OFFSET,
                required=False,
                initial=chosen[code].offset_days,
            )
            days.error_messages |= {"invalid": _("Vul een heel getal in, bijvoorbeeld -7.")}

    @property
    def helper(self) -> FormHelper:
        """Return the layout: what goes, and below it when."""
        intro = HTML(render_to_string("partners/_reminder_offsets.html"))
        days = [name for name in self.fields if name.startswith(DAYS)]
        return form_helper(self, "rules", intro, *days, submit=self.submit, cancel_url=self.back)

    def offsets(self) -> dict[str, int]:
        """Return by how many days each rule is shifted; nothing filled in is none."""
        return {
            name.removeprefix(DAYS): value or 0
            for name, value in self.cleaned_data.items()
            if name.startswith(DAYS)
        }


class SnoozeForm(BackForm):
    """Until when a reminder is put off, and why."""

    submit: ClassVar[Any] = _("Uitstellen")
    error_texts: ClassVar[dict[str, Any]] = {"reason": _("Kies waarom het later wordt.")}
    until = DutchDateField(
        label=_("Tot welke dag?"), help_text=_("Op die dag krijg je het weer te zien.")
    )
    reason = forms.ChoiceField(
        label=_("Waarom?"),
        choices=[(value, str(label).capitalize()) for value, label in SnoozeReason.choices],
        widget=forms.RadioSelect,
    )


class DigestDayForm(Form):
    """The day of the week on which somebody gets what can wait."""

    day = forms.ChoiceField(
        label=_("Op welke dag wil je de weekmail?"),
        choices=[(value, str(label).capitalize()) for value, label in DigestDay.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave the form element to the page."""
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("day")
