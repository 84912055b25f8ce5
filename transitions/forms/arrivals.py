"""The small forms with which a school notes how it receives a child: one button each."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from config import citizen_numbers
from config.forms import DutchDateField, bare_helper
from dossier.forms.concern import FREE_TEXT
from partners.access import Actor
from transitions import arrivals
from transitions.arrival_page import Page
from transitions.arrivals import IntakeDays, WarmTalk
from transitions.models import Arrival
from transitions.states import PlacementReason

REASONS = [("", _("Maak een keuze")), *PlacementReason.choices]


def needed(field: forms.Field) -> forms.Field:
    """Do not call a field optional that the domain asks for, with a sentence of its own."""
    field.is_asked = True  # type: ignore[attr-defined]
    return field


def text_field(label: Any, hint: Any = "") -> forms.CharField:
    """Return a field for two sentences."""
    said = format_lazy("{} {}", hint, FREE_TEXT) if hint else FREE_TEXT
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=said, required=False, widget=area)


def short_field(label: Any, hint: Any = "") -> forms.CharField:
    """Return a field for a name or a role."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=arrivals.SHORT,
        required=False,
        validators=[citizen_numbers.refuse],
    )


class ArrivalForm(RefusableForm):
    """Base: one of the forms of the page; begins with what is known."""

    said: ClassVar[Any] = _("Bewaard.")
    initial_of: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        """Begin with what was noted."""
        self.page = page
        known = {name: getattr(page.arrival, name) for name in self.initial_of}
        super().__init__(*args, **{"initial": known, **kwargs})

    @property
    def helper(self) -> Any:
        """Let the page draw the form."""
        return bare_helper(*self.fields)

    def keep(self, key: UUID, *, by: Actor, at: datetime) -> Arrival:
        """Note it. Raises: RefusedError."""
        raise NotImplementedError


class LinkForm(ArrivalForm):
    """Which line of the own list is about this child."""

    said = _("De regel van de intakelijst is gekozen.")
    error_texts: ClassVar[dict[str, Any]] = {"line": _("Kies een regel uit de lijst.")}
    line = forms.UUIDField(required=False)

    def keep(self, key: UUID, *, by: Actor, at: datetime) -> Arrival:
        line = self.cleaned_data["line"]
        return arrivals.link(key=key, line_key=line, by=by, at=at)


class DaysForm(ArrivalForm):
    """The days of the intake, which stand on the line of the own list."""

    said = _("De dagen staan op de intakelijst.")
    initial_of = ("intake_on", "intake_held_on", "enrolled_on")
    intake_on = DutchDateField(label=_("Intake op"), required=False)
    intake_held_on = DutchDateField(label=_("Intake geweest op"), required=False)
    enrolled_on = DutchDateField(label=_("Ingeschreven op"), required=False)

    def keep(self, key: UUID, *, by: Actor, at: datetime) -> Arrival:
        days = IntakeDays(**self.cleaned_data)
        return arrivals.note_days(key=key, days=days, by=by, at=at)


class WarmForm(ArrivalForm):
    """The talk of the school and childcare."""

    said = _("Het warme gesprek is genoteerd.")
    initial_of = ("warm_on", "warm_with", "warm_held_on", "warm_agreed")
    warm_on = DutchDateField(label=_("Warm gesprek op"), required=False)
    warm_with = short_field(_("Met wie"), _("Bijvoorbeeld de mentor en de nieuwe leerkracht."))
    warm_held_on = DutchDateField(label=_("Geweest op"), required=False)
    warm_agreed = text_field(_("Wat is afgesproken"))

    def keep(self, key: UUID, *, by: Actor, at: datetime) -> Arrival:
        talk = WarmTalk(**self.cleaned_data)
        return arrivals.note_warm(key=key, talk=talk, by=by, at=at)


class GroupForm(ArrivalForm):
    """In which group a child comes and why."""

    said = _("De groep is bewaard.")
    initial_of = ("reason",)
    group: Any = needed(
        forms.ModelChoiceField(
            label=_("Kleutergroep"), queryset=None, required=False, empty_label=_("Nog geen groep")
        )
    )
    reason = needed(
        forms.ChoiceField(label=_("Waarom deze groep?"), choices=REASONS, required=False)
    )

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        """Offer the groups of the school."""
        super().__init__(*args, page=page, **kwargs)
        self.initial["group"] = page.child.school_group_id
        field: Any = self.fields["group"]
        field.queryset = page.rows_of_groups

    def keep(self, key: UUID, *, by: Actor, at: datetime) -> Arrival:
        group, reason = self.cleaned_data["group"], self.cleaned_data["reason"]
        chosen = group.pk if group else None
        return arrivals.place(key=key, group_id=chosen, reason=reason, by=by, at=at)


class PrepareForm(ArrivalForm):
    """What the school prepares, and who does that."""

    initial_of = ("prepares", "prepared_by")
    prepares = text_field(_("Wat de school voorbereidt"))
    prepared_by = short_field(_("Wie dat doet"), _("Een naam of een functie van jullie school."))

    def keep(self, key: UUID, *, by: Actor, at: datetime) -> Arrival:
        return arrivals.prepare(key=key, **self.cleaned_data, by=by, at=at)


class FeedbackForm(ArrivalForm):
    """What childcare may know of how it went."""

    said = _("De kinderopvang kan het nu lezen.")
    initial_of = ("feedback",)
    feedback = needed(
        text_field(
            _("Terugkoppeling aan de kinderopvang"),
            _("Hoe gaat het, en wat hielp? Eén zin is genoeg."),
        )
    )

    def keep(self, key: UUID, *, by: Actor, at: datetime) -> Arrival:
        text = self.cleaned_data["feedback"]
        return arrivals.give_feedback(key=key, text=text, by=by, at=at)


# What the page calls each, and so its button.
FORMS: dict[str, type[ArrivalForm]] = {
    "link": LinkForm,
    "days": DaysForm,
    "warm": WarmForm,
    "place": GroupForm,
    "prepare": PrepareForm,
    "feedback": FeedbackForm,
}
