"""Forms with which childcare changes a child, and a school places it."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from children import changes, placement
from children.changes import ChildValues
from children.forms.enrolment import RefusableForm
from children.models import Child
from children.states import BirthDateReason
from config import citizen_numbers
from config.forms import DutchDateField, form_helper
from partners.access import Actor

MOST_LANGUAGES = 4


class MentorField(forms.ModelChoiceField):
    """People by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of the person."""
        return str(obj.user)


class ChildChangeForm(RefusableForm):
    """What childcare knows of a child."""

    error_texts: ClassVar[dict[str, Any]] = {
        "first_name": _("Vul de voornaam van het kind in."),
        "last_name": _("Vul de achternaam van het kind in."),
    }
    first_name = forms.CharField(
        label=_("Voornaam"), max_length=60, validators=[citizen_numbers.refuse]
    )
    last_name = forms.CharField(
        label=_("Achternaam"), max_length=80, validators=[citizen_numbers.refuse]
    )
    born_on = DutchDateField(label=_("Geboortedatum"))
    reason = forms.ChoiceField(
        label=_("Waarom verandert de geboortedatum?"),
        choices=[("", _("De datum blijft zo")), *BirthDateReason.choices],
        required=False,
    )
    school: Any = forms.ModelChoiceField(
        label=_("School volgens de ouders"),
        queryset=None,
        required=False,
        empty_label=_("Nog niet bekend"),
        help_text=_("Een andere school sluit wat over de vorige school is gevraagd."),
    )
    mentor: Any = MentorField(
        label=_("Mentor"), queryset=None, required=False, empty_label=_("Nog geen mentor")
    )
    days_per_week = forms.IntegerField(
        label=_("Dagen per week"), min_value=1, max_value=7, required=False
    )
    languages = forms.CharField(
        label=_("Talen thuis"),
        max_length=120,
        required=False,
        validators=[citizen_numbers.refuse],
        help_text=_("Met komma’s ertussen, bijvoorbeeld Turks, Nederlands"),
    )

    def __init__(self, *args: Any, actor: Actor, child: Child, **kwargs: Any) -> None:
        """Begin with what is known."""
        self.child = child
        names = ("first_name", "last_name", "born_on", "days_per_week")
        known = {name: getattr(child, name) for name in names}
        known |= {"mentor": child.mentor_id, "school": child.school_id}
        known["languages"] = ", ".join(child.languages)
        super().__init__(*args, **{**kwargs, "initial": known})
        fields: Any = self.fields
        fields["born_on"].initial = fields["born_on"].prepare_value(child.born_on)
        fields["school"].queryset = changes.possible_schools(child, actor.day)
        fields["mentor"].queryset = changes.possible_mentors(child, by=actor)

    def clean_languages(self) -> tuple[str, ...]:
        """Return the languages one by one."""
        found = tuple(filter(None, map(str.strip, self.cleaned_data["languages"].split(","))))
        if len(found) > MOST_LANGUAGES or any(len(one) > 40 for one in found):
            raise forms.ValidationError(_("Vul ten hoogste vier talen in, met komma’s ertussen."))
        return found

    def values(self) -> ChildValues:
        """Return the child as the domain takes it."""
        data = self.cleaned_data
        return ChildValues(
            first_name=data["first_name"],
            last_name=data["last_name"],
            born_on=data["born_on"],
            languages=data["languages"],
            days_per_week=data["days_per_week"],
            mentor_id=data["mentor"].pk if data["mentor"] else None,
            school_id=data["school"].pk if data["school"] else None,
            reason=BirthDateReason(data["reason"]) if data["reason"] else None,
        )

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        back = reverse("child", args=[self.child.key])
        return form_helper(self, submit=_("Wijzigingen bewaren"), cancel_url=back)


class PlaceForm(RefusableForm):
    """In which kleutergroep of the own school a child comes."""

    group: Any = forms.ModelChoiceField(
        label=_("Kleutergroep"), queryset=None, required=False, empty_label=_("Nog geen groep")
    )

    def __init__(self, *args: Any, actor: Actor, child: Child, **kwargs: Any) -> None:
        """Offer the groups of the own school."""
        self.child = child
        super().__init__(*args, **{**kwargs, "initial": {"group": child.school_group_id}})
        field: Any = self.fields["group"]
        field.queryset = placement.possible_groups(child, by=actor)

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        back = reverse("child", args=[self.child.key])
        return form_helper(self, submit=_("Groep bewaren"), cancel_url=back)
