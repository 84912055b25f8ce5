"""When a school reads an answer: by the calendar alone, whoever acted when (ADR 0029)."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from partners import holidays

ANSWER_DAYS = 3  # working days in which childcare can say whom a question is about
SETTLE_DAYS = 14  # days that parents have to answer a question (`children.consents`)
NOON = time(12)


def answer_at(asked_at: datetime, equated: Collection[date] = ()) -> datetime:
    """Return when the answer can be read: at noon of the third working day after the question."""
    asked_on = timezone.localdate(asked_at)
    return _noon(holidays.add_working_days(asked_on, ANSWER_DAYS, equated))


def settles_at(answered_at: datetime, equated: Collection[date] = ()) -> datetime:
    """Return until when what was weighed stands: noon of a working day, two weeks later."""
    day = timezone.localdate(answered_at) + timedelta(days=SETTLE_DAYS)
    return _noon(holidays.next_working_day(day, equated))


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, NOON))
