"""What a municipality chose about handovers: whether parents can bring one themselves."""

from datetime import datetime

from django.db import transaction

from partners import audit, tenants
from partners.access import Actor
from transitions.models import HandoverSetting

SAVED = "handover_setting.saved"


def has_parents_route(municipality_id: int) -> bool:
    """Say whether parents can bring the form to a school themselves; on until somebody chose."""
    row = HandoverSetting.objects.filter(municipality=municipality_id).first()
    return row is None or row.has_parents_route


@transaction.atomic
def save(
    *, municipality_id: int, has_parents_route: bool, by: Actor, at: datetime
) -> HandoverSetting:
    """Choose whether parents can do so from now on; codes that were made still work.

    Raises: DoesNotExist, PermissionDenied.
    """
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    rows = HandoverSetting.objects.filter(municipality=municipality)
    row = rows.first() or HandoverSetting(municipality=municipality)
    if row.pk is None or row.has_parents_route != has_parents_route:
        row.has_parents_route = has_parents_route
        row.save()
        audit.record(by=by, action=SAVED, target=row, organisation=municipality.organisation,
                     at=at, details={"parents_route": has_parents_route})  # fmt: skip
    return row
