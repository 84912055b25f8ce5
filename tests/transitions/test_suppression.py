"""What a table hides, and somebody who tries to work it out."""

import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import product

import pytest

from tests.transitions.attacker import Attacker
from transitions import suppression
from transitions.suppression import (
    SMALLEST,
    Count,
    Shown,
    close_year,
    is_covered,
    is_safe,
    is_safe_city,
    shown_of,
    total,
)

SEEDS = range(400)
Town = dict[str, dict[int, Count]]


def counts(*pairs: tuple[int, int]) -> list[Count]:
    return [Count(n, k) for n, k in pairs]


def town_of(seed: int) -> Town:
    """Invent a town: up to nine schools in up to four neighbourhoods, small and sparse ones too."""
    rng = random.Random(seed)  # noqa: S311 - invented towns are no secret
    most = rng.choice([6, 12, 25, 60])
    share = rng.choice([0, 0.1, 0.5, 0.9, 1])
    town: Town = defaultdict(dict)
    for school in range(rng.randint(1, 9)):
        n = rng.choice([0, rng.randint(0, most), rng.randint(0, most), rng.randint(8, 8 + most)])
        k = sum(rng.random() < share for _child in range(n))
        town[rng.choice(["", "Noord", "Oost", "West"])][school] = Count(n, k)
    return dict(town)


def sums_of(
    town: Town, shown: Shown, part: str, insider: int | None = None
) -> list[tuple[Collection[int], int]]:
    """Return what is known of one part: the town, what is shown, and what an insider knows."""

    def of(schools: Iterable[int]) -> tuple[Collection[int], int]:
        found = total(places[one] for one in schools)
        return set(schools), {"k": found.k, "rest": found.n - found.k}[part]

    places = {pk: count for group in town.values() for pk, count in group.items()}
    alone = [{one} for one in shown.places | ({insider} if insider is not None else set())]
    return [of(places), *map(of, alone), *(of(town[name]) for name in shown.groups)]


def leaks(town: Town, shown: Shown, insider: int | None = None) -> Iterator[str]:
    """Try each hidden count: it lies between none and at least five, or it is none."""
    attackers = {part: Attacker(sums_of(town, shown, part, insider)) for part in ("k", "rest")}
    for name, group in town.items():
        hidden: list[tuple[set[int], object]]
        hidden = [({pk}, pk) for pk in group if pk not in shown.places and pk != insider]
        if name not in shown.groups and insider is None and len(town) > 1:
            hidden.append((set(group) - shown.places, name))
        for (members, called), part in product(hidden, attackers):
            least, most = attackers[part].bounds(members)
            if members and (least or (most is not None and 0 < most < SMALLEST)):
                yield f"{part} of {called} lies between {least} and {most}"


def is_open(town: Town) -> bool:
    return is_safe_city([count for group in town.values() for count in group.values()])


@pytest.mark.parametrize(
    ("count", "safe"),
    [
        (Count(0, 0), True),
        (Count(4, 0), False),
        (Count(5, 0), True),
        (Count(5, 5), True),
        (Count(20, 4), False),
        (Count(20, 16), False),
        (Count(20, 15), True),
    ],
)
def test_a_count_and_its_parts_are_nothing_or_five_and_more(count: Count, safe: bool) -> None:
    assert is_safe(count) is safe


def test_a_school_needs_ten_children_and_so_does_a_town_of_one_school() -> None:
    assert [is_safe(Count(n, 0), least=suppression.SCHOOL_LEAST) for n in (9, 10)] == [False, True]
    assert not is_safe_city(counts((9, 0), (0, 0)))
    assert is_safe_city(counts((8, 0), (1, 0)))


def test_what_is_left_holds_three_places_and_stays_safe_without_any_of_them() -> None:
    assert is_covered(counts((0, 0)))
    assert not is_covered(counts((30, 15), (30, 15)))
    assert is_covered(counts((6, 3), (6, 2), (10, 5)))
    assert not is_covered(counts((6, 3), (6, 2), (10, 1)))
    assert not is_covered(counts((10, 4), (10, 0), (10, 0)))


def test_a_year_does_not_give_away_a_quarter() -> None:
    last, few = Count(40, 20), Count(40, 2)
    assert close_year([], last, is_last_safe=True) == (True, True)
    assert close_year([few], last, is_last_safe=True) == (False, True)
    assert close_year([Count(7, 0)], last, is_last_safe=True) == (False, True)
    assert close_year([few, Count(40, 3)], last, is_last_safe=True) == (True, True)
    assert close_year([few], Count(40, 0), is_last_safe=True) == (True, False)
    assert close_year([], few, is_last_safe=False) == (False, False)


def test_a_small_school_takes_others_along() -> None:
    town: Town = {
        "Noord": {1: Count(40, 3), 2: Count(30, 20), 3: Count(35, 20), 4: Count(50, 25)},
        "Oost": {5: Count(60, 30)},
    }
    assert shown_of(town) == Shown(frozenset({"Noord", "Oost"}), frozenset({4, 5}))
    assert list(leaks(town, shown_of(town))) == []


@pytest.mark.privacy(11)
def test_nobody_works_out_a_hidden_count() -> None:
    found = {
        seed: left
        for seed in SEEDS
        if is_open(town := town_of(seed)) and (left := list(leaks(town, shown_of(town))))
    }
    assert found == {}


@pytest.mark.privacy(11)
def test_nor_does_who_knows_one_of_the_hidden_schools() -> None:
    found = []
    for town in filter(is_open, map(town_of, SEEDS[::4])):
        shown = shown_of(town)
        if shown.places or shown.groups:
            schools = {pk for group in town.values() for pk in group} - shown.places
            found += [one for pk in schools for one in leaks(town, shown, pk)]
    assert found == []


@pytest.mark.privacy(11)
def test_locations_are_covered_too() -> None:
    for town in filter(is_open, map(town_of, SEEDS[::4])):
        places = {pk: count for group in town.values() for pk, count in group.items()}
        closed = {max(places)} if len(places) > 1 else set()
        shown = shown_of({"": places}, least=SMALLEST, closed=closed)
        assert not shown.places & closed
        assert list(leaks({"": places}, shown)) == []


def test_without_hiding_others_along_an_attacker_works_counts_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(suppression, "is_covered", lambda _hidden: True)
    found = [seed for seed in SEEDS if any(leaks(town := town_of(seed), shown_of(town)))]
    assert len(found) > len(SEEDS) // 4


@pytest.mark.privacy(11)
def test_quarters_stay_hidden_when_their_year_is_shown() -> None:
    rng = random.Random(7)  # noqa: S311 - invented towns are no secret
    for _year in range(300):
        most = rng.choice([6, 12, 40])
        quarters = [Count(n := rng.randint(0, most), rng.randint(0, n)) for _one in range(4)]
        hidden = [place for place in range(3) if not is_safe(quarters[place])]
        is_last, is_year = close_year(
            [quarters[place] for place in hidden], quarters[3], is_last_safe=is_safe(quarters[3])
        )
        hidden += [] if is_last else [3]
        known = [({place}, quarters[place].k) for place in range(4) if place not in hidden]
        known += [({0, 1, 2, 3}, total(quarters).k)] if is_year else []
        for place in hidden:
            least, most_of = Attacker(known).bounds({place})
            assert least == 0
            assert most_of is None or most_of == 0 or most_of >= SMALLEST


def test_knowing_how_it_is_made_leaves_three_values_of_a_hidden_count() -> None:
    worlds: Mapping[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for ks in product(range(21), repeat=3):
        places = {pk: Count(60, k) for pk, k in enumerate(ks)}
        if sum(ks) <= 20 and is_safe_city(list(places.values())):
            shown = shown_of({"": places})
            seen = [ks[pk] if pk in shown.places else None for pk in places]
            worlds[sum(ks), tuple(seen)].append(ks)
    for (_all, seen), found in worlds.items():
        for pk, value in enumerate(seen):
            values = {ks[pk] for ks in found}
            assert value is not None or len(values) > 2 or values == {0}, (seen, found)
