"""Bringing the register of schools into the database: compare first, then write all or nothing."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import audit, duo, school_holidays
from partners.access import Actor
from partners.duo import SchoolRow
from partners.models import Municipality, Organisation, School, SchoolBoard
from partners.register_files import Fault, RegisterError
from partners.register_layouts import doubles_in, refuse_faults
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
from partners.states import OrganisationKind
from partners.tenants import Move, move_faults

OWN_FIELDS = [
    field
    for field in duo.SCHOOLS.columns
    if field not in {"code", "name", "board_number", "municipality_code", "municipality_name"}
]


@dataclass(frozen=True)
class _Difference:
    """A row of the register beside the school it is about (None: new)."""

    row: SchoolRow
    school: School | None
    fields: tuple[FieldChange, ...]


@transaction.atomic
def import_schools(  # noqa: PLR0913 - the options of the command, each by name
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
    """Bring one municipality's schools (None: every municipality's) up to date with the register.

    A school that vanished from the register is never deleted; `close_missing` sets its closing
    day. Boards and municipalities that are new are made. A school that the register has elsewhere
    now moves there; to or from another municipality in use only the command line moves it.

    Raises: RegisterError: the file or a row of the chosen municipality is at fault, or closing
    would touch more than 20 % of the schools without `force`; PermissionDenied. Nothing is saved.
    """
    place = require_import(by, municipality)
    if not dry_run:
        lock_registers()
    known = _existing(municipality)
    rows, skipped = _chosen_rows(raw, name, municipality, known)
    known |= _elsewhere(rows, known, municipality)
    refuse_faults(_move_faults(rows, known, by, name))
    day = timezone.localdate(at)
    found = [_compare(row, known.get(row.code), day) for row in rows]
    missing = _missing(known, {row.code for row in rows}, municipality, day)
    result = _result(found, missing, skipped, known, municipality)
    if close_missing:
        refuse_too_many(len(missing), result.open_count, name, force=force)
    if not dry_run:
        _write([one for one in found if one.school is None or one.fields], at, name)
        _close(missing if close_missing else [], day, name)
        _note(municipality, place, result, name, by=by, at=at)
    return result


def _note(
    municipality: str | None,
    place: Organisation | None,
    result: RegisterImport,
    name: str,
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """Write the import down; new schools bring their school holidays."""
    _bring_holidays(municipality if result.created else None, by=by, at=at)
    details = {"file": name, **result.as_dict()}
    audit.record(by=by, action="schools.imported", organisation=place, at=at, details=details)


def _bring_holidays(municipality: str | None, *, by: Actor | None, at: datetime) -> None:
    """Bring the school holidays of a municipality that has none yet.

    Only now, with schools, is it known in which region they are.
    """
    if municipality is None:
        return
    town = Municipality.objects.select_related("organisation").get(organisation__key=municipality)
    if not town.school_holidays.exists():
        school_holidays.load(town, by=by, at=at)


def _existing(municipality: str | None) -> dict[str, School]:
    """Return the schools of the municipality by code, or all."""
    here = Q() if municipality is None else Q(municipality__organisation__key=municipality)
    return _by_code(here)


def _elsewhere(
    rows: list[SchoolRow], known: dict[str, School], municipality: str | None
) -> dict[str, School]:
    """Return the schools that the register has here and our tables elsewhere."""
    if municipality is None:
        return {}
    codes = [row.code for row in rows if row.code not in known]
    return _by_code(Q(organisation__key__in=codes)) if codes else {}


def _move_faults(
    rows: list[SchoolRow], known: dict[str, School], by: Actor | None, name: str
) -> list[Fault]:
    """Return a fault for each row that moves a school between tenants, which no person does."""
    moves = [
        Move(
            row.line, known[row.code].name, _town(known[row.code]), row.values["municipality_code"]
        )
        for row in rows
        if row.code in known and _town(known[row.code]) != row.values["municipality_code"]
    ]
    return move_faults(moves, by=by, file=name, column="GEMEENTENUMMER")


def _by_code(condition: Q) -> dict[str, School]:
    schools = School.objects.filter(condition).select_related("organisation")
    schools = schools.annotate(  # the codes only: a country's rows of others take half the time
        board_key=F("board__organisation__key"), town_key=F("municipality__organisation__key")
    )
    return {school.key: school for school in schools}


def _chosen_rows(
    raw: bytes, name: str, municipality: str | None, known: dict[str, School]
) -> tuple[list[SchoolRow], int]:
    """Return the rows of the municipality, all sound, and how many others there were."""
    rows: list[SchoolRow] = []
    skipped = 0
    for row in duo.read_schools(raw, name):
        is_here = municipality in {None, row.values["municipality_code"]} or row.code in known
        rows += [row] if is_here else []
        skipped += not is_here
    faults = [fault for row in rows for fault in duo.faults_of(row, name)]
    refuse_faults(faults + doubles_in(rows, "code", "VESTIGINGSCODE", name))
    if not rows:
        raise RegisterError(
            _("%(file)s bevat geen school van gemeente %(code)s: controleer de gemeentecode.")
            % {"file": name, "code": municipality or "–"}
        )
    return rows, skipped


def _town(school: School) -> str:
    return str(getattr(school, "town_key", ""))  # annotated in `_by_code`


def _values(school: School) -> dict[str, str]:
    """Return what a school says now, in the words of the register."""
    own = {field: str(getattr(school, field)) for field in OWN_FIELDS}
    return {
        "name": school.name,
        "board": getattr(school, "board_key", ""),
        "municipality": _town(school),
        **own,
    }


def _is_closed(school: School | None, day: date) -> bool:
    """Say whether it is closed already; a closing that is still to come stays as it is."""
    return school is not None and school.closed_on is not None and school.closed_on <= day


def _compare(row: SchoolRow, school: School | None, day: date) -> _Difference:
    """Return what the register says otherwise than we; a school that returns is open again."""
    says = {
        "name": row.values["name"],
        "board": row.values["board_number"],
        "municipality": row.values["municipality_code"],
        **{field: row.values[field] for field in OWN_FIELDS if field in row.values},
    }
    fields = differences(_values(school) if school else {}, says)
    if school and school.closed_on and _is_closed(school, day):
        fields += (FieldChange("closed_on", school.closed_on.isoformat(), ""),)
    return _Difference(row, school, fields)


def _missing(
    known: dict[str, School], codes: set[str], municipality: str | None, day: date
) -> list[School]:
    """Return the open schools of the municipality that the register no longer has."""
    return [
        school
        for code, school in known.items()
        if code not in codes
        and _is_open_here(school, municipality)
        and (school.open_from is None or school.open_from < day)
    ]


def _is_open_here(school: School, municipality: str | None) -> bool:
    return school.closed_on is None and municipality in {None, _town(school)}


def _result(
    found: list[_Difference],
    missing: list[School],
    skipped: int,
    known: dict[str, School],
    municipality: str | None,
) -> RegisterImport:
    rows = [
        row_change(one.row.code, one.row.values["name"], one.fields, is_new=one.school is None)
        for one in found
    ]
    gone = [RowChange(school.key, school.name, "closed") for school in missing]
    open_count = sum(_is_open_here(school, municipality) for school in known.values())
    return RegisterImport([*rows, *gone], skipped, open_count)


def _write(found: list[_Difference], at: datetime, source: str) -> None:
    """Save new and changed schools, and what changed, in a fixed number of queries."""
    if not found:
        return
    day = timezone.localdate(at)
    rows = [one.row for one in found]
    municipalities, boards = _municipalities(rows, at), _boards(rows)
    for one in found:
        if one.school is not None:
            one.school.organisation.name = one.row.values["name"]
    fresh = {
        one.row.code: Organisation(
            kind=OrganisationKind.SCHOOL, key=one.row.code, name=one.row.values["name"]
        )
        for one in found
        if one.school is None
    }
    Organisation.objects.bulk_create(fresh.values())
    renamed = [one.school.organisation for one in found if one.school and _is_renamed(one)]
    rename(renamed)
    schools = [one.school or School(organisation=fresh[one.row.code]) for one in found]
    for school, row in zip(schools, rows, strict=True):
        _fill(school, row, municipalities, boards)
        school.closed_on = None if _is_closed(school, day) else school.closed_on
    _save(schools)
    leave_kindcentra(School, [one.school.pk for one in found if one.school and _has_moved(one)])
    old = [(one.school.pk, one.fields) for one in found if one.school]
    keep_changes(old, day=day, source=source)


def _is_renamed(one: _Difference) -> bool:
    return any(change.field == "name" for change in one.fields)


def _has_moved(one: _Difference) -> bool:
    return any(change.field == "municipality" for change in one.fields)


def _fill(
    school: School,
    row: SchoolRow,
    municipalities: dict[str, Organisation],
    boards: dict[str, Organisation],
) -> None:
    """Put the register's values on a school."""
    for field in OWN_FIELDS:
        if field in row.values:
            setattr(school, field, row.values[field])
    school.municipality_id = municipalities[row.values["municipality_code"]].pk
    school.board_id = boards[row.values["board_number"]].pk


def _save(schools: list[School]) -> None:
    """Insert or update whole rows in one query."""
    School.objects.bulk_create(
        schools,
        update_conflicts=True,
        unique_fields=["organisation"],
        update_fields=[*OWN_FIELDS, "municipality", "board", "closed_on"],
    )


def _municipalities(rows: list[SchoolRow], at: datetime) -> dict[str, Organisation]:
    """Return the municipalities that the rows name, made where they are new."""
    names: dict[str, str] = {}
    for row in rows:
        code = row.values["municipality_code"]
        names.setdefault(code, place_name(row.values["municipality_name"] or code))
    return known_or_new_municipalities(names, at=at)


def _boards(rows: list[SchoolRow]) -> dict[str, Organisation]:
    """Return the boards that the rows name, made where they are new."""
    numbers = [row.values["board_number"] for row in rows]
    names = {number: _("Schoolbestuur %s") % number for number in numbers}
    return known_or_new(OrganisationKind.SCHOOL_BOARD, names, SchoolBoard)


def _close(schools: list[School], day: date, source: str) -> None:
    """Set the closing day of schools that the register no longer has."""
    School.objects.filter(pk__in=[school.pk for school in schools]).update(closed_on=day)
    closing = FieldChange("closed_on", "", day.isoformat())
    keep_changes([(school.pk, [closing]) for school in schools], day=day, source=source)


def place_name(name: str) -> str:
    """Return a place name in ordinary letters: "S HERTOGENBOSCH" -> "’s-Hertogenbosch"."""

    def word(match: re.Match[str]) -> str:
        text, start = match.group(), match.start()
        if start and text in {"aan", "den", "de", "der", "en", "op", "van", "bij", "het", "in"}:
            return text
        return text if text == "s" and start == 1 else text.capitalize()

    lower = re.sub(r"^['’]?s[- ]", "’s-", name.strip().lower())
    return re.sub(r"[^\W\d_]+", word, lower)
