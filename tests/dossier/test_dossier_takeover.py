"""What goes along when a colleague takes over a place: action points and meetings to come."""

from datetime import timedelta
from typing import Any

import pytest

from children.states import ConsentAct
from dossier import takeover
from dossier.meeting_states import ActionSource
from dossier.models import ActionPoint, Meeting
from partners import contacts
from partners.contacts import Takeover
from partners.models import AuditEntry, Membership, Message
from partners.states import Role
from tests.dossier.meeting_cast import Cast
from tests.factories.children import make_child, say
from tests.factories.meetings import ActionPointFactory, MeetingInviteeFactory
from tests.factories.partners import MembershipFactory, make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


def colleague(place: Any, role: Role) -> Membership:
    made: Membership = MembershipFactory(organisation=place.organisation, role=role)
    return made


def take(cast: Cast, place: Any, leaving: Any, taking: Membership) -> list[str]:
    moved = Takeover(place.organisation, leaving.user, taking)
    by = make_actor(Role.QC if place == cast.school else Role.KOC, place)
    return takeover.move(moved, by, cast.at)


def shown(cast: Cast, place: Any, leaving: Any) -> list[str]:
    return takeover.preview(place.organisation, leaving.user, cast.day)


def test_action_points_and_meetings_of_a_location_go_along(cast: Cast) -> None:
    meeting, done, old = cast.plan(), cast.held(), cast.contact.memberships[0]
    owner = {"owner": old, "meeting": meeting}
    action = ActionPointFactory(child=cast.child, **owner)
    kept = ActionPointFactory(done_at=cast.at, done_by=old, **owner)
    over = {"state": "closed", "held_at": cast.at, "closed_at": cast.at, "spent_minutes": 60}
    Meeting.objects.filter(pk=done.pk).update(**over)
    assert shown(cast, cast.location, cast.contact) == ["1 actiepunt", "1 overleg"]
    taking = colleague(cast.location, Role.KOC)
    said = take(cast, cast.location, cast.contact, taking)
    assert said == ["1 actiepunt gaat mee.", "1 overleg gaat mee."]
    owners = dict(ActionPoint.objects.values_list("pk", "owner"))
    planned = dict(Meeting.objects.values_list("pk", "made_by"))
    assert owners == {action.pk: taking.pk, kept.pk: old.pk}
    assert planned == {meeting.pk: taking.pk, done.pk: old.pk}


def test_who_takes_over_is_invited_to_what_comes(cast: Cast) -> None:
    meeting, done = cast.plan(), cast.held()
    taking = colleague(cast.location, Role.KOC)
    take(cast, cast.location, cast.contact, taking)
    assert meeting.invitees.filter(membership=taking).exists()
    assert not done.invitees.filter(membership=taking).exists()
    [mail] = Message.objects.filter(recipient=taking.user)
    assert "Uitnodiging: kindbespreking" in mail.subject


@pytest.mark.privacy(17)
def test_each_step_has_its_line_in_the_log_of_childcare(cast: Cast) -> None:
    meeting = cast.plan()
    ActionPointFactory(child=cast.child, meeting=meeting, owner=cast.contact.memberships[0])
    take(cast, cast.location, cast.contact, colleague(cast.location, Role.KOC))
    lines = AuditEntry.objects.filter(action__endswith=".handed_over").order_by("pk")
    assert [(row.action, row.target_key) for row in lines] == [
        ("action.handed_over", str(cast.child.key)), ("meeting.handed_over", str(meeting.key)),
    ]  # fmt: skip
    assert {row.organisation_id for row in lines} == {cast.location.holder_id}


@pytest.mark.privacy(9)
def test_school_hands_over_what_it_may_still_know_of(cast: Cast) -> None:
    question, meeting = cast.let_discuss(), cast.plan()
    owner = {"owner": cast.coordinator.memberships[0], "meeting": meeting, "school": cast.school}
    bare = ActionPointFactory(**owner)
    known = ActionPointFactory(child=cast.child, **owner)
    ActionPointFactory(child=make_child(cast.location), **owner)
    ActionPointFactory(child=cast.child, source=ActionSource.TEAM, **owner)
    assert shown(cast, cast.school, cast.coordinator) == ["2 actiepunten"]
    say(question, ConsentAct.WITHDRAWN)
    assert shown(cast, cast.school, cast.coordinator) == ["1 actiepunt"]
    taking = colleague(cast.school, Role.QC)
    assert take(cast, cast.school, cast.coordinator, taking) == ["1 actiepunt gaat mee."]
    assert [bare.pk] == list(ActionPoint.objects.filter(owner=taking).values_list("pk", flat=True))
    assert known.owner == cast.coordinator.memberships[0]


def test_colleague_who_is_invited_already_comes_once(cast: Cast) -> None:
    meeting, taking = cast.plan(), colleague(cast.location, Role.KOC)
    MeetingInviteeFactory(meeting=meeting, membership=taking)
    take(cast, cast.location, cast.contact, taking)
    members = list(meeting.invitees.values_list("membership", flat=True))
    assert (members.count(taking.pk), members.count(cast.contact.memberships[0].pk)) == (1, 1)


def test_who_only_reads_at_a_school_takes_nothing(cast: Cast) -> None:
    ActionPointFactory(meeting=cast.plan(), owner=cast.coordinator.memberships[0])
    reader = colleague(cast.school, Role.SCH)
    [said] = take(cast, cast.school, cast.coordinator, reader)
    assert said.startswith(f"{reader.user} kan hier geen overleg afronden")
    ActionPoint.objects.update(done_at=cast.at, done_by=reader)
    assert take(cast, cast.school, cast.coordinator, reader) == []
    assert ActionPoint.objects.get().owner == cast.coordinator.memberships[0]


def test_worker_takes_what_is_about_children_it_sees(cast: Cast) -> None:
    owner = {"owner": cast.contact.memberships[0], "meeting": cast.plan()}
    own = ActionPointFactory(child=cast.child, **owner)
    ActionPointFactory(child=make_child(cast.location), **owner)
    taking = cast.worker.memberships[0]
    assert "1 actiepunt gaat mee." in take(cast, cast.location, cast.contact, taking)
    assert list(ActionPoint.objects.filter(owner=taking)) == [own]


def test_work_at_another_place_stays(cast: Cast) -> None:
    elsewhere = Cast()
    member = MembershipFactory(
        user=cast.contact.user, organisation=elsewhere.location.organisation, role=Role.KOC
    )
    due = cast.day + timedelta(days=3)
    action = ActionPointFactory(meeting=elsewhere.plan(), owner=member, due_on=due)
    assert take(cast, cast.location, cast.contact, colleague(cast.location, Role.KOC)) == []
    action.refresh_from_db()
    assert action.owner == member


def test_takeover_is_registered() -> None:
    assert set(takeover.MOVERS) <= set(contacts.MOVERS)
