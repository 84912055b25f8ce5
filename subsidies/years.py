"""The subsidy year: fill in, copy, choose a variant, establish, close (models.SubsidyYear)."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import Actor
from partners.models import Municipality
from partners.roles import Permission, require
from subsidies.calculation import (
    BoardAmount,
    Calculation,
    SchoolAmount,
    calculate,
    current_key,
    read_hourly_rate,
    stored_row,
)
from subsidies.figures import figures_of, schools_of
from subsidies.key_values import CENT, InvalidKeyError, read_amount, read_member
from subsidies.keys import read_key
from subsidies.models import Allocation, AllocationKey, SubsidyYear
from subsidies.runs import keep_if_calculable, keep_run
from subsidies.stands import why_changed, why_not_closed
from subsidies.states import IllegalMoveError, Regime, YearState, check_move
from subsidies.year_log import record

__all__ = ["NEW", "BoardAmount", "Calculation", "SchoolAmount", "StaleYearError", "calculate",
           "choose_variant", "close_year", "copy_year", "current_key", "end_proposal", "establish",
           "log_refusal", "made_by_another",
           "refuse_other_outcome", "refuse_stale", "save_year", "stored_row"]  # fmt: skip
MAX_NOTE = 300
NEW = 0  # the version that a page of a year that was not there yet shows


class StaleYearError(Exception):
    """Somebody changed the year after the page was opened; nothing was saved."""


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
    budget_line: str | None = None,
    legal_basis: str | None = None,
    regime: str | None = None,
    label: str = "",
) -> SubsidyYear:
    """Make a year or change a draft, which ends a proposal; keep its key and, if any, its run.

    Args: version: the one that the page showed, NEW of a year that must not be there yet, None
    without a page. budget_line, legal_basis, regime: None keeps it.
    label: keeps the key as a variant beside the own one. Raises: InvalidKeyError, StaleYearError,
    PermissionDenied, IllegalMoveError (the year is established). Source: Awb art. 4:23.
    """
    _require_editor(by, municipality)
    texts = {"budget_line": budget_line, "legal_basis": legal_basis, "regime": regime}
    values = _read_values(budget, hourly_rate, definition, texts)
    year, is_new = _get_or_make(municipality, first_year, values, version)
    changed = is_new or any(getattr(year, name) != value for name, value in values.items())
    key = year.keys.filter(label=label).order_by("-version").first()
    if not changed and key is not None and key.definition == definition:
        return year
    refuse_established(year)
    refuse_stale(year, None if is_new else version)
    if changed or not label:
        _write(year, values, is_new=is_new)
    if key is None or key.definition != definition:
        key = _keep_key(year, definition, label=label, by=by, at=at)
    keep_if_calculable(key=key, by=by, at=at)
    record(year, "year.saved", by=by, at=at, details=_summary(year, label))
    return year


def _get_or_make(
    municipality: Municipality, first_year: int, values: dict[str, Any], version: int | None
) -> tuple[SubsidyYear, bool]:
    """Return the year, locked, and whether it is new. Raises: StaleYearError: it had to be."""
    year, is_new = SubsidyYear.objects.select_for_update().get_or_create(
        municipality=municipality, first_year=first_year, defaults=values
    )
    if version == NEW and not is_new:
        raise StaleYearError(made_by_another())
    return year, is_new


def _require_editor(by: Actor | None, municipality: Municipality) -> None:
    """Let the system or who may fill in a year pass. Raises: PermissionDenied."""
    if by is not None:
        require(by, Permission.EDIT_YEAR, municipality.organisation)


def _summary(year: SubsidyYear, label: str) -> dict[str, Any]:
    return {"budget": str(year.budget), "version": year.version, "variant": label}


def _read_values(
    budget: Any, hourly_rate: Any, definition: dict[str, Any], texts: dict[str, str | None]
) -> dict[str, Any]:
    """Return the values of a year; refuse these or a key. Raises: InvalidKeyError."""
    values: dict[str, Any] = {
        "budget": read_amount(budget, _("Budget")),
        "hourly_rate": read_hourly_rate(hourly_rate),
    }
    read_key(definition)
    given = {name: text.strip() for name, text in texts.items() if text is not None}
    if given.get("regime", Regime.LIGHT) not in Regime.values:
        raise InvalidKeyError(_("Verantwoording “%s” bestaat niet.") % given["regime"][:40])
    return values | given


def _write(year: SubsidyYear, values: dict[str, Any], *, is_new: bool) -> None:
    """Write the values; what was put before others is not that any more."""
    for name, value in values.items():
        setattr(year, name, value)
    end_proposal(year)
    year.version += 0 if is_new else 1
    year.save()


def end_proposal(year: SubsidyYear) -> None:
    """Make a year in memory a draft again, which nobody was asked about."""
    year.state, year.aligned_at, year.aligned_by = YearState.DRAFT, None, None
    year.aligned_digest = ""


def _keep_key(
    year: SubsidyYear, definition: dict[str, Any], *, label: str, by: Actor | None, at: datetime
) -> AllocationKey:
    """Keep a new version of the key, as the year's own or as a variant."""
    last = year.keys.aggregate(last=Max("version"))["last"] or 0
    return AllocationKey.objects.create(
        year=year,
        version=last + 1,
        definition=definition,
        label=label,
        created_at=at,
        created_by=by.user if by else None,
    )


def made_by_another() -> str:
    """Return what is said to the second of two who make the same year."""
    return _("Iemand anders heeft dit jaar intussen gemaakt: bekijk het eerst.")


def refuse_stale(year: SubsidyYear, version: int | None) -> None:
    """Refuse a page that shows an older version. Raises: StaleYearError."""
    if version is not None and version != year.version:
        raise StaleYearError(
            _("Iemand anders heeft dit jaar intussen gewijzigd: bekijk het eerst.")
        )


def refuse_other_outcome(outcome: Calculation, digest: str | None) -> None:
    """Refuse what a page did not show: a figure or school changed since. Raises: StaleYearError."""
    if digest is not None and digest != outcome.digest:
        raise StaleYearError(
            _("De cijfers of scholen zijn intussen veranderd: bekijk de verdeling opnieuw.")
        )


def refuse_established(year: SubsidyYear) -> None:
    """Refuse to change a year that is locked. Raises: IllegalMoveError."""
    if year.state == YearState.CLOSED:
        raise IllegalMoveError(_("%s is afgesloten en kan niet meer veranderen.") % year.label)
    if year.is_established:
        raise IllegalMoveError(_("%s is vastgesteld en kan niet meer veranderen.") % year.label)


@transaction.atomic
def choose_variant(
    *, year_id: int, variant: int, by: Actor, at: datetime, version: int | None = None
) -> SubsidyYear:
    """Make a variant the year's own key, as a new version of it.

    Args: variant: the version number of the key. Raises: DoesNotExist, PermissionDenied,
    IllegalMoveError (the year is locked, or has no such variant), StaleYearError.
    """
    year = SubsidyYear.objects.visible_to(by).select_for_update().get(pk=year_id)
    require(by, Permission.EDIT_YEAR, year.municipality.organisation)
    refuse_established(year)
    refuse_stale(year, version)
    chosen = year.keys.filter(version=variant).first()
    if chosen is None:
        raise IllegalMoveError(_("Deze variant is er niet meer: kies er een uit de lijst."))
    _write(year, {}, is_new=False)
    key = _keep_key(year, chosen.definition, label="", by=by, at=at)
    keep_if_calculable(key=key, by=by, at=at)
    record(year, "year.variant_chosen", by=by, at=at, details={"variant": variant})
    return year


@transaction.atomic
def copy_year(
    *,
    municipality: Municipality,
    by: Actor | None,
    at: datetime,
    index: Any = None,
    first_year: int | None = None,
) -> SubsidyYear:
    """Make the next year as a draft from the last one.

    Without an index it has the same key and budget. With one, each school gets its amount of the
    last year plus the index, half up, and the budget at least the sum of these.

    Args: index: a percentage. first_year: the year that the page offered, None without a page.
    Raises: InvalidKeyError, PermissionDenied, IllegalMoveError (there is no year to copy),
    StaleYearError (somebody made it already). Source: policy choice, docs/verdeelsleutel.md.
    """
    last = municipality.subsidy_years.order_by("-first_year").first()
    if last is None:
        raise IllegalMoveError(_("Er is nog geen jaar om te kopiëren."))
    if first_year not in {None, last.first_year + 1}:
        raise StaleYearError(made_by_another())
    budget, definition = _copied(last, index)
    return save_year(
        municipality=municipality,
        first_year=last.first_year + 1,
        version=NEW,
        budget=budget,
        hourly_rate=last.hourly_rate,
        definition=definition,
        by=by,
        at=at,
        budget_line=last.budget_line,
        legal_basis=last.legal_basis,
        regime=last.regime,
    )


def _copied(last: SubsidyYear, index: Any) -> tuple[Decimal, dict[str, Any]]:
    """Return the budget and the key of a year after this one. Raises: InvalidKeyError."""
    if index is None:
        key = current_key(last)
        return last.budget, key.definition if key else {}
    percentage = read_member("index", index, _("Nieuw jaar"))
    part = {"kind": "previous_year", "index": str(percentage)}
    return _indexed_budget(last, percentage), {"components": [part]}


def _indexed_budget(last: SubsidyYear, index: Decimal) -> Decimal:
    """Return last year's budget with the index, and at least what the schools then need."""
    new = SubsidyYear(municipality=last.municipality, first_year=last.first_year + 1)
    figures = figures_of(new, [])
    amounts = [figures.previous(school.pk) or Decimal(0) for school in schools_of(new)]
    needed = sum((_indexed(amount, index) for amount in amounts), Decimal("0.00"))
    return max(_indexed(last.budget, index), needed)


def _indexed(amount: Decimal, index: Decimal) -> Decimal:
    return (amount * (100 + index) / 100).quantize(CENT, ROUND_HALF_UP)


@transaction.atomic
def establish(
    *,
    year_id: int,
    by: Actor,
    at: datetime,
    version: int | None = None,
    digest: str | None = None,
    skipped_note: str = "",
) -> SubsidyYear:
    """Establish the allocation: write each school's amount and lock the year for good.

    Args: version, digest: of the year and the outcome that the page showed, None without a page;
    a proposal must be what was put forward. skipped_note: why a draft was not put before anybody.
    Raises: DoesNotExist, PermissionDenied, IllegalMoveError, StaleYearError, InvalidKeyError,
    MissingFiguresError, BudgetError; then nothing is changed.
    Source: Awb art. 4:23, 4:26; policy choice, ADR 0004.
    """
    year = SubsidyYear.objects.visible_to(by).select_for_update().get(pk=year_id)
    require(by, Permission.ESTABLISH_YEAR, year.municipality.organisation)
    check_move(year.state, YearState.ESTABLISHED)
    refuse_stale(year, version)
    note = "" if year.state == YearState.ALIGNED else _read_note(skipped_note)
    outcome, key = calculate(year), current_key(year)
    refuse_other_outcome(outcome, digest)
    if reason := why_changed(year, outcome):
        raise StaleYearError(reason)
    if key is not None:
        keep_run(key=key, outcome=outcome, by=by, at=at)
    Allocation.objects.bulk_create([_allocation(year, row) for row in outcome.rows])
    year.state = YearState.ESTABLISHED
    year.established_at, year.established_by = at, by.user
    year.remainder, year.skipped_note = outcome.remainder, note
    year.version += 1
    year.save()
    details = {"total": str(outcome.total), "schools": len(outcome.rows), "aligned": not note}
    record(year, "year.established", by=by, at=at, details=details)
    return year


def _read_note(text: str) -> str:
    """Return why aligning was skipped. Raises: IllegalMoveError: no reason, or a long one."""
    note = text.strip()
    if not note:
        raise IllegalMoveError(
            _("De verdeling is niet voorgelegd: leg haar voor, of schrijf waarom dat niet hoeft.")
        )
    if len(note) > MAX_NOTE:
        raise IllegalMoveError(_("De reden is te lang: gebruik hoogstens %d tekens.") % MAX_NOTE)
    return note


def _allocation(year: SubsidyYear, row: SchoolAmount) -> Allocation:
    return Allocation(
        year=year,
        school=row.school,
        board=row.board,
        amount=row.amount,
        hours=row.hours,
        components=row.components,
        previous_amount=row.previous,
    )


@transaction.atomic
def close_year(*, year_id: int, by: Actor, at: datetime, version: int | None = None) -> SubsidyYear:
    """Close a year after its last day, once it is settled; nothing about it changes any more.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError, StaleYearError.
    Source: policy choice, docs/glossary.md.
    """
    year = SubsidyYear.objects.visible_to(by).select_for_update().get(pk=year_id)
    require(by, Permission.CLOSE_YEAR, year.municipality.organisation)
    check_move(year.state, YearState.CLOSED)
    refuse_stale(year, version)
    if reason := why_not_closed(year, timezone.localdate(at)):
        raise IllegalMoveError(reason)
    year.state, year.closed_at, year.closed_by = YearState.CLOSED, at, by.user
    year.version += 1
    year.save()
    record(year, "year.closed", by=by, at=at)
    return year


@transaction.atomic
def log_refusal(*, year: SubsidyYear, by: Actor, at: datetime, reason: str) -> None:
    """Log that a locked year was asked to change; called after the refusal was rolled back."""
    record(year, "year.refused", by=by, at=at, details={"state": year.state, "reason": reason})
