"""Form of a team that childcare can ask."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from config import citizen_numbers
from config.forms import form_helper


class TeamForm(RefusableForm):
    """How a team is called."""

    error_texts: ClassVar[dict[str, Any]] = {"name": _("Vul in hoe het team heet.")}
    name = forms.CharField(
        label=_("Naam van het team"),
        max_length=80,
        validators=[citizen_numbers.refuse],
        help_text=_("Bijvoorbeeld: Vliegende brigade"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Draw one field and its button."""
        super().__init__(*args, **kwargs)
        self.helper = form_helper(self, submit=_("Team toevoegen"))
