"""For which purposes all who decide must say yes: what a childcare organisation chose.

Asked when a question is made, and kept with it: a later choice changes nothing that was asked.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from children.models import ConsentPolicy
from children.states import BY_EVERYBODY, EVERYBODY_BY_CHOICE, ConsentScope
from partners import audit
from partners.access import Actor
from partners.models import ChildcareOrganisation
from partners.roles import Permission, require


def chosen(holder_id: int) -> list[str]:
    """Return the purposes for which an organisation chose that all must say yes."""
    row = ConsentPolicy.objects.filter(holder=holder_id).first()
    return row.by_everybody if row else []


def scopes(holder_id: int) -> frozenset[str]:
    """Return all purposes for which all must say yes, chosen or always."""
    return BY_EVERYBODY.union(chosen(holder_id))


@transaction.atomic
def save(
    *, holder_id: int, by_everybody: Collection[ConsentScope], by: Actor, at: datetime
) -> ConsentPolicy:
    """Choose for which purposes all who decide must say yes, from the next question on.

    Raises: DoesNotExist, PermissionDenied.
    """
    holders = ChildcareOrganisation.objects.visible_to(by).order_by()
    holder = holders.select_for_update(no_key=True).get(pk=holder_id)
    require(by, Permission.SET_CONSENT_POLICY, holder.organisation)
    row = ConsentPolicy.objects.filter(holder=holder).first() or ConsentPolicy(holder=holder)
    wanted = [scope.value for scope in EVERYBODY_BY_CHOICE if scope in by_everybody]
    if wanted != row.by_everybody:
        row.by_everybody = wanted
        row.save()
        _record(row, holder, by, at)
    return row


def _record(row: ConsentPolicy, holder: ChildcareOrganisation, by: Actor, at: datetime) -> None:
    audit.record(
        by=by,
        action="consent_policy.saved",
        target=row,
        organisation=holder.organisation,
        at=at,
        details={"by_everybody": row.by_everybody},
    )
