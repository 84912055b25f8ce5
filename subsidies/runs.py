"""Calculations that are kept: what went in, what came out, who ran it."""

from datetime import datetime
from typing import Any

from partners.access import Actor
from subsidies.allocation import BudgetError
from subsidies.calculation import Calculation, SchoolAmount, calculate
from subsidies.figures import MissingFiguresError
from subsidies.keys import read_key
from subsidies.models import AllocationKey, AllocationRun


def keep_run(
    *, key: AllocationKey, outcome: Calculation, by: Actor | None, at: datetime
) -> AllocationRun:
    """Keep one calculation with the figures it used and the trace of each school."""
    return AllocationRun.objects.create(
        key=key,
        run_at=at,
        run_by=by.user if by else None,
        budget=outcome.budget,
        remainder=outcome.remainder,
        inputs=outcome.inputs,
        rows=[_as_json(row) for row in outcome.rows],
        dropped=[_dropped_as_json(row) for row in outcome.dropped],
        long_granted=sorted(outcome.long_granted),
    )


def keep_if_calculable(*, key: AllocationKey, by: Actor | None, at: datetime) -> Calculation | None:
    """Calculate a year with one of its keys and keep that; a draft may still lack something."""
    try:
        outcome = calculate(key.year, key=read_key(key.definition))
    except (BudgetError, MissingFiguresError):
        return None
    keep_run(key=key, outcome=outcome, by=by, at=at)
    return outcome


def _dropped_as_json(row: SchoolAmount) -> dict[str, Any]:
    """Return a school that dropped out; its ids, because a code can change."""
    return {
        "school": row.school.key,
        "school_id": row.school.pk,
        "board": row.board.key,
        "board_id": row.board.pk,
        "previous": str(row.previous),
    }


def _as_json(row: SchoolAmount) -> dict[str, Any]:
    return {
        "school": row.school.key,
        "board": row.board.key,
        "amount": str(row.amount),
        "hours": str(row.hours),
        "previous": None if row.previous is None else str(row.previous),
        "difference": None if row.difference is None else str(row.difference),
        "components": row.components,
    }
