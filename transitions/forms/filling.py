"""The form that childcare fills in, and the small ones beside it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from config.forms import DutchDateField, bare_helper
from dossier.forms.concern import FREE_TEXT
from transitions import form_fields
from transitions.filling import Typed
from transitions.form_fields import LEAVE, FieldKind, FormField
from transitions.known_facts import Fact
from transitions.models import FormEntry
from transitions.states import FormDomain, Rating

RATINGS = tuple(Rating.choices)
NUMBER = "n_"  # before the name of a field: which number stood there
BIGGEST = 99_999_999


def field_for(field: FormField) -> forms.Field:
    """Return the form field of a question; what is required is asked when it is shared."""
    label: Any = field.label
    hint: Any = field.hint
    if field.kind == FieldKind.CHOICE:
        choice = forms.ChoiceField(
            label=label,
            help_text=hint,
            choices=field.choices,
            required=False,
            widget=forms.RadioSelect,
        )
        return _asked(choice, field)
    if field.kind == FieldKind.DAY:
        return forms.CharField(label=label, help_text=hint, required=False)
    hint = format_lazy("{} {}", hint, FREE_TEXT) if hint else FREE_TEXT
    area = forms.Textarea(attrs={"rows": field.rows})
    text = forms.CharField(label=label, help_text=hint, required=False, widget=area)
    return _asked(text, field)


def _asked(field: forms.Field, question: FormField) -> forms.Field:
    """Do not call a field optional that is needed: always, or where no report is attached."""
    field.is_asked = question.is_required or question.choices == RATINGS  # type: ignore[attr-defined]
    return field


class FillForm(RefusableForm):
    """All fields of the form, each with the number that stood there when the page was made."""

    def __init__(
        self,
        *args: Any,
        entries: Mapping[str, FormEntry],
        leavable: list[Fact],
        **kwargs: Any,
    ) -> None:
        """Begin with what stands there."""
        kwargs["initial"] = {code: entry.value for code, entry in entries.items()}
        super().__init__(*args, **kwargs)
        for field in form_fields.ALL:
            self.fields[field.code] = field_for(field)
        for fact in leavable:
            label = f"{fact.label}: {fact.value}"
            self.fields[LEAVE + fact.code] = forms.BooleanField(label=label, required=False)
        self.codes = list(self.fields)
        for code in self.codes:
            number = entries[code].number if code in entries else 0
            self.fields[NUMBER + code] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=BIGGEST,
                initial=number,
                widget=forms.HiddenInput,
            )

    def see(self, entry: FormEntry) -> None:
        """Let who is told what stands in a field now send his own text again, knowingly."""
        data: Any = self.data
        self.data = data = data.copy()
        data[NUMBER + entry.field] = str(entry.number)

    @property
    def helpers(self) -> dict[str, FormHelper]:
        """Return the layout of each part of the page."""
        parts = {
            "first": form_fields.FIRST,
            "observed": form_fields.OBSERVED,
            "supported": form_fields.SUPPORTED,
            "health": form_fields.HEALTH,
            "more": form_fields.MORE,
        }
        helpers = {
            name: self._helper(*(each.code for each in found)) for name, found in parts.items()
        }
        return helpers | {"known": self._helper(*(c for c in self.codes if c.startswith(LEAVE)))}

    @property
    def rated(self) -> list[dict[str, Any]]:
        """Return for each domain how the child stands in it, and what was seen; with numbers."""
        found = []
        for domain in FormDomain:
            rating, seen = form_fields.RATING.format(domain), form_fields.SEEN.format(domain)
            numbers = [self[NUMBER + rating], self[NUMBER + seen]]
            found.append({"rating": self[rating], "seen": self[seen], "numbers": numbers})
        return found

    def _helper(self, *codes: str) -> FormHelper:
        return bare_helper(*(name for code in codes for name in (code, NUMBER + code)))

    def typed(self) -> dict[str, Typed]:
        """Return what was typed, as `filling.save` takes it."""
        data = self.cleaned_data
        return {
            code: Typed(form_fields.YES if value is True else value or "", data[NUMBER + code] or 0)
            for code in self.codes
            for value in [data[code]]
        }


class FieldForm(RefusableForm):
    """One field that the page sends while it is filled in."""

    field = forms.SlugField(max_length=30)
    value = forms.CharField(required=False, strip=False)
    seen = forms.IntegerField(required=False, min_value=0, max_value=BIGGEST)


class TalkForm(RefusableForm):
    """The day on which parents were told."""

    error_texts: ClassVar[dict[str, Any]] = {"on": _("Vul de dag van het gesprek in.")}
    on = DutchDateField(label=_("Met ouders besproken op"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the page draw the form."""
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("on")
