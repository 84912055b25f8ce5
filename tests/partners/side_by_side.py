"""Acts side by side, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from partners.membership_rules import MembershipError
from partners.refusals import RefusedError
from partners.states import IllegalMoveError


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts at the same moment; return what came of each: done, or how it was refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait(10)
            act()
        except (RefusedError, MembershipError, IllegalMoveError) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))
