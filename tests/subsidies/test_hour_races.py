"""Hours beside others, on PostgreSQL: nobody waits in a circle, and a closed year stays closed."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from partners.memberships import end
from subsidies.hour_rules import HoursError
from subsidies.hour_undo import undo
from tests.factories.hours import AT, Desk, desk_at, make_desk, shut
from tests.subsidies.test_year_races import wait_for_a_lock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def beside(act: Callable[[], object], outcomes: list[object]) -> threading.Thread:
    """Begin an act on a connection of its own that gives up on a lock in the end."""

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '20s'")
            outcomes.append(act())
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcomes.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def test_hours_do_not_wait_for_who_ends_a_membership_at_the_school(desk: Desk) -> None:
    colleague, outcomes = desk_at(desk.school, desk.year), list[object]()
    with transaction.atomic():
        end(membership_id=colleague.membership.pk, last_day=None, by=None, at=AT)
        beside(lambda: desk.save((desk.place(), 0, 30)), outcomes).join()
    assert [isinstance(one, Exception) for one in outcomes] == [False]


@pytest.mark.parametrize("act", ["save", "book", "undo"])
def test_hours_that_wait_for_a_year_to_close_are_refused(desk: Desk, act: str) -> None:
    key, outcomes = desk.save((desk.place(), 0, 30)), list[object]()
    acts: dict[str, Callable[[], object]] = {
        "save": lambda: desk.save((desk.place(), 30, 45)),
        "book": desk.book,
        "undo": lambda: undo(save_key=key, by=desk.actor, at=AT),
    }
    with transaction.atomic():
        shut(desk.year)
        thread = beside(acts[act], outcomes)
        wait_for_a_lock()
    thread.join()
    assert [type(one) for one in outcomes] == [HoursError]
    assert desk.lines == [("a1", 30, "", False)]
