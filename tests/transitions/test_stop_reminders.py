"""R18: parents stopped after a form was shared; and where a reminder leads on one's own list."""

from dataclasses import replace
from datetime import timedelta

import pytest

from children.states import ConsentAct, ConsentScope, LeaveReason
from partners.models import User
from partners.reminder_overview import overview
from partners.states import Role
from tests.factories.children import AT, GuardianFactory, ask
from tests.factories.partners import SchoolFactory, make_actor
from tests.factories.registrations import expect
from tests.transitions.asking import say
from tests.transitions.reminder_cast import (
    DAY,
    Reminded,
    brought,
    days,
    mails_to,
    reminded,
    run_on,
    waiting,
)

__all__ = ["reminded"]
TODAY, LATER = AT.date(), AT + timedelta(hours=1)
WEEK = TODAY + 7 * DAY
TOLD = "Voor een gedeelde overdracht geldt geen toestemming meer"


def told(user: User) -> list[bool]:
    """Say of each mail to somebody whether it tells to stop using a form."""
    return [TOLD in body for body in mails_to(user)]


@pytest.mark.privacy(10)
def test_a_consent_withdrawn_after_sharing_is_told_to_who_has_the_form(reminded: Reminded) -> None:
    """Both sides hear it at once, and the officer of each a week later; then it is over."""
    qc = reminded.tell(Role.QC, reminded.school)
    here, there = (
        reminded.tell(Role.DPO, place)
        for place in (reminded.child.location.holder, reminded.school.board)
    )
    reminded.ready()
    version = reminded.share()
    assert waiting(WEEK, "R18") == []
    say(version.question, ConsentAct.WITHDRAWN, LATER)
    run_on(TODAY)
    assert [told(user) for user in (qc, reminded.reader.user, here, there)] == [
        [True], [True], [], [],
    ]  # fmt: skip
    run_on(TODAY + DAY, WEEK, WEEK + DAY)
    assert [told(user) for user in (qc, reminded.reader.user, here, there)] == [[True]] * 4
    assert waiting(TODAY + 29 * DAY) == []


def test_guardians_who_disagree_after_sharing_stop_it_too(reminded: Reminded) -> None:
    reminded.ready()
    version = reminded.share()
    GuardianFactory(child=reminded.child)
    say(version.question, ConsentAct.OBJECTED, LATER, nth=1)
    assert len(set(waiting(TODAY, "R18"))) == 1
    say(version.question, ConsentAct.GRANTED, LATER + DAY, nth=1)
    assert waiting(WEEK, "R18") == []


def test_a_school_that_changed_after_sharing_has_the_old_one_stop_and_asks_anew(
    reminded: Reminded,
) -> None:
    """The old consent is superseded; the new school is told nothing before its own consent."""
    reminded.ready()
    reminded.share()
    new = SchoolFactory(municipality=reminded.school.municipality)
    reader = reminded.tell(Role.SCH, new)
    reminded.set_child(school=new)
    assert waiting(TODAY, "R18") == []
    say(ask(reminded.child, ConsentScope.SHARE_FORM, new), ConsentAct.GRANTED, LATER)
    (here, there) = (one for one in brought("R18", TODAY) if not one.subject.endswith(":next"))
    assert {place for to in there.audiences for place in to.organisations} == {reminded.school.pk}
    assert here.audiences[0].role == Role.KOC
    run_on(TODAY, WEEK)
    assert mails_to(reader) == []
    assert len(days("R6", reminded.child.born_on + timedelta(days=42 * 31))) >= 1


@pytest.mark.parametrize("reason", [LeaveReason.DIED, LeaveReason.MISTAKE, LeaveReason.TO_SCHOOL])
def test_a_child_that_died_is_silent_and_one_at_school_is_not(
    reminded: Reminded, reason: LeaveReason
) -> None:
    reminded.ready()
    say(reminded.share().question, ConsentAct.WITHDRAWN, LATER)
    reminded.set_child(left_on=TODAY, left_because=reason)
    assert waiting(TODAY, "R18") == (["R18"] * 2 if reason == LeaveReason.TO_SCHOOL else [])


# --- on one's own list ------------------------------------------------------------------------


def test_a_link_leads_where_its_reader_can_go(reminded: Reminded) -> None:
    reminded.allow()
    expect(reminded.child, intake_on=TODAY + 7 * DAY)
    links = [
        [item.link and item.link.href for item in overview(replace(who, day=day)).now]
        for who, day in ((reminded.contact, TODAY + 90 * DAY), (reminded.reader, TODAY))
    ]
    assert links == [["/overdrachten/"], ["/intakelijst/"]]


def test_an_officer_finds_what_it_was_told_of_and_no_page_of_a_child(reminded: Reminded) -> None:
    officer = make_actor(Role.DPO, reminded.school.board, day=WEEK)
    reminded.ready()
    say(reminded.share().question, ConsentAct.WITHDRAWN, LATER)
    run_on(TODAY, WEEK)
    (item,) = overview(officer).now
    assert (item.link, item.text.startswith(TOLD)) == (None, True)
