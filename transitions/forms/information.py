"""The form with which childcare says which child a school asks about."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from children.models import Child
from config.formats import date_words
from config.forms import bare_helper
from transitions.information import Asked

UNKNOWN = "onbekend"


class MatchForm(RefusableForm):
    """One of the children it may be about, or none of them; nothing is chosen beforehand."""

    error_texts: ClassVar[dict[str, Any]] = {"child": _("Kies om welk kind het gaat.")}
    child = forms.ChoiceField(label=_("Om welk kind gaat het?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, asked: Asked, **kwargs: Any) -> None:
        """Offer the children whose parents named the school that asks."""
        super().__init__(*args, **kwargs)
        school = asked.request.registration.school_id
        fits = [child for child in asked.candidates if child.school_id == school]
        field: Any = self.fields["child"]
        field.choices = [
            *((str(child.key), _told(child)) for child in fits),
            (UNKNOWN, _("Dit kind kennen we niet")),
        ]
        self.helper = bare_helper("child")

    @property
    def child_key(self) -> UUID | None:
        """Return which child was chosen; None: none of them."""
        chosen = self.cleaned_data["child"]
        return None if chosen == UNKNOWN else UUID(chosen)


def _told(child: Child) -> str:
    """Return what tells a child from another of the same name."""
    born = _("%(name)s, geboren op %(day)s") % {
        "name": child.name, "day": date_words(child.born_on)
    }  # fmt: skip
    return f"{born}, {child.group.name}" if child.group else str(born)
