"""Writes on consent that cross: the child is locked first, so one waits and neither fails."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from children import consents, guardians
from children.guardians import GuardianValues
from children.models import ConsentQuestion
from children.states import Channel, ConsentAct, ConsentScope, Language
from partners.states import Role
from tests.factories.children import AT, TEXT, ask, make_child, say
from tests.factories.partners import SchoolFactory, make_actor

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WAITING = (
    "SELECT count(*) FROM pg_locks"
    " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
)


def until_somebody_waits() -> None:
    """Return as soon as another transaction waits for this one."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone() != (0,):
                return
        threading.Event().wait(0.01)
    raise AssertionError("nobody waited")


def cross(monkeypatch: pytest.MonkeyPatch, pause: str, first: Any, second: Any) -> None:
    """Let `second` begin when `first` is at a function of `consents`, and end both."""
    at_pause = threading.Event()
    go_on: Callable[..., Any] = getattr(consents, pause)

    def paused(*args: Any) -> Any:
        if not at_pause.is_set():  # the first only
            at_pause.set()
            until_somebody_waits()
        return go_on(*args)

    def ended(work: Callable[[], Any], *, waits: bool) -> None:
        try:
            if waits:
                assert at_pause.wait(10)
            work()
        finally:
            connection.close()

    monkeypatch.setattr(consents, pause, paused)
    with ThreadPoolExecutor(2) as threads:
        both = threads.submit(ended, first, waits=False), threads.submit(ended, second, waits=True)
        for one in both:
            one.result(timeout=30)


def test_answer_while_childcare_changes_the_guardian(monkeypatch: pytest.MonkeyPatch) -> None:
    question = ask(make_child(), ConsentScope.OBSERVE, SchoolFactory())
    parent, by = question.child.guardians.get(), make_actor(Role.KOC, question.child.location)
    said = consents.Answer(ConsentAct.GRANTED, parent, Channel.MAIL, Language.NL, TEXT)
    values = GuardianValues(name=parent.name, phone="0612345678")
    cross(
        monkeypatch,
        "_refuse_answer",
        lambda: consents.answer(question_id=question.pk, said=said, at=AT),
        lambda: guardians.change(guardian_id=parent.pk, values=values, by=by, at=AT),
    )
    question.refresh_from_db()
    parent.refresh_from_db()
    assert (question.is_live, parent.phone) == (True, "0612345678")


def test_answer_that_supersedes_while_a_guardian_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    older = ask(make_child(), ConsentScope.SHARE_FORM, SchoolFactory())
    say(older, ConsentAct.GRANTED)
    newer = ask(older.child, ConsentScope.SHARE_FORM, older.school)
    parent, by = older.child.guardians.get(), make_actor(Role.KOC, older.child.location)
    said = consents.Answer(ConsentAct.GRANTED, parent, Channel.MAIL, Language.NL, TEXT)
    cross(
        monkeypatch,
        "_replace_older",
        lambda: consents.answer(question_id=newer.pk, said=said, at=AT),
        lambda: guardians.add(
            child_id=older.child_id, values=GuardianValues(name="Tweede ouder"), by=by, at=AT
        ),
    )
    live = ConsentQuestion.objects.filter(is_live=True)
    assert list(live.values_list("pk", flat=True)) == [newer.pk]
