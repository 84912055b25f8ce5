"""Forms with which childcare adds a child, moves it to another group and notes that it left."""

from collections.abc import Sequence
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from children import groups
from children.enrolment import NewChild, NewGuardian
from children.models import Child
from children.states import LeaveReason
from config import citizen_numbers
from config.forms import DutchDateField, Form, form_helper
from partners.access import Actor
from partners.models import ChildcareLocation
from partners.refusals import RefusedError
from partners.states import Role

OVER = _("Toch in deze groep")
QUESTIONS = ("is_another", "is_over")
LEAVING = [(reason.value, reason.label) for reason in LeaveReason if reason != LeaveReason.MISTAKE]


def place_choices(actor: Actor) -> list[tuple[str, Any]]:
    """Return where an actor may place a child: the groups under the name of their location.

    A worker has own groups only; to a contact no group yet is a choice too.
    """
    rows = ChildcareLocation.objects.visible_to(actor).filter(closed_on=None)
    choices: list[tuple[str, Any]] = []
    for location in rows.select_related("organisation"):
        own = groups.open_at(location.pk, by=actor)
        places: list[tuple[str, Any]] = [(f"{location.pk}-{row.pk}", row.name) for row in own]
        if actor.role != Role.KOW:
            places.append((f"{location.pk}-", _("Nog geen groep")))
        choices.append((location.name, places))
    return choices


def chosen_place(value: str) -> tuple[int, int | None]:
    """Return the location and the group of a choice of `place_choices`."""
    location, _dash, group = value.partition("-")
    return int(location), int(group) if group else None


def asked_of(form: forms.Form) -> list[str]:
    """Return the questions that a form asks only when there is something to ask."""
    return [name for name in QUESTIONS if name in form.errors or form.data.get(name)]


class RefusableForm(Form):
    """A form that shows a refusal of the domain at the field it is about."""

    def refuse(self, error: RefusedError) -> None:
        """Show a refusal at its field, or above the form."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class ChildForm(RefusableForm):
    """A new child: four fields, and if wanted the first guardian."""

    error_texts: ClassVar[dict[str, Any]] = {
        "first_name": _("Vul de voornaam van het kind in."),
        "last_name": _("Vul de achternaam van het kind in."),
        "place": _("Kies waar het kind zit."),
    }
    first_name = forms.CharField(
        label=_("Voornaam"), max_length=60, validators=[citizen_numbers.refuse]
    )
    last_name = forms.CharField(
        label=_("Achternaam"), max_length=80, validators=[citizen_numbers.refuse]
    )
    born_on = DutchDateField(label=_("Geboortedatum"))
    place = forms.ChoiceField(label=_("Groep"))
    entered_on = DutchDateField(
        label=_("Op de opvang sinds"),
        required=False,
        help_text=_("Leeg is vandaag. Bijvoorbeeld 10-3-2026"),
    )
    guardian_name = forms.CharField(
        label=_("Naam van een ouder"),
        max_length=120,
        required=False,
        validators=[citizen_numbers.refuse],
        help_text=_("Andere ouders voeg je later toe."),
    )
    guardian_email = forms.EmailField(label=_("E-mailadres van deze ouder"), required=False)
    is_another = forms.BooleanField(label=_("Dit is een ander kind"), required=False)
    is_over = forms.BooleanField(label=OVER, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer the groups of the actor's locations, and to a contact no group yet."""
        super().__init__(*args, **kwargs)
        self.actor, self.found = actor, list[Child]()
        field: Any = self.fields["place"]
        field.choices = [("", _("Maak een keuze")), *place_choices(actor)]

    def clean(self) -> dict[str, Any]:
        """Ask for the name that goes with an address."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("guardian_email") and not data.get("guardian_name"):
            self.add_error("guardian_name", _("Vul de naam in van de ouder met dit e-mailadres."))
        return data

    def new_child(self) -> NewChild:
        """Return the child as the domain takes one."""
        data = self.cleaned_data
        location_id, group_id = chosen_place(data["place"])
        name, email = data["guardian_name"], data["guardian_email"]
        return NewChild(
            first_name=data["first_name"],
            last_name=data["last_name"],
            born_on=data["born_on"],
            entered_on=data["entered_on"] or self.actor.day,
            location_id=location_id,
            group_id=group_id,
            guardians=(NewGuardian(name, email),) if name else (),
        )

    def said(self) -> dict[str, bool]:
        """Return what somebody said when asked."""
        return {name: self.cleaned_data[name] for name in QUESTIONS}

    def ask_about(self, found: Sequence[Child]) -> None:
        """Show the question whether it is one of the children who look like it."""
        self.found = list(found)
        self.add_error("is_another", _("Kijk eerst of het een van deze kinderen is."))

    @property
    def helper(self) -> FormHelper:
        """Return the layout; the question only when there is something to ask."""
        asked = asked_of(self)
        names = [name for name in self.fields if name not in QUESTIONS]
        return form_helper(
            self, *asked, *names, submit=_("Kind toevoegen"), cancel_url=reverse("children")
        )


class MoveForm(RefusableForm):
    """Another group, and from which day on."""

    group: Any = forms.ModelChoiceField(label=_("Nieuwe groep"), queryset=None)
    from_day = DutchDateField(label=_("Vanaf"))
    is_over = forms.BooleanField(label=OVER, required=False)

    def __init__(self, *args: Any, actor: Actor, child: Child, **kwargs: Any) -> None:
        """Offer the other groups of the child's location, from today on."""
        kwargs["initial"] = {"from_day": actor.day}
        super().__init__(*args, **kwargs)
        self.child = child
        field: Any = self.fields["group"]
        rows = groups.open_at(child.location_id, by=actor)
        field.queryset = rows.exclude(pk=child.group_id) if child.group_id else rows

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        back = reverse("child", args=[self.child.key])
        names = (*asked_of(self), "group", "from_day")
        return form_helper(self, *names, submit=_("Verplaatsen"), cancel_url=back)


class LeaveForm(RefusableForm):
    """When a child left, and why."""

    left_on = DutchDateField(label=_("Laatste dag"))
    because = forms.ChoiceField(label=_("Waarom"), choices=[("", _("Maak een keuze")), *LEAVING])

    def __init__(self, *args: Any, actor: Actor, child: Child, **kwargs: Any) -> None:
        """Begin with today."""
        kwargs["initial"] = {"left_on": actor.day}
        super().__init__(*args, **kwargs)
        self.child = child

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        back = reverse("child", args=[self.child.key])
        return form_helper(self, submit=_("Vertrek noteren"), cancel_url=back)
