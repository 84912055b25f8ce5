"""The board of a school: who comes in the next half year, and in which kleutergroep (A4).

Each child is there by a live consent to share the form with this very school; what it needs only
where parents allow that part. As many queries for sixty children as for one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Count

from children import ages, placement, reading
from children.models import Child, ConsentQuestion, Group
from children.reach import Thing, reach_of
from dossier.models import SupportNeed
from partners import audit
from partners.access import Actor
from partners.models import School
from partners.roles import Permission, require
from transitions import arrival_facts, arrivals, registrations, schedule
from transitions.models import Arrival, Handover

AHEAD = relativedelta(months=6)
PART, EXPORTED = "board", "handover.board_exported"


@dataclass(frozen=True)
class Row:
    """One child on the board; without a handover nothing was shared yet."""

    child: Child
    starts_on: date
    handover: Handover | None
    needs: tuple[SupportNeed, ...]

    @property
    def arrival(self) -> Arrival | None:
        """Return what the school noted."""
        return arrival_facts.arrival_of(self.handover) if self.handover else None

    @property
    def reason(self) -> str:
        """Return why the child is in its group, where that was said."""
        arrival = self.arrival
        return arrival.reason if arrival and arrival.is_placed else ""

    @property
    def need_words(self) -> str:
        """Return what the child needs, as far as parents allow."""
        return ", ".join(dict.fromkeys(need.get_domain_display() for need in self.needs))


@dataclass(frozen=True)
class Place:
    """One kleutergroep: how many it has room for, how many are placed, how many need something."""

    group: Group
    taken: int
    with_needs: int

    @property
    def is_over(self) -> bool:
        """Say whether more were placed than there is room for."""
        return self.taken > self.group.places


@dataclass(frozen=True)
class Board:
    """The board of one school on a day."""

    school: School
    schools: tuple[School, ...]
    rows: tuple[Row, ...]
    places: tuple[Place, ...]
    until: date

    @property
    def waiting(self) -> int:
        """Return how many have no group yet."""
        return sum(row.child.school_group_id is None for row in self.rows)


def of(actor: Actor, key: str = "", *, at: datetime) -> Board | None:
    """Return the board of one of the actor's schools, the first unless one is named; note the read.

    None: no school of the actor takes part.
    Raises: PermissionDenied; Http404: a consent ended since.
    """
    require(actor, Permission.PLACE_CHILDREN, None)
    schools = list(registrations.own_schools(actor))
    school = next((one for one in schools if str(one.pk) == key), None) or next(iter(schools), None)
    if school is None:
        return None
    rows = _rows(actor, school)
    _note(actor, school, rows, at)
    places = _places(actor, school, rows)
    return Board(school, tuple(schools), tuple(rows), places, actor.day + AHEAD)


def place(key: str, group_id: int | None, reason: str, *, by: Actor, at: datetime) -> Arrival:
    """Place one child of a board. Raises: DoesNotExist, PermissionDenied, RefusedError."""
    try:
        child = UUID(key)
    except ValueError as error:
        raise Child.DoesNotExist from error
    return arrivals.place(key=child, group_id=group_id, reason=reason, by=by, at=at)


@transaction.atomic
def export(board: Board, *, by: Actor, at: datetime) -> list[tuple[Any, ...]]:
    """Return the cells of a download of a board, and note it."""
    audit.record(
        by=by,
        action=EXPORTED,
        at=at,
        organisation=board.school.organisation,
        details={"count": len(board.rows)},
    )
    return [_cells(row) for row in board.rows]


def _rows(actor: Actor, school: School) -> list[Row]:
    """Return who comes in the next half year, or came in the last one and has no group yet."""
    day = actor.day
    given = ConsentQuestion.objects.giving(placement.MAY_PLACE, actor).filter(school=school)
    seen = Child.objects.visible_to(actor, Thing.HANDOVER).filter(
        pk__in=given.order_by().values("child"),
        born_on__gt=day - AHEAD - relativedelta(months=ages.SCHOOL_MONTHS, days=4),
    )
    children = list(seen.select_related("location__organisation", "school_group"))
    handovers = _handovers(actor, school)
    needs = _needs(actor, school, children)
    found = []
    for child in children:
        handover = handovers.get(child.pk)
        if handover is not None:
            handover.child = child
        starts = _starts_on(child, handover)
        if starts <= day + AHEAD and (starts >= day or child.school_group_id is None):
            found.append(Row(child, starts, handover, tuple(needs[child.pk])))
    return sorted(
        found,
        key=lambda row: (row.child.school_group_id is not None, row.starts_on, row.child.sort_name),
    )


def _starts_on(child: Child, handover: Handover | None) -> date:
    """Return the first day at school: as the own list has it, else the fourth birthday."""
    arrival = arrival_facts.arrival_of(handover) if handover else None
    line = arrival.registration if arrival else None
    return (line.starts_on if line else None) or schedule.fourth_birthday(child.born_on)


def _handovers(actor: Actor, school: School) -> dict[int, Handover]:
    rows = arrivals.handovers_of(actor).filter(school=school)
    found = rows.select_related("arrival__registration", "arrival__group")
    return {handover.child_id: handover for handover in found}


def _needs(actor: Actor, school: School, children: Sequence[Child]) -> dict[int, list[SupportNeed]]:
    """Return what each child needs, where parents allow that to this very school.

    What is about health is not on a board: it is on the page of the child.
    """
    found: dict[int, list[SupportNeed]] = defaultdict(list)
    reach = reach_of(actor.role, Thing.SUPPORT)
    if reach is None:
        return found
    given = ConsentQuestion.objects.giving(reach, actor).filter(school=school)
    rows = SupportNeed.objects.visible_to(actor).filter(
        until=None, is_health=False, child__in=given.order_by().values("child")
    )
    for need in rows.filter(child__in=children).defer("note"):
        found[need.child_id].append(need)
    return found


def _places(actor: Actor, school: School, rows: Sequence[Row]) -> tuple[Place, ...]:
    """Return each open group with who is placed there, as far as this school may know."""
    groups = Group.objects.visible_to(actor).filter(school=school, closed_on=None)
    counted = (
        Child.objects.visible_to(actor, Thing.HANDOVER)
        .filter(school_group__school=school)
        .order_by()
        .values("school_group")
        .annotate(count=Count("pk"))
    )
    taken = {row["school_group"]: row["count"] for row in counted}
    needing = [row.child.school_group_id for row in rows if row.needs]
    return tuple(Place(group, taken.get(group.pk, 0), needing.count(group.pk)) for group in groups)


def _note(actor: Actor, school: School, rows: Sequence[Row], at: datetime) -> None:
    """Note whom the board showed, and of whom what it needs."""
    shown = [row.child for row in rows]
    needing = [row.child for row in rows if row.needs]
    for thing, children in ((Thing.HANDOVER, shown), (Thing.SUPPORT, needing)):
        reading.note(actor, children, thing=thing, at=at, section=PART, school_id=school.pk)


def _cells(row: Row) -> tuple[Any, ...]:
    arrival, group = row.arrival, row.child.school_group
    return (
        row.child.name,
        row.child.born_on,
        row.starts_on,
        row.child.location.name,
        row.need_words,
        group.name if group else "",
        arrival.get_reason_display() if arrival and row.reason else "",
        arrival.prepares if arrival else "",
        arrival.prepared_by if arrival else "",
    )
