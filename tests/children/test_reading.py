"""The one way to a child: what was seen is noted with its ground, what was not stays unknown."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from children import reading
from children.models import Child, ConsentQuestion
from children.reach import Thing
from children.states import ConsentAct, ConsentScope
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import Role
from tests.factories.children import (
    AT,
    GroupFactory,
    KleuterGroupFactory,
    ask,
    make_child,
    say,
    work_in,
)
from tests.factories.partners import MembershipFactory, SchoolFactory, make_actor

pytestmark = pytest.mark.django_db


def lines() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action__startswith="child.").order_by("pk"))


def granted(child: Child) -> tuple[Actor, ConsentQuestion]:
    """Return a coordinator of a school, and the consent by which he sees this child."""
    school = SchoolFactory()
    question = ask(child, ConsentScope.DISCUSS, school)
    say(question, ConsentAct.GRANTED)
    return make_actor(Role.QC, school, day=AT.date()), question


def read(actor: Actor, key: object) -> Child:
    return reading.one(actor, key, thing=Thing.CHILD, at=AT)  # type: ignore[arg-type]


@pytest.mark.privacy(17)
def test_one_notes_the_consent_that_gave_access() -> None:
    child = make_child()
    actor, question = granted(child)
    assert read(actor, str(child.key)) == child
    line = lines()[0]
    assert (line.action, line.target_key, line.ground) == (
        "child.read",
        str(child.key),
        str(question.pk),
    )
    assert (line.user, line.role, line.membership, line.organisation, line.at) == (
        actor.user,
        Role.QC,
        actor.memberships[0],
        actor.memberships[0].organisation,
        AT,
    )


@pytest.mark.parametrize(
    ("role", "ground"),
    [(Role.KOC, "eigen locatie"), (Role.KCC, "eigen locatie"), (Role.KOW, "eigen groepen")],
)
def test_one_notes_what_childcare_is_to_the_child(role: Role, ground: str) -> None:
    group = GroupFactory()
    child = make_child(group.location, group=group)
    place = child.location.holder if role == Role.KCC else child.location
    actor = make_actor(role, place, day=AT.date())
    work_in(group, actor.memberships[0])
    read(actor, child.key)
    assert [(line.ground, line.membership, line.organisation) for line in lines()] == [
        (ground, actor.memberships[0], child.location.holder.organisation)
    ]


def test_one_notes_the_officer_as_the_ground_of_the_log() -> None:
    child = make_child()
    actor = make_actor(Role.DPO, child.location.holder, day=AT.date())
    reading.one(actor, child.key, thing=Thing.LOG, at=AT)
    assert [line.ground for line in lines()] == ["toezicht op de eigen organisatie"]


def foreign(_actor: Actor) -> object:
    return make_child().key


def unknown(_actor: Actor) -> object:
    return uuid.uuid4()


def no_key(_actor: Actor) -> object:
    return "../../etc/passwd"


def never_asked(actor: Actor) -> object:
    child = make_child()
    school = School.objects.get(pk=actor.memberships[0].organisation_id)
    ask(child, ConsentScope.DISCUSS, school)
    return child.key


MISSES = [foreign, unknown, no_key, never_asked]


@pytest.mark.privacy(10, 17)
@pytest.mark.parametrize("make_key", MISSES)
def test_one_notes_a_failed_attempt_without_the_child(make_key: Callable[[Actor], object]) -> None:
    actor = make_actor(Role.QC, SchoolFactory(), day=AT.date())
    key = make_key(actor)
    with pytest.raises(Http404):
        read(actor, key)
    assert [(line.action, line.target_key, line.target_type) for line in lines()] == [
        ("child.not_found", "", "")
    ]
    assert str(key) not in str(lines()[0].details)


@pytest.mark.privacy(10)
def test_one_names_a_withdrawn_child_only_in_the_log_that_has_it() -> None:
    child = make_child()
    actor, question = granted(child)
    read(actor, child.key)
    say(question, ConsentAct.WITHDRAWN)
    for asker in (actor, make_actor(Role.QC, SchoolFactory(), day=AT.date())):
        with pytest.raises(Http404):
            read(asker, child.key)
    assert [(line.action, line.target_key) for line in lines()[1:]] == [
        ("child.not_found", str(child.key)),
        ("child.not_found", ""),
    ]


@pytest.mark.privacy(10, 34)
def test_one_costs_the_same_queries_whatever_is_missing() -> None:
    withdrawn = make_child()
    actor, question = granted(withdrawn)
    say(question, ConsentAct.WITHDRAWN)
    keys = [withdrawn.key, *(make_key(actor) for make_key in MISSES)]
    asked = []
    for key in keys:
        with (
            CaptureQueriesContext(
                connection,
            ) as queries,
            pytest.raises(Http404),
        ):
            read(actor, key)
        asked.append([query["sql"].partition("WHERE")[0] for query in queries])
    assert asked == [asked[0]] * len(keys)


@pytest.mark.parametrize("count", [1, 30])
def test_note_takes_the_same_queries_for_any_number_of_children(count: int) -> None:
    group = GroupFactory()
    actor = make_actor(Role.KCC, group.location.holder, day=AT.date())
    children = [make_child(group.location) for _number in range(count)]
    with CaptureQueriesContext(connection) as queries:
        reading.note(actor, children, thing=Thing.CHILD, at=AT, section="list")
    inserts = [query for query in queries if "INSERT" in query["sql"]]
    assert (len(inserts), len(lines())) == (1, count)
    assert len([query for query in queries if query["sql"].startswith("SELECT")]) == 1
    assert {str(line.details) for line in lines()} == {"{'thing': 'child', 'section': 'list'}"}


def test_note_names_each_school_and_consent_by_its_child() -> None:
    children = [make_child(), make_child()]
    given = [granted(child) for child in children]
    user = given[0][0].user
    school = given[1][0].memberships[0].organisation
    actor = make_actor(Role.QC, school, user=user, day=AT.date())
    reading.note(actor, children, thing=Thing.CHILD, at=AT)
    assert [(line.ground, line.organisation) for line in lines()] == [
        (str(question.pk), question.school.organisation) for _actor, question in given
    ]


def test_note_writes_a_child_that_came_twice_once() -> None:
    child = make_child()
    actor, _question = granted(child)
    reading.note(actor, [child, Child.objects.get(pk=child.pk)], thing=Thing.CHILD, at=AT)
    assert len(lines()) == 1


def test_note_of_health_names_both_consents() -> None:
    child, school = make_child(), SchoolFactory()
    given = [ask(child, scope, school) for scope in (ConsentScope.SHARE_FORM, ConsentScope.HEALTH)]
    for question in given:
        say(question, ConsentAct.GRANTED)
    actor = make_actor(Role.SCH, school, day=AT.date())
    reading.note(actor, [child], thing=Thing.CHILD, at=AT, is_health=True)
    assert lines()[0].ground == "+".join(str(question.pk) for question in given)
    say(given[1], ConsentAct.WITHDRAWN)
    with pytest.raises(Http404):
        reading.note(actor, [child], thing=Thing.CHILD, at=AT, is_health=True)


def test_note_of_a_teacher_names_the_school_where_the_child_is_placed() -> None:
    child, schools = make_child(), [SchoolFactory(), SchoolFactory()]
    tea = make_actor(Role.TEA, schools[0], day=AT.date())
    second = MembershipFactory(user=tea.user, role=Role.TEA, organisation=schools[1].organisation)
    actor = replace(tea, memberships=(*tea.memberships, second))
    group = KleuterGroupFactory(school=schools[1])
    work_in(group, second)
    Child.objects.filter(pk=child.pk).update(school_group=group)
    question = ask(child, ConsentScope.SHARE_FORM, schools[1])
    say(question, ConsentAct.GRANTED)
    read(actor, child.key)
    assert (lines()[0].membership, lines()[0].ground) == (second, str(question.pk))


def test_note_of_nobody_writes_nothing() -> None:
    actor = make_actor(Role.KOC, day=AT.date())
    reading.note(actor, [], thing=Thing.CHILD, at=AT)
    assert lines() == []


@pytest.mark.privacy(10)
def test_note_refuses_a_child_whose_consent_just_ended() -> None:
    child = make_child()
    actor, question = granted(child)
    say(question, ConsentAct.WITHDRAWN)
    with pytest.raises(Http404):
        reading.note(actor, [child], thing=Thing.CHILD, at=AT)
    assert lines() == []


@pytest.mark.parametrize("role", [Role.KOC, Role.GEM])
def test_note_refuses_a_child_that_is_anothers(role: Role) -> None:
    actor = make_actor(role, day=AT.date())
    with pytest.raises(Http404):
        reading.note(actor, [make_child()], thing=Thing.CHILD, at=AT)
    assert lines() == []
