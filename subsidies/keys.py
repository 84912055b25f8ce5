"""The allocation key (verdeelsleutel): reading KEY.json, what it weighs, and saying it in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.formats import date_words, euro, exact, hours, unit_price
from subsidies.key_values import (
    CENT,
    InvalidKeyError,
    can_be_kept,
    listed,
    read_amount,
    read_member,
    shown,
)
from subsidies.states import ComponentKind, FigureKind

__all__ = [
    "Component", "FigureNeed", "InvalidKeyError", "Key", "dated", "in_words", "need_of", "needs",
    "read_amount", "read_key",
]  # fmt: skip
MAX_COMPONENTS = 20
Day = date
NO_NAMES: Mapping[str, str] = MappingProxyType({})
SCHOOL_CODE = re.compile(r"\d{2}[A-Z]{2}\d{2}", re.ASCII)


class FigureNeed(NamedTuple):
    """A figure that each school must have: what it counts, on which reference date."""

    kind: FigureKind
    date: date


@dataclass(frozen=True)
class Component:
    """One part of a key; `place` counts from 1, and only the members of its kind are set.

    `rate` is euros per unit or per hour, `share` and `index` are percentages.
    """

    kind: ComponentKind
    place: int
    amount: Decimal | None = None
    share: Decimal | None = None
    rate: Decimal | None = None
    hours_per_week: Decimal | None = None
    weeks: Decimal | None = None
    index: Decimal | None = None
    date: Day | None = None

    @property
    def each_cents(self) -> int | None:
        """Return the cents that every school gets alike, or None when schools differ."""
        if self.kind == ComponentKind.FIXED and self.amount is not None:
            return int(self.amount * 100)
        if self.hours_per_week is None or self.weeks is None or self.rate is None:
            return None
        product = self.hours_per_week * self.weeks * self.rate
        return int(product.quantize(CENT, ROUND_HALF_UP) * 100)


@dataclass(frozen=True)
class Key:
    """A key that can be used: components in order, bounds on a school's total, who is left out.

    `excluded` holds the reason per school code: such a school gets nothing (eligibility).
    """

    components: tuple[Component, ...]
    minimum_cents: int | None = None
    maximum_cents: int | None = None
    excluded: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class _Shape(NamedTuple):
    """Which members a kind has: all of `needs`, one of `one_of`, and perhaps of `may`."""

    needs: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()

    @property
    def members(self) -> frozenset[str]:
        """Return every member of this kind."""
        return self.needs | self.one_of | self.may


_ON_A_DATE = _Shape(needs=frozenset({"date"}), one_of=frozenset({"rate", "share"}))
SHAPES: dict[ComponentKind, _Shape] = {
    ComponentKind.FIXED: _Shape(one_of=frozenset({"amount", "share"})),
    ComponentKind.HOURS_RATE: _Shape(needs=frozenset({"hours_per_week", "weeks", "rate"})),
    ComponentKind.PREVIOUS_YEAR: _Shape(may=frozenset({"index"})),
    ComponentKind.PER_PUPIL: _ON_A_DATE,
    ComponentKind.PER_INFLOW: _Shape(one_of=_ON_A_DATE.one_of, may=frozenset({"date"})),
    ComponentKind.PER_TARGET_TODDLER: _ON_A_DATE,
    ComponentKind.PER_KINDCENTRUM: _Shape(one_of=frozenset({"amount", "share"})),
    ComponentKind.DISADVANTAGE: _ON_A_DATE,
}
FIGURES = {
    ComponentKind.PREVIOUS_YEAR: FigureKind.GRANTED,
    ComponentKind.PER_PUPIL: FigureKind.PUPILS,
    ComponentKind.PER_INFLOW: FigureKind.INFLOW,
    ComponentKind.PER_TARGET_TODDLER: FigureKind.TARGET_TODDLERS,
    ComponentKind.DISADVANTAGE: FigureKind.SCORE,
}


def read_key(definition: Any) -> Key:
    """Return the key that a KEY.json describes.

    Raises: InvalidKeyError: one sentence that names the component.
    Source: docs/verdeelsleutel.md; policy choice, ADR 0003 and 0014.
    """
    if not isinstance(definition, dict) or not isinstance(definition.get("components"), list):
        raise InvalidKeyError(_('De sleutel heeft geen lijst "components".'))
    if unknown := set(definition) - {"components", "minimum", "maximum", "excluded"}:
        raise InvalidKeyError(_("De sleutel kent “%s” niet.") % listed(unknown))
    parts = definition["components"]
    if not parts:
        raise InvalidKeyError(
            _("De sleutel heeft geen onderdeel: kies ten minste een vast bedrag.")
        )
    if len(parts) > MAX_COMPONENTS:
        raise InvalidKeyError(
            _("De sleutel heeft %(count)d onderdelen; meer dan %(most)d kan niet.")
            % {"count": len(parts), "most": MAX_COMPONENTS}
        )
    components = tuple(_read_part(part, place) for place, part in enumerate(parts, 1))
    shares = [part.share for part in components if part.share is not None]
    if shares and sum(shares) != 100:
        raise InvalidKeyError(
            _("De percentages tellen op tot %s in plaats van 100%%.") % f"{exact(sum(shares))}%"
        )
    minimum, maximum = _read_bounds(definition)
    return Key(components, minimum, maximum, _read_excluded(definition.get("excluded")))


def dated(key: Key, first_year: int) -> Key:
    """Return the key with a date on each component that weighs a figure."""
    parts = []
    for part in key.components:
        need = need_of(part, first_year)
        parts.append(part if need is None else replace(part, date=need.date))
    return replace(key, components=tuple(parts))


def needs(key: Key, first_year: int) -> list[FigureNeed]:
    """Return the figures that a key weighs, each once, in the order of the key."""
    found = (need_of(part, first_year) for part in key.components)
    return list(dict.fromkeys(need for need in found if need is not None))


def need_of(part: Component, first_year: int) -> FigureNeed | None:
    """Return the figure that one component weighs, if any.

    Last year's grant stands on the first day of that year: 1 August 2025 for 2026-2027. Expected
    inflow without a date is that of the year itself: 1 August 2026.
    """
    if part.kind not in FIGURES:
        return None
    is_previous = part.kind == ComponentKind.PREVIOUS_YEAR
    return FigureNeed(FIGURES[part.kind], part.date or date(first_year - is_previous, 8, 1))


def _read_part(part: Any, place: int) -> Component:
    what = _("Onderdeel %d") % place
    if not isinstance(part, dict):
        raise InvalidKeyError(_("%s is geen object met een kind.") % what)
    kind = part.get("kind")
    if not isinstance(kind, str) or kind not in ComponentKind.values:
        raise InvalidKeyError(
            _("%(what)s: soort “%(kind)s” bestaat niet.") % {"what": what, "kind": shown(kind)}
        )
    shape = SHAPES[ComponentKind(kind)]
    if unknown := set(part) - shape.members - {"kind"}:
        raise InvalidKeyError(
            _("%(what)s: “%(names)s” hoort niet bij %(kind)s.")
            % {"what": what, "names": listed(unknown), "kind": kind}
        )
    _refuse_incomplete(part, shape, what)
    values = {name: read_member(name, part[name], what) for name in shape.members if name in part}
    component = Component(ComponentKind(kind), place, **values)
    if kind == ComponentKind.HOURS_RATE:
        read_amount(Decimal(component.each_cents or 0) / 100, what)
    return component


def _refuse_incomplete(part: Mapping[str, Any], shape: _Shape, what: str) -> None:
    """Refuse a component that misses a member, or has two that exclude each other."""
    if missing := shape.needs - set(part):
        raise InvalidKeyError(
            _("%(what)s: %(names)s ontbreekt.") % {"what": what, "names": listed(missing)}
        )
    if shape.one_of and len(shape.one_of & set(part)) != 1:
        first, second = sorted(shape.one_of)
        raise InvalidKeyError(
            _("%(what)s: geef óf een %(first)s óf een %(second)s.")
            % {"what": what, "first": first, "second": second}
        )


def _read_bounds(definition: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return minimum and maximum in cents. Raises: InvalidKeyError."""
    bounds: list[int | None] = []
    for name, what in (("minimum", _("Ondergrens")), ("maximum", _("Bovengrens"))):
        value = definition.get(name)
        bounds.append(None if value is None else int(read_amount(value, what) * 100))
    minimum, maximum = bounds
    if minimum is not None and maximum is not None and maximum < minimum:
        raise InvalidKeyError(_("De bovengrens is lager dan de ondergrens."))
    return minimum, maximum


def _read_excluded(rows: Any) -> Mapping[str, str]:
    """Return the reason per school that is not eligible. Raises: InvalidKeyError."""
    if rows is None:
        return MappingProxyType({})
    reasons: dict[str, str] = {}
    for place, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        what = _("Uitgesloten school %d") % place
        if not isinstance(row, dict) or set(row) != {"code", "reason"}:
            raise InvalidKeyError(_("%s: geef een code en een reason.") % what)
        code, reason = row["code"], row["reason"]
        if not isinstance(code, str) or not SCHOOL_CODE.fullmatch(code) or code in reasons:
            raise InvalidKeyError(
                _("%(what)s: “%(code)s” is geen schoolcode, of staat er dubbel.")
                % {"what": what, "code": shown(code)}
            )
        if not isinstance(reason, str) or not 0 < len(reason.strip()) <= 300:
            raise InvalidKeyError(_("%s: geef een reden van 1 tot 300 tekens.") % what)
        if not can_be_kept(reason):
            raise InvalidKeyError(
                _("%s: de reden heeft een teken dat geen letter of leesteken is; typ haar opnieuw.")
                % what
            )
        reasons[code] = reason.strip()
    return MappingProxyType(reasons)


# --- in words -------------------------------------------------------------------------------

# What a key counts: one of it, several of it.
UNITS = {
    ComponentKind.PER_PUPIL: (gettext_lazy("leerling"), gettext_lazy("leerlingen")),
    ComponentKind.PER_INFLOW: (
        gettext_lazy("verwachte vierjarige"),
        gettext_lazy("verwachte vierjarigen"),
    ),
    ComponentKind.PER_TARGET_TODDLER: (
        gettext_lazy("doelgroeppeuter"),
        gettext_lazy("doelgroeppeuters"),
    ),
    ComponentKind.DISADVANTAGE: (
        gettext_lazy("punt achterstandsscore"),
        gettext_lazy("punten achterstandsscore"),
    ),
}


def in_words(key: Key, names: Mapping[str, str] = NO_NAMES) -> list[str]:
    """Return the key as sentences for the page and the letter.

    Args: names: of schools by code; one that is left out is called by it.
    """
    has_amounts = any(part.share is None for part in key.components)
    rest = _("wat de bedragen overlaten") if has_amounts else _("het budget")
    sentences = [_part_in_words(part, rest) for part in key.components]
    if key.minimum_cents is not None:
        amount = euro(Decimal(key.minimum_cents) / 100)
        sentences.append(_("Geen school krijgt minder dan %s (ondergrens).") % amount)
    if key.maximum_cents is not None:
        amount = euro(Decimal(key.maximum_cents) / 100)
        sentences.append(_("Geen school krijgt meer dan %s (bovengrens).") % amount)
    for code, reason in sorted(key.excluded.items()):
        school = f"{names[code]} ({code})" if code in names else _("School %s") % code
        sentences.append(
            _("%(school)s doet niet mee: %(reason)s") % {"school": school, "reason": reason}
        )
    return sentences


def _part_in_words(part: Component, rest: str) -> str:
    if part.share is not None:
        return _share_in_words(part, _("%(share)s%% van %(rest)s") % {
            "share": exact(part.share), "rest": rest})  # fmt: skip
    if part.kind == ComponentKind.PREVIOUS_YEAR:
        return _previous_in_words(part.index)
    if part.kind == ComponentKind.PER_KINDCENTRUM:
        text = _("Elk kindcentrum krijgt %s, in gelijke delen voor zijn scholen.")
        return text % euro(part.amount or 0)
    if part.each_cents is not None:
        text = _("Elke school krijgt een vast bedrag van %s") % euro(Decimal(part.each_cents) / 100)
        return f"{text} ({hours_in_words(part)})." if part.rate is not None else f"{text}."
    one, _many = UNITS[part.kind]
    return _("Elke school krijgt %(rate)s per %(unit)s%(when)s.") % {
        "rate": unit_price(part.rate or 0),
        "unit": one,
        "when": when_in_words(part.date),
    }


def _share_in_words(part: Component, pot: str) -> str:
    """Say how a share of what is left is divided; `pot` begins with a percentage."""
    if part.kind == ComponentKind.FIXED:
        return _("Alle scholen krijgen een gelijk deel van %s.") % pot
    if part.kind == ComponentKind.PER_KINDCENTRUM:
        return _("%s is voor de kindcentra, elk evenveel, in gelijke delen voor hun scholen.") % pot
    _one, many = UNITS[part.kind]
    return _("%(pot)s wordt verdeeld naar het aantal %(units)s%(when)s.") % {
        "pot": pot,
        "units": many,
        "when": when_in_words(part.date),
    }


def _previous_in_words(index: Decimal | None) -> str:
    if not index:
        return _("Elke school krijgt het bedrag van vorig jaar.")
    text = _("%s%% meer") if index > 0 else _("%s%% minder")
    return _("Elke school krijgt het bedrag van vorig jaar, %s.") % (text % exact(abs(index)))


def hours_in_words(part: Component) -> str:
    """Return what explains an amount by hours: hours per week, weeks and rate."""
    return _("%(week)s per week, %(weeks)s weken, %(rate)s per uur") % {
        "week": hours(part.hours_per_week or 0),
        "weeks": exact(part.weeks or 0),
        "rate": unit_price(part.rate or 0),
    }


def when_in_words(day: date | None) -> str:
    """Return " op 1 oktober 2025", or nothing without a date."""
    return _(" op %s") % date_words(day) if day else ""
