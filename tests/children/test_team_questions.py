"""The question for a support team names who takes part, and the school only when it does."""

import pytest

from children import asking
from children.asking import AskError, Asking
from children.models import Child
from children.states import Channel, ConsentAct, ConsentScope
from partners.access import Actor
from partners.states import Role
from tests.factories.children import AT, ask, make_child, say
from tests.factories.partners import SchoolFactory, make_actor

pytestmark = pytest.mark.django_db
TEAM = (ConsentScope.SUPPORT_TEAM,)
NURSE = ("Noor Dijkstra, GGD",)


@pytest.fixture
def child() -> Child:
    return make_child(school=SchoolFactory())


@pytest.fixture
def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location)


def of(child: Child, by: Actor, **more: object) -> None:
    asked = Asking(TEAM, Channel.SHEET, **more)
    asking.ask(key=child.key, asking=asked, by=by, at=AT)


@pytest.mark.privacy(2)
def test_ask_of_a_support_team_names_who_takes_part(child: Child, contact: Actor) -> None:
    of(child, contact, participants=NURSE)
    question = child.consent_questions.get()
    assert (question.participants, question.school) == (NURSE[0], child.school)


def test_ask_of_a_support_team_without_names_is_refused(child: Child, contact: Actor) -> None:
    with pytest.raises(AskError, match="Noem eerst wie er meedoet"):
        of(child, contact)


def test_ask_of_a_support_team_without_the_school_names_none(child: Child, contact: Actor) -> None:
    Child.objects.filter(pk=child.pk).update(school=None)
    of(child, contact, participants=NURSE, has_school=False)
    assert child.consent_questions.get().school is None


def test_ask_of_a_support_team_with_somebody_more_is_another_question(
    child: Child, contact: Actor
) -> None:
    of(child, contact, participants=NURSE)
    of(child, contact, participants=NURSE)
    of(child, contact, participants=(*NURSE, "Bo Smit, Auris"))
    assert [one.participants for one in child.consent_questions.order_by("pk")] == [
        NURSE[0], f"{NURSE[0]}\nBo Smit, Auris",
    ]  # fmt: skip


def test_no_to_a_support_team_stops_one_with_another_school(child: Child) -> None:
    before = ask(child, ConsentScope.SUPPORT_TEAM, SchoolFactory())
    say(before, ConsentAct.GRANTED)
    after = ask(child, ConsentScope.SUPPORT_TEAM, None, participants=NURSE[0])
    say(after, ConsentAct.REFUSED)
    before.refresh_from_db()
    assert not before.is_live
