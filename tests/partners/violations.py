"""One row per rule of contacts, agreements, reminders and holidays that breaks it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from partners.models import Municipality, Reminder, ReminderLine, ReminderSnooze, SchoolHoliday
from partners.states import ContactPlace
from tests.factories.contacts import (
    ContactAbsenceFactory,
    FixedContactFactory,
    LocationAgreementFactory,
)
from tests.factories.partners import (
    LONG_AGO,
    MembershipFactory,
    MunicipalityFactory,
    UserFactory,
)

BEFORE = LONG_AGO - timedelta(days=1)
MOMENT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def second_contact() -> None:
    first = FixedContactFactory()
    member = MembershipFactory(role=first.membership.role, organisation=first.organisation)
    FixedContactFactory(membership=member)


def both_places() -> None:
    first = FixedContactFactory()
    FixedContactFactory(membership=first.membership, place=ContactPlace.DEPUTY)


def absent_twice() -> None:
    first = ContactAbsenceFactory()
    ContactAbsenceFactory(membership=first.membership, first_day=LONG_AGO, back_on=None)


def agreed_twice() -> None:
    first = LocationAgreementFactory()
    LocationAgreementFactory(school=first.school, location=first.location)


def own_proposal() -> None:
    person = UserFactory()
    LocationAgreementFactory(proposed_by=person, confirmed_by=person)


def line() -> ReminderLine:
    reminder = Reminder.objects.create(
        municipality=MunicipalityFactory(), rule="R24", subject="contact:1", due_on=BEFORE,
        state="waiting", handled_at=MOMENT,
    )  # fmt: skip
    return ReminderLine.objects.create(reminder=reminder, user=UserFactory())


def told_twice() -> None:
    first = line()
    ReminderLine.objects.create(reminder=first.reminder, user=first.user)


def snooze(**values: Any) -> None:
    given = {"until": LONG_AGO, "reason": "away", "put_off_at": MOMENT}
    own = values.pop("line", None) or line()
    ReminderSnooze.objects.create(line=own, **given | values)


def put_off_twice() -> None:
    own = line()
    snooze(line=own)
    snooze(line=own)


def closed(first_day: date, last_day: date, place: Municipality | None = None) -> SchoolHoliday:
    place = place or MunicipalityFactory()
    given = {"name": "zomervakantie", "source": "schoolgids"}
    return SchoolHoliday.objects.create(
        municipality=place, first_day=first_day, last_day=last_day, **given
    )


def closed_twice() -> None:
    first = closed(BEFORE, LONG_AGO)
    closed(LONG_AGO, LONG_AGO, first.municipality)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "partners_contactabsence_no_overlap": absent_twice,
    "partners_contactabsence_period": lambda: ContactAbsenceFactory(back_on=BEFORE),
    "partners_fixedcontact_days_of_a_week": lambda: FixedContactFactory(working_days=[]),
    "partners_fixedcontact_known_place": lambda: FixedContactFactory(place="bakery"),
    "partners_fixedcontact_known_title": lambda: FixedContactFactory(title="baker"),
    "partners_fixedcontact_one_at_a_time": second_contact,
    "partners_fixedcontact_one_place_a_person": both_places,
    "partners_fixedcontact_period": lambda: FixedContactFactory(ended_on=BEFORE),
    "partners_reminderline_once": told_twice,
    "partners_remindersnooze_known_reason": lambda: snooze(reason="zin"),
    "partners_remindersnooze_one_at_a_time": put_off_twice,
    "partners_reminderswitch_near": lambda: MunicipalityFactory().reminder_switches.create(
        rule="R24", is_on=True, offset_days=61
    ),
    "partners_schoolholiday_no_overlap": closed_twice,
    "partners_schoolholiday_period": lambda: closed(LONG_AGO, BEFORE),
    "partners_user_known_digest_day": lambda: UserFactory(digest_day="sun"),
    "partners_locationagreement_confirmed_by_another": own_proposal,
    "partners_locationagreement_confirmed_has_evidence": lambda: LocationAgreementFactory(
        confirmed_by=None
    ),
    "partners_locationagreement_ended_has_evidence": lambda: LocationAgreementFactory(
        ended_at=MOMENT
    ),
    "partners_locationagreement_known_side": lambda: LocationAgreementFactory(
        proposed_side="bakery"
    ),
    "partners_locationagreement_one_standing": agreed_twice,
}
