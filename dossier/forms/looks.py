"""Forms of look questions: three fields to ask, one to answer."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from children.models import Child, Group
from children.reach import Thing
from config import citizen_numbers
from config.forms import bare_helper, form_helper
from dossier import looks
from dossier.forms.concern import FREE_TEXT
from dossier.looks import NewLook
from dossier.states import Asked
from partners.access import Actor
from partners.models import ChildcareLocation

CHILD, GROUP, NOBODY = "kind", "groep", "zonder"
Choice = tuple[Any, Any]


class LookForm(RefusableForm):
    """What is asked, about whom, and whether parents know; of whom is filled in beforehand."""

    error_texts: ClassVar[dict[str, Any]] = {
        "about": _("Kies over wie je vraag gaat; zonder naam mag ook."),
        "question": _("Schrijf wat je wilt vragen."),
        "asked": _("Kies aan wie je het vraagt."),
    }
    about = forms.ChoiceField(label=_("Over wie gaat het?"))
    question = forms.CharField(
        label=_("Wat wil je vragen?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[citizen_numbers.refuse],
        help_text=format_lazy(
            "{} {}",
            _("Zonder naam, of over een groep? Schrijf dan ook hier geen naam van een kind."),
            FREE_TEXT,
        ),
    )
    parents_know = forms.BooleanField(label=_("Ouders weten het"), required=False)
    asked = forms.ChoiceField(label=_("Aan wie vraag je het?"))

    def __init__(self, *args: Any, actor: Actor, child_key: UUID | None, **kwargs: Any) -> None:
        """Offer the children and groups of the actor, and who can be asked there."""
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.locations = list(looks.locations_to_ask(actor))
        self.children = self._children()
        fields: dict[str, Any] = self.fields
        fields["about"].choices = [("", _("Maak een keuze")), *self._about()]
        fields["asked"].choices = self._asked()
        if child_key is not None:
            fields["about"].initial = f"{CHILD}:{child_key}"
        self.helper = form_helper(self, submit=_("Vraag stellen"), cancel_url=reverse("looks"))

    def _children(self) -> list[Child]:
        """Return the children whose names the form shows: whoever shows it notes the read."""
        rows = Child.objects.visible_to(self.actor, Thing.LOOK).present()
        return list(rows.filter(location__in=self.locations))

    def _about(self) -> list[Choice]:
        """Return the choices: children by name, groups, and nobody by name."""
        groups = Group.objects.visible_to(self.actor).filter(
            closed_on=None, location__in=self.locations
        )
        return [
            (_("Een kind"), [(f"{CHILD}:{child.key}", child.name) for child in self.children]),
            (_("Een groep"), [(f"{GROUP}:{group.pk}", group.name) for group in groups]),
            (
                _("Zonder naam"),
                [(f"{NOBODY}:{one.pk}", self._nobody(one)) for one in self.locations],
            ),
        ]

    def _nobody(self, location: ChildcareLocation) -> str:
        if len(self.locations) == 1:
            return str(_("Een kind, zonder naam"))
        return _("Een kind van %s, zonder naam") % location.name

    def _asked(self) -> list[Choice]:
        """Return who can be asked; empty where there is nobody yet."""
        own = [(Asked.OWN_COORDINATOR.value, _("Onze eigen zorgcoördinator"))]
        there = looks.has_carer(self.locations, day=self.actor.day)
        schools = looks.schools_to_ask([one.pk for one in self.locations], by=self.actor)
        teams = looks.teams_to_ask(self.locations, by=self.actor) if there else []
        return [
            *(own if there else []),
            *((f"{Asked.TEAM.value}:{team.pk}", team.name) for team in teams),
            *(
                (
                    f"{Asked.SCHOOL_COORDINATOR.value}:{school.pk}",
                    _("De kwaliteitscoördinator van %s") % school.name,
                )
                for school in schools
            ),
        ]

    def new_look(self) -> NewLook:
        """Return what is asked, as `looks.ask` takes it. Raises: DoesNotExist: not one's own."""
        data = self.cleaned_data
        kind, _colon, key = data["about"].partition(":")
        asked, _colon, number = data["asked"].partition(":")
        found: dict[str, Any] = {"location_id": int(key)} if kind == NOBODY else {}
        if kind == CHILD:
            child = Child.objects.visible_to(self.actor, Thing.LOOK).get(key=key)
            found = {"location_id": child.location_id, "child_key": child.key}
        if kind == GROUP:
            group = Group.objects.visible_to(self.actor).get(pk=key)
            found = {"location_id": group.location_id, "group_id": group.pk}
        return NewLook(
            **found,
            question=data["question"],
            parents_know=data["parents_know"],
            asked=Asked(asked),
            school_id=int(number) if number and asked != Asked.TEAM else None,
            team_id=int(number) if number and asked == Asked.TEAM else None,
        )


class AnswerForm(RefusableForm):
    """An answer to a look question."""

    error_texts: ClassVar[dict[str, Any]] = {"answer": _("Schrijf je antwoord.")}
    answer = forms.CharField(
        label=_("Jouw antwoord"),
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[citizen_numbers.refuse],
        help_text=FREE_TEXT,
    )

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the page draw the form: it says how many answers stand there now."""
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("answer")
