"""Which cells of a table may be shown, so that no count of one to four children follows from them.

Pure: it knows counts, and no table or person. Every cell is two counts: of how many children (`n`)
and of which of those (`k`). The rest of them (n - k) is a count as well.

What can be worked out of tables whose cells add up is: a shown cell, less the shown cells that lie
in it. So a cell is shown where it is safe itself, and where what is left of each shown total is
safe too and holds at least three hidden places. Of a hidden place then all that is known is that
it lies between none and all of what is left, which is nothing or five and more. Source: domain
section 4, rule 11; policy choice, ADR 0032.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST = 5  # children in a count, or none
SCHOOL_LEAST = 10  # children of a school in a year
HIDDEN_TOGETHER = 3  # so that one place that knows its own children works out no other


@dataclass(frozen=True)
class Count:
    """Of how many children, and of which of those."""

    n: int = 0
    k: int = 0

    def __add__(self, other: "Count") -> "Count":
        """Return both together."""
        return Count(self.n + other.n, self.k + other.k)

    def __sub__(self, other: "Count") -> "Count":
        """Return what is left."""
        return Count(self.n - other.n, self.k - other.k)


Groups = Mapping[Hashable, Mapping[Hashable, Count]]


@dataclass(frozen=True)
class Shown:
    """Which groups and which places of them are shown."""

    groups: frozenset[Hashable]
    places: frozenset[Hashable]


def total(counts: Iterable[Count]) -> Count:
    """Return counts together."""
    return sum(counts, Count())


def is_safe(count: Count, *, least: int = SMALLEST) -> bool:
    """Say whether a count and its parts are nothing, or of five children and more."""
    parts = (count.n, count.k, count.n - count.k)
    return all(part == 0 or part >= SMALLEST for part in parts) and not 0 < count.n < least


def is_safe_city(places: Collection[Count]) -> bool:
    """Say whether a whole municipality may be shown; with one school alone it is that school."""
    alone = sum(place.n > 0 for place in places) == 1
    return is_safe(total(places), least=SCHOOL_LEAST if alone else SMALLEST)


def is_covered(hidden: Iterable[Count]) -> bool:
    """Say whether places stay hidden of which one could work out the total.

    Also for who knows one of them: the total without it is safe as well.
    """
    found = [count for count in hidden if count.n]
    left = total(found)  # safe itself where it is so without each of them
    is_many = len(found) >= HIDDEN_TOGETHER
    return not found or (is_many and all(is_safe(left - one) for one in found))


def close_year(hidden: Sequence[Count], last: Count, *, is_last_safe: bool) -> tuple[bool, bool]:
    """Say whether the last quarter of a year is shown, and whether the year is.

    The year is the sum of its quarters: with one of them hidden it would give that one away. Then
    the last quarter is hidden along where that helps, and else the year is not shown at all.

    Args: hidden: the earlier quarters that are hidden.
    """
    if is_last_safe and _is_covered_in_time(hidden):
        return True, True
    if _is_covered_in_time([*hidden, last]):
        return False, True
    return is_last_safe, False


def _is_covered_in_time(hidden: Sequence[Count]) -> bool:
    """Say so of quarters, none of which somebody knows by heart."""
    found = [count for count in hidden if count.n]
    return not found or (len(found) > 1 and is_safe(total(found)))


def shown_of(
    groups: Groups, *, least: int = SCHOOL_LEAST, closed: Collection[Hashable] = ()
) -> Shown:
    """Return what may be shown of places that lie in groups, beside the total of all.

    Begins with all that is safe, and hides the smallest place, then the smallest group, until what
    is left of each shown total is covered. What was hidden is not shown again, so it ends.

    Args: groups: schools by neighbourhood, or all locations in one group. closed: places that have
    no cell of their own.
    """
    places = {key: count for group in groups.values() for key, count in group.items()}
    safe = {key for key, count in places.items() if count.n and is_safe(count, least=least)}
    shown = safe - set(closed)
    sums = {name: total(group.values()) for name, group in groups.items()}
    open_groups = {name for name, count in sums.items() if count.n and is_safe(count)}
    while shown or open_groups:
        broken = next((name for name in groups if _leaks(groups, name, shown, open_groups)), None)
        if broken is not None:
            inside = shown & set(groups[broken])
            _hide(inside or {broken}, shown if inside else open_groups, groups, places)
            continue
        rest = [key for name in groups if name not in open_groups for key in groups[name]]
        if is_covered(places[key] for key in rest if key not in shown):
            break
        inside = shown & set(rest)
        _hide(inside or open_groups, shown if inside else open_groups, groups, places)
    return Shown(frozenset(open_groups), frozenset(shown))


def _leaks(
    groups: Groups,
    name: Hashable,
    shown: Collection[Hashable],
    open_groups: Collection[Hashable],
) -> bool:
    """Say whether a shown group gives away what is hidden in it."""
    if name not in open_groups:
        return False
    return not is_covered(count for key, count in groups[name].items() if key not in shown)


def _hide(
    among: Collection[Hashable],
    shown: set[Hashable],
    groups: Groups,
    places: Mapping[Hashable, Count],
) -> None:
    """Hide the smallest of these; of equal ones the first by name."""

    def size(key: Hashable) -> tuple[int, str]:
        count = total(groups[key].values()) if key in groups else places[key]
        return count.n, str(key)

    shown.remove(min(among, key=size))
