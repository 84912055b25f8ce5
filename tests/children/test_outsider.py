"""Somebody with one account and the source code: thousands of requests, and no foreign child.

He knows every number and every key, sends any of them to any address with any filter, sort key,
page number or form, by htmx or not; what comes back never names a child that is not his, nor its
key or birth date. He is drawn by a seed, so a request that finds something is found again.
"""

import random
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils.formats import date_format

from children import querysets
from children.models import Child
from children.reach import Ground
from children.views.children import ChildListView
from tests.children import access_table as table
from tests.children.access_intake import READERS as LIST_READERS
from tests.children.access_world import CANARY, World
from tests.factories.children import make_child
from tests.partners.cast import sign_in
from tests.sources import listed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEEDS, EACH, TURN = 4, 1250, 50  # 5,000 requests; one account for fifty in a row
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
NOT_HIS = ("account", "demo", "healthz", "readyz", "rol-wisselen", "ouder")
OF_CHILDREN = ("kinderen", "groepen", "toestemming", "bijlagen", "logboek")
BORN = "4-9-2024"
LIST = "/intakelijst/"
OUTSIDERS = tuple(
    name
    for name in table.EVERYBODY
    if name.endswith((" elsewhere", " beside", " of town"))
    or name in {"gem", "sig", "iss", "brd", "adm"}
)


def routes() -> list[str]:
    """Return every address of the product that an account can knock at, with its places."""
    found, waiting = [], [("", one) for one in get_resolver().url_patterns]
    while waiting:
        before, one = waiting.pop()
        route = before + str(one.pattern)
        if not isinstance(one, URLPattern):
            waiting += [(route, inside) for inside in one.url_patterns]
        elif "^" not in route and not route.startswith(NOT_HIS):
            found.append(route)
    return sorted(found)


class Outsider:
    """What he knows, and what he tries next."""

    def __init__(self, world: World, seed: int) -> None:
        """Learn every number and key of the town."""
        self.draw = random.Random(seed)  # noqa: S311 - a test that can be repeated, no secret
        cases = list(world.cases.values())
        self.keys = [str(value) for case in cases for value in case.keys.values()]
        numbers = [*world.groups.values(), *(case.child.pk for case in cases)]
        numbers += [question.pk for case in cases for question in case.questions]
        numbers += [m.pk for actor in world.actors.values() for m in actor.memberships]
        numbers += [*(school.pk for school in world.schools.values()), world.location.pk]
        self.numbers = [str(number) for number in numbers]
        self.uuids = [key for key in self.keys if "-" in key]
        self.words = [
            world.town.organisation.key, "2026-2027", "tr", "schools", "handover", "0796", "a", "1",
            "alles", "weg", "report", "consent", "kanarie", "csv", "on", "ja", "mail", "naam",
            *ChildListView.sorts, *(f"-{sort}" for sort in ChildListView.sorts),
        ]  # fmt: skip
        self.routes = routes()
        self.of_children = [route for route in self.routes if route.startswith(OF_CHILDREN)]

    def path(self) -> str:
        """Return an address with something he knows at each place, every other one of children."""
        from_these = self.draw.choice((self.routes, self.of_children))
        return "/" + PLACE.sub(self._place, self.draw.choice(from_these))

    def _place(self, found: re.Match[str]) -> str:
        known = {"uuid": self.uuids, "int": self.numbers}.get(found[1] or "str", self.words)
        return self.draw.choice(known)

    def data(self, names: tuple[str, ...]) -> dict[str, str]:
        """Return a few of these fields with anything he knows in them."""
        chosen = self.draw.sample(names, self.draw.randrange(4))
        return {name: self.draw.choice(self.draw.choice(self.all_known)) for name in chosen}

    @property
    def all_known(self) -> list[list[str]]:
        """Return all he knows, by kind."""
        return [self.uuids, self.numbers, self.words, [BORN, "1-1-2026", "31-12-2026"]]


ASKED = (
    "q", "group", "state", "volgorde", "pagina", "location", "stand", "since", "until", "key",
    "child", "kind", "toon", "taal", "format", "rol", "week",
)  # fmt: skip
SENT = (
    "q", "group", "key", "child", "place", "school_group", "mentor", "school", "location", "way",
    "since", "until", "from_day", "left_on", "because", "born_on", "text", "name", "first_name",
    "last_name", "guardian", "question", "scope", "besluit", "organisation", "role", "email",
)  # fmt: skip


def tries(outsider: Outsider, client: Client) -> Iterator[tuple[str, HttpResponse]]:
    """Return one request after the other, in words, and its answer."""
    while True:
        path, draw = outsider.path(), outsider.draw
        headers = {"HX-Request": "true"} if draw.random() < 0.2 else {}
        if draw.random() < 0.25:
            data = outsider.data(SENT)
            answer: Any = client.post(path, data, headers=headers)
        else:
            data = outsider.data(ASKED)
            answer = client.get(path, data, headers=headers)
        yield f"{path} {data}", answer


def said(answer: Any) -> str:
    """Return all that came back: the body, and the headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace") + str(answer.headers)


def leaks(world: World, person: str, request: str, text: str) -> list[str]:
    """Return what of a foreign child stands in an answer and did not stand in the request."""
    own = table.READERS.get(person, "").split() + table.LOG.get(person, "").split()
    found = set(CANARY.findall(text)) - set(own)
    found |= {
        state
        for state, case in world.cases.items()
        if state not in own and str(case.child.key) in text and str(case.child.key) not in request
    }
    days = {date_format(world.born_on, form) for form in ("j F Y", "j-n-Y", "d-m-Y", "Y-m-d")}
    keeps_list = person in LIST_READERS and request.startswith(LIST)  # lines of the school itself
    reads_days = keeps_list or table.READERS.get(person)
    is_of_none = not reads_days and any(day in text for day in days)
    return [f"{person} at {request}: {sorted(found)}"] if found or is_of_none else []


def searched(
    world: World, seed: int, people: tuple[str, ...], count: int
) -> Iterator[tuple[int, list[str]]]:
    """Send that many requests as these people, and return the status and what leaked of each."""
    for place in (world.other_location, world.sibling):
        make_child(place, first_name="Eigen", last_name="Kind", entered_on=world.day)
    outsider = Outsider(world, seed)
    for _turn in range(count // TURN):
        person = outsider.draw.choice(people)
        client = sign_in(Client(raise_request_exception=True), world.actors[person])
        for request, answer in islice(tries(outsider, client), TURN):
            yield answer.status_code, leaks(world, person, request, said(answer))


@pytest.mark.privacy(9, 10, 11)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_outsider_finds_no_foreign_child(world: World, seed: int) -> None:
    answers = list(searched(world, seed, OUTSIDERS, EACH))
    found = [leak for _code, leaked in answers for leak in leaked]
    assert found == [], listed(found)
    assert {200, 302, 403, 404} <= {code for code, _leaked in answers}
    assert Child.objects.filter(first_name="Kanarie").count() == len(world.cases)


def test_outsider_finds_a_rule_that_is_broken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without this he could be asking in places where there is nothing to find."""
    rules = querysets.RULES
    monkeypatch.setitem(rules, Ground.OWN_GROUPS, rules[Ground.OWN_LOCATION])
    answers = searched(world, 0, ("kow beside",), EACH)
    assert any(leaked for _code, leaked in answers)
