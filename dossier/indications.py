"""Indications for VE, youth help or SMI: asked, and what was decided by whom."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dossier import support
from dossier.models import Indication
from dossier.support import ADDED, CHANGED, SupportError
from dossier.support_states import IndicationKind, IndicationOutcome, SupportPart
from partners.access import Actor

PART = SupportPart.INDICATIONS


@transaction.atomic
def ask(
    *, child_key: UUID, kind: IndicationKind, asked_on: date, is_health: bool, by: Actor,
    at: datetime,
) -> Indication:  # fmt: skip
    """Note that an indication was asked; an SMI is always about health.

    Raises: DoesNotExist, PermissionDenied, SupportError: it was asked already and waits.
    """
    child = support.child_to_add(child_key, PART, by=by)
    support.refuse_day(asked_on, child, at, "asked_on")
    if Indication.objects.filter(child=child, kind=kind, decided_on=None).exists():
        raise SupportError(_("Deze indicatie is al gevraagd, en wacht op een besluit."), "kind")
    row = Indication.objects.create(
        **support.added(child, by, at),
        kind=kind,
        asked_on=asked_on,
        is_health=is_health or kind == IndicationKind.SMI,
    )
    support.record(row, PART, ADDED, by=by, at=at)
    return row


@transaction.atomic
def decide(
    *, key: UUID, on: date, outcome: IndicationOutcome, decided_by: str, by: Actor, at: datetime
) -> Indication:
    """Note what was decided. Raises: DoesNotExist, PermissionDenied, SupportError."""
    row = support.row_to_change(Indication, key, by=by)
    if row.decided_on is not None:
        raise SupportError(_("Over deze indicatie is al besloten."))
    support.refuse_end(on, row.asked_on, at, "decided_on")
    who = support.text(decided_by, "decided_by")
    if not who and outcome != IndicationOutcome.WITHDRAWN:
        raise SupportError(_("Vul in wie dit besloot, zoals de gemeente."), "decided_by")
    row.decided_on, row.outcome, row.decided_by = on, outcome, who
    row.save(update_fields=["decided_on", "outcome", "decided_by"])
    support.record(row, PART, CHANGED, by=by, at=at)
    return row
