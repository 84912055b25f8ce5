"""Asking guardians: what is asked in which way, of whom, and what is refused in one sentence."""

from datetime import date, timedelta
from unittest.mock import Mock

import pytest
from django.core.exceptions import PermissionDenied

from children import asking, links, stands
from children.asking import AskError, Asking
from children.consents import ConsentRefusedError
from children.links import LinkError
from children.models import Child, ConsentEvent, ConsentQuestion, GuardianLink
from children.states import (
    Channel,
    ConsentAct,
    ConsentScope,
    ConsentStand,
    FormSection,
    LeaveReason,
)
from partners.access import Actor
from partners.models import Message
from partners.states import Role
from tests.factories.children import AT, GuardianFactory, ask, make_child, make_started, say
from tests.factories.partners import SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
PLACEMENT = (ConsentScope.DISCUSS, ConsentScope.ASKED_AT_35)
TEAM = (ConsentScope.SUPPORT_TEAM,)
NURSE = ("Noor Dijkstra, GGD",)
SHARE = (ConsentScope.SHARE_FORM,)
DAY = AT.date()


@pytest.fixture
def child() -> Child:
    """Return a child of three years and one month whose parents named a school."""
    return make_child(school=SchoolFactory(), born_on=date(2023, 10, 20))


@pytest.fixture
def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location)


def of(
    child: Child, by: Actor, scopes: tuple[ConsentScope, ...] = PLACEMENT, **more: object
) -> list[asking.Invitation]:
    given = {"channel": Channel.SHEET, **more}
    return asking.ask(key=child.key, asking=Asking(scopes, **given), by=by, at=AT)


def scopes_of(child: Child) -> list[tuple[str, int | None]]:
    return list(child.consent_questions.values_list("scope", "school"))


# --- one child ------------------------------------------------------------------------------


@pytest.mark.privacy(5)
def test_ask_makes_a_question_of_its_own_for_each_purpose(child: Child, contact: Actor) -> None:
    of(child, contact)
    assert scopes_of(child) == [("discuss", child.school_id), ("asked_at_35", None)]
    acts = [event.act for one in child.consent_questions.all() for event in one.events.all()]
    assert acts == [ConsentAct.PREPARED, ConsentAct.REQUESTED] * 2


def test_ask_gives_a_link_that_answers(child: Child, contact: Actor) -> None:
    (found,) = of(child, contact)
    link = links.enter(token=found.token, born_on=child.born_on, at=AT)
    assert link is not None
    assert (link.guardian, link.channel) == (child.guardians.get(), Channel.SHEET)


def test_ask_again_asks_the_same_question(child: Child, contact: Actor) -> None:
    of(child, contact)
    of(child, contact)
    assert child.consent_questions.count() == 2
    assert child.consent_questions.all()[0].events.filter(act=ConsentAct.REQUESTED).count() == 2


def test_ask_other_parts_is_another_question(child: Child, contact: Actor) -> None:
    of(child, contact, SHARE, sections=(FormSection.BASICS,))
    of(child, contact, SHARE, sections=(FormSection.BASICS, FormSection.REPORT))
    assert [one.sections for one in child.consent_questions.all()] == [
        ["basics"],
        ["basics", "report"],
    ]


def test_ask_of_the_first_parent_only(child: Child, contact: Actor) -> None:
    GuardianFactory(child=child)
    assert [one.guardian for one in of(child, contact)] == [child.guardians.order_by("pk")[0]]


@pytest.mark.parametrize("how", ["apart", "team"])
def test_ask_of_all_parents_where_all_must_say_yes(how: str, child: Child, contact: Actor) -> None:
    GuardianFactory(child=child, lives_apart=how == "apart")
    scopes = PLACEMENT if how == "apart" else TEAM
    assert len(of(child, contact, scopes, participants=NURSE)) == 2


def test_ask_of_whom_was_chosen(child: Child, contact: Actor) -> None:
    other = GuardianFactory(child=child)
    assert [one.guardian for one in of(child, contact, guardians=[other.pk])] == [other]


def test_ask_of_nobody_who_does_not_decide(child: Child, contact: Actor) -> None:
    other = GuardianFactory(child=child, has_authority=False)
    with pytest.raises(AskError, match="Kies aan wie"):
        of(child, contact, guardians=[other.pk])
    assert not child.consent_questions.exists()


def test_ask_refuses_without_a_school(child: Child, contact: Actor) -> None:
    Child.objects.update(school=None)
    with pytest.raises(AskError, match="nog geen school"):
        of(child, contact)
    assert of(child, contact, (ConsentScope.ASKED_AT_35,))


def test_ask_refuses_a_school_that_closed(child: Child, contact: Actor) -> None:
    assert child.school is not None
    child.school.closed_on = DAY
    child.school.save()
    with pytest.raises(AskError, match="gesloten"):
        of(child, contact)


def test_ask_refuses_of_a_child_that_left(child: Child, contact: Actor) -> None:
    Child.objects.update(left_on=DAY, left_because=LeaveReason.MOVED)
    with pytest.raises(AskError, match="weg"):
        of(child, contact)


def test_ask_refuses_without_a_parent_who_decides(child: Child, contact: Actor) -> None:
    child.guardians.update(has_authority=False)
    with pytest.raises(AskError, match="die over dit kind beslist"):
        of(child, contact)


def test_ask_refuses_to_share_nothing(child: Child, contact: Actor) -> None:
    with pytest.raises(AskError, match="welke delen"):
        of(child, contact, SHARE)


def test_ask_refuses_what_was_allowed_already(child: Child, contact: Actor) -> None:
    of(child, contact, (ConsentScope.DISCUSS,))
    say(child.consent_questions.get(), ConsentAct.GRANTED)
    with pytest.raises(AskError, match="al toestemming"):
        of(child, contact)


@pytest.mark.privacy(5)
def test_ask_of_health_beside_another_purpose_only(child: Child, contact: Actor) -> None:
    health = (ConsentScope.HEALTH,)
    with pytest.raises(AskError, match="aparte vraag"):
        of(child, contact, health)
    of(child, contact)
    assert of(child, contact, health)


@pytest.mark.privacy(6)
@pytest.mark.parametrize("role", [Role.QC, Role.SCH, Role.DPO])
def test_ask_is_for_childcare_only(role: Role, child: Child) -> None:
    place = child.location.holder if role == Role.DPO else child.school
    with pytest.raises(PermissionDenied):
        of(child, make_actor(role, place))


def test_ask_is_for_the_childs_own_childcare(child: Child) -> None:
    with pytest.raises(Child.DoesNotExist):
        of(child, make_actor(Role.KOC, make_child().location))


# --- by mail --------------------------------------------------------------------------------


@pytest.mark.privacy(26)
def test_ask_by_mail_queues_a_mail_without_a_word_about_the_child(
    child: Child, contact: Actor
) -> None:
    make_started(child.location)
    assert [one.token for one in of(child, contact, channel=Channel.MAIL)] == [""]
    message = Message.objects.get()
    facts = (child.first_name, child.last_name, str(child.key), "2023", child.guardians.get().email)
    whole = f"{message.subject} {message.body} {message.cause} {message.address}"
    assert [fact for fact in facts if fact in whole] == []
    assert not GuardianLink.objects.exists()


def test_ask_by_mail_waits_for_the_start(child: Child, contact: Actor) -> None:
    with pytest.raises(AskError, match="nog niet gestart"):
        of(child, contact, channel=Channel.MAIL)
    assert not Message.objects.exists()
    assert not ConsentQuestion.objects.exists()


def test_ask_by_mail_needs_an_address(child: Child, contact: Actor) -> None:
    make_started(child.location)
    child.guardians.update(email="")
    with pytest.raises(AskError, match="geen e-mailadres"):
        of(child, contact, channel=Channel.MAIL)


def test_ask_by_mail_never_about_a_practice_child(child: Child, contact: Actor) -> None:
    make_started(child.location)
    Child.objects.update(is_practice=True)
    with pytest.raises(AskError, match="oefenkind"):
        of(child, contact, channel=Channel.MAIL)


# --- a whole group --------------------------------------------------------------------------


def test_ask_all_asks_what_is_due_of_each(child: Child, contact: Actor) -> None:
    old = make_child(child.location, school=child.school, born_on=date(2023, 3, 1))
    bare = make_child(child.location, born_on=date(2023, 11, 1))
    keys = [child.key, old.key, bare.key]
    found = asking.ask_all(keys=keys, channel=Channel.SHEET, by=contact, at=AT)
    assert (found.child_count, found.left_out) == (3, ())
    assert [scope for scope, _school in scopes_of(child)] == ["discuss", "asked_at_35"]
    assert [scope for scope, _school in scopes_of(old)] == ["discuss", "share_form"]
    assert [scope for scope, _school in scopes_of(bare)] == ["asked_at_35"]


def test_ask_all_leaves_out_whom_it_cannot_reach(child: Child, contact: Actor) -> None:
    make_started(child.location)
    unreachable = make_child(child.location, born_on=date(2023, 11, 1))
    unreachable.guardians.update(email="")
    keys = [child.key, unreachable.key]
    found = asking.ask_all(keys=keys, channel=Channel.MAIL, by=contact, at=AT)
    assert found.child_count == 1
    assert [(one, "e-mailadres" in why) for one, why in found.left_out] == [(unreachable, True)]
    assert not unreachable.consent_questions.exists()


def test_ask_all_twice_asks_nobody_again(child: Child, contact: Actor) -> None:
    for _time in range(2):
        found = asking.ask_all(keys=[child.key], channel=Channel.SHEET, by=contact, at=AT)
    assert (found.child_count, child.consent_questions.count()) == (0, 2)


def test_ask_all_again_asks_what_has_no_answer_with_a_new_link(
    child: Child, contact: Actor
) -> None:
    of(child, contact)
    say(child.consent_questions.get(scope=ConsentScope.DISCUSS), ConsentAct.GRANTED)
    found = asking.ask_all(
        keys=[child.key], channel=Channel.SHEET, again=True, by=contact, at=AT + timedelta(hours=1)
    )
    assert (found.child_count, child.consent_questions.count()) == (1, 2)
    asked = ConsentEvent.objects.filter(act=ConsentAct.REQUESTED).order_by("pk")
    scopes = list(asked.values_list("question__scope", flat=True))
    assert scopes == ["discuss", "asked_at_35", "asked_at_35"]
    assert GuardianLink.objects.filter(expires_at__gt=AT + timedelta(hours=1)).count() == 1


def test_ask_all_again_asks_for_the_same_parts(child: Child, contact: Actor) -> None:
    Child.objects.update(born_on=date(2023, 3, 1))
    of(child, contact, SHARE, sections=(FormSection.DEVELOPMENT,))
    asking.ask_all(keys=[child.key], channel=Channel.SHEET, again=True, by=contact, at=AT)
    shared = child.consent_questions.get(scope=ConsentScope.SHARE_FORM)
    assert shared.sections == ["development"]
    assert shared.events.filter(act=ConsentAct.REQUESTED).count() == 2


@pytest.mark.privacy(10)
def test_ask_all_says_nothing_of_a_child_that_is_out_of_sight(child: Child, contact: Actor) -> None:
    stranger = make_child(born_on=child.born_on)
    keys = [child.key, stranger.key]
    found = asking.ask_all(keys=keys, channel=Channel.SHEET, by=contact, at=AT)
    assert (found.child_count, found.left_out) == (1, ())
    assert not stranger.consent_questions.exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Child.DoesNotExist(), []),
        (LinkError("geen link"), ["geen link"]),
        (ConsentRefusedError("weg"), ["weg"]),
    ],
)
def test_ask_all_goes_on_when_a_child_changed_meanwhile(
    error: Exception,
    said: list[str],
    child: Child,
    contact: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "locked", Mock(side_effect=error))
    found = asking.ask_all(keys=[child.key], channel=Channel.SHEET, by=contact, at=AT)
    assert ([why for _child, why in found.left_out], found.invitations) == (said, ())


# --- at the door ----------------------------------------------------------------------------


def test_ask_at_door_asks_what_is_due_with_a_link(child: Child, contact: Actor) -> None:
    guardian = child.guardians.get()
    token = asking.ask_at_door(key=child.key, guardian_id=guardian.pk, by=contact, at=AT)
    assert GuardianLink.objects.get().token_hash == links.hash_of(token)
    assert GuardianLink.objects.get().channel == Channel.DOOR
    assert child.consent_questions.count() == 2


def test_ask_at_door_opens_what_was_asked_before(child: Child, contact: Actor) -> None:
    of(child, contact)
    guardian = child.guardians.get()
    assert asking.ask_at_door(key=child.key, guardian_id=guardian.pk, by=contact, at=AT)
    assert child.consent_questions.count() == 2


def test_ask_at_door_refuses_when_nothing_is_open(child: Child, contact: Actor) -> None:
    GuardianFactory(child=child, has_authority=False)
    stranger = make_child().guardians.get()
    with pytest.raises(AskError, match="beslist"):
        asking.ask_at_door(key=child.key, guardian_id=stranger.pk, by=contact, at=AT)
    Child.objects.update(left_on=DAY, left_because=LeaveReason.MOVED)
    with pytest.raises(AskError, match="staat nu geen vraag"):
        asking.ask_at_door(
            key=child.key, guardian_id=child.guardians.order_by("pk")[0].pk, by=contact, at=AT
        )


# --- closing --------------------------------------------------------------------------------


def test_close_ends_a_question_at_once(child: Child, contact: Actor) -> None:
    school = child.school
    question = ask(child, ConsentScope.OBSERVE, school)
    say(question, ConsentAct.GRANTED)
    reader = make_actor(Role.QC, school)
    assert Child.objects.visible_to(reader).exists()
    asking.close(key=child.key, question_id=question.pk, by=contact, at=AT)
    assert not Child.objects.visible_to(reader).exists()


def test_close_of_another_childs_question_is_not_found(child: Child, contact: Actor) -> None:
    question = ask(make_child(child.location), ConsentScope.ASKED_AT_35, None)
    with pytest.raises(ConsentQuestion.DoesNotExist):
        asking.close(key=child.key, question_id=question.pk, by=contact, at=AT)


# --- where it stands ------------------------------------------------------------------------


def standings(child: Child, days: int = 0) -> list[ConsentStand | None]:
    found = stands.with_questions(Child.objects.all()).get(pk=child.pk)
    return [one.stand for one in stands.standings(found, AT + timedelta(days=days))]


def test_standings_say_what_is_ready_asked_and_answered(child: Child) -> None:
    ready, asked = ConsentStand.PREPARED, ConsentStand.REQUESTED
    assert standings(child) == [ready, ready, None]
    question = ask(child, ConsentScope.DISCUSS, child.school)
    assert standings(child) == [asked, ready, None]
    assert standings(child, days=14)[0] == ConsentStand.NO_ANSWER
    say(question, ConsentAct.GRANTED)
    assert standings(child)[0] == ConsentStand.GRANTED


def test_due_does_not_come_back_after_a_no(child: Child) -> None:
    later = ask(child, ConsentScope.ASKED_AT_35, None)
    say(later, ConsentAct.REFUSED)
    Child.objects.update(born_on=date(2023, 5, 1))
    found = stands.with_questions(Child.objects.all()).get(pk=child.pk)
    assert stands.due(found, AT) == (ConsentScope.DISCUSS,)


def test_due_comes_back_at_three_and_a_quarter(child: Child) -> None:
    ask(child, ConsentScope.DISCUSS, child.school)
    found = stands.with_questions(Child.objects.all()).get(pk=child.pk)
    on_the_day = AT.replace(year=2027, month=1, day=20)
    assert stands.due(found, on_the_day) == SHARE
    assert stands.due(found, on_the_day - timedelta(days=1)) == (ConsentScope.ASKED_AT_35,)


def test_due_asks_what_ended_anew(child: Child, contact: Actor) -> None:
    question = ask(child, ConsentScope.DISCUSS, child.school)
    say(question, ConsentAct.REFUSED)
    asking.close(key=child.key, question_id=question.pk, by=contact, at=AT)
    found = stands.with_questions(Child.objects.all()).get(pk=child.pk)
    assert stands.due(found, AT) == PLACEMENT


def test_due_asks_another_school_anew(child: Child) -> None:
    ask(child, ConsentScope.DISCUSS, SchoolFactory())
    found = stands.with_questions(Child.objects.all()).get(pk=child.pk)
    assert stands.due(found, AT) == PLACEMENT
