"""Take away each rule of access in turn: the table of who sees what must notice every one.

What a mutant breaks shows in the checks of `test_access.py`; each stops at the first difference.
One that nobody notices is named with its reason in HARMLESS; a reason that is not needed fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from children import consents, querysets, reading
from children.reach import REACH, Reach, Thing
from children.states import ConsentScope
from partners.states import Role
from tests.children.access_checks import pages, rows_seen
from tests.children.access_moves import consent_moves
from tests.children.access_world import World
from tests.children.mutation import Mutant, mutants
from tests.sources import listed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Check = Callable[[World], Iterator[str]]
# Who may, and what is replaced; what makes a yes of answers is held by test_consents.py.
MOVES = (
    "prepare", "request", "answer", "close", "_replace_older", "_refuse_reader", "_refuse_closed",
    "_refuse_gone",
)  # fmt: skip
READS = ("one", "_grounds", "_by_consent", "_by_place")
FEW = ("report", "withdrawn", "none")
HARMLESS: dict[str, str] = {
    "children.consents.answer: never trail.membership_of(by, question.child)":
        "who noted it on paper: test_answer_on_paper_keeps_who_saw_it",
    "children.reading._grounds: never if any((child.pk not in places for child in children))":
        "between two queries: test_note_refuses_a_child_whose_consent_just_ended",
}  # fmt: skip


def is_noticed(world: World, check: Check) -> bool:
    """Say whether a check finds a difference, or cannot even be made; what it did is undone."""
    try:
        with transaction.atomic():
            noticed = next(check(world), None) is not None
            transaction.set_rollback(True)
    except Exception:  # noqa: BLE001 - a mutant may break in any way, and that is seen too
        return True
    return noticed


def survivors(world: World, found: list[Mutant], check: Check) -> list[str]:
    """Return the mutants that a check does not notice."""
    alive = []
    for mutant in found:
        with mutant.alive():
            if not is_noticed(world, check):
                alive.append(mutant.name)
    return alive


def test_checks_find_nothing_without_a_mutant() -> None:
    world = World()
    checks: list[Check] = [rows_seen, read_pages, consent_moves]
    assert [check for check in checks if is_noticed(world, check)] == []


# --- the table of reach -----------------------------------------------------------------------


# What a role has elsewhere in the table: given where it has nothing, it must be noticed too.
NATURAL = {**REACH[Thing.CHILD], Role.DPO: REACH[Thing.LOG][Role.DPO]}


def changed(reach: Reach) -> Iterator[tuple[str, Reach | None]]:
    """Return how one entry of the table can be lost, in whole and in part."""
    yield "gone", None
    for scope in sorted(reach.scopes):
        yield f"without {scope}", replace(reach, scopes=reach.scopes - {scope})
    if reach.scopes and not reach.section:
        for scope in sorted(set(ConsentScope) - reach.scopes - {ConsentScope.ASKED_AT_35}):
            yield f"with {scope} too", replace(reach, scopes=reach.scopes | {scope})
    if reach.section:
        yield "without its section", replace(reach, section=None)
    if reach.own_group:
        yield "without its own group", replace(reach, own_group=False)


@pytest.mark.parametrize("thing", Thing)
def test_table_of_reach_loses_nothing_unnoticed(
    thing: Thing, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, alive = World(), []
    entries: Any = REACH[thing]
    for role in Role:
        reach = entries.get(role)
        given = [(f"as {role} sees a child", NATURAL[role])] if role in NATURAL else []
        for what, new in changed(reach) if reach else given:
            with monkeypatch.context() as patch:
                if new is None:
                    patch.delitem(entries, role)
                else:
                    patch.setitem(entries, role, new)
                if not is_noticed(world, lambda w, role=role: rows_seen(w, role)):
                    alive.append(f"{thing} {role}: {what}")
    assert alive == [], listed(alive)


# --- the clauses ------------------------------------------------------------------------------


def read_pages(world: World) -> Iterator[str]:
    """Read children as everybody."""
    return pages(world, ["child"], FEW)


PLAN: list[tuple[Any, Check, Callable[[str], bool]]] = [
    (querysets, rows_seen, bool),
    (reading, read_pages, READS.__contains__),
    (consents, consent_moves, MOVES.__contains__),
]


@pytest.mark.parametrize(
    ("module", "check", "wanted"), PLAN, ids=[module.__name__ for module, *_more in PLAN]
)
def test_no_clause_goes_unnoticed(module: Any, check: Check, wanted: Callable[[str], bool]) -> None:
    found = mutants(module, wanted)
    alive = survivors(World(), found, check)
    reasons = {name for name in HARMLESS if name.startswith(f"{module.__name__}.")}
    assert found
    assert set(alive) == reasons, listed(set(alive) ^ reasons)
