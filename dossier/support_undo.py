"""Taking back: what was noted by mistake goes, and an end is undone, both within fourteen days."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _

from dossier import support
from dossier.models import Lead
from dossier.models.support import ChildFact
from dossier.support import SupportError
from dossier.support_states import SupportPart
from partners.access import Actor

REMOVED, REOPENED = "support.removed", "support.end_undone"
TERM = timedelta(days=14)
LEAD = "lead"
# Of each kind of row: its table, the column of its last day, and what else an end filled in.
KINDS: dict[str, tuple[type[ChildFact], str, dict[str, Any]]] = {
    SupportPart.NEEDS: (support.MODELS[SupportPart.NEEDS], "until", {}),
    SupportPart.PLANS: (support.MODELS[SupportPart.PLANS], "ended_on", {"ended_because": ""}),
    SupportPart.INDICATIONS: (
        support.MODELS[SupportPart.INDICATIONS],
        "decided_on",
        {"outcome": "", "decided_by": ""},
    ),
    SupportPart.WAITING: (support.MODELS[SupportPart.WAITING], "until", {"ended_because": ""}),
    SupportPart.DOUBT: (
        support.MODELS[SupportPart.DOUBT],
        "closed_on",
        {"destination": "", "stays_until": None},
    ),
    SupportPart.PLACES: (support.MODELS[SupportPart.PLACES], "until_day", {"outflow": ""}),
    SupportPart.SCORES: (support.MODELS[SupportPart.SCORES], "", {}),
    LEAD: (Lead, "until", {}),
}


def is_new(row: ChildFact, at: datetime) -> bool:
    """Say whether a row was noted in the last fourteen days."""
    return at <= row.added_at + TERM


def ended_on(kind: str, row: ChildFact) -> date | None:
    """Return the last day of a row; None while it goes on, or where it has none."""
    column = KINDS[kind][1]
    return getattr(row, column) if column else None


def is_just_ended(kind: str, row: ChildFact, at: datetime) -> bool:
    """Say whether a row ended in the last fourteen days."""
    ended = ended_on(kind, row)
    return ended is not None and timezone.localdate(at) <= ended + TERM


@transaction.atomic
def remove(*, kind: str, key: UUID, by: Actor, at: datetime) -> ChildFact:
    """Take away what was noted by mistake; that it was there stays in the log.

    Raises: DoesNotExist, PermissionDenied, SupportError: too long ago, or a plan hangs on it.
    """
    row = support.row_to_change(KINDS[kind][0], key, by=by)
    if not is_new(row, at):
        raise SupportError(
            _("Weghalen kan tot 14 dagen na het noteren. Sluit het af als het voorbij is.")
        )
    try:
        with transaction.atomic():
            row.delete()
    except RestrictedError as error:
        raise SupportError(_("Bij deze behoefte hoort een plan: haal dat eerst weg.")) from error
    support.record(row, kind, REMOVED, by=by, at=at)
    return row


@transaction.atomic
def reopen(*, kind: str, key: UUID, by: Actor, at: datetime) -> ChildFact:
    """Let something go on that was ended in the last fourteen days.

    Raises: DoesNotExist, PermissionDenied, SupportError: too long ago, or another took its place.
    """
    model, column, emptied = KINDS[kind]
    row = support.row_to_change(model, key, by=by)
    if not is_just_ended(kind, row, at):
        raise SupportError(_("Terugdraaien kan tot 14 dagen na het einde."))
    _refuse_second(kind, row)
    for name, value in {column: None, **emptied}.items():
        setattr(row, name, value)
    row.save()
    support.record(row, kind, REOPENED, by=by, at=at)
    return row


def _refuse_second(kind: str, row: Any) -> None:
    """Raises: SupportError: meanwhile another of the same goes on."""
    same = {
        LEAD: {},
        SupportPart.DOUBT: {},
        SupportPart.WAITING: {"form": getattr(row, "form", "")},
        SupportPart.PLACES: {"arrangement": getattr(row, "arrangement_id", None)},
        SupportPart.INDICATIONS: {"kind": getattr(row, "kind", "")},
    }.get(kind)
    if same is None:
        return
    column = KINDS[kind][1]
    if type(row)._default_manager.filter(child=row.child, **{column: None}, **same).exists():
        raise SupportError(_("Intussen loopt er al een nieuwe: sluit die eerst af."))
