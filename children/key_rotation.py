"""Sealing anew with the newest key what an older one sealed (docs/operations.md, ADR 0017).

A row is resealed in one transaction with its neighbours: whenever the work is stopped, each row
opens with the ring as it was. What is sealed with the newest key is left alone, so that a second
run does what the first one left.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import ExpressionWrapper, F, Value

from children.fields import SealedField
from config import sealing

RAW: Any = models.BinaryField()
BATCH = 100


@dataclass
class Outcome:
    """How many rows were looked at and resealed, and which columns do not open."""

    seen: int = 0
    resealed: int = 0
    broken: list[str] = field(default_factory=list)


def sealed_columns() -> dict[type[models.Model], list[SealedField]]:
    """Return every table with sealed columns, whatever app it is of."""
    found = {
        model: [column for column in model._meta.concrete_fields if isinstance(column, SealedField)]
        for model in apps.get_models()
    }
    return {model: columns for model, columns in found.items() if columns}


def rotate(*, tell: Callable[[str, int], None], batch: int = BATCH) -> Outcome:
    """Reseal everything with the newest key; `tell` hears the table and the rows done after each.

    A row that does not open is left as it is and named; the others go on.
    """
    outcome = Outcome()
    for model, columns in sealed_columns().items():
        before = outcome.seen
        for keys in _batches(model, batch):
            _reseal_batch(model, columns, keys, outcome)
            tell(model._meta.db_table, outcome.seen - before)
    return outcome


def _batches(model: type[models.Model], size: int) -> Iterator[list[int]]:
    """Return the keys of all rows by parts, in their order; rows made meanwhile come along."""
    rows = model._base_manager.order_by("pk").values_list("pk", flat=True)
    last = 0
    while keys := list(rows.filter(pk__gt=last)[:size]):
        yield keys
        last = keys[-1]


@transaction.atomic
def _reseal_batch(
    model: type[models.Model], columns: list[SealedField], keys: list[int], outcome: Outcome
) -> None:
    _say_resealing("on")
    for key in keys:  # one row at a time: a file can be large
        _reseal(model, columns, key, outcome)
    _say_resealing("")


def _say_resealing(state: str) -> None:
    """Tell tables of which no text ever changes that only its seal does, in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('children.resealing', %s, true)", [state])


def _reseal(
    model: type[models.Model], columns: list[SealedField], key: int, outcome: Outcome
) -> None:
    """Reseal the columns of one row, under its lock; what was removed meanwhile is passed by."""
    tokens = {
        f"raw_{c.attname}": ExpressionWrapper(F(c.attname), output_field=RAW) for c in columns
    }
    rows = model._base_manager.filter(pk=key).select_for_update(of=("self",), no_key=True)
    row = rows.annotate(**tokens).values(*tokens).first()
    if row is None:
        return
    outcome.seen += 1
    changed = {}
    for column in columns:
        try:
            token = _resealed(column.column_name, row[f"raw_{column.attname}"])
        except sealing.SealBrokenError:
            outcome.broken.append(f"{column.column_name} {key}")
            continue
        if token is not None:
            changed[column.attname] = Value(token, output_field=RAW)
    if changed:
        model._base_manager.filter(pk=key).update(**changed)
        outcome.resealed += 1


def _resealed(column: str, stored: bytes | memoryview | None) -> bytes | None:
    """Return a token of the newest key; nothing when the column is empty or has one already.

    Raises: SealBrokenError: no key of the ring opens it.
    """
    token = bytes(stored or b"")
    seal = sealing.seal()
    if not token or seal.is_newest(token):
        return None
    return seal.close(column, seal.open(column, token))
