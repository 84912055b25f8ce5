"""Forms with which childcare ends support of a child, or notes what was decided with parents."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from config.formats import date_words
from dossier import doubts
from dossier.forms.support import CHOOSE, FactForm, day_field, line_field, text_field, words
from dossier.support_plans import AT_FIRST, Discussed
from dossier.support_states import (
    Destination,
    IndicationOutcome,
    MomentDecision,
    Outflow,
    PlanEnd,
    WaitingEnd,
)

YES, NO = "ja", "nee"


class EndForm(FactForm):
    """The last day of something: of a need, or of who kept the overview."""

    submit: ClassVar[Any] = _("Afsluiten")
    today = ("until",)
    until = day_field(_("Tot en met"))


class PlanEndForm(FactForm):
    """The end of a plan outside a moment."""

    submit: ClassVar[Any] = _("Plan afsluiten")
    first = ("because", "ended_on")
    today = ("ended_on",)
    because = forms.ChoiceField(
        label=_("Waarom?"),
        choices=words((end.value, end.label) for end in (PlanEnd.REACHED, PlanEnd.NOT_NEEDED)),
        widget=forms.RadioSelect,
    )
    ended_on = day_field(_("Op"))


class DecisionForm(FactForm):
    """What was decided about an indication."""

    first = ("outcome", "decided_by", "decided_on")
    today = ("decided_on",)
    outcome = forms.ChoiceField(
        label=_("Wat is besloten?"),
        choices=words(IndicationOutcome.choices),
        widget=forms.RadioSelect,
    )
    decided_by = line_field(
        _("Wie besloot dit?"), required=False, help_text=_("Bijvoorbeeld de gemeente of de JGZ")
    )
    decided_on = day_field(_("Op"))


class WaitingEndForm(FactForm):
    """Why a child waits no longer."""

    first = ("because", "until")
    today = ("until",)
    because = forms.ChoiceField(
        label=_("Hoe liep het af?"), choices=words(WaitingEnd.choices), widget=forms.RadioSelect
    )
    until = day_field(_("Tot en met"))


class DoubtEndForm(FactForm):
    """Where a child goes."""

    first = ("destination", "stays_until", "closed_on")
    today = ("closed_on",)
    destination = forms.ChoiceField(
        label=_("Waar gaat het kind heen?"), choices=[CHOOSE, *words(Destination.choices)]
    )
    stays_until = day_field(_("Blijft het op de opvang: tot en met"), required=False)
    closed_on = day_field(_("Besloten op"))

    def begin(self) -> None:
        """Say until when a child can stay."""
        last = date_words(doubts.last_day(self.child))
        fields: Any = self.fields
        fields["stays_until"].help_text = _("Ten laatste tot %s.") % last


class PlaceEndForm(FactForm):
    """Where a child went from an arrangement."""

    first = ("outflow", "until_day")
    today = ("until_day",)
    outflow = forms.ChoiceField(
        label=_("Waar gaat het kind heen?"), choices=[CHOOSE, *words(Outflow.choices)]
    )
    until_day = day_field(_("Tot en met"))


class MomentForm(FactForm):
    """When parents and childcare look at a plan."""

    planned_on = day_field(_("Wanneer kijken jullie met de ouders?"))

    def begin(self) -> None:
        """Begin with the day that is planned, else with the last of the plan."""
        waits = self.row.moments.filter(held_on=None).first()
        self.start_with(planned_on=waits.planned_on if waits else self.row.until_day)


class DiscussForm(FactForm):
    """What was decided with parents; what comes next where the plan goes on."""

    submit: ClassVar[Any] = _("Gesprek bewaren")
    first = ("decision", "parents_there", "note", "next_on")
    later = ("goal", "until_day", "held_on")
    long = ("note", "goal")
    today = ("held_on",)
    error_texts: ClassVar[dict[str, Any]] = {
        "decision": _("Kies wat jullie besloten."),
        "parents_there": _("Kies of de ouders erbij waren."),
    }
    decision = forms.ChoiceField(
        label=_("Wat besloten jullie?"),
        choices=words(MomentDecision.choices),
        widget=forms.RadioSelect,
    )
    parents_there = forms.ChoiceField(
        label=_("Waren de ouders erbij?"),
        choices=[(YES, _("Ja")), (NO, _("Nee"))],
        widget=forms.RadioSelect,
    )
    note = text_field(_("Wat is afgesproken?"))
    next_on = day_field(
        _("Wanneer kijken jullie weer?"),
        required=False,
        help_text=_("Bij doorgaan of bijstellen. Bijvoorbeeld 10-3-2026"),
    )
    goal = text_field(_("Het nieuwe doel, bij bijstellen"))
    until_day = day_field(_("Het plan loopt tot en met"))
    held_on = day_field(_("Gesprek op"))

    def begin(self) -> None:
        """Propose to look again at the end of the plan, or in three months where that is over."""
        day = self.actor.day
        last = self.row.until_day if self.row.until_day > day else day + AT_FIRST
        self.start_with(goal=self.row.goal, until_day=last, next_on=last)

    def said(self) -> Discussed:
        """Return what was said, as the domain takes it."""
        data = dict(self.cleaned_data)
        data["decision"] = MomentDecision(data["decision"])
        return Discussed(**{**data, "parents_there": data["parents_there"] == YES})
