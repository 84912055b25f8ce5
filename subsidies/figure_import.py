"""Bringing figures per school in, each with its source and reference date (SchoolFigure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import date_short, euro, exact, school_year
from partners import audit
from partners.access import Actor
from partners.models import Organisation, School
from partners.register_files import Fault, RegisterError, at_line
from partners.register_layouts import refuse_faults
from partners.register_results import FieldChange, RegisterImport, RowChange, row_change
from partners.register_writes import lock_registers, require_import
from subsidies.figure_files import FigureRow, read_figures, value_of
from subsidies.figures import grant_date
from subsidies.models import SchoolFigure
from subsidies.states import FigureKind

SMALL, NAMED, FIRST_MONTH = "<5", 5, 8


@dataclass(frozen=True)
class _Found:
    """A sound figure of a known school; `old` is the row that stands there already."""

    school: School
    value: Decimal | None
    old: SchoolFigure | None

    @property
    def differs(self) -> bool:
        """Say whether this is new or another number."""
        return self.old is None or self.old.value != self.value


@transaction.atomic
def import_figures(  # noqa: PLR0913 - the options of the command, each by name
    *,
    raw: bytes,
    name: str,
    municipality: str | None,
    kind: FigureKind,
    day: date,
    by: Actor | None,
    at: datetime,
    dry_run: bool = False,
) -> RegisterImport:
    """Bring one kind of figure of one municipality's schools (None: of all) in.

    Args: day: the reference date (teldatum). Of a national register unknown schools are skipped,
    and a pupil count of 0: there it says not yet open, or closed. `<5` is kept as no number. In
    our own two-column file an unknown school is a fault and an empty cell is skipped, unless all
    are empty. What was granted bears the first day of its year.

    Raises: RegisterError: the file or a row that counts is at fault; PermissionDenied. Nothing is
    saved.
    """
    place = require_import(by, municipality)
    if not dry_run:
        lock_registers()
    _refuse_other_first_day(name, kind, day)
    rows, faults = read_figures(raw, name, kind=kind, day=day)
    schools = _schools(municipality)
    counting = _counting(rows, schools, municipality)
    values = _values(counting, schools, kind, name, faults)
    found = _beside_old(values, schools, kind, day)
    if not found:
        _refuse_nothing(rows, name, municipality)
    lacking = _lacking(schools, found, kind, day) if municipality else []
    result = RegisterImport(
        [_row(one, kind) for one in found], len(rows) - len(found), len(schools), lacking
    )
    if not dry_run:
        _write([one for one in found if one.differs], kind, day, name, at)
        _record(result, name, kind, day, by, at, place)
    return result


def _schools(municipality: str | None) -> dict[str, School]:
    here = Q() if municipality is None else Q(municipality__organisation__key=municipality)
    schools = School.objects.filter(here).select_related("organisation")
    return {school.key: school for school in schools}


def _counting(
    rows: list[FigureRow], schools: Mapping[str, School], municipality: str | None
) -> list[FigureRow]:
    """Return the rows whose faults refuse the file: of the municipality, or of our own file."""
    return [
        row
        for row in rows
        if row.is_own
        or row.code in schools
        or (row.municipality and municipality in {None, row.municipality})
    ]


def _values(
    rows: list[FigureRow],
    schools: Mapping[str, School],
    kind: FigureKind,
    name: str,
    faults: list[Fault],
) -> dict[str, Decimal | None]:
    """Return the number of each known school. Raises: RegisterError: a fault in any of the rows."""
    lines = {row.line for row in rows}
    wrong = [fault for fault in faults if fault.line in lines]
    known_wrong = {fault.line for fault in wrong}
    values: dict[str, Decimal | None] = {}
    first: dict[str, int] = {}
    for row in rows:
        if row.line in known_wrong or (row.is_own and not row.text):
            continue
        value = value_of(row, kind, name)
        if isinstance(value, Fault):
            wrong.append(value)
        elif row.is_own and row.code not in schools:
            problem = _("deze school is hier niet bekend: lees eerst de scholen in")
            wrong.append(at_line(name, row.line, problem, column="VESTIGINGSCODE", value=row.code))
        elif row.code in first:
            problem = _("deze school staat ook op regel %d") % first[row.code]
            wrong.append(at_line(name, row.line, problem, value=row.code))
        elif row.code in schools and (value != 0 or row.is_own or kind == FigureKind.SCORE):
            values[row.code] = value
        first.setdefault(row.code, row.line)
    refuse_faults(wrong)
    return values


def _beside_old(
    values: dict[str, Decimal | None], schools: Mapping[str, School], kind: FigureKind, day: date
) -> list[_Found]:
    """Return each number beside the figure that stands there already."""
    ids = [schools[code].pk for code in values]
    rows = SchoolFigure.objects.filter(school__in=ids, kind=kind, date=day)
    old = {figure.school_id: figure for figure in rows}
    return [
        _Found(schools[code], value, old.get(schools[code].pk)) for code, value in values.items()
    ]


def _refuse_other_first_day(name: str, kind: FigureKind, day: date) -> None:
    """Refuse amounts of another day than the first of a year: no year would find them.

    Raises: RegisterError.
    """
    if kind != FigureKind.GRANTED:
        return
    first = grant_date(max(day.year if day.month >= FIRST_MONTH else day.year - 1, 1))
    if day != first:
        raise RegisterError(
            _(
                "%(file)s: een toegekend bedrag staat op de eerste dag van zijn jaar, "
                "niet op %(asked)s: kies teldatum %(first)s voor %(year)s."
            )
            % {
                "file": name,
                "asked": date_short(day),
                "first": date_short(first),
                "year": school_year(f"{first.year}-{first.year + 1}"),
            }
        )


def _refuse_nothing(rows: list[FigureRow], name: str, municipality: str | None) -> None:
    """Refuse a file without a single figure of these schools. Raises: RegisterError."""
    if empty := [row for row in rows if row.is_own and not row.text]:
        others = len(empty) - 1
        more = ngettext(" en nog %d regel", " en nog %d regels", others) % others if others else ""
        raise RegisterError(
            _("%(file)s: kolom aantal is leeg op regel %(line)d%(more)s: vul een getal in.")
            % {"file": name, "line": empty[0].line, "more": more}
        )
    raise RegisterError(
        _(
            "%(file)s bevat geen cijfer van een bekende school van gemeente %(code)s: "
            "lees eerst de scholen in, of kies een ander bestand."
        )
        % {"file": name, "code": municipality or "–"}
    )


def _shown(value: Decimal | None, kind: FigureKind) -> str:
    """Return a figure as people read it: euros, a whole number, or a decimal comma."""
    if value is None:
        return SMALL
    return euro(value) if kind == FigureKind.GRANTED else exact(value)


def _row(one: _Found, kind: FigureKind) -> RowChange:
    """Return what happens to one figure."""
    old = _shown(one.old.value, kind) if one.old else ""
    fields = (FieldChange("value", old, _shown(one.value, kind)),)
    same = () if one.old and not one.differs else fields
    return row_change(one.school.key, one.school.name, same, is_new=one.old is None)


def _lacking(
    schools: Mapping[str, School], found: list[_Found], kind: FigureKind, day: date
) -> list[str]:
    """Return a sentence on the open schools that still have no such figure, or only `<5`."""
    told = {one.school.pk for one in found if one.value is not None}
    rows = SchoolFigure.objects.filter(
        school__in=[school.pk for school in schools.values()],
        kind=kind,
        date=day,
        value__isnull=False,
    )
    told |= set(rows.values_list("school", flat=True))
    open_ones = [
        school
        for school in schools.values()
        if school.pk not in told and (school.closed_on is None or school.closed_on > day)
    ]
    if not open_ones:
        return []
    names = ", ".join(f"{school.name} ({school.key})" for school in open_ones[:NAMED])
    more = _(" en %d andere") % (len(open_ones) - NAMED) if len(open_ones) > NAMED else ""
    return [_("Zonder dit cijfer blijven: %(names)s%(more)s.") % {"names": names, "more": more}]


def _write(found: list[_Found], kind: FigureKind, day: date, source: str, at: datetime) -> None:
    """Save new and changed figures in one query."""
    SchoolFigure.objects.bulk_create(
        [
            SchoolFigure(
                school=one.school,
                kind=kind,
                date=day,
                value=one.value,
                source=source[:200],
                imported_at=at,
            )
            for one in found
        ],
        update_conflicts=True,
        unique_fields=["school", "kind", "date"],
        update_fields=["value", "source", "imported_at"],
    )


def _record(  # noqa: PLR0913 - what one log line says
    result: RegisterImport,
    name: str,
    kind: FigureKind,
    day: date,
    by: Actor | None,
    at: datetime,
    place: Organisation | None,
) -> None:
    details: dict[str, Any] = {"file": name, "kind": kind, "date": day.isoformat()}
    audit.record(
        by=by,
        action="figures.imported",
        organisation=place,
        at=at,
        details=details | result.as_dict(),
    )
