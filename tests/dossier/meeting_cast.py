"""Who sits at the table in the tests of meetings: one location, one school, a group and a child."""

from datetime import datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from children.models import Child, Group
from children.states import ConsentAct, ConsentScope
from dossier import meetings
from dossier.meeting_states import MeetingKind
from dossier.meetings import NewMeeting, Span
from dossier.models import Meeting
from partners.access import Actor
from partners.models import ChildcareLocation, School
from partners.states import Role
from tests.factories.children import GroupFactory, ask, make_child, say, switch_on, work_in
from tests.factories.contacts import LocationAgreementFactory
from tests.factories.partners import ChildcareLocationFactory, SchoolFactory, make_actor


class Cast:
    """Everybody and everything, today."""

    def __init__(self) -> None:
        """Make the place, the people, and a child in the group."""
        self.at = timezone.now()
        self.day = timezone.localdate(self.at)
        self.location: ChildcareLocation = ChildcareLocationFactory()
        switch_on(self.location)
        self.school: School = SchoolFactory(municipality=self.location.municipality)
        LocationAgreementFactory(
            school=self.school, location=self.location, first_year=self.day.year
        )
        self.group: Group = GroupFactory(location=self.location)
        self.contact = make_actor(Role.KOC, self.location)
        self.carer = make_actor(Role.KCC, self.location.holder)
        self.worker = make_actor(Role.KOW, self.location)
        self.coordinator = make_actor(Role.QC, self.school)
        work_in(self.group, self.worker.memberships[0])
        self.child = self.toddler()

    def toddler(self, months: int = 40, **columns: Any) -> Child:
        """Make a child of the group that is so many months old."""
        born_on = self.day - relativedelta(months=months)
        more = {"entered_on": self.day, "group": self.group, **columns}
        return make_child(self.location, born_on=born_on, **more)

    def let_discuss(self, child: Child | None = None) -> Any:
        """Let parents allow the school to think along."""
        question = ask(child or self.child, ConsentScope.DISCUSS, self.school)
        say(question, ConsentAct.GRANTED)
        return question

    def new(self, **more: Any) -> NewMeeting:
        """Return a kindbespreking of the group with the school, in two weeks."""
        start = self.at + timedelta(days=more.pop("days", 14))
        facts: dict[str, Any] = {
            "kind": MeetingKind.CHILD_DISCUSSION,
            "location_id": self.location.pk,
            "school_id": self.school.pk,
            "group_ids": (self.group.pk,),
            "when": Span(start, start + timedelta(minutes=60)),
        }
        return NewMeeting(**{**facts, **more})

    def plan(self, by: Actor | None = None, at: datetime | None = None, **more: Any) -> Meeting:
        """Plan it; by the contact of the location unless said otherwise."""
        return meetings.plan(new=self.new(**more), by=by or self.contact, at=at or self.at)

    def held(self, **more: Any) -> Meeting:
        """Plan one that was yesterday."""
        return self.plan(**{"days": -1, **more})
