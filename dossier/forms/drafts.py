"""Long texts that are kept while they are typed: what the page says to the script, and back."""

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from config.formats import moment_words
from config.forms import Form
from dossier import drafts
from partners.access import Actor

BIGGEST = 99_999_999


class DraftForm(Form):
    """What the script sends: where, which field, the text, and the version that stood there."""

    plaats = forms.CharField(max_length=80)
    veld = forms.SlugField(max_length=60)
    tekst = forms.CharField(required=False, strip=False)
    gezien = forms.IntegerField(required=False, min_value=0, max_value=BIGGEST)
    weg = forms.BooleanField(required=False)

    def named(self) -> dict[str, Any]:
        """Return which draft this is about."""
        return {"where": self.cleaned_data["plaats"], "field": self.cleaned_data["veld"]}

    def written(self) -> dict[str, Any]:
        """Return what is kept, as `drafts.keep` takes it."""
        said = {"text": self.cleaned_data["tekst"], "seen": self.cleaned_data["gezien"]}
        return self.named() | said


def autosave(form: forms.Form, *names: str, where: str, by: Actor, at: datetime) -> None:
    """Let these fields of a form be kept as they are typed, and bring back what was kept before.

    The page of `where` has asked already whether the actor may write there. A form that came back
    with faults shows what was sent, and no older draft.
    """
    kept = {} if form.is_bound else drafts.found(where=where, by=by, at=at)
    for name in names:
        attributes = form.fields[name].widget.attrs
        attributes |= {"data-autosave": where, "data-autosave-url": reverse("draft")}
        draft = kept.get(form.add_prefix(name))
        if draft is not None:
            attributes |= {"data-draft": draft.text, "data-draft-at": moment_words(draft.saved_at)}
        if draft is not None and draft.seen is not None:
            attributes["data-draft-seen"] = str(draft.seen)
