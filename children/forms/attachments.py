"""A file about a child: what it is, its name, and whether it is about health."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from children.attachments import NewFile
from children.forms.enrolment import RefusableForm
from children.models.attachments import MAX_BYTES
from children.states import SENT_KINDS, FileKind
from config import citizen_numbers
from config.forms import form_helper

# What goes with something else is added there.
KINDS = [(kind.value, kind.label) for kind in FileKind if kind not in SENT_KINDS]


class FileForm(RefusableForm):
    """A file to keep; its content is looked at by the domain, its name is not believed."""

    error_texts: ClassVar = {"title": _("Vul in wat het is, bijvoorbeeld: verslag van maart.")}
    file = forms.FileField(
        label=_("Bestand"),
        max_length=200,
        help_text=_("Pdf, jpg of png, ten hoogste 10 MB. Verborgen gegevens gaan eraf."),
    )
    kind = forms.ChoiceField(label=_("Wat is het?"), choices=KINDS)
    title = forms.CharField(
        label=_("Naam"),
        max_length=120,
        validators=[citizen_numbers.refuse],
        help_text=_("Feiten, geen diagnoses; geen namen van anderen."),
    )
    is_health = forms.BooleanField(
        label=_("Dit gaat over gezondheid"),
        required=False,
        help_text=_("Een school ziet het dan alleen na een apart ja van de ouders."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Lay the fields below each other."""
        super().__init__(*args, **kwargs)
        self.helper = form_helper(self, submit=_("Bestand bewaren"))

    def new_file(self) -> NewFile:
        """Return the file; of one that is too large no more than shows it."""
        given = self.cleaned_data["file"]
        raw = given.read(MAX_BYTES + 1)
        return NewFile(
            kind=FileKind(self.cleaned_data["kind"]),
            title=self.cleaned_data["title"],
            raw=raw,
            is_health=self.cleaned_data["is_health"],
        )
