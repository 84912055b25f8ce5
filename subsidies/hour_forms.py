"""Forms of the hours book: the week grid, a kind of activity, and the filter of schools."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config import citizen_numbers
from config.formats import school_year
from config.forms import Form
from partners.forms.settings import BackForm
from subsidies.activity_kinds import Kind
from subsidies.hour_totals import key_of
from subsidies.hour_weeks import Cell, Change, Line, SchoolWeek, Week
from subsidies.models import SubsidyYear
from subsidies.models.hours import DAY_MINUTES
from subsidies.states import ActivityCode

TYPED = re.compile(r"(\d{1,4})|(\d{1,2}):([0-5]\d)")
SHOWN = re.compile(r"(m-[\w-]{1,60})=(\d{1,5})")
HOUR = 60


class MinutesField(forms.CharField):
    """Minutes as `45`, or as hours and minutes: `1:30`; nothing is 0."""

    def __init__(self, **kwargs: Any) -> None:
        """Take a narrow box that opens the keyboard of figures."""
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "app-week__input"}
        super().__init__(required=False, widget=forms.TextInput(attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return whole minutes. Raises: ValidationError."""
        text = str(super().clean(value)).strip()
        found = TYPED.fullmatch(text) if text else None
        if text and found is None:
            raise ValidationError(
                _("%(label)s: vul minuten in, bijvoorbeeld 45 of 1:30, niet “%(text)s”.")
                % {"label": self.label, "text": text[:20]}
            )
        minutes = 0
        if found is not None:
            minutes = int(found[1]) if found[1] else int(found[2]) * HOUR + int(found[3])
        if minutes > DAY_MINUTES:
            raise ValidationError(
                _("%(label)s: %(minutes)d minuten is te veel, een dag heeft er %(most)d.")
                % {"label": self.label, "minutes": minutes, "most": DAY_MINUTES}
            )
        return minutes


class WeekForm(Form):
    """The cells of a week that are open, and a word about the minutes of Overig.

    `shown` holds what the page showed: only what is other than that was changed by the person.
    """

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, week: Week, **kwargs: Any) -> None:
        """Make a field of each open cell."""
        self.week = week
        super().__init__(*args, **kwargs)
        for school in week.schools:
            for line in school.lines:
                self._add(school, line)
        filled = {name: cell.minutes for name, cell in week.cells.items() if cell.minutes}
        self.fields["shown"].initial = " ".join(f"{name}={n}" for name, n in filled.items())

    def _add(self, school: SchoolWeek, line: Line) -> None:
        for cell in line.cells:
            if cell.is_open:
                label = cell_label(school, line, cell)
                self.fields[cell.place.name] = MinutesField(label=label, initial=cell.minutes or "")
        if line.takes_note:
            self.fields[note_name(school, line)] = forms.CharField(
                label=_("Waar ging de tijd bij %s heen?") % line.kind.name,
                max_length=200,
                required=False,
                initial=line.note,
                validators=[citizen_numbers.refuse],
                help_text=_("Schrijf hier geen namen van kinderen."),
            )

    def grid(self) -> Iterator[tuple[SchoolWeek, list[tuple[Line, list[Any], Any]]]]:
        """Yield each school with its rows: the line, its cells with their fields, its note."""
        for school in self.week.schools:
            rows = []
            for line in school.lines:
                cells = [
                    (cell, self[cell.place.name] if cell.is_open else None) for cell in line.cells
                ]
                note = self[note_name(school, line)] if line.takes_note else None
                rows.append((line, cells, note))
            yield school, rows

    def changes(self) -> list[Change]:
        """Return the cells that the person changed."""
        shown = {name: int(n) for name, n in SHOWN.findall(self.cleaned_data.get("shown", ""))}
        return [
            Change(cell.place, shown.get(name, 0), self.cleaned_data[name])
            for name, cell in self.week.cells.items()
            if self.cleaned_data[name] != shown.get(name, 0)
        ]

    def notes(self) -> dict[tuple[int, ActivityCode], str]:
        """Return what was written about a kind at a school."""
        return {
            (school.school.pk, line.kind.code): self.cleaned_data[note_name(school, line)].strip()
            for school in self.week.schools
            for line in school.lines
            if line.takes_note
        }

    def refuse(self, message: str, field: str | None) -> None:
        """Show a refusal at the cell or note it is about."""
        self.add_error(field if field in self.fields else None, message)


def note_name(school: SchoolWeek, line: Line) -> str:
    """Return the name of the field of a note."""
    return f"note-{school.school.pk}-{line.kind.code.value}"


def cell_label(school: SchoolWeek, line: Line, cell: Cell) -> str:
    """Return what a cell is, in words."""
    return f"{school.school.name}, {line.kind.name}, {cell.place.day:%d-%m}"


class ActivityKindForm(BackForm):
    """How a municipality calls a kind, how long it takes, and whether it is used."""

    submit: ClassVar[Any] = gettext_lazy("Soort bewaren")
    error_texts: ClassVar[dict[str, Any]] = {
        "name": gettext_lazy("Vul in hoe deze soort heet."),
        "minutes": gettext_lazy("Vul in hoeveel minuten dit gewoonlijk duurt."),
    }
    name = forms.CharField(
        label=gettext_lazy("Naam"), max_length=40, validators=[citizen_numbers.refuse]
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minuten die het gewoonlijk duurt"),
        min_value=1,
        max_value=DAY_MINUTES,
        help_text=gettext_lazy("Zoveel boekt een activiteit als niemand zegt hoe lang zij duurde."),
    )
    is_on = forms.BooleanField(
        label=gettext_lazy("Coördinatoren kunnen hier uren op boeken"), required=False
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        """Begin with the kind as it is."""
        self.kind = kind
        known = {"name": kind.name, "minutes": kind.minutes, "is_on": kind.is_on}
        super().__init__(*args, **{**kwargs, "initial": known})

    def values(self) -> Kind:
        """Return the kind as the domain takes it."""
        return Kind(code=self.kind.code, **self.cleaned_data)


class SchoolHoursForm(Form):
    """What the list of schools is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Zoek op naam of code"), required=False, max_length=100)
    jaar = forms.ChoiceField(label=gettext_lazy("Schooljaar"), required=False)
    toon = forms.ChoiceField(
        label=gettext_lazy("Welke scholen"),
        required=False,
        choices=[
            ("", gettext_lazy("Alle")),
            ("zonder", gettext_lazy("Zonder uren")),
            ("met", gettext_lazy("Met uren")),
        ],
    )

    def __init__(self, *args: Any, years: list[SubsidyYear], **kwargs: Any) -> None:
        """Offer the years of the actor."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["jaar"]
        is_one = len({year.municipality_id for year in years}) < 2
        field.choices = [
            (key_of(year), school_year(year.label) if is_one else str(year)) for year in years
        ]
