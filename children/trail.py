"""The log of what was done about a child: in the log of its childcare organisation."""

from datetime import datetime
from typing import Any

from children.models import Child
from partners import audit
from partners.access import Actor
from partners.models import Membership


def membership_of(by: Actor, child: Child) -> Membership:
    """Return the membership with which somebody of childcare acts: of its location or holder."""
    own = (child.location_id, child.location.holder_id)
    return next(m for m in by.memberships if m.organisation_id in own)


def record(
    child: Child,
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    ground: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Append a line about a child; `by`: somebody of its childcare, None for a guardian or nobody.

    Args: details: codes and numbers, never content; read children with
    `location__holder__organisation`, or this asks for it.
    """
    audit.record(
        by=by,
        action=action,
        target=child,
        organisation=child.location.holder.organisation,
        membership=membership_of(by, child) if by else None,
        at=at,
        ground=ground,
        details=details,
    )
