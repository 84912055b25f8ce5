"""Bringing the register of schools into the database: compare first, then write all or nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import audit, duo
from partners.access import Actor
from partners.duo import Fault, RegisterError, SchoolRow
from partners.fields import sort_key
from partners.models import Municipality, Organisation, School, SchoolBoard
from partners.states import OrganisationKind

SCHOOL_FIELDS = [
    field
    for field in duo.COLUMNS
    if field not in {"code", "name", "board_number", "municipality_code", "municipality_name"}
]
CLOSE_LIMIT = 0.20


@dataclass
class SchoolImport:
    """What an import did, or would do: codes per outcome."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    skipped: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts as the command prints them."""
        return {
            "created": len(self.created),
            "updated": len(self.updated),
            "unchanged": len(self.unchanged),
            "closed": len(self.closed),
            "skipped": self.skipped,
        }


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
) -> SchoolImport:
    """Bring one municipality's schools (None: every municipality's) up to date with the register.

    A school that vanished from the register is never deleted; `close_missing` sets its closing
    day. Boards and municipalities that the register names are made where they are new.

    Raises: RegisterError: the file or a row of the chosen municipality is at fault, or closing
    would touch more than 20 % of the schools without `force`; nothing is saved.
    """
    rows, skipped = _chosen_rows(raw, name, municipality)
    result = SchoolImport(skipped=skipped)
    schools = _existing(rows, municipality)
    municipalities = _organisations(rows, OrganisationKind.MUNICIPALITY)
    boards = _organisations(rows, OrganisationKind.SCHOOL_BOARD)
    new, changed = _compare(rows, schools, municipalities, boards, result)
    missing = _missing(schools, {row.code for row in rows}, municipality, result)
    if close_missing and not force and len(missing) > CLOSE_LIMIT * max(len(schools), 1):
        raise RegisterError(
            _("Van de %(all)d scholen staan er %(gone)d niet in %(file)s: sluit ze met --force.")
            % {"all": len(schools), "gone": len(missing), "file": name}
        )
    _write(new, changed)
    if close_missing:
        _close(missing, timezone.localdate(at))
    if dry_run:
        transaction.set_rollback(True)
    else:
        details = {"file": name, **result.as_dict()}
        audit.record(by=by, action="schools.imported", at=at, details=details)
    return result


def _chosen_rows(raw: bytes, name: str, municipality: str | None) -> tuple[list[SchoolRow], int]:
    """Return the rows of the municipality, all sound, and how many others there were."""
    rows: list[SchoolRow] = []
    faults: list[Fault] = []
    lines: dict[str, int] = {}
    skipped = 0
    for row in duo.read_schools(raw, name):
        if municipality is not None and row.values["municipality_code"] != municipality:
            skipped += 1
            continue
        faults += duo.faults_of(row, name)
        if row.code in lines:
            message = _("%(file)s, regel %(line)d: %(code)s staat ook op regel %(first)d.") % {
                "file": name,
                "line": row.line,
                "code": row.code,
                "first": lines[row.code],
            }
            faults.append(Fault(row.line, "VESTIGINGSCODE", row.code, message))
        lines.setdefault(row.code, row.line)
        rows.append(row)
    if faults:
        raise RegisterError(faults[0].message, faults)
    if not rows:
        raise RegisterError(
            _("%(file)s bevat geen school van gemeente %(code)s: controleer de gemeentecode.")
            % {"file": name, "code": municipality or "–"}
        )
    return rows, skipped


def _existing(rows: list[SchoolRow], municipality: str | None) -> dict[str, School]:
    """Return the known schools by code: those in the file and those of the municipality."""
    known = Q(organisation__key__in=[row.code for row in rows])
    if municipality is None:
        known = Q()
    else:
        known |= Q(municipality__organisation__key=municipality)
    schools = School.objects.filter(known).select_related(
        "organisation", "board__organisation", "municipality__organisation"
    )
    return {school.key: school for school in schools}


def _organisations(rows: list[SchoolRow], kind: OrganisationKind) -> dict[str, Organisation]:
    """Return the municipalities or boards that the rows name, made where they are new."""
    names: dict[str, str] = {}
    for row in rows:
        if kind == OrganisationKind.MUNICIPALITY:
            place = row.values["municipality_name"] or row.values["municipality_code"]
            names.setdefault(row.values["municipality_code"], place_name(place))
        else:
            number = row.values["board_number"]
            names.setdefault(number, _("Schoolbestuur %s") % number)
    known = {o.key: o for o in Organisation.objects.filter(kind=kind, key__in=names)}
    fresh = Organisation.objects.bulk_create(
        [Organisation(kind=kind, key=key, name=n) for key, n in names.items() if key not in known]
    )
    model: Any = Municipality if kind == OrganisationKind.MUNICIPALITY else SchoolBoard
    model.objects.bulk_create([model(organisation=organisation) for organisation in fresh])
    return known | {organisation.key: organisation for organisation in fresh}


def place_name(name: str) -> str:
    """Return a place name in ordinary letters: "S HERTOGENBOSCH" -> "’s-Hertogenbosch"."""

    def word(match: re.Match[str]) -> str:
        text, start = match.group(), match.start()
        if start and text in {"aan", "den", "de", "der", "en", "op", "van", "bij", "het", "in"}:
            return text
        return text if text == "s" and start == 1 else text.capitalize()

    lower = re.sub(r"^['’]?s[- ]", "’s-", name.strip().lower())
    return re.sub(r"[^\W\d_]+", word, lower)


def _compare(
    rows: list[SchoolRow],
    schools: dict[str, School],
    municipalities: dict[str, Organisation],
    boards: dict[str, Organisation],
    result: SchoolImport,
) -> tuple[list[School], list[School]]:
    """Return new and changed schools with the register's values filled in, and count them."""
    new, changed = [], []
    for row in rows:
        school = schools.get(row.code)
        target = school or School(
            organisation=Organisation(kind=OrganisationKind.SCHOOL, key=row.code)
        )
        differs = _fill(
            target,
            row,
            municipality_id=municipalities[row.values["municipality_code"]].pk,
            board_id=boards[row.values["board_number"]].pk,
        )
        if school is None:
            new.append(target)
            result.created.append(row.code)
        elif differs:
            changed.append(target)
            result.updated.append(row.code)
        else:
            result.unchanged.append(row.code)
    return new, changed


def _fill(school: School, row: SchoolRow, **foreign: int) -> bool:
    """Put the register's values on a school; say whether anything differed."""
    wanted: dict[str, Any] = {f: row.values[f] for f in SCHOOL_FIELDS if f in row.values}
    wanted |= foreign | {"closed_on": None}
    differs = school.organisation.name != row.values["name"]
    school.organisation.name = row.values["name"]
    school.organisation.sort_name = sort_key(row.values["name"])  # bulk_update derives nothing
    for attribute, value in wanted.items():
        differs = differs or getattr(school, attribute) != value
        setattr(school, attribute, value)
    return differs


def _missing(
    schools: dict[str, School], codes: set[str], municipality: str | None, result: SchoolImport
) -> list[School]:
    """Return the open schools of the municipality that the register no longer has."""
    gone = [
        school
        for code, school in schools.items()
        if code not in codes
        and school.closed_on is None
        and municipality in {None, school.municipality.key}
    ]
    result.closed = [school.key for school in gone]
    return gone


def _write(new: list[School], changed: list[School]) -> None:
    """Save the schools in a fixed number of queries per thousand."""
    Organisation.objects.bulk_create([school.organisation for school in new], batch_size=1000)
    for school in new:
        school.organisation_id = school.organisation.pk
    School.objects.bulk_create(new, batch_size=1000)
    organisations: Iterable[Organisation] = [school.organisation for school in changed]
    Organisation.objects.bulk_update(organisations, ["name", "sort_name"], batch_size=1000)
    School.objects.bulk_update(
        changed, [*SCHOOL_FIELDS, "municipality", "board", "closed_on"], batch_size=1000
    )


def _close(schools: list[School], day: date) -> None:
    """Set the closing day of schools that the register no longer has."""
    for school in schools:
        school.closed_on = day
    School.objects.bulk_update(schools, ["closed_on"], batch_size=1000)
