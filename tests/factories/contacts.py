"""Named contacts and agreements for tests; all names invented."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from partners.models import ContactAbsence, FixedContact, LocationAgreement, Membership
from partners.states import AgreementSide, ContactPlace, Role
from tests.factories.partners import (
    LONG_AGO,
    ChildcareLocationFactory,
    MembershipFactory,
    SchoolFactory,
    UserFactory,
)


class FixedContactFactory(DjangoModelFactory[FixedContact]):
    """A fixed contact of a new childcare location, since long ago."""

    class Meta:
        model = FixedContact

    membership = factory.SubFactory(MembershipFactory, role=Role.KOC)
    organisation = factory.SelfAttribute("membership.organisation")
    place = ContactPlace.FIXED
    phone = "073 555 01 23"
    working_days = factory.LazyFunction(lambda: [1, 2, 4])
    valid_from = LONG_AGO


class ContactAbsenceFactory(DjangoModelFactory[ContactAbsence]):
    """An absence of two weeks long ago."""

    class Meta:
        model = ContactAbsence

    membership = factory.SubFactory(MembershipFactory, role=Role.KOC)
    first_day = date(2021, 3, 1)
    back_on = date(2021, 3, 15)


class LocationAgreementFactory(DjangoModelFactory[LocationAgreement]):
    """An agreement that a school proposed and a location confirmed; `confirmed_at=None` is open."""

    class Meta:
        model = LocationAgreement

    school = factory.SubFactory(SchoolFactory)
    location = factory.SubFactory(ChildcareLocationFactory)
    first_year = 2026
    proposed_side = AgreementSide.SCHOOL
    proposed_by = factory.SubFactory(UserFactory)
    confirmed_at = factory.LazyFunction(timezone.now)
    confirmed_by = factory.Maybe("confirmed_at", factory.SubFactory(UserFactory))


def make_contact(place: object, kind: str = ContactPlace.FIXED, **columns: object) -> FixedContact:
    """Name somebody new at a location or a school."""
    shared = getattr(place, "organisation", place)
    role = Role.QC if shared.kind == "school" else Role.KOC
    person: Membership = MembershipFactory(organisation=shared, role=role)
    return FixedContactFactory(membership=person, place=kind, **columns)
