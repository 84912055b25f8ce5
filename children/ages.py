"""Days that follow from a birth date: who may be entered, and who turns three and a half."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import date_words

ENTRY_MONTHS = 30  # children enter from two and a half, unless an arrangement says earlier
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


def is_too_young(born_on: date, day: date, *, months: int = ENTRY_MONTHS) -> bool:
    """Say whether a child that was born is not old enough yet to be entered."""
    return born_on <= day < months_after(born_on, months)


def entry_refusal(born_on: date, day: date, *, months: int = ENTRY_MONTHS) -> str:
    """Return in one sentence why a child with this birth date cannot be entered now, or nothing.

    Args: months: the age from which children are entered here (`arrangements.entry_months`).
    """
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
    if is_too_young(born_on, day, months=months):
        first = date_words(months_after(born_on, months))
        return _("Dit kind is nog geen %(age)s: je kunt het toevoegen vanaf %(day)s.") % {
            "age": age_words(months),
            "day": first,
        }
    return ""


def age_words(months: int) -> str:
    """Return an age for running text: tweeënhalf jaar, 1 jaar, 1 jaar en 6 maanden."""
    if months == ENTRY_MONTHS:
        return _("tweeënhalf jaar")
    years, rest = divmod(months, 12)
    parts = [_("%d jaar") % years] if years else []
    if rest:
        parts.append(ngettext("%d maand", "%d maanden", rest) % rest)
    return _(" en ").join(parts)
