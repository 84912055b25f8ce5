"""Form of an arrangement of a municipality."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from children.arrangements import ArrangementValues
from children.models import Arrangement
from children.models.arrangements import OLDEST, USUAL_ENTRY, YOUNGEST_ENTRY
from config import citizen_numbers
from partners.forms.settings import BackForm

AGE = re.compile(r"(\d{1,2})(?:\s*jaar)?(?:\s*(?:;|,|en)?\s*(\d{1,2})\s*(?:maanden|maand|mnd)?)?")
MONTHS = 12


class AgeField(forms.CharField):
    """An age as years and months: reads `2;3`, `2 jaar en 3 maanden`, `4`; whole months."""

    def prepare_value(self, value: Any) -> Any:
        """Show months as years;months."""
        if not isinstance(value, int):
            return value
        years, rest = divmod(value, MONTHS)
        return f"{years};{rest}" if rest else str(years)

    def clean(self, value: Any) -> Any:
        """Return whole months, None for nothing. Raises: ValidationError."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        found = AGE.fullmatch(text)
        months = int(found[1]) * MONTHS + int(found[2] or 0) if found else OLDEST + 1
        if not found or int(found[2] or 0) >= MONTHS or months > OLDEST:
            raise ValidationError(_("Vul jaren en maanden in, bijvoorbeeld 2;6 of 4."))
        return months


def _text(label: Any, most: int, **options: Any) -> forms.CharField:
    """Return a line of text that takes no BSN."""
    return forms.CharField(
        label=label, max_length=most, validators=[citizen_numbers.refuse], **options
    )


class ArrangementForm(BackForm):
    """What a municipality says of an arrangement."""

    submit: ClassVar[Any] = _("Arrangement bewaren")
    error_texts: ClassVar[dict[str, Any]] = {
        "name": _("Vul in hoe het arrangement heet."),
        "from_months": _("Vul in vanaf welke leeftijd."),
        "until_months": _("Vul in tot welke leeftijd."),
    }
    name = _text(_("Naam"), 80)
    from_months = AgeField(
        label=_("Vanaf welke leeftijd"), help_text=_("Jaren en maanden: 2;3 is 2 jaar en 3 maanden")
    )
    until_months = AgeField(label=_("Tot welke leeftijd"), help_text=_("Bijvoorbeeld 4"))
    hours = _text(_("Uren"), 200, required=False)
    ratio = _text(_("Kinderen en medewerkers"), 200, required=False)
    decided_by = _text(_("Wie beslist"), 200, required=False)
    has_home_visit = forms.BooleanField(label=_("Huisbezoek bij de start"), required=False)
    district = _text(_("Wijk"), 200, required=False)
    outflow = _text(_("Waar kinderen daarna heen gaan"), 300, required=False)
    entry_months = AgeField(
        label=_("Kinderen al invoeren vanaf"),
        required=False,
        help_text=_("Leeg is 2;6, zoals overal. Niet jonger dan 1 jaar."),
    )
    is_on = forms.BooleanField(label=_("Dit arrangement staat aan"), required=False)

    def __init__(self, *args: Any, arrangement: Arrangement | None = None, **kwargs: Any) -> None:
        """Begin with what is known."""
        names = list(ArrangementValues.__dataclass_fields__)
        known = {name: getattr(arrangement, name) for name in names} if arrangement else {}
        super().__init__(*args, **{**kwargs, "initial": known or {"is_on": True}})

    def clean_entry_months(self) -> int | None:
        """Refuse an age that lets children in who are too young, or that changes nothing."""
        months: int | None = self.cleaned_data["entry_months"]
        if months is not None and not YOUNGEST_ENTRY <= months <= USUAL_ENTRY:
            raise ValidationError(_("Kies een leeftijd van 1 tot en met 2;6 jaar."))
        return months

    def values(self) -> ArrangementValues:
        """Return the arrangement as the domain takes it."""
        return ArrangementValues(**self.cleaned_data)
