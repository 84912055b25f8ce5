"""Forms with which childcare adds, changes and ends a guardian."""

from dataclasses import asdict
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from children.guardians import GuardianValues
from children.models import Child, Guardian
from children.states import GuardianKind, Language
from config import citizen_numbers
from config.forms import DutchDateField, form_helper
from partners.access import Actor


class GuardianForm(RefusableForm):
    """Who it is, whether it decides, and how it is reached."""

    error_texts: ClassVar[dict[str, Any]] = {"name": _("Vul de naam van de ouder of voogd in.")}
    name = forms.CharField(label=_("Naam"), max_length=120, validators=[citizen_numbers.refuse])
    kind = forms.ChoiceField(
        label=_("Wie is dit?"),
        choices=GuardianKind.choices,
        widget=forms.RadioSelect,
        help_text=_("Een voogd beslist alleen. Een pleegouder beslist niet."),
    )
    has_authority = forms.BooleanField(
        label=_("Heeft gezag"),
        required=False,
        help_text=_("Zonder gezag beslist deze persoon niet, en krijgt dus ook geen link."),
    )
    lives_apart = forms.BooleanField(
        label=_("Woont apart van de andere ouder"),
        required=False,
        help_text=_("Dan moeten alle ouders met gezag ja zeggen."),
    )
    is_secret = forms.BooleanField(
        label=_("Geheim adres"),
        required=False,
        help_text=_("Dan ziet de andere ouder geen naam van school of locatie."),
    )
    email = forms.EmailField(
        label=_("E-mailadres"), required=False, help_text=_("Vul in wat de ouder zelf opgaf.")
    )
    phone = forms.CharField(
        label=_("Telefoon"), max_length=20, required=False, validators=[citizen_numbers.refuse]
    )
    language = forms.ChoiceField(label=_("Taal"), choices=Language.choices)

    def __init__(
        self, *args: Any, child: Child, guardian: Guardian | None = None, **kwargs: Any
    ) -> None:
        """Begin with what is known."""
        self.child, self.guardian = child, guardian
        known = asdict(GuardianValues("")) if guardian is None else values_of(guardian)
        super().__init__(*args, **{**kwargs, "initial": known})

    def values(self) -> GuardianValues:
        """Return the guardian as the domain takes it."""
        data = dict(self.cleaned_data)
        data["kind"], data["language"] = GuardianKind(data["kind"]), Language(data["language"])
        return GuardianValues(**data)

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        submit = _("Wijzigingen bewaren") if self.guardian else _("Ouder toevoegen")
        back = reverse("child", args=[self.child.key])
        return form_helper(self, submit=submit, cancel_url=back)


class GuardianEndForm(RefusableForm):
    """From which day on somebody is no guardian any more."""

    ended_on = DutchDateField(label=_("Niet meer sinds"))

    def __init__(self, *args: Any, actor: Actor, child: Child, **kwargs: Any) -> None:
        """Begin with today."""
        self.child = child
        super().__init__(*args, **{**kwargs, "initial": {"ended_on": actor.day}})

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        back = reverse("child", args=[self.child.key])
        return form_helper(self, submit=_("Ouder beëindigen"), cancel_url=back)


def values_of(guardian: Guardian) -> dict[str, Any]:
    """Return what is known of a guardian, by the names of the form."""
    return {name: getattr(guardian, name) for name in asdict(GuardianValues(""))}
