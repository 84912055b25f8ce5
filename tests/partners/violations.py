"""One row per rule of contacts and agreements that the database repeats, and that it breaks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from partners.states import ContactPlace
from tests.factories.contacts import (
    ContactAbsenceFactory,
    FixedContactFactory,
    LocationAgreementFactory,
)
from tests.factories.partners import LONG_AGO, MembershipFactory, UserFactory

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


VIOLATIONS: dict[str, Callable[[], object]] = {
    "partners_contactabsence_no_overlap": absent_twice,
    "partners_contactabsence_period": lambda: ContactAbsenceFactory(back_on=BEFORE),
    "partners_fixedcontact_days_of_a_week": lambda: FixedContactFactory(working_days=[]),
    "partners_fixedcontact_known_place": lambda: FixedContactFactory(place="bakery"),
    "partners_fixedcontact_known_title": lambda: FixedContactFactory(title="baker"),
    "partners_fixedcontact_one_at_a_time": second_contact,
    "partners_fixedcontact_one_place_a_person": both_places,
    "partners_fixedcontact_period": lambda: FixedContactFactory(ended_on=BEFORE),
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
