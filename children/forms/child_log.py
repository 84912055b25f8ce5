"""What is asked to show who saw a child: which child, and between which days."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.forms import DutchDateField, Form, form_helper

SHORTEST = 3


class PeriodForm(Form):
    """Two days, the first not after the last."""

    since = DutchDateField(label=_("Van"))
    until = DutchDateField(label=_("Tot en met"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask by address, so that the page can be kept and printed."""
        super().__init__(*args, **kwargs)
        self.helper = form_helper(self, submit=_("Toon wie keek"), form_method="get")

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("Kies een laatste dag die niet vóór de eerste ligt."))
        return data

    @property
    def days(self) -> dict[str, date]:
        """Return the period, once it is valid."""
        return {"since": self.cleaned_data["since"], "until": self.cleaned_data["until"]}


class FindChildForm(PeriodForm):
    """A child by its key or parts of its name, and two days."""

    error_texts: ClassVar[dict[str, Any]] = {"child": _("Vul een naam of een sleutel in.")}
    field_order = ("child", "since", "until")
    child = forms.CharField(
        label=_("Kind"), max_length=120, help_text=_("De sleutel uit het logboek, of de naam")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask by post: a name of a child comes in no address."""
        super().__init__(*args, **kwargs)
        self.helper = form_helper(self, submit=_("Toon wie keek"), cancel_url=reverse("log"))

    def clean_child(self) -> str:
        """Refuse what would fit half of the children."""
        text = " ".join(self.cleaned_data["child"].split())
        if len(text) < SHORTEST:
            raise forms.ValidationError(_("Vul ten minste drie letters in."))
        return text

    @property
    def key(self) -> UUID | None:
        """Return the key, when it is one."""
        try:
            return UUID(self.cleaned_data["child"])
        except ValueError:
            return None
