"""The subsidy year: fill in, calculate, establish (domain of subsidies/models.SubsidyYear)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from partners import audit
from partners.access import Actor
from partners.models import Municipality, School, SchoolBoard
from partners.roles import Permission, require
from subsidies.allocation import Division, divide, hours_of
from subsidies.keys import Component, InvalidKeyError, read_amount, read_key
from subsidies.models import Allocation, AllocationKey, SubsidyYear
from subsidies.states import IllegalMoveError, YearState, check_move


class StaleYearError(Exception):
    """Somebody changed the year after the page was opened; nothing was saved."""


@dataclass(frozen=True)
class SchoolAmount:
    """What one school gets: amount and hours, and the amount of each component of the key.

    `board` receives it: of an established year the board of that day, whatever happens later.
    """

    school: School
    board: SchoolBoard
    amount: Decimal
    hours: Decimal
    components: list[dict[str, str]]


@dataclass(frozen=True)
class Calculation:
    """A year's budget divided; total + remainder = budget, to the cent."""

    budget: Decimal
    total: Decimal
    remainder: Decimal
    hours: Decimal
    rows: list[SchoolAmount]
    key: list[Component]


def first_year_of(label: str) -> int:
    """Return 2026 for "2026-2027".

    Raises: ValueError: no school year.
    """
    match = re.fullmatch(r"(20\d\d)[-–](20\d\d)", label)
    if match is None or int(match[2]) != int(match[1]) + 1:
        raise ValueError(_("“%s” is geen schooljaar; schrijf het als 2026-2027.") % label)
    return int(match[1])


def period_of(year: SubsidyYear) -> tuple[date, date]:
    """Return the first and last day of a school year: 1 August to 31 July."""
    return date(year.first_year, 8, 1), date(year.first_year + 1, 7, 31)


def current_key(year: SubsidyYear) -> AllocationKey | None:
    """Return the newest version of the year's key."""
    return year.keys.order_by("-version").first()


@transaction.atomic
def save_year(  # noqa: PLR0913 - the fields of a year, each by name
    *,
    municipality: Municipality,
    first_year: int,
    budget: Any,
    hourly_rate: Any,
    definition: dict[str, Any],
    by: Actor | None,
    at: datetime,
    version: int | None = None,
) -> SubsidyYear:
    """Make a year or change a draft: budget, hourly rate and key together; keep a changed key.

    Args: version: the one that the page showed. Raises: InvalidKeyError, PermissionDenied,
    IllegalMoveError (the year is established), StaleYearError. Source: Awb art. 4:23.
    """
    if by is not None:
        require(by, Permission.EDIT_YEAR, municipality.organisation)
    values = _read_values(budget, hourly_rate, definition)
    year, is_new = SubsidyYear.objects.select_for_update().get_or_create(
        municipality=municipality, first_year=first_year, defaults=values
    )
    key = current_key(year)
    is_same = all(getattr(year, name) == value for name, value in values.items())
    if not is_new and is_same and key and key.definition == definition:
        return year
    if year.is_established:
        raise IllegalMoveError(_("%s is vastgesteld en kan niet meer veranderen.") % year.label)
    _refuse_stale(year, version)
    year.budget, year.hourly_rate = values["budget"], values["hourly_rate"]
    year.state = YearState.DRAFT
    year.version += 0 if is_new else 1
    year.save()
    _keep_key(year, key, definition, at)
    place = municipality.organisation
    details = {"budget": str(year.budget), "version": year.version}
    audit.record(
        by=by, action="year.saved", target=year, organisation=place, at=at, details=details
    )
    return year


def _read_values(budget: Any, hourly_rate: Any, definition: dict[str, Any]) -> dict[str, Decimal]:
    """Return budget and hourly rate; refuse these or a key. Raises: InvalidKeyError."""
    values = {
        "budget": read_amount(budget, _("Budget")),
        "hourly_rate": read_amount(hourly_rate, _("Uurtarief")),
    }
    read_key(definition)
    return values


def _keep_key(
    year: SubsidyYear, key: AllocationKey | None, definition: dict[str, Any], at: datetime
) -> None:
    """Keep a new version of the key when it changed."""
    if key is None or key.definition != definition:
        AllocationKey.objects.create(
            year=year, version=(key.version if key else 0) + 1, definition=definition, created_at=at
        )


def _refuse_stale(year: SubsidyYear, version: int | None) -> None:
    """Refuse a page that shows an older version. Raises: StaleYearError."""
    if version is not None and version != year.version:
        raise StaleYearError(
            _("Iemand anders heeft dit jaar intussen gewijzigd: bekijk het eerst.")
        )


def calculate(year: SubsidyYear) -> Calculation:
    """Divide the year's budget over the schools in force on its first day; changes nothing.

    Of an established year it returns what was established, whatever the registers say now.

    Raises: InvalidKeyError (no key, or one that cannot be used), BudgetError.
    """
    key_row = current_key(year)
    if key_row is None:
        raise InvalidKeyError(_("%s heeft nog geen verdeelsleutel.") % year.label)
    key = read_key(key_row.definition)
    if year.is_established:
        return _established(year, key)
    first_day, _last_day = period_of(year)
    schools = list(
        School.objects.filter(municipality=year.municipality)
        .in_force_on(first_day)
        .select_related("organisation", "board__organisation")
        .order_by("organisation__key")
    )
    division = divide(
        budget_cents=int(year.budget * 100), key=key, codes=[school.key for school in schools]
    )
    return _calculation(year, key, division, schools)


def _calculation(
    year: SubsidyYear, key: list[Component], division: Division, schools: Sequence[School]
) -> Calculation:
    rows = []
    for school in schools:
        amount = _euros(division.cents(school.key))
        steps = division.steps[school.key]
        rows.append(
            SchoolAmount(
                school=school,
                board=school.board,
                amount=amount,
                hours=hours_of(amount=amount, hourly_rate=year.hourly_rate),
                components=[{"kind": s.kind, "amount": str(_euros(s.cents))} for s in steps],
            )
        )
    return Calculation(
        budget=year.budget,
        total=_euros(division.total_cents),
        remainder=_euros(division.remainder_cents),
        hours=sum((row.hours for row in rows), Decimal("0.00")),
        rows=rows,
        key=key,
    )


def _established(year: SubsidyYear, key: list[Component]) -> Calculation:
    """Return the stored amounts as a calculation."""
    stored = year.allocations.select_related("school__organisation", "board__organisation")
    rows = [
        SchoolAmount(row.school, row.board, row.amount, row.hours, row.components)
        for row in stored.order_by("school__organisation__key")
    ]
    return Calculation(
        budget=year.budget,
        total=sum((row.amount for row in rows), Decimal("0.00")),
        remainder=year.remainder or Decimal("0.00"),
        hours=sum((row.hours for row in rows), Decimal("0.00")),
        rows=rows,
        key=key,
    )


def _euros(cents: int) -> Decimal:
    return (Decimal(cents) / 100).quantize(Decimal("0.01"))


@transaction.atomic
def establish(*, year_id: int, by: Actor, at: datetime, version: int | None = None) -> SubsidyYear:
    """Establish the allocation: write each school's amount and lock the year for good.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError, StaleYearError, InvalidKeyError,
    BudgetError; then nothing is changed. Source: Awb art. 4:23, 4:26; policy choice, ADR 0004.
    """
    year = SubsidyYear.objects.visible_to(by).select_for_update().get(pk=year_id)
    require(by, Permission.ESTABLISH_YEAR, year.municipality.organisation)
    check_move(year.state, YearState.ESTABLISHED)
    _refuse_stale(year, version)
    outcome = calculate(year)
    Allocation.objects.bulk_create(
        [
            Allocation(
                year=year,
                school=row.school,
                board=row.board,
                amount=row.amount,
                hours=row.hours,
                components=row.components,
            )
            for row in outcome.rows
        ]
    )
    year.state = YearState.ESTABLISHED
    year.established_at, year.established_by = at, by.user
    year.remainder = outcome.remainder
    year.version += 1
    year.save()
    audit.record(
        by=by,
        action="year.established",
        target=year,
        organisation=year.municipality.organisation,
        at=at,
        details={"total": str(outcome.total), "schools": len(outcome.rows)},
    )
    return year


def next_first_year(municipality: Municipality, today: date) -> int:
    """Return the first calendar year of the year to make next: after the last one, or now."""
    last = municipality.subsidy_years.aggregate(last=Max("first_year"))["last"]
    return int(last) + 1 if last else today.year + (today.month > 7)
