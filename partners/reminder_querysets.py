"""Which reminders and days of closed schools an actor sees."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from partners.states import ReminderState

if TYPE_CHECKING:
    from partners import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor

TOLD_WITHIN = timedelta(days=120)  # what could not be told for so long is not told any more


class SchoolHolidayQuerySet(models.QuerySet["tables.SchoolHoliday"]):
    """Periods in which schools are closed."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own municipalities."""
        return self.filter(municipality__in=actor.municipality_ids)


class ReminderLineQuerySet(models.QuerySet["tables.ReminderLine"]):
    """Who is told of which reminder."""

    def visible_to(self, actor: Actor) -> Self:
        """Return what the person is told."""
        return self.filter(user=actor.user)

    def to_tell(self, day: date, at: datetime) -> Self:
        """Return what waits for a mail on a day; `is_back` says of what was put off until then.

        What was kept long ago and never told, since it was done before its day came, is left.
        """
        from partners.models import ReminderSnooze  # noqa: PLC0415 - the model needs this module first

        puts = ReminderSnooze.objects.open().filter(line=OuterRef("pk"))
        return self.annotate(is_back=Exists(puts.filter(until__lte=day))).filter(
            Q(message=None) | Q(is_back=True),
            ~Exists(puts.filter(until__gt=day)),
            ~Q(reminder__state=ReminderState.BLOCKED),
            user__email__isnull=False,
            user__is_active=True,
            reminder__handled_at__gte=at - TOLD_WITHIN,
        )


class ReminderSnoozeQuerySet(models.QuerySet["tables.ReminderSnooze"]):
    """Reminders that somebody put off."""

    def open(self) -> Self:
        """Return those that were not taken back, and whose day was not told of yet."""
        return self.filter(undone_at=None, message=None)

    def visible_to(self, actor: Actor) -> Self:
        """Return what the person put off."""
        return self.filter(line__user=actor.user)
