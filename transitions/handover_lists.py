"""Handovers in a list: of childcare by what it has to do, of a school what it did not read."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from children import ages, reading
from children.models import Child
from children.reach import Thing
from children.upcoming import Upcoming
from partners.access import Actor
from partners.roles import Permission, require
from transitions import reads, standings
from transitions.models import Handover
from transitions.standings import Standing
from transitions.states import Turn


def by_need(one: Standing) -> Any:
    """Order by what childcare has to do, then the oldest child."""
    return one.turn != Turn.CHILDCARE, one.child.born_on, one.child.sort_name


ORDERS: dict[str, Callable[[Standing], Any]] = {
    "beurt": by_need,
    "naam": lambda one: (one.child.sort_name, one.child.pk),
    "halfvier": lambda one: (one.child.born_on, one.child.sort_name),
}


def children(actor: Actor) -> QuerySet[Child]:
    """Return who turns three and a half in four months, and who did: childcare hands those over.

    Raises: PermissionDenied: not of childcare.
    """
    require(actor, Permission.FILL_HANDOVER, None)
    _first, last = ages.births_ahead(actor.day)
    return Child.objects.visible_to(actor, Thing.HANDOVER).present().filter(born_on__lte=last)


def by_turn(rows: QuerySet[Child], *, turn: str, order: str, at: datetime) -> list[Standing]:
    """Return where these children stand.

    Args: turn: whose turn it is, or "" for all. order: a key of `ORDERS`, "-" before it turns it.
    """
    found = [one for one in standings.of(rows, at=at) if turn in {"", one.turn}]
    key = ORDERS.get(order.removeprefix("-"), by_need)
    return sorted(found, key=key, reverse=order.startswith("-"))


def with_next(shown: Sequence[Upcoming], *, at: datetime) -> list[Upcoming]:
    """Let the handover say what is next of the children whose parents were asked to share it.

    Also of those whose parents bring it to a school themselves. What childcare has to do comes
    first again.
    """
    found = {one.child.pk: one for one in standings.of_read([one.child for one in shown], at=at)}
    told = [
        replace(one, todo=str(its.todo), is_mine=its.turn == Turn.CHILDCARE, is_asked=True)
        if its.consent is not None or its.facts.is_given
        else one
        for one in shown
        for its in [found[one.child.pk]]
    ]
    return sorted(told, key=lambda one: not one.is_mine)


def note_children(actor: Actor, shown: Sequence[Standing], *, at: datetime) -> None:
    """Note of whom a list showed where it stands."""
    reading.note(
        actor, [one.child for one in shown], thing=Thing.HANDOVER, at=at, section=reads.LIST
    )


def note_shared(actor: Actor, shown: Sequence[Handover], *, at: datetime) -> None:
    """Note whom a list of a school showed. Raises: Http404: a consent ended since."""
    by_school: dict[int | None, list[Child]] = defaultdict(list)
    for handover in shown:
        by_school[handover.school_id].append(handover.child)
    for school, named in by_school.items():
        reading.note(
            actor, named, thing=Thing.HANDOVER, at=at, section=reads.LIST, school_id=school
        )


def unread(actor: Actor) -> int:
    """Return how many forms wait to be read by the actor."""
    rows: QuerySet[Any] = reads.rows(actor)
    return rows.filter(is_read=False).count() if reads.is_reader(actor) else 0
