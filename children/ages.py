"""Days that follow from a birth date: who may be entered, and who turns three and a half."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from config.formats import date_words

ENTRY_MONTHS = 30  # children enter from two and a half
HANDOVER_MONTHS = 42  # three and a half: by then the handover is prepared
SCHOOL_MONTHS = 48  # the fourth birthday
LAST_YEARS = 5  # no childcare before school from the fifth birthday on
AHEAD_MONTHS = 4


def months_after(born_on: date, months: int) -> date:
    """Return the day a number of months after birth; the last of a month that is too short.

    Counted from the birth date in one step: 29 February is not the day before 1 March here.
    """
    day: date = born_on + relativedelta(months=months)
    return day


def handover_day(born_on: date) -> date:
    """Return the day on which a child turns three and a half."""
    return months_after(born_on, HANDOVER_MONTHS)


def births_turning(first: date, last: date) -> tuple[date, date]:
    """Return the first and the last birth date that turn three and a half in these days."""
    earliest = first - relativedelta(months=HANDOVER_MONTHS) - timedelta(days=4)
    while handover_day(earliest) < first:
        earliest += timedelta(days=1)
    latest = last - relativedelta(months=HANDOVER_MONTHS) + timedelta(days=4)
    while handover_day(latest) > last:
        latest -= timedelta(days=1)
    return earliest, latest


def births_ahead(day: date) -> tuple[date, date]:
    """Return the birth dates that turn three and a half from a day on, in the next four months."""
    return births_turning(day, day + relativedelta(months=AHEAD_MONTHS))


def entry_refusal(born_on: date, day: date) -> str:
    """Return in one sentence why a child with this birth date cannot be entered now, or nothing."""
    if born_on > day:
        return _(
            "Deze geboortedatum ligt in de toekomst: vul de dag in waarop het kind is geboren."
        )
    years = relativedelta(day, born_on).years
    if years >= LAST_YEARS:
        return _(
            "Met deze geboortedatum is het kind %(years)d jaar; hier staan kinderen tot %(last)d "
            "jaar. Kijk het jaartal na."
        ) % {"years": years, "last": LAST_YEARS}
    first = months_after(born_on, ENTRY_MONTHS)
    if first > day:
        return _("Dit kind is nog geen tweeënhalf: je kunt het toevoegen vanaf %s.") % date_words(
            first
        )
    return ""
