"""Forms of support teams: each step is small, and a refusal stands at its field."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from children.forms.asking import WAYS, usual_way
from children.forms.enrolment import RefusableForm
from children.states import Channel, LeaveReason
from config import citizen_numbers
from config.forms import DutchDateField, bare_helper
from dossier import teams
from dossier.calendar_files import ZONE
from dossier.forms.concern import FREE_TEXT
from dossier.meeting_states import LONGEST_MEETING
from dossier.models import MeetingInvitee, SupportTeam
from dossier.team_calls import NewCall
from dossier.team_meetings import NewDate
from dossier.team_states import FollowUpOutcome
from dossier.teams import NewPartner
from partners.models import Membership
from partners.states import Role

OUTSIDER = "anders"


def concern(label: Any, rows: int, *, is_required: bool = True) -> forms.CharField:
    """Return a field for free text about a child."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[citizen_numbers.refuse],
        help_text=FREE_TEXT,
        required=is_required,
    )


def minutes(label: Any) -> forms.IntegerField:
    """Return a field for how long something takes."""
    return forms.IntegerField(label=label, min_value=1, max_value=LONGEST_MEETING, initial=60)


class BareForm(RefusableForm):
    """A form whose page draws the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay out all fields, in their order."""
        super().__init__(*args, **kwargs)
        self.helper = bare_helper(*self.fields)


class ProposeForm(BareForm):
    """What a support team is for."""

    error_texts: ClassVar[dict[str, Any]] = {"reason": _("Schrijf waarvoor het overleg is.")}
    reason = concern(_("Waarvoor is het overleg?"), 4)


class PartnerForm(BareForm):
    """Whom the parents named: somebody of the school, or a name with an organisation."""

    who = forms.ChoiceField(label=_("Wie?"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Naam"), max_length=80, required=False)
    what = forms.CharField(
        label=_("Functie en organisatie"), max_length=120, required=False,
        help_text=_("Zo lezen de ouders het, bijvoorbeeld: jeugdverpleegkundige, GGD."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: list[Membership], has_secret: bool, **kwargs: Any
    ) -> None:
        """Offer who works at the school, and anybody else by name; warn of a secret address."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        rest = [(str(one.pk), f"{one.user.name}, {Role(one.role).label}") for one in people]
        fields["who"].choices = [*rest, (OUTSIDER, _("Iemand anders"))]
        fields["who"].initial = OUTSIDER
        if has_secret:
            fields["what"].help_text += " " + _(
                "Een ouder heeft een geheim adres: schrijf hier geen naam van een school of plaats."
            )

    def new_partner(self) -> NewPartner:
        """Return whom the parents named."""
        data = self.cleaned_data
        if data["who"] == OUTSIDER:
            return NewPartner(what=data["what"], name=data["name"])
        return NewPartner(what=data["what"], membership_id=int(data["who"]))


class AskForm(BareForm):
    """How the parents are asked: all who decide must say yes."""

    way = forms.ChoiceField(label=_("Hoe vraag je het?"), choices=WAYS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, team: SupportTeam, **kwargs: Any) -> None:
        """Begin with the way that reaches them."""
        kwargs["initial"] = {"way": usual_way(team.child.location_id)}
        super().__init__(*args, **kwargs)

    @property
    def channel(self) -> Channel:
        """Return the way."""
        return Channel(self.cleaned_data["way"])


class PlanForm(BareForm):
    """When and where the team meets."""

    day = DutchDateField(label=_("Dag"))
    hour = forms.TimeField(label=_("Hoe laat?"), input_formats=["%H:%M", "%H.%M"])
    minutes = minutes(_("Hoeveel minuten?"))
    place = forms.CharField(
        label=_("Waar?"), max_length=120, required=False, validators=[citizen_numbers.refuse]
    )

    def __init__(self, *args: Any, team: SupportTeam, **kwargs: Any) -> None:
        """Begin with the day that was planned."""
        meeting = team.meeting
        if meeting is not None:
            starts = timezone.localtime(meeting.planned_at)
            kwargs["initial"] = {
                "day": starts.date(), "hour": f"{starts:%H:%M}", "minutes": meeting.minutes,
                "place": meeting.place,
            }  # fmt: skip
        super().__init__(*args, **kwargs)

    def new_date(self) -> NewDate:
        """Return when and where."""
        data = self.cleaned_data
        starts_at = datetime.combine(data["day"], data["hour"], ZONE)
        return NewDate(starts_at=starts_at, minutes=data["minutes"], place=data["place"])


class HoldForm(BareForm):
    """Who was there, and how long it took."""

    error_texts: ClassVar[dict[str, Any]] = {"attended": _("Kruis aan wie er was.")}
    attended = forms.MultipleChoiceField(
        label=_("Wie was erbij?"), widget=forms.CheckboxSelectMultiple
    )
    minutes = minutes(_("Hoeveel minuten duurde het?"))

    def __init__(self, *args: Any, invitees: list[MeetingInvitee], **kwargs: Any) -> None:
        """Offer who was invited; at the first time nobody is ticked."""
        came = [str(one.pk) for one in invitees if one.attended]
        spent = invitees[0].meeting.spent_minutes or invitees[0].meeting.minutes if invitees else 60
        kwargs["initial"] = {"attended": came, "minutes": spent}
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["attended"].choices = [
            (str(one.pk), one.membership.user.name if one.membership else one.name)
            for one in invitees
        ]


class ReportForm(BareForm):
    """The report: what was said and agreed."""

    error_texts: ClassVar[dict[str, Any]] = {"text": _("Schrijf wat is besproken.")}
    text = concern(_("Verslag"), 16)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the page say which version stands there now."""
        super().__init__(*args, **kwargs)
        self.helper = bare_helper("text")


class ActionForm(BareForm):
    """What somebody will do, and when."""

    error_texts: ClassVar[dict[str, Any]] = {
        "text": _("Schrijf wat er gebeurt."),
        "who": _("Kies wie het doet."),
    }
    text = forms.CharField(
        label=_("Wat?"), max_length=500, validators=[citizen_numbers.refuse],
        widget=forms.Textarea(attrs={"rows": 2}), help_text=FREE_TEXT,
    )  # fmt: skip
    who = forms.ChoiceField(label=_("Wie?"))
    due_on = DutchDateField(label=_("Wanneer klaar?"))

    def __init__(self, *args: Any, invitees: list[MeetingInvitee], **kwargs: Any) -> None:
        """Offer who takes part."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        names = [
            (str(one.pk), one.membership.user.name if one.membership else one.name)
            for one in invitees
        ]
        fields["who"].choices = [("", _("Maak een keuze")), *names]


class CallForm(BareForm):
    """What the follow-up call brought."""

    called_on = DutchDateField(label=_("Wanneer belde je?"))
    outcome = forms.ChoiceField(
        label=_("Helpen de afspraken?"), choices=FollowUpOutcome.choices, widget=forms.RadioSelect
    )
    text = concern(_("Wat is er gezegd? (hoeft niet)"), 3, is_required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with today."""
        kwargs["initial"] = {"called_on": timezone.localdate()}
        super().__init__(*args, **kwargs)

    def new_call(self) -> NewCall:
        """Return what it brought."""
        return NewCall(**self.cleaned_data)


class CloseForm(BareForm):
    """To whom at the school it is handed over, where the child moves on."""

    handed_to = forms.CharField(
        label=_("Aan wie op school draag je het over?"), max_length=120, required=False,
        validators=[citizen_numbers.refuse],
        help_text=_("Alleen als het kind naar school gaat: de naam van wie het daar oppakt."),
    )  # fmt: skip

    def __init__(self, *args: Any, team: SupportTeam, **kwargs: Any) -> None:
        """Propose who took part for the school, of a child that went there."""
        if team.child.left_because == LeaveReason.TO_SCHOOL:
            kwargs["initial"] = {"handed_to": teams.name_at_school(team)}
        super().__init__(*args, **kwargs)
