"""Where a letter stands: its stored state, refined by later letters, objections and days.

Derived states are never stored and never clicked (docs/glossary.md, `LetterStand`).
"""

from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from partners import holidays
from subsidies import letter_elements
from subsidies.letter_rules import is_in_force
from subsidies.models import Allocation, DecisionLetter, Objection
from subsidies.querysets import DecisionLetterQuerySet
from subsidies.states import WITHOUT_APPEAL, LetterKind, LetterStand, LetterState

STAND_BY_LATER: dict[str, LetterStand] = {
    LetterKind.AMENDMENT: LetterStand.AMENDED,
    LetterKind.WITHDRAWAL: LetterStand.WITHDRAWN,
    LetterKind.SETTLEMENT: LetterStand.SETTLED,
}
NOON = time(12)


def with_stands(letters: DecisionLetterQuerySet) -> DecisionLetterQuerySet:
    """Fetch what the stands of these letters need, in a fixed number of queries."""
    later = DecisionLetter.objects.filter(state=LetterState.SENT).defer("snapshot")
    return letters.select_related(
        "year__municipality__organisation", "year__letter_terms", "board__organisation", "mandate"
    ).prefetch_related(
        "objections",
        "openings",
        Prefetch("later_letters", later),
        Prefetch("year__allocations", Allocation.objects.defer("components")),
        "year__municipality__equated_days",
    )


def stand_of(letter: DecisionLetter, today: date) -> LetterStand:
    """Return the state to show of a letter.

    A draft is complete once nothing mandatory is missing and it is planned. A sent letter shows
    first an objection that waits, then the later letter that changed it, then how its terms run.
    Source: policy choice, docs/glossary.md; Awb art. 6:7, 6:8.
    """
    if letter.state == LetterState.DRAFT:
        return LetterStand.COMPLETE if is_complete(letter, today) else LetterStand.DRAFT
    if letter.state != LetterState.SENT:
        return LetterStand(letter.state)
    objections = list(letter.objections.all())
    if any(not objection.outcome for objection in objections):
        return LetterStand.OBJECTION_RECEIVED
    return _changed_by(letter) or _by_terms(letter, objections, today)


def is_complete(letter: DecisionLetter, today: date) -> bool:
    """Say whether a draft can go to a checker: planned from today on, and nothing missing."""
    if letter.sending_on is None or letter.mandate is None or letter.sending_on < today:
        return False
    if not is_in_force(letter.mandate, letter.sending_on):
        return False
    return not letter_elements.missing(letter, _noon(today))


def _changed_by(letter: DecisionLetter) -> LetterStand | None:
    """Return the stand that the newest sent letter after this one gives it."""
    sent = [later for later in letter.later_letters.all() if later.sent_at is not None]
    if not sent:
        return None
    newest = max(sent, key=lambda later: (later.sent_at, later.pk))
    return STAND_BY_LATER.get(newest.kind)


def _by_terms(letter: DecisionLetter, objections: list[Objection], today: date) -> LetterStand:
    decided = [row for row in objections if row.outcome not in WITHOUT_APPEAL]
    if any(today <= last_appeal_day(row, letter) for row in decided):
        return LetterStand.OBJECTION_DECIDED
    last_day = last_objection_day(letter)
    is_open = last_day is not None and today <= last_day
    return LetterStand.OBJECTION_OPEN if is_open else LetterStand.FINAL


def last_objection_day(letter: DecisionLetter) -> date | None:
    """Return the last day for an objection to a letter; none as long as no day is planned.

    Source: Awb art. 6:7, 6:8; Algemene termijnenwet art. 1.
    """
    if letter.sending_on is None:
        return None
    return holidays.objection_deadline(letter.sending_on, _equated(letter))


def last_appeal_day(objection: Objection, letter: DecisionLetter | None = None) -> date:
    """Return the last day for an appeal (beroep) against a decision on an objection.

    `letter` saves looking it up. Raises: ValueError: there is no decision yet.
    Source: Awb art. 6:7, 6:8; Algemene termijnenwet art. 1.
    """
    if objection.decided_on is None:
        raise ValueError("an objection without a decision has no term of its own")
    return holidays.objection_deadline(objection.decided_on, _equated(letter or objection.letter))


def final_from(letter: DecisionLetter) -> date | None:
    """Return the first day on which a sent letter is final, as far as is known now.

    None while an objection waits for its decision, and for a letter that was not sent.
    """
    objections = list(letter.objections.all())
    last_day = last_objection_day(letter)
    if letter.state != LetterState.SENT or last_day is None:
        return None
    if any(not row.outcome for row in objections):
        return None
    appeals = [
        last_appeal_day(row, letter) for row in objections if row.outcome not in WITHOUT_APPEAL
    ]
    return max([last_day, *appeals]) + timedelta(days=1)


def _equated(letter: DecisionLetter) -> frozenset[date]:
    return holidays.equated_days(letter.year.municipality)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, NOON))
