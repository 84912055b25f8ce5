"""Amounts, hours, percentages and dates as Dutch text (one form everywhere; docs/interface.md)."""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats, timezone

HARD_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
CENT, TENTH = Decimal("0.01"), Decimal("0.1")
Number = Decimal | int | str


def _exact(value: Number) -> Decimal:
    if isinstance(value, float):
        raise TypeError("Money and hours are Decimal, int or text, never float.")
    return Decimal(value)


def _dutch(value: Decimal, *, decimals: int) -> str:
    swap = str.maketrans(",.", ".,")
    return f"{abs(value):,.{decimals}f}".translate(swap)


def _shortest(value: Number) -> str:
    exact = _exact(value).quantize(CENT, ROUND_HALF_UP)
    sign = MINUS if exact < 0 else ""
    return sign + _dutch(exact, decimals=2).rstrip("0").rstrip(",")


def euro(value: Number) -> str:
    """Return an amount in euros: `€ 1.234,56`, and `− € 45,17` below zero."""
    exact = _exact(value).quantize(CENT, ROUND_HALF_UP)
    sign = f"{MINUS}{HARD_SPACE}" if exact < 0 else ""
    return f"{sign}€{HARD_SPACE}{_dutch(exact, decimals=2)}"


def signed_euro(value: Number) -> str:
    """Return a difference in euros: `+ € 408,18`, `− € 45,17` or `€ 0,00`."""
    is_more = _exact(value).quantize(CENT, ROUND_HALF_UP) > 0
    return f"+{HARD_SPACE}{euro(value)}" if is_more else euro(value)


def hours(value: Number) -> str:
    """Return hours without idle zeros: `60 uur`, `82,5 uur`, `53,77 uur`."""
    return f"{_shortest(value)}{HARD_SPACE}uur"


def percent(value: Number) -> str:
    """Return a percentage: `7,5%`, and `−0,9%` below zero."""
    return f"{_shortest(value)}%"


def signed_percent(value: Number) -> str:
    """Return a relative difference, always with one decimal: `+7,5%`, `−0,9%`, `0,0%`."""
    exact = _exact(value).quantize(TENTH, ROUND_HALF_UP)
    sign = MINUS if exact < 0 else "+" if exact > 0 else ""
    return f"{sign}{_dutch(exact, decimals=1)}%"


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def exact(value: Number) -> str:
    """Return a number with the decimals that it has: `12,345`, `1.250`, `41,5`, `−0,9`."""
    number = _exact(value)
    sign = MINUS if number < 0 else ""
    text = f"{abs(number):,f}".translate(str.maketrans(",.", ".,"))
    return sign + (text.rstrip("0").rstrip(",") if "," in text else text)


def unit_price(value: Number) -> str:
    """Return a price per unit with all its decimals, at least two: `€ 12,345`, `€ 68,40`."""
    whole, _comma, decimals = exact(value).partition(",")
    return f"€{HARD_SPACE}{whole},{decimals:0<2}"


def date_words(value: date) -> str:
    """Return a date for running text: `10 maart 2026`; of a moment its date here."""
    day = _local(value) if isinstance(value, datetime) else value
    return formats.date_format(day, "j F Y")


def date_short(value: date) -> str:
    """Return a date for narrow places: `1-10-2025`."""
    day = _local(value) if isinstance(value, datetime) else value
    return formats.date_format(day, "j-n-Y")


def time_words(value: datetime | time) -> str:
    """Return a time: `09.14 uur`."""
    moment = _local(value) if isinstance(value, datetime) else value
    return f"{formats.time_format(moment, 'H.i')}{HARD_SPACE}uur"


def moment_words(value: datetime) -> str:
    """Return a moment: `16 februari 2026 om 10.42 uur`."""
    return f"{date_words(value)} om {time_words(value)}"


def school_year(label: str) -> str:
    """Return a school year with an en dash: `2026–2027`."""
    return label.replace("-", EN_DASH)
