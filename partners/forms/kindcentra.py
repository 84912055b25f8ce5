"""Form of a kindcentrum."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.forms import Form, form_helper
from partners.access import Actor
from partners.kindcentra import Composition, KindcentrumError, locations_for, schools_for
from partners.models import ChildcareLocation, Kindcentrum, Municipality, School


class PlaceField(forms.ModelMultipleChoiceField):
    """Tick boxes of schools or locations, each with its street, which tells namesakes apart."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return the name and, where known, the street."""
        return f"{obj.name}, {obj.street}" if obj.street else str(obj.name)


class KindcentrumForm(Form):
    """Name, neighbourhood, and which schools and locations belong to it."""

    error_texts: ClassVar[dict[str, Any]] = {"name": _("Vul de naam van het kindcentrum in.")}
    name = forms.CharField(label=_("Naam"), max_length=200)
    neighbourhood = forms.CharField(label=_("Wijk"), max_length=100, required=False)
    schools = PlaceField(
        label=_("Scholen"),
        queryset=None,
        required=False,
        help_text=_("Een school die al bij een ander kindcentrum hoort, staat hier niet."),
    )
    locations = PlaceField(
        label=_("Opvanglocaties"),
        queryset=None,
        required=False,
        help_text=_("Een locatie die al bij een ander kindcentrum hoort, staat hier niet."),
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        municipality: Municipality,
        kindcentrum: Kindcentrum | None,
        **kwargs: Any,
    ) -> None:
        """Offer the schools and locations of the municipality that are free, and its own."""
        self.kindcentrum = kindcentrum
        if kindcentrum is not None:
            kwargs["initial"] = {
                "name": kindcentrum.name,
                "neighbourhood": kindcentrum.neighbourhood,
                "schools": kindcentrum.schools.all(),
                "locations": kindcentrum.childcare_locations.all(),
            }
        super().__init__(*args, **kwargs)
        schools = School.objects.visible_to(actor).filter(municipality=municipality)
        locations = ChildcareLocation.objects.visible_to(actor).filter(municipality=municipality)
        fields: Any = self.fields
        fields["schools"].queryset = schools_for(kindcentrum, schools)
        fields["locations"].queryset = locations_for(kindcentrum, locations)

    def composition(self) -> Composition:
        """Return what the kindcentrum should become."""
        data = self.cleaned_data
        return Composition(
            name=data["name"],
            neighbourhood=data["neighbourhood"],
            schools=[school.pk for school in data["schools"]],
            locations=[location.pk for location in data["locations"]],
        )

    def refuse(self, error: KindcentrumError) -> None:
        """Show a refusal at the field it is about."""
        self.add_error(error.field, error.message)

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        submit = _("Wijzigingen bewaren") if self.kindcentrum else _("Kindcentrum maken")
        return form_helper(self, submit=submit, cancel_url=reverse("kindcentra"))
