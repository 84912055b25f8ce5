"""Drafts: what somebody is typing is kept for that person alone, and not for long."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from children.models import Child, ConsentQuestion
from children.states import ConsentAct, ConsentScope
from dossier import drafts, looks
from dossier.drafts import DraftError
from dossier.models import Draft, LookQuestion
from dossier.states import Asked
from partners.access import Actor, actor_for
from partners.models import School
from partners.states import Role
from tests.factories.children import AT, ask, make_child, say
from tests.factories.dossier import LookQuestionFactory
from tests.factories.erasing import erasing
from tests.factories.partners import MembershipFactory, SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
TEXT = "Speelt graag bij het water.\nKiest zelf een maatje."
NUMBER = "123456782"


@pytest.fixture
def child() -> Child:
    return make_child()


@pytest.fixture
def school(child: Child) -> School:
    made: School = SchoolFactory(municipality=child.location.municipality)
    return made


@pytest.fixture
def consent(child: Child, school: School) -> ConsentQuestion:
    question = ask(child, ConsentScope.DISCUSS, school)
    say(question, ConsentAct.GRANTED)
    return question


@pytest.fixture
def look(child: Child, school: School, consent: ConsentQuestion) -> LookQuestion:
    made: LookQuestion = LookQuestionFactory(
        child=child, location=child.location, school=school, asked=Asked.SCHOOL_COORDINATOR
    )
    return made


@pytest.fixture
def writer(school: School) -> Actor:
    return make_actor(Role.QC, school)


def keep(look: LookQuestion, by: Actor, text: str = TEXT, **more: object) -> drafts.Kept:
    given = {"field": "answer", "seen": 0, "at": AT, **more}
    return drafts.keep(where=f"look:{look.key}", text=text, by=by, **given)  # type: ignore[arg-type]


def kept_texts(look: LookQuestion, by: Actor, at: object = AT) -> dict[str, str]:
    found = drafts.found(places=[f"look:{look.key}"], by=by, at=at)  # type: ignore[arg-type]
    return {field: draft.text for (_place, field), draft in found.items()}


def test_keep_keeps_the_newest_text_of_a_field(look: LookQuestion, writer: Actor) -> None:
    keep(look, writer, "Speelt")
    keep(look, writer, seen=3)
    draft = Draft.objects.get()
    assert (draft.text, draft.seen, draft.child, draft.user) == (TEXT, 3, look.child, writer.user)


def test_keep_knows_fields_apart(look: LookQuestion, writer: Actor) -> None:
    keep(look, writer)
    keep(look, writer, "Anders", field="advice")
    assert kept_texts(look, writer) == {"answer": TEXT, "advice": "Anders"}


def test_keep_of_nothing_is_no_draft_any_more(look: LookQuestion, writer: Actor) -> None:
    keep(look, writer)
    keep(look, writer, "  \r\n")
    assert not Draft.objects.exists()


def test_keep_of_a_paste_from_word_loses_nothing(look: LookQuestion, writer: Actor) -> None:
    text = "Hij bouwt torens. " * 2800
    keep(look, writer, text)
    assert kept_texts(look, writer) == {"answer": text}


def test_keep_refuses_more_than_anybody_types(look: LookQuestion, writer: Actor) -> None:
    keep(look, writer)
    with pytest.raises(DraftError, match="200001 tekens"):
        keep(look, writer, "x" * (drafts.LONGEST + 1))
    assert kept_texts(look, writer) == {"answer": TEXT}


def test_keep_refuses_endless_drafts(
    look: LookQuestion, writer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST", 1)
    keep(look, writer)
    with pytest.raises(DraftError, match="veel concepten"):
        keep(look, writer, field="other")
    keep(look, writer, "Verder")
    assert kept_texts(look, writer) == {"answer": "Verder"}


@pytest.mark.privacy(12)
@pytest.mark.parametrize("number", [NUMBER, "1234.56.782", "1234 56 782"])
def test_keep_writes_no_citizen_number_and_keeps_the_rest(
    look: LookQuestion, writer: Actor, number: str
) -> None:
    kept = keep(look, writer, f"Zijn nummer is {number}, zegt oma.")
    hidden = "".join("•" if sign.isdigit() else sign for sign in number)
    assert kept.left_out
    assert kept_texts(look, writer) == {"answer": f"Zijn nummer is {hidden}, zegt oma."}


def test_keep_keeps_a_telephone_number(look: LookQuestion, writer: Actor) -> None:
    assert keep(look, writer, "Bel 073 615 51 55.") == drafts.Kept(AT)


@pytest.mark.parametrize(
    "where", ["look:geen-sleutel", "look:8fbdc025-4546-4e63-827b-c6f3a0000000", "x:1", "", "look"]
)
def test_keep_knows_no_other_places(writer: Actor, where: str) -> None:
    with pytest.raises((Draft.DoesNotExist, LookQuestion.DoesNotExist)):
        drafts.keep(where=where, field="answer", text=TEXT, seen=None, by=writer, at=AT)


def outsiders(child: Child, school: School) -> Iterator[Actor]:
    """Return who may not write an answer: of childcare, of another school, another role."""
    yield make_actor(Role.KOC, child.location)
    yield make_actor(Role.SCH, school)
    yield make_actor(Role.QC, SchoolFactory(municipality=school.municipality))


@pytest.mark.privacy(9)
def test_keep_is_for_who_may_write_there(look: LookQuestion, child: Child, school: School) -> None:
    for actor in outsiders(child, school):
        with pytest.raises(LookQuestion.DoesNotExist):
            keep(look, actor)
    assert not Draft.objects.exists()


def test_keep_at_a_closed_question_is_refused(look: LookQuestion, writer: Actor) -> None:
    LookQuestion.objects.filter(pk=look.pk).update(closed_at=AT, closed_because="helped")
    with pytest.raises(LookQuestion.DoesNotExist):
        keep(look, writer)


def test_found_is_for_its_writer_alone(look: LookQuestion, writer: Actor, school: School) -> None:
    keep(look, writer)
    assert kept_texts(look, make_actor(Role.QC, school)) == {}


@pytest.mark.privacy(10)
def test_found_is_locked_when_the_consent_ended_and_not_lost(
    look: LookQuestion, writer: Actor, consent: ConsentQuestion
) -> None:
    keep(look, writer)
    say(consent, ConsentAct.WITHDRAWN)
    assert kept_texts(look, writer) == {}
    assert Draft.objects.count() == 1
    with pytest.raises(LookQuestion.DoesNotExist):
        drafts.throw_away(where=f"look:{look.key}", field="answer", by=writer)


def test_found_gives_nothing_older_than_two_weeks(look: LookQuestion, writer: Actor) -> None:
    keep(look, writer)
    assert kept_texts(look, writer, AT + drafts.LIFE) == {}


def test_throw_away_forgets_one_field(look: LookQuestion, writer: Actor) -> None:
    keep(look, writer)
    keep(look, writer, field="other")
    drafts.throw_away(where=f"look:{look.key}", field="other", by=writer)
    assert kept_texts(look, writer) == {"answer": TEXT}


def test_drop_forgets_ones_own_place(look: LookQuestion, writer: Actor, school: School) -> None:
    colleague = make_actor(Role.QC, school)
    keep(look, writer)
    keep(look, colleague)
    drafts.drop(where=f"look:{look.key}", by=writer)
    assert [draft.user for draft in Draft.objects.all()] == [colleague.user]


@pytest.mark.privacy(10)
def test_sweep_erases_what_is_two_weeks_old(look: LookQuestion, writer: Actor) -> None:
    keep(look, writer, at=AT - drafts.LIFE)
    keep(look, writer, field="other", at=AT - drafts.LIFE + timedelta(minutes=1))
    assert (drafts.sweep(at=AT), drafts.sweep(at=AT)) == (1, 0)
    assert Draft.objects.get().field == "other"


def test_draft_goes_with_its_child(look: LookQuestion, writer: Actor, child: Child) -> None:
    keep(look, writer)
    with erasing(child):
        child.delete()
    assert not Draft.objects.exists()


@pytest.mark.privacy(9, 10)
def test_new_question_belongs_to_no_child_and_to_ones_own_organisation(
    child: Child, writer: Actor
) -> None:
    contact = make_actor(Role.KOC, child.location)
    where = looks.ask_place(contact)
    given = {"where": where, "field": "question", "text": TEXT, "seen": None, "at": AT}
    drafts.keep(**given, by=contact)  # type: ignore[arg-type]
    assert Draft.objects.get().child is None
    MembershipFactory(user=contact.user, role=Role.KOC)  # and works somewhere else since
    elsewhere = actor_for(contact.user, day=AT.date(), role=Role.KOC)
    assert elsewhere is not None
    assert looks.ask_place(elsewhere) != where
    for other in (writer, elsewhere, make_actor(Role.KOC, make_child().location)):
        with pytest.raises(LookQuestion.DoesNotExist):
            drafts.keep(**given, by=other)  # type: ignore[arg-type]


def test_drop_of_a_field_keeps_the_others(look: LookQuestion, writer: Actor) -> None:
    keep(look, writer)
    keep(look, writer, field="other")
    drafts.drop(where=f"look:{look.key}", by=writer, fields=["answer"])
    assert kept_texts(look, writer) == {"other": TEXT}
