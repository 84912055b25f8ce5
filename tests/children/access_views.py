"""Each view without its permission or its module, and the bytes of what is closed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from children import links
from children.models import Guardian
from tests.children import access_table as table
from tests.children.access_checks import answer_to, outcome, pages, unlike
from tests.children.access_world import World
from tests.factories.children import GuardianFactory
from tests.partners.cast import sign_in

TAKEN = ("permission", "module")


@dataclass(frozen=True)
class Bare:
    """A view without what it says about itself, so that what it stands on speaks."""

    owner: type
    attribute: str
    addresses: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return what is missing."""
        return f"{self.owner.__module__}.{self.owner.__qualname__}: without {self.attribute}"

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Let the view run without it."""
        kept = vars(self.owner)[self.attribute]
        delattr(self.owner, self.attribute)
        try:
            yield
        finally:
            setattr(self.owner, self.attribute, kept)

    def check(self, world: World) -> Iterator[str]:
        """Knock at its addresses as everybody, for a child that most of them reach."""
        return pages(world, self.addresses, ("report",))


def bare_views() -> list[Bare]:
    """Return each permission and module that a view of children names, as one that is lost."""
    views = dict(_views())
    owners = {
        owner
        for view in views.values()
        for owner in view.__mro__
        if owner.__module__.startswith(("children.views.", "dossier.views", "transitions.views"))
    }
    found = []
    for owner in sorted(owners, key=lambda one: (one.__module__, one.__qualname__)):
        names = tuple(sorted(name for name, view in views.items() if issubclass(view, owner)))
        of_it = [attribute for attribute in TAKEN if attribute in vars(owner)]
        found += [Bare(owner, attribute, names) for attribute in of_it]
    return found


def _views() -> Iterator[tuple[str, type]]:
    waiting = list(get_resolver().url_patterns)
    while waiting:
        one = waiting.pop()
        if not isinstance(one, URLPattern):
            waiting += one.url_patterns
        elif one.name in table.ADDRESSES and hasattr(one.callback, "view_class"):
            yield str(one.name), one.callback.view_class


# --- parts of another child -----------------------------------------------------------------------

OF_GUARDIAN = (
    ("", "GET"), ("einde/", "GET"), ("links-intrekken/", "POST"), ("leescode/", "GET"),
    ("leescode/", "POST"),
)  # fmt: skip


def foreign_parts(world: World) -> Iterator[str]:
    """Name an own child and a guardian, question, group or place that is not of it."""
    key, koc = world.cases["report"].child.key, world.actors["koc"]
    ended = GuardianFactory(child=world.cases["report"].child, ended_on=world.day)
    for pk in (world.cases["team"].guardian.pk, world.cases["sibling"].guardian.pk, ended.pk, 0):
        for rest, method in OF_GUARDIAN:
            path = f"/kinderen/{key}/ouders/{pk}/{rest}"
            yield from unlike(f"{method} {path}", 404, answer_to(koc, path, method))
    own = f"/kinderen/{key}/ouders/{world.cases['report'].guardian.pk}/links-intrekken/"
    with patch.object(links, "revoke", side_effect=Guardian.DoesNotExist):  # gone since it was read
        yield from unlike("gone meanwhile", 404, answer_to(koc, own, "POST"))
    path = f"/kinderen/{key}/toestemming/9/afsluiten/"
    yield from unlike(path, 404, answer_to(koc, path))
    for place in (world.sibling, world.other_location):
        path = f"/kinderen/starten/{place.pk}/"
        yield from unlike(path, 404, answer_to(koc, path))
    type(world.location).objects.filter(pk=world.location.pk).update(closed_on=world.day)
    path = f"/kinderen/starten/{world.location.pk}/"
    yield from unlike("a closed location", 404, answer_to(koc, path))
    type(world.group).objects.filter(pk=world.other_group.pk).update(closed_on=world.day)
    for name, group in world.groups.items():
        for act in ("wijzigen", "sluiten"):
            path = f"/groepen/{group}/{act}/"
            wanted = 200 if name == "group" else 404  # the other one was closed
            yield from unlike(f"koc at {path}", wanted, answer_to(koc, path))


# --- the bytes of what is closed --------------------------------------------------------------

# What differs from answer to answer whatever is asked: nonces, tokens, and the number of a request.
OWN_OF_ANSWER = re.compile(
    r"nonce[-=]\"?[\w+/=-]+|csrf\w*\"? ?(?:value|content)=\"\w+\"|\"\w{64}\""
)
OWN_HEADERS = {"Set-Cookie", "X-Request-ID", "Expires"}  # the last is the moment itself
GONE = ("none", "withdrawn", "conflict", "superseded", "ended", "expired", "closed", "other_school")
CLOSED_PATHS = (
    "/kinderen/{child}/", "/kinderen/{child}/bestanden/", "/kinderen/{child}/kleutergroep/"
)  # fmt: skip
NOBODY = "nobody"


def closed_alike(world: World) -> Iterator[str]:
    """Ask for children that are closed to somebody: every answer is that of one that never was."""
    for person in ("qc", "sch", "tea"):
        client = sign_in(Client(), world.actors[person])
        for path in CLOSED_PATHS if person != "tea" else CLOSED_PATHS[:2]:
            asked = {state: path.format(**world.cases[state].keys) for state in GONE}
            asked[NOBODY] = path.format(child=uuid4())
            yield from _alike(client, person, path, asked)
        files = {
            f"{kind} of {state}": f"/bijlagen/{world.cases[state].keys[kind]}/"
            for state in ("withdrawn", "conflict", "superseded", "other_school")
            for kind in ("report", "waiting", "proof")
        }
        files["waiting of report"] = f"/bijlagen/{world.cases['report'].keys['waiting']}/"
        files[NOBODY] = f"/bijlagen/{uuid4()}/"
        yield from _alike(client, person, "/bijlagen/", files)
    client = sign_in(Client(), world.actors["koc"])
    away = {state: f"/kinderen/{world.cases[state].child.key}/" for state in ("mistake", "sibling")}
    yield from _alike(client, "koc", "/kinderen/", away | {NOBODY: f"/kinderen/{uuid4()}/"})


def _alike(client: Client, person: str, what: str, asked: dict[str, str]) -> Iterator[str]:
    """Hold each answer against that to what never existed."""
    wanted = _bytes(client.get(asked[NOBODY]), asked[NOBODY])
    yield from unlike(f"{person}: {what} of nobody", 404, wanted[0])
    for state, path in asked.items():
        if _bytes(client.get(path), path) != wanted:
            yield f"{person}: {what} of {state} answers otherwise than of nobody"


def _bytes(answer: Any, path: str) -> tuple[int, str, dict[str, str]]:
    """Return status, body and headers, without what is of this one answer, and the path asked."""
    text = answer.content.decode().replace(path, "/")
    headers = {name: value for name, value in answer.items() if name not in OWN_HEADERS}
    said = {
        name: OWN_OF_ANSWER.sub("", value).replace(path, "/") for name, value in headers.items()
    }
    return answer.status_code, OWN_OF_ANSWER.sub("", text), said


def gates_alike(world: World) -> Iterator[str]:
    """Fill in dates at links that do not open: whatever is wrong, the answer is the same."""
    day, moment = world.born_on, timezone.now()
    wrong = day + timedelta(days=1)
    changes: dict[str, dict[str, Any]] = {
        "open": {},
        "blocked": {"wrong_tries": 5},
        "withdrawn": {"revoked_at": moment},
        "over": {"made_at": moment - timedelta(days=15), "expires_at": moment},
    }
    sent = {"unknown": ("A" * 43, day), "unknown and wrong": ("A" * 43, wrong)}
    answers = {what: _gate(token, born) for what, (token, born) in sent.items()}
    for what, columns in changes.items():
        for born in (day, wrong) if what in {"blocked", "withdrawn"} else (wrong,):
            answers[f"{what} {born}"] = outcome(lambda c=columns, b=born: _gate_after(world, c, b))
    for state in ("ended", "mistake"):
        answers[state] = outcome(lambda s=state: _gate_of_gone(world, s))
    first = answers["unknown"]
    yield from unlike("the gate", (200, True), (first[0], "no-store" in str(first[2])))
    yield from (f"{what} answers otherwise" for what, found in answers.items() if found != first)


def _gate(token: str, born: Any) -> tuple[int, str, dict[str, str]]:
    path = f"/ouder/{token}/"
    return _bytes(Client().post(path, {"geboren": born.strftime("%d-%m-%Y")}), path)


def _gate_after(world: World, columns: dict[str, Any], born: Any) -> Any:
    token = world.link("report")
    world.cases["report"].guardian.links.update(**columns)
    return _gate(token, born)


def _gate_of_gone(world: World, state: str) -> Any:
    """Come to a child of which the guardian, or the child itself, is there no more."""
    token, case = world.link("report"), world.cases["report"]
    if state == "ended":
        Guardian.objects.filter(pk=case.guardian.pk).update(ended_on=world.day)
    else:
        type(case.child).objects.filter(pk=case.child.pk).update(
            left_on=world.day, left_because="mistake"
        )
    return _gate(token, world.born_on)
