"""Two people at the same year at the same moment, on PostgreSQL: one wins, the other is told."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from partners.models import AuditEntry
from partners.states import Role
from subsidies.models import Allocation, AllocationKey, SubsidyYear
from subsidies.states import IllegalMoveError, YearState
from subsidies.years import NEW, StaleYearError, copy_year, establish
from tests.factories.partners import make_actor
from tests.factories.subsidies import AT, NOTE, make_municipality, make_year

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads of their own that start together; returns results or exceptions."""
    barrier, outcomes = threading.Barrier(len(acts)), [object()] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes[place] = act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_establishers_at_once_give_one_year_and_one_refusal() -> None:
    municipality = make_municipality(schools=3)
    year = make_year(municipality)
    people = [make_actor(Role.GEM, municipality) for _ in range(2)]

    def act(by: Any) -> Callable[[], object]:
        return lambda: establish(
            year_id=year.pk, by=by, at=AT, skipped_note=NOTE, version=year.version
        )

    outcomes = at_once(*map(act, people))
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(error) for error in refused] == [IllegalMoveError]
    assert "Vastgesteld" in str(refused[0])
    assert (Allocation.objects.count(), AuditEntry.objects.filter(
        action="year.established").count()) == (3, 1)  # fmt: skip


def test_two_savers_of_the_same_page_give_one_change_and_one_refusal() -> None:
    municipality = make_municipality(schools=3)
    year = make_year(municipality)

    def act(budget: str) -> Callable[[], object]:
        return lambda: make_year(municipality, budget=budget, version=year.version)

    outcomes = at_once(act("11000.00"), act("12000.00"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        StaleYearError.__name__,
        SubsidyYear.__name__,
    ]


@pytest.mark.parametrize("budgets", [("10000.00", "11000.00"), ("10000.00", "10000.00")])
def test_two_makers_of_the_same_year_make_one_and_one_is_told(budgets: tuple[str, str]) -> None:
    municipality = make_municipality(schools=3)

    def act(budget: str) -> Callable[[], object]:
        return lambda: make_year(municipality, budget=budget, version=NEW)

    outcomes = at_once(*map(act, budgets))
    [made] = [outcome for outcome in outcomes if isinstance(outcome, SubsidyYear)]
    assert [type(outcome) for outcome in outcomes if outcome != made] == [StaleYearError]
    assert (SubsidyYear.objects.get().budget, AllocationKey.objects.count()) == (made.budget, 1)


def test_two_copiers_at_once_make_one_year_and_one_is_told() -> None:
    municipality = make_municipality(schools=3)
    make_year(municipality)
    people = [make_actor(Role.GEM, municipality) for _ in range(2)]

    def act(by: Any) -> Callable[[], object]:
        return lambda: copy_year(municipality=municipality, by=by, at=AT, first_year=2027)

    outcomes = at_once(*map(act, people))
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(error) for error in refused] == [StaleYearError]
    assert list(SubsidyYear.objects.values_list("first_year", flat=True)) == [2027, 2026]


def test_a_saver_who_waits_for_an_establisher_is_told() -> None:
    municipality = make_municipality(schools=3)
    year = make_year(municipality)
    by = make_actor(Role.GEM, municipality)
    entered, outcomes = threading.Event(), []

    def save() -> None:
        entered.wait()
        try:
            outcomes.append(make_year(municipality, budget="11000.00"))
        except IllegalMoveError as error:
            outcomes.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=save)
    thread.start()
    with transaction.atomic():
        establish(year_id=year.pk, by=by, at=AT, skipped_note=NOTE)
        entered.set()
        wait_for_a_lock()
    thread.join()
    assert [str(error) for error in outcomes] == [
        "2026-2027 is vastgesteld en kan niet meer veranderen."
    ]
    assert SubsidyYear.objects.get().state == YearState.ESTABLISHED


def wait_for_a_lock() -> None:
    """Wait until another connection to this database waits for a lock."""
    query = """SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE datname = current_database() AND NOT granted"""
    with connection.cursor() as cursor:
        for _ in range(20_000):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(query)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")
