"""Forms with which a meeting is planned, moved and cancelled, and its agenda is filled."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from crispy_forms.layout import Row
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from children.models import Child
from config import citizen_numbers
from config.forms import DutchDateField, Form, bare_helper, form_helper
from dossier import meetings
from dossier.meeting_states import PLANNED_BY_HAND, LineKind, MeetingKind
from dossier.meetings import NewMeeting, Span
from dossier.models import Meeting
from partners.access import Actor
from partners.states import Role

NO_SCHOOL = ""
WHEN = ("day", "start", "until")


class ClockField(forms.TimeField):
    """A time as people write it: 9.30 or 09:30."""

    def __init__(self, **kwargs: Any) -> None:
        """Take both signs between hours and minutes."""
        super().__init__(input_formats=["%H:%M", "%H.%M"], **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask a phone for digits."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}


class SpanForm(RefusableForm):
    """Base: on which day, from when until when."""

    day = DutchDateField(label=_("Dag"))
    start = ClockField(label=_("Van"), help_text=_("Bijvoorbeeld 9.30"))
    until = ClockField(label=_("Tot"), help_text=_("Bijvoorbeeld 10.30"))

    def span(self) -> Span:
        """Return from which moment until which it is."""
        data = self.cleaned_data
        return Span(_moment(data["day"], data["start"]), _moment(data["day"], data["until"]))


class PlanForm(SpanForm):
    """What kind, where, with which school and groups, and who else comes."""

    error_texts: ClassVar[dict[str, Any]] = {
        "kind": _("Kies wat voor overleg het is."),
        "location": _("Kies bij welke opvang."),
    }
    kind = forms.ChoiceField(
        label=_("Wat voor overleg?"),
        choices=[(kind.value, kind.label.capitalize()) for kind in PLANNED_BY_HAND],
    )
    location = forms.ChoiceField(label=_("Bij welke opvang?"))
    school = forms.ChoiceField(label=_("Met welke school?"), required=False)
    groups = forms.MultipleChoiceField(
        label=_("Over welke groepen?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Wie in deze groepen werkt, wordt uitgenodigd."),
    )
    place = forms.CharField(
        label=_("Waar?"),
        max_length=120,
        required=False,
        validators=[citizen_numbers.refuse],
        help_text=_("Een ruimte of “online”. Leeg is bij de opvang."),
    )
    outsiders = forms.CharField(
        label=_("Wie komt er nog meer?"),
        max_length=600,
        required=False,
        validators=[citizen_numbers.refuse],
        help_text=_(
            "Mensen zonder account, met komma’s ertussen, bijvoorbeeld: Anna van de JGZ. "
            "Noem hier geen kind of ouder. Hen nodig je zelf uit."
        ),
    )

    def __init__(self, *args: Any, actor: Actor, asked: Mapping[str, str], **kwargs: Any) -> None:
        """Offer own places, the schools one works with there, and the groups."""
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.locations = list(meetings.locations_to_meet(actor))
        self.schools = list(meetings.schools_to_meet(self.locations, by=actor))
        fields: dict[str, Any] = self.fields
        fields["location"].choices = [(str(one.pk), one.name) for one in self.locations]
        none = [] if actor.role == Role.QC else [(NO_SCHOOL, _("Geen school"))]
        schools = [(str(one.pk), one.name) for one in self.schools]
        fields["school"].choices = [*none, *schools] or [(NO_SCHOOL, _("Geen school"))]
        fields["groups"].choices = self._groups()
        self._begin(asked)
        lines = ("kind", "location", "school", Row(*WHEN), "groups", "place", "outsiders")
        self.helper = form_helper(
            self, *lines, submit=_("Plannen en uitnodigen"), cancel_url=reverse("meetings")
        )

    def _groups(self) -> list[tuple[str, str]]:
        rows = meetings.groups_to_meet(self.locations).select_related("location__organisation")
        is_one = len(self.locations) == 1
        return [
            (str(row.pk), row.name if is_one else f"{row.name} ({row.location})") for row in rows
        ]

    def _begin(self, asked: Mapping[str, str]) -> None:
        """Fill in what the link to this page said, and the one school there is."""
        group = asked.get("groep", "")
        rows = meetings.groups_to_meet(self.locations).filter(pk=group) if group.isdigit() else []
        for row in rows:
            self.fields["groups"].initial = [str(row.pk)]
            self.fields["location"].initial = str(row.location_id)
        if asked.get("soort") in MeetingKind.values:
            self.fields["kind"].initial = asked["soort"]
        self.fields["day"].initial = _day_in(asked.get("dag", ""))
        if len(self.schools) == 1:
            self.fields["school"].initial = str(self.schools[0].pk)

    def new_meeting(self) -> NewMeeting:
        """Return what is planned, as `meetings.plan` takes it."""
        data = self.cleaned_data
        return NewMeeting(
            kind=data["kind"],
            location_id=int(data["location"]),
            school_id=int(data["school"]) if data["school"] else None,
            group_ids=tuple(map(int, data["groups"])),
            when=self.span(),
            place=data["place"],
            outsiders=tuple(data["outsiders"].split(",")),
        )


class BecauseForm(RefusableForm):
    """Base: why something changes; who was invited reads it on the page, never in a mail."""

    because = forms.CharField(
        label=_("Waarom?"),
        max_length=meetings.LONGEST_REASON,
        validators=[citizen_numbers.refuse],
        help_text=_("Wie is uitgenodigd, leest dit op de pagina. Noem geen kind."),
    )


class MoveForm(BecauseForm, SpanForm):
    """Another day or hour, and why."""

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        """Begin with when it is now."""
        start = timezone.localtime(meeting.planned_at)
        end = start + timedelta(minutes=meeting.minutes)
        now = {"day": start.date(), "start": f"{start:%H.%M}", "until": f"{end:%H.%M}"}
        super().__init__(*args, **{**kwargs, "initial": now})
        back = reverse("meeting", args=[meeting.key])
        self.helper = form_helper(
            self, Row(*WHEN), "because", submit=_("Verzetten"), cancel_url=back
        )


class CancelForm(BecauseForm):
    """Why it does not go on."""

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        """Offer the way back too."""
        super().__init__(*args, **kwargs)
        back = reverse("meeting", args=[meeting.key])
        self.helper = form_helper(self, submit=_("Overleg afzeggen"), cancel_url=back)


class ChildrenForm(RefusableForm):
    """Who is put on the agenda: those proposed, or chosen by hand."""

    error_texts: ClassVar[dict[str, Any]] = {"children": _("Vink aan over wie jullie het hebben.")}
    children = forms.MultipleChoiceField(label=_("Over wie?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, found: Sequence[Child], **kwargs: Any) -> None:
        """Offer these children."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["children"]
        field.choices = [(str(child.key), child.name) for child in found]
        self.helper = bare_helper("children")


class WordsForm(RefusableForm):
    """A line without a child."""

    error_texts: ClassVar[dict[str, Any]] = {
        "words": _("Schrijf in een paar woorden waarover het gaat.")
    }
    kind = forms.ChoiceField(
        label=_("Waarover?"),
        choices=[
            (LineKind.TOPIC.value, _("Een onderwerp")),
            (LineKind.CASE.value, _("Een kind, zonder naam")),
            (LineKind.SCHOOL.value, _("Een kind van 4 of ouder: lijn van de school")),
        ],
    )
    words = forms.CharField(
        label=_("In een paar woorden"),
        max_length=200,
        validators=[citizen_numbers.refuse],
        help_text=_("Zonder naam: de school leest dit ook."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the page draw the form."""
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("kind", "words")


KINDS = [
    ("", _("Alle soorten")),
    *((kind.value, kind.label.capitalize()) for kind in PLANNED_BY_HAND),
]


class MeetingFilterForm(Form):
    """Which meetings a list shows."""

    toon = forms.ChoiceField(
        label=_("Toon"),
        required=False,
        choices=[
            ("", _("Alles")),
            ("doen", _("Af te ronden")),
            ("komend", _("Komend")),
            ("geweest", _("Gehouden")),
            ("afgezegd", _("Afgezegd")),
        ],
    )
    soort = forms.ChoiceField(label=_("Soort"), required=False, choices=KINDS)


class HeldFilterForm(Form):
    """Which of the meetings that were held a list shows."""

    soort = forms.ChoiceField(label=_("Soort"), required=False, choices=KINDS)
    vanaf = DutchDateField(label=_("Vanaf"), required=False)
    tot = DutchDateField(label=_("Tot en met"), required=False)


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def _day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
