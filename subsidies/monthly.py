"""Amounts of a school year by month, so that a change can cut them (docs/wijzigingen.md).

Whole numbers in and out: cents, and months of the school year from 0 (August) to 11 (July). A
month belongs to who has the school on its first day. Whatever moves or is split stays the same
sum; whatever stops is what the kept months leave over.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from subsidies.rounding import half_up, largest_remainder

MONTHS = 12
Holder = tuple[int, int]  # a school and the board through which it gets its amount
Months = dict[int, int]  # cents per month
Holdings = Mapping[Holder, Months]
Amounts = dict[Holder, int]  # cents of a whole year


def first_month(day: date, first_year: int) -> int:
    """Return the first month that counts from a day on: its own if it is the first of it.

    12 stands for after July. Raises: ValueError: a day outside the school year.
    """
    month = (day.year - first_year) * MONTHS + day.month - 8
    if not 0 <= month < MONTHS:
        raise ValueError(f"{day} is outside the school year {first_year}")
    return month + (day.day > 1)


def month_start(month: int, first_year: int) -> date:
    """Return the first day of a month of the school year."""
    years, rest = divmod(month + 7, MONTHS)
    return date(first_year + years, rest + 1, 1)


def spread(cents: int, months: Sequence[int]) -> Months:
    """Spread an amount over months: after each month, its part of the sum half up."""
    ends = [half_up(cents * (place + 1), len(months)) for place in range(len(months))]
    return {month: end - start for month, start, end in zip(months, [0, *ends], ends, strict=False)}


def granted(amounts: Mapping[Holder, int]) -> dict[Holder, Months]:
    """Return the amounts of an allocation by month: each runs the whole year."""
    return {holder: spread(cents, range(MONTHS)) for holder, cents in amounts.items()}


def total(months: Months) -> int:
    """Return the sum of all months."""
    return sum(months.values())


def kept(months: Months, month: int) -> int:
    """Return the sum of the months before this one."""
    return sum(cents for number, cents in months.items() if number < month)


def rest(months: Months, month: int) -> int:
    """Return the sum of this month and those after it."""
    return total(months) - kept(months, month)


def of_school(holdings: Holdings, school: int) -> list[Holder]:
    """Return who holds something for a school, in a fixed order."""
    return sorted(holder for holder in holdings if holder[0] == school and total(holdings[holder]))


# --- what the kinds of change do; each returns the new amounts of whom it touches ----------------


def stop(holdings: Holdings, school: int, month: int) -> Amounts:
    """Stop a school's amounts: the months before this one are kept."""
    return {holder: kept(holdings[holder], month) for holder in of_school(holdings, school)}


def start(holder: Holder, full_cents: int, month: int) -> Amounts:
    """Start an amount: the months from this one to July of a full year's amount, half up."""
    return {holder: half_up(full_cents * (MONTHS - month), MONTHS)}


def run_on(holdings: Holdings, schools: Iterable[int]) -> Amounts:
    """Let the amounts of schools be as they are."""
    holders = [holder for school in schools for holder in of_school(holdings, school)]
    return {holder: total(holdings[holder]) for holder in holders}


def move(holdings: Holdings, school: int, board: int, month: int) -> Amounts:
    """Give what is left of a school from this month on to another board."""
    target = (school, board)
    amounts = {target: total(holdings.get(target, {}))}
    for holder in of_school(holdings, school):
        if holder != target:
            amounts[holder] = kept(holdings[holder], month)
            amounts[target] += rest(holdings[holder], month)
    return amounts


def divide(
    holdings: Holdings, school: int, new: Holder, weights: Mapping[str, int], month: int
) -> Amounts:
    """Split what is left of a school from this month on between it and a new one.

    Args: weights: the pupils of the old and of the new school, by their codes, in this order.
    Largest remainder; equal remainders go to the lowest code (ADR 0003).
    """
    old_code, _new_code = weights
    amounts = {new: total(holdings.get(new, {}))}
    for holder in of_school(holdings, school):
        left = rest(holdings[holder], month)
        stays = largest_remainder(cents=left, weights=weights)[old_code]
        amounts[holder] = kept(holdings[holder], month) + stays
        amounts[new] += left - stays
    return amounts


def after(holdings: Holdings, amounts: Mapping[Holder, int], month: int) -> dict[Holder, Months]:
    """Return who holds what after a change: the months before it stay as they were.

    What a holder has left runs over the months from this one on that anybody of them held; over
    all of these where nobody did.
    """
    held = {number for holder in amounts for number in holdings.get(holder, {})}
    months = sorted(number for number in held if number >= month) or range(month, MONTHS)
    changed = {}
    for holder, cents in amounts.items():
        before = {n: c for n, c in holdings.get(holder, {}).items() if n < month}
        left = cents - total(before)
        changed[holder] = before | (spread(left, months) if left and months else {})
    return {**holdings, **changed}
