"""Meetings, lines and action points for tests; all words invented."""

from datetime import timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from dossier.meeting_states import LineKind, MeetingKind
from dossier.models import ActionPoint, AgendaLine, Meeting, MeetingInvitee
from partners.states import Role
from tests.factories.children import AT
from tests.factories.partners import ChildcareLocationFactory, MembershipFactory


def contact_of(location: Any) -> Any:
    """Return a contact of a location."""
    return MembershipFactory(organisation=location.organisation, role=Role.KOC)


class MeetingFactory(DjangoModelFactory[Meeting]):
    """A kindbespreking of a new location that comes in two weeks, without a school."""

    class Meta:
        model = Meeting

    location = factory.SubFactory(ChildcareLocationFactory)
    kind = MeetingKind.CHILD_DISCUSSION
    planned_at = AT + timedelta(days=14)
    made_at = AT
    made_by = factory.LazyAttribute(lambda meeting: contact_of(meeting.location))


class MeetingInviteeFactory(DjangoModelFactory[MeetingInvitee]):
    """A contact who was invited to a new meeting."""

    class Meta:
        model = MeetingInvitee

    meeting = factory.SubFactory(MeetingFactory)
    membership = factory.LazyAttribute(lambda invitee: contact_of(invitee.meeting.location))


class AgendaLineFactory(DjangoModelFactory[AgendaLine]):
    """A topic on the agenda of a new meeting; with a child about that child."""

    class Meta:
        model = AgendaLine

    meeting = factory.SubFactory(MeetingFactory)
    child = None
    kind = factory.LazyAttribute(lambda line: LineKind.CHILD if line.child else LineKind.TOPIC)
    words = factory.LazyAttribute(lambda line: "" if line.child else "De wenochtend")
    added_by = factory.LazyAttribute(lambda line: line.meeting.made_by)
    added_at = AT


class ActionPointFactory(DjangoModelFactory[ActionPoint]):
    """What a contact will do after a new meeting, within a month."""

    class Meta:
        model = ActionPoint

    meeting = factory.SubFactory(MeetingFactory)
    location = factory.LazyAttribute(
        lambda action: action.meeting.location if action.meeting else ChildcareLocationFactory()
    )
    school = factory.LazyAttribute(lambda action: action.meeting.school if action.meeting else None)
    text = "De ouders bellen over de wenochtend"
    owner = factory.LazyAttribute(lambda action: contact_of(action.location))
    due_on = (AT + timedelta(days=28)).date()
    made_by = factory.LazyAttribute(lambda action: contact_of(action.location))
    made_at = AT
