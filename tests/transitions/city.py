"""A city with childcare, schools and children, in which a whole year goes by day by day.

Everything is done by the verbs of the product, as the people who may; what each child lived
through is kept beside it, so that what the product says can be held against it.
"""

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from dateutil.relativedelta import relativedelta
from django.http import Http404

from children import changes, consents, enrolment
from children.models import Child, ConsentQuestion, Group, Guardian
from children.states import Channel, ConsentAct, ConsentScope, FormSection, Language, LeaveReason
from partners import reminder_runs
from partners.access import Actor
from partners.models import ChildcareLocation, School
from partners.refusals import RefusedError
from partners.states import ContactPlace, Role
from tests.factories.children import (
    TEXT,
    ChildFactory,
    GuardianFactory,
    KleuterGroupFactory,
    switch_on,
)
from tests.factories.contacts import FixedContactFactory
from tests.factories.partners import (
    ChildcareLocationFactory,
    MunicipalityFactory,
    SchoolFactory,
    make_actor,
)
from transitions import arrivals, filling, information, reads, registrations, sharing
from transitions.arrivals import IntakeDays
from transitions.filling import Typed
from transitions.models import Handover
from transitions.registration_states import Preschool
from transitions.registrations import NewRegistration
from transitions.reminder_steps import noon
from transitions.schedule import half_past_three
from transitions.states import PlacementReason

FIRST_DAY = date(2026, 9, 1)
DAY = timedelta(days=1)
HELPS = "Eerst kijken, dan samen beginnen."
PARTS = [FormSection.BASICS, FormSection.DEVELOPMENT]
RATED = {f"rating_{name}": "fits_age" for name in (
    "language", "numbers", "motor", "social", "play", "wellbeing"
)}  # fmt: skip
Story = Iterator[date]


@dataclass
class Place:
    """A location of childcare with its contact, or a school with its contact and first group."""

    row: Any
    contact: Actor
    lead: Actor
    group: Group | None = None


@dataclass
class Told:
    """What is known of one child outside the product; `tale`: the name of its story.

    `quiet_from`: nobody is reminded to ask or share. `stopped_from`: nobody of anything about it.
    `readers`: the schools that may read now.
    """

    tale: str
    child: Child
    quiet_from: date | None = None
    stopped_from: date | None = None
    readers: set[int] = field(default_factory=set)
    line_key: Any = None


class City:
    """The city, its clock, and the story of each of its children."""

    def __init__(self, seed: int, *, locations: int, schools: int) -> None:
        """Make the places and who works there."""
        self.draw = random.Random(seed)  # noqa: S311 - stories, not secrets
        self.day = FIRST_DAY
        self.town = MunicipalityFactory()
        self.places = [self._childcare() for _ in range(locations)]
        self.schools = [self._school() for _ in range(schools)]
        self.told: list[Told] = []
        self.leaks: list[str] = []
        self._waiting: list[tuple[date, int, Story]] = []
        self._number = count()

    def _childcare(self) -> Place:
        row: ChildcareLocation = ChildcareLocationFactory(municipality=self.town)
        switch_on(row)
        contact = make_actor(Role.KOC, row)
        FixedContactFactory(
            organisation=row.organisation,
            membership=contact.memberships[0],
            place=ContactPlace.FIXED,
        )
        return Place(row, contact, make_actor(Role.KCC, row.holder, is_lead=True))

    def _school(self) -> Place:
        row: School = SchoolFactory(municipality=self.town)
        switch_on(row)
        group = KleuterGroupFactory(school=row, places=200)
        return Place(row, make_actor(Role.SCH, row), make_actor(Role.QC, row, is_lead=True), group)

    # --- time ---------------------------------------------------------------------------------

    @property
    def at(self) -> datetime:
        """Return the moment at which people do what they do: before the reminders go."""
        return noon(self.day) - timedelta(hours=3)

    def begin(self, story: Story) -> None:
        """Let a story begin; it says on which day it goes on."""
        self._put(story)

    def _put(self, story: Story) -> None:
        following = next(story, None)
        if following is not None:
            heapq.heappush(self._waiting, (max(following, self.day), next(self._number), story))

    def live(self, days: int, *, each: Callable[["City"], None]) -> None:
        """Let days go by: first what people do, then the reminders, then whoever tries to look."""
        for _ in range(days):
            while self._waiting and self._waiting[0][0] <= self.day:
                self._put(heapq.heappop(self._waiting)[2])
            each(self)
            self.day += DAY

    @property
    def is_over(self) -> bool:
        """Say whether every story was told to its end."""
        return not self._waiting

    def remind(self) -> int:
        """Run the reminders of the day; return how many mails it made."""
        return reminder_runs.run(day=self.day, at=noon(self.day)).mails

    # --- children ----------------------------------------------------------------------------

    def child(self, tale: str, half_on: date, *, school: bool = True, **columns: Any) -> Told:
        """Let a child be there that turns three and a half on a day."""
        place = self.draw.choice(self.places)
        told = {"born_on": half_on - relativedelta(months=42), **columns}
        told.setdefault("entered_on", told["born_on"] + relativedelta(months=31))
        told.setdefault("added_at", noon(told["entered_on"]))
        if school:
            told["school"] = self.draw.choice(self.schools).row
        child: Child = ChildFactory(location=place.row, **told)
        GuardianFactory(child=child)
        made = Told(tale, child)
        self.told.append(made)
        return made

    def contact(self, told: Told) -> Actor:
        """Return who is contact of a child, today."""
        place = next(one for one in self.places if one.row.pk == told.child.location_id)
        return replace(place.contact, day=self.day)

    def school(self, told: Told) -> Place:
        """Return the school of a child, with its contact of today."""
        place = next(one for one in self.schools if one.row.pk == told.child.school_id)
        return replace(place, contact=replace(place.contact, day=self.day))

    # --- what people do ----------------------------------------------------------------------

    def ask(self, told: Told) -> ConsentQuestion:
        """Ask the parents whether the school may read the form."""
        by, child = self.contact(told), told.child
        question = ConsentQuestion(
            child=child,
            scope=ConsentScope.SHARE_FORM,
            school=child.school,
            sections=PARTS,
            text_version="1",
        )
        consents.prepare(question, by=by, at=self.at)
        consents.request(question_id=question.pk, channel=Channel.MAIL, by=by, at=self.at)
        return question

    def say(self, told: Told, question: ConsentQuestion, act: ConsentAct, who: int = 0) -> None:
        """Let a guardian answer."""
        guardian = Guardian.objects.filter(child=told.child).order_by("pk")[who]
        said = consents.Answer(act, guardian, Channel.MAIL, Language.NL, TEXT)
        consents.answer(question_id=question.pk, said=said, at=self.at)
        if act != ConsentAct.GRANTED:
            self.stop(told)

    def stop(self, told: Told) -> None:
        """Know that from today on nobody is reminded of this child, and no school reads of it."""
        told.quiet_from = told.quiet_from or self.day
        told.stopped_from = self.day
        told.readers.clear()

    def fill(self, told: Told) -> None:
        """Fill the form in and tell the parents what stands in it."""
        by, key = self.contact(told), told.child.key
        typed = {
            code: Typed(value) for code, value in {"helps": HELPS, "warm": "nee", **RATED}.items()
        }
        filling.save(key=key, typed=typed, by=by, at=self.at)
        sharing.note_talk(key=key, on=self.day, by=by, at=self.at)

    def share(self, told: Told) -> None:
        """Share it; from now on the school may read, and nobody is reminded to share."""
        seen = Handover.objects.open().get(child=told.child).changed_at
        sharing.share(key=told.child.key, seen=seen, by=self.contact(told), at=self.at)
        told.readers.add(self.school(told).row.pk)
        told.quiet_from = self.day

    def read(self, told: Told) -> None:
        """Let the contact of the school read it."""
        reads.read(self.school(told).contact, told.child.key, number=None, at=self.at)

    def expect(self, told: Told, intake_on: date) -> None:
        """Put the child on the list of its school, with an intake; childcare says who it is."""
        by, child = self.school(told).contact, told.child
        line = registrations.add(
            new=NewRegistration(
                first_name=child.first_name,
                last_initial=child.last_name[0],
                born_on=child.born_on,
                preschool=Preschool.LOCATION,
                location_id=child.location_id,
                intake_on=intake_on,
            ),
            school_id=self.school(told).row.pk,
            by=by,
            at=self.at,
        )
        request = information.ask(key=line.key, by=by, at=self.at)
        information.match(key=request.key, child_key=child.key, by=self.contact(told), at=self.at)
        told.line_key = line.key

    def receive(self, told: Told, intake_on: date) -> None:
        """Let the school note the intake, place the child with a reason, and close."""
        place, key, at = self.school(told), told.child.key, self.at
        by = place.contact
        if told.line_key is not None:
            days = IntakeDays(intake_on=intake_on, intake_held_on=intake_on, enrolled_on=self.day)
            arrivals.link(key=key, line_key=told.line_key, by=by, at=at)
            arrivals.note_days(key=key, days=days, by=by, at=at)
        reason = PlacementReason.HELPS
        arrivals.place(
            key=key, group_id=place.group and place.group.pk, reason=reason, by=by, at=at
        )
        arrivals.close(key=key, by=by, at=at)
        told.stopped_from = self.day

    def choose_school(self, told: Told, school: School) -> None:
        """Let the parents name a school; what was shared with another ends."""
        child = told.child
        names = ("first_name", "last_name", "born_on", "languages", "days_per_week", "mentor_id")
        values = changes.ChildValues(
            **{name: getattr(child, name) for name in names}, school_id=school.pk
        )
        told.child = changes.change(key=child.key, values=values, by=self.contact(told), at=self.at)
        told.readers.clear()
        told.quiet_from = None

    def leave(self, told: Told, because: LeaveReason) -> None:
        """Let a child leave."""
        enrolment.leave(
            key=told.child.key, on=self.day, because=because, by=self.contact(told), at=self.at
        )
        self.stop(told)

    def undo(self, told: Told) -> None:
        """Take a child out that was entered by mistake."""
        enrolment.undo_entry(key=told.child.key, by=self.contact(told), at=self.at)
        self.stop(told)

    # --- who tries what may not be -----------------------------------------------------------

    def push(self, told: Told) -> None:
        """Let the contact try to share what parents said no to; keep it where that went."""
        handover = Handover.objects.open().filter(child=told.child).first()
        if told.stopped_from is None or told.readers or handover is None:
            return
        try:
            self.share(told)
        except (RefusedError, Child.DoesNotExist):
            return
        self.leaks.append(f"{self.day} {told.tale}: shared after a no")

    def peep(self, told: Told, place: Place) -> None:
        """Let a school try to read; keep it where it got what it may not, or not what it may."""
        actor = replace(place.contact, day=self.day)
        try:
            reads.read(actor, told.child.key, number=None, at=self.at)
            is_read = True
        except (Http404, Handover.DoesNotExist):
            is_read = False
        if is_read != (place.row.pk in told.readers):
            self.leaks.append(f"{self.day} {told.tale}: read {is_read}")


def t_of(told: Told) -> date:
    """Return the day on which a child turns three and a half."""
    return half_past_three(told.child.born_on)
