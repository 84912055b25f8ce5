"""Taking the locks of established years off, for the reset of a demo only."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

# The row triggers of subsidies/migrations/0003, 0009 and 0016: they keep an established year, a
# sent letter, and what was written about letters as they are.
TABLES = (
    "subsidies_letteropening",
    "subsidies_amendedamount",
    "subsidies_lettertext",
    "subsidies_letterpdf",
    "subsidies_decisionletter",
    "subsidies_subsidyyear",
    "subsidies_allocation",
    "subsidies_allocationkey",
    "subsidies_allocationrun",
)


@contextmanager
def years_unlocked() -> Iterator[None]:
    """Let this transaction remove established years, as the owner of the tables.

    The product has no other way: the database refuses it, and `doctor` tells when a lock is off.
    Nothing may write while they are off, and a failure puts them back with the transaction.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Only a demo can be put back to its first state.")
    _turn("DISABLE")
    yield
    _turn("ENABLE")


def _turn(state: str) -> None:
    """Turn the locks on or off; PostgreSQL wants deferred checks done first."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} {state} TRIGGER {table}_locked")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
