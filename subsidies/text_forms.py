"""The form "Brieven: teksten": one text for every section of a kind of letter."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.forms import Form
from partners.refusals import RefusedError
from subsidies.forms import ShownNumberField
from subsidies.letter_elements import named_elements
from subsidies.letter_text_saving import MAX_NOTE
from subsidies.letter_texts import SectionSpec, sections_of
from subsidies.letter_wording import faults, why_not_empty
from subsidies.states import TextKind

LINES, MOST_LINES, WIDTH = 3, 16, 70


class TextsForm(Form):
    """The texts of one kind of letter; whether they are sound is said by `letter_wording`."""

    error_texts: ClassVar[dict[str, Any]] = {}
    note = forms.CharField(
        label=gettext_lazy("Wat heb je veranderd?"),
        max_length=MAX_NOTE,
        required=False,
        help_text=gettext_lazy("Komt in de geschiedenis. Mag leeg blijven."),
    )
    version = ShownNumberField(required=False)

    def __init__(self, *args: Any, kind: TextKind, **kwargs: Any) -> None:
        """Make a field for each section of this kind."""
        super().__init__(*args, **kwargs)
        self.kind = kind
        for spec in sections_of(kind):
            self.fields[spec.key] = _field(spec, kind, str(self.initial.get(spec.key, "")))

    def section_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields of the sections, in the order of the letter."""
        for spec in sections_of(self.kind):
            yield self[spec.key]

    def sections(self) -> dict[str, str]:
        """Return what was typed; also what cannot be kept, to show it."""
        typed = {spec.key: self[spec.key].value() for spec in sections_of(self.kind)}
        return {key: text or "" for key, text in typed.items()}

    def clean(self) -> dict[str, Any]:
        """Say of each section what is wrong with it."""
        values = super().clean() or {}
        known = {spec.key for spec in sections_of(self.kind)}
        for fault in faults(self.kind, {key: values.get(key, "") for key in known}):
            if fault.section not in self.errors:
                self.add_error(fault.section, fault.message)
        return values

    def refuse(self, error: RefusedError) -> None:
        """Show a refusal at the field it is about."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


def _field(spec: SectionSpec, kind: TextKind, text: str) -> forms.CharField:
    """Return the field of a section, as high as its text; hard spaces at its ends stay."""
    rows = sum(1 + len(line) // WIDTH for line in text.splitlines())
    return forms.CharField(
        label=spec.label,
        help_text=_hint(spec, kind),
        required=spec.is_mandatory,
        strip=False,
        error_messages={"required": why_not_empty(spec)},
        widget=forms.Textarea(attrs={"rows": min(MOST_LINES, max(LINES, rows + 1))}),
    )


def _hint(spec: SectionSpec, kind: TextKind) -> str:
    """Say which elements of a decision a section carries, as the page of a letter names them."""
    must, other = named_elements(spec.elements, kind)
    parts = [
        (_("Hierin moet staan: %s."), must),
        (_("Hoort hier ook bij: %s."), other),
    ]
    said = [words % get_text_list(names, _("en")) for words, names in parts if names]
    return " ".join(said) or _("Hierin staat geen verplicht onderdeel van de beschikking.")
