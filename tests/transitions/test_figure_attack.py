"""Somebody who has every page and file of the figures, of every role, and works out what is hidden.

Takes what was served, and nothing else: years and quarters, the town, its neighbourhoods, schools
and locations, before and after the data changed.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO
from itertools import cycle, product
from random import Random

import pytest
from django.test import Client

from children.models import Child
from partners.access import Actor
from partners.states import Role
from tests.factories.erasing import erasing
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in
from tests.transitions.attacker import Attacker
from tests.transitions.figure_town import LAST, OVER, Town, invented, make_town, moment
from transitions import suppression
from transitions.figure_periods import Quarter
from transitions.models import FigureCell, FigureCount, Handover, SchoolRegistration
from transitions.suppression import SMALLEST

pytestmark = pytest.mark.django_db
PAGE = "/overdracht-in-cijfers/"
YEAR, QUARTERS = "2025-0", ("2025-1", "2025-2", "2025-3", "2025-4")
HIDDEN = "te weinig om te tonen"
DISTRICTS = ["Noord", "Oost", "West"]
Where = tuple[str, str, str]  # which period, which kind of place, which name
Seen = dict[tuple[Where, str], tuple[int, int] | None]  # of how many, and of which; None: hidden


class Cells(HTMLParser):
    """Reads the tables of a page: under each caption the rows, each a list of label and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[list[str]]]] = {}
        self.rows: list[list[list[str]]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"caption", "th", "td"}:
            self.inside = tag
            if tag != "caption":
                self.rows[-1].append([dict(attrs).get("data-label") or "", ""])

    def handle_endtag(self, tag: str) -> None:
        if tag in {"caption", "th", "td"}:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "caption":
            self.rows = self.tables.setdefault(data.strip(), [])
        elif self.inside:
            cell = self.rows[-1][-1]
            cell[1] = f"{cell[1]} {data.strip()}".strip()


def on_page(client: Client, period: str) -> dict[tuple[str, str], str]:
    """Return what a page says: of each place and figure, in words."""
    cells = Cells()
    cells.feed(client.get(PAGE, {"periode": period}).content.decode())
    found = {}
    for caption, (_head, *rows) in cells.tables.items():
        for (_none, name), *rest in rows:
            if rest[0][0] == "Kinderen":
                found[caption, name] = rest[0][1]
            else:
                found |= {(name, figure): words for figure, words in rest}
    return found


def in_file(client: Client, period: str) -> Seen:
    """Return what a file says."""
    text = client.get(PAGE, {"periode": period, "als": "csv"}).content.decode()
    lines = list(csv.reader(StringIO(text.lstrip("\ufeff")), delimiter=";"))[1:]
    return {
        ((period, kind, name), figure): None if n == HIDDEN else (int(n), int(k))
        for _label, kind, name, figure, k, n, _days in lines
    }


def is_same(words: str, cell: tuple[int, int] | None) -> bool:
    """Say whether a page says of a cell what the file says."""
    if cell is None:
        return words == HIDDEN
    return words.startswith("geen kinderen" if cell[0] == 0 else f"{cell[1]} van {cell[0]}")


def people(town: Town) -> list[Actor]:
    """Return somebody of the town, and of each school and location."""
    roles = cycle([Role.QC, Role.SCH])
    schools = [make_actor(role, one) for role, one in zip(roles, town.schools, strict=False)]
    places = [make_actor(Role.KOC, one) for one in town.locations]
    holders = [make_actor(Role.KCC, one.holder) for one in town.locations]
    return [make_actor(Role.GEM, town.municipality), *schools, *places, *holders]


def everything(client: Client, actors: Iterable[Actor]) -> Seen:
    """Return all that pages and files say to these people; they never contradict each other."""
    seen: Seen = {}
    for actor in actors:
        sign_in(client, actor)
        for period in (YEAR, *QUARTERS) if actor.role == Role.GEM else (YEAR,):
            found = in_file(client, period)
            page = on_page(client, period)
            assert all(
                is_same(page[where[2], figure], cell) for (where, figure), cell in found.items()
            )
            assert all(seen.get(key, cell) == cell for key, cell in found.items())
            seen |= found
    return seen


class Leaks:
    """What is known of one town, as sums of who cannot be told apart: a quarter and two places."""

    def __init__(self, town: Town, seen: Seen) -> None:
        self.seen = seen
        schools = [(one.name, DISTRICTS[at % 3]) for at, one in enumerate(town.schools)]
        locations = [one.name for one in town.locations]
        self.atoms = list(product(QUARTERS, schools, locations))

    def members(self, where: Where) -> frozenset[int]:
        """Return who lies in a cell."""
        period, kind, name = where
        return frozenset(
            at
            for at, (quarter, (school, district), location) in enumerate(self.atoms)
            if period in {YEAR, quarter}
            and name in {"Hele gemeente": {name}}.get(kind, {school, district, location})
        )

    def known(self, figure: str, part: int) -> list[tuple[frozenset[int], int]]:
        """Return every sum that is shown: of whom it is so (1), or of whom it is not (0)."""
        shown = {where: cell for (where, one), cell in self.seen.items() if one == figure and cell}
        return [
            (self.members(where), k if part else n - k)
            for where, (n, k) in shown.items()
            if self.members(where)
        ]

    def __iter__(self) -> Iterator[str]:
        """Try each hidden cell: it is none, or lies between none and at least five.

        A hidden place in which another is shown holds at least that one.
        """
        figures = dict.fromkeys(figure for _where, figure in self.seen)
        for figure, part in product(figures, (0, 1)):
            known = self.known(figure, part)
            attacker, sums = Attacker(known), {members for members, _sum in known}
            for (where, one), cell in self.seen.items():
                inside = self.members(where)
                if one != figure or cell is not None:
                    continue
                shown = frozenset[int]().union(*(one for one in sums if one < inside))
                least, most = attacker.bounds(inside - shown)
                if least or (most is not None and 0 < most < SMALLEST):
                    yield f"{figure}, {part}, {where}: between {least} and {most}"


def grown(seed: int, *, schools: int, most: int) -> Town:
    """Make a town, and let each quarter and then the year be counted while children come and go."""
    rng = Random(seed)  # noqa: S311 - an invented town is no secret
    town = make_town(schools=schools, locations=3, districts=DISTRICTS)
    town.add(invented(rng, schools, most))
    for number in range(1, 5):
        town.count(at=moment(Quarter(2025, number).counted_on))
        if number < 4:
            change(town, rng)
    return town


def change(town: Town, rng: Random) -> None:
    """Erase a child, move another to another school, and let a third come, all in the past."""
    first, second = rng.sample(list(Child.objects.filter(last_name="Zee")), 2)
    with erasing(first):
        first.delete()
    school = rng.choice(town.schools)
    Handover.objects.filter(child=second).update(school=school)
    line = rng.choice(list(SchoolRegistration.objects.all()))
    SchoolRegistration.objects.filter(pk=line.pk).update(enrolled_on=LAST - timedelta(days=300))
    town.add(invented(rng, 1, 2)[:1])


@pytest.mark.slow
@pytest.mark.privacy(11)
@pytest.mark.parametrize(("seed", "schools", "most"), [(1, 9, 60), (2, 7, 25)])
def test_pages_and_files_of_everybody_give_no_hidden_cell_away(
    client: Client, seed: int, schools: int, most: int
) -> None:
    town = grown(seed, schools=schools, most=most)
    everybody = people(town)
    seen = everything(client, everybody)
    shown = [where for (where, _figure), cell in seen.items() if cell and where[1] == "School"]
    assert (bool(shown), None in seen.values()) == (True, True)
    assert list(Leaks(town, seen)) == []
    change(town, Random(seed))  # noqa: S311 - as above
    assert town.count(at=OVER) == 0
    assert everything(client, everybody[:2]).items() <= seen.items()
    assert not FigureCount.objects.exists()


@pytest.mark.slow
def test_without_hiding_others_along_the_same_attack_finds_cells(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppression, "is_covered", lambda _hidden: True)
    monkeypatch.setattr(suppression, "_is_covered_in_time", lambda _hidden: True)
    town = grown(1, schools=9, most=60)
    assert any(Leaks(town, everything(client, people(town))))


@pytest.mark.privacy(11)
def test_nobody_sees_cells_of_another(client: Client) -> None:
    town = grown(3, schools=2, most=20)
    other = make_town()
    strangers = [
        make_actor(Role.GEM, other.municipality),
        make_actor(Role.SCH, other.schools[0]),
        make_actor(Role.KOC, other.locations[0]),
        *(make_actor(role, town.municipality) for role in (Role.ADM, Role.DPO)),
        make_actor(Role.KOW, town.locations[0]),
        make_actor(Role.TEA, town.schools[0]),
        make_actor(Role.BRD, town.schools[0].board),
    ]
    assert [FigureCell.objects.visible_to(one).count() for one in strangers] == [0] * 8
    office = FigureCell.objects.visible_to(make_actor(Role.GEM, town.municipality))
    assert set(office.values_list("location", flat=True)) == {None}
    own = make_actor(Role.SCH, town.schools[0])
    names = set(FigureCell.objects.visible_to(own).values_list("school", "location", "district"))
    assert names == {(town.schools[0].pk, None, "")}
    assert not FigureCount.objects.visible_to(own).exists()
