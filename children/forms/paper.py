"""Form with which childcare notes a consent on paper."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from children import consents, text_approvals
from children.forms.enrolment import RefusableForm
from children.models import Child
from children.models.attachments import MAX_BYTES
from children.paper import ACTS, Paper
from children.states import ConsentScope, Language
from config.forms import DutchDateField, form_helper

WORDS = {"ja": _("Ja"), "nee": _("Nee"), "stop": _("Stoppen")}
NOTHING = ("", _("Staat er niet op"))


class PaperForm(RefusableForm):
    """Who signed, what the paper says of each purpose, and when it was seen."""

    guardian = forms.ChoiceField(label=_("Wie ondertekende?"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Taal van het papier"))
    seen_on = DutchDateField(label=_("Gezien op"))
    scan = forms.FileField(
        label=_("Scan of foto"),
        required=False,
        help_text=_("Pdf, jpg of png. Het papier zelf ligt in jullie eigen dossier."),
    )

    def __init__(
        self, *args: Any, child: Child, scopes: dict[ConsentScope, list[str]], **kwargs: Any
    ) -> None:
        """Ask of each purpose that was asked or can be asked now; nothing is chosen beforehand."""
        self.child, self.scopes = child, scopes
        deciding = consents.deciding(child)
        one = deciding[0] if len(deciding) == 1 else None
        kwargs["initial"] = {
            "guardian": str(one.pk) if one else None,
            "language": one.language if one else Language.NL.value,
        }
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["guardian"].choices = [(str(each.pk), each.name) for each in deciding]
        offered = text_approvals.available(child.location.municipality)
        fields["language"].choices = [(each.value, each.label) for each in offered]
        for scope, options in scopes.items():
            fields[f"said_{scope}"] = forms.ChoiceField(
                label=capfirst(scope.label),
                choices=[(word, WORDS[word]) for word in options] + [NOTHING],
                widget=forms.RadioSelect,
                required=False,
            )

    def clean_scan(self) -> Any:
        """Refuse a file that is too big before it is read."""
        scan = self.cleaned_data["scan"]
        if scan and scan.size > MAX_BYTES:
            raise forms.ValidationError(_("Dit bestand is groter dan 10 MB: kies een kleiner."))
        return scan

    def paper(self) -> Paper:
        """Return the paper as the domain takes it."""
        data = self.cleaned_data
        said = {scope: data[f"said_{scope}"] for scope in self.scopes}
        return Paper(
            guardian_id=int(data["guardian"]),
            said={scope: ACTS[word] for scope, word in said.items() if word},
            language=Language(data["language"]),
            seen_on=data["seen_on"],
            scan=data["scan"].read() if data["scan"] else b"",
        )

    @property
    def helper(self) -> FormHelper:
        """Return the layout: who, then each purpose, then the proof."""
        said = [f"said_{scope}" for scope in self.scopes]
        back = reverse("child_consent", args=[self.child.key])
        names = ["guardian", *said, "seen_on", "language", "scan"]
        return form_helper(self, *names, submit=_("Papier noteren"), cancel_url=back)
