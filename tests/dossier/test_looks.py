"""A look question is put in three fields, answered by who was asked, and closed by childcare."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from children import consents
from children.models import Child, Group
from children.states import WITHOUT_SCHOOL, ConsentAct, ConsentScope
from dossier import looks
from dossier.long_texts import TextError
from dossier.looks import LookError, NewLook
from dossier.models import LookQuestion
from dossier.states import Asked, LookEnd, LookStand
from partners.access import Actor, actor_for
from partners.models import AuditEntry, ChildcareLocation, Module, School
from partners.states import Role
from tests.factories.children import AT, GroupFactory, ask, make_child, say, switch_on, work_in
from tests.factories.contacts import LocationAgreementFactory
from tests.factories.partners import MembershipFactory, SchoolFactory, make_actor
from tests.factories.requests import AskedTeamFactory

pytestmark = pytest.mark.django_db
TEXT = "Speelt vaak alleen. Hoe helpen we in de kring?"


@pytest.fixture
def child() -> Child:
    return make_child()


@pytest.fixture
def group(child: Child) -> Group:
    return GroupFactory(location=child.location)


@pytest.fixture
def school(child: Child) -> School:
    made: School = SchoolFactory(municipality=child.location.municipality)
    LocationAgreementFactory(school=made, location=child.location)
    return made


@pytest.fixture
def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location)


@pytest.fixture
def carer(child: Child) -> Actor:
    return make_actor(Role.KCC, child.location.holder)


@pytest.fixture
def coordinator(school: School) -> Actor:
    return make_actor(Role.QC, school)


def new(child: Child, **more: Any) -> NewLook:
    """Return a question to the own care coordinator about this child."""
    asked = {"asked": Asked.OWN_COORDINATOR, "child_key": child.key, **more}
    return NewLook(location_id=child.location_id, question=TEXT, parents_know=True, **asked)


def to_school(child: Child, school: School, **more: Any) -> NewLook:
    return new(child, asked=Asked.SCHOOL_COORDINATOR, school_id=school.pk, **more)


def put(look: NewLook, by: Actor) -> LookQuestion:
    if look.asked == Asked.OWN_COORDINATOR:
        make_actor(Role.KCC, ChildcareLocation.objects.get(pk=look.location_id).holder)
    return looks.ask(new=look, by=by, at=AT)


def let_discuss(child: Child, school: School) -> Any:
    question = ask(child, ConsentScope.DISCUSS, school)
    say(question, ConsentAct.GRANTED)
    return question


def seen(actor: Actor) -> list[LookQuestion]:
    return list(looks.rows(actor))


# --- asking -----------------------------------------------------------------------------------


def test_ask_keeps_the_question_and_who_asked(child: Child, contact: Actor) -> None:
    look = put(new(child), contact)
    assert (look.question, look.child, look.asked_by) == (TEXT, child, contact.memberships[0])
    assert look.stand == LookStand.REQUESTED


def test_ask_of_a_school_without_consent_names_no_child(
    child: Child, contact: Actor, school: School
) -> None:
    with pytest.raises(LookError, match="lieten deze school niet meedenken"):
        put(to_school(child, school), contact)
    assert not LookQuestion.objects.exists()


@pytest.mark.parametrize("scope", sorted(set(ConsentScope) - {ConsentScope.DISCUSS}))
def test_ask_of_a_school_needs_the_yes_to_discuss(
    child: Child, contact: Actor, school: School, scope: ConsentScope
) -> None:
    named = None if scope in WITHOUT_SCHOOL else school
    say(ask(child, scope, named), ConsentAct.GRANTED)
    with pytest.raises(LookError):
        put(to_school(child, school), contact)


def test_ask_of_a_school_that_parents_let_think_along(
    child: Child, contact: Actor, school: School
) -> None:
    let_discuss(child, school)
    assert put(to_school(child, school), contact).school == school


def test_ask_of_a_school_without_a_name_needs_no_consent(
    child: Child, contact: Actor, school: School
) -> None:
    assert put(to_school(child, school, child_key=None), contact).child is None


def test_ask_of_a_school_without_agreement_is_refused(child: Child, contact: Actor) -> None:
    stranger = SchoolFactory(municipality=child.location.municipality)
    with pytest.raises(LookError, match="waarmee jullie nu samenwerken"):
        put(to_school(child, stranger, child_key=None), contact)


def test_ask_about_a_child_of_another_location_finds_none(child: Child, contact: Actor) -> None:
    with pytest.raises(Child.DoesNotExist):
        put(new(child, child_key=make_child().key), contact)


def test_ask_about_a_group_of_another_location_finds_none(child: Child, contact: Actor) -> None:
    with pytest.raises(Group.DoesNotExist):
        put(new(child, child_key=None, group_id=GroupFactory().pk), contact)


@pytest.mark.parametrize(
    ("text", "said"), [("  ", "Schrijf wat"), ("a" * 4001, "4001 tekens")], ids=["empty", "long"]
)
def test_ask_refuses_an_empty_and_a_long_question(
    child: Child, contact: Actor, text: str, said: str
) -> None:
    with pytest.raises(TextError, match=said):
        put(replace(new(child), question=text), contact)


def test_ask_by_a_coordinator_is_refused(child: Child, coordinator: Actor) -> None:
    with pytest.raises(PermissionDenied):
        put(new(child), coordinator)


def test_ask_where_overdracht_is_off_finds_no_location(child: Child, contact: Actor) -> None:
    look = new(child, child_key=None)
    Module.objects.all().delete()
    with pytest.raises(ChildcareLocation.DoesNotExist):
        put(look, contact)


def test_ask_of_a_school_that_closed_is_refused(
    child: Child, contact: Actor, school: School
) -> None:
    School.objects.filter(pk=school.pk).update(closed_on=contact.day)
    with pytest.raises(LookError, match="waarmee jullie nu samenwerken"):
        put(to_school(child, school, child_key=None), contact)


def test_ask_about_a_practice_child_is_not_for_a_school(
    child: Child, contact: Actor, school: School
) -> None:
    let_discuss(child, school)
    Child.objects.filter(pk=child.pk).update(is_practice=True)
    with pytest.raises(LookError, match="Een oefenkind"):
        put(to_school(child, school), contact)


def test_ask_of_an_own_coordinator_who_is_not_there_is_refused(
    child: Child, contact: Actor
) -> None:
    with pytest.raises(LookError, match="nog geen zorgcoördinator"):
        looks.ask(new=new(child), by=contact, at=AT)


# --- who sees it ------------------------------------------------------------------------------


def test_rows_of_a_school_hold_a_child_as_long_as_its_parents_agree(
    child: Child, contact: Actor, school: School, coordinator: Actor
) -> None:
    question = let_discuss(child, school)
    look = put(to_school(child, school), contact)
    assert seen(coordinator) == [look]
    say(question, ConsentAct.WITHDRAWN)
    consents.settle_child(child, by=None, at=AT)
    assert seen(coordinator) == []
    with pytest.raises(Http404):
        looks.one(coordinator, look.key, at=AT)


def test_rows_of_two_schools_go_by_the_consent_for_the_one_that_was_asked(
    child: Child, contact: Actor, school: School
) -> None:
    asked = let_discuss(child, school)
    look = put(to_school(child, school), contact)
    other = SchoolFactory(municipality=child.location.municipality)
    both = make_actor(Role.QC, school)
    MembershipFactory(user=both.user, role=Role.QC, organisation=other.organisation)
    both = actor_for(both.user, day=both.day, role=Role.QC) or both
    assert seen(both) == [look]
    say(asked, ConsentAct.WITHDRAWN)
    let_discuss(child, other)
    assert seen(both) == []


def test_answer_of_a_school_says_by_which_consent_it_knew(
    child: Child, contact: Actor, school: School, coordinator: Actor
) -> None:
    question = let_discuss(child, school)
    look = put(to_school(child, school), contact)
    looks.answer(key=look.key, seen=0, text="Begin met een tweetal.", by=coordinator, at=AT)
    assert AuditEntry.objects.get(action="look.answered").ground == str(question.pk)


def test_rows_of_a_school_hold_a_question_without_a_name(
    child: Child, contact: Actor, school: School, coordinator: Actor
) -> None:
    assert seen(coordinator) == []
    look = put(to_school(child, school, child_key=None), contact)
    assert seen(coordinator) == [look]


def test_rows_of_another_school_are_empty(child: Child, contact: Actor, school: School) -> None:
    put(to_school(child, school, child_key=None), contact)
    beside = SchoolFactory(municipality=child.location.municipality)
    assert seen(make_actor(Role.QC, beside)) == []


@pytest.mark.parametrize("role", sorted({Role.SCH, Role.TEA}))
def test_rows_of_others_at_the_school_are_empty(
    child: Child, contact: Actor, school: School, role: Role
) -> None:
    put(to_school(child, school, child_key=None), contact)
    assert seen(make_actor(role, school)) == []


def test_rows_are_gone_where_overdracht_is_off(
    child: Child, contact: Actor, school: School, coordinator: Actor
) -> None:
    put(to_school(child, school, child_key=None), contact)
    Module.objects.all().delete()
    assert (seen(contact), seen(coordinator)) == ([], [])
    switch_on(school)
    assert len(seen(coordinator)) == 1


def test_rows_of_a_worker_are_of_its_groups_and_its_own(
    child: Child, contact: Actor, group: Group
) -> None:
    worker = make_actor(Role.KOW, child.location)
    other = put(new(child, child_key=None), contact)
    about_group = put(new(child, child_key=None, group_id=group.pk), contact)
    own = put(new(child, child_key=None), worker)
    assert seen(worker) == [own]
    work_in(group, worker.memberships[0])
    assert set(seen(worker)) == {own, about_group}
    assert other in seen(contact)


def test_one_notes_whose_name_was_read(
    child: Child, contact: Actor, school: School, coordinator: Actor
) -> None:
    let_discuss(child, school)
    look = put(to_school(child, school), contact)
    looks.one(coordinator, look.key, at=AT)
    line = AuditEntry.objects.filter(action="child.read").latest("pk")
    assert (line.target_key, line.details["thing"]) == (str(child.key), "look")


# --- answering and closing --------------------------------------------------------------------


def test_answer_of_the_own_coordinator_is_kept(child: Child, contact: Actor, carer: Actor) -> None:
    look = put(new(child), contact)
    looks.answer(key=look.key, seen=0, text="Begin met een tweetal.", by=carer, at=AT)
    look.refresh_from_db()
    assert [answer.text for answer in look.answers.all()] == ["Begin met een tweetal."]
    assert look.stand == LookStand.ANSWERED


def test_answer_after_another_keeps_both(child: Child, contact: Actor, carer: Actor) -> None:
    look = put(new(child), contact)
    for seen, text in enumerate(("Begin met een tweetal.", "Of met een liedje.")):
        looks.answer(key=look.key, seen=seen, text=text, by=carer, at=AT)
    texts = [answer.text for answer in looks.one(contact, look.key, at=AT).answers.all()]
    assert texts == ["Of met een liedje.", "Begin met een tweetal."]


def test_answer_that_did_not_see_the_other_one_is_refused(
    child: Child, contact: Actor, carer: Actor
) -> None:
    look = put(new(child), contact)
    looks.answer(key=look.key, seen=0, text="Begin met een tweetal.", by=carer, at=AT)
    with pytest.raises(LookError, match="Intussen is er geantwoord"):
        looks.answer(key=look.key, seen=0, text="Of met een liedje.", by=carer, at=AT)
    assert look.answers.count() == 1


def test_answer_of_who_was_not_asked_is_refused(
    child: Child, contact: Actor, school: School, carer: Actor
) -> None:
    look = put(to_school(child, school, child_key=None), contact)
    with pytest.raises(LookError, match="aan iemand anders"):
        looks.answer(key=look.key, seen=0, text="Ik weet het.", by=carer, at=AT)


def test_answer_after_the_parents_stopped_finds_none(
    child: Child, contact: Actor, school: School, coordinator: Actor
) -> None:
    question = let_discuss(child, school)
    look = put(to_school(child, school), contact)
    say(question, ConsentAct.WITHDRAWN)
    with pytest.raises(LookQuestion.DoesNotExist):
        looks.answer(key=look.key, seen=0, text="Te laat.", by=coordinator, at=AT)


def test_answer_of_a_closed_question_is_refused(child: Child, contact: Actor, carer: Actor) -> None:
    look = put(new(child), contact)
    looks.close(key=look.key, because=LookEnd.WITHDRAWN, by=contact, at=AT)
    with pytest.raises(LookError, match="al afgesloten"):
        looks.answer(key=look.key, seen=0, text="Te laat.", by=carer, at=AT)


def test_close_as_helped_needs_an_answer(child: Child, contact: Actor) -> None:
    look = put(new(child), contact)
    with pytest.raises(LookError, match="nog geen antwoord"):
        looks.close(key=look.key, because=LookEnd.HELPED, by=contact, at=AT)


def test_close_after_an_answer_says_that_it_helped(
    child: Child, contact: Actor, carer: Actor
) -> None:
    look = put(new(child), contact)
    looks.answer(key=look.key, seen=0, text="Begin met een tweetal.", by=carer, at=AT)
    closed = looks.close(key=look.key, because=LookEnd.HELPED, by=contact, at=AT)
    assert (closed.stand, looks.waiting(carer)) == (LookStand.CLOSED, 0)


def test_close_by_a_coordinator_is_refused(
    child: Child, contact: Actor, school: School, coordinator: Actor
) -> None:
    look = put(to_school(child, school, child_key=None), contact)
    with pytest.raises(PermissionDenied):
        looks.close(key=look.key, because=LookEnd.WITHDRAWN, by=coordinator, at=AT)


def test_waiting_counts_what_was_asked_of_this_role(
    child: Child, contact: Actor, school: School, carer: Actor, coordinator: Actor
) -> None:
    put(new(child), contact)
    assert [looks.waiting(who) for who in (carer, coordinator, contact)] == [1, 0, 0]


@pytest.mark.parametrize("action", ["look.asked", "look.answered", "look.closed"])
def test_every_act_is_a_line_about_the_child_in_its_own_log(
    child: Child, contact: Actor, carer: Actor, action: str
) -> None:
    look = put(new(child), contact)
    looks.answer(key=look.key, seen=0, text="Begin met een tweetal.", by=carer, at=AT)
    looks.close(key=look.key, because=LookEnd.HELPED, by=contact, at=AT)
    line = AuditEntry.objects.get(action=action)
    assert (line.target_key, line.organisation_id) == (str(child.key), child.location.holder_id)


# --- a team -----------------------------------------------------------------------------------


def test_ask_of_a_team_is_answered_by_the_care_coordinator(
    child: Child, contact: Actor, carer: Actor
) -> None:
    team = AskedTeamFactory(municipality=child.location.municipality)
    look = looks.ask(new=new(child, asked=Asked.TEAM, team_id=team.pk), by=contact, at=AT)
    assert (look.team, look.school, looks.waiting(carer)) == (team, None, 1)
    answered = looks.answer(key=look.key, text="Ze komen dinsdag.", seen=0, by=carer, at=AT)
    assert answered.stand == LookStand.ANSWERED


@pytest.mark.parametrize("columns", [{"is_on": False}, {}], ids=["off", "elsewhere"])
def test_ask_of_a_team_that_cannot_be_asked(
    child: Child, contact: Actor, carer: Actor, columns: dict[str, Any]
) -> None:
    here = {"municipality": child.location.municipality} if columns else {}
    team = AskedTeamFactory(**here, **columns)
    with pytest.raises(LookError, match="Kies een team"):
        looks.ask(new=new(child, asked=Asked.TEAM, team_id=team.pk), by=contact, at=AT)
