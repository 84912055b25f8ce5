"""Rules around the first day at school: a warm talk that was asked for, and a word back."""

from datetime import date

import pytest

from children.models import Child
from children.states import ConsentAct, FormSection, LeaveReason
from partners.states import Role
from tests.factories.children import AT, KleuterGroupFactory, say
from tests.transitions.cast import HELPS, SOON
from tests.transitions.reminder_cast import (
    DAY,
    Reminded,
    brought,
    days,
    mails_to,
    reminded,
    run_on,
    switch,
    waiting,
)
from transitions import arrivals
from transitions.arrivals import WarmTalk
from transitions.states import PlacementReason

__all__ = ["reminded"]
T4 = date(2027, 9, 4)  # of the child of the cast, in a week of school again
TALK, LAST, BACK = date(2027, 7, 2), date(2027, 8, 20), date(2027, 10, 16)


def shared(reminded: Reminded, warm: str = "ja") -> None:
    """Switch both rules on, and share a form."""
    switch(reminded, "R14", "R15")
    reminded.allow(FormSection.BASICS)
    reminded.attach()
    reminded.fill(helps=HELPS, warm=warm)
    reminded.talk()
    reminded.share()


def test_a_warm_talk_that_was_asked_for_is_planned_by_both_and_then_by_the_coordinator(
    reminded: Reminded,
) -> None:
    shared(reminded)
    coordinator = reminded.tell(Role.QC, reminded.school)
    subjects = [one.subject.split(":")[0] for one in brought("R14", T4 - 28 * DAY)]
    assert subjects == ["arriving", "version"]
    assert waiting(T4 - 60 * DAY, "R14") == []
    run_on(*(T4 - number * DAY for number in range(70, 0, -1)))
    people = (reminded.contact.user, reminded.reader.user, coordinator)
    told = [len([t for t in mails_to(user) if "warm gesprek" in t]) for user in people]
    assert told == [1, 1, 1]


def test_a_talk_that_nobody_asked_for_or_that_was_held_is_not_told(reminded: Reminded) -> None:
    shared(reminded, warm="nee")
    assert brought("R14", T4 - 28 * DAY) == []
    reminded.fill(at=SOON, warm="ja")
    reminded.talk(at=SOON + DAY)
    reminded.share(at=SOON + DAY)
    assert len(brought("R14", T4 - 28 * DAY)) == 2
    talk = WarmTalk(warm_held_on=AT.date(), warm_with="Marit", warm_agreed="Een vaste plek.")
    key, by = reminded.child.key, reminded.reader
    arrivals.note_warm(key=key, talk=talk, by=by, at=SOON + DAY)
    assert brought("R14", T4 - 28 * DAY) == []


def test_six_weeks_after_the_first_day_a_placed_child_has_a_word_back(reminded: Reminded) -> None:
    shared(reminded)
    key, by = reminded.child.key, reminded.reader
    assert brought("R15", BACK) == []
    group = KleuterGroupFactory(school=reminded.school)
    reason = PlacementReason.HELPS
    arrivals.place(key=key, group_id=group.pk, reason=reason, by=by, at=SOON)
    Child.objects.update(left_on=T4, left_because=LeaveReason.TO_SCHOOL)
    assert days("R15", BACK) == [BACK]
    assert (waiting(BACK - 5 * DAY, "R15"), waiting(BACK, "R15")) == ([], ["R15"])
    arrivals.give_feedback(key=key, text="Het gaat goed.", by=by, at=SOON)
    assert brought("R15", BACK) == []


@pytest.mark.privacy(10)
def test_neither_is_told_once_it_is_closed_or_parents_stopped(reminded: Reminded) -> None:
    shared(reminded)
    key, by = reminded.child.key, reminded.reader
    arrivals.close(key=key, by=by, at=SOON)
    assert brought("R14", T4 - 28 * DAY) == []
    arrivals.reopen(key=key, by=by, at=SOON)
    assert len(brought("R14", T4 - 28 * DAY)) == 2
    say(reminded.child.consent_questions.get(), ConsentAct.WITHDRAWN)
    assert brought("R14", T4 - 28 * DAY) == []
