"""The screen after a meeting: who was there, a line each, what was agreed, and the minutes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Hidden, Layout, Row
from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from children.forms.enrolment import RefusableForm
from config import citizen_numbers
from config.forms import DutchDateField, Form, bare_helper
from dossier import closing
from dossier.action_points import NewAction
from dossier.agenda import Shown
from dossier.closing import Agreed, Notes, Said
from dossier.forms.concern import FREE_TEXT
from dossier.models import Meeting, MeetingInvitee

ACTIONS = "acties"
SEEN = "erbij"  # who was there when the screen was opened
MEMBER, NAME = "lid", "naam"
PARENTS = _("De ouders")
LINE_FIELD = re.compile(r"r([0-9a-f]{32})-text")


class ThereForm(RefusableForm):
    """Who was there and how long it took."""

    attended = forms.MultipleChoiceField(
        label=_("Wie was erbij?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Wie nog meer?"),
        max_length=600,
        required=False,
        validators=[citizen_numbers.refuse],
        help_text=_("Namen met komma’s ertussen. Noem hier geen kind."),
    )
    minutes = forms.IntegerField(label=_("Hoeveel minuten?"), min_value=1, max_value=480)

    def __init__(
        self, *args: Any, meeting: Meeting, people: Sequence[MeetingInvitee], **kwargs: Any
    ) -> None:
        """Offer who was invited; who it is noted of, or all, begin as there."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["attended"].choices = [(str(one.pk), name_of(one)) for one in people]
        is_noted = any(one.attended is not None for one in people)
        fields["attended"].initial = [str(one.pk) for one in people if one.attended or not is_noted]
        fields["minutes"].initial = closing.minutes_of(meeting)
        if meeting.school is not None:
            fields["minutes"].help_text = _(
                "Zoveel boeken we in de uren van elke kwaliteitscoördinator die erbij was."
            )
        self.seen = closing.there(meeting)
        self.helper = bare_helper(Hidden(SEEN, self.seen), "attended", Row("others", "minutes"))


class LineForm(RefusableForm):
    """What was said on one line; `version` is the writing that this one follows."""

    text = forms.CharField(
        label=_("Wat is besproken?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[citizen_numbers.refuse],
        help_text=FREE_TEXT,
    )
    seen = forms.IntegerField(required=False, min_value=0)

    def __init__(self, *args: Any, shown: Shown, **kwargs: Any) -> None:
        """Begin with what stands there."""
        if shown.line is None:
            raise ValueError("a line of which one may know nothing has no form")
        self.shown, self.line, self.conflict = shown, shown.line, ""
        prefix = closing.line_prefix(self.line.key)
        super().__init__(*args, prefix=prefix, initial={"text": self.line.text}, **kwargs)
        posted = self.data.get(self.add_prefix("seen")) if self.is_bound else None
        self.version = str(self.line.version) if posted is None else posted
        self.fields["text"].widget.attrs["data-autosave-seen"] = self.add_prefix("seen")
        self.helper = bare_helper("text")

    def said(self) -> Said:
        """Return what was written, as `closing.keep` takes it."""
        data = self.cleaned_data
        return Said(self.line.key, data["text"].replace("\r\n", "\n"), data["seen"] or 0)


class ActionForm(RefusableForm):
    """One action point: what, who, when, and about what."""

    error_texts: ClassVar[dict[str, Any]] = {
        "text": _("Schrijf wat er gedaan wordt."),
        "who": _("Kies wie het doet."),
    }
    text = forms.CharField(
        label=_("Wat gaan we doen?"), max_length=500, validators=[citizen_numbers.refuse]
    )
    who = forms.ChoiceField(label=_("Wie doet het?"))
    due_on = DutchDateField(label=_("Wanneer klaar?"))
    about = forms.ChoiceField(label=_("Waarover?"), required=False)

    def __init__(
        self, *args: Any, people: Sequence[MeetingInvitee], lines: Sequence[Shown], **kwargs: Any
    ) -> None:
        """Offer who was invited, and the lines whose subject may be known."""
        super().__init__(*args, **kwargs)
        self.people = {who_of(one): one for one in people}
        fields: dict[str, Any] = self.fields
        names = [(key, name_of(one)) for key, one in self.people.items()]
        parents = (f"{NAME}:{PARENTS}", PARENTS)
        fields["who"].choices = [("", _("Maak een keuze")), *names, parents]
        known = [(str(one.line.key), one.title) for one in lines if one.line]
        fields["about"].choices = [("", _("Het hele overleg")), *known]

    def agreed(self) -> Agreed:
        """Return what was agreed, as `closing.keep` takes it."""
        data = self.cleaned_data
        one = self.people.get(data["who"])
        member = one.membership if one else None
        name = "" if member else data["who"].partition(":")[2]
        new = NewAction(data["text"], data["due_on"], member, name)
        return Agreed(new, UUID(data["about"]) if data["about"] else None)


class ClosingForms:
    """All forms of the screen, in one form element."""

    def __init__(
        self,
        data: Any,
        *,
        meeting: Meeting,
        lines: Sequence[Shown],
        people: Sequence[MeetingInvitee],
    ) -> None:
        """Make them; with data they are bound."""
        self.there = ThereForm(data, meeting=meeting, people=people)
        self.shown = [(one, LineForm(data, shown=one) if one.line else None) for one in lines]
        self.lines = [form for _one, form in self.shown if form]
        factory = forms.formset_factory(ActionForm, extra=2, max_num=20)
        more = {"people": people, "lines": lines}
        self.actions: BaseFormSet[Any] = factory(data, prefix=ACTIONS, form_kwargs=more)
        helper = FormHelper()
        helper.layout = Layout("text", Row("who", "due_on", "about"))
        helper.form_tag, helper.disable_csrf = False, True
        helper.row_name, helper.add_text = _("Actiepunt"), _("Actiepunt toevoegen")
        self.actions.helper = helper  # type: ignore[attr-defined]

    def is_valid(self) -> bool:
        """Say whether all of them are right; each shows its own faults."""
        parts: list[Any] = [self.there, *self.lines, self.actions]
        wrong = [part for part in parts if not part.is_valid()]
        return not wrong

    def notes(self) -> Notes:
        """Return all of the screen, as `closing.keep` takes it."""
        data = self.there.cleaned_data
        rows = [form for form in self.actions if form.has_changed()]
        return Notes(
            attended=frozenset(map(int, data["attended"])),
            minutes=data["minutes"],
            seen=self.there.data.get(SEEN, ""),
            others=tuple(data["others"].split(",")),
            said=tuple(form.said() for form in self.lines),
            agreed=tuple(form.agreed() for form in rows),
        )

    def refuse(self, error: Any) -> None:
        """Show a refusal where it belongs, and beside a line what another wrote there meanwhile."""
        self.there.refuse(error)
        changed = getattr(error, "lines", {})
        for form in self.lines:
            if form.line.key in changed:
                now = changed[form.line.key]
                form.conflict, form.version = now.text, str(now.version)


def lines_in(data: Mapping[str, str]) -> list[Said]:
    """Return what was sent for lines, also for those that have no form any more."""
    found = []
    for name in data:
        if match := LINE_FIELD.fullmatch(name):
            key = UUID(match[1])
            seen = data.get(f"{closing.line_prefix(key)}-seen", "")
            found.append(Said(key, data[name], int(seen) if re.fullmatch(r"\d{1,8}", seen) else 0))
    return found


class ActionFilterForm(Form):
    """Which action points a list shows."""

    van = forms.ChoiceField(
        label=_("Van wie"),
        required=False,
        choices=[("", _("Van mij")), ("allen", _("Van iedereen"))],
    )
    stand = forms.ChoiceField(
        label=_("Stand"),
        required=False,
        choices=[("", _("Open en gedaan")), ("open", _("Open")), ("gedaan", _("Gedaan"))],
    )


def name_of(invitee: MeetingInvitee) -> str:
    """Return who it is, and in which role."""
    member = invitee.membership
    return f"{member.user.name} ({member.get_role_display()})" if member else invitee.name


def who_of(invitee: MeetingInvitee) -> str:
    """Return how a choice names somebody."""
    if invitee.membership_id:
        return f"{MEMBER}:{invitee.membership_id}"
    return f"{NAME}:{invitee.name}"
