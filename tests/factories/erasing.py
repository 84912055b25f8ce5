"""What only the erasure of a child does: taking away rows that are never changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from children.models import Child


@contextmanager
def erasing(child: Child) -> Iterator[None]:
    """Let what hangs on a child be taken away, in a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('children.erasing', %s, true)", [str(child.pk)])
        yield
        cursor.execute("SELECT set_config('children.erasing', '', true)")
