"""School boards: what is still missing of one, and what a person fills in by hand.

Name, KvK number and address belong to the register and are shared by all municipalities in which
the board has a school; contact, account and delivery belong to one municipality (BoardRelation).
"""

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import audit
from partners.access import Actor
from partners.models import (
    BoardRelation,
    Municipality,
    Organisation,
    RegisterChange,
    School,
    SchoolBoard,
)
from partners.refusals import RefusedError
from partners.roles import Permission, require
from partners.states import Delivery
from partners.tenants import shared_boards

BY_HAND = "met de hand"  # the source of a change that no register brought
PLACEHOLDER = re.compile(r"Schoolbestuur \d{5}")  # the name of a board no list of boards named yet
NAME, ADDRESS = gettext_lazy("naam"), gettext_lazy("postadres")
KVK, EMAIL = gettext_lazy("KvK-nummer"), gettext_lazy("e-mailadres")


class BoardError(RefusedError):
    """What was filled in of a board cannot be kept."""


@dataclass(frozen=True)
class RegisterData:
    """What the register says of a board, or should have said."""

    name: str
    kvk_number: str
    street: str
    house_number: str
    postcode: str
    city: str


@dataclass(frozen=True)
class Contact:
    """How one municipality reaches a board."""

    contact_name: str
    email: str
    iban: str
    delivery: Delivery
    digital_agreed_on: date | None


def boards_of(municipality: Municipality, boards: QuerySet[SchoolBoard]) -> QuerySet[Any]:
    """Return the boards with a school here, each with `relation_here`: a list of one or none."""
    schools = School.objects.filter(municipality=municipality)
    relations = BoardRelation.objects.filter(municipality=municipality)
    return (
        boards.filter(pk__in=schools.values("board"))
        .select_related("organisation")
        .prefetch_related(Prefetch("relations", relations, to_attr="relation_here"))
        .order_by("organisation__sort_name", "pk")
    )


def needed_gaps(board: SchoolBoard) -> list[str | Promise]:
    """Return what a letter cannot do without and is not known: the name, the address."""
    gaps: list[str | Promise] = []
    if PLACEHOLDER.fullmatch(board.name):
        gaps.append(NAME)
    if not board.has_address:
        gaps.append(ADDRESS)
    return gaps


def gaps_of(board: Any) -> list[str | Promise]:
    """Return all that is not known of a board of `boards_of`."""
    gaps = needed_gaps(board)
    if not board.kvk_number:
        gaps.append(KVK)
    if not any(relation.email for relation in board.relation_here):
        gaps.append(EMAIL)
    return gaps


def shared_with(board: SchoolBoard, by: Actor) -> list[str]:
    """Return the names of the other municipalities in use with a school of this board."""
    return shared_boards([board.key], by).get(board.key, [])


def is_known(field: str, value: str) -> bool:
    """Say whether a fact of a board is filled in; the name of a board without one is not."""
    return bool(value) and not (field == "name" and PLACEHOLDER.fullmatch(value))


def _refuse_shared(board: SchoolBoard, fields: list[str], by: Actor) -> None:
    """Refuse another value for what other municipalities read too. Raises: BoardError."""
    others = shared_with(board, by) if fields else []
    if others:
        raise BoardError(
            _("Dit staat er al en %s leest het ook: alleen een nieuw register wijzigt het.")
            % get_text_list(others, _("en")),
            fields[0],
        )


@transaction.atomic
def save_register_data(
    *, board_id: int, municipality_id: int, data: RegisterData, by: Actor, at: datetime
) -> SchoolBoard:
    """Fill in by hand what the register lacks; each fact that changes keeps its history.

    The next register of boards may overwrite it.

    Raises: DoesNotExist, PermissionDenied, BoardError: another municipality in use has a school
    of the board, and a fact that is known already would change.
    """
    municipality, board = _find(board_id, municipality_id, by)
    place = board.organisation
    new = asdict(data)
    old = {name: place.name if name == "name" else getattr(board, name) for name in new}
    changed = {name: value for name, value in new.items() if value != old[name]}
    if not changed:
        return board
    _refuse_shared(board, [name for name in changed if is_known(name, old[name])], by)
    for name, value in changed.items():
        setattr(place if name == "name" else board, name, value)
    place.save(update_fields=["name", "sort_name"])
    board.save()
    _keep_history(place, {name: (old[name], value) for name, value in changed.items()}, at)
    audit.record(
        by=by,
        action="board.changed",
        target=place,
        organisation=municipality.organisation,
        at=at,
        details={"fields": sorted(changed)},
    )
    return board


def _keep_history(place: Organisation, changes: dict[str, tuple[str, str]], at: datetime) -> None:
    RegisterChange.objects.bulk_create(
        RegisterChange(
            organisation=place,
            field=name,
            old=old,
            new=new,
            changed_on=timezone.localdate(at),
            source=BY_HAND,
        )
        for name, (old, new) in changes.items()
    )


@transaction.atomic
def save_contact(
    *, board_id: int, municipality_id: int, contact: Contact, by: Actor, at: datetime
) -> BoardRelation:
    """Keep how this municipality reaches a board; digital delivery needs the day of its yes.

    Raises: DoesNotExist, PermissionDenied, BoardError. Source: Awb art. 2:14 lid 1.
    """
    municipality, board = _find(board_id, municipality_id, by)
    agreed_on = contact.digital_agreed_on
    if contact.delivery == Delivery.DIGITAL and agreed_on is None:
        raise BoardError(
            _("Vul in wanneer het bestuur akkoord ging; zonder akkoord gaat de brief per post."),
            "digital_agreed_on",
        )
    if agreed_on and agreed_on > timezone.localdate(at):
        raise BoardError(_("Deze dag moet nog komen."), "digital_agreed_on")
    if contact.delivery == Delivery.DIGITAL and not contact.email:
        raise BoardError(_("Vul het adres in waar de brief naartoe gaat."), "email")
    relation, _is_new = BoardRelation.objects.update_or_create(
        board=board, municipality=municipality, defaults=asdict(contact)
    )
    audit.record(
        by=by,
        action="board.contact_saved",
        target=board.organisation,
        organisation=municipality.organisation,
        at=at,
        details={"delivery": str(contact.delivery)},
    )
    return relation


def _find(board_id: int, municipality_id: int, by: Actor) -> tuple[Municipality, SchoolBoard]:
    """Return a municipality of the actor and a board with a school there, locked."""
    municipality = Municipality.objects.visible_to(by).get(pk=municipality_id)
    require(by, Permission.MANAGE_SETTINGS, municipality.organisation)
    Organisation.objects.select_for_update().get(pk=board_id)
    boards = boards_of(municipality, SchoolBoard.objects.visible_to(by))
    return municipality, boards.get(pk=board_id)
