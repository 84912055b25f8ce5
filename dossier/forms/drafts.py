"""Long texts that are kept while they are typed: what the page says to the script, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from config.formats import moment_words
from config.forms import Form
from dossier import drafts
from dossier.models import Draft
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


@dataclass(frozen=True)
class Long:
    """Which fields of a form are kept as they are typed, and where."""

    form: forms.Form
    names: tuple[str, ...]
    where: str


def autosave(form: forms.Form, *names: str, where: str, by: Actor, at: datetime) -> None:
    """Let these fields of a form be kept as they are typed, and bring back what was kept before.

    The page of `where` has asked already whether the actor may write there. A form that came back
    with faults shows what was sent, and no older draft.
    """
    autosave_all([Long(form, names, where)], by=by, at=at)


def autosave_all(texts: Sequence[Long], *, by: Actor, at: datetime) -> None:
    """Do the same for all forms of a page, in one query."""
    places = {one.where for one in texts if not one.form.is_bound}
    kept = drafts.found(places=places, by=by, at=at) if places else {}
    for one in texts:
        for name in one.names:
            field = one.form.add_prefix(name)
            draft = None if one.form.is_bound else kept.get((one.where, field))
            one.form.fields[name].widget.attrs |= _attributes(one.where, draft)


def _attributes(where: str, draft: Draft | None) -> dict[str, str]:
    """Return what the script reads of a field."""
    found = {"data-autosave": where, "data-autosave-url": reverse("draft")}
    if draft is not None:
        found |= {"data-draft": draft.text, "data-draft-at": moment_words(draft.saved_at)}
    if draft is not None and draft.seen is not None:
        found["data-draft-seen"] = str(draft.seen)
    return found
