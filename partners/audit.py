"""Writing and proving the audit trail (table partners_auditentry, ADR 0011)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from partners.access import Actor
from partners.models import AuditEntry, Membership, Organisation


def record(  # noqa: PLR0913 - the columns of one log line, each by name
    *,
    by: Actor | None,
    action: str,
    at: datetime,
    target: Model | None = None,
    organisation: Organisation | None = None,
    membership: Membership | None = None,
    ground: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one line to the audit trail, in the transaction of what it describes.

    Args: by: the actor, None for the system itself. action: dotted, e.g. "year.established".
    organisation: whose log this belongs to; without one, the actor's only organisation.
    membership: which one gave access, where it sits elsewhere than the log.
    details: codes, counts and amounts; never a name or content. A target that may not be known by
    the number of its row says its `log_key` itself.
    """
    membership = membership or _membership(by, organisation)
    if organisation is None and membership is not None:
        organisation = membership.organisation
    return AuditEntry.objects.create(
        at=at,
        user=by.user if by else None,
        role=by.role if by else "",
        membership=membership,
        organisation=organisation,
        action=action,
        target_type=target._meta.label if target else "",
        target_key=str(getattr(target, "log_key", target.pk)) if target else "",
        ground=ground,
        details=details or {},
    )


def _membership(by: Actor | None, organisation: Organisation | None) -> Any:
    """Return the membership that gave access: at that organisation, else the first."""
    if by is None or not by.memberships:
        return None
    own = [m for m in by.memberships if organisation and m.organisation_id == organisation.pk]
    return (own or list(by.memberships))[0]


@dataclass(frozen=True)
class BrokenSeal:
    """A place where the chain of a month does not hold."""

    month: date
    number: int
    reason: str


def broken_seals() -> list[BrokenSeal]:
    """Recompute every chain in the database and return where it breaks, at most 100 places.

    Finds a changed or removed line, a removed or forged seal, and a line without a seal.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT month, number, reason FROM partners_auditentry_broken() LIMIT 100")
        return [BrokenSeal(*row) for row in cursor.fetchall()]
