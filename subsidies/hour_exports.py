"""Hours to take away: a coordinator's own lines of a year, and the sums of schools."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from config.workbook import Cell, Column, Sheet, workbook
from partners.access import Actor
from subsidies.activity_kinds import kinds_of
from subsidies.exports import Table
from subsidies.hour_totals import SchoolHours, together
from subsidies.models import SubsidyYear, TimeEntry
from subsidies.school_years import period_of
from subsidies.states import ActivityCode


def own_table(actor: Actor, years: Sequence[SubsidyYear]) -> Table:
    """Return the lines of a coordinator in a school year, by day; a year per municipality."""
    towns = {year.municipality_id for year in years}
    names = kinds_of(towns)
    rows = TimeEntry.objects.visible_to(actor).filter(
        day__range=period_of(years[0]), minutes__gt=0, school__municipality__in=towns
    )
    columns = [
        Column(_("Dag")),
        Column(_("School"), Cell.NAME),
        Column(_("Soort"), Cell.NAME),
        Column(_("Minuten"), Cell.COUNT),
        Column(_("Toelichting"), Cell.NAME),
        Column(_("Hoe geboekt")),
    ]
    lines = [
        [row.day.isoformat(), row.school.name,
         names[row.school.municipality_id][ActivityCode(row.kind)].name,
         row.minutes, row.note, how_booked(row)]
        for row in rows.select_related("school__organisation")
    ]  # fmt: skip
    return Table(columns, lines, [])


def how_booked(row: TimeEntry) -> str:
    """Return in words how a line came to be."""
    if not row.cause:
        return _("met de hand")
    return _("met de hand aangepast") if row.is_corrected else _("boekte zichzelf")


def schools_table(rows: Sequence[SchoolHours]) -> Table:
    """Return the sums of schools: hours per kind, booked, granted and their share.

    Hours are rounded to two decimals; the minutes are exact, and the totals are made of them.
    """
    kinds = rows[0].kinds if rows else []
    columns = [
        Column(_("Code")),
        Column(_("School"), Cell.NAME),
        Column(_("Onderwijsorganisatie"), Cell.NAME),
        *(Column(kind.name, Cell.HOURS) for kind in kinds),
        Column(_("Geboekt"), Cell.HOURS),
        Column(_("Geboekt in minuten"), Cell.COUNT),
        Column(_("Toegekend"), Cell.HOURS),
        Column(_("Procent"), Cell.COUNT),
    ]
    lines = [
        [row.school.key, row.school.name, row.school.board.name,
         *(hours for _kind, hours in row.cells),
         row.booked, row.minutes, row.granted, row.percentage]
        for row in rows
    ]  # fmt: skip
    total = together(rows)
    sums = [] if total is None else [
        _("Totaal"), None, None, *(hours for _kind, hours in total.cells),
        total.booked, total.minutes, total.granted, None,
    ]  # fmt: skip
    return Table(columns, lines, sums)


def hours_workbook(table: Table, *, title: str, author: str) -> bytes:
    """Return a table of hours as a workbook."""
    sheet = Sheet(_("Uren"), table.columns, table.rows, [title], table.totals)
    return workbook([sheet], title=title, author=author)
