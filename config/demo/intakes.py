"""Whom the demo's school expects, what it asked of childcare, and what it reads of that."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from children.models import Child
from config.demo import arrivals, figures
from partners import holidays
from partners.access import Actor
from partners.models import ChildcareLocation, School
from transitions import information, registrations
from transitions.models import SchoolRegistration
from transitions.registration_states import Preschool
from transitions.registrations import NewRegistration

LONG_AGO = timedelta(days=8)  # by now the answer can be read
NINE = time(9)


@dataclass(frozen=True)
class Expected:
    """A child on the list: its intake in so many days, when was asked, and whom childcare meant."""

    first_name: str
    last_initial: str
    days: int
    preschool: Preschool = Preschool.LOCATION
    asked: timedelta | None = None
    about: str = ""
    is_held: bool = False


LIST = (
    Expected("Noor", "W", 3, asked=LONG_AGO, about="Noor"),
    Expected("Mees", "K", 6),
    Expected("Sem", "H", 9, asked=timedelta()),
    Expected("Elif", "A", 11, asked=LONG_AGO, about="Elif"),
    Expected("Tess", "V", 12, asked=LONG_AGO),
    Expected("Julian", "P", 16, Preschool.NONE),
    Expected("Finn", "Z", 40),
    Expected("Levi", "M", -5, asked=LONG_AGO, about="Levi", is_held=True),
)
STRANGER_BORN = timedelta(days=1270)  # three and a half: known to nobody at childcare


def fill(
    location: ChildcareLocation, school: School, *, lead: Actor, contact: Actor, at: datetime
) -> None:
    """Put children on the intake list, ask about some, receive one and count what is over; once."""
    if SchoolRegistration.objects.exists():
        return
    for expected in LIST:
        _expect(expected, location, school, lead, contact, at)
    arrivals.fill(school, lead=lead, at=at)
    figures.fill(school.municipality, at=at)


def _expect(
    expected: Expected,
    location: ChildcareLocation,
    school: School,
    lead: Actor,
    contact: Actor,
    at: datetime,
) -> None:
    today = timezone.localdate(at)
    day = holidays.last_working_day(today + timedelta(days=expected.days))
    own = Child.objects.filter(location=location, first_name=expected.first_name).first()
    new = NewRegistration(
        first_name=expected.first_name,
        last_initial=expected.last_initial,
        born_on=own.born_on if own else today - STRANGER_BORN,
        preschool=expected.preschool,
        location_id=location.pk if expected.preschool == Preschool.LOCATION else None,
        intake_on=day,
        intake_time=NINE,
        intake_held_on=day if expected.is_held else None,
    )
    line = registrations.add(new=new, school_id=school.pk, by=lead, at=at)
    if expected.asked is None:
        return
    moment = at - expected.asked
    request = information.ask(key=line.key, by=lead, at=moment)
    if expected.about and own is not None:
        information.match(key=request.key, child_key=own.key, by=contact, at=moment)
