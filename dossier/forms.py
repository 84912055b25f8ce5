"""Forms of look questions: three fields to ask, one to answer."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from children import reading
from children.forms.enrolment import RefusableForm
from children.models import Child, Group
from children.reach import Thing
from config import citizen_numbers
from config.forms import form_helper
from dossier.looks import NewLook, schools_to_ask
from dossier.states import Asked
from partners.access import Actor
from partners.models import ChildcareLocation

CONCERN = _("Zorgen over veiligheid? Volg de meldcode. Schrijf dat niet hier.")
CHILD, GROUP, NOBODY = "kind", "groep", "zonder"
Choice = tuple[str, Any]


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
        help_text=CONCERN,
    )
    parents_know = forms.BooleanField(label=_("Ouders weten het"), required=False)
    asked = forms.ChoiceField(label=_("Aan wie vraag je het?"))

    def __init__(self, *args: Any, actor: Actor, child_key: UUID | None, **kwargs: Any) -> None:
        """Offer the children and groups of the actor, and who can be asked there."""
        super().__init__(*args, **kwargs)
        self.actor = actor
        rows = ChildcareLocation.objects.visible_to(actor).filter(closed_on=None)
        self.locations = list(rows.select_related("organisation"))
        fields: dict[str, Any] = self.fields
        fields["about"].choices = [("", _("Maak een keuze")), *self._about()]
        fields["asked"].choices = self._asked()
        if child_key is not None:
            fields["about"].initial = f"{CHILD}:{child_key}"
        self.helper = form_helper(self, submit=_("Vraag stellen"), cancel_url=reverse("looks"))

    def _about(self) -> list[Choice]:
        """Return the choices: children by name (a read of each), groups, and nobody by name."""
        rows = Child.objects.visible_to(self.actor, Thing.LOOK).present()
        children = list(rows.filter(location__in=self.locations))
        reading.note(self.actor, children, thing=Thing.LOOK, at=timezone.now())
        groups = Group.objects.visible_to(self.actor).filter(
            closed_on=None, location__in=self.locations
        )
        return [
            (_("Een kind"), [(f"{CHILD}:{child.key}", child.name) for child in children]),
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
        schools = {
            school.pk: school
            for one in self.locations
            for school in schools_to_ask(one.pk, by=self.actor)
        }
        own = (Asked.OWN_COORDINATOR.value, _("Onze eigen zorgcoördinator"))
        asked = Asked.SCHOOL_COORDINATOR.value
        return [
            own,
            *(
                (f"{asked}:{pk}", _("De kwaliteitscoördinator van %s") % school.name)
                for pk, school in schools.items()
            ),
        ]

    def new_look(self) -> NewLook:
        """Return what is asked, as `looks.ask` takes it. Raises: DoesNotExist: not one's own."""
        data = self.cleaned_data
        kind, _colon, key = data["about"].partition(":")
        asked, _colon, school = data["asked"].partition(":")
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
            school_id=int(school) if school else None,
        )


class AnswerForm(RefusableForm):
    """An answer to a look question."""

    error_texts: ClassVar[dict[str, Any]] = {"answer": _("Schrijf je antwoord.")}
    answer = forms.CharField(
        label=_("Jouw antwoord"),
        widget=forms.Textarea(attrs={"rows": 6}),
        validators=[citizen_numbers.refuse],
        help_text=CONCERN,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give it its button."""
        super().__init__(*args, **kwargs)
        self.helper = form_helper(self, submit=_("Antwoord bewaren"))
