"""Doubt about regular education: who is consulted, and where the child goes. No reasons here."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from children.ages import months_after
from children.models import Child
from config.formats import date_words
from dossier import support
from dossier.models import Doubt
from dossier.support import ADDED, CHANGED, ENDED, SupportError
from dossier.support_states import Destination, SupportPart
from partners.access import Actor

PART = SupportPart.DOUBT
LAST_MONTHS = 57  # at the latest until four years and nine months a child stays in childcare


def last_day(child: Child) -> date:
    """Return until when a child can stay in childcare."""
    return months_after(child.born_on, LAST_MONTHS)


@transaction.atomic
def raise_(*, child_key: UUID, since: date, consulted: str, by: Actor, at: datetime) -> Doubt:
    """Note that there is doubt, and who is consulted.

    Raises: DoesNotExist, PermissionDenied, SupportError: it was noted already.
    """
    child = support.child_to_add(child_key, PART, by=by)
    support.refuse_day(since, child, at, "since")
    if Doubt.objects.filter(child=child, closed_on=None).exists():
        raise SupportError(_("De twijfel staat er al."))
    who = support.text(consulted, "consulted")
    row = Doubt.objects.create(**support.added(child, by, at), since=since, consulted=who)
    support.record(row, PART, ADDED, by=by, at=at)
    return row


@transaction.atomic
def consult(
    *, key: UUID, consulted: str, seen: str | None = None, by: Actor, at: datetime
) -> Doubt:
    """Say who is consulted now. Raises: DoesNotExist, PermissionDenied, SupportError.

    Args: seen: as `support.refuse_stale`.
    """
    row = _open(key, by)
    support.refuse_stale(row, seen)
    row.consulted = support.text(consulted, "consulted")
    row.save(update_fields=["consulted"])
    support.record(row, PART, CHANGED, by=by, at=at)
    return row


@transaction.atomic
def close(
    *, key: UUID, on: date, destination: Destination, stays_until: date | None, by: Actor,
    at: datetime,
) -> Doubt:  # fmt: skip
    """Note where the child goes; `stays_until` where it stays in childcare longer.

    Raises: DoesNotExist, PermissionDenied, SupportError.
    """
    row = _open(key, by)
    support.refuse_end(on, row.since, at, "closed_on")
    stays = stays_until if destination == Destination.STAYS else None
    if destination == Destination.STAYS:
        _refuse_stay(row.child, stays, on)
    row.closed_on, row.destination, row.stays_until = on, destination, stays
    row.save(update_fields=["closed_on", "destination", "stays_until"])
    support.record(row, PART, ENDED, by=by, at=at)
    return row


def _open(key: UUID, by: Actor) -> Doubt:
    row = support.row_to_change(Doubt, key, by=by)
    if row.closed_on is not None:
        raise SupportError(_("Hierover is al besloten."))
    return row


def _refuse_stay(child: Child, stays: date | None, on: date) -> None:
    last = last_day(child)
    if stays is None or not on <= stays <= last:
        raise SupportError(
            _(
                "Kies tot wanneer het kind blijft, ten laatste tot %s: dan is het 4 jaar en "
                "9 maanden."
            )
            % date_words(last),
            "stays_until",
        )
