"""Forms of what happened to a school, of its outcome, and of letters that end a subsidy."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from config.forms import DutchDateField, Form, MoneyField, Text, form_helper
from partners.access import Actor
from partners.models import SchoolBoard
from subsidies.amendments import NEEDS_OTHER, ChangeError, Inputs
from subsidies.models import SchoolChange
from subsidies.states import ChangeKind

# What can be reported: an amount after an objection follows from the decision on it.
REPORTED = [(kind.value, kind.label) for kind in ChangeKind if kind != ChangeKind.REVISED]


def _choice(label: Text, rows: Any, hint: Text = "", *, required: bool = False) -> Any:
    return forms.ModelChoiceField(
        rows, label=label, help_text=hint, required=required, empty_label=_("Kies")
    )


class ReportForm(Form):
    """What happened to which school, and from when."""

    error_texts: ClassVar[dict[str, Any]] = {
        "kind": _("Kies wat er is gebeurd."),
        "school": _("Kies om welke school het gaat."),
    }

    def __init__(
        self, *args: Any, schools: Any, others: Any, boards: Any, cancel_url: str, **kwargs: Any
    ) -> None:
        """Offer the actor's own schools, all others here, and the boards."""
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Wat is er gebeurd?"), choices=[("", _("Kies")), *REPORTED]
        )
        self.fields["school"] = _choice(_("School"), schools, required=True)
        self.fields["effective_on"] = DutchDateField(label=_("Vanaf welke dag?"))
        self.fields["other"] = _choice(
            _("Andere school"), others,
            _("Bij samenvoegen: waar de school in opgaat. Bij splitsen: waar zij uit komt."),
        )  # fmt: skip
        self.fields["new_board"] = _choice(
            _("Nieuw bestuur"), boards, _("Alleen als de school naar een ander bestuur gaat.")
        )
        self.fields["note"] = forms.CharField(
            label=_("Toelichting"), max_length=1000, required=False, widget=forms.Textarea
        )
        for name in ("kind", "school"):
            self.fields[name].error_messages["required"] = self.error_texts[name]
        self.helper = form_helper(self, submit=_("Wijziging melden"), cancel_url=cancel_url)

    def values(self) -> dict[str, Any]:
        """Return what the report is made of."""
        typed = self.cleaned_data
        return {
            "kind": ChangeKind(typed["kind"]),
            "school_id": typed["school"].pk,
            "effective_on": typed["effective_on"],
            "other_id": typed["other"].pk if typed["other"] else None,
            "new_board_id": typed["new_board"].pk if typed["new_board"] else None,
            "note": typed["note"],
        }

    def refuse(self, error: ChangeError) -> None:
        """Show a refusal at the field it is about."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class InputsForm(Form):
    """What a change is calculated with; which fields there are follows from its kind."""

    effective_on = DutchDateField(label=_("Gaat in op"))

    def __init__(self, *args: Any, change: SchoolChange, others: Any, boards: Any, **kwargs: Any):
        """Ask only what this kind of change needs."""
        self.change = change
        super().__init__(*args, **kwargs)
        if change.kind in NEEDS_OTHER:
            self.fields["other"] = _choice(_("Andere school"), others, required=True)
        if change.kind == ChangeKind.BOARD_CHANGED:
            self.fields["new_board"] = _choice(_("Nieuw bestuur"), boards, required=True)
        if change.kind == ChangeKind.OPENED:
            self.fields["full_amount"] = MoneyField(
                label=_("Bedrag voor een heel schooljaar"),
                help_text=_("Leeg: wat de verdeelsleutel elke school geeft."),
                min_value=Decimal(0), required=False,
            )  # fmt: skip
        if change.kind == ChangeKind.REVISED:
            del self.fields["effective_on"]
            self.fields["full_amount"] = MoneyField(
                label=_("Bedrag voor dit schooljaar na het bezwaar"),
                help_text=_("Voor het hele jaar, met de wijzigingen die al zijn overgenomen."),
                min_value=Decimal(0),
            )
        if change.kind == ChangeKind.SPLIT:
            hint = _("Leeg: de laatste cijfers van beide scholen.")
            for name, label in (("pupils_old", _("Leerlingen van de oude school")),
                                ("pupils_new", _("Leerlingen van de nieuwe school"))):  # fmt: skip
                self.fields[name] = forms.IntegerField(
                    label=label, help_text=hint, min_value=0, required=False
                )

    @classmethod
    def first_values(cls, change: SchoolChange) -> dict[str, Any]:
        """Return what the report says."""
        return {
            "effective_on": change.effective_on,
            "other": change.other_id,
            "new_board": change.new_board_id,
        }

    def inputs(self) -> Inputs:
        """Return what was typed."""
        typed = self.cleaned_data
        pupils = (typed.get("pupils_old"), typed.get("pupils_new"))
        both = (pupils[0], pupils[1]) if pupils[0] is not None and pupils[1] is not None else None
        return Inputs(
            effective_on=typed.get("effective_on") or self.change.effective_on,
            other=typed.get("other"),
            new_board=typed.get("new_board"),
            full_amount=typed.get("full_amount"),
            pupils=both,
        )

    def refuse(self, error: ChangeError) -> None:
        """Show a refusal at the field it is about."""
        field = "pupils_old" if error.field == "pupils" else error.field
        self.add_error(field if field in self.fields else None, str(error))


class GroundForm(Form):
    """On which ground of the law a subsidy is taken back, and what happened."""

    reasons = forms.CharField(
        label=_("Wat is er gebeurd?"),
        help_text=_("Dit leest het bestuur in de brief."),
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, grounds: dict[str, str], cancel_url: str, **kwargs: Any) -> None:
        """Offer the grounds that hold for this subsidy."""
        super().__init__(*args, **kwargs)
        self.fields["ground"] = forms.ChoiceField(
            label=_("Grond"), choices=list(grounds.items()), widget=forms.RadioSelect
        )
        self.order_fields(["ground", "reasons"])
        self.helper = form_helper(self, submit=_("Intrekking opstellen"), cancel_url=cancel_url)


class SettlementForm(Form):
    """What one board is settled at: the amount in force, or less with a ground."""

    amount = MoneyField(label=_("Vast te stellen bedrag"), min_value=Decimal(0))
    reasons = forms.CharField(
        label=_("Waarom lager?"), max_length=2000, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, grounds: dict[str, str], **kwargs: Any) -> None:
        """Offer the grounds for a lower settlement."""
        super().__init__(*args, **kwargs)
        self.fields["ground"] = forms.ChoiceField(
            label=_("Grond"), choices=[("", _("Niet lager")), *grounds.items()], required=False
        )
        self.order_fields(["amount", "ground", "reasons"])


def schools_to_choose(rows: Any) -> Any:
    """Return schools by name, for a list to choose from."""
    return rows.select_related("organisation").order_by("organisation__sort_name")


def boards_to_choose(actor: Actor) -> Any:
    """Return the boards that the actor sees, by name."""
    rows = SchoolBoard.objects.visible_to(actor).select_related("organisation")
    return rows.order_by("organisation__sort_name")
