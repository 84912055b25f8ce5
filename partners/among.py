"""A condition that lets the database find rows by a short list that it makes first."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func, QuerySet


class Among(Func):
    """Whether a column is among the keys that a query gives, as `IN` says it.

    For a query that gives few keys of a table that is large: PostgreSQL makes the list once and
    looks each up by an index. A plain `IN` it joins only where few tables are joined besides
    (`join_collapse_limit`); else it reads the whole table.

    Not to be negated: a row without a key is then left out, and with `~Q(... __in=...)` kept.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, keys: QuerySet[Any, Any], **extra: Any) -> None:
        """Take the name of a column, and a query of one column."""
        super().__init__(column, ArraySubquery(keys), **extra)
