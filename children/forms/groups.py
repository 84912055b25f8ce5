"""Form of a group."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from children.groups import GroupError, GroupValues, possible_workers
from children.models import Group
from children.states import GroupKind
from config import citizen_numbers
from config.forms import Form, form_helper
from partners.access import Actor
from partners.models import ChildcareLocation, School
from partners.states import SCHOOL_ROLES

MOST_PLACES = 60


class WorkersField(forms.ModelMultipleChoiceField):
    """Tick boxes of people, by name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of the person."""
        return str(obj.user)


class GroupForm(Form):
    """Name, kind and places; and where it is, when that is not clear."""

    error_texts: ClassVar[dict[str, Any]] = {
        "name": _("Vul de naam van de groep in."),
        "places": _("Vul in hoeveel kinderen er tegelijk in de groep kunnen."),
    }
    place: Any = forms.ModelChoiceField(label=_("Waar"), queryset=None)
    name = forms.CharField(label=_("Naam"), max_length=60, validators=[citizen_numbers.refuse])
    kind = forms.ChoiceField(label=_("Soort"))
    places = forms.IntegerField(label=_("Plaatsen"), min_value=1, max_value=MOST_PLACES)

    workers = WorkersField(
        label=_("Wie werken in deze groep"),
        queryset=None,
        required=False,
        help_text=_("Zij zien de kinderen van deze groep."),
    )

    def __init__(self, *args: Any, actor: Actor, group: Group | None, **kwargs: Any) -> None:
        """Offer the actor's own places, and the kinds of group that such a place has."""
        self.group = group
        if group is not None:
            own = {"name": group.name, "kind": group.kind, "places": group.places}
            people = list(group.workers.values_list("membership", flat=True))
            kwargs["initial"] = {**own, "workers": people}
        super().__init__(*args, **kwargs)
        is_school = actor.role in SCHOOL_ROLES
        seen: Any = (
            School.objects.visible_to(actor)
            if is_school
            else ChildcareLocation.objects.visible_to(actor)
        )
        fields: Any = self.fields
        fields["kind"].choices = [
            (kind.value, kind.label)
            for kind in GroupKind
            if (kind == GroupKind.KLEUTER) == is_school
        ]
        self.offer_people(actor)
        places = seen.filter(closed_on=None).select_related("organisation")
        fields["place"].queryset = places
        first = list(places[:2])
        if group is not None:
            del fields["place"]
        elif len(first) == 1:
            fields["place"].initial = first[0].pk

    def offer_people(self, actor: Actor) -> None:
        """Offer who can work in a group that is there; else ask nothing."""
        fields: Any = self.fields
        people = possible_workers(self.group, by=actor) if self.group else None
        if people is not None and people.exists():
            fields["workers"].queryset = people
        else:
            del fields["workers"]

    def values(self) -> GroupValues:
        """Return what the group should become."""
        data = self.cleaned_data
        people = [member.pk for member in data["workers"]] if "workers" in data else None
        return GroupValues(data["name"], GroupKind(data["kind"]), data["places"], people)

    def refuse(self, error: GroupError) -> None:
        """Show a refusal at the field it is about."""
        self.add_error(error.field, error.message)

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        submit = _("Wijzigingen bewaren") if self.group else _("Groep toevoegen")
        return form_helper(self, submit=submit, cancel_url=reverse("groups"))
