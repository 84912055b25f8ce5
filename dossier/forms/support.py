"""Forms with which childcare notes support of a child: few fields first, the rest folded away."""

from typing import Any, ClassVar

from crispy_forms.bootstrap import Accordion, AccordionGroup
from crispy_forms.layout import Hidden
from django import forms
from django.urls import reverse
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from children.models import Child
from config import citizen_numbers
from config.forms import DutchDateField, form_helper
from dossier import arrangement_places, support, support_leads, support_plans
from dossier.forms.concern import CONCERN, FREE_TEXT
from dossier.models import SupportNeed
from dossier.support_needs import NeedValues
from dossier.support_plans import PlanValues
from dossier.support_states import (
    FIRST_PHASE,
    LAST_PHASE,
    LEVEL_MEANINGS,
    DevelopmentDomain,
    Funding,
    IndicationKind,
    Proximity,
    SupportDomain,
    SupportForm,
    SupportLevel,
)
from partners.access import Actor

UNKNOWN = ("", _("Weet ik (nog) niet"))
CHOOSE = ("", _("Maak een keuze"))
HEALTH = _("Een school ziet dit dan alleen met een apart ja van de ouders voor gezondheid.")
OUTSIDER = "buiten"
SEEN = "seen"  # how a row stood when its form was opened


def words(values: Any) -> list[tuple[str, Any]]:
    """Return choices that begin with a capital, as a field shows them."""
    return [(value, capfirst(label)) for value, label in values]


def levels() -> list[tuple[str, Any]]:
    """Return how much can be needed, each with for how many children that is."""
    return [
        (one.value, format_lazy("{}: {}", capfirst(one.label), LEVEL_MEANINGS[one]))
        for one in SupportLevel
    ]


def day_field(label: Any, **options: Any) -> DutchDateField:
    """Return a day that is today unless somebody says otherwise."""
    return DutchDateField(label=label, **options)


def text_field(label: Any, *, is_needed: bool = False, rows: int = 3) -> forms.CharField:
    """Return a short text about a concern: facts only, and what never to write."""
    return forms.CharField(
        label=label,
        required=is_needed,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[citizen_numbers.refuse],
        help_text=FREE_TEXT,
    )


def line_field(label: Any, most: int = 120, **options: Any) -> forms.CharField:
    """Return one line that takes no BSN."""
    return forms.CharField(
        label=label, max_length=most, validators=[citizen_numbers.refuse], **options
    )


def health_field() -> forms.BooleanField:
    """Return the question whether this is about health."""
    return forms.BooleanField(label=_("Gaat over gezondheid"), required=False, help_text=HEALTH)


class FactForm(RefusableForm):
    """Base: a form about one child; `row` is what it changes, None where it adds.

    `first` are the fields that are seen at once, `later` those that are folded away.
    """

    first: ClassVar[tuple[str, ...]] = ()
    later: ClassVar[tuple[str, ...]] = ()
    today: ClassVar[tuple[str, ...]] = ()
    submit: ClassVar[Any] = _("Bewaren")
    long: ClassVar[tuple[str, ...]] = ()  # what is kept while it is typed

    def __init__(self, *args: Any, child: Child, actor: Actor, row: Any = None, **kwargs: Any):
        """Begin with what is known; a day is today."""
        self.child, self.actor, self.row = child, actor, row
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for name in self.today:
            fields[name].initial = self.shown(name, actor.day)
        self.begin()
        back = reverse("support", args=[child.key])
        layout = self.layout()
        if row is not None:
            layout.append(Hidden(SEEN, support.fingerprint(row)))
        self.helper = form_helper(self, *layout, submit=self.submit, cancel_url=back)

    def begin(self) -> None:
        """Fill in what is known, and offer what can be chosen."""

    def shown(self, name: str, value: Any) -> Any:
        """Return a value as its field shows it."""
        field: Any = self.fields[name]
        return field.prepare_value(value)

    def start_with(self, **values: Any) -> None:
        """Let fields begin with these."""
        fields: Any = self.fields
        for name, value in values.items():
            fields[name].initial = self.shown(name, value)

    def stands(self) -> list[tuple[Any, str]]:
        """Return what the fields begin with, in words: what stands there now."""
        found = []
        for one in self.visible_fields():
            value = one.value()
            choices = dict(getattr(one.field, "choices", ()))
            if isinstance(one.field, forms.BooleanField):
                value = _("Ja") if value else _("Nee")
            found.append((one.label, str(choices.get(value, value) or "–")))
        return found

    def layout(self) -> list[Any]:
        """Return the fields, the optional ones folded away."""
        if not self.later:
            return list(self.first or self.fields)
        return [*self.first, Accordion(AccordionGroup(str(_("Meer")), *self.later, active=False))]


class NeedForm(FactForm):
    """A need: three choices, and more where it is known."""

    error_texts: ClassVar[dict[str, Any]] = {
        "domain": _("Kies waarbij het kind iets nodig heeft."),
        "level": _("Kies hoeveel er nodig is."),
        "proximity": _("Kies waar de hulp is."),
    }
    first = ("domain", "level", "proximity", "note")
    later = ("form", "funding", "since", "is_health")
    long = ("note",)
    today = ("since",)
    domain = forms.ChoiceField(
        label=_("Waarbij?"), choices=[CHOOSE, *words(SupportDomain.choices)],
        help_text=_("Medisch gaat altijd over gezondheid."),
    )  # fmt: skip
    level = forms.ChoiceField(label=_("Hoeveel?"), choices=levels(), widget=forms.RadioSelect)
    proximity = forms.ChoiceField(
        label=_("Waar is de hulp?"), choices=words(Proximity.choices), widget=forms.RadioSelect
    )
    form = forms.ChoiceField(
        label=_("Welke hulp?"), choices=[UNKNOWN, *words(SupportForm.choices)], required=False
    )
    funding = forms.ChoiceField(
        label=_("Wie betaalt?"), choices=[UNKNOWN, *words(Funding.choices)], required=False
    )
    since = day_field(_("Sinds"))
    is_health = health_field()
    note = text_field(_("Wat helpt dit kind?"))

    def begin(self) -> None:
        """Begin with the need that is changed."""
        if self.row is not None:
            self.start_with(**{name: getattr(self.row, name) for name in self.fields})

    def values(self) -> NeedValues:
        """Return what was said, as the domain takes it."""
        return NeedValues(**self.cleaned_data)


class PlanForm(FactForm):
    """A plan: a goal, until when, and when to look at it with parents."""

    error_texts: ClassVar[dict[str, Any]] = {"goal": _("Schrijf wat jullie willen bereiken.")}
    first = ("goal", "until_day", "moment_on")
    later = ("need", "from_day", "is_health")
    long = ("goal",)
    today = ("from_day",)
    goal = text_field(_("Wat willen jullie bereiken?"), is_needed=True)
    until_day = day_field(
        _("Tot en met"), help_text=_("Een plan is tijdelijk: ten hoogste een jaar.")
    )
    moment_on = day_field(
        _("Wanneer kijken jullie met de ouders?"),
        help_text=_("Dan kiezen jullie: doorgaan, bijstellen of stoppen."),
    )
    need: Any = forms.ModelChoiceField(
        label=_("Bij welke behoefte?"),
        queryset=None,
        required=False,
        empty_label=_("Maakt niet uit"),
        to_field_name="key",
    )
    from_day = day_field(_("Vanaf"))
    is_health = health_field()

    def begin(self) -> None:
        """Propose three months, or begin with the plan that is changed."""
        fields: Any = self.fields
        seen = SupportNeed.objects.visible_to(self.actor).filter(child=self.child, until=None)
        fields["need"].queryset = seen
        fields["need"].label_from_instance = lambda need: need.get_domain_display()
        last = self.actor.day + support_plans.AT_FIRST
        self.start_with(until_day=last, moment_on=last)
        if self.row is not None:
            names = ("goal", "until_day", "from_day", "is_health")
            self.start_with(**{name: getattr(self.row, name) for name in names})
            waits = self.row.moments.filter(held_on=None).first()
            self.start_with(
                need=self.row.need.key if self.row.need else None,
                moment_on=waits.planned_on if waits else self.row.until_day,
            )

    def values(self) -> PlanValues:
        """Return what was said, as the domain takes it."""
        data = dict(self.cleaned_data)
        need = data.pop("need")
        return PlanValues(**data, need_key=need.key if need else None)


class LeadForm(FactForm):
    """Who keeps the overview: a colleague, or somebody from outside."""

    first = ("member", "name", "organisation", "since")
    today = ("since",)
    error_texts: ClassVar[dict[str, Any]] = {"member": _("Kies wie het overzicht houdt.")}
    member = forms.ChoiceField(label=_("Wie houdt het overzicht?"))
    name = line_field(_("Naam, van wie niet bij jullie werkt"), required=False)
    organisation = line_field(_("Organisatie"), required=False, help_text=_("Bijvoorbeeld het CJG"))
    since = day_field(_("Sinds"))

    def begin(self) -> None:
        """Offer who works here, oneself first."""
        rows = list(support_leads.candidates(self.child, day=self.actor.day))
        rows.sort(key=lambda member: member.pk not in self.actor.membership_ids)
        fields: Any = self.fields
        fields["member"].choices = [
            *(
                (str(member.pk), f"{member.user.name} ({member.get_role_display()})")
                for member in rows
            ),
            (OUTSIDER, _("Iemand van buiten")),
        ]

    def is_outsider(self) -> bool:
        """Say whether somebody from outside was chosen."""
        return bool(self.cleaned_data["member"] == OUTSIDER)


class IndicationForm(FactForm):
    """An indication that was asked."""

    first = ("kind", "asked_on", "is_health")
    today = ("asked_on",)
    kind = forms.ChoiceField(
        label=_("Welke indicatie?"), choices=words(IndicationKind.choices), widget=forms.RadioSelect
    )
    asked_on = day_field(_("Gevraagd op"))
    is_health = health_field()


class WaitingForm(FactForm):
    """What a child waits for."""

    first = ("form", "since", "is_health")
    today = ("since",)
    form = forms.ChoiceField(
        label=_("Waar wacht het kind op?"), choices=[CHOOSE, *words(SupportForm.choices)]
    )
    since = day_field(_("Sinds"))
    is_health = health_field()


class DoubtForm(FactForm):
    """Doubt about regular education: who is consulted, never why."""

    first = ("consulted", "since")
    today = ("since",)
    consulted = line_field(
        _("Wie denkt mee?"),
        required=False,
        help_text=format_lazy("{} {}", _("Alleen de organisatie, geen namen of redenen."), CONCERN),
    )
    since = day_field(_("Sinds"))

    def begin(self) -> None:
        """Where it stands already, only who is consulted changes."""
        if self.row is not None:
            del self.fields["since"]
            self.start_with(consulted=self.row.consulted)

    def layout(self) -> list[Any]:
        """Return the fields that are there."""
        return list(self.fields)


class PlaceForm(FactForm):
    """A place in an arrangement that the municipality offers."""

    first = ("arrangement", "from_day")
    today = ("from_day",)
    arrangement = forms.ChoiceField(label=_("Welk arrangement?"))
    from_day = day_field(_("Vanaf"))

    def begin(self) -> None:
        """Offer what the municipality offers now."""
        rows = arrangement_places.offered(self.child)
        fields: Any = self.fields
        fields["arrangement"].choices = [CHOOSE, *((str(row.pk), row.name) for row in rows)]


class ScoreForm(FactForm):
    """In which phase a child was seen, in one or more domains."""

    today = ("seen_on",)
    seen_on = day_field(_("Gezien op"))

    def begin(self) -> None:
        """Ask for a phase in each domain; none is fine."""
        phases: list[Any] = [("", _("Niet gezien"))]
        phases += [(str(n), _("Fase %d") % n) for n in range(FIRST_PHASE, LAST_PHASE + 1)]
        for domain in DevelopmentDomain:
            self.fields[domain.value] = forms.ChoiceField(
                label=domain.label.capitalize(), choices=phases, required=False
            )

    def phases(self) -> dict[DevelopmentDomain, int]:
        """Return the phases that were chosen."""
        data = self.cleaned_data
        return {domain: int(data[domain]) for domain in DevelopmentDomain if data[domain]}
