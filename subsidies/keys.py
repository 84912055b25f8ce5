"""The allocation key (verdeelsleutel): reading KEY.json and saying it in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from config.formats import euro, hours, percent

MAX_AMOUNT = Decimal("1000000000.00")
CENT = Decimal("0.01")


class InvalidKeyError(Exception):
    """A key that cannot be used; the message names the component and what to change."""


@dataclass(frozen=True)
class FixedAmount:
    """One equal amount per school, in cents; `hours_per_week` x `weeks` x `rate` may explain it."""

    amount_cents: int
    explanation: str = ""


@dataclass(frozen=True)
class EqualShare:
    """A percentage of what the amounts leave, in equal parts that are the same to the cent."""

    share: Decimal


Component = FixedAmount | EqualShare


def read_amount(value: Any, what: str) -> Decimal:
    """Return an amount in euros with at most two decimals.

    Raises: InvalidKeyError: no number, not above zero, a third decimal, or above a billion.
    """
    amount = _number(value, what)
    if amount != amount.quantize(CENT):
        raise InvalidKeyError(
            _("%(what)s: %(value)s heeft meer dan twee decimalen; rond het af op hele centen.")
            % {"what": what, "value": value}
        )
    if not 0 < amount <= MAX_AMOUNT:
        raise InvalidKeyError(
            _("%(what)s: %(value)s ligt niet tussen € 0,01 en € 1 miljard.")
            % {"what": what, "value": value}
        )
    return amount.quantize(CENT)


def _number(value: Any, what: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, float | bool) or not number.is_finite():
        raise InvalidKeyError(
            _('%(what)s: “%(value)s” is geen getal; schrijf het als tekst, zoals "4104.00".')
            % {"what": what, "value": value}
        )
    return number


def _fixed(part: Mapping[str, Any], what: str) -> Component:
    if ("amount" in part) == ("share" in part):
        raise InvalidKeyError(_("%s: geef óf een amount óf een share.") % what)
    if "amount" in part:
        return FixedAmount(int(read_amount(part["amount"], f"{what}, amount") * 100))
    share = _number(part["share"], f"{what}, share")
    if not 0 < share <= 100:
        raise InvalidKeyError(_("%s: share is een percentage boven 0 en hoogstens 100.") % what)
    return EqualShare(share)


def _hours_rate(part: Mapping[str, Any], what: str) -> Component:
    week = _number(part.get("hours_per_week"), f"{what}, hours_per_week")
    weeks = _number(part.get("weeks"), f"{what}, weeks")
    rate = read_amount(part.get("rate"), f"{what}, rate")
    product = week * weeks * rate
    amount = read_amount(product.quantize(CENT, "ROUND_HALF_UP"), what)
    words = _("%(week)s per week, %(weeks)s weken, %(rate)s per uur") % {
        "week": hours(week),
        "weeks": weeks,
        "rate": euro(rate),
    }
    return FixedAmount(int(amount * 100), words)


READERS: dict[str, tuple[set[str], Callable[[Mapping[str, Any], str], Component]]] = {
    "fixed": ({"amount", "share"}, _fixed),
    "hours_rate": ({"hours_per_week", "weeks", "rate"}, _hours_rate),
}
LATER = {
    "previous_year",
    "per_pupil",
    "per_inflow",
    "per_target_toddler",
    "per_kindcentrum",
    "disadvantage",
}


def read_key(definition: Any) -> list[Component]:
    """Return the components of a KEY.json, in its order.

    Raises: InvalidKeyError: one sentence that names the component.
    Source: docs/verdeelsleutel.md; policy choice, ADR 0003.
    """
    if not isinstance(definition, dict) or not isinstance(definition.get("components"), list):
        raise InvalidKeyError(_('De sleutel heeft geen lijst "components".'))
    if unknown := set(definition) - {"components", "minimum", "maximum"}:
        raise InvalidKeyError(_("De sleutel kent “%s” niet.") % ", ".join(sorted(unknown)))
    if any(definition.get(bound) is not None for bound in ("minimum", "maximum")):
        raise InvalidKeyError(_("Een ondergrens of bovengrens wordt nog niet ondersteund."))
    parts = definition["components"]
    components = [_read_part(part, place) for place, part in enumerate(parts, 1)]
    shares = [part.share for part in components if isinstance(part, EqualShare)]
    if not components:
        raise InvalidKeyError(
            _("De sleutel heeft geen onderdeel: kies ten minste een vast bedrag.")
        )
    if shares and sum(shares) != 100:
        raise InvalidKeyError(
            _("De percentages tellen op tot %s in plaats van 100%%.") % percent(sum(shares))
        )
    return components


def _read_part(part: Any, place: int) -> Component:
    what = _("Onderdeel %d") % place
    if not isinstance(part, dict):
        raise InvalidKeyError(_("%s is geen object met een kind.") % what)
    kind = str(part.get("kind"))
    if kind in LATER:
        raise InvalidKeyError(
            _("%(what)s: “%(kind)s” wordt nog niet ondersteund; gebruik fixed of hours_rate.")
            % {"what": what, "kind": kind}
        )
    if kind not in READERS:
        raise InvalidKeyError(
            _("%(what)s: soort “%(kind)s” bestaat niet.") % {"what": what, "kind": kind}
        )
    names, reader = READERS[kind]
    if unknown := set(part) - names - {"kind"}:
        raise InvalidKeyError(
            _("%(what)s: “%(names)s” hoort niet bij %(kind)s.")
            % {"what": what, "names": ", ".join(sorted(unknown)), "kind": kind}
        )
    return reader(part, what)


def in_words(components: list[Component]) -> list[str]:
    """Return the key as sentences for the page and the letter."""
    sentences = []
    for part in components:
        if isinstance(part, FixedAmount):
            amount = euro(Decimal(part.amount_cents) / 100)
            text = _("Elke school krijgt een vast bedrag van %s") % amount
            sentences.append(f"{text} ({part.explanation})." if part.explanation else f"{text}.")
        else:
            sentences.append(
                _("Alle scholen krijgen een gelijk deel van %s van het budget.")
                % percent(part.share)
            )
    return sentences
