"""A consent on paper: cleaned before anything is locked, and told to others as any answer."""

from typing import Any

import pytest

from children import asking, file_contents, paper
from children.models import Attachment, Child
from children.paper import Paper, PaperError
from children.states import ConsentAct, ConsentScope, FileKind, Language
from partners import outbox
from partners.access import Actor
from partners.models import Message
from partners.states import Role
from tests.children.samples import report
from tests.factories.children import AT, GuardianFactory, ask, make_child, make_started, say
from tests.factories.partners import SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
BOTH = (ConsentScope.DISCUSS, ConsentScope.ASKED_AT_35)


@pytest.fixture(autouse=True)
def _no_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "ring", lambda: None)


@pytest.fixture
def child() -> Child:
    """Return a child at a location that began, with a school."""
    made = make_child(school=SchoolFactory())
    make_started(made.location)
    return made


@pytest.fixture
def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location)


def signed(child: Child, scan: bytes = b"") -> Paper:
    """Return a paper with which the first parent says yes twice."""
    parent = child.guardians.order_by("pk")[0]
    said = dict.fromkeys(BOTH, ConsentAct.GRANTED)
    return Paper(parent.pk, said, Language.NL, AT.date(), scan)


def ask_both(child: Child) -> list[Any]:
    schools = {ConsentScope.DISCUSS: child.school, ConsentScope.ASKED_AT_35: None}
    return [ask(child, scope, school) for scope, school in schools.items()]


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return in which order a scan is cleaned and a child locked."""
    found: list[str] = []
    for module, name in ((file_contents, "clean"), (asking, "locked")):
        real = getattr(module, name)

        def noticed(*given: Any, name: str = name, real: Any = real) -> Any:
            found.append(name)
            return real(*given)

        monkeypatch.setattr(module, name, noticed)
    return found


def test_note_cleans_the_scan_before_the_child_is_locked(
    child: Child, contact: Actor, order: list[str]
) -> None:
    paper.note(key=child.key, paper=signed(child, report()), by=contact, at=AT)
    assert (order[0], order.count("clean"), "locked" in order) == ("clean", 1, True)
    assert Attachment.objects.get().kind == FileKind.PROOF


def test_note_locks_nothing_for_a_scan_that_is_refused(
    child: Child, contact: Actor, order: list[str]
) -> None:
    with pytest.raises(PaperError):
        paper.note(key=child.key, paper=signed(child, b"MZ program"), by=contact, at=AT)
    assert order == ["clean"]


def test_note_tells_the_other_parent_once(child: Child, contact: Actor) -> None:
    other = GuardianFactory(child=child)
    paper.note(key=child.key, paper=signed(child), by=contact, at=AT)
    assert child.consent_questions.filter(is_live=True).count() == 2
    assert [row.cause.split(":")[:2] for row in Message.objects.all()] == [
        ["second", str(other.pk)]
    ]


@pytest.mark.parametrize("agreed", [True, False])
def test_note_tells_nobody_where_everybody_was_asked(
    child: Child, contact: Actor, agreed: bool
) -> None:
    other = GuardianFactory(child=child, lives_apart=True)
    for question in ask_both(child):
        if agreed:
            say(question, ConsentAct.GRANTED, other)
    paper.note(key=child.key, paper=signed(child), by=contact, at=AT)
    assert child.consent_questions.filter(is_live=True).count() == (2 if agreed else 0)
    assert not Message.objects.exists()
