"""Bringing the register of childcare in: day care locations and their holders."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import audit, lrk
from partners.access import Actor
from partners.fields import sort_key
from partners.models import ChildcareLocation, ChildcareOrganisation, Organisation
from partners.register_files import Fault, RegisterError
from partners.register_layouts import Row, refuse_faults
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
    known_or_new_municipalities,
    leave_kindcentra,
    lock_registers,
    refuse_too_many,
    rename,
    require_import,
)
from partners.school_import import place_name
from partners.states import OrganisationKind
from partners.tenants import Move, move_faults, shared_holders

OWN_FIELDS = [
    "street", "house_number", "postcode", "city",
    "places", "has_preschool_programme", "phone", "website", "open_from",
]  # fmt: skip


@dataclass(frozen=True)
class _Difference:
    """A row of the register beside the location it is about (None: new)."""

    row: Row
    location: ChildcareLocation | None
    says: dict[str, Any]
    fields: tuple[FieldChange, ...]


@transaction.atomic
def import_childcare(  # noqa: PLR0913 - the options of the command, each by name
    *,
    raw: bytes,
    name: str,
    municipality: str | None,
    by: Actor | None,
    at: datetime,
    dry_run: bool = False,
    close_missing: bool = False,
    force: bool = False,
) -> RegisterImport:
    """Bring the day care of one municipality (None: of all) up to date with the register.

    A location that the register closed gets a closing day; one that vanished as well, with
    `close_missing`. Of rows with one LRK number the registered one counts, then the newest.

    Raises: PermissionDenied; RegisterError: a fault, or too many to close without `force`.
    """
    place = require_import(by, municipality)
    if not dry_run:
        lock_registers()
    day = timezone.localdate(at)
    known = _known(Q() if municipality is None else _in(municipality))
    rows, skipped = _chosen_rows(raw, name, municipality, known)
    known |= _elsewhere(rows, known, municipality)
    refuse_faults(_move_faults(rows, known, by, name))
    _agree_on_holders(rows, by)
    counting = [row for row in rows if row.values["code"] in known or lrk.is_registered(row)]
    found = [_compare(row, known.get(row.values["code"]), day) for row in counting]
    missing = _missing(known, {row.values["code"] for row in rows}, municipality)
    result = _result(found, missing, skipped + len(rows) - len(counting), known, municipality)
    if close_missing:
        refuse_too_many(len(missing), result.open_count, name, force=force)
    if not dry_run:
        _write([one for one in found if one.location is None or one.fields], at, name)
        if close_missing:
            _close(missing, day, name)
        more = {"file": name, **result.as_dict()}
        audit.record(by=by, action="childcare.imported", organisation=place, at=at, details=more)
    return result


def _elsewhere(
    rows: list[Row], known: dict[str, ChildcareLocation], municipality: str | None
) -> dict[str, ChildcareLocation]:
    """Return the locations that the register has here and our tables elsewhere."""
    if municipality is None:
        return {}
    codes = [row.values["code"] for row in rows if row.values["code"] not in known]
    return _known(Q(organisation__key__in=codes)) if codes else {}


def _move_faults(
    rows: list[Row], known: dict[str, ChildcareLocation], by: Actor | None, name: str
) -> list[Fault]:
    """Return a fault for each row that moves a location between tenants, which no person does."""
    moves = []
    for row in rows:
        location, code = known.get(row.values["code"]), row.values["municipality_code"]
        if location is not None and location.municipality.key != code:
            moves.append(Move(row.line, location.name, location.municipality.key, code))
    return move_faults(moves, by=by, file=name, column="CBS_CODE")


def _in(municipality: str) -> Q:
    return Q(municipality__organisation__key=municipality)


def _known(condition: Q) -> dict[str, ChildcareLocation]:
    locations = ChildcareLocation.objects.filter(condition).select_related(
        "organisation", "holder__organisation", "municipality__organisation"
    )
    return {location.key: location for location in locations}


def _chosen_rows(
    raw: bytes, name: str, municipality: str | None, known: dict[str, ChildcareLocation]
) -> tuple[list[Row], int]:
    """Return the rows that count, all sound, one a location, and how many others there were."""
    rows: list[Row] = []
    skipped = 0
    for row in lrk.read_childcare(raw, name):
        is_here = municipality in {None, row.values["municipality_code"]}
        is_here = is_here or row.values["code"] in known
        counts = is_here and row.values["type"] in lrk.DAY_CARE
        rows += [row] if counts else []
        skipped += not counts
    refuse_faults([fault for row in rows for fault in lrk.faults_of(row, name)])
    newest: dict[str, Row] = {}
    for row in sorted(rows, key=_rank):
        newest[row.values["code"]] = row
    if not newest:
        raise RegisterError(
            _("%(file)s bevat geen kinderopvang van gemeente %(code)s: controleer de gemeentecode.")
            % {"file": name, "code": municipality or "–"}
        )
    kept = sorted(newest.values(), key=lambda row: row.line)
    return kept, skipped + len(rows) - len(kept)


def _rank(row: Row) -> tuple[bool, date, int]:
    """Order rows of one location: the last is the one that counts."""
    day = lrk.day_of(row.values["registered_on"]) or date.min
    return lrk.is_registered(row), day, row.line


def holder_key(row: Row) -> str:
    """Return what a holder is known by: its KvK number, else its name."""
    kvk = row.values["holder_kvk"]
    return kvk.zfill(8) if kvk else f"naam:{sort_key(row.values['holder_name'])}"[:60]


def _agree_on_holders(rows: list[Row], by: Actor | None) -> None:
    """Let every row of a holder write its name like the first one does.

    A person does not rename a holder that another municipality in use sees too: it keeps the name
    it has.
    """
    shared = shared_holders({holder_key(row) for row in rows}, by) if by else {}
    kept = ChildcareOrganisation.objects.filter(organisation__key__in=shared)
    names = {one.key: one.name for one in kept.select_related("organisation")} if shared else {}
    for row in rows:
        row.values["holder_name"] = names.setdefault(holder_key(row), row.values["holder_name"])


def _says(row: Row) -> dict[str, Any]:
    """Return what the register says, as the tables keep it."""
    street, house_number = lrk.split_address(row.values["address"])
    return {
        "street": street,
        "house_number": house_number,
        "postcode": row.values["postcode"],
        "city": row.values["city"],
        "places": int(row.values["places"] or 0),
        "has_preschool_programme": row.values["has_preschool_programme"].casefold()[:1] == "j",
        "phone": row.values["phone"],
        "website": row.values["website"],
        "open_from": lrk.day_of(row.values["registered_on"]),
    }


def _words(value: Any) -> str:
    """Return a value as a difference shows it."""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    return "" if value is None else str(value)


def _compare(row: Row, location: ChildcareLocation | None, day: date) -> _Difference:
    """Return what the register says otherwise than we."""
    says = _says(row)
    new = {
        "name": row.values["name"],
        "holder": holder_key(row),
        "holder_name": row.values["holder_name"],
        "municipality": row.values["municipality_code"],
        **{field: _words(value) for field, value in says.items()},
    }
    old = {}
    if location is not None:
        old = {field: _words(getattr(location, field)) for field in OWN_FIELDS}
        old |= {
            "name": location.name,
            "holder": location.holder.key,
            "holder_name": location.holder.name,
            "municipality": location.municipality.key,
            "closed_on": _words(location.closed_on),
        }
        new["closed_on"] = _words(_closed_on(row, location, day))
    return _Difference(row, location, says, differences(old, new))


def _closed_on(row: Row, location: ChildcareLocation | None, day: date) -> date | None:
    """Return the closing day after this import; a known one stays."""
    if lrk.is_registered(row):
        return None
    return (location.closed_on if location else None) or day


def _is_open_here(location: ChildcareLocation, municipality: str | None) -> bool:
    return location.closed_on is None and municipality in {None, location.municipality.key}


def _missing(
    known: dict[str, ChildcareLocation], codes: set[str], municipality: str | None
) -> list[ChildcareLocation]:
    """Return the open locations that the register no longer has."""
    return [
        location
        for code, location in known.items()
        if code not in codes and _is_open_here(location, municipality)
    ]


def _result(
    found: list[_Difference],
    missing: list[ChildcareLocation],
    skipped: int,
    known: dict[str, ChildcareLocation],
    municipality: str | None,
) -> RegisterImport:
    rows = [
        row_change(
            one.row.values["code"], one.row.values["name"], one.fields, is_new=one.location is None
        )
        for one in found
    ]
    gone = [RowChange(location.key, location.name, "closed") for location in missing]
    open_count = sum(_is_open_here(location, municipality) for location in known.values())
    return RegisterImport([*rows, *gone], skipped, open_count)


def _write(found: list[_Difference], at: datetime, source: str) -> None:
    """Save holders and locations, and what changed, in a fixed number of queries."""
    if not found:
        return
    day = timezone.localdate(at)
    holder_names = {holder_key(one.row): one.row.values["holder_name"] for one in found}
    holders = known_or_new(
        OrganisationKind.CHILDCARE_ORGANISATION, holder_names, ChildcareOrganisation
    )
    rename(_renamed(holders, holder_names))
    towns = {_code(one): _place(one) for one in found}
    municipalities = known_or_new_municipalities(towns, at=at)
    names = {one.row.values["code"]: one.row.values["name"] for one in found}
    places = known_or_new(OrganisationKind.CHILDCARE_LOCATION, names, None)
    rename(_renamed(places, names))
    locations = []
    for one in found:
        location = one.location or ChildcareLocation(organisation=places[one.row.values["code"]])
        for field, value in one.says.items():
            setattr(location, field, value)
        location.holder_id = holders[holder_key(one.row)].pk
        location.municipality_id = municipalities[_code(one)].pk
        location.closed_on = _closed_on(one.row, one.location, day)
        locations.append(location)
    ChildcareLocation.objects.bulk_create(
        locations,
        update_conflicts=True,
        unique_fields=["organisation"],
        update_fields=[*OWN_FIELDS, "holder", "municipality", "closed_on"],
    )
    moved = [one.location.pk for one in found if one.location and _has_moved(one)]
    leave_kindcentra(ChildcareLocation, moved)
    old = [(one.location.pk, one.fields) for one in found if one.location]
    keep_changes(old, day=day, source=source)


def _has_moved(one: _Difference) -> bool:
    return any(change.field == "municipality" for change in one.fields)


def _code(one: _Difference) -> str:
    return one.row.values["municipality_code"]


def _place(one: _Difference) -> str:
    return place_name(one.row.values["municipality_name"] or _code(one))


def _renamed(known: dict[str, Organisation], names: dict[str, str]) -> list[Organisation]:
    """Return the organisations with another name, the new name set."""
    renamed = [known[key] for key, name in names.items() if known[key].name != name]
    for organisation in renamed:
        organisation.name = names[organisation.key]
    return renamed


def _close(locations: list[ChildcareLocation], day: date, source: str) -> None:
    """Set the closing day of locations that the register no longer has."""
    ChildcareLocation.objects.filter(pk__in=[one.pk for one in locations]).update(closed_on=day)
    closing = FieldChange("closed_on", "", day.isoformat())
    keep_changes([(one.pk, [closing]) for one in locations], day=day, source=source)
