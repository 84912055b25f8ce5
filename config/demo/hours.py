"""Hours of the demo's coordinator: some weeks that booked themselves, and some lines by hand."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from config.demo import cast
from partners.access import Actor
from partners.models import Membership, School
from partners.states import Role
from subsidies.hour_saves import Change, Note, save_week
from subsidies.hour_weeks import Place, monday_of
from subsidies.hours import book
from subsidies.models import TimeEntry
from subsidies.school_weeks import school_weeks
from subsidies.states import Activity, ActivityCode

WEEKS = 9  # of those that were, with the running one last
# Per school: what booked itself, in which weeks (the running one is 0), on which day of the week.
BOOKED = {
    "13WW00": (
        (Activity.CHILD_DISCUSSION, (1, 4, 7), 1, None),
        (Activity.ALIGNMENT, (0, 3, 6), 3, None),
        (Activity.OBSERVATION, (2, 5, 8), 2, 105),
        (Activity.PLACEMENT, (1,), 4, None),
        (Activity.PARENT_TALK, (3,), 0, None),
    ),
    "03JH00": ((Activity.CHILD_DISCUSSION, (2, 6), 0, 50), (Activity.ALIGNMENT, (4,), 4, None)),
}
NOTE = "Ouderavond voorbereid"


def keep_book(coordinator: Actor, *, at: datetime) -> None:
    """Fill the hours book of the demo's coordinator; once only, and not outside the year."""
    today = timezone.localdate(at)
    begun = [week for week in school_weeks(cast.FIRST_YEAR) if week <= today][-WEEKS:][::-1]
    own = TimeEntry.objects.filter(membership__user=coordinator.user)
    if not begun or own.exists():
        return
    for key, rows in BOOKED.items():
        membership = Membership.objects.get(
            user=coordinator.user, organisation__key=key, role=Role.QC
        )
        for activity, weeks, weekday, minutes in rows:
            for number in weeks:
                day = _day(begun, number, weekday)
                if day is not None and day <= today:
                    book(
                        membership=membership, day=day, activity=activity, minutes=minutes,
                        cause=f"demo:{key}:{activity}:{number}", by=coordinator, at=at,
                    )  # fmt: skip
    _by_hand(coordinator, begun, today, at)


def _by_hand(coordinator: Actor, begun: list[date], today: date, at: datetime) -> None:
    """Write what a coordinator adds: a preparation, in the second last week."""
    day = _day(begun, 1, 3)
    if day is None or day > today:
        return
    school = School.objects.get(organisation__key=cast.SCHOOL_KEY)
    place = Place(school.pk, ActivityCode.OTHER, day)
    save_week(
        changes=[Change(place, 0, 45)],
        notes={(school.pk, ActivityCode.OTHER): Note("", NOTE)},
        monday=monday_of(day),
        by=coordinator,
        at=at,
    )


def _day(begun: list[date], number: int, weekday: int) -> date | None:
    return begun[number] + timedelta(days=weekday) if number < len(begun) else None
