"""What childcare is reminded of, to whom and until when; each edge case of section 10 by name."""

from datetime import date
from typing import Any

import pytest

from children.states import ConsentAct, ConsentScope, LeaveReason
from partners import reminders
from partners.models import Membership, Message, Reminder, ReminderSwitch
from partners.reminder_runs import is_still_needed
from partners.states import Role
from tests.factories.children import AT, GuardianFactory, ask, make_child, say
from tests.factories.partners import SchoolFactory
from tests.factories.registrations import expect
from tests.transitions.reminder_cast import (
    DAY,
    RULES,
    Reminded,
    T,
    brought,
    days,
    mails_to,
    reminded,
    run,
    run_on,
    town_of,
    waiting,
)
from transitions import reminder_plans

__all__ = ["reminded"]
SHARE, LEAD = T - 28 * DAY, T - 14 * DAY
MONDAY = SHARE + 4 * DAY  # the first own day of the contact
LATE_DAY = date(2027, 2, 10)  # 41 months and six days after birth


# --- sharing (R6) ---------------------------------------------------------------------------


def test_sharing_is_told_to_contacts_and_then_to_who_leads(reminded: Reminded) -> None:
    lead = reminded.tell(Role.KOW, reminded.child.location, is_lead=True)
    reminded.allow()
    assert (days("R6", SHARE), waiting(SHARE - DAY)) == ([SHARE], [])
    run_on(SHARE - DAY, SHARE, MONDAY, LEAD - DAY, LEAD, LEAD + DAY)
    assert len(mails_to(reminded.contact.user)) == 1
    assert len(mails_to(lead)) == 1
    assert Message.objects.get(recipient=lead).created_at.date() == LEAD
    reminded.attach()
    reminded.fill()
    reminded.talk()
    mail = Message.objects.get(recipient=lead)
    assert is_still_needed(mail)
    reminded.share()
    assert (is_still_needed(mail), waiting(LEAD, "R6")) == (False, [])


def test_sharing_follows_a_planned_intake_and_goes_once_when_it_moves(reminded: Reminded) -> None:
    reminded.allow()
    line = expect(reminded.child, intake_on=T - 60 * DAY)
    reminded.knows_intake(line)
    assert days("R6", SHARE - 60 * DAY) == [SHARE - 60 * DAY]
    run(SHARE - 60 * DAY + 7 * DAY)
    for moved in (T - 30 * DAY, None):
        type(line).objects.update(intake_on=moved)
        assert days("R6", SHARE)[0] == SHARE - 60 * DAY
    run_on(SHARE, SHARE + 3 * DAY)
    assert (
        Reminder.objects.filter(rule="R6", subject__endswith=f":{reminded.school.pk}").count() == 1
    )


def test_who_leads_hears_it_no_sooner_than_three_working_days_after_the_first(
    reminded: Reminded,
) -> None:
    reminded.allow()
    friday = T + DAY
    assert days("R6", friday) == [SHARE]
    run(friday)
    assert days("R6", friday) == [SHARE, friday + 5 * DAY]


@pytest.mark.privacy(10)
@pytest.mark.parametrize(
    "what", ["refused", "withdrawn", "guardians disagree", "left", "moved away", "died", "practice"]
)
def test_nothing_is_told_after_a_stop_rule(reminded: Reminded, what: str) -> None:
    """Refused or withdrawn, guardians who disagree, a child that left, moved away or died."""
    reminded.tell(Role.KOW, reminded.child.location, is_lead=True)
    question = reminded.allow()
    run(MONDAY)
    mail, before = Message.objects.get(recipient=reminded.contact.user), Message.objects.count()
    left = {"left": LeaveReason.STOPPED, "moved away": LeaveReason.MOVED, "died": LeaveReason.DIED}
    if what == "refused":
        again = ask(reminded.child, ConsentScope.SHARE_FORM, reminded.school)
        say(again, ConsentAct.REFUSED)
    elif what == "withdrawn":
        say(question, ConsentAct.WITHDRAWN)
    elif what == "guardians disagree":
        other = GuardianFactory(child=reminded.child)
        say(question, ConsentAct.OBJECTED, other)
    elif what == "practice":
        reminded.set_child(is_practice=True)
    else:
        reminded.set_child(left_on=MONDAY, left_because=left[what])
    run_on(MONDAY + DAY, LEAD, T + 30 * DAY)
    assert (Message.objects.count(), is_still_needed(mail)) == (before, False)
    assert waiting(date(2027, 9, 6)) == []


def test_two_childcare_organisations_have_each_their_own(reminded: Reminded) -> None:
    reminded.allow()
    other = make_child(school=reminded.school, added_at=AT - 100 * DAY)
    assert len(brought("R6", SHARE)) == 1
    say(ask(other, ConsentScope.SHARE_FORM, reminded.school), ConsentAct.GRANTED)
    places = {frozenset({c.location_id, c.location.holder_id}) for c in (reminded.child, other)}
    assert {one.audiences[0].organisations for one in brought("R6", SHARE)} == places


def test_a_fixed_contact_that_leaves_leaves_it_to_the_next(reminded: Reminded) -> None:
    reminded.allow()
    deputy = reminded.tell(Role.KOC, reminded.child.location)
    gone = reminded.contact.memberships[0]
    Membership.objects.filter(pk=gone.pk).update(valid_until=SHARE - DAY)
    run(MONDAY)
    assert (len(mails_to(deputy)), mails_to(reminded.contact.user)) == (1, [])


# --- who came late --------------------------------------------------------------------------


def test_a_child_that_entered_after_41_months_gets_what_is_on_three_working_days_apart(
    reminded: Reminded,
) -> None:
    reminded.allow()
    reminded.set_child(entered_on=LATE_DAY, born_on=reminded.child.born_on)
    wednesday, monday = LATE_DAY, LATE_DAY + 5 * DAY
    assert days("R6", wednesday) == [monday]  # R3 has the first day, three working days before it
    run(monday)
    ReminderSwitch.objects.create(municipality=town_of(reminded), rule="R3", is_on=False)
    assert days("R6", monday)[0] == monday  # what went, does not go again on another day


@pytest.mark.parametrize("entered", [T + DAY, T + 200 * DAY], ids=["past T", "past T4"])
def test_a_child_already_past_three_and_a_half_is_one_task_and_no_backlog(
    reminded: Reminded, entered: date
) -> None:
    reminded.set_child(entered_on=entered, school=None)
    (one,) = brought("R25", entered + 5 * DAY)
    assert entered <= one.due_on <= entered + 3 * DAY
    assert waiting(entered + 10 * DAY) == ["R25"]
    run_on(*(entered + number * DAY for number in (0, 3, 5, 7, 10)))
    assert len(mails_to(reminded.contact.user)) == 1


def test_a_child_that_was_only_put_in_now_counts_from_now(reminded: Reminded) -> None:
    reminded.allow()
    reminded.set_child(added_at=AT + 120 * DAY)
    assert waiting(date(2027, 3, 25)) == ["R25"]
    reminded.attach()
    reminded.fill()
    reminded.talk()
    reminded.share()
    assert waiting(date(2027, 3, 25), "R25", "R6") == []


# --- the school is not known (R13), parents are not asked (R3) ---------------------------------


def test_no_school_chosen_asks_for_no_consent_and_tells_ten_weeks_before_the_start(
    reminded: Reminded,
) -> None:
    reminded.set_child(school=None)
    saturday = date(2027, 6, 26)  # T4 - 70 days
    assert waiting(T + 30 * DAY) == []
    (one,) = brought("R13", saturday)
    assert (one.due_on, one.sending_on) == (saturday, saturday - DAY)
    run_on(saturday - DAY, saturday + 2 * DAY, saturday + 9 * DAY)
    assert (len(mails_to(reminded.contact.user)), len(brought("R13", saturday))) == (1, 2)
    question = ask(reminded.child, ConsentScope.ASKED_AT_35, None)
    say(question, ConsentAct.REFUSED)
    assert brought("R13", saturday) == []


def test_parents_are_to_be_asked_at_39_months_and_called_four_weeks_after(
    reminded: Reminded,
) -> None:
    first = date(2026, 12, 4)
    assert days("R3", first) == [first]
    assert waiting(first - DAY, "R3") == []
    ask(reminded.child, ConsentScope.SHARE_FORM, reminded.school)
    assert waiting(first, "R3") == []
    call = first + 28 * DAY
    assert (days("R3", call), waiting(call - 4 * DAY)) == ([call], [])
    run_on(call, call + 3 * DAY, call + 7 * DAY, call + 60 * DAY)
    assert len(mails_to(reminded.contact.user)) == 1


@pytest.mark.privacy(10)
@pytest.mark.parametrize("scope", [ConsentScope.ASKED_AT_35, ConsentScope.SHARE_FORM])
def test_who_said_not_to_be_asked_again_is_not_asked(
    reminded: Reminded, scope: ConsentScope
) -> None:
    school = None if scope == ConsentScope.ASKED_AT_35 else reminded.school
    say(ask(reminded.child, scope, school), ConsentAct.REFUSED)
    assert days("R3", T) == []


def test_a_school_that_changes_is_asked_about_anew(reminded: Reminded) -> None:
    run(date(2026, 12, 7))
    reminded.set_child(school=SchoolFactory())
    assert len(brought("R3", date(2026, 12, 7))) == 1
    run(date(2026, 12, 8))
    assert Reminder.objects.filter(rule="R3").count() == 2


# --- the digest of the month (R2) --------------------------------------------------------------


def test_the_digest_counts_who_turns_three_and_a_half_once_a_month(reminded: Reminded) -> None:
    reminders.RULES["R2"] = RULES["R2"]
    make_child(reminded.child.location, born_on=date(2023, 8, 31))
    make_child(reminded.child.location, born_on=date(2024, 2, 1))
    run_on(*(date(2026, 12, day) for day in (1, 7, 8, 14)))
    bodies = mails_to(reminded.contact.user)
    text = "In de komende vier maanden worden 2 kinderen drieënhalf"
    assert [text in body for body in bodies if "drieënhalf: kijk" in body] == [True]
    (one,) = brought("R2", date(2026, 12, 20))
    assert (one.due_on, one.audiences[0].role) == (date(2026, 12, 1), Role.KOC)
    Membership.objects.update(valid_until=date(2026, 12, 24))
    (one,) = brought("R2", date(2027, 1, 20))
    assert one.audiences[0].is_lead


# --- about all of them ----------------------------------------------------------------------


def test_the_search_asks_as_much_for_many_children_as_for_one(
    reminded: Reminded, django_assert_max_num_queries: Any
) -> None:
    reminded.allow()
    for born in (date(2023, 8, 1), date(2023, 9, 1), date(2023, 10, 1)):
        make_child(reminded.child.location, school=reminded.school, born_on=born)
    with django_assert_max_num_queries(40):
        assert len(waiting(SHARE)) == 4


@pytest.mark.privacy(26)
def test_no_line_names_a_child_a_school_or_a_place(reminded: Reminded) -> None:
    reminded.allow()
    names = (
        reminded.child.first_name,
        reminded.child.last_name,
        str(reminded.school),
        str(reminded.child.location),
    )
    run(MONDAY)
    bodies = "".join(Message.objects.values_list("body", flat=True))
    assert "Een overdracht kan worden gedeeld" in bodies
    assert not any(name in bodies for name in names)


def test_rules_are_on_or_off_at_first_as_the_table_says() -> None:
    on = {code for code, rule in RULES.items() if rule.is_on}
    assert on == {"R2", "R3", "R6", "R8", "R11", "R13", "R18", "R25"}
    assert set(RULES) - on == {"R4", "R5", "R7", "R9", "R10", "R12", "R14", "R15"}
    assert on & set(reminder_plans.ROWS) == reminder_plans.ON
    assert all(code == rule.code and rule.find for code, rule in RULES.items())
