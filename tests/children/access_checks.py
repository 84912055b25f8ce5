"""What the product shows, held against `access_table.py`: each check returns what differs."""

from collections.abc import Callable, Collection, Iterable, Iterator
from string import Formatter
from typing import Any, TypeVar

from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

from children.attachments import NotScannedError
from children.consents import ConsentRefusedError
from children.models import (
    Arrangement,
    Attachment,
    Child,
    ConsentPolicy,
    ConsentQuestion,
    ConsentTextApproval,
    Group,
    Guardian,
    LocationStart,
)
from children.reach import Thing
from config.listing import PAGE
from dossier.models import LookQuestion
from partners.access import Actor
from partners.models import Module
from partners.refusals import RefusedError
from partners.states import ModuleKind
from tests.children import access_table as table
from tests.children.access_areas import AREAS
from tests.children.access_rows import BY_CONSENT, FAR, NEAR, PEOPLE, WITHOUT_MODULE, Row
from tests.children.access_world import CANARY, World
from tests.partners.cast import sign_in

REFUSALS = (
    Http404, PermissionDenied, ObjectDoesNotExist, RefusedError, ConsentRefusedError,
    NotScannedError,
)  # fmt: skip
Seen = TypeVar("Seen")
OPEN, NO_METHOD = (200, 302), 405
ALL = slice(None)
SENT_TO = ("none", "withdrawn", "report")  # the children to whose closed pages something is sent
OF_CHILD = {"child", "look", "guardian", "question", "report", "waiting", "health", "proof"}
OF_CHILD |= {"screening"}
OF_CHILD |= {key for area in AREAS for key in area.keys}


def differs(what: str, expected: Iterable[str], found: Iterable[str]) -> list[str]:
    """Return in words what was seen and should not be, and the other way round."""
    more, less = sorted(set(found) - set(expected)), sorted(set(expected) - set(found))
    said = [f"{what} sees {', '.join(more)}"] if more else []
    return said + ([f"{what} misses {', '.join(less)}"] if less else [])


def unlike(what: str, wanted: Any, found: Any) -> list[str]:
    """Return in words what came of something else than what is wanted."""
    return [] if wanted == found else [f"{what}: {found}, not {wanted}"]


def outcome(act: Callable[[], Any]) -> Any:
    """Return what comes of an act, or the name of the refusal; what it did is undone."""
    try:
        with transaction.atomic():
            found = act()
            transaction.set_rollback(True)
    except REFUSALS as refusal:
        return type(refusal).__name__
    return found


def undone(seen: Iterator[Seen]) -> Iterator[Seen]:
    """Pass on what is seen, and undo what was changed for it, also where nobody looks further."""
    with transaction.atomic():
        try:
            yield from seen
        finally:
            transaction.set_rollback(True)


# --- rows -----------------------------------------------------------------------------------


def rows_seen(world: World) -> Iterator[str]:
    """Ask every query set about everybody who is asked."""
    for name, actor in world.asked.items():
        for what, expected, seen in _asked(world, name, actor):
            yield from differs(f"{name}: {what}", expected.split(), seen)


def _asked(world: World, name: str, actor: Actor) -> Iterator[tuple[str, str, set[str]]]:
    """Return of each kind of row what the table says, and what is there."""
    for thing in Thing:
        rows = Child.objects.visible_to(actor, thing)
        yield thing.value, table.THINGS[thing].get(name, ""), names(rows.values_list("last_name"))
    present = Child.objects.visible_to(actor).present().values_list("last_name")
    yield "present", table.here(table.READERS).get(name, ""), names(present)
    guardians = Guardian.objects.visible_to(actor).values_list("child__last_name")
    yield "guardians", table.THINGS["guardian"].get(name, ""), names(guardians)
    asked = ConsentQuestion.objects.visible_to(actor).values_list("child__last_name", "scope")
    yield "questions", table.QUESTIONS.get(name, ""), {f"{state}/{scope}" for state, scope in asked}
    files = set(Attachment.objects.visible_to(actor).values_list("key", flat=True))
    for kind, seen in table.FILES.items():
        here = {state for state, case in world.cases.items() if case.files[kind].key in files}
        yield f"file {kind}", seen.get(name, ""), here
    looks = LookQuestion.objects.visible_to(actor)
    about = looks.exclude(child=None).values_list("child__last_name")
    yield "looks", table.LOOKS.get(name, ""), names(about)
    keys = set(looks.values_list("key", flat=True))
    bare = {what for what, look in world.bare_looks.items() if look.key in keys}
    yield "bare looks", table.BARE_LOOKS.get(name, ""), bare
    groups = set(Group.objects.visible_to(actor).values_list("pk", flat=True))
    own = {group for group, pk in world.groups.items() if pk in groups}
    yield "groups", table.GROUPS.get(name, ""), own
    apart = {
        "start": (LocationStart, table.STARTS),
        "policy": (ConsentPolicy, table.POLICIES),
        "approval": (ConsentTextApproval, table.TOWN_ROWS),
        "arrangement": (Arrangement, table.TOWN_ROWS),
    }
    for what, (model, people) in apart.items():
        is_there = model.objects.visible_to(actor).exists()
        yield what, "there" if name in people else "", {"there"} if is_there else set()
    for area in AREAS:
        for what, people, seen in area.seen:
            yield what, people.get(name, ""), seen(world, actor)


def names(rows: Any) -> set[str]:
    """Return the states of children by their last names."""
    return {str(row[0]) for row in rows}


# --- addresses ------------------------------------------------------------------------------


def rows_of(name: str) -> tuple[Row, ...]:
    """Return the rows of an address."""
    found = table.ADDRESSES[name]
    return found if isinstance(found, tuple) else (found,)


def pages(
    world: World, addresses: Iterable[str], few: Collection[str] = (), share: slice = ALL
) -> Iterator[str]:
    """Knock at these addresses as everybody, for every child, or for these few.

    Args: share: which of the knocks, so that as many workers do as much each.
    """
    rows = [row for address in addresses for row in rows_of(address)]
    clients: dict[str, Client] = {}
    for person, row, state in list(_knocks(world, rows, few))[share]:
        if state:
            yield from _of_child(world, person, row, state)
            continue
        if person not in clients:
            clients[person] = sign_in(Client(), world.actors[person])
        yield from _page(world, clients[person], person, row)


def _knocks(
    world: World, rows: Collection[Row], few: Collection[str]
) -> Iterator[tuple[str, Row, str]]:
    """Return who knocks where, and for which child; "" for a page that is about no one child."""
    for person in world.actors:
        for row in rows:
            if not is_of_child(row):
                yield person, row, ""
            elif person in PEOPLE:
                own = world.cases if person in BY_CONSENT else NEAR
                near = own if person.split()[0] in roles_of(row) else FAR
                yield from ((person, row, state) for state in few or near)


def closed_without_module(world: World) -> Iterator[str]:
    """Knock at every address about a child where Overdracht is off: it does not exist."""
    Module.objects.filter(kind=ModuleKind.HANDOVER).delete()
    keys = world.keys | world.cases["report"].keys
    for name in table.ADDRESSES:
        for row in rows_of(name):
            for person in ("koc", "qc", "dpo") if is_of_child(row) else ():
                answer = answer_to(world.actors[person], row.path.format(**keys), row.method)
                if answer not in {404, row.closed}:
                    yield f"{person}: {row.path} answers {answer} without the module"


def closed_to_visitors(world: World) -> Iterator[str]:
    """Knock at every address without signing in: it sends to the page to sign in."""
    client, keys = Client(), world.keys | world.cases["report"].keys
    for name in table.ADDRESSES:
        for row in rows_of(name):
            answer = client.generic(row.method, row.path.format(**keys))
            is_sent = answer.get("Location", "").startswith("/account/inloggen/")
            if is_sent == row.is_public:
                yield f"{row.path} answers a visitor {answer.status_code}"


def is_of_child(row: Row) -> bool:
    """Say whether a path names one child, or what hangs on one."""
    named = {name for _text, name, *_rest in Formatter().parse(row.path) if name}
    return bool(named & OF_CHILD)


def roles_of(row: Row) -> set[str]:
    """Return the roles to which an address opens somewhere."""
    return {name.split()[0].rstrip("?") for name in row.opens}


def _page(world: World, client: Client, person: str, row: Row) -> list[str]:
    """Ask for a page that is not about one child: whose names stand on it?"""
    path = row.path.format(**world.keys)
    answer = client.get(path)
    wanted = 200 if person in row.opens else _closed(row, person, is_named="{" in row.path)
    if answer.status_code != wanted:
        return [f"{person}: {path} answers {answer.status_code}, not {wanted}"]
    seen = CANARY.findall(answer.content.decode())
    while answer.context and (sheet := answer.context.get("page_obj")) and sheet.has_next():
        sign = "&" if "?" in path else "?"
        answer = client.get(f"{path}{sign}{PAGE}={sheet.next_page_number()}")
        seen += CANARY.findall(answer.content.decode())
    return differs(f"{person}: {path}", row.opens.get(person, "").split(), seen)


def _of_child(world: World, person: str, row: Row, state: str) -> list[str]:
    """Ask for the address of one child; where it is closed, send something to it as well."""
    path = row.path.format(**(world.keys | world.cases[state].keys))
    opens = state in row.opens.get(person, "").split()
    wanted = OPEN if opens else (_closed(row, person, is_named=True), NO_METHOD)
    methods = {row.method} | ({"POST"} if not opens and state in SENT_TO else set())
    answers = [answer_to(world.actors[person], path, method) for method in methods]
    return [
        f"{person}: {row.path} of {state} answers {answer}, not {wanted[0]}"
        for method, answer in zip(methods, answers, strict=True)
        if answer not in wanted and (method, answer) != ("POST", 403)
    ]


def answer_to(actor: Actor, path: str, method: str = "GET") -> int:
    """Return how the view of an address answers this actor, without the frame of a page.

    What it did is undone, so that the next one finds the same children.
    """
    request: Any = RequestFactory().generic(method, path)
    request.user, request.actor, request.session = actor.user, actor, SessionStore()
    request.htmx, request._messages = HtmxDetails(request), FallbackStorage(request)
    view, arguments, named = resolve(request.path_info)
    undo = transaction.savepoint()
    try:
        return int(view(request, *arguments, **named).status_code)
    except Http404:
        return 404
    except PermissionDenied:
        return 403
    finally:
        transaction.savepoint_rollback(undo)


def _closed(row: Row, person: str, *, is_named: bool) -> int:
    """Return how an address is closed to somebody: to its own roles it does not exist."""
    if person in WITHOUT_MODULE:
        return 404 if row.closed == 403 else row.closed
    return 404 if is_named and person.split()[0] in roles_of(row) else row.closed
