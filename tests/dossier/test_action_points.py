"""An action point is agreed, done and taken back; it follows the consent of what it came from."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from children import consents
from children.states import Channel, ConsentAct, ConsentScope, Language
from dossier import action_points
from dossier.action_points import ActionError, NewAction, Origin
from dossier.meeting_states import ActionSource, MeetingKind
from dossier.models import ActionPoint
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from tests.dossier.meeting_cast import Cast
from tests.factories.children import ask, say
from tests.factories.meetings import ActionPointFactory, MeetingFactory
from tests.factories.partners import SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


def agree(cast: Cast, *, by: Actor | None = None, **more: Any) -> ActionPoint:
    """Agree something with the coordinator about the child."""
    said = {"text": "Bel de ouders", "owner": cast.coordinator.memberships[0]}
    said |= {"due_on": cast.day + timedelta(days=7)}
    said |= {name: more.pop(name) for name in list(more) if name in NewAction.__annotations__}
    meeting = cast.plan()
    origin = {"location": cast.location, "school": cast.school, "meeting": meeting, **more}
    return action_points.agree(
        new=NewAction(**said), origin=Origin(**origin), by=by or cast.contact, at=cast.at
    )


def own(actor: Actor) -> list[ActionPoint]:
    return list(action_points.rows(actor))


# --- agreeing ---------------------------------------------------------------------------------


def test_agree_keeps_who_what_and_when(cast: Cast) -> None:
    action = agree(cast)
    assert (action.text, action.owner) == ("Bel de ouders", cast.coordinator.memberships[0])
    assert own(cast.coordinator) == [action]


def test_agree_with_an_outsider_by_name(cast: Cast) -> None:
    action = agree(cast, owner=None, owner_name=" Anna van de JGZ ")
    assert (action.owner, action.owner_name) == (None, "Anna van de JGZ")


@pytest.mark.privacy(9)
def test_agree_gives_no_school_a_child_without_consent(cast: Cast) -> None:
    with pytest.raises(ActionError, match="lieten deze school niet meedenken"):
        agree(cast, child=cast.child)
    cast.let_discuss()
    assert agree(cast, child=cast.child).child == cast.child


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "a" * 501}, "text"),
        ({"owner": None, "owner_name": " "}, "who"),
    ],
)
def test_agree_refuses_what_nobody_can_do(cast: Cast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(ActionError) as refusal:
        agree(cast, **more)
    assert refusal.value.field == field


@pytest.mark.parametrize("days", [-1, 367])
def test_agree_refuses_a_day_that_cannot_be(cast: Cast, days: int) -> None:
    with pytest.raises(ActionError, match="Kies een dag vanaf vandaag"):
        agree(cast, due_on=cast.day + timedelta(days=days))


# --- done -------------------------------------------------------------------------------------


def test_finish_and_reopen_are_said_once(cast: Cast) -> None:
    action = agree(cast)
    for change in (action_points.finish, action_points.finish):
        done = change(key=action.key, by=cast.coordinator, at=cast.at)
    assert (done.done_at, done.done_by) == (cast.at, cast.coordinator.memberships[0])
    for change in (action_points.reopen, action_points.reopen):
        done = change(key=action.key, by=cast.contact, at=cast.at)
    assert (done.done_at, done.done_by) == (None, None)
    said = list(AuditEntry.objects.filter(action__startswith="action."))
    assert sorted(row.action for row in said) == ["action.agreed", "action.done", "action.reopened"]


def test_finish_by_an_outsider_finds_none(cast: Cast) -> None:
    with pytest.raises(ActionPoint.DoesNotExist):
        action_points.finish(key=agree(cast).key, by=Cast().contact, at=cast.at)


def test_finish_by_who_only_reads_is_refused(cast: Cast) -> None:
    meeting = cast.plan(kind=MeetingKind.ALIGNMENT)
    action = ActionPointFactory(meeting=meeting)
    with pytest.raises(PermissionDenied):
        action_points.finish(key=action.key, by=make_actor(Role.SCH, cast.school), at=cast.at)


@pytest.mark.privacy(10)
def test_finish_after_the_consent_ended_finds_none(cast: Cast) -> None:
    question = cast.let_discuss()
    action = agree(cast, child=cast.child)
    action_points.finish(key=action.key, by=cast.coordinator, at=cast.at)
    question.refresh_from_db()
    cast_out(cast, question)
    with pytest.raises(ActionPoint.DoesNotExist):
        action_points.reopen(key=action.key, by=cast.coordinator, at=cast.at)


def cast_out(cast: Cast, question: Any) -> None:
    """Let the parents take their yes back, now."""
    who = cast.child.guardians.all()[0]
    said = consents.Answer(ConsentAct.WITHDRAWN, who, Channel.MAIL, Language.NL, "0" * 64)
    consents.answer(question_id=question.pk, said=said, at=cast.at)


# --- reading ----------------------------------------------------------------------------------


def test_rows_put_what_is_open_first_and_the_soonest_above(cast: Cast) -> None:
    owner = cast.contact.memberships[0]
    meeting = MeetingFactory(location=cast.location)
    days = (5, 2, 9)
    late, soon, done = (
        ActionPointFactory(meeting=meeting, owner=owner, due_on=cast.day + timedelta(days=number))
        for number in days
    )
    action_points.finish(key=done.key, by=cast.contact, at=cast.at)
    assert own(cast.contact) == [soon, late, done]
    assert action_points.open_count(cast.contact) == 2


def test_action_of_who_left_comes_back_to_who_agreed_it(cast: Cast) -> None:
    action = agree(cast, owner=cast.carer.memberships[0])
    assert (own(cast.contact), own(cast.carer)) == ([], [action])
    member = cast.carer.memberships[0]
    type(member).objects.filter(pk=member.pk).update(valid_until=cast.day - timedelta(days=1))
    [row] = action_points.rows(cast.contact)
    assert (row, row.has_owner) == (action, False)
    page = sign_in(Client(), cast.contact)
    assert "(werkt hier niet meer)" in page.get("/acties/").content.decode()
    assert "Bel de ouders" in page.get("/mijn-week/").content.decode()
    named = agree(cast, owner=None, owner_name="Anna van de JGZ")
    assert own(cast.contact) == [action]
    assert named.owner is None


def test_rows_of_everybody_are_what_one_may_see(cast: Cast) -> None:
    action = agree(cast)
    assert own(cast.contact) == []
    assert list(action_points.rows(cast.contact, is_everybody=True)) == [action]
    assert list(action_points.rows(Cast().contact, is_everybody=True)) == []


@pytest.mark.privacy(10)
def test_owner_who_lost_sight_is_told_so_for_four_weeks_and_no_more(cast: Cast) -> None:
    question = cast.let_discuss()
    agree(cast, child=cast.child)
    assert not action_points.has_lost_sight(cast.coordinator, at=cast.at)
    cast_out(cast, question)
    assert own(cast.coordinator) == []
    assert action_points.has_lost_sight(cast.coordinator, at=cast.at)
    after = cast.at + timedelta(days=29)
    assert not action_points.has_lost_sight(cast.coordinator, at=after)


@pytest.mark.privacy(34)
def test_owner_is_told_nothing_where_parents_never_said_yes(cast: Cast) -> None:
    ActionPointFactory(meeting=cast.plan(), child=cast.child, owner=cast.coordinator.memberships[0])
    assert not action_points.has_lost_sight(cast.coordinator, at=cast.at)


@pytest.mark.privacy(10)
def test_owner_is_told_nothing_of_what_parents_say_to_another_school(cast: Cast) -> None:
    other = SchoolFactory(municipality=cast.location.municipality)
    question = ask(cast.child, ConsentScope.SHARE_FORM, other)
    say(question, ConsentAct.GRANTED)
    ActionPointFactory(meeting=cast.plan(), child=cast.child, owner=cast.coordinator.memberships[0])
    cast_out(cast, question)
    assert not action_points.has_lost_sight(cast.coordinator, at=cast.at)


def test_worker_whose_child_changed_group_is_told_nothing_of_consents(cast: Cast) -> None:
    question = cast.let_discuss()
    owner = cast.worker.memberships[0]
    ActionPointFactory(meeting=cast.plan(), child=cast.child, owner=owner)
    type(cast.child).objects.update(group=None, mentor=None)
    cast_out(cast, question)
    assert own(cast.worker) == []
    assert not action_points.has_lost_sight(cast.worker, at=cast.at)


def test_may_finish_of_a_support_team_is_the_owners_or_childcares(cast: Cast) -> None:
    action = ActionPointFactory(
        meeting=cast.plan(), child=cast.child, source=ActionSource.TEAM,
        school=cast.school, owner=cast.coordinator.memberships[0],
    )  # fmt: skip
    other = make_actor(Role.QC, cast.school)
    allowed = [action_points.may_finish(one, action) for one in (cast.coordinator, other)]
    assert [*allowed, action_points.may_finish(cast.carer, action)] == [True, False, True]
