"""The values in a key: numbers, amounts and dates, and what each may be."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.formats import euro

MAX_AMOUNT = Decimal("1000000000.00")
MAX_HOURLY_RATE = Decimal("9999.99")
CENT = Decimal("0.01")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class InvalidKeyError(Exception):
    """A key that cannot be used; the message names the component and what to change."""


class _Limits(NamedTuple):
    """What a number in a key may be."""

    low: Decimal
    high: Decimal
    decimals: int
    words: Any


NUMBERS = {
    "share": _Limits(
        Decimal("0.0001"), Decimal(100), 4, gettext_lazy("een percentage boven 0 en hoogstens 100")
    ),
    "rate": _Limits(
        Decimal("0.0001"), Decimal(1_000_000), 4, gettext_lazy("een tarief tot € 1 miljoen")
    ),
    "hours_per_week": _Limits(CENT, Decimal(168), 2, gettext_lazy("een aantal uren tot 168")),
    "weeks": _Limits(CENT, Decimal(53), 2, gettext_lazy("een aantal weken tot 53")),
    "index": _Limits(
        Decimal("-99.9999"), Decimal(100), 4, gettext_lazy("een percentage boven −100 tot 100")
    ),
}


def read_amount(value: Any, what: str, most: Decimal = MAX_AMOUNT) -> Decimal:
    """Return an amount in euros with two decimals.

    Raises: InvalidKeyError: no number, not above zero, a third decimal, or above `most`.
    """
    amount = _number(value, what)
    if not 0 < amount <= most:
        ceiling = _("€ 1 miljard") if most == MAX_AMOUNT else euro(most)
        raise InvalidKeyError(
            _("%(what)s: %(value)s ligt niet tussen € 0,01 en %(most)s.")
            % {"what": what, "value": shown(value), "most": ceiling}
        )
    if amount != amount.quantize(CENT):
        raise InvalidKeyError(
            _("%(what)s: %(value)s heeft meer dan twee decimalen; rond het af op hele centen.")
            % {"what": what, "value": shown(value)}
        )
    return amount.quantize(CENT)


def read_member(name: str, value: Any, what: str) -> Any:
    """Return one member of a component. Raises: InvalidKeyError."""
    what = f"{what}, {name}"
    if name == "amount":
        return read_amount(value, what)
    if name == "date":
        return _read_date(value, what)
    number, limits = _number(value, what), NUMBERS[name]
    if not limits.low <= number <= limits.high:
        raise InvalidKeyError(
            _("%(what)s: %(value)s is niet %(words)s.")
            % {"what": what, "value": shown(value), "words": limits.words}
        )
    if number != round(number, limits.decimals):
        raise InvalidKeyError(
            _("%(what)s: %(value)s heeft meer dan %(decimals)d decimalen.")
            % {"what": what, "value": shown(value), "decimals": limits.decimals}
        )
    return number


def _read_date(value: Any, what: str) -> date:
    try:
        if isinstance(value, str) and ISO_DATE.fullmatch(value) and "1990" < value < "2100":
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise InvalidKeyError(
        _("%(what)s: “%(value)s” is geen datum; schrijf 2025-10-01.")
        % {"what": what, "value": shown(value)}
    )


def _number(value: Any, what: str) -> Decimal:
    """Return a finite number; a float is none, because it is not exact. Raises: InvalidKeyError."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_AMOUNT * 1000:
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, str) and len(value) <= 40 and NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    raise InvalidKeyError(
        _('%(what)s: “%(value)s” is geen getal; schrijf het als tekst, zoals "4104.00".')
        % {"what": what, "value": shown(value)}
    )


def can_be_kept(text: str) -> bool:
    """Say whether the database takes a text: no NUL, and no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def shown(value: Any) -> str:
    """Return a value as a sentence can show it, however long or deep it is."""
    if isinstance(value, int) and abs(value) > MAX_AMOUNT * 1000:
        return "10^12+"
    if isinstance(value, (list, dict)):  # perhaps too deep to write out
        return "[…]" if isinstance(value, list) else "{…}"
    text = str(value).replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 40 else f"{text[:39]}…"


def listed(names: Iterable[Any]) -> str:
    """Return names for a sentence, in the order of the alphabet."""
    return shown(", ".join(sorted(map(str, names))))
