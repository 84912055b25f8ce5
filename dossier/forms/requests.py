"""Forms of requests: one small form for each step, all on one page."""

from collections.abc import Collection
from typing import Any, ClassVar

from crispy_forms.bootstrap import Accordion, AccordionGroup
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.urls import reverse
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from children import consents
from children.forms.enrolment import RefusableForm
from children.models import Child
from children.models.attachments import MAX_BYTES
from children.states import ConsentScope
from config import citizen_numbers
from config.forms import DutchDateField, form_helper
from dossier import looks, new_requests, parents_talks, signatures
from dossier.child_signals import NewSignal, NewTalk
from dossier.forms.concern import FACTS, FREE_TEXT
from dossier.new_requests import NewRequest
from dossier.request_states import (
    RequestedOf,
    RequestEnd,
    RequestOutcome,
    SignalKind,
    SignalPick,
    StepOwner,
)
from dossier.requests import Plan
from partners.access import Actor

OF_TEAM = RequestedOf.TEAM.value
TOGETHER = "samen"  # where it is asked who was there


def long_text(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    """Return a field for a text about a child: it takes no BSN and shows where concerns go."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[citizen_numbers.refuse],
        help_text=options.pop("help_text", FREE_TEXT),
        **options,
    )


def choices_of(words: Any) -> list[tuple[str, Any]]:
    """Return the choices of fixed words, with a capital."""
    return [(word.value, capfirst(word.label)) for word in words]


def at_once(signed: Collection[ConsentScope], scope: ConsentScope) -> str:
    """Return what to mind about a choice for which parents signed: it goes without a next step."""
    return str(_(" (ouders tekenden al: gaat meteen weg)")) if scope in signed else ""


class StepForm(RefusableForm):
    """A form of one step: the page draws the form element and the button."""

    step, slug = "", ""

    @property
    def helper(self) -> FormHelper:
        """Return the fields below each other, with their own summary of what is wrong."""
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf = False, True
        helper.layout = Layout(*self.fields)
        return helper


class RequestForm(RefusableForm):
    """The question and who is asked; folded: the screening form, and who weighs."""

    error_texts: ClassVar[dict[str, Any]] = {
        "question": _("Schrijf waar jullie hulp bij vragen."),
        "asked": _("Kies aan wie je het vraagt."),
    }
    question = long_text(_("Waar vragen jullie hulp bij?"), rows=4)
    asked = forms.ChoiceField(label=_("Wie kijkt mee?"))
    screening = forms.FileField(
        label=_("Screeningsformulier"),
        required=False,
        max_length=200,
        help_text=_("Pdf, jpg of png, ten hoogste 10 MB. Gaat mee met het verzoek."),
    )
    is_health = forms.BooleanField(
        label=_("In het formulier staat iets over gezondheid"),
        required=False,
        help_text=_("Een school ziet het dan alleen na een apart ja van de ouders."),
    )
    owner = forms.ChoiceField(
        label=_("Wie weegt daarna af en sluit af?"),
        choices=choices_of(StepOwner),
        initial=StepOwner.CARE_COORDINATOR.value,
        required=False,
    )

    def __init__(self, *args: Any, child: Child, actor: Actor, **kwargs: Any) -> None:
        """Offer who can be asked about this child."""
        self.child = child
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["asked"].choices = self._asked(actor)

    def _asked(self, actor: Actor) -> list[tuple[str, Any]]:
        """Return who can be asked: the school of the parents, the own coordinator, teams."""
        found: list[tuple[str, Any]] = []
        signed = signatures.scopes_signed(self.child, actor.day)
        if school := new_requests.school_to_ask(self.child, actor):
            label = _("De kwaliteitscoördinator van %s") % school.name
            label += at_once(signed, ConsentScope.OBSERVE)
            found.append((RequestedOf.SCHOOL_COORDINATOR.value, label))
        if looks.has_carer([self.child.location], day=actor.day):
            soon = at_once(signed, ConsentScope.OBSERVE_OWN)
            own = _("Onze eigen zorgcoördinator") + soon
            found.append((RequestedOf.OWN_COORDINATOR.value, own))
            teams = new_requests.teams_to_ask(self.child, actor)
            found += [(f"{OF_TEAM}:{team.pk}", team.name + soon) for team in teams]
        return found

    def clean_screening(self) -> Any:
        """Refuse a file that is too big before it is read."""
        file = self.cleaned_data["screening"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(_("Dit bestand is groter dan 10 MB: kies een kleiner."))
        return file

    def new_request(self, look_key: Any, again_key: Any) -> NewRequest:
        """Return what is asked, as the domain takes it."""
        data = self.cleaned_data
        asked, _colon, team = data["asked"].partition(":")
        return NewRequest(
            child_key=self.child.key,
            question=data["question"],
            asked=RequestedOf(asked),
            team_id=int(team) if team else None,
            owner=StepOwner(data["owner"] or StepOwner.CARE_COORDINATOR),
            look_key=look_key,
            again_key=again_key,
            screening=data["screening"].read() if data["screening"] else b"",
            is_health=data["is_health"],
        )

    @property
    def helper(self) -> FormHelper:
        """Return the layout: two fields, and the rest folded."""
        more = AccordionGroup(
            _("Meer: screeningsformulier en wie afweegt"),
            "screening",
            "is_health",
            "owner",
            active=False,
        )
        back = reverse("child_requests", args=[self.child.key])
        layout = ("question", "asked", Accordion(more))
        return form_helper(self, *layout, submit=_("Verzoek bewaren"), cancel_url=back)


class SignalForm(StepForm):
    """What somebody saw: one box is enough."""

    picks = forms.MultipleChoiceField(
        label=_("Wat zie je?"),
        choices=choices_of(SignalPick),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Waar gaat het over?"),
        choices=choices_of(SignalKind),
        initial=SignalKind.BEHAVIOUR.value,
    )
    text = long_text(_("In een zin"), required=False)

    def new_signal(self) -> NewSignal:
        """Return what was seen, as the domain takes it."""
        data = self.cleaned_data
        picks = tuple(SignalPick(pick) for pick in data["picks"])
        return NewSignal(SignalKind(data["kind"]), picks, data["text"])


class TalkForm(StepForm):
    """A talk with parents in one line."""

    error_texts: ClassVar[dict[str, Any]] = {
        "agreed": _("Schrijf wat jullie afspraken."),
        "guardian": _("Kies wie erbij was: alleen die ouder leest het gesprek."),
    }
    talked_on = DutchDateField(label=_("Wanneer sprak je de ouders?"))
    guardian = forms.ChoiceField(
        label=_("Met wie?"),
        required=False,
        help_text=_("Ouders lezen dit gesprek. Was er één ouder, dan leest alleen die het."),
    )
    agreed = forms.CharField(
        label=_("Wat spraken jullie af?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[citizen_numbers.refuse],
        help_text=FREE_TEXT,
    )

    def __init__(self, *args: Any, child: Child, **kwargs: Any) -> None:
        """Offer the guardians of the child, and the parents together.

        With one guardian it was with that one: who comes later was not there. Where parents live
        apart somebody chooses.
        """
        super().__init__(*args, **kwargs)
        rows = [one for one in child.guardians.all() if one.ended_on is None]
        fields: Any = self.fields
        single = [(str(row.pk), _("Alleen %s") % row.name) for row in rows]
        is_apart = parents_talks.is_in_doubt(child)
        together = [("", _("Kies wie erbij was")), (TOGETHER, _("Ouders samen"))]
        fields["guardian"].choices = [
            *(together if is_apart else [("", _("Ouders samen"))]),
            *single,
        ]
        fields["guardian"].required = is_apart
        if len(rows) == 1:
            fields["guardian"].initial = single[0][0]
        if not consents.deciding(child) and not rows:
            del fields["guardian"]

    def new_talk(self) -> NewTalk:
        """Return the talk, as the domain takes it."""
        data = self.cleaned_data
        who, is_together = data.get("guardian"), data.get("guardian") == TOGETHER
        guardian = int(who) if who and not is_together else None
        return NewTalk(data["talked_on"], data["agreed"], guardian, is_together)


class ThinkForm(StepForm):
    """Until when parents think about it."""

    until = DutchDateField(
        label=_("Wanneer kom je erop terug?"),
        help_text=_("Bijvoorbeeld 10-3-2026. Tot die dag herinneren we niemand."),
    )


class PlanForm(StepForm):
    """A day and what to look at; the hour is optional."""

    error_texts: ClassVar[dict[str, Any]] = {"goal": _("Schrijf in een zin waar je naar kijkt.")}
    planned_on = DutchDateField(
        label=_("Op welke dag kom je kijken?"),
        help_text=_("Bijvoorbeeld 10-3-2026. Spreek de dag af met de groep."),
    )
    goal = forms.CharField(
        label=_("Waar kijk je naar?"), validators=[citizen_numbers.refuse], help_text=FACTS
    )
    planned_time = forms.TimeField(
        label=_("Hoe laat?"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def plan(self) -> Plan:
        """Return the plan, as the domain takes it."""
        data = self.cleaned_data
        return Plan(data["planned_on"], data["goal"], data["planned_time"])

    @property
    def helper(self) -> FormHelper:
        """Return two fields, and the hour folded."""
        helper = super().helper
        hour = AccordionGroup(_("Ook een tijd afspreken"), "planned_time", active=False)
        helper.layout = Layout("planned_on", "goal", Accordion(hour))
        return helper


class BackForm(StepForm):
    """What is missing in a request."""

    error_texts: ClassVar[dict[str, Any]] = {"missing": _("Schrijf wat er mist.")}
    missing = long_text(_("Wat mist er nog?"))


class WeighForm(StepForm):
    """What comes of it, in a sentence."""

    error_texts: ClassVar[dict[str, Any]] = {
        "outcome": _("Kies wat eruit komt."),
        "reason": _("Schrijf in een zin wat jullie besloten."),
    }
    outcome = forms.ChoiceField(
        label=_("Wat komt eruit, samen met ouders en de groep?"),
        choices=choices_of(RequestOutcome),
        widget=forms.RadioSelect,
    )
    reason = long_text(
        _("In een paar zinnen"),
        help_text=format_lazy("{} {}", _("Tel de leeftijd mee: wat kan nog groeien?"), FREE_TEXT),
    )


class StopForm(StepForm):
    """How a request ends before it is weighed."""

    end = forms.ChoiceField(
        choices=[
            (RequestEnd.WITHDRAWN.value, _("Verzoek intrekken")),
            (RequestEnd.DECLINED_BY_PARENTS.value, _("Ouders willen dit niet")),
        ]
    )


class NoForm(StepForm):
    """A step that asks nothing: a button."""
