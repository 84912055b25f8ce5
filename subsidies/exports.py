"""An allocation as a table to take away, and the annex to the proposal for the college.

Counts of children below five are exact for who calculates, checks and signs and for the own
board; in any other export they read `<5`, the amounts per component are left out, and a letter
that holds them is not shown. A key in words and the sum of a school can still tell such a count:
amounts granted are public (docs/handleiding/privacy.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from config import pdf
from config.formats import euro
from config.workbook import Cell, Column, Sheet, workbook
from partners.access import Actor
from partners.states import Role
from subsidies.calculation import Calculation, SchoolAmount, previous_of
from subsidies.keys import FIGURES, Component, Key, need_of
from subsidies.models import SubsidyYear
from subsidies.outcome import Outcome
from subsidies.states import ComponentKind, FigureKind
from subsidies.trace import TraceLine, trace_in_words

SMALL = Decimal(5)
SMALL_TEXT = "<5"
EXACT_ROLES = frozenset({Role.GEM, Role.SIG, Role.ISS, Role.BRD})
COUNTS = frozenset({FigureKind.PUPILS, FigureKind.TARGET_TODDLERS, FigureKind.INFLOW})


def sees_exact_counts(actor: Actor) -> bool:
    """Say whether an export for this actor may hold counts below five."""
    return actor.role in EXACT_ROLES


def has_small_count(components: Iterable[Mapping[str, Any]]) -> bool:
    """Say whether the stored steps of a school hold a count of children below five, zero apart."""
    return any(
        0 < Decimal(row["units"]) < SMALL
        for row in components
        if "units" in row and FIGURES.get(row["kind"]) in COUNTS
    )


def hides_letter(actor: Actor, steps: Iterable[Iterable[Mapping[str, Any]]]) -> bool:
    """Say whether a letter about schools with these steps holds counts the actor may not see."""
    return not sees_exact_counts(actor) and any(map(has_small_count, steps))


def trace_for(actor: Actor, row: SchoolAmount) -> list[TraceLine]:
    """Return why a school gets its amount; who may not see a small count gets the sum only."""
    if sees_exact_counts(actor) or not has_small_count(row.components):
        return trace_in_words(row.components)
    text = _("De opbouw bevat een aantal kinderen onder de vijf en staat daarom hier niet.")
    return [TraceLine(text, row.amount)]


@dataclass(frozen=True)
class Table:
    """A table with its columns, rows and totals; amounts are Decimals, never text."""

    columns: list[Column]
    rows: list[list[Any]]
    totals: list[Any]


def allocation_table(
    year: SubsidyYear, rows: Sequence[SchoolAmount], key: Key, *, is_exact: bool
) -> Table:
    """Return the allocation per school with what went in; see the module for `is_exact`.

    Args: rows: with the schools that dropped out, for who sees the whole year.
    """
    parts = list(key.components)
    columns = [
        Column(_("Code")),
        Column(_("School"), Cell.NAME),
        Column(_("Bestuursnummer")),
        Column(_("Onderwijsorganisatie"), Cell.NAME),
        *[column for part in parts for column in _part_columns(part, year, is_exact=is_exact)],
        Column(_("Bedrag"), Cell.EURO),
        Column(_("Uren"), Cell.HOURS),
        Column(_("Bedrag vorig jaar"), Cell.EURO),
        Column(_("Verschil met vorig jaar"), Cell.EURO),
        Column(_("Doet niet mee omdat"), Cell.NAME),
    ]
    cells = [
        [
            row.school.key,
            row.school.name,
            row.board.key,
            row.board.name,
            *[cell for part in parts for cell in _part_cells(row, part, year, is_exact=is_exact)],
            row.amount,
            row.hours,
            row.previous,
            row.difference,
            row.reason,
        ]
        for row in rows
    ]
    totals = totals_of(columns, cells)
    totals[-3:-1] = _compared(rows)
    return Table(columns, cells, totals)


def _compared(rows: Sequence[SchoolAmount]) -> list[Decimal | None]:
    """Return last year's total and what is granted more, as `Calculation` counts them."""
    previous = previous_of(rows)
    if previous is None:
        return [None, None]
    return [previous, sum((row.amount for row in rows), Decimal("0.00")) - previous]


def _part_columns(part: Component, year: SubsidyYear, *, is_exact: bool) -> list[Column]:
    need = need_of(part, year.first_year)
    counted = need and need.kind != FigureKind.GRANTED
    label = str(ComponentKind(part.kind).label)
    found = []
    if counted and need:
        found.append(Column(f"{need.kind.label.capitalize()} {need.date:%d-%m-%Y}", Cell.COUNT))
    if is_exact:
        found.append(Column(f"{part.place}. {label}", Cell.EURO))
    return found


def _part_cells(
    row: SchoolAmount, part: Component, year: SubsidyYear, *, is_exact: bool
) -> list[Any]:
    need = need_of(part, year.first_year)
    step = next((step for step in row.components if step["place"] == part.place), None)
    found: list[Any] = []
    if need and need.kind != FigureKind.GRANTED:
        units = _count(step["units"]) if step and "units" in step else None
        hides = not is_exact and need.kind in COUNTS and units is not None and 0 < units < SMALL
        found.append(SMALL_TEXT if hides else units)
    if is_exact:
        found.append(Decimal(step["amount"]) if step else None)
    return found


def _count(text: str) -> Decimal:
    """Return a figure without the decimals of a whole number."""
    value = Decimal(text)
    whole = value.to_integral_value()
    return whole if whole == value else value


def totals_of(columns: list[Column], rows: list[list[Any]]) -> list[Any]:
    """Return the sum of each column of euros or hours; others are empty."""
    sums: list[Any] = [_("Totaal"), *[None] * (len(columns) - 1)]
    for place, column in enumerate(columns):
        if column.cell in {Cell.EURO, Cell.HOURS}:
            known = [row[place] for row in rows if row[place] is not None]
            sums[place] = sum(known, Decimal("0.00")) if known else None
    return sums


def allocation_workbook(year: SubsidyYear, table: Table) -> bytes:
    """Return the allocation as a workbook."""
    title = _("Verdeling %s") % year.label
    sheet = Sheet(title, table.columns, table.rows, totals=table.totals)
    return workbook([sheet], title=title, author=year.municipality.name)


def annex_table(calculation: Calculation) -> Table:
    """Return the table of the annex; schools that dropped out come last, with an amount of 0."""
    columns = [
        Column(_("Code")),
        Column(_("School"), Cell.NAME),
        Column(_("Onderwijsorganisatie"), Cell.NAME),
        Column(_("Bedrag"), Cell.EURO),
        Column(_("Uren"), Cell.HOURS),
        Column(_("Bedrag vorig jaar"), Cell.EURO),
        Column(_("Verschil"), Cell.EURO),
    ]
    rows = [
        [row.school.key, row.school.name, row.board.name, row.amount, row.hours, row.previous,
         row.difference]
        for row in (*calculation.rows, *calculation.dropped)
    ]  # fmt: skip
    totals = totals_of(columns, rows)
    totals[-2:] = [calculation.previous_total, calculation.difference]
    return Table(columns, rows, totals)


def annex_lines(year: SubsidyYear, calculation: Calculation) -> list[str]:
    """Return what the annex says above its table: budget, outcome, key, differences."""
    early, late = calculation.split
    return [
        _("Budget %(budget)s, verdeeld %(total)s, restant %(rest)s.")
        % {
            "budget": euro(calculation.budget),
            "total": euro(calculation.total),
            "rest": euro(calculation.remainder),
        },
        " ".join(calculation.key_words),
        _("Ten laste van %(first)d: %(early)s (5/12); van %(last)d: %(late)s (7/12).")
        % {
            "first": year.first_year,
            "last": year.last_year,
            "early": euro(early),
            "late": euro(late),
        },
        Outcome(calculation).spread,
    ]


def annex_workbook(year: SubsidyYear, calculation: Calculation) -> bytes:
    """Return the annex to the proposal for the college (bijlage collegevoorstel) as a workbook."""
    title = _("Bijlage collegevoorstel %s") % year.label
    table = annex_table(calculation)
    intro = [title, *annex_lines(year, calculation)]
    sheet = Sheet(title, table.columns, table.rows, intro, table.totals)
    return workbook([sheet], title=title, author=year.municipality.name)


def annex_html(year: SubsidyYear, calculation: Calculation) -> str:
    """Return the annex to the proposal for the college as the page that `annex_pdf` prints."""
    lines, table = annex_lines(year, calculation), annex_table(calculation)
    context = {"year": year, "lines": lines, "rows": table.rows, "totals": table.totals}
    return render_to_string("subsidies/letter/college_annex.html", context)


def annex_pdf(year: SubsidyYear, calculation: Calculation) -> bytes:
    """Return the annex to the proposal for the college as PDF/A-2a and PDF/UA-1.

    Raises: PdfError, ConfigurationError (config.pdf).
    """
    return pdf.render(annex_html(year, calculation))
