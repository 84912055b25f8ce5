"""The start page: who turns three and a half and what to do; for a school whom it may see."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from children import upcoming
from children.models import Child
from children.states import ConsentAct, ConsentScope
from partners.access import Actor
from partners.models import AuditEntry, ChildcareLocation, School
from partners.states import ModuleKind, Role
from tests.factories.children import AT, ask, make_child, say
from tests.factories.partners import (
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
QUERIES = 29  # where each handover stands: six, of which two for the intake
SOON = date(2023, 6, 20)  # three and a half on 20 December 2026


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def school(location: ChildcareLocation) -> School:
    made: School = SchoolFactory(municipality=location.municipality)
    return made


@pytest.fixture
def contact(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location)


def todos(actor: Actor) -> list[tuple[str, bool]]:
    return [(one.todo, one.is_mine) for one in upcoming.of(actor, at=AT)]


def test_of_childcare_holds_who_turns_three_and_a_half_in_four_months(
    location: ChildcareLocation, contact: Actor
) -> None:
    first, last = date(2023, 2, 1), date(2023, 9, 23)
    for born_on in (last, last + timedelta(days=1), first):
        make_child(location, born_on=born_on)
    assert [one.child.born_on for one in upcoming.of(contact, at=AT)] == [first, last]


def test_of_childcare_says_what_to_do_first(location: ChildcareLocation, contact: Actor) -> None:
    child = make_child(location, born_on=SOON)
    child.guardians.all().delete()
    assert todos(contact) == [("Voeg een ouder toe", True)]


def test_of_childcare_begins_with_what_there_is_to_do(
    location: ChildcareLocation, contact: Actor, school: School
) -> None:
    eldest = make_child(location, born_on=SOON - timedelta(days=60), school=school)
    for scope in (ConsentScope.DISCUSS, ConsentScope.SHARE_FORM):
        say(ask(eldest, scope, school), ConsentAct.GRANTED)
    younger = make_child(location, born_on=SOON)
    found = [(one.child, one.is_mine) for one in upcoming.of(contact, at=AT)]
    assert found == [(younger, True), (eldest, False)]


def test_of_childcare_asks_for_a_parent_when_nobody_decides_any_more(
    location: ChildcareLocation, contact: Actor, school: School
) -> None:
    child = make_child(location, born_on=SOON, school=school)
    child.guardians.update(ended_on=AT.date())
    assert todos(contact) == [("Voeg een ouder toe", True)]


def test_of_childcare_asks_for_the_school(location: ChildcareLocation, contact: Actor) -> None:
    make_child(location, born_on=SOON)
    assert todos(contact) == [("Vraag de ouders welke school het wordt", True)]


@pytest.mark.parametrize(
    ("acts", "todo"),
    [
        ((), ("Wacht op de ouders", False)),
        ((ConsentAct.GRANTED,), ("Ouders zeiden ja", False)),
        ((ConsentAct.REFUSED,), ("Ouders willen dit niet delen", False)),
        ((ConsentAct.GRANTED, ConsentAct.WITHDRAWN), ("Ouders zijn gestopt met delen", False)),
    ],
)
def test_of_childcare_follows_what_parents_say(
    acts: tuple[ConsentAct, ...],
    todo: tuple[str, bool],
    location: ChildcareLocation,
    school: School,
    contact: Actor,
) -> None:
    child = make_child(location, born_on=SOON, school=school)
    assert todos(contact) == [("Vraag de ouders of de school het formulier mag lezen", True)]
    question = ask(child, ConsentScope.SHARE_FORM, school)
    for act in acts:
        say(question, act)
    assert todos(contact) == [todo]


@pytest.mark.privacy(17)
def test_of_childcare_notes_the_reads(location: ChildcareLocation, contact: Actor) -> None:
    make_child(location, born_on=SOON)
    upcoming.of(contact, at=AT)
    assert AuditEntry.objects.get(action="child.read").details == {"thing": "consent"}


@pytest.mark.privacy(9)
@pytest.mark.parametrize("role", [Role.QC, Role.SCH])
def test_of_school_holds_whom_it_may_see(
    role: Role, location: ChildcareLocation, school: School
) -> None:
    shared, hidden = (make_child(location, born_on=SOON, school=school) for _ in range(2))
    say(ask(shared, ConsentScope.SHARE_FORM, school), ConsentAct.GRANTED)
    ask(hidden, ConsentScope.SHARE_FORM, school)
    found = upcoming.of(make_actor(role, school), at=AT)
    assert [(one.child, one.todo) for one in found] == [(shared, "")]


@pytest.mark.parametrize("role", [Role.GEM, Role.DPO])
def test_of_others_is_empty(role: Role, location: ChildcareLocation) -> None:
    make_child(location, born_on=SOON)
    assert upcoming.of(make_actor(role, location.municipality), at=AT) == []


# --- the page -------------------------------------------------------------------------------


def test_start_page_names_who_turns_three_and_a_half_without_a_click(
    location: ChildcareLocation, contact: Actor
) -> None:
    child = make_child(location, born_on=SOON)
    shown = sign_in(Client(), contact).get("/").content.decode()
    facts = (child.name, "20 december 2026", "Vraag de ouders welke school", 'href="/toestemming/"')
    assert [fact for fact in facts if fact not in shown] == []


@pytest.mark.privacy(33)
def test_start_page_holds_no_children_where_the_module_is_off() -> None:
    child = make_child(born_on=SOON)
    child.location.municipality.modules.filter(kind=ModuleKind.HANDOVER).delete()
    shown = sign_in(Client(), make_actor(Role.KOC, child.location)).get("/").content.decode()
    assert child.first_name not in shown
    assert "drieënhalf" not in shown


@pytest.mark.slow
def test_start_page_asks_a_fixed_number_of_queries(
    location: ChildcareLocation, contact: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = sign_in(Client(), contact)
    make_child(location, born_on=SOON)
    with django_assert_num_queries(QUERIES):
        page.get("/")
    for _ in range(3):
        make_child(location, born_on=SOON)
    assert Child.objects.count() == 4
    with django_assert_num_queries(QUERIES):
        page.get("/")
