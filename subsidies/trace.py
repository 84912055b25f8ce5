"""Why a school gets its amount: each step as it is stored, and in Dutch sentences.

A stored step is a JSON object of strings: `kind`, `place`, `amount`, and what that step used.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import euro, exact, school_year, unit_price
from subsidies.allocation import Step
from subsidies.keys import UNITS, Component, hours_in_words, when_in_words
from subsidies.states import ComponentKind

PART_MEMBERS = ("rate", "share", "index", "hours_per_week", "weeks")


@dataclass(frozen=True)
class TraceLine:
    """One step in words, and what it adds to the amount."""

    text: str
    amount: Decimal


def euros(cents: int) -> Decimal:
    """Return cents as euros with two decimals."""
    return Decimal(cents).scaleb(-2)


def as_json(step: Step) -> dict[str, Any]:
    """Return a step as it is stored; every number is text."""
    row: dict[str, Any] = {
        "kind": str(step.kind),
        "place": step.place,
        "amount": str(euros(step.cents)),
    }
    if step.units is not None:
        row["units"] = str(step.units)
    if step.part is not None:
        row |= _part_as_json(step.part)
    if step.pot is not None:
        row["pot"] = str(euros(step.pot.cents))
        row["rest"] = str(euros(step.pot.rest_cents))
        row["total"] = str(step.pot.total)
        row["round"] = step.pot.round
    for name, cents in (
        ("group", step.group_cents),
        ("first", step.first_cents),
        ("bound", step.bound_cents),
    ):
        if cents is not None:
            row[name] = str(euros(cents))
    if step.reason:
        row["reason"] = step.reason
    return row


@lru_cache(maxsize=256)  # all schools share the few components of a key
def _part_as_json(part: Component) -> Mapping[str, str]:
    values = {name: getattr(part, name) for name in PART_MEMBERS}
    row = {name: str(value) for name, value in values.items() if value is not None}
    if part.date is not None:
        row["date"] = part.date.isoformat()
    return row


def trace_in_words(components: Iterable[Mapping[str, Any]]) -> list[TraceLine]:
    """Return the stored steps of one school as sentences with their amounts."""
    return [TraceLine(_sentence(row), Decimal(row["amount"])) for row in components]


def units_in_words(row: Mapping[str, Any]) -> str:
    """Return what a step counted, like "187 leerlingen"; nothing for a step that counts nothing."""
    if "units" not in row or row["kind"] not in UNITS:
        return ""
    one, many = UNITS[ComponentKind(row["kind"])]
    count = Decimal(row["units"])
    return f"{exact(count)} {one if count == 1 else many}"


def _sentence(row: Mapping[str, Any]) -> str:
    if row["kind"] == "excluded":
        return _("Doet niet mee: %s") % str(row["reason"])
    if row["kind"] in {"minimum", "maximum"}:
        return _bound(row)
    if "pot" in row:
        return _share(row)
    if row["kind"] == ComponentKind.PREVIOUS_YEAR:
        return _previous(row)
    if row["kind"] == ComponentKind.PER_KINDCENTRUM:
        return _kindcentrum(row)
    if row["kind"] == ComponentKind.HOURS_RATE:
        return _("Vast bedrag: %s") % hours_in_words(_part(row))
    if "units" in row:
        return _product(row)
    return _("Vast bedrag per school")


def _bound(row: Mapping[str, Any]) -> str:
    words = {"first": euro(row["first"]), "bound": euro(row["bound"])}
    if row["kind"] == "minimum":
        return _("Ondergrens: %(first)s is te weinig en wordt aangevuld tot %(bound)s") % words
    return _("Bovengrens: %(first)s is te veel en wordt verlaagd tot %(bound)s") % words


def _product(row: Mapping[str, Any]) -> str:
    product = Decimal(row["units"]) * Decimal(row["rate"])
    text = _("%(units)s%(when)s × %(rate)s") % {
        "units": units_in_words(row),
        "when": _when(row),
        "rate": unit_price(row["rate"]),
    }
    return text + _rounded(product, row)


def _previous(row: Mapping[str, Any]) -> str:
    first = date.fromisoformat(row["date"]).year
    text = _("Toegekend in %(year)s: %(amount)s") % {
        "year": school_year(f"{first}-{first + 1}"),
        "amount": euro(row["units"]),
    }
    index = Decimal(row.get("index", 0))
    if not index:
        return text
    product = Decimal(row["units"]) * (100 + index) / 100
    sign = "+" if index > 0 else "−"
    return f"{text} {sign} {exact(abs(index))}%{_rounded(product, row)}"


def _rounded(product: Decimal, row: Mapping[str, Any]) -> str:
    """Say that a product was rounded, where it was."""
    if product == Decimal(row["amount"]):
        return ""
    return _(" = € %s, afgerond op hele centen") % exact(product)


def _share(row: Mapping[str, Any]) -> str:
    """Say how a pot was divided."""
    pot = _pot(row)
    count = int(Decimal(row["total"]))
    if row["kind"] == ComponentKind.FIXED:
        over = ngettext("%d school", "%d scholen", count) % count
        return _("%(pot)s; gelijk verdeeld over %(over)s") % {"pot": pot, "over": over}
    if row["kind"] == ComponentKind.PER_KINDCENTRUM:
        over = ngettext("%d kindcentrum", "%d kindcentra", count) % count
        text = _("%(pot)s; verdeeld over %(over)s") % {"pot": pot, "over": over}
        return f"{text}. {_kindcentrum(row)}"
    return _("%(pot)s; deze school telt voor %(units)s van %(total)s%(when)s%(cent)s") % {
        "pot": pot,
        "units": units_in_words(row),
        "total": exact(row["total"]),
        "when": _when(row),
        "cent": _extra_cent(row),
    }


def _pot(row: Mapping[str, Any]) -> str:
    """Say what a pot is part of; after the first round without the schools at a bound."""
    words = {"share": exact(row["share"]), "rest": euro(row["rest"]), "pot": euro(row["pot"])}
    if row["round"] == 1:
        return _("%(share)s%% van %(rest)s is %(pot)s") % words
    return (
        _("%(share)s%% van %(rest)s, wat over is zonder de scholen op een grens, is %(pot)s")
        % words
    )


def _extra_cent(row: Mapping[str, Any]) -> str:
    """Say that a school got one of the cents that were left over, where it did."""
    if not Decimal(row["total"]):
        return ""
    own = Decimal(row["pot"]) * Decimal(row["units"]) / Decimal(row["total"])
    if Decimal(row["amount"]) <= own:
        return ""
    return _(", met een van de centen die overbleven (grootste rest)")


def _kindcentrum(row: Mapping[str, Any]) -> str:
    if "group" not in row:
        return _("Deze school hoort niet bij een kindcentrum")
    if Decimal(row["units"]) == 1:
        return _("Het kindcentrum krijgt %s, helemaal voor deze school") % euro(row["group"])
    return _("Het kindcentrum krijgt %(amount)s, verdeeld over %(count)s scholen") % {
        "amount": euro(row["group"]),
        "count": exact(row["units"]),
    }


def _part(row: Mapping[str, Any]) -> Component:
    week, weeks, rate = (Decimal(row[name]) for name in ("hours_per_week", "weeks", "rate"))
    kind = ComponentKind(row["kind"])
    return Component(kind, row["place"], hours_per_week=week, weeks=weeks, rate=rate)


def _when(row: Mapping[str, Any]) -> str:
    return when_in_words(date.fromisoformat(row["date"])) if "date" in row else ""
