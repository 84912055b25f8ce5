"""Forms of the letter pages: a sending date, a reason, an application, an objection."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from config.forms import DutchDateField, Form, form_helper
from partners.models import School
from subsidies.states import DECISIONS


class SendingDateForm(Form):
    """When letters go out; the same day for all that were chosen."""

    sending_on = DutchDateField(
        label=_("Verzenddatum"),
        help_text=_("Die dag staat op de brief, en alleen op die dag kan hij worden verzonden."),
    )

    submit = _("Datum kiezen")

    def __init__(self, *args: Any, cancel_url: str = "", **kwargs: Any) -> None:
        """Offer the way back to the letters."""
        super().__init__(*args, **kwargs)
        self.helper = form_helper(self, submit=self.submit, cancel_url=cancel_url)


class DraftingForm(SendingDateForm):
    """When the letters that are made go out; may be chosen later."""

    submit = _("Brieven maken")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the day be open."""
        super().__init__(*args, **kwargs)
        self.fields["sending_on"].required = False


class ReasonForm(Form):
    """Why letters go back to concept, or lapse."""

    reason = forms.CharField(label=_("Reden"), max_length=300)
    error_texts = {"reason": _("Schrijf in één zin waarom.")}

    def __init__(self, *args: Any, submit: str = "", cancel_url: str = "", **kwargs: Any) -> None:
        """Say on the button what happens."""
        super().__init__(*args, **kwargs)
        self.helper = form_helper(self, submit=submit, cancel_url=cancel_url)


class ObjectionForm(Form):
    """An objection that came in."""

    received_on = DutchDateField(label=_("Ontvangen op"))
    objector = forms.CharField(label=_("Ingediend door"), max_length=200)
    case_number = forms.CharField(label=_("Zaaknummer"), max_length=60, required=False)
    is_by_committee = forms.BooleanField(
        label=_("Een bezwaarcommissie adviseert"),
        help_text=_("Dan is de termijn om te beslissen twaalf weken in plaats van zes."),
        required=False,
    )
    error_texts = {"objector": _("Vul in wie het bezwaar heeft ingediend.")}
    submit = _("Bezwaar vastleggen")

    def __init__(
        self, *args: Any, cancel_url: str, today: date, is_board: bool = False, **kwargs: Any
    ) -> None:
        """Offer the way back to the letter; a board objects today and appoints no committee."""
        super().__init__(*args, **kwargs)
        self.today = today
        if is_board:
            del self.fields["received_on"], self.fields["is_by_committee"]
        self.helper = form_helper(self, submit=self.submit, cancel_url=cancel_url)

    def clean_received_on(self) -> date:
        """Return the day of receipt. Raises: ValidationError: it is yet to come."""
        day: date = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError(_("De dag van ontvangst ligt in de toekomst."))
        return day


class CorrectionForm(ObjectionForm):
    """What was registered of an objection, and why it is another now."""

    reason = forms.CharField(label=_("Waarom klopt het niet?"), max_length=300)
    error_texts = {**ObjectionForm.error_texts, "reason": _("Schrijf in één zin waarom.")}
    submit = _("Corrigeren")


class PostponeForm(Form):
    """Nothing to fill in: only to say yes."""

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        """Offer the way back to the letter."""
        super().__init__(*args, **kwargs)
        self.helper = form_helper(self, submit=_("Zes weken verdagen"), cancel_url=cancel_url)


class DecisionForm(Form):
    """How an objection was decided."""

    outcome = forms.ChoiceField(
        label=_("Beslissing"),
        choices=[("", _("Kies")), *((one.value, one.label) for one in DECISIONS)],
    )
    decided_on = DutchDateField(label=_("Beslist op"))
    is_by_committee = forms.BooleanField(
        label=_("De bezwaarcommissie of het college heeft beslist"), required=False
    )
    note = forms.CharField(label=_("Toelichting"), max_length=300, required=False)
    school_ids = forms.TypedMultipleChoiceField(
        label=_("Scholen waarvan het bedrag kan veranderen"),
        help_text=_(
            "Bij gegrond of deels gegrond komt voor elk van deze scholen een voorstel bij "
            "Wijzigingen; daar besluit de gemeente over het bedrag."
        ),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    error_texts = {"outcome": _("Kies hoe er is beslist.")}

    def __init__(
        self, *args: Any, cancel_url: str, today: date, schools: Iterable[School], **kwargs: Any
    ) -> None:
        """Offer the schools whose amount can change, all ticked, and the way back to the letter."""
        super().__init__(*args, **kwargs)
        self.today = today
        choices = [(school.pk, school.name) for school in schools]
        field = cast("forms.TypedMultipleChoiceField", self.fields["school_ids"])
        field.choices, field.initial = choices, [pk for pk, _name in choices]
        if not choices:
            del self.fields["school_ids"]
        self.helper = form_helper(self, submit=_("Beslissing vastleggen"), cancel_url=cancel_url)

    def clean_decided_on(self) -> date:
        """Return the day of the decision. Raises: ValidationError: it is yet to come."""
        day: date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError(_("De dag van de beslissing ligt in de toekomst."))
        return day


class ApplicationForm(Form):
    """Of which day and number the board's application is, where subsidy is given on one."""

    application_on = DutchDateField(label=_("Datum van de aanvraag"))
    application_number = forms.CharField(
        label=_("Nummer van de aanvraag"), max_length=40, required=False
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        """Offer the way back to the letter."""
        super().__init__(*args, **kwargs)
        self.helper = form_helper(self, submit=_("Bewaren"), cancel_url=cancel_url)
