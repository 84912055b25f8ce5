"""Rules that a municipality switches on: the form, both sides a week before, planning, the day."""

from datetime import date
from typing import Any

import pytest

from children.states import ConsentAct, ConsentScope
from partners import reminders
from partners.models import Membership
from partners.reminder_overview import own_occasions
from partners.states import Role
from tests.factories.children import AT, GroupFactory, ask, say, work_in
from tests.factories.partners import ChildcareLocationFactory, make_actor
from tests.factories.registrations import SchoolRegistrationFactory, expect
from tests.transitions.cast import SOON
from tests.transitions.reminder_cast import (
    DAY,
    Reminded,
    T,
    brought,
    days,
    mails_to,
    reminded,
    run_on,
    switch,
    waiting,
)
from transitions import arrivals
from transitions.registration_states import Preschool

__all__ = ["reminded"]
FILL = date(2027, 1, 4)  # forty months
TALK = T - 42 * DAY
OLD = date(2027, 6, 4)  # forty-five months
INTAKE = date(2027, 2, 10)


# --- the form -------------------------------------------------------------------------------


def test_filling_in_is_told_to_who_works_with_the_child_and_then_to_contacts(
    reminded: Reminded,
) -> None:
    """Only its mentor and its group: another colleague of the location cannot open the form."""
    switch(reminded, "R4")
    place = reminded.child.location
    mentor, worker, other = (reminded.tell(Role.KOW, place) for _number in range(3))
    group = GroupFactory(location=place)
    work_in(group, Membership.objects.get(user=worker))
    reminded.set_child(group=group, mentor=Membership.objects.get(user=mentor))
    assert waiting(FILL, "R4") == []
    ask(reminded.child, ConsentScope.SHARE_FORM, reminded.school)
    assert days("R4", FILL) == [FILL]
    run_on(FILL, FILL + 14 * DAY)
    told = [len([t for t in mails_to(user) if "nog niet ingevuld" in t]) for user in
            (mentor, worker, other, reminded.contact.user)]  # fmt: skip
    assert told == [1, 1, 0, 1]
    reminded.fill()
    reminded.attach()
    assert waiting(FILL + 14 * DAY, "R4") == []


def test_a_form_is_to_be_discussed_also_where_no_school_is_chosen(reminded: Reminded) -> None:
    """It may be prepared, and never shared."""
    switch(reminded, "R5")
    reminded.set_child(school=None)
    assert (days("R5", TALK), waiting(TALK - DAY, "R5")) == ([TALK], [])
    say(ask(reminded.child, ConsentScope.ASKED_AT_35, None), ConsentAct.REFUSED)
    assert days("R5", TALK) == []


def test_a_form_that_was_discussed_waits_for_nothing(reminded: Reminded) -> None:
    switch(reminded, "R5")
    reminded.allow()
    reminded.attach()
    reminded.fill()
    assert days("R5", TALK) == [TALK]
    reminded.talk()
    assert days("R5", TALK) == []


@pytest.mark.parametrize("changed_on", [T - DAY, T])
def test_a_form_from_before_three_and_a_half_is_looked_at_again(
    reminded: Reminded, changed_on: date
) -> None:
    switch(reminded, "R12")
    reminded.allow()
    reminded.fill(at=AT + (changed_on - AT.date()))
    assert days("R12", OLD) == ([OLD] if changed_on < T else [])


def test_nothing_is_looked_at_planned_or_read_once_a_handover_is_closed(reminded: Reminded) -> None:
    """A school can close what it placed without reading it or planning an intake."""
    switch(reminded, "R7", "R12")
    reminded.ready()
    reminded.share()
    told = {"R7": T - 84 * DAY, "R11": date(2026, 12, 17), "R12": OLD}
    assert [code for code, day in told.items() if days(code, day)] == ["R7", "R11", "R12"]
    arrivals.close(key=reminded.child.key, by=reminded.reader, at=SOON)
    assert [code for code, day in told.items() if days(code, day)] == []


# --- the intake -----------------------------------------------------------------------------


def test_an_intake_is_to_be_planned_for_a_line_and_for_a_consent_without_one(
    reminded: Reminded,
) -> None:
    switch(reminded, "R7")
    plan = T - 84 * DAY
    assert days("R7", plan) == []
    reminded.allow()
    assert days("R7", plan) == [plan]
    line = expect(reminded.child, intake_on=None)
    assert [one.subject for one in brought("R7", plan)] == [f"line:{line.pk}"]
    assert (waiting(plan - DAY, "R7"), waiting(plan, "R7")) == ([], ["R7"])
    type(line).objects.update(intake_on=INTAKE)
    assert days("R7", plan) == []


def test_a_child_in_no_childcare_has_only_the_own_line_of_the_school(reminded: Reminded) -> None:
    switch(reminded, "R7", "R9", "R10")
    given: Any = {"school": reminded.school, "preschool": Preschool.NONE}
    SchoolRegistrationFactory(**given, born_on=reminded.child.born_on)
    SchoolRegistrationFactory(**given, born_on=reminded.child.born_on, intake_on=INTAKE)
    assert [one.rule for code in ("R7", "R8", "R9", "R10") for one in brought(code, INTAKE)] == [
        "R7"
    ]


def test_both_sides_are_asked_to_agree_a_week_before(reminded: Reminded) -> None:
    """Each about what it knows itself: childcare of its child, the school of its line."""
    switch(reminded, "R9")
    lead = reminded.tell(Role.TEA, reminded.school, is_lead=True)
    reminded.allow()
    reminded.knows_intake(expect(reminded.child, intake_on=INTAKE))
    week = INTAKE - 7 * DAY
    roles = [one.audiences[0].role for one in brought("R9", week) if one.due_on == week]
    assert sorted(map(str, roles)) == ["koc", "sch"]
    run_on(week, week + 5 * DAY)
    assert [
        len([text for text in mails_to(user) if "spreek samen een dag af" in text])
        for user in (reminded.contact.user, reminded.reader.user, lead)
    ] == [1, 1, 1]


def test_an_intake_without_information_on_the_day_is_told_and_moving_it_is_enough(
    reminded: Reminded,
) -> None:
    switch(reminded, "R10")
    line = expect(reminded.child, intake_on=INTAKE)
    assert (waiting(INTAKE - DAY, "R10"), waiting(INTAKE, "R10")) == ([], ["R10"])
    type(line).objects.update(intake_on=INTAKE + 14 * DAY)
    assert waiting(INTAKE, "R10") == []


# --- stop rules, for all of these ---------------------------------------------------------------


@pytest.mark.privacy(10)
@pytest.mark.parametrize("act", [ConsentAct.REFUSED, ConsentAct.WITHDRAWN, ConsentAct.OBJECTED])
def test_none_of_these_is_told_after_parents_stopped(reminded: Reminded, act: ConsentAct) -> None:
    switch(reminded, "R4", "R5", "R7", "R9", "R12")
    question = reminded.allow()
    reminded.fill()
    found = [code for code in ("R4", "R5", "R7", "R9", "R12") if brought(code, T)]
    assert found == ["R4", "R5", "R7", "R9"]
    say(question, act)
    assert [code for code in found if brought(code, T)] == []


def test_ones_own_list_is_read_from_ones_own_places_only(reminded: Reminded) -> None:
    reminded.allow()
    place, day = reminded.child.location, T - 28 * DAY
    town = reminders.municipalities_of()
    for own, count in ((place.pk, 1), (place.holder_id, 1), (reminded.school.pk, 0)):
        found = reminders.due_on_or_before(town, day, within=[own])
        assert [one.rule for one in found.values()] == ["R6"] * count
    stranger = ChildcareLocationFactory(municipality=place.municipality)
    assert own_occasions(make_actor(Role.KOC, stranger, day=day)) == []
