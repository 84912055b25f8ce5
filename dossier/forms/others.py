"""What somebody from outside saw: who, when, and a text, a file or both."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from children.models.attachments import MAX_BYTES
from config import citizen_numbers
from config.forms import DutchDateField, form_helper
from dossier.forms.requests import long_text
from dossier.models import OtherObservation
from dossier.other_observations import NewOther


class OtherForm(RefusableForm):
    """What another saw of a child."""

    error_texts: ClassVar[dict[str, Any]] = {"observer": _("Schrijf wie keek.")}
    observer = forms.CharField(
        label=_("Wie keek?"),
        validators=[citizen_numbers.refuse],
        help_text=_("Organisatie en functie, geen naam. Bijvoorbeeld: Auris, logopedist"),
    )
    seen_on = DutchDateField(label=_("Op welke dag?"), help_text=_("Bijvoorbeeld 10-3-2026."))
    text = long_text(_("Wat is gezien, in het kort?"), rows=5, required=False)
    file = forms.FileField(
        label=_("Bestand"),
        required=False,
        max_length=200,
        help_text=_("Pdf, jpg of png, ten hoogste 10 MB. Verborgen gegevens gaan eraf."),
    )
    is_health = forms.BooleanField(
        label=_("Dit gaat over gezondheid"),
        required=False,
        help_text=_("Een school ziet het dan alleen na een apart ja van de ouders."),
    )

    def __init__(self, *args: Any, row: OtherObservation | None = None, **kwargs: Any) -> None:
        """Lay the fields below each other; of a file that is there say what a new one does."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if row is not None and row.file_id is not None:
            fields["file"].help_text = _(
                "Er is al een bestand. Kies je een nieuw, dan vervangt dat het."
            )
        self.helper = form_helper(self, submit=_("Observatie bewaren"))

    def new_other(self) -> NewOther:
        """Return what was seen, as the domain takes it."""
        data = self.cleaned_data
        raw = data["file"].read(MAX_BYTES + 1) if data["file"] else b""
        return NewOther(data["observer"], data["seen_on"], data["text"], raw, data["is_health"])
