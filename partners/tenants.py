"""Tenants: what one municipality may not do to another that is in use here.

A municipality is in use when it has members. Rows of a register that several municipalities share
(a board, a holder) are changed by the register itself, on the command line, or by who works in
each municipality in use that they touch.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from partners.access import Actor
from partners.models import ChildcareLocation, Membership, Municipality, School
from partners.register_files import Fault, at_line
from partners.roles import Permission, require


@dataclass(frozen=True)
class Move:
    """A row of a register that brings a school or location to another municipality."""

    line: int
    name: str
    old: str
    new: str


def others_in_use(by: Actor | None) -> QuerySet[Municipality]:
    """Return the municipalities in use that are not the actor's; for the system itself none."""
    if by is None:
        return Municipality.objects.none()
    people = Membership.objects.not_over_on(by.day).filter(organisation=OuterRef("organisation"))
    others = Municipality.objects.exclude(pk__in=by.municipality_ids)
    return others.filter(Exists(people)).select_related("organisation")


def own_to_set_up(municipality_id: int, *, by: Actor) -> Municipality:
    """Return an own municipality to set up, locked. Raises: DoesNotExist, PermissionDenied."""
    rows = Municipality.objects.visible_to(by).select_for_update(no_key=True)
    municipality: Municipality = rows.get(pk=municipality_id)
    require(by, Permission.MANAGE_SETTINGS, municipality.organisation)
    return municipality


def move_faults(
    moves: Collection[Move], *, by: Actor | None, file: str, column: str
) -> list[Fault]:
    """Return a fault for each move that takes from, or gives to, another municipality in use."""
    if by is None or not moves:
        return []
    keys = {key for move in moves for key in (move.old, move.new)}
    names = {one.key: one.name for one in others_in_use(by).filter(organisation__key__in=keys)}
    faults = []
    for move in moves:
        other = names.get(move.old) or names.get(move.new)
        if other:
            problem = _(
                "%(name)s stond tot nu bij gemeente %(old)s; %(other)s werkt hier ook, dus alleen "
                "de beheerder van de installatie verhuist deze vestiging"
            ) % {"name": move.name, "old": move.old, "other": other}
            faults.append(at_line(file, move.line, problem, column=column, value=move.new))
    return faults


def shared_boards(keys: Iterable[str], by: Actor | None) -> dict[str, list[str]]:
    """Return the boards with a school in other municipalities in use, each with their names."""
    rows = School.objects.filter(board__organisation__key__in=keys)
    return _shared(rows, "board", by)


def shared_holders(keys: Iterable[str], by: Actor | None) -> dict[str, list[str]]:
    """Return the holders with a location in other municipalities in use, with their names."""
    rows = ChildcareLocation.objects.filter(holder__organisation__key__in=keys)
    return _shared(rows, "holder", by)


def _shared(rows: QuerySet[Any], parent: str, by: Actor | None) -> dict[str, list[str]]:
    others = rows.filter(municipality__in=others_in_use(by)).order_by("municipality")
    pairs = others.values_list(f"{parent}__organisation__key", "municipality__organisation__name")
    names: dict[str, list[str]] = {}
    for key, name in pairs.distinct():
        names.setdefault(key, []).append(name)
    return names
