"""Changing a child: what is refused, and which questions no longer fit."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from children import changes
from children.changes import ChangeError, ChildValues
from children.models import Child, ConsentQuestion
from children.states import BirthDateReason, ConsentAct, ConsentScope, LeaveReason
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import ModuleKind, Role
from tests.factories.children import AT, ask, make_child, say
from tests.factories.partners import ModuleFactory, SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def child() -> Child:
    made = make_child(first_name="Levi", last_name="Molenpad", born_on=date(2023, 10, 20))
    town = made.location.municipality
    ModuleFactory(municipality=town, kind=ModuleKind.HANDOVER)
    made.school = SchoolFactory(municipality=town, name="De Zilverberk")
    made.save()
    return made


@pytest.fixture
def other(child: Child) -> School:
    made: School = SchoolFactory(municipality=child.location.municipality, name="De Populier")
    return made


@pytest.fixture
def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location)


@pytest.fixture
def allowed(child: Child) -> ConsentQuestion:
    """Return what the parents allow the school of now."""
    made = ask(child, ConsentScope.OBSERVE, child.school)
    say(made, ConsentAct.GRANTED)
    return made


def change(child: Child, by: Actor, **more: Any) -> Child:
    known = {
        "first_name": child.first_name,
        "last_name": child.last_name,
        "born_on": child.born_on,
        "school_id": child.school_id,
    }
    return changes.change(key=child.key, values=ChildValues(**{**known, **more}), by=by, at=AT)


def test_change_keeps_names_languages_and_days(child: Child, contact: Actor) -> None:
    change(child, contact, first_name="Lévi", languages=("Turks",), days_per_week=3)
    child.refresh_from_db()
    assert (child.name, child.sort_name) == ("Lévi Molenpad", "levi molenpad")
    assert (child.languages, child.days_per_week) == (["Turks"], 3)


@pytest.mark.privacy(17)
def test_change_logs_which_fields_and_no_content(child: Child, contact: Actor) -> None:
    change(child, contact, first_name="Anders")
    line = AuditEntry.objects.get(action="child.changed")
    assert (line.target_key, line.details) == (str(child.key), {"fields": ["first_name"]})


@pytest.mark.privacy(10)
def test_other_school_closes_what_the_old_one_saw(
    child: Child, contact: Actor, other: School, allowed: ConsentQuestion
) -> None:
    reader = make_actor(Role.QC, child.school)
    assert Child.objects.visible_to(reader).exists()
    change(child, contact, school_id=other.pk)
    assert not Child.objects.visible_to(reader).exists()
    assert allowed.events.order_by("pk").last().act == ConsentAct.SUPERSEDED


def test_other_name_closes_nothing(
    child: Child, contact: Actor, other: School, allowed: ConsentQuestion
) -> None:
    second = ask(child, ConsentScope.DISCUSS, other)
    change(child, contact, last_name="Anders")
    last = [one.events.order_by("pk").last().act for one in (allowed, second)]
    assert last == [ConsentAct.GRANTED, ConsentAct.REQUESTED]


def test_other_birth_date_closes_what_ended_at_the_old_fourth_birthday(
    child: Child, contact: Actor, allowed: ConsentQuestion
) -> None:
    until = ask(child, ConsentScope.DISCUSS, child.school)
    change(child, contact, born_on=date(2023, 9, 20), reason=BirthDateReason.DOCUMENT)
    assert until.events.order_by("pk").last().act == ConsentAct.SUPERSEDED
    assert allowed.events.order_by("pk").last().act == ConsentAct.GRANTED
    assert AuditEntry.objects.get(action="child.changed").details["reason"] == "document"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"born_on": date(2023, 9, 20)}, "reason"),
        ({"born_on": date(2030, 1, 1), "reason": BirthDateReason.TYPING}, "born_on"),
        ({"born_on": date(2013, 1, 1), "reason": BirthDateReason.TYPING}, "born_on"),
        ({"born_on": date(2026, 11, 1), "reason": BirthDateReason.TYPING}, "born_on"),
        ({"mentor_id": 0}, "mentor"),
        ({"school_id": 0}, "school"),
    ],
)
def test_change_refuses_what_cannot_be(
    more: dict[str, Any], field: str, child: Child, contact: Actor
) -> None:
    with pytest.raises(ChangeError) as refused:
        change(child, contact, **more)
    assert refused.value.field == field


def test_change_refuses_a_birth_date_after_the_first_day(child: Child, contact: Actor) -> None:
    Child.objects.update(entered_on=date(2023, 11, 1))
    with pytest.raises(ChangeError, match="al voor die dag"):
        change(child, contact, born_on=date(2023, 12, 1), reason=BirthDateReason.TYPING)


def test_change_refuses_a_child_that_left(child: Child, contact: Actor) -> None:
    Child.objects.update(left_on=AT.date(), left_because=LeaveReason.MOVED)
    with pytest.raises(ChangeError, match="weg"):
        change(child, contact)


def test_mentor_works_at_the_location(child: Child, contact: Actor) -> None:
    worker = make_actor(Role.KOW, child.location).memberships[0]
    stranger = make_actor(Role.KOW, make_child().location).memberships[0]
    assert change(child, contact, mentor_id=worker.pk).mentor_id == worker.pk
    with pytest.raises(ChangeError, match="mentor"):
        change(child, contact, mentor_id=stranger.pk)


def test_change_is_for_who_keeps_the_child(child: Child) -> None:
    with pytest.raises(PermissionDenied):
        change(child, make_actor(Role.KCC, child.location.holder))
    with pytest.raises(Child.DoesNotExist):
        change(child, make_actor(Role.KOC, make_child().location))


# --- the page -------------------------------------------------------------------------------


def filled(child: Child, **more: Any) -> dict[str, Any]:
    given = {
        "first_name": child.first_name,
        "last_name": child.last_name,
        "born_on": "20-10-2023",
        "school": child.school_id,
        "languages": "Turks, Nederlands",
    }
    return {**given, **more}


def test_page_changes_and_says_what_stopped(
    child: Child, contact: Actor, other: School, allowed: ConsentQuestion
) -> None:
    with time_machine.travel(AT, tick=False):
        page = sign_in(Client(), contact)
        data = filled(child, school=other.pk)
        answer = page.post(f"/kinderen/{child.key}/wijzigen/", data, follow=True)
    assert "1 toestemming is gestopt" in str(next(iter(answer.context["messages"])))
    child.refresh_from_db()
    assert (child.school, child.languages) == (other, ["Turks", "Nederlands"])


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"languages": "a,b,c,d,e"}, "languages"),
        ({"born_on": "1-9-2023"}, "reason"),
        ({"first_name": "111222333"}, "first_name"),
        ({"days_per_week": "8"}, "days_per_week"),
    ],
)
def test_page_shows_a_refusal_at_its_field(
    more: dict[str, str], field: str, child: Child, contact: Actor
) -> None:
    with time_machine.travel(AT, tick=False):
        page = sign_in(Client(), contact)
        answer = page.post(f"/kinderen/{child.key}/wijzigen/", filled(child, **more))
    assert list(answer.context["form"].errors) == [field]
