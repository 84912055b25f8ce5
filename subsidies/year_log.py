"""The log of a year, its letters and what happens to them: kept with the year's municipality."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from partners import audit
from partners.access import Actor
from subsidies.models import SubsidyYear


def record(
    year: SubsidyYear,
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    target: Model | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write the line of the log that goes with a write, in the caller's transaction.

    Args: target: what it is about, the year itself when not given.
    """
    audit.record(
        by=by,
        action=action,
        target=target or year,
        organisation=year.municipality.organisation,
        at=at,
        details=details,
    )
