"""Coordinators with an established year, and lines of their hours books."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from partners.access import Actor
from partners.models import Membership, School
from partners.states import Role
from subsidies.hour_saves import Change, Note, save_week
from subsidies.hour_weeks import Place, monday_of, note_of, own_entries
from subsidies.hours import book
from subsidies.models import ActivityKind, SubsidyYear, TimeEntry
from subsidies.states import Activity, ActivityCode, YearState
from tests.factories.partners import UserFactory, make_actor
from tests.factories.subsidies import make_established, make_municipality

DAY = date(2026, 11, 18)  # a Wednesday in a school week
AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """A coordinator at one school of a municipality with an established year."""

    year: SubsidyYear
    school: School
    actor: Actor
    membership: Membership

    def book(self, **values: Any) -> TimeEntry:
        """Book a kindbespreking of that day; values replace any of it."""
        given = {
            "membership": self.membership,
            "day": DAY,
            "activity": Activity.CHILD_DISCUSSION,
            "cause": "meeting:1",
            "by": self.actor,
            "at": AT,
        }
        return book(**(given | values))

    def place(self, kind: ActivityCode = ActivityCode.A1, day: date = DAY) -> Place:
        """Return a cell of the grid."""
        return Place(self.school.pk, kind, day)

    def save(
        self,
        *changes: tuple[Place, int, int],
        at: datetime = AT,
        note: str | None = None,
        shown: str | None = None,
        day: date = DAY,
    ) -> UUID:
        """Save cells as place, what was shown, and what is typed; without a note it stays."""
        week = [monday_of(day) + timedelta(days=number) for number in range(7)]
        now = note_of(one for one in own_entries(self.actor, week) if one.kind == "other")
        known = now if shown is None else shown
        return save_week(
            changes=[Change(*change) for change in changes],
            notes={
                (self.school.pk, ActivityCode.OTHER): Note(known, known if note is None else note)
            },
            monday=monday_of(day),
            by=self.actor,
            at=at,
        )

    @property
    def lines(self) -> list[tuple[str, int, str, bool]]:
        """Return kind, minutes, cause and whether it was corrected of each line."""
        rows = TimeEntry.objects.filter(membership=self.membership).order_by("pk")
        return list(rows.values_list("kind", "minutes", "cause", "is_corrected"))


def make_desk(*, schools: int = 1, **values: Any) -> Desk:
    """Return a coordinator; values are of the year."""
    year = make_established(make_municipality(boards=1, schools=schools), **values)
    school = year.municipality.schools.select_related("organisation").first()
    assert school is not None
    return desk_at(school, year)


def desk_at(school: School, year: SubsidyYear) -> Desk:
    """Return a new coordinator of a school."""
    actor = make_actor(Role.QC, school)
    return Desk(year, school, actor, actor.memberships[0])


def shut(year: SubsidyYear) -> None:
    """Close a year."""
    user = UserFactory()
    rows = SubsidyYear.objects.filter(pk=year.pk)
    rows.update(state=YearState.CLOSED, closed_at=AT, closed_by=user)


def switch_off(year: SubsidyYear, code: ActivityCode) -> None:
    """Switch a kind of activity off in the municipality of a year."""
    ActivityKind.objects.create(
        municipality=year.municipality, code=code, name=code.label, minutes=60, is_on=False
    )
