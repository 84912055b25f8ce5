"""Contacts and agreements for the empty product: one who is away, a deputy, and a proposal."""

from datetime import timedelta

from django.utils import timezone

from partners.models import FixedContact, LocationAgreement, Membership, Organisation
from partners.states import AgreementSide, ContactPlace, ContactTitle, Role
from tests.e2e import town_children
from tests.factories.contacts import (
    ContactAbsenceFactory,
    FixedContactFactory,
    LocationAgreementFactory,
)
from tests.factories.partners import ChildcareLocationFactory, SchoolFactory


def member(role: Role) -> Membership:
    """Return the newcomer of a role."""
    return Membership.objects.get(role=role, user__email=f"{role.value}@nieuw.example")


def fill() -> None:
    """Name contacts at the location and the school of the newcomers, once."""
    town_children.fill()
    if FixedContact.objects.exists():
        return
    koc, school, day = member(Role.KOC), member(Role.SCH).organisation, timezone.localdate()
    location = koc.organisation.childcarelocation
    ChildcareLocationFactory(
        municipality=location.municipality,
        holder=location.holder,
        name="De Rietkraag",
        key="980000001",  # each question to a server counts from the start again
    )
    FixedContactFactory(membership=koc)
    deputy = Membership.objects.get(role=Role.KOW, user__login_name="invaller")
    FixedContactFactory(membership=deputy, place=ContactPlace.DEPUTY)
    ContactAbsenceFactory(membership=koc, first_day=day, back_on=day + timedelta(days=14))
    FixedContactFactory(membership=member(Role.QC), title=ContactTitle.IB)
    LocationAgreementFactory(
        location=location,
        school=school.school,
        first_year=day.year - (day.month < 8),
        proposed_by=member(Role.SCH).user,
        confirmed_by=koc.user,
    )
    LocationAgreementFactory(
        location=location,
        school=SchoolFactory(
            municipality=location.municipality,
            board=school.school.board,
            name="Basisschool De Es",
            key="98ZW00",
        ),
        proposed_by=member(Role.SCH).user,
        first_year=day.year - (day.month < 8),
        proposed_side=AgreementSide.SCHOOL,
        confirmed_at=None,
    )


def numbers() -> str:
    """Return the numbers of the location, the school and the agreement that waits."""
    fill()
    location, school = member(Role.KOC).organisation, member(Role.SCH).organisation
    waiting = LocationAgreement.objects.get(confirmed_at=None)
    places: tuple[Organisation, ...] = (location, school)
    return " ".join(str(row.pk) for row in (*places, waiting))
