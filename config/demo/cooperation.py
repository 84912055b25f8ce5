"""Who works together in the demo: contacts on both sides, their agreement, and the Start."""

from datetime import datetime

from django.utils import timezone

from children import starts
from config.demo import cast
from partners import agreements, contacts
from partners.access import Actor
from partners.contact_querysets import school_year_of
from partners.models import ChildcareLocation, FixedContact, LocationAgreement, Membership, School
from partners.states import ContactPlace, ContactTitle

FIXED, DEPUTY = ContactPlace.FIXED, ContactPlace.DEPUTY


def join(
    location: ChildcareLocation, school: School, *, contact: Actor, lead: Actor, at: datetime
) -> None:
    """Name the contacts of both sides, let them agree and the location start, once."""
    if FixedContact.objects.filter(organisation__in=[location.pk, school.pk]).exists():
        return
    for place, by, email, kind, title, days in (
        (location, contact, cast.CONTACT, FIXED, "", [1, 2, 4]),
        (location, contact, cast.WORKER, DEPUTY, "", [1, 3, 5]),
        (school, lead, cast.COORDINATOR, FIXED, ContactTitle.QC, [2, 4]),
        (school, lead, cast.SCHOOL_LEAD, DEPUTY, "", [1, 2, 3, 4, 5]),
    ):
        members = Membership.objects.filter(user__email=email, organisation=place.pk)
        values = contacts.ContactValues(
            members.values_list("pk", flat=True)[0], "073 000 00 00", days, title
        )
        contacts.name(organisation_id=place.pk, kind=kind, values=values, by=by, at=at)
    agreements.propose(
        organisation_id=school.pk,
        others=[location.pk],
        first_year=school_year_of(timezone.localdate(at)),
        by=lead,
        at=at,
    )
    agreement = LocationAgreement.objects.get(school=school, location=location)
    agreements.confirm(agreement_id=agreement.pk, by=contact, at=at)
    starts.begin(location_id=location.pk, by=contact, at=at)
