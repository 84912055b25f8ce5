"""An officer finds a child in whose log to look, without its dossier; each search is noted."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from children import reading
from children.models import Child
from children.reach import Thing
from partners import audit
from partners.access import Actor
from partners.fields import sort_key

SEARCHED = "child.log_searched"
MOST = 10
SECTION = "search"


class TooManyError(Exception):
    """More children fit than are shown; none of them was."""


def find(*, text: str, key: UUID | None, by: Actor, at: datetime) -> list[Child]:
    """Return the children whose log somebody may read and that this key or name fits.

    The search gets a line without what was typed, and each child that is shown one of its own.

    Raises: TooManyError.
    """
    rows = _fitting(by, text, key)
    found = list(rows.select_related("location__organisation")[: MOST + 1])
    shown = found if len(found) <= MOST else []
    audit.record(
        by=by, action=SEARCHED, at=at, details={"shown": len(shown), "by_key": key is not None}
    )
    if len(found) > MOST:
        raise TooManyError
    reading.note(by, shown, thing=Thing.LOG, at=at, section=SECTION)
    return shown


def _fitting(actor: Actor, text: str, key: UUID | None) -> QuerySet[Child]:
    rows = Child.objects.visible_to(actor, Thing.LOG)
    if key is not None:
        return rows.filter(key=key)
    for part in sort_key(text).split():
        rows = rows.filter(sort_name__contains=part)
    return rows
