"""What a school is reminded of, and when it has to stop; each edge case of section 10 by name."""

from datetime import date, timedelta

import pytest

from children.states import ConsentAct, ConsentScope, LeaveReason
from partners.models import Message, SchoolHoliday
from partners.reminder_runs import is_still_needed
from partners.states import Role
from tests.factories.children import AT, ask, say
from tests.factories.handovers import ReadReceiptFactory
from tests.factories.registrations import SchoolRegistrationFactory, expect
from tests.transitions.asking import AFTER, ANSWER, LATER, asked
from tests.transitions.reminder_cast import (
    DAY,
    Reminded,
    brought,
    days,
    mails_to,
    reminded,
    run,
    run_on,
    waiting,
)
from transitions.models import FormVersion
from transitions.registration_states import Preschool, RegistrationEnd

__all__ = ["reminded"]
INTAKE = date(2027, 2, 10)  # a Wednesday; the spring holiday begins on Saturday the 13th
FIRST, SECOND = INTAKE - 14 * DAY, INTAKE - 7 * DAY
TODAY = AT.date()


def close_school(reminded: Reminded, first: date, last: date) -> None:
    """Let the schools of a municipality be closed."""
    town = reminded.school.municipality
    SchoolHoliday.objects.create(
        municipality=town, name="vakantie", first_day=first, last_day=last, source="verzonnen"
    )


# --- an intake without information (R8) --------------------------------------------------------


def test_an_intake_without_information_is_told_to_the_school_and_its_coordinator(
    reminded: Reminded,
) -> None:
    qc = reminded.tell(Role.QC, reminded.school)
    line = expect(reminded.child, intake_on=INTAKE)
    assert (days("R8", FIRST), waiting(FIRST - DAY, "R8")) == ([FIRST], [])
    run_on(FIRST, FIRST + 7 * DAY, FIRST + 8 * DAY)
    assert (len(mails_to(reminded.reader.user)), len(mails_to(qc))) == (1, 1)
    assert waiting(INTAKE, "R8") == ["R8", "R8"]
    assert waiting(INTAKE + DAY, "R8") == []
    for what in ({"intake_held_on": INTAKE}, {"intake_held_on": None, "preschool": "none"}):
        type(line).objects.update(**{"location": None, **what} if "preschool" in what else what)
        assert waiting(INTAKE, "R8") == []


@pytest.mark.parametrize(("preschool", "name"), [(Preschool.NONE, ""), (Preschool.OTHER, "Zus")])
def test_a_child_in_no_childcare_or_in_another_one_is_waited_for_by_nobody(
    reminded: Reminded, preschool: Preschool, name: str
) -> None:
    SchoolRegistrationFactory(
        school=reminded.school, preschool=preschool, preschool_name=name, intake_on=INTAKE
    )
    assert waiting(FIRST, "R8") == []


def test_information_that_is_there_is_waited_for_no_more(reminded: Reminded) -> None:
    """Shared is enough, also where the school never asked, or calls the child otherwise."""
    expect(reminded.child, intake_on=INTAKE)
    reminded.ready()
    assert waiting(FIRST, "R8") == ["R8"]
    reminded.share()
    assert waiting(FIRST, "R8") == []
    other = expect(reminded.child, first_name="Lev", intake_on=INTAKE)
    assert waiting(FIRST, "R8") == ["R8"]
    reminded.knows_intake(other)
    assert waiting(FIRST, "R8") == []


@pytest.mark.privacy(10)
def test_a_refusal_a_silence_and_an_unknown_child_remind_a_school_alike(
    reminded: Reminded,
) -> None:
    """Until the answer every question waits alike; after it none does, whatever the reason."""
    soon = (ANSWER - timedelta(hours=1)).date() - DAY
    refused, unknown = (
        expect(reminded.child, first_name=name, intake_on=soon + 10 * DAY) for name in ("Levi", "X")
    )
    say(ask(reminded.child, ConsentScope.SHARE_FORM, reminded.school), ConsentAct.REFUSED)
    reminded.knows_intake(refused)
    asked(unknown, reminded.reader)
    assert waiting(soon, "R8") == ["R8", "R8"]
    assert waiting(AFTER.date(), "R8") == []
    assert waiting(LATER.date() - 12 * DAY, "R8") == []


@pytest.mark.privacy(10)
def test_parents_who_are_thinking_stop_what_the_school_is_told(reminded: Reminded) -> None:
    line = expect(reminded.child, intake_on=AFTER.date() + 10 * DAY)
    reminded.knows_intake(line)
    assert waiting(TODAY, "R8") == ["R8"]
    assert waiting(AFTER.date(), "R8") == []


def test_a_moment_in_a_school_holiday_goes_five_working_days_before_it(reminded: Reminded) -> None:
    qc = reminded.tell(Role.QC, reminded.school)
    close_school(reminded, FIRST - 10 * DAY, SECOND + DAY)
    expect(reminded.child, intake_on=INTAKE)
    before = date(2027, 1, 8)  # Friday; the holiday begins on Sunday 17 January
    assert days("R8", FIRST) == [date(2027, 1, 11)]
    run_on(before, before + 3 * DAY)
    assert days("R8", FIRST) == [date(2027, 1, 11), date(2027, 1, 14)]
    run(date(2027, 1, 14))
    assert len(mails_to(qc)) == 1


@pytest.mark.parametrize("end", list(RegistrationEnd))
def test_a_line_that_left_the_list_is_over(reminded: Reminded, end: RegistrationEnd) -> None:
    """Moved, to another school, by mistake: its reminders stop, also what was queued."""
    line = expect(reminded.child, intake_on=INTAKE)
    run_on(FIRST, FIRST + 5 * DAY)
    mail = Message.objects.get(recipient=reminded.reader.user, cause__startswith="reminder:")
    assert is_still_needed(mail)
    type(line).objects.update(ended_on=FIRST, ended_because=end)
    assert (is_still_needed(mail), waiting(SECOND, "R8")) == (False, [])


def test_a_school_that_closes_is_told_nothing(reminded: Reminded) -> None:
    expect(reminded.child, intake_on=INTAKE)
    assert waiting(FIRST, "R8") == ["R8"]
    type(reminded.school).objects.filter(pk=reminded.school.pk).update(closed_on=FIRST)
    assert waiting(FIRST, "R8") == []


# --- a form that nobody read (R11) -------------------------------------------------------------


def test_a_form_that_nobody_read_is_told_after_five_and_ten_working_days(
    reminded: Reminded,
) -> None:
    lead = reminded.tell(Role.QC, reminded.school, is_lead=True)
    reminded.ready()
    version = reminded.share()
    first, second = date(2026, 11, 30), date(2026, 12, 7)
    assert (days("R11", first), waiting(first - 2 * DAY, "R11")) == ([first], [])
    run_on(first, second)
    told = "Een overdracht is nog niet gelezen"
    assert [told in body for body in mails_to(reminded.reader.user)] == [True]
    assert [told in body for body in mails_to(lead)] == [True]
    ReadReceiptFactory(version=version, membership=reminded.reader.memberships[0])
    assert brought("R11", second) == []


def test_days_on_which_a_school_is_closed_do_not_count_to_read(reminded: Reminded) -> None:
    close_school(reminded, TODAY + 2 * DAY, TODAY + 20 * DAY)
    reminded.ready()
    reminded.share()
    assert days("R11", TODAY) == [date(2026, 12, 17)]


@pytest.mark.privacy(10)
@pytest.mark.parametrize("what", ["withdrawn", "left", "module off"])
def test_no_school_is_told_to_read_after_a_stop(reminded: Reminded, what: str) -> None:
    reminded.ready()
    version: FormVersion = reminded.share()
    assert len(days("R11", TODAY + 7 * DAY)) == 1
    if what == "withdrawn":
        say(version.question, ConsentAct.WITHDRAWN)
    elif what == "left":
        reminded.set_child(left_on=TODAY, left_because=LeaveReason.TO_SCHOOL)
    else:
        reminded.child.location.municipality.modules.all().delete()
    assert days("R11", TODAY + 7 * DAY) == []
