"""Yes, but not to all; and two guardians who answer at the same second."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from children import consents, guardian_answers, guardian_reading, links, narrowing
from children.forms.guardian import shown
from children.guardian_answers import Choice, asked_of
from children.guardian_reading import Said
from children.guardian_texts import card
from children.models import Attachment, Child, ConsentEvent, ConsentQuestion, GuardianLink
from children.states import Channel, ConsentAct, ConsentScope, FormSection, Language
from partners.models import AuditEntry
from partners.states import Role
from tests.children.test_consent_locks import cross
from tests.factories.children import AT, AttachmentFactory, GuardianFactory, ask, make_child, say
from tests.factories.partners import SchoolFactory, make_actor

NL = Language.NL
PARTS = [FormSection.BASICS, FormSection.DEVELOPMENT, FormSection.REPORT]
pytestmark = pytest.mark.django_db


@pytest.fixture
def question() -> ConsentQuestion:
    return ask(make_child(), ConsentScope.SHARE_FORM, SchoolFactory(), sections=PARTS)


@pytest.fixture
def link(question: ConsentQuestion) -> GuardianLink:
    return link_of(question, question.child.guardians.get().pk)


def link_of(question: ConsentQuestion, guardian_id: int) -> GuardianLink:
    links.make(guardian_id=guardian_id, channel=Channel.DOOR, by=None, at=AT)
    return GuardianLink.objects.get(guardian=guardian_id)


def choose(
    link: GuardianLink, question: ConsentQuestion, choice: str, *parts: str, at: datetime = AT
) -> None:
    given = {question.pk: Choice(choice, parts)}
    guardian_answers.answer(link=link, given=given, language=Language.NL, at=at)


def newest() -> ConsentQuestion:
    return ConsentQuestion.objects.latest("pk")


@pytest.mark.privacy(5)
def test_agree_opens_these_parts_and_no_other(
    question: ConsentQuestion, link: GuardianLink
) -> None:
    AttachmentFactory(child=question.child)
    reader = make_actor(Role.QC, question.school)
    choose(link, question, "deel", "basics")
    found = newest()
    assert (found.is_live, found.sections, found.school) == (True, ["basics"], question.school)
    assert Child.objects.visible_to(reader).exists()
    assert not Attachment.objects.visible_to(reader).exists()


def test_agree_replaces_the_wider_question(question: ConsentQuestion, link: GuardianLink) -> None:
    choose(link, question, "deel", "basics", "report")
    question.refresh_from_db()
    acts = [event.act for event in newest().events.order_by("pk")]
    assert acts == ["prepared", "requested", "granted"]
    assert (question.is_live, question.events.latest("pk").act) == (False, "superseded")
    assert AuditEntry.objects.get(action=narrowing.NARROWED).details["parts"] == [
        "basics",
        "report",
    ]


def test_agree_to_all_parts_is_a_yes_to_the_question(
    question: ConsentQuestion, link: GuardianLink
) -> None:
    choose(link, question, "deel", *PARTS)
    assert (newest().pk, newest().is_live) == (question.pk, True)


@pytest.mark.parametrize("parts", [(), ("bakery",), ("basics", "support")])
def test_agree_to_what_was_not_asked(
    question: ConsentQuestion, link: GuardianLink, parts: tuple[str, ...]
) -> None:
    with pytest.raises(consents.ConsentRefusedError):
        choose(link, question, "deel", *parts)
    assert (newest(), ConsentEvent.objects.filter(act=ConsentAct.GRANTED).exists()) == (
        question,
        False,
    )


@pytest.mark.privacy(7, 34)
def test_agree_lifts_no_refusal_of_the_other(question: ConsentQuestion, link: GuardianLink) -> None:
    other = GuardianFactory(child=question.child)
    before = asked_of(link.guardian, AT)[0].options(can_answer=True)
    say(question, ConsentAct.REFUSED, other)
    after = asked_of(link.guardian, AT)[0].options(can_answer=True)
    choose(link, question, "deel", "basics")
    assert (before == after, newest().is_live) == (True, False)
    assert asked_of(other, AT)[0].said == ConsentAct.REFUSED


def test_agree_keeps_the_yes_of_the_other_where_all_must_agree(
    question: ConsentQuestion, link: GuardianLink
) -> None:
    other = GuardianFactory(child=question.child, lives_apart=True)
    say(question, ConsentAct.GRANTED, other)
    choose(link, question, "deel", "basics")
    assert newest().is_live


@pytest.mark.privacy(3)
@pytest.mark.parametrize("language", Language)
def test_card_names_each_part_and_ticks_none(
    question: ConsentQuestion, link: GuardianLink, language: Language
) -> None:
    asked = asked_of(link.guardian, AT)[0]
    found = card(asked, link.guardian, language, is_hidden=False, can_answer=True)
    assert [value for value, _label in found.options] == ["ja", "deel", "nee"]
    assert [value for value, _label in found.parts] == PARTS


def test_card_of_one_part_offers_no_choice_of_parts(link: GuardianLink) -> None:
    asked = ask(link.guardian.child, ConsentScope.SHARE_FORM, SchoolFactory())
    found = {one.question: one.options(can_answer=True) for one in asked_of(link.guardian, AT)}
    assert found[asked] == ["ja", "nee"]


@pytest.mark.slow
def test_page_takes_the_parts_that_were_ticked(client: Client, question: ConsentQuestion) -> None:
    guardian, at = question.child.guardians.get(), timezone.now()
    token = links.make(guardian_id=guardian.pk, channel=Channel.DOOR, by=None, at=at)
    client.post(f"/ouder/{token}/", {"geboren": "4-9-2023"})
    address, name = f"/ouder/{token}/keuze/", f"vraag-{question.pk}"
    nothing = client.post(address, {name: "deel"}).content.decode()
    sent = {name: "deel", f"{name}-deel": ["basics", "report"], "getoond": shown(NL, token)}
    taps = [client.post(address, sent).status_code for _tap in range(2)]
    assert ("Maak eerst bij een vraag uw keuze." in nothing, taps) == (True, [302, 302])
    assert (newest().sections, newest().is_live) == (["basics", "report"], True)


# --- what is read of it afterwards -----------------------------------------------------------


LATER = AT + timedelta(days=2)


def read(guardian: Any) -> tuple[Said, ...]:
    return guardian_reading.kept(guardian, Language.NL, LATER).questions


@pytest.mark.privacy(35)
def test_other_guardian_reads_one_question_and_not_when_it_was_narrowed(
    question: ConsentQuestion, link: GuardianLink
) -> None:
    other = GuardianFactory(child=question.child)
    choose(link, question, "deel", "basics", at=LATER)
    text = (
        f"Mag de basisschool ({question.school}) lezen wat wij over {question.child.first_name} "
        "schrijven? Het gaat alleen over: wat helpt en wat opvalt."
    )
    assert read(other) == (Said(text, (("23 november 2026", "gevraagd"),)),)
    assert "25 november" not in guardian_reading.as_json(other, Language.NL, LATER)


def test_who_narrowed_reads_what_was_said_before_and_after(
    question: ConsentQuestion, link: GuardianLink
) -> None:
    guardian_answers.see(link=link, asked=asked_of(link.guardian, AT), at=AT)
    choose(link, question, "deel", "basics", at=LATER)
    (found,) = read(link.guardian)
    assert [act for _day, act in found.acts] == ["gevraagd", "door u geopend", "u zei ja"]


@pytest.mark.privacy(35)
def test_end_of_a_question_is_told_without_its_day(question: ConsentQuestion) -> None:
    other = GuardianFactory(child=question.child)
    say(ask(question.child, ConsentScope.SHARE_FORM, SchoolFactory()), ConsentAct.GRANTED)
    first, _newer = read(other)
    assert first.acts == (("23 november 2026", "gevraagd"), ("", "vervangen door een nieuwe vraag"))


def test_question_that_asks_more_is_read_beside_the_narrower(question: ConsentQuestion) -> None:
    ask(question.child, ConsentScope.SHARE_FORM, question.school, sections=[*PARTS, "support"])
    assert len(read(question.child.guardians.get())) == 2


# --- at the same second -----------------------------------------------------------------------


def refused(work: Callable[[], None], said: list[str]) -> Callable[[], None]:
    """Return the work with a refusal written down."""

    def run() -> None:
        try:
            work()
        except consents.ConsentRefusedError:
            said.append("refused")

    return run


@pytest.mark.slow
@pytest.mark.privacy(7)
@pytest.mark.django_db(transaction=True)
def test_two_guardians_answer_at_once_and_both_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    question = ask(make_child(), ConsentScope.OBSERVE, SchoolFactory())
    other = GuardianFactory(child=question.child)
    first, second = (link_of(question, one.pk) for one in (question.child.guardians.first(), other))
    cross(
        monkeypatch,
        "_refuse_answer",
        lambda: choose(first, question, "ja"),
        lambda: choose(second, question, "nee"),
    )
    question.refresh_from_db()
    acts = ConsentEvent.objects.filter(question=question, guardian__isnull=False)
    assert sorted(acts.values_list("act", flat=True)) == ["granted", "objected"]
    assert not question.is_live


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_answer_while_the_other_agrees_to_less_is_asked_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question: Any = ask(make_child(), ConsentScope.SHARE_FORM, SchoolFactory(), sections=PARTS)
    other = GuardianFactory(child=question.child)
    first, second = (link_of(question, one.pk) for one in (question.child.guardians.first(), other))
    said: list[str] = []
    cross(
        monkeypatch,
        "_refuse_answer",
        lambda: choose(first, question, "deel", "basics"),
        refused(lambda: choose(second, question, "ja"), said),
    )
    assert said == ["refused"]
    assert [one.question for one in asked_of(other, AT)] == [newest()]
    assert (newest().sections, newest().is_live) == (["basics"], True)
