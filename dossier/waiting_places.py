"""What a child waits for, since when, and how the waiting ended."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dossier import support
from dossier.models import WaitingPlace
from dossier.support import ADDED, ENDED, SupportError
from dossier.support_states import SupportForm, SupportPart, WaitingEnd
from partners.access import Actor

PART = SupportPart.WAITING


@transaction.atomic
def wait(
    *, child_key: UUID, form: SupportForm, since: date, is_health: bool, by: Actor, at: datetime
) -> WaitingPlace:
    """Note that a child waits for help. Raises: DoesNotExist, PermissionDenied, SupportError."""
    child = support.child_to_add(child_key, PART, by=by)
    support.refuse_day(since, child, at, "since")
    if WaitingPlace.objects.filter(child=child, form=form, until=None).exists():
        raise SupportError(_("Dit kind wacht hier al op."), "form")
    row = WaitingPlace.objects.create(
        **support.added(child, by, at), form=form, since=since, is_health=is_health
    )
    support.record(row, PART, ADDED, by=by, at=at)
    return row


@transaction.atomic
def end(*, key: UUID, until: date, because: WaitingEnd, by: Actor, at: datetime) -> WaitingPlace:
    """Note that a child waits no longer. Raises: DoesNotExist, PermissionDenied, SupportError."""
    row = support.row_to_change(WaitingPlace, key, by=by)
    if row.until is not None:
        raise SupportError(_("Het wachten is al voorbij."))
    support.refuse_end(until, row.since, at, "until")
    row.until, row.ended_because = until, because
    row.save(update_fields=["until", "ended_because"])
    support.record(row, PART, ENDED, by=by, at=at)
    return row
