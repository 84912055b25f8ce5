"""A town whose children were handed over on given days, for the tests of figures; all invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from children.models import Child, ConsentQuestion
from children.states import ConsentScope
from partners.models import ChildcareLocation, Membership, Municipality, School
from partners.states import ModuleKind, Role
from tests.factories.children import ask, make_child
from tests.factories.partners import (
    ChildcareLocationFactory,
    KindcentrumFactory,
    MembershipFactory,
    ModuleFactory,
    MunicipalityFactory,
    SchoolFactory,
)
from transitions import figure_freezing
from transitions.models import Arrival, FormVersion, Handover, ReadReceipt, SchoolRegistration
from transitions.registration_states import Preschool

YEAR = 2025  # the school year of which is counted
FIRST, LAST = date(YEAR, 8, 1), date(YEAR + 1, 7, 31)
OVER = datetime(YEAR + 1, 9, 1, 9, tzinfo=UTC)
EMPTY = '{"format": 1, "lines": []}'


@dataclass(frozen=True)
class Told:
    """One child: on which days something happened; None: it did not."""

    school: int
    born_on: date
    shared_on: date | None = None
    read_on: date | None = None
    held_on: date | None = None
    enrolled_on: date | None = None
    starts_on: date | None = None
    warm_on: date | None = None
    prepares: str = ""
    content: str = EMPTY
    preschool: Preschool = Preschool.OTHER
    name: str = ""
    is_linked: bool = True
    line: dict[str, Any] = field(default_factory=dict)


def moment(day: date) -> datetime:
    """Return an hour of a day."""
    return datetime.combine(day, time(9), UTC)


def letters(number: int) -> str:
    """Return a number as letters: names hold no digits."""
    return "".join(chr(97 + int(digit)) for digit in str(number))


@dataclass
class Town:
    """A municipality with schools in neighbourhoods, locations, and who works there."""

    municipality: Municipality
    schools: list[School]
    locations: list[ChildcareLocation]
    by: Membership
    question: ConsentQuestion
    born: Iterator[int] = field(default_factory=count)

    def add(self, told: Sequence[Told]) -> None:
        """Put these children in the tables, in a few queries; who has no name gets one."""
        told = [replace(one, name=one.name or f"Noor{letters(next(self.born))}") for one in told]
        children = [self._child(one, place) for place, one in enumerate(told) if one.shared_on]
        Child.objects.bulk_create(children)
        shared = [one for one in told if one.shared_on]
        handovers = [self._handover(*pair) for pair in zip(shared, children, strict=True)]
        Handover.objects.bulk_create(handovers)
        lines = SchoolRegistration.objects.bulk_create(self._line(one) for one in told)
        line_of = dict(zip(map(id, told), lines, strict=True))
        pairs = list(zip(shared, handovers, strict=True))
        Arrival.objects.bulk_create(
            Arrival(
                handover=handover,
                registration=line_of[id(one)] if one.is_linked else None,
                warm_held_on=one.warm_on,
                prepares=one.prepares,
            )
            for one, handover in pairs
        )
        versions = FormVersion.objects.bulk_create(self._version(*pair) for pair in pairs)
        ReadReceipt.objects.bulk_create(
            ReadReceipt(version=version, membership=self.by, at=moment(one.read_on))
            for (one, _handover), version in zip(pairs, versions, strict=True)
            if one.read_on
        )

    def count(self, at: datetime = OVER) -> int:
        """Let the clock ring."""
        return figure_freezing.sweep(at=at)

    def _child(self, one: Told, place: int) -> Child:
        location = self.locations[place % len(self.locations)]
        school = self.schools[one.school]
        names = {"first_name": one.name, "last_name": "Zee"}
        made = Child(location=location, school=school, born_on=one.born_on, **names)
        made.entered_on = one.born_on + timedelta(days=900)
        return made

    def _handover(self, one: Told, child: Child) -> Handover:
        assert one.shared_on is not None
        at = moment(one.shared_on)
        who = {"begun_by": self.by, "begun_at": at, "changed_at": at}
        to = {"school": self.schools[one.school], "shared_at": at}
        return Handover(child=child, location=child.location, **who, **to)

    def _line(self, one: Told) -> SchoolRegistration:
        said = {"first_name": one.name, "last_initial": "Z", "born_on": one.born_on}
        days = {"intake_held_on": one.held_on, "enrolled_on": one.enrolled_on}
        columns = said | days | {"starts_on": one.starts_on, "preschool": one.preschool} | one.line
        made = SchoolRegistration(school=self.schools[one.school], added_by=self.by, **columns)
        made.added_at = moment(one.born_on)
        return made

    def _version(self, one: Told, handover: Handover) -> FormVersion:
        made = FormVersion(handover=handover, number=1, question=self.question, content=one.content)
        made.shared_by, made.shared_at = self.by, handover.shared_at
        return made


def make_town(schools: int = 2, locations: int = 1, districts: Sequence[str] = ()) -> Town:
    """Make a town where Overdracht is on since the year began; schools lie in turn in districts."""
    municipality = MunicipalityFactory()
    kind = {"kind": ModuleKind.HANDOVER, "switched_on_at": moment(FIRST)}
    ModuleFactory(municipality=municipality, **kind)
    here = {"municipality": municipality}
    centres = [KindcentrumFactory(neighbourhood=name, **here) for name in districts]
    made = [
        SchoolFactory(kindcentrum=centres[one % len(centres)] if centres else None, **here)
        for one in range(schools)
    ]
    near = [ChildcareLocationFactory(**here) for _one in range(locations)]
    child = make_child(near[0], school=made[0], born_on=date(2020, 1, 1))
    question = ask(child, ConsentScope.ASKED_AT_35, None)
    by = MembershipFactory(organisation=near[0].organisation, role=Role.KOC)
    return Town(municipality, made, near, by, question)


def invented(rng: Random, schools: int, most: int) -> list[Told]:
    """Invent what happened at each school in a year, now and then to nobody."""
    return [
        _one(rng, school)
        for school in range(schools)
        for _child in range(rng.choice([0, 2, rng.randint(1, most), rng.randint(most // 2, most)]))
    ]


def _one(rng: Random, school: int) -> Told:
    """Invent one child, of whom every day but the last falls in the year."""
    day = FIRST + timedelta(days=rng.randrange((LAST - FIRST).days - 30))
    later = day + timedelta(days=rng.randint(1, 20))
    born = day - timedelta(days=rng.choice([1200, 1240, 1300, 1440]))
    return Told(
        school,
        born,
        shared_on=day if rng.random() < 0.9 else None,
        read_on=later if rng.random() < 0.7 else None,
        held_on=later,
        enrolled_on=later + timedelta(days=rng.choice([0, 3])),
        starts_on=later,
        warm_on=later if rng.random() < 0.4 else None,
        prepares="Een vaste plek." if rng.random() < 0.5 else "",
    )
