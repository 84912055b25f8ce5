"""Bringing DUO's list of school boards in: name, address for letters and KvK number."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from partners import audit, duo
from partners.access import Actor
from partners.boards import is_known
from partners.models import Organisation, SchoolBoard
from partners.register_files import RegisterError
from partners.register_layouts import Row, doubles_in, refuse_faults
from partners.register_results import (
    FieldChange,
    RegisterImport,
    RowChange,
    differences,
    row_change,
)
from partners.register_writes import (
    keep_changes,
    known_or_new,
    lock_registers,
    rename,
    require_import,
)
from partners.states import OrganisationKind
from partners.tenants import shared_boards

OWN_FIELDS = [*duo.ADDRESS, "kvk_number"]


@dataclass(frozen=True)
class _Difference:
    """A row of the list beside the board it is about (None: new).

    `is_kept`: the list says more, which a person may not change for other municipalities.
    """

    row: Row
    board: SchoolBoard | None
    fields: tuple[FieldChange, ...]
    is_kept: bool = False


@transaction.atomic
def import_boards(
    *,
    raw: bytes,
    name: str,
    municipality: str | None,
    by: Actor | None,
    at: datetime,
    dry_run: bool = False,
) -> RegisterImport:
    """Bring names, addresses and KvK numbers of boards up to date with DUO's list.

    With a municipality: its boards (those with a school there), the others are skipped. Without:
    every board of the list, made where it is new. A board that the list lacks stays; so does an
    address or a KvK number that the list leaves empty. Of a board with schools in another
    municipality in use a person only fills in what is empty.

    Raises: RegisterError: the file or a row that counts is at fault; PermissionDenied. Nothing is
    saved.
    """
    place = require_import(by, municipality)
    if not dry_run:
        lock_registers()
    known = _known(municipality, name)
    rows, skipped = _chosen_rows(raw, name, municipality, known)
    shared = shared_boards(known, by)
    found = [_compare(row, known.get(row.values["number"]), shared) for row in rows]
    lacking = _lacking(found, known, shared) if municipality else []
    result = RegisterImport([_outcome(one) for one in found], skipped, len(known), lacking)
    if not dry_run:
        _write([one for one in found if one.board is None or one.fields], at, name)
        details = {"file": name, **result.as_dict()}
        audit.record(by=by, action="boards.imported", organisation=place, at=at, details=details)
    return result


def _outcome(one: _Difference) -> RowChange:
    values = one.row.values
    return row_change(values["number"], values["name"], one.fields, is_new=one.board is None)


def _known(municipality: str | None, name: str) -> dict[str, SchoolBoard]:
    """Return the boards with a school in the municipality, or all. Raises: RegisterError."""
    boards = SchoolBoard.objects.select_related("organisation")
    if municipality is not None:
        here = SchoolBoard.objects.filter(schools__municipality__organisation__key=municipality)
        boards = boards.filter(Q(pk__in=here.values("pk")))
    known = {board.key: board for board in boards}
    if municipality is not None and not known:
        raise RegisterError(
            _(
                "%(file)s is niet gelezen: gemeente %(code)s heeft nog geen scholen. "
                "Lees eerst de schoolvestigingen in."
            )
            % {"file": name, "code": municipality}
        )
    return known


def _chosen_rows(
    raw: bytes, name: str, municipality: str | None, known: dict[str, SchoolBoard]
) -> tuple[list[Row], int]:
    """Return the rows that count, all sound, and how many others there were."""
    rows: list[Row] = []
    skipped = 0
    for row in duo.read_boards(raw, name):
        counts = municipality is None or row.values["number"] in known
        rows += [row] if counts else []
        skipped += not counts
    faults = [fault for row in rows for fault in duo.board_faults_of(row, name)]
    refuse_faults(faults + doubles_in(rows, "number", "BEVOEGD GEZAG NUMMER", name))
    if not rows:
        raise RegisterError(
            _("%(file)s bevat geen schoolbestuur van gemeente %(code)s: kies de lijst van DUO.")
            % {"file": name, "code": municipality or "–"}
        )
    return rows, skipped


def _compare(row: Row, board: SchoolBoard | None, shared: Collection[str]) -> _Difference:
    """Return what the list says otherwise; what it leaves empty stays as it is."""
    old = {field: str(getattr(board, field)) for field in OWN_FIELDS} if board else {}
    if board:
        old["name"] = board.name
    says = {"name": row.values["name"]}
    if all(row.values[field] for field in ("street", "postcode", "city")):
        says |= {field: row.values[field] for field in duo.ADDRESS}
    if row.values["kvk_number"]:
        says["kvk_number"] = row.values["kvk_number"]
    fields = differences(old, says)
    if row.values["number"] not in shared:
        return _Difference(row, board, fields)
    has_address = any(old[field] for field in duo.ADDRESS)
    free = tuple(
        change
        for change in fields
        if not is_known(change.field, change.old)
        and not (change.field in duo.ADDRESS and has_address)
    )
    return _Difference(row, board, free, is_kept=free != fields)


def _lacking(
    found: list[_Difference], known: dict[str, SchoolBoard], shared: dict[str, list[str]]
) -> list[str]:
    """Return a sentence for each board that lacks or keeps something after this list."""
    told = {one.row.values["number"] for one in found}
    sentences = [
        _("%(name)s (%(key)s) staat niet in dit bestand.") % {"name": board.name, "key": key}
        for key, board in sorted(known.items())
        if key not in told
    ]
    for one in found:
        new = {change.field for change in one.fields}
        has_address = "street" in new or (one.board is not None and one.board.has_address)
        if not has_address:
            sentences.append(
                _("Van %(name)s (%(key)s) ontbreekt het adres: vul het zelf in.")
                % {"name": one.row.values["name"], "key": one.row.values["number"]}
            )
        if one.is_kept and one.board is not None:
            sentences.append(
                _(
                    "%(name)s (%(key)s) houdt wat er al stond: ook %(others)s werkt hier met dit "
                    "bestuur, dus alleen de beheerder van de installatie leest dat opnieuw in."
                )
                % {
                    "name": one.board.name,
                    "key": one.board.key,
                    "others": get_text_list(shared[one.board.key], _("en")),
                }
            )
    return sentences


def _write(found: list[_Difference], at: datetime, source: str) -> None:
    """Save new and changed boards, and what changed, in a fixed number of queries."""
    if not found:
        return
    names = {one.row.values["number"]: one.row.values["name"] for one in found}
    organisations = known_or_new(OrganisationKind.SCHOOL_BOARD, names, SchoolBoard)
    renamed: list[Organisation] = []
    boards = []
    for one in found:
        organisation = organisations[one.row.values["number"]]
        board = one.board or SchoolBoard(organisation=organisation)
        for change in one.fields:
            if change.field != "name":
                setattr(board, change.field, change.new)
            elif organisation.name != change.new:
                organisation.name = change.new
                renamed.append(organisation)
        boards.append(board)
    rename(renamed)
    SchoolBoard.objects.bulk_create(
        boards, update_conflicts=True, unique_fields=["organisation"], update_fields=OWN_FIELDS
    )
    old = [(one.board.pk, one.fields) for one in found if one.board]
    keep_changes(old, day=timezone.localdate(at), source=source)
