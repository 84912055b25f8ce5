"""Forms with which childcare asks guardians, of one child and of a whole group."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from children import consents, starts
from children.asking import Asking
from children.forms.enrolment import RefusableForm
from children.models import Child, Group
from children.states import PLACEMENT_SCOPES, Channel, ConsentScope, ConsentStand, FormSection
from config.forms import Form, form_helper
from partners.models import ChildcareLocation

# What is asked in one go: each its own moment, and health always by itself. Of a support team it is
# asked where its partners are named.
SETS: dict[str, tuple[ConsentScope, ...]] = {
    "plaatsing": PLACEMENT_SCOPES,
    "overdracht": (ConsentScope.SHARE_FORM,),
    "meekijken": (ConsentScope.OBSERVE,),
    "eigen": (ConsentScope.OBSERVE_OWN,),
    "gezondheid": (ConsentScope.HEALTH,),
}
WHAT = [
    ("plaatsing", _("Bij plaatsing: meedenken, en rond drieënhalf opnieuw vragen")),
    ("overdracht", _("Het overdrachtsformulier delen met de school")),
    ("meekijken", _("Meekijken in de groep door de school")),
    ("eigen", _("Meekijken in de groep door onze zorgcoördinator of een team")),
    ("gezondheid", _("Gegevens over gezondheid (altijd een aparte vraag)")),
]
WAYS = [
    (Channel.MAIL.value, _("Een mail, namens de kinderopvang")),
    (Channel.PARENT_APP.value, _("Een tekst voor onze eigen ouderapp")),
    (Channel.SHEET.value, _("Een QR-blad om mee te geven")),
]

STANDS = [
    (stand.value, stand.label)
    for stand in ConsentStand
    if stand not in (ConsentStand.SUPERSEDED, ConsentStand.ENDED)
]


class AskForm(RefusableForm):
    """What, how, of the form which parts, and to whom."""

    what = forms.ChoiceField(label=_("Wat vraag je?"), choices=WHAT, widget=forms.RadioSelect)
    sections = forms.MultipleChoiceField(
        label=_("Welke delen mag de school lezen?"),
        choices=FormSection.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Alleen bij het delen van het overdrachtsformulier."),
    )
    way = forms.ChoiceField(label=_("Hoe vraag je het?"), choices=WAYS, widget=forms.RadioSelect)
    guardians = forms.MultipleChoiceField(
        label=_("Aan wie?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Kies je niets, dan vragen we het aan wie ja moet zeggen."),
    )

    def __init__(self, *args: Any, child: Child, due: tuple[str, ...], **kwargs: Any) -> None:
        """Begin with what is due now, and the way that reaches them."""
        self.child = child
        kwargs["initial"] = {
            "what": _set_of(due),
            "way": usual_way(child.location_id),
            "sections": [FormSection.BASICS, FormSection.REPORT],
        } | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        deciding = consents.deciding(child)
        fields: Any = self.fields
        fields["guardians"].choices = [(str(one.pk), one.name) for one in deciding]
        if len(deciding) < 2:
            del fields["guardians"]

    def asking(self) -> Asking:
        """Return what is asked, as the domain takes it."""
        data = self.cleaned_data
        return Asking(
            scopes=self.scopes(data["what"]),
            channel=Channel(data["way"]),
            sections=tuple(FormSection(part) for part in data["sections"]),
            guardians=[int(pk) for pk in data.get("guardians", ())],
        )

    def scopes(self, what: str) -> tuple[ConsentScope, ...]:
        """Return the purposes; at placement those that can be asked, the school known or not."""
        if what == "plaatsing" and self.child.school is None:
            return (ConsentScope.ASKED_AT_35,)
        return SETS[what]

    @property
    def helper(self) -> FormHelper:
        """Return the layout."""
        back = reverse("child_consent", args=[self.child.key])
        return form_helper(self, submit=_("Vragen"), cancel_url=back)


class AskAllForm(RefusableForm):
    """How a whole group is asked; `again`: who was asked before and did not answer yet."""

    again = forms.BooleanField(required=False)
    way = forms.ChoiceField(label=_("Hoe vraag je het?"), choices=WAYS, widget=forms.RadioSelect)


class ConsentFilterForm(Form):
    """Which location, which group and which stand a list shows."""

    location = forms.ChoiceField(label=_("Locatie"), required=False)
    group = forms.ChoiceField(label=_("Groep"), required=False)
    stand = forms.ChoiceField(
        label=_("Stand"), required=False, choices=[("", _("Maakt niet uit")), *STANDS]
    )

    def __init__(
        self,
        *args: Any,
        locations: list[ChildcareLocation],
        groups: list[Group],
        **kwargs: Any,
    ) -> None:
        """Offer the actor's locations, where there is more than one, and the groups of one."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["location"].choices = [(str(one.pk), one.name) for one in locations]
        rest = [(str(one.pk), one.name) for one in groups]
        fields["group"].choices = [("", _("Alle groepen")), *rest]
        if len(locations) < 2:
            del fields["location"]


def usual_way(location_id: int) -> str:
    """Return the way that is chosen beforehand: a mail, once the location has started."""
    has_started = starts.has_started(location_id)
    return Channel.MAIL.value if has_started else Channel.SHEET.value


def _set_of(due: tuple[str, ...]) -> str:
    if ConsentScope.SHARE_FORM in due:
        return "overdracht"
    return "plaatsing" if due else ""
