"""What a guardian is asked, what can be chosen, and what a choice does."""

from datetime import date, timedelta

import pytest

from children import consents, guardian_answers, links
from children.consent_texts import text_sha256
from children.guardian_answers import Choice, asked_of
from children.models import Child, ConsentEvent, ConsentQuestion, Guardian, GuardianLink
from children.states import Channel, ConsentAct, ConsentScope, GuardianKind, Language
from partners.models import AuditEntry
from partners.states import ModuleKind, Role
from tests.factories.children import AT, GuardianFactory, ask, make_child, say
from tests.factories.partners import ModuleFactory, SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=15)


@pytest.fixture
def child() -> Child:
    made = make_child()
    ModuleFactory(municipality=made.location.municipality, kind=ModuleKind.HANDOVER)
    return made


@pytest.fixture
def parent(child: Child) -> Guardian:
    return child.guardians.get()


@pytest.fixture
def link(child: Child, parent: Guardian) -> GuardianLink:
    by = make_actor(Role.KOC, child.location)
    links.make(guardian_id=parent.pk, channel=Channel.SHEET, by=by, at=AT)
    return parent.links.get()


@pytest.fixture
def question(child: Child) -> ConsentQuestion:
    return ask(child, ConsentScope.OBSERVE, SchoolFactory())


def choose(link: GuardianLink, question: ConsentQuestion, choice: str, at: object = AT) -> None:
    guardian_answers.answer(
        link=link,
        given={question.pk: Choice(choice)},
        language=Language.TR,
        at=at,  # type: ignore[arg-type]
    )
    question.refresh_from_db()


def options(guardian: Guardian, *, can_answer: bool = True) -> list[list[str]]:
    return [asked.options(can_answer=can_answer) for asked in asked_of(guardian, AT)]


# --- what is asked --------------------------------------------------------------------------


def test_asked_of_is_what_was_requested(parent: Guardian, question: ConsentQuestion) -> None:
    by = make_actor(Role.KOC, parent.child.location)
    waiting = ConsentQuestion(child=parent.child, scope=ConsentScope.ASKED_AT_35, text_version="1")
    consents.prepare(waiting, by=by, at=AT)
    assert [asked.question for asked in asked_of(parent, AT)] == [question]


def test_asked_of_leaves_out_what_ended(parent: Guardian, question: ConsentQuestion) -> None:
    consents.close(question_id=question.pk, act=ConsentAct.ENDED, by=None, at=AT)
    assert asked_of(parent, AT) == []


def test_asked_of_leaves_out_a_closed_school_until_it_was_allowed(
    parent: Guardian, question: ConsentQuestion
) -> None:
    say(question, ConsentAct.GRANTED)
    school = question.school
    school.closed_on = date(2026, 11, 1)
    school.save()
    assert options(parent) == [["stop"]]
    say(question, ConsentAct.WITHDRAWN)
    assert asked_of(parent, AT) == []


def test_asked_of_who_does_not_decide_is_nothing(
    parent: Guardian, question: ConsentQuestion
) -> None:
    foster = GuardianFactory(
        child=parent.child, kind=GuardianKind.FOSTER_PARENT, has_authority=False
    )
    assert asked_of(foster, AT) == []


def test_asked_of_is_about_the_own_child_only(parent: Guardian, question: ConsentQuestion) -> None:
    assert asked_of(make_child().guardians.get(), AT) == []


def test_options_are_yes_and_no_at_first(parent: Guardian, question: ConsentQuestion) -> None:
    assert options(parent) == [["ja", "nee"]]
    assert options(parent, can_answer=False) == [[]]


@pytest.mark.privacy(4)
def test_options_after_a_yes_are_to_stop_for_ever(
    parent: Guardian, question: ConsentQuestion
) -> None:
    say(question, ConsentAct.GRANTED)
    assert options(parent) == options(parent, can_answer=False) == [["stop"]]


def test_options_after_a_no_are_a_yes(parent: Guardian, question: ConsentQuestion) -> None:
    say(question, ConsentAct.REFUSED)
    assert options(parent) == [["ja"]]


@pytest.mark.privacy(7)
def test_options_with_an_old_link_are_to_object_to_the_yes_of_another(
    parent: Guardian, question: ConsentQuestion
) -> None:
    say(question, ConsentAct.GRANTED, GuardianFactory(child=parent.child))
    assert options(parent, can_answer=False) == [["oneens"]]
    say(question, ConsentAct.REFUSED, parent)
    assert options(parent, can_answer=False) == [[]]


@pytest.mark.privacy(34)
def test_options_of_the_other_parent_show_a_yes_and_no_refusal(
    parent: Guardian, question: ConsentQuestion
) -> None:
    other = GuardianFactory(child=parent.child)
    say(question, ConsentAct.REFUSED, other)
    assert options(parent) == [["ja", "nee"]]
    say(question, ConsentAct.GRANTED, other)
    assert options(parent) == [["ja", "oneens"]]


def test_options_where_all_must_agree_are_yes_and_no(parent: Guardian, child: Child) -> None:
    other = GuardianFactory(child=child)
    say(ask(child, ConsentScope.HEALTH, SchoolFactory()), ConsentAct.GRANTED, other)
    assert options(parent) == [["ja", "nee"]]


# --- answering ------------------------------------------------------------------------------


@pytest.mark.privacy(2)
def test_answer_keeps_all_that_proves_it(link: GuardianLink, question: ConsentQuestion) -> None:
    choose(link, question, "ja")
    event = ConsentEvent.objects.get(act=ConsentAct.GRANTED)
    assert question.is_live
    assert (event.guardian, event.guardian_kind, event.at) == (link.guardian, "parent", AT)
    assert (event.channel, event.language) == (Channel.SHEET, Language.TR)
    assert event.text_sha256 == text_sha256(ConsentScope.OBSERVE, Language.TR)


@pytest.mark.privacy(4)
def test_answer_stops_with_an_old_link(link: GuardianLink, question: ConsentQuestion) -> None:
    choose(link, question, "ja")
    choose(link, question, "stop", LATER)
    assert not question.is_live


def test_answer_gives_nothing_with_an_old_link(
    link: GuardianLink, question: ConsentQuestion
) -> None:
    with pytest.raises(consents.ConsentRefusedError):
        choose(link, question, "ja", LATER)
    assert not question.is_live


@pytest.mark.privacy(7)
def test_answer_of_who_disagrees_stops_it(link: GuardianLink, question: ConsentQuestion) -> None:
    other = GuardianFactory(child=question.child)
    say(question, ConsentAct.GRANTED, other)
    choose(link, question, "oneens")
    assert not question.is_live


@pytest.mark.parametrize("choice", ["stop", "oneens", "x", ""])
def test_answer_takes_only_what_was_offered(
    choice: str, link: GuardianLink, question: ConsentQuestion
) -> None:
    with pytest.raises(consents.ConsentRefusedError):
        choose(link, question, choice)


def test_answer_takes_no_question_of_another_child(link: GuardianLink) -> None:
    foreign = ask(make_child(), ConsentScope.OBSERVE, SchoolFactory())
    with pytest.raises(consents.ConsentRefusedError):
        choose(link, foreign, "ja")


def test_answer_is_all_or_nothing(
    link: GuardianLink, question: ConsentQuestion, child: Child
) -> None:
    gone = ask(child, ConsentScope.DISCUSS, SchoolFactory())
    consents.close(question_id=gone.pk, act=ConsentAct.ENDED, by=None, at=AT)
    with pytest.raises(consents.ConsentRefusedError):
        guardian_answers.answer(
            link=link,
            given={question.pk: Choice("ja"), gone.pk: Choice("ja")},
            language=Language.NL,
            at=AT,
        )
    assert not ConsentEvent.objects.filter(act=ConsentAct.GRANTED).exists()


@pytest.mark.parametrize("choice", ["ja", "nee"])
def test_answer_said_twice_is_one_answer(
    choice: str, link: GuardianLink, question: ConsentQuestion
) -> None:
    for _tap in range(2):
        choose(link, question, choice)
    assert ConsentEvent.objects.filter(guardian=link.guardian).count() == 1


def test_answer_stops_twice_and_is_one_stop(link: GuardianLink, question: ConsentQuestion) -> None:
    say(question, ConsentAct.GRANTED)
    for _tap in range(2):
        choose(link, question, "stop")
    assert ConsentEvent.objects.filter(act=ConsentAct.WITHDRAWN).count() == 1


def test_answer_said_before_the_question_ended_is_no_answer_to_it(
    link: GuardianLink, question: ConsentQuestion
) -> None:
    choose(link, question, "ja")
    consents.close(question_id=question.pk, act=ConsentAct.ENDED, by=None, at=AT)
    with pytest.raises(consents.ConsentRefusedError):
        choose(link, question, "ja")


def test_answer_of_another_is_none_of_this_guardian(
    link: GuardianLink, question: ConsentQuestion
) -> None:
    other = GuardianFactory(child=question.child)
    say(question, ConsentAct.GRANTED, other)
    say(question, ConsentAct.WITHDRAWN, other)
    with pytest.raises(consents.ConsentRefusedError):
        choose(link, question, "stop")


# --- reading --------------------------------------------------------------------------------


def test_see_notes_each_question_once_and_each_visit(
    link: GuardianLink, question: ConsentQuestion
) -> None:
    for _visit in range(2):
        guardian_answers.see(link=link, asked=asked_of(link.guardian, AT), at=AT)
    assert ConsentEvent.objects.filter(act=ConsentAct.SEEN).count() == 1
    assert AuditEntry.objects.filter(action="guardian.read").count() == 2


@pytest.mark.privacy(35)
def test_hides_places_from_the_other_parent_of_a_secret_address(
    parent: Guardian, child: Child
) -> None:
    other = GuardianFactory(child=child, is_secret=True)
    assert guardian_answers.hides_places(parent)
    assert not guardian_answers.hides_places(other)
