"""The Start of a childcare location: from then on parents may be mailed; it is never undone."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from children import enrolment, groups, practice
from children.models import Child, LocationStart
from partners import audit, contacts
from partners.access import Actor
from partners.models import ChildcareLocation, FixedContact
from partners.refusals import RefusedError
from partners.roles import Permission, require


class StartError(RefusedError):
    """A location cannot begin yet, or has begun already."""


@dataclass(frozen=True)
class Readiness:
    """What a location has of what it begins with."""

    location: ChildcareLocation
    contact: FixedContact | None
    group_count: int
    child_count: int
    practice_child: Child | None
    start: LocationStart | None

    @property
    def may_start(self) -> bool:
        """Say whether it can begin: it has a fixed contact and did not begin yet."""
        return self.start is None and self.contact is not None


def has_started(location_id: int) -> bool:
    """Say whether a location has begun: before that, nothing is mailed to any parent of it."""
    return LocationStart.objects.filter(location=location_id).exists()


def readiness(location: ChildcareLocation, *, by: Actor) -> Readiness:
    """Return what a location has of what it begins with, as somebody sees it."""
    own = Child.objects.visible_to(by).filter(location=location)
    return Readiness(
        location=location,
        contact=contacts.fixed_contact(location.pk, by.day),
        group_count=groups.open_at(location.pk, by=by).count(),
        child_count=own.present().filter(is_practice=False).count(),
        practice_child=own.filter(is_practice=True).first(),
        start=LocationStart.objects.filter(location=location).first(),
    )


@transaction.atomic
def begin(*, location_id: int, by: Actor, at: datetime) -> LocationStart:
    """Let a location begin: the practice child goes, and parents may be mailed from now on.

    Raises: DoesNotExist, PermissionDenied, StartError: begun already, or without fixed contact.
    """
    location = enrolment.lock_location(location_id, by=by)
    require(by, Permission.START_LOCATION, location.organisation)
    day: date = timezone.localdate(at)
    if has_started(location.pk):
        raise StartError(_("Deze locatie is al gestart."))
    if contacts.fixed_contact(location.pk, day) is None:
        raise StartError(_("Kies eerst een vaste contactpersoon: wie belt een school op?"))
    practice.remove(location_id=location.pk, by=by, at=at)
    member = next(m for m in by.memberships if m.organisation_id == location.pk)
    start = LocationStart.objects.create(location=location, started_at=at, started_by=member)
    audit.record(
        by=by, action="location.started", target=start, organisation=location.organisation, at=at
    )
    return start
