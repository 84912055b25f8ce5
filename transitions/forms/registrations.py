"""Forms of the intake list: five fields to add a child, the rest when it is known."""

from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from children.pasted_lists import ListError, read_text
from config import citizen_numbers
from config.forms import DutchDateField, form_helper
from dossier.forms.meetings import ClockField
from partners.access import Actor
from transitions import registrations
from transitions.models import SchoolRegistration
from transitions.registration_states import Preschool, RegistrationEnd
from transitions.registrations import NewRegistration

ENDS = [("", _("Maak een keuze")), *RegistrationEnd.choices]


class RegistrationForm(RefusableForm):
    """A child that a school expects; which school is asked of who keeps several lists."""

    error_texts: ClassVar[dict[str, Any]] = {
        "first_name": _("Vul de voornaam van het kind in."),
        "last_initial": _("Vul één letter in."),
        "preschool": _("Kies wat ouders zeiden; geen opvang kan ook."),
        "school": _("Kies op welke lijst dit kind komt."),
    }
    school = forms.ChoiceField(label=_("School"))
    first_name = forms.CharField(
        label=_("Voornaam"), max_length=60, validators=[citizen_numbers.refuse]
    )
    last_initial = forms.CharField(label=_("Eerste letter van de achternaam"), max_length=1)
    born_on = DutchDateField(label=_("Geboortedatum"))
    preschool = forms.ChoiceField(label=_("Opvang, zoals ouders zeggen"))
    intake_on = DutchDateField(
        label=_("Intake op"), required=False, help_text=_("Mag later. Bijvoorbeeld 10-3-2026")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer the locations of the town, and the school where there is a choice."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["preschool"].choices = self._preschools(actor)
        schools = [(str(one.pk), one.name) for one in registrations.own_schools(actor)]
        self.schools = schools
        fields["school"].choices = [("", _("Maak een keuze")), *schools]
        if len(schools) == 1:
            del fields["school"]
        back = reverse("registrations")
        self.helper = form_helper(self, submit=_("Op de lijst zetten"), cancel_url=back)

    def _preschools(self, actor: Actor) -> list[tuple[Any, Any]]:
        near = registrations.locations_near(actor)
        known = [(f"{Preschool.LOCATION.value}:{one.pk}", one.name) for one in near]
        others = [
            (Preschool.NONE.value, _("Geen opvang")),
            (Preschool.OTHER.value, _("Een andere opvang")),
        ]
        return [("", _("Maak een keuze")), (_("Kinderopvang"), known), (_("Anders"), others)]

    @property
    def school_id(self) -> int:
        """Return on whose list the child comes."""
        return int(self.cleaned_data.get("school") or self.schools[0][0])

    def new_registration(self) -> NewRegistration:
        """Return what was filled in, as the domain takes it."""
        data = dict(self.cleaned_data)
        data.pop("school", None)
        kind, _colon, number = data.pop("preschool").partition(":")
        data["last_initial"] = data["last_initial"].upper()
        data |= {"location_id": int(number) if number else None, "preschool": Preschool(kind)}
        return NewRegistration(**data)


class RegistrationChangeForm(RegistrationForm):
    """All that a school notes of a child that it expects."""

    preschool_name = forms.CharField(
        label=_("Welke andere opvang?"),
        max_length=80,
        required=False,
        validators=[citizen_numbers.refuse],
    )
    intake_time = ClockField(label=_("Om"), required=False, help_text=_("Bijvoorbeeld 9.30"))
    intake_held_on = DutchDateField(label=_("Intake geweest op"), required=False)
    enrolled_on = DutchDateField(label=_("Ingeschreven op"), required=False)
    starts_on = DutchDateField(label=_("Eerste schooldag"), required=False)
    field_order = (
        "first_name", "last_initial", "born_on", "preschool", "preschool_name", "intake_on",
        "intake_time", "intake_held_on", "enrolled_on", "starts_on",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, line: SchoolRegistration, **kwargs: Any) -> None:
        """Begin with what is known."""
        known = {name: getattr(line, name) for name in self.field_order}
        if line.location_id is not None:
            known["preschool"] = f"{Preschool.LOCATION.value}:{line.location_id}"
        if line.intake_time is not None:
            known["intake_time"] = line.intake_time.strftime("%H.%M")
        super().__init__(*args, actor=actor, **{**kwargs, "initial": known})
        self.fields.pop("school", None)
        self.helper = form_helper(self, submit=_("Bewaren"), cancel_url=reverse("registrations"))

    def clean(self) -> dict[str, Any]:
        """Keep the name of another childcare only where it is another."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("preschool") != Preschool.OTHER:
            data["preschool_name"] = ""
        return data


class EndForm(RefusableForm):
    """Why a child goes from the list."""

    error_texts: ClassVar[dict[str, Any]] = {
        "because": _("Kies waarom dit kind van de lijst gaat.")
    }
    because = forms.ChoiceField(label=_("Waarom?"), choices=ENDS)

    def __init__(self, *args: Any, line: SchoolRegistration, **kwargs: Any) -> None:
        """Lead back to the line."""
        super().__init__(*args, **kwargs)
        back = reverse("registration", args=[line.key])
        self.helper = form_helper(self, submit=_("Van de lijst halen"), cancel_url=back)


class PasteForm(RefusableForm):
    """A whole list at once."""

    error_texts: ClassVar[dict[str, Any]] = {"text": _("Plak de lijst.")}
    school = forms.ChoiceField(label=_("Op welke lijst?"))
    text = forms.CharField(
        label=_("Plak hier de lijst"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_(
            "Kopieer de cellen uit je leerlingsysteem of Excel, met de kolomnamen erboven: "
            "voornaam, achternaam, geboortedatum, opvang en intake."
        ),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Ask for the school where there is a choice."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        schools = [(str(one.pk), one.name) for one in registrations.own_schools(actor)]
        self.schools = schools
        fields["school"].choices = schools
        if len(schools) == 1:
            del fields["school"]
        back = reverse("registrations")
        self.helper = form_helper(self, submit=_("Op de lijst zetten"), cancel_url=back)

    def clean_text(self) -> str:
        """Read the list, so that what is no list is said here."""
        text = str(self.cleaned_data["text"])
        try:
            self.pasted = read_text(text)
        except ListError as error:
            raise forms.ValidationError(error.message) from error
        return text

    @property
    def school_id(self) -> int:
        """Return on whose list the children come."""
        return int(self.cleaned_data.get("school") or self.schools[0][0])
