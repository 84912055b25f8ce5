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
from subsidies.hour_rules import HoursError
from subsidies.hour_saves import Change, ChangedMeanwhileError, Note
from subsidies.hour_totals import key_of
from subsidies.hour_weeks import Cell, Line, Place, SchoolWeek, Week, note_name
from subsidies.models import SubsidyYear
from subsidies.models.hours import DAY_MINUTES
from subsidies.states import ActivityCode

TYPED = re.compile(r"(\d{1,4})|(\d{1,2}):([0-5]\d)")
SHOWN = re.compile(r"(m-[\w-]{1,60})=(\d{1,5})")
NOTE = re.compile(r"note-\d{1,9}-[a-z0-9]{1,5}")
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
        self.fields["shown"].initial = shown_text(filled)

    def _add(self, school: SchoolWeek, line: Line) -> None:
        for cell in line.cells:
            if cell.is_open:
                label = cell_label(school, line, cell)
                self.fields[cell.place.name] = MinutesField(label=label, initial=cell.minutes or "")
        if line.takes_note:
            name = note_name(school.school.pk, line.kind.code)
            self.fields[shown_name(name)] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=line.note
            )
            self.fields[name] = forms.CharField(
                label=_("Waar ging de tijd bij %s heen?") % line.kind.name,
                max_length=200,
                required=False,
                initial=line.note,
                validators=[citizen_numbers.refuse],
                help_text=_("Schrijf hier geen namen van kinderen."),
            )

    def grid(self) -> Iterator[tuple[SchoolWeek, list[tuple[Line, list[Any], list[Any]]]]]:
        """Yield each school with its rows: the line, its cells with their fields, its note.

        The note comes with the hidden field of what the page showed.
        """
        for school in self.week.schools:
            rows = []
            for line in school.lines:
                cells = [
                    (cell, self[cell.place.name] if cell.is_open else None) for cell in line.cells
                ]
                name = note_name(school.school.pk, line.kind.code)
                notes = [self[name], self[shown_name(name)]] if line.takes_note else []
                rows.append((line, cells, notes))
            yield school, rows

    def clean(self) -> dict[str, Any]:
        """Refuse what was typed where it can no longer be kept, rather than drop it."""
        shown = shown_in(self.data.get("shown", ""))
        for name in [one for one in self.data if one not in self.fields]:
            typed = self.data[name].strip()
            place = Place.named(name)
            if place is not None and minutes_in(typed) != shown.get(name, 0):
                self.add_error(None, self._lost(place, typed))
            elif NOTE.fullmatch(name) and typed != self.data.get(shown_name(name), "").strip():
                self.add_error(
                    None,
                    _(
                        "Toelichting “%s” is niet bewaard: er kan daar deze week niets meer "
                        "bij komen."
                    )
                    % typed[:200],
                )
        return self.cleaned_data

    def _lost(self, place: Place, typed: str) -> str:
        schools = [one.school for one in self.week.schools if one.school.pk == place.school_id]
        words = [str(school) for school in schools] + [
            kinds[place.kind].name
            for town, kinds in self.week.facts.kinds.items()
            if town in {school.municipality_id for school in schools}
        ]
        return _("%(label)s: “%(typed)s” is niet bewaard. %(reason)s") % {
            "label": ", ".join([*words, f"{place.day:%d-%m}"]),
            "typed": typed[:20],
            "reason": self.week.why_not(place),
        }

    def changes(self) -> list[Change]:
        """Return the cells that the person changed."""
        shown = shown_in(self.cleaned_data.get("shown", ""))
        return [
            Change(cell.place, shown.get(name, 0), self.cleaned_data[name])
            for name, cell in self.week.cells.items()
            if self.cleaned_data[name] != shown.get(name, 0)
        ]

    def notes(self) -> dict[tuple[int, ActivityCode], Note]:
        """Return what was written about a kind at a school, and what the page showed."""
        found = {}
        for school in self.week.schools:
            for line in school.lines:
                if line.takes_note:
                    key = school.school.pk, line.kind.code
                    name = note_name(*key)
                    shown = self.cleaned_data[shown_name(name)]
                    found[key] = Note(shown, self.cleaned_data[name].strip())
        return found

    def refuse(self, error: HoursError) -> None:
        """Show a refusal at the cell or note it is about."""
        self.add_error(error.field if error.field in self.fields else None, error.message)

    def data_after(self, error: ChangedMeanwhileError) -> Any:
        """Return what was sent, as if the page had shown what stands there now."""
        sent: Any = self.data
        data, name = sent.copy(), str(error.field)
        if isinstance(error.now, str):
            data[shown_name(name)] = error.now
        else:
            data["shown"] = shown_text(shown_in(data.get("shown", "")) | {name: error.now})
        return data


def shown_name(name: str) -> str:
    """Return the name of the field of what the page showed of a note."""
    return f"{name}-shown"


def shown_in(text: str) -> dict[str, int]:
    """Return the minutes that the page showed, by the name of their cell."""
    return {name: int(minutes) for name, minutes in SHOWN.findall(text)}


def shown_text(cells: dict[str, int]) -> str:
    """Return the minutes that a page shows as the text of its hidden field."""
    return " ".join(f"{name}={minutes}" for name, minutes in cells.items())


def minutes_in(text: str) -> int | None:
    """Return the minutes that were typed; None when it is no time."""
    try:
        return int(MinutesField().clean(text))
    except ValidationError:
        return None


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
