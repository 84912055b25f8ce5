"""Many reminders: a steady number of queries, batches that stand alone, two runs at once."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from partners import reminder_runs, reminders
from partners.models import Message, Reminder, ReminderLine
from partners.reminder_runs import Outcome
from partners.states import ReminderState, Role
from tests.factories.messages import MessageFactory
from tests.factories.partners import MembershipFactory
from tests.partners.reminder_town import CODE, MONDAY, Town, moment, town

__all__ = ["town"]


def queries_of(town: Town, count: int) -> int:
    """Return how many queries a run takes with so many new reminders."""
    for number in range(count):
        town.wait(f"{count}:{number}", MONDAY)
    with CaptureQueriesContext(connection) as found:
        reminder_runs.run(day=MONDAY, at=moment(MONDAY), dry_run=True)
    return len(found)


def test_run_takes_the_same_queries_for_few_and_for_many(town: Town) -> None:
    for _number in range(3):
        town.officer()
    few = queries_of(town, 2)
    assert (queries_of(town, 200), few < 30) == (few, True)


def test_run_killed_between_batches_is_finished_by_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = [town.officer() for _number in range(5)]
    for number in range(7):
        town.wait(f"ding {number}", MONDAY)
    monkeypatch.setattr(reminder_runs, "OCCASIONS", 3)
    monkeypatch.setattr(reminder_runs, "PEOPLE", 2)
    for name, after in (("keep", 1), ("_tell", 1), ("_tell", 1)):
        with monkeypatch.context() as patched:
            patched.setattr(reminder_runs, name, dying(getattr(reminder_runs, name), after))
            with pytest.raises(KeyboardInterrupt):
                town.run(MONDAY)
    town.run(MONDAY)
    assert [len(town.told(one)) for one in readers] == [1] * 5
    assert ReminderLine.objects.filter(message=None).count() == 0
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.SENT}


def test_mail_that_goes_asks_a_rule_for_its_subjects_only(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.officer()
    town.wait("a", MONDAY)
    town.run(MONDAY)
    mail, asked = Message.objects.get(), list[Any]()
    rule = replace(
        town.rule(),
        occasions=lambda *given: pytest.fail(f"asked for everything: {given}"),
        find=lambda places, only, day: (
            asked.append((set(only.subjects), only.organisations, day))
            or town.occasions(places, day)  # type: ignore[func-returns-value]
        ),
    )
    other = replace(rule, code="R98")
    monkeypatch.setattr(reminders, "RULES", {CODE: rule, "R98": other})
    assert reminder_runs.is_still_needed(mail)
    town.over.add("a")
    assert not reminder_runs.is_still_needed(mail)
    assert asked == [({"a"}, None, MONDAY)] * 2


def test_mail_of_before_there_were_lines_goes_as_it_is(town: Town) -> None:
    assert reminder_runs.is_still_needed(MessageFactory(cause="reminder:12:34"))


def dying(work: Any, after: int) -> Any:
    """Return the same work, killed once it was done so many times."""
    done: list[int] = []

    def act(*given: Any, **named: Any) -> Any:
        if len(done) == after:
            raise KeyboardInterrupt
        done.append(1)
        return work(*given, **named)

    return act


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_runs_at_once_of_many_readers_tell_everybody_once(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    town: Town = request.getfixturevalue("town")
    for _number in range(9):
        MembershipFactory(role=Role.GEM, organisation=town.place.organisation)
    for number in range(8):
        town.wait(f"ding {number}", MONDAY)
    monkeypatch.setattr(reminder_runs, "OCCASIONS", 3)
    monkeypatch.setattr(reminder_runs, "PEOPLE", 2)
    barrier, outcomes = threading.Barrier(4), list[Outcome]()

    def act() -> None:
        barrier.wait()
        try:
            outcomes.append(town.run(MONDAY))
        finally:
            connections.close_all()

    run_all([threading.Thread(target=act) for _ in range(4)])
    assert (len(outcomes), sum(outcome.mails for outcome in outcomes)) == (4, 9)
    assert (Message.objects.count(), ReminderLine.objects.exclude(message=None).count()) == (9, 72)


def run_all(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
