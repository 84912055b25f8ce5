"""Where a year stands: its stored state, refined by what can be read from letters and dates.

Derived states are never stored and never clicked (docs/glossary.md, `YearState`).
"""

from datetime import date

from django.utils.translation import gettext as _

from config.formats import date_words
from subsidies.allocation import BudgetError
from subsidies.calculation import Calculation, calculate
from subsidies.figures import MissingFiguresError
from subsidies.keys import InvalidKeyError
from subsidies.models import SubsidyYear
from subsidies.states import LetterKind, LetterState, Regime, YearState


def stand_of(
    year: SubsidyYear, today: date, *, calculation: Calculation | None = None
) -> YearState:
    """Return the state to show of a year; a calculation at hand saves doing it again.

    A draft: key chosen, figures complete, calculated. An established year: letters sent, then the
    first day, then the last day. Source: policy choice, docs/glossary.md.
    """
    if year.state == YearState.DRAFT:
        return YearState.CALCULATED if calculation else _stand_of_draft(year)
    if year.state != YearState.ESTABLISHED:
        return YearState(year.state)
    if today > last_day_of(year):
        has_settlement = year.regime == Regime.STANDARD and is_settled(year)
        return YearState.SETTLED if has_settlement else YearState.ACCOUNTABILITY_DUE
    if today >= date(year.first_year, 8, 1):
        return YearState.IN_EXECUTION
    is_issued = has_sent_letters(year, LetterKind.GRANT)
    return YearState.LETTERS_ISSUED if is_issued else YearState.ESTABLISHED


def _stand_of_draft(year: SubsidyYear) -> YearState:
    try:
        calculate(year)
    except MissingFiguresError:
        return YearState.KEY_SET
    except BudgetError:
        return YearState.DATA_COLLECTED
    except InvalidKeyError:
        return YearState.DRAFT
    return YearState.CALCULATED


def last_day_of(year: SubsidyYear) -> date:
    """Return the last day of a school year."""
    return date(year.first_year + 1, 7, 31)


def has_sent_letters(year: SubsidyYear, kind: LetterKind) -> bool:
    """Say whether each board with an amount has a letter of this kind that was sent."""
    granted = year.allocations.filter(amount__gt=0)
    sent = year.letters.filter(kind=kind, state=LetterState.SENT)
    without = granted.exclude(board__in=sent.values("board"))
    return granted.exists() and not without.exists()


def is_settled(year: SubsidyYear) -> bool:
    """Say whether all is settled: `light` at once with the letter, else by settlement letters."""
    kind = LetterKind.GRANT if year.regime == Regime.LIGHT else LetterKind.SETTLEMENT
    return has_sent_letters(year, kind)


def why_changed(year: SubsidyYear, calculation: Calculation) -> str:
    """Return why a proposal is not what was put forward any more, or nothing when it still is.

    A figure read in later or another school changes the outcome, not the year.
    """
    is_same = year.aligned_digest in {"", calculation.digest}  # none: put forward before we kept it
    if year.state != YearState.ALIGNED or is_same:
        return ""
    return _(
        "Sinds deze verdeling is voorgelegd, zijn cijfers of scholen veranderd; de bedragen zijn "
        "nu anders. Neem de verdeling terug en leg haar opnieuw voor."
    )


def why_not_closed(year: SubsidyYear, today: date) -> str:
    """Return why an established year cannot be closed yet, or nothing when it can."""
    if today <= last_day_of(year):
        return _("%(year)s loopt tot en met %(day)s en kan pas daarna dicht.") % {
            "year": year.label,
            "day": date_words(last_day_of(year)),
        }
    if not is_settled(year):
        return _("%s is nog niet afgerekend: er zijn nog besturen zonder verzonden brief.") % (
            year.label
        )
    return ""
