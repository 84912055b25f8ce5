"""Drafts that nobody has to ask for: from 1 March on, of the school year that is coming.

The rule is asked again and again, so a clock that stood still on the day itself loses nothing: a
year that has any letter, a cancelled one too, is left to people.
"""

from datetime import date, datetime

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from partners.access import Actor
from partners.models import Module
from partners.states import ModuleKind
from subsidies import letter_notices
from subsidies.letters import draft_letters
from subsidies.models import SubsidyYear
from subsidies.states import IllegalMoveError, YearState

logger = structlog.get_logger(__name__)
FIRST_DAY, LAST_DAY = (3, 1), (7, 31)


def years_due(today: date) -> QuerySet[SubsidyYear]:
    """Return the established years of the coming school year that have no letters yet."""
    if not FIRST_DAY <= (today.month, today.day) <= LAST_DAY:
        return SubsidyYear.objects.none()
    on = Module.objects.filter(kind=ModuleKind.SUBSIDY).values("municipality")
    due = SubsidyYear.objects.filter(
        first_year=today.year, state=YearState.ESTABLISHED, municipality__in=on
    )
    return due.filter(letters__isnull=True)


def draft_due_letters(*, at: datetime) -> list[SubsidyYear]:
    """Draft what is due on this day and tell the clerks; return the years that got letters.

    Guarantee: once. One year that cannot have letters yet does not keep the others from theirs.
    Source: policy choice, the calendar of the year.
    """
    drafted = []
    for year_id in years_due(timezone.localdate(at)).values_list("pk", flat=True):
        try:
            if year := _draft(year_id, by=None, at=at):
                drafted.append(year)
        except IllegalMoveError as error:
            logger.warning("letters not drafted", year=year_id, reason=str(error))
    return drafted


@transaction.atomic
def _draft(year_id: int, *, by: Actor | None, at: datetime) -> SubsidyYear | None:
    """Draft the letters of one year, unless somebody did so meanwhile."""
    year = SubsidyYear.objects.select_for_update().get(pk=year_id)
    if year.letters.exists():
        return None
    draft_letters(year_id=year.pk, by=by, at=at)
    letter_notices.tell_clerks(year, at=at)
    return year
