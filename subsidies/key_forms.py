"""The form of a key (verdeelsleutel): one small form per component, bounds, and who is left out.

A component's fields follow from its kind; a button of the page adds or removes one and shows the
form again, so that it works without a script too. What comes out is a KEY.json, nothing else.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from crispy_forms.bootstrap import AppendedText, PrependedText
from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.forms import DutchDateField, Form, MoneyField, PlainDecimalField, Text, bare_helper
from subsidies.keys import MAX_COMPONENTS

FormT = TypeVar("FormT", bound=forms.Form)
CENT = Decimal("0.01")
AMOUNTS = frozenset({"amount", "minimum", "maximum"})
AMOUNT_OR_SHARE = ("amount", "share")
RATE_OR_SHARE = ("rate", "share")
FIELDS_OF_KIND: dict[str, tuple[str, ...]] = {
    "fixed": AMOUNT_OR_SHARE,
    "hours_rate": ("hours_per_week", "weeks", "rate"),
    "previous_year": ("index",),
    "per_pupil": ("date", *RATE_OR_SHARE),
    "per_target_toddler": ("date", *RATE_OR_SHARE),
    "per_inflow": ("date", *RATE_OR_SHARE),
    "per_kindcentrum": AMOUNT_OR_SHARE,
    "disadvantage": ("date", *RATE_OR_SHARE),
}
KIND_LABELS: dict[str, Text] = {
    "fixed": _("Vast bedrag per school"),
    "hours_rate": _("Vast bedrag: uren × weken × uurtarief"),
    "previous_year": _("Bedrag van vorig jaar, met index"),
    "per_pupil": _("Per leerling"),
    "per_target_toddler": _("Per doelgroeppeuter"),
    "per_inflow": _("Per verwachte vierjarige"),
    "per_kindcentrum": _("Per kindcentrum"),
    "disadvantage": _("Naar achterstandsscore"),
}
KIND_HINTS: dict[str, Text] = {
    "fixed": _("Elke school krijgt hetzelfde bedrag, of alle scholen een gelijk deel."),
    "hours_rate": _("Elke school krijgt hetzelfde bedrag, uitgelegd in uren."),
    "previous_year": _("Elke school krijgt wat zij vorig jaar kreeg, plus de index."),
    "per_pupil": _("Leerlingen op de teldatum, uit het bestand van DUO."),
    "per_target_toddler": _("Doelgroeppeuters op de teldatum, uit een eigen bestand."),
    "per_inflow": _("Vierjarigen die de school verwacht, uit een eigen bestand."),
    "per_kindcentrum": _("Elk kindcentrum even veel, gedeeld door zijn scholen."),
    "disadvantage": _("Achterstandsscore van het CBS op de teldatum."),
}
SUFFIXES = {"share": "%", "index": "%", "hours_per_week": _("uur"), "weeks": _("weken")}


def _number(label: Text, **options: Any) -> PlainDecimalField:
    return PlainDecimalField(label=label, localize=True, required=False, **options)


class ComponentForm(Form):
    """One component; `kind` decides which of the fields it has."""

    amount = MoneyField(label=_("Bedrag"), required=False)
    hours_per_week = _number(_("Uren per week"), max_digits=5, decimal_places=2)
    weeks = forms.IntegerField(label=_("Weken per jaar"), required=False, max_value=53)
    date = DutchDateField(label=_("Teldatum"), required=False)
    rate = _number(_("Bedrag per eenheid"), max_digits=12, decimal_places=6)
    share = _number(_("Deel van de rest"), max_digits=7, decimal_places=4)
    index = _number(_("Index"), max_digits=6, decimal_places=3)

    def __init__(self, kind: str, number: int, *args: Any, **kwargs: Any) -> None:
        """Keep the fields of this kind only."""
        super().__init__(*args, prefix=f"onderdeel-{number}", **kwargs)
        self.kind, self.number = kind, number
        names = FIELDS_OF_KIND[kind]
        self.fields = {name: self.fields[name] for name in names}
        for field in self.fields.values():
            field.is_asked = True  # type: ignore[attr-defined]  # see nlds/layout/label_text.html
        if kind == "hours_rate":
            self.fields["rate"].label = _("Uurtarief")
        self.helper = bare_helper(Div(*map(_control, names), css_class="app-form__cols"))

    @property
    def label(self) -> Text:
        """Return the kind in words."""
        return KIND_LABELS[self.kind]

    @property
    def hint(self) -> Text:
        """Return what the kind does, in one sentence."""
        return KIND_HINTS[self.kind]

    @property
    def has_choice(self) -> bool:
        """Say whether the last two fields exclude each other."""
        return FIELDS_OF_KIND[self.kind][-2:] in {AMOUNT_OR_SHARE, RATE_OR_SHARE}

    def clean(self) -> dict[str, Any]:
        """Refuse an empty field, and both or neither of two that exclude each other."""
        values = super().clean() or {}
        names = FIELDS_OF_KIND[self.kind]
        needed = names[:-2] if self.has_choice else names
        for name in needed:
            if values.get(name) is None and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        if self.has_choice and not set(names[-2:]) & set(self.errors):
            given = [name for name in names[-2:] if values.get(name) is not None]
            if len(given) != 1:
                first, second = (self.fields[name].label for name in names[-2:])
                message = _("Vul óf “%(first)s” óf “%(second)s” in.")
                self.add_error(names[-2], message % {"first": first, "second": second})
        return values

    def part(self) -> dict[str, Any]:
        """Return the component as KEY.json has it."""
        values = {name: self.cleaned_data[name] for name in self.fields}
        return {"kind": self.kind} | {
            name: _written(name, value) for name, value in values.items() if value is not None
        }


class LimitsForm(Form):
    """Bounds on what a school gets in all."""

    minimum = MoneyField(label=_("Ondergrens per school"), required=False)
    maximum = MoneyField(label=_("Bovengrens per school"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay the two out beside each other."""
        super().__init__(*args, prefix="grens", **kwargs)
        self.helper = bare_helper(Div(*map(_control, self.fields), css_class="app-form__cols"))


class ExclusionForm(Form):
    """A school that gets nothing, and why."""

    error_texts: ClassVar[dict[str, Any]] = {
        "code": _("Kies de school die niet meedoet."),
        "reason": _("Schrijf waarom deze school niet meedoet."),
    }
    code = forms.ChoiceField(label=_("School die niet meedoet"))
    reason = forms.CharField(label=_("Reden"), max_length=200)

    def __init__(self, number: int, schools: Iterable[tuple[str, str]], *args: Any, **kwargs: Any):
        """Offer the schools of the year."""
        super().__init__(*args, prefix=f"buiten-{number}", **kwargs)
        self.number = number
        choices = [("", _("Kies een school")), *schools]
        self.fields["code"].choices = choices  # type: ignore[attr-defined]
        self.helper = bare_helper(Div("code", "reason", css_class="app-form__cols"))


def _control(name: str) -> Any:
    if name in AMOUNTS | {"rate"}:
        return PrependedText(name, "€")
    return AppendedText(name, str(SUFFIXES[name])) if name in SUFFIXES else name


class KeyEditor:
    """The forms of one key together, from a definition or from what the page sent.

    `schools` are the pairs of code and name that can be left out.
    """

    def __init__(self, schools: Iterable[tuple[str, str]]) -> None:
        """Begin without a component."""
        self.schools = list(schools)
        self.parts: list[ComponentForm] = []
        self.exclusions: list[ExclusionForm] = []
        self.limits = LimitsForm()
        self.is_shorter = False
        self.refusal = ""

    @classmethod
    def from_definition(
        cls, definition: Mapping[str, Any], schools: Iterable[tuple[str, str]]
    ) -> "KeyEditor":
        """Show a key that was saved."""
        editor = cls(schools)
        for number, part in enumerate(definition.get("components", [])):
            initial = {name: _shown(name, value) for name, value in part.items()}
            editor.parts.append(ComponentForm(part["kind"], number, initial=initial))
        for number, row in enumerate(definition.get("excluded", [])):
            editor.exclusions.append(ExclusionForm(number, editor.schools, initial=row))
        bounds = ("minimum", "maximum")
        editor.limits = LimitsForm(
            initial={name: _shown(name, definition.get(name)) for name in bounds}
        )
        return editor

    @classmethod
    def from_post(
        cls,
        data: Mapping[str, Any],
        schools: Iterable[tuple[str, str]],
        *,
        is_checked: bool = True,
    ) -> "KeyEditor":
        """Read what the page sent: `onderdelen` and `buiten` list what stands on it.

        The buttons `toevoegen`, `weg` and `terug` change the list; then nothing is checked yet
        and the page shows again what was typed. More components than a key may have are refused:
        `refusal` says so, and the page shows the first ones.
        """
        editor = cls(schools)

        def given(prefix: str) -> dict[str, Any]:
            if is_checked:
                return {"data": data}
            start = f"{prefix}-"
            typed = {key.removeprefix(start): data[key] for key in data if key.startswith(start)}
            return {"initial": typed}

        listed = [pair for pair in _listed(data, "onderdelen", "weg") if pair[1] in FIELDS_OF_KIND]
        editor._refuse_above_most(len(listed))
        for number, kind in listed[:MAX_COMPONENTS]:
            editor.parts.append(ComponentForm(kind, number, **given(f"onderdeel-{number}")))
        for number, _kind in _listed(data, "buiten", "terug"):
            form = ExclusionForm(number, editor.schools, **given(f"buiten-{number}"))
            editor.exclusions.append(form)
        editor.limits = LimitsForm(**given("grens"))
        editor.is_shorter = "weg" in data or "terug" in data
        editor._add(str(data.get("toevoegen", "")), str(data.get("soort", "")))
        return editor

    def _refuse_above_most(self, count: int) -> None:
        """Keep what to say about more components than a key may have."""
        if count > MAX_COMPONENTS:
            self.refusal = gettext(
                "De sleutel heeft %(count)d onderdelen; meer dan %(most)d kan niet. Hier staan de "
                "eerste %(most)d."
            ) % {"count": count, "most": MAX_COMPONENTS}

    def _add(self, what: str, kind: str) -> None:
        """Put an empty component or exclusion below the others."""
        if what == "onderdeel" and kind in FIELDS_OF_KIND:
            self._refuse_above_most(len(self.parts) + 1)
            if self.refusal:
                return
            number = max((form.number for form in self.parts), default=-1) + 1
            self.parts.append(_focused(ComponentForm(kind, number)))
        elif what == "school":
            number = max((form.number for form in self.exclusions), default=-1) + 1
            self.exclusions.append(_focused(ExclusionForm(number, self.schools)))

    @property
    def listed_parts(self) -> str:
        """Return which components stand on the page, for the hidden field `onderdelen`."""
        return ",".join(f"{form.number}:{form.kind}" for form in self.parts)

    @property
    def listed_exclusions(self) -> str:
        """Return which exclusions stand on the page, for the hidden field `buiten`."""
        return ",".join(f"{form.number}:" for form in self.exclusions)

    @property
    def forms(self) -> list[forms.Form]:
        """Return all the forms."""
        return [*self.parts, self.limits, *self.exclusions]

    @property
    def has_limits(self) -> bool:
        """Say whether there is anything in the part that the page folds away."""
        fields = [self.limits[name] for name in self.limits.fields]
        given = any(field.value() not in {None, ""} for field in fields)
        return given or bool(self.exclusions) or bool(self.limits.is_bound and self.limits.errors)

    @property
    def kinds(self) -> list[tuple[str, Text]]:
        """Return the kinds that can be added."""
        return list(KIND_LABELS.items())

    def is_valid(self) -> bool:
        """Say whether every form is filled in; all are asked, so all say what is wrong."""
        valid = [form.is_bound and form.is_valid() for form in self.forms]
        return all(valid) and not self.refusal

    def definition(self) -> dict[str, Any]:
        """Return the KEY.json; only after `is_valid`."""
        limits = {
            name: None if value is None else _written(name, value)
            for name, value in self.limits.cleaned_data.items()
        }
        definition: dict[str, Any] = {"components": [form.part() for form in self.parts], **limits}
        if self.exclusions:
            definition["excluded"] = [form.cleaned_data for form in self.exclusions]
        return definition


def _focused(form: FormT) -> FormT:
    """Let the cursor begin in the first field of a form that was just added."""
    next(iter(form.fields.values())).widget.attrs["autofocus"] = True
    return form


def _written(name: str, value: Any) -> Any:
    """Return a value as KEY.json has it: text, amounts to the cent, whole numbers as they are."""
    if isinstance(value, int):
        return value
    return str(value.quantize(CENT) if name in AMOUNTS else value)


def _shown(name: str, value: Any) -> Any:
    """Return a value of KEY.json as its field shows it."""
    if name == "date" and value:
        return date.fromisoformat(value)
    if value is None or name in {"kind", "weeks"}:
        return value
    return Decimal(str(value))


def _listed(data: Mapping[str, Any], name: str, button: str) -> list[tuple[int, str]]:
    """Return number and kind of what stands on the page, without the one a button removes.

    A number stands there once: its fields have one name.
    """
    gone = str(data.get(button, ""))
    pairs = [text.partition(":") for text in str(data.get(name, "")).split(",") if text]
    found: dict[int, str] = {}
    for number, _colon, kind in pairs:
        if number.isdecimal() and len(number) < 4 and number != gone:
            found.setdefault(int(number), kind)
    return list(found.items())
