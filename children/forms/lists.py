"""Forms with which a list of children is pasted, its columns are named and who is who is said."""

import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from children import list_columns
from children.forms.enrolment import RefusableForm, chosen_place, place_choices
from children.list_import import OTHER, SAME, Alike, Looked
from children.pasted_lists import MAX_BYTES, ListError, PastedList, read_file, read_text
from children.states import ListField
from config import citizen_numbers
from config.formats import date_words
from config.forms import Form, bare_helper
from partners.access import Actor

MARK = "kolomnamen"


class ListForm(RefusableForm):
    """The list, pasted or as a file, and where its children come."""

    error_texts: ClassVar[dict[str, Any]] = {"place": _("Kies waar deze kinderen komen.")}
    place = forms.ChoiceField(
        label=_("Waar komen deze kinderen?"),
        help_text=_("Staat de groep in de lijst, dan telt die."),
    )
    text = forms.CharField(
        label=_("Plak hier de lijst"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Kopieer de cellen uit Excel of je kindplanning, met de kolomnamen erboven."),
    )
    file = forms.FileField(
        label=_("Of kies een bestand"),
        required=False,
        max_length=200,
        help_text=_("Csv of Excel (.xlsx), ten hoogste 2 MB."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer the places of the actor; the first location without a group stands ready."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.choices = place_choices(actor)
        options = [value for _name, group in field.choices for value, _label in group]
        ready = next((value for value in options if value.endswith("-")), "")
        self.initial.setdefault("place", ready)
        _ask(self)  # the one or the other
        self.helper = bare_helper(*self.fields)

    def clean(self) -> dict[str, Any]:
        """Read the list, so that what is no list is said here."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        file, text = data.get("file"), data.get("text", "")
        try:
            if file and file.size > MAX_BYTES:
                raise ListError(str(_("Dit bestand is groter dan 2 MB: plak alleen de lijst.")))
            self.pasted = read_file(file.read()) if file else read_text(text)
        except ListError as error:
            self.add_error("file" if file else "text", error.message)
        return data

    def place_ids(self) -> tuple[int, int | None]:
        """Return the location, and the group for who has none in the list."""
        return chosen_place(self.cleaned_data["place"])


class ColumnsForm(Form):
    """What stands in each column of the list."""

    def __init__(self, pasted: PastedList, location_id: int, posted: Any) -> None:
        """Ask about each column; what was said counts as long as the columns are the same."""
        mark = hashlib.sha256("\n".join(pasted.header).encode()).hexdigest()[:16]
        known = list_columns.known(location_id, pasted)
        super().__init__(posted if posted.get(MARK) == mark else None)
        for place, (word, field) in enumerate(zip(pasted.header, known, strict=True)):
            example = _example(pasted, place)
            self.fields[f"kolom_{place}"] = forms.ChoiceField(
                label=word,
                choices=ListField.choices,
                initial=field.value,
                required=False,
                help_text=_("Bijvoorbeeld: %s") % example[:40] if example else "",
            )
        mark_field = forms.CharField(widget=forms.HiddenInput, initial=mark, required=False)
        self.fields[MARK] = mark_field
        _ask(self)
        self.helper = bare_helper(Div(*self.fields, css_class="app-form__cols"))

    def left_out(self) -> list[Any]:
        """Return the columns that are passed over, by their names."""
        labels = [field.label for name, field in self.fields.items() if name != MARK]
        pairs = zip(labels, self.chosen(), strict=True)
        return [label for label, own in pairs if own == ListField.NOTHING]

    def chosen(self) -> list[ListField]:
        """Return what each column holds; what is no choice of ours is passed over."""
        names = [name for name in self.fields if name != MARK]
        self.is_valid()
        given = self.cleaned_data if self.is_bound else {}
        said = [given.get(name) or self.fields[name].initial for name in names]
        return [ListField(value) for value in said]


class AlikeForm(Form):
    """Of each record that looks like somebody: whether it is the same child."""

    def __init__(self, rows: Iterable[Looked], posted: Any) -> None:
        """Ask about each; nothing is chosen beforehand."""
        super().__init__(None)
        for row in rows:
            self.fields[row.mark] = forms.ChoiceField(
                label=_question(row),
                choices=[
                    (SAME, _("Hetzelfde kind: niet toevoegen")),
                    (OTHER, _("Een ander kind: toevoegen")),
                ],
                initial=posted.get(row.mark),
                required=False,
                widget=forms.RadioSelect,
            )
        _ask(self)
        self.helper = bare_helper(*self.fields)


def _ask(form: forms.Form) -> None:
    """Let no label of a form say that its field may stay empty."""
    for field in form.fields.values():
        field.is_asked = True  # type: ignore[attr-defined]  # see nlds/layout/label_text.html


def _example(pasted: PastedList, place: int) -> str:
    """Return what stands in a column, unless it can be a BSN."""
    found = next((line.cells[place] for line in pasted.lines if line.cells[place]), "")
    return "" if any(citizen_numbers.found_in(found)) else found


def _question(row: Looked) -> Any:
    new = row.new
    assert new is not None  # noqa: S101 - only a child looks like another
    words = {"line": row.line, "name": new.name, "day": date_words(new.born_on)}
    others = "; ".join(_about(each) for each in row.alike)
    return _("Regel %(line)d: %(name)s, geboren op %(day)s. Is dit %(others)s?") % {
        **words,
        "others": others,
    }


def _about(each: Alike) -> str:
    words = {"name": each.name, "day": date_words(each.born_on), "line": each.line}
    if each.child is None:
        return str(_("%(name)s van regel %(line)d, geboren op %(day)s") % words)
    gone = str(_(" (weg)")) if each.child.left_on else ""
    return str(_("%(name)s die er al is, geboren op %(day)s") % words) + gone
