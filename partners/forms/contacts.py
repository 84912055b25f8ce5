"""Forms of named contacts, their absence, a takeover, and of cooperation."""

from typing import Any, ClassVar

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.helper import FormHelper
from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from config.forms import DutchDateField, Form, form_helper
from partners.access import Actor
from partners.agreements import is_one_kindcentrum, sides_to_ask, years_to_agree
from partners.contacts import ContactValues, possible_contacts
from partners.models import FixedContact, Organisation
from partners.refusals import RefusedError
from partners.states import ContactTitle, OrganisationKind

PHONE = r"^[0-9+()\- ]{10,20}$"


class RefusableForm(Form):
    """A form that shows a refusal at the field it is about, and knows the way back."""

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        """Keep where to go afterwards."""
        self.back = back
        super().__init__(*args, **kwargs)

    def refuse(self, error: RefusedError) -> None:
        """Show why it cannot be."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class MemberField(forms.ModelChoiceField):
    """A choice of members, by name and role."""

    def label_from_instance(self, obj: Any) -> str:
        """Return who it is."""
        return f"{obj.user} ({obj.get_role_display()})"


class PlaceField(forms.ModelMultipleChoiceField):
    """Tick boxes of schools or locations, by name."""

    widget = forms.CheckboxSelectMultiple


class ContactForm(RefusableForm):
    """Who holds a place, and how and when that person can be reached."""

    error_texts: ClassVar[dict[str, Any]] = {
        "member": _("Kies wie het is."),
        "phone": {
            "required": _("Vul een telefoonnummer in, bijvoorbeeld 073 555 01 23."),
            "invalid": _("Vul een telefoonnummer in, bijvoorbeeld 073 555 01 23."),
        },
        "working_days": _("Kies ten minste één werkdag."),
    }
    member: Any = MemberField(label=_("Wie"), queryset=None, empty_label=_("Kies iemand"))
    title = forms.ChoiceField(
        label=_("Naam van de functie"),
        required=False,
        help_text=_("Alleen voor wie de rol kwaliteitscoördinator heeft."),
        choices=[("", _("Niet van toepassing")), *ContactTitle.choices],
    )
    phone = forms.RegexField(label=_("Telefoon"), regex=PHONE, max_length=20)
    working_days = forms.TypedMultipleChoiceField(
        label=_("Werkdagen"),
        coerce=int,
        choices=[(day + 1, str(WEEKDAYS[day]).capitalize()) for day in range(5)],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        place: Organisation,
        holder: FixedContact | None,
        without: FixedContact | None,
        **kwargs: Any,
    ) -> None:
        """Offer who works here; `without`: who cannot be it, as the deputy of oneself cannot."""
        if holder is not None:
            days = [str(day) for day in holder.working_days]
            own = {"member": holder.membership_id, "title": holder.title, "working_days": days}
            kwargs["initial"] = {**own, "phone": holder.phone}
        else:
            register: Any = place.extension
            kwargs["initial"] = {"phone": register.phone}
        super().__init__(*args, **kwargs)
        people = possible_contacts(place, by=actor)
        if without is not None:
            people = people.exclude(user=without.membership.user_id)
        fields: Any = self.fields
        fields["member"].queryset = people
        if holder is None and len(people) == 1:
            fields["member"].initial = people[0].pk
        if place.kind != OrganisationKind.SCHOOL:
            del fields["title"]

    def values(self) -> ContactValues:
        """Return what was filled in."""
        data = self.cleaned_data
        return ContactValues(
            membership_id=data["member"].pk,
            phone=data["phone"],
            working_days=data["working_days"],
            title=data.get("title", ""),
        )

    def layout(self) -> list[Any]:
        """Return the fields, with the days beside each other."""
        days = {"working_days": InlineCheckboxes("working_days")}
        return [days.get(name, name) for name in self.fields]

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        return form_helper(self, *self.layout(), submit=_("Bewaren"), cancel_url=self.back)


class TakeoverForm(ContactForm):
    """Who takes over, and whether the work goes along."""

    with_work = forms.BooleanField(label="", required=False, initial=True)

    def __init__(self, *args: Any, work: list[str], **kwargs: Any) -> None:
        """Ask about the work only where there is some."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if work:
            fields["with_work"].label = _("Neem ook het werk over: %s") % ", ".join(work)
        else:
            del fields["with_work"]

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        submit = _("Laten overnemen")
        return form_helper(self, *self.layout(), submit=submit, cancel_url=self.back)


class AbsenceForm(RefusableForm):
    """From when somebody is away, and when back."""

    first_day = DutchDateField(label=_("Afwezig vanaf"))
    back_on = DutchDateField(
        label=_("Weer terug op (niet verplicht)"),
        required=False,
        help_text=_("De eerste werkdag. Laat leeg als je het niet weet."),
    )

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        return form_helper(self, submit=_("Afwezigheid noteren"), cancel_url=self.back)


class ProposalForm(RefusableForm):
    """With whom an own place wants to work, and in which school year."""

    error_texts: ClassVar[dict[str, Any]] = {
        "others": _("Kies met wie je wilt samenwerken."),
    }
    first_year = forms.TypedChoiceField(label=_("Schooljaar"), coerce=int)
    others: Any = PlaceField(label=_("Met wie"), queryset=None)

    def __init__(self, *args: Any, actor: Actor, place: Organisation, **kwargs: Any) -> None:
        """Offer the other side in the same municipality; the year only where there is a choice."""
        super().__init__(*args, **kwargs)
        years, fields = years_to_agree(actor.day), self.fields
        chosen: Any = fields["first_year"]
        chosen.choices = [(year, f"{year}–{year + 1}") for year in years]
        if len(years) == 1:
            del fields["first_year"]
        self.year = years[-1]
        others: Any = fields["others"]
        others.queryset = sides_to_ask(place, self.year if len(years) == 1 else None, actor.day)
        offered = list(others.queryset)
        self.has_others = bool(offered)
        others.initial = [each.pk for each in offered if is_one_kindcentrum(place, each)]
        if place.kind == OrganisationKind.SCHOOL:
            others.label = _("Met welke opvanglocaties")
        else:
            others.label = _("Met welke scholen")

    def clean(self) -> dict[str, Any]:
        """Fill in the only year."""
        return {"first_year": self.year, **(super().clean() or {})}

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        return form_helper(self, submit=_("Voorstellen"), cancel_url=self.back)
