"""Where a handover stands and who is at turn, from what was entered (domain 5.6).

Pure: it knows facts and days, and no table.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from children.states import ConsentStand
from partners import holidays
from transitions.states import HandoverStand, Turn

PREVIEW_DAYS = 5  # working days in which parents can react to what they can read along
ASKED = frozenset({ConsentStand.REQUESTED, ConsentStand.SEEN})
STOPPED = {
    ConsentStand.REFUSED: HandoverStand.REFUSED,
    ConsentStand.IN_CONFLICT: HandoverStand.REFUSED,
    ConsentStand.WITHDRAWN: HandoverStand.WITHDRAWN,
}


@dataclass(frozen=True)
class Facts:
    """What is known of a handover; `consent`: of sharing the form with the school of now.

    `shared_with_now`: it was shared with that very school; from `intake_planned` on it is what that
    school did. `is_upcoming`: it is too early to ask anybody anything. `noted_as_given`: childcare
    knows that parents bring it to a school themselves. `is_carried`: a parent made a code for that.
    """

    school_known: bool = False
    consent: ConsentStand | None = None
    has_form: bool = False
    is_complete: bool = False
    is_discussed: bool = False
    shared_with_now: bool = False
    is_read: bool = False
    has_ended: bool = False
    is_upcoming: bool = False
    intake_planned: bool = False
    intake_held: bool = False
    enrolled: bool = False
    warm_planned: bool = False
    warm_held: bool = False
    placed: bool = False
    feedback_given: bool = False
    closed: bool = False
    noted_as_given: bool = False
    is_carried: bool = False

    @property
    def is_given(self) -> bool:
        """Say whether parents bring the form to a school themselves, and not childcare.

        A code beside a yes that holds is one more: the school that they said yes to waits for it.
        """
        if self.shared_with_now:
            return False
        by_code = self.is_carried and self.consent != ConsentStand.GRANTED
        return self.noted_as_given or by_code

    @property
    def is_untouched(self) -> bool:
        """Say whether it is early, and nothing was asked or filled in."""
        return self.is_upcoming and self.consent is None and not self.has_form


@dataclass(frozen=True)
class Talks:
    """What makes a form discussed: moments, each None where it did not happen.

    `changed_at`: the last change of the form. `opened_at`: the last time a parent opened it.
    """

    changed_at: datetime | None = None
    talked_at: datetime | None = None
    offered_at: datetime | None = None
    opened_at: datetime | None = None
    granted_at: datetime | None = None


def stand(facts: Facts) -> HandoverStand:
    """Return where a handover stands: a side exit first, else the furthest it came."""
    if facts.has_ended:
        return HandoverStand.REROUTED
    if facts.is_given:
        return HandoverStand.GIVEN_TO_PARENTS
    if facts.consent in STOPPED:
        return HandoverStand.WITHDRAWN if facts.shared_with_now else STOPPED[facts.consent]
    if facts.is_untouched:
        return HandoverStand.UPCOMING
    found = HandoverStand.SCHOOL_KNOWN if facts.school_known else HandoverStand.SCHOOL_UNKNOWN
    for reached, is_reached in (
        (HandoverStand.CONSENT_PENDING, facts.consent in ASKED | {ConsentStand.NO_ANSWER}),
        (HandoverStand.CONSENT_GRANTED, facts.consent == ConsentStand.GRANTED),
        (HandoverStand.IN_PREPARATION, facts.has_form),
        (HandoverStand.DISCUSSED, facts.has_form and facts.is_discussed),
        (HandoverStand.SUBMITTED, facts.shared_with_now),
        (HandoverStand.READ, facts.shared_with_now and facts.is_read),
    ):
        found = reached if is_reached else found
    return at_school(facts, found) if facts.shared_with_now else found


def at_school(facts: Facts, found: HandoverStand) -> HandoverStand:
    """Return where what was shared stands by what the school did; `found` where it did nothing."""
    for reached, is_reached in (
        (HandoverStand.INTAKE_PLANNED, facts.intake_planned),
        (HandoverStand.INTAKE_HELD, facts.intake_held),
        (HandoverStand.ENROLLED, facts.enrolled),
        (HandoverStand.WARM_PLANNED, facts.warm_planned),
        (HandoverStand.WARM_HELD, facts.warm_held),
        (HandoverStand.PLACED, facts.placed),
        (HandoverStand.FEEDBACK_GIVEN, facts.feedback_given),
        (HandoverStand.CLOSED, facts.closed),
    ):
        found = reached if is_reached else found
    return found


def turn(facts: Facts) -> Turn:
    """Return who has to do something now; what parents bring is filled in first."""
    if facts.is_given and not facts.has_ended:
        return Turn.NOBODY if facts.is_complete else Turn.CHILDCARE
    if facts.has_ended or facts.consent in STOPPED or facts.is_untouched:
        return Turn.NOBODY
    if facts.shared_with_now:
        return Turn.NOBODY if facts.closed else Turn.SCHOOL
    if facts.consent in ASKED and facts.is_complete:
        return Turn.PARENTS
    return Turn.CHILDCARE


def is_discussed(talks: Talks, *, day: date, equated: Collection[date] = ()) -> bool:
    """Say whether parents know what stands there now: told, read along, or time to react.

    A talk or an opening counts for what stood there then. Without a reaction five working days
    of reading along count too, from the yes of the parents on. Source: domain 5.6, `discussed`.
    """
    changed_at = talks.changed_at
    if changed_at is None:
        return False
    if any(at is not None and at >= changed_at for at in (talks.talked_at, talks.opened_at)):
        return True
    opens = silent_from(talks, equated=equated)
    return opens is not None and day >= opens


def silent_from(talks: Talks, *, equated: Collection[date] = ()) -> date | None:
    """Return from which day silence counts as discussed; None where parents cannot read along."""
    if talks.changed_at is None or talks.offered_at is None or talks.granted_at is None:
        return None
    last = max(talks.changed_at, talks.offered_at, talks.granted_at)
    return holidays.add_working_days(timezone.localdate(last), PREVIEW_DAYS, equated)
