"""Asking consent and hearing the answer: what makes a yes, what stops it, what is refused."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from children import consents
from children.consents import ConsentRefusedError
from children.models import Child, ConsentEvent, ConsentQuestion
from children.states import (
    Channel,
    ConsentAct,
    ConsentScope,
    ConsentStand,
    FormSection,
    GuardianKind,
    Language,
)
from partners.models import AuditEntry, School
from partners.states import Role
from tests.factories.children import (
    AT,
    TEXT,
    ChildFactory,
    GuardianFactory,
    ask,
    make_child,
    say,
)
from tests.factories.erasing import erasing
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    SchoolFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db
YES, NO = ConsentAct.GRANTED, ConsentAct.REFUSED
BACK, OBJECTED = ConsentAct.WITHDRAWN, ConsentAct.OBJECTED


@pytest.fixture
def question() -> ConsentQuestion:
    return ask(make_child(), ConsentScope.OBSERVE, SchoolFactory())


def stand(question: ConsentQuestion, at: object = AT) -> ConsentStand:
    child = Child.objects.get(pk=question.child_id)
    asked = ConsentQuestion.objects.get(pk=question.pk)
    events = asked.events.order_by("pk")
    return consents.stand_of(asked, events, consents.deciding(child), at)  # type: ignore[arg-type]


def settle(question: ConsentQuestion) -> None:
    with transaction.atomic():
        consents.settle_child(Child.objects.get(pk=question.child_id), by=None, at=AT)
    question.refresh_from_db()


# --- what makes a yes -------------------------------------------------------------------------


@pytest.mark.privacy(3)
def test_silence_is_never_a_yes(question: ConsentQuestion) -> None:
    assert stand(question) == ConsentStand.REQUESTED
    assert stand(question, AT + timedelta(days=14)) == ConsentStand.NO_ANSWER
    assert not question.is_live


@pytest.mark.privacy(7)
def test_one_word_is_relied_on_until_the_other_disagrees(question: ConsentQuestion) -> None:
    say(question, YES)
    other = GuardianFactory(child=question.child)
    settle(question)
    assert (question.is_live, stand(question)) == (True, ConsentStand.GRANTED)
    say(question, OBJECTED, other)
    assert (question.is_live, stand(question)) == (False, ConsentStand.IN_CONFLICT)
    say(question, YES, other)
    assert (question.is_live, stand(question)) == (True, ConsentStand.GRANTED)


@pytest.mark.privacy(5)
@pytest.mark.parametrize("scope", [ConsentScope.SUPPORT_TEAM, ConsentScope.HEALTH])
def test_support_team_and_health_need_everybody(scope: ConsentScope) -> None:
    child = make_child()
    other = GuardianFactory(child=child)
    asked = ask(child, scope, SchoolFactory())
    say(asked, YES)
    assert (asked.is_live, stand(asked)) == (False, ConsentStand.REQUESTED)
    say(asked, YES, other)
    assert asked.is_live


def test_parents_who_live_apart_both_say_yes(question: ConsentQuestion) -> None:
    other = GuardianFactory(child=question.child, lives_apart=True)
    say(question, YES)
    assert not question.is_live
    say(question, YES, other)
    assert question.is_live


def test_voogd_decides_alone(question: ConsentQuestion) -> None:
    voogd = GuardianFactory(child=question.child, kind=GuardianKind.VOOGD)
    with pytest.raises(ConsentRefusedError, match="beslist niet"):
        say(question, YES)
    say(question, YES, voogd)
    assert question.is_live


# --- what stops it, and what lifts the stop ----------------------------------------------------


@pytest.mark.privacy(4)
def test_withdrawing_works_at_once_and_a_new_yes_too(question: ConsentQuestion) -> None:
    say(question, YES)
    say(question, BACK)
    assert (question.is_live, stand(question)) == (False, ConsentStand.WITHDRAWN)
    say(question, YES)
    assert question.is_live


def test_stop_of_a_voogd_outlives_the_voogd(question: ConsentQuestion) -> None:
    say(question, YES)
    voogd = GuardianFactory(child=question.child, kind=GuardianKind.VOOGD)
    say(question, BACK, voogd)
    voogd.ended_on = AT.date()
    voogd.save()
    settle(question)
    assert not question.is_live
    say(question, YES)
    assert question.is_live


@pytest.mark.parametrize("change", [{"ended_on": date(2026, 11, 20)}, {"has_authority": False}])
def test_stop_of_a_parent_outlives_his_authority(
    question: ConsentQuestion, change: dict[str, object]
) -> None:
    say(question, YES)
    other = GuardianFactory(child=question.child)
    say(question, OBJECTED, other)
    question.child.guardians.filter(pk=other.pk).update(**change)
    settle(question)
    assert not question.is_live


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_newer_yes_supersedes_the_older_of_whatever_school(
    question: ConsentQuestion, is_elsewhere: bool
) -> None:
    say(question, YES)
    other_child = ask(make_child(), question.scope, question.school)
    other_scope = ask(question.child, ConsentScope.SHARE_FORM, question.school)
    say(other_child, YES)
    say(other_scope, YES)
    say(
        ask(question.child, question.scope, SchoolFactory() if is_elsewhere else question.school),
        YES,
    )
    assert stand(question) == ConsentStand.SUPERSEDED
    assert {stand(other_child), stand(other_scope)} == {ConsentStand.GRANTED}


@pytest.mark.privacy(7)
@pytest.mark.parametrize("act", [NO, OBJECTED])
@pytest.mark.parametrize("is_other_parent", [False, True])
def test_no_to_the_newer_question_stops_the_older_too(
    question: ConsentQuestion, act: ConsentAct, is_other_parent: bool
) -> None:
    say(question, YES)
    other = GuardianFactory(child=question.child)
    elsewhere = ask(question.child, question.scope, SchoolFactory())
    newer = ask(question.child, question.scope, question.school)
    say(newer, act, other if is_other_parent else None)
    assert stand(question) == ConsentStand.SUPERSEDED
    assert stand(elsewhere) == ConsentStand.REQUESTED


@pytest.mark.privacy(3)
@pytest.mark.parametrize("change", [{"lives_apart": False}, {"ended_on": date(2026, 11, 20)}])
def test_change_of_who_decides_never_makes_a_yes(
    question: ConsentQuestion, change: dict[str, object]
) -> None:
    other = GuardianFactory(child=question.child, lives_apart=True)
    say(question, YES)
    question.child.guardians.filter(pk=other.pk).update(**change)
    settle(question)
    assert (question.is_live, stand(question)) == (False, ConsentStand.ENDED)
    assert AuditEntry.objects.filter(action="consent.ended", ground=str(question.pk)).exists()


def test_change_of_who_decides_that_stops_a_consent_is_logged(question: ConsentQuestion) -> None:
    say(question, YES)
    GuardianFactory(child=question.child, kind=GuardianKind.VOOGD)
    settle(question)
    assert not question.is_live
    assert AuditEntry.objects.filter(action="consent.stopped", ground=str(question.pk)).exists()


def test_placement_consent_ends_at_the_fourth_birthday() -> None:
    child = make_child(born_on=date(2024, 2, 29))
    asked = ask(child, ConsentScope.DISCUSS, SchoolFactory())
    assert asked.valid_until == date(2028, 2, 29)
    say(asked, YES)
    assert stand(asked, AT.replace(year=2029)) == ConsentStand.ENDED


def test_yes_after_the_last_day_is_refused() -> None:
    asked = ask(make_child(born_on=date(2022, 9, 4)), ConsentScope.DISCUSS, SchoolFactory())
    with pytest.raises(ConsentRefusedError, match="voorbij"):
        say(asked, YES)


def test_nothing_is_asked_of_a_child_that_left(question: ConsentQuestion) -> None:
    Child.objects.filter(pk=question.child_id).update(left_on=AT.date(), left_because="moved")
    by = make_actor(Role.KOC, question.child.location)
    with pytest.raises(ConsentRefusedError, match="weg"):
        consents.request(question_id=question.pk, channel=Channel.MAIL, by=by, at=AT)
    with pytest.raises(ConsentRefusedError, match="weg"):
        ask(question.child, ConsentScope.DISCUSS, SchoolFactory())


def test_question_of_a_child_that_somebody_does_not_see_cannot_be_closed(
    question: ConsentQuestion,
) -> None:
    stranger = make_actor(Role.KOW, question.child.location)
    with pytest.raises(Child.DoesNotExist):
        consents.close(question_id=question.pk, act=ConsentAct.ENDED, by=stranger, at=AT)


def test_nobody_decides_without_authority(question: ConsentQuestion) -> None:
    foster = GuardianFactory(
        child=question.child, kind=GuardianKind.FOSTER_PARENT, has_authority=False
    )
    with pytest.raises(ConsentRefusedError, match="beslist niet"):
        say(question, YES, foster)


# --- what is refused -----------------------------------------------------------------------------


def test_answer_of_another_childs_guardian(question: ConsentQuestion) -> None:
    with pytest.raises(ConsentRefusedError, match="gaat niet over dit kind"):
        say(question, YES, GuardianFactory())


def test_answer_before_asking() -> None:
    child = make_child()
    by = make_actor(Role.KOC, child.location)
    asked = ConsentQuestion(
        child=child, scope=ConsentScope.OBSERVE, school=SchoolFactory(), text_version="1"
    )
    consents.prepare(asked, by=by, at=AT)
    assert stand(asked) == ConsentStand.PREPARED
    with pytest.raises(ConsentRefusedError, match="nog niet gesteld"):
        say(asked, YES)


def test_yes_for_a_school_that_closed(question: ConsentQuestion) -> None:
    School.objects.filter(pk=question.school_id).update(closed_on=AT.date())
    with pytest.raises(ConsentRefusedError, match="school in deze vraag is gesloten"):
        say(question, YES)
    say(question, NO)
    assert stand(question) == ConsentStand.ENDED


@pytest.mark.parametrize("act", [YES, NO, OBJECTED])
def test_answer_after_closing(question: ConsentQuestion, act: ConsentAct) -> None:
    consents.close(question_id=question.pk, act=ConsentAct.ENDED, by=None, at=AT)
    with pytest.raises(ConsentRefusedError, match="vervangen of afgelopen"):
        say(question, act)


@pytest.mark.privacy(4)
def test_stopping_works_after_closing_too(question: ConsentQuestion) -> None:
    say(question, YES)
    consents.close(question_id=question.pk, act=ConsentAct.ENDED, by=None, at=AT)
    say(question, BACK)
    assert question.events.filter(act=BACK).exists()


@pytest.mark.privacy(6)
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.KCC, Role.KOC}))
def test_only_childcare_of_the_child_asks(question: ConsentQuestion, role: Role) -> None:
    place = {
        Role.KOW: question.child.location, Role.DPO: question.child.location.holder,
        Role.QC: question.school, Role.SCH: question.school, Role.TEA: question.school,
    }.get(role)  # fmt: skip
    say(question, YES)
    by = make_actor(role, place)
    with pytest.raises(Child.DoesNotExist):
        consents.request(question_id=question.pk, channel=Channel.MAIL, by=by, at=AT)


def test_childcare_of_another_location_cannot_ask(question: ConsentQuestion) -> None:
    by = make_actor(Role.KOC, ChildcareLocationFactory(holder=question.child.location.holder))
    with pytest.raises(Child.DoesNotExist):
        consents.request(question_id=question.pk, channel=Channel.MAIL, by=by, at=AT)


# --- proof ---------------------------------------------------------------------------------------


@pytest.mark.privacy(2)
def test_answer_keeps_who_what_which_text_when_and_how(question: ConsentQuestion) -> None:
    say(question, YES)
    kept = question.events.get(act=YES)
    assert (kept.guardian, kept.guardian_kind, kept.at) == (
        question.child.guardians.get(),
        GuardianKind.PARENT,
        AT,
    )
    assert (kept.channel, kept.language, kept.text_sha256) == (Channel.MAIL, Language.NL, TEXT)
    assert (question.school is None, question.text_version) == (False, "1")


def test_answer_on_paper_keeps_who_saw_it_and_is_logged_by_that_membership() -> None:
    child = make_child()
    asked = ask(child, ConsentScope.OBSERVE, SchoolFactory())
    by = make_actor(Role.KOC, child.location)
    MembershipFactory(user=by.user, role=Role.KOC, organisation__sort_name="aaa")
    said = consents.Answer(
        YES, child.guardians.get(), Channel.PAPER, Language.NL, TEXT, seen_on=AT.date()
    )
    consents.answer(question_id=asked.pk, said=said, at=AT, by=by)
    line = AuditEntry.objects.get(action="consent.granted")
    assert asked.events.get(act=YES).membership == line.membership == by.memberships[0]
    assert (line.organisation_id, line.target_key) == (child.location.holder_id, str(child.key))


def erase(child: Child) -> None:
    with erasing(child):
        child.delete()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE children_consentevent SET act = 'granted'",
        "DELETE FROM children_consentevent",
        "TRUNCATE children_consentevent",
        "UPDATE children_consentquestion SET scope = 'observe', sections = '{}'",
        "UPDATE children_consentquestion SET valid_until = '2030-01-01'",
        "UPDATE children_consentquestion SET text_version = '2'",
        "DELETE FROM children_consentquestion",
        "TRUNCATE children_consentquestion CASCADE",
        "DELETE FROM children_consentquestion; DELETE FROM children_consentevent",
    ],
)
@pytest.mark.privacy(2)
def test_database_refuses_to_change_a_consent(statement: str) -> None:
    asked = ask(
        make_child(), ConsentScope.SHARE_FORM, SchoolFactory(), sections=[FormSection.BASICS]
    )
    say(asked, NO)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ConsentEvent.objects.count() == 3


@pytest.mark.privacy(2)
@pytest.mark.privacy(3)
def test_database_opens_a_question_by_a_yes_only(question: ConsentQuestion) -> None:
    live = ConsentQuestion.objects.filter(pk=question.pk)
    with pytest.raises(DatabaseError, match="by a yes only"), transaction.atomic():
        live.update(is_live=True)
    say(question, YES)
    consents.close(question_id=question.pk, act=ConsentAct.ENDED, by=None, at=AT)
    with pytest.raises(DatabaseError, match="by a yes only"), transaction.atomic():
        live.update(is_live=True)
    with pytest.raises(DatabaseError, match="by a yes only"), transaction.atomic():
        ConsentQuestion.objects.create(
            child=question.child, scope=question.scope, school=question.school, is_live=True
        )


def test_database_keeps_no_word_of_another_childs_guardian(question: ConsentQuestion) -> None:
    stranger = make_child().guardians.get()
    with pytest.raises(DatabaseError, match="of this child"), transaction.atomic():
        question.events.create(act=ConsentAct.SEEN, guardian=stranger)


def test_another_school_is_another_question(question: ConsentQuestion) -> None:
    say(question, YES)
    question.school = SchoolFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        question.save()


def test_erasing_a_child_takes_its_consents_along_and_no_other(question: ConsentQuestion) -> None:
    other = ask(make_child(), ConsentScope.OBSERVE, SchoolFactory())
    erase(question.child)
    assert list(ConsentQuestion.objects.all()) == [other]
    with pytest.raises(DatabaseError), transaction.atomic():
        ChildFactory._meta.model.objects.all().delete()
