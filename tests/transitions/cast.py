"""Who the tests of the handover play with: a child, its school, and everybody around it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from children.models import Child, ConsentQuestion
from children.states import ConsentAct, ConsentScope, FormSection
from partners.access import Actor
from partners.models import School
from partners.states import ContactPlace, Role
from tests.factories.children import AT, AttachmentFactory, ask, make_child, say, switch_on
from tests.factories.contacts import FixedContactFactory
from tests.factories.partners import SchoolFactory, make_actor
from transitions import filling, sharing
from transitions.filling import Typed
from transitions.models import FormEntry, FormVersion, Handover

HELPS = "Eerst kijken, dan samen beginnen."
SOON = AT + timedelta(minutes=5)
PARTS = (FormSection.BASICS, FormSection.REPORT)


@dataclass
class Cast:
    """A child that goes to a school, with the contact of its location and of the school."""

    child: Child
    school: School
    contact: Actor
    reader: Actor

    def allow(self, *parts: FormSection, health: bool = False) -> ConsentQuestion:
        """Let parents allow the school to read these parts."""
        question = ask(
            self.child, ConsentScope.SHARE_FORM, self.school, sections=list(parts or PARTS)
        )
        say(question, ConsentAct.GRANTED)
        if health:
            more = ask(self.child, ConsentScope.HEALTH, self.school, needs_everybody=True)
            say(more, ConsentAct.GRANTED)
        return question

    def fill(self, at: datetime = AT, **values: str) -> Handover:
        """Fill in what is required, or these fields."""
        values = values or {"helps": HELPS, "warm": "nee"}
        numbers = {entry.field: entry.number for entry in self.entries}
        typed = {code: Typed(value, numbers.get(code, 0)) for code, value in values.items()}
        return filling.save(key=self.child.key, typed=typed, by=self.contact, at=at)

    def talk(self, at: datetime = SOON) -> Handover:
        """Note that parents were told."""
        return sharing.note_talk(key=self.child.key, on=at.date(), by=self.contact, at=at)

    def share(self, at: datetime = SOON, **more: Any) -> FormVersion:
        """Share it as it stands."""
        seen = more.pop("seen", None) or self.handover.changed_at
        by = more.pop("by", self.contact)
        return sharing.share(key=self.child.key, seen=seen, by=by, at=at)

    def ready(self, *parts: FormSection, health: bool = False) -> None:
        """Do all that comes before sharing."""
        self.allow(*parts, health=health)
        self.attach()
        self.fill()
        self.talk()

    def attach(self) -> None:
        """Add the report of the observation system."""
        AttachmentFactory(child=self.child, added_by=self.contact.memberships[0])

    @property
    def handover(self) -> Handover:
        """Return the open handover."""
        return Handover.objects.open().get(child=self.child)

    @property
    def entries(self) -> list[FormEntry]:
        """Return what stands in the form."""
        return list(FormEntry.objects.filter(handover__child=self.child))


def make_cast() -> Cast:
    """Make a child, its school, and a fixed contact of its location."""
    school = SchoolFactory()
    switch_on(school)
    child = make_child(school=school, first_name="Levi", last_name="Waterval")
    contact = make_actor(Role.KOC, child.location)
    FixedContactFactory(
        organisation=child.location.organisation,
        membership=contact.memberships[0],
        place=ContactPlace.FIXED,
    )
    return Cast(child, school, contact, make_actor(Role.SCH, school))
