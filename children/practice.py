"""The practice child (oefenkind): to try everything with before Start; it goes at Start.

It is an invented child of a location, with an invented parent without an address, so that nothing
can be sent about it. No school ever sees it (`children.querysets`), and it leaves nothing behind.
"""

from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from children import enrolment, groups, trail
from children.models import Child, GroupStay, Guardian, LocationStart
from partners.access import Actor
from partners.refusals import RefusedError
from partners.states import Role

AGE = relativedelta(years=3, months=3)


class PracticeError(RefusedError):
    """A practice child cannot be made."""


@transaction.atomic
def make(*, location_id: int, by: Actor, at: datetime) -> Child:
    """Make the practice child of a location, in the first group where the actor may place one.

    Raises: DoesNotExist, PermissionDenied, PracticeError: there is one, or the location began.
    """
    location = enrolment.lock_location(location_id, by=by)
    if LocationStart.objects.filter(location=location).exists():
        raise PracticeError(_("Na de start is er geen oefenkind meer: werk met echte kinderen."))
    if Child.objects.filter(location=location, is_practice=True).exists():
        raise PracticeError(_("Er is hier al een oefenkind."))
    group = groups.open_at(location.pk, by=by).first()
    if group is None and by.role == Role.KOW:
        raise PracticeError(_("Je werkt nog in geen groep: vraag dat eerst aan de contactpersoon."))
    day: date = timezone.localdate(at)
    child = Child(
        location=location,
        group=group,
        first_name=_("Oefen"),
        last_name=_("Kind"),
        born_on=day - AGE,
        entered_on=day,
        is_practice=True,
        added_at=at,
    )
    child.added_by = trail.membership_of(by, child)
    child.save()
    if group is not None:
        GroupStay.objects.create(child=child, group=group, from_day=day)
    Guardian.objects.create(child=child, name=_("Ouder van het oefenkind"))
    trail.record(child, "child.practice_made", by=by, at=at)
    return child


@transaction.atomic
def remove(*, location_id: int, by: Actor, at: datetime) -> bool:
    """Take the practice child of a location away with all that hangs on it; say whether it was.

    Raises: DoesNotExist, PermissionDenied.
    """
    location = enrolment.lock_location(location_id, by=by)
    rows = Child.objects.filter(location=location, is_practice=True)
    rows = rows.select_for_update(no_key=True)
    child: Any = rows.first()
    if child is None:
        return False
    child.location = location
    trail.record(child, "child.practice_removed", by=by, at=at)
    with connection.cursor() as cursor:  # its consents are append-only, but for this
        cursor.execute("SELECT set_config('children.erasing', %s, true)", [str(child.pk)])
    child.delete()
    return True
