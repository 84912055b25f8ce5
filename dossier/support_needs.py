"""Needs of a child: noted, changed and ended (domain: four levels of proximity)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Child
from dossier import drafts, support
from dossier.models import SupportNeed
from dossier.support import ADDED, CHANGED, ENDED, SupportError
from dossier.support_states import (
    Funding,
    Proximity,
    SupportDomain,
    SupportForm,
    SupportLevel,
    SupportPart,
)
from partners.access import Actor

PART = SupportPart.NEEDS


@dataclass(frozen=True)
class NeedValues:
    """What somebody says of a need; `form` and `funding` where they are known."""

    domain: SupportDomain
    level: SupportLevel
    proximity: Proximity
    since: date
    form: SupportForm | str = ""
    funding: Funding | str = ""
    is_health: bool = False
    note: str = ""


@transaction.atomic
def add(*, child_key: UUID, values: NeedValues, by: Actor, at: datetime) -> SupportNeed:
    """Note a need. Raises: DoesNotExist, PermissionDenied, SupportError."""
    child = support.child_to_add(child_key, PART, by=by)
    need = SupportNeed(**support.added(child, by, at))
    _write(need, values, child, at)
    drafts.drop(where=support.place("new_need", child_key), by=by)
    support.record(need, PART, ADDED, by=by, at=at)
    return need


@transaction.atomic
def change(
    *, key: UUID, values: NeedValues, seen: str | None = None, by: Actor, at: datetime
) -> SupportNeed:
    """Change a need that goes on; a plan for it becomes about health when the need does.

    Args: seen: as `support.refuse_stale`. Raises: DoesNotExist, PermissionDenied, SupportError.
    """
    need = support.row_to_change(SupportNeed, key, by=by)
    support.refuse_stale(need, seen)
    if need.until is not None:
        raise SupportError(_("Deze behoefte is afgesloten: draai dat eerst terug."))
    _write(need, values, need.child, at)
    if need.is_health:
        need.plans.update(is_health=True)
    drafts.drop(where=support.place("need", key), by=by)
    support.record(need, PART, CHANGED, by=by, at=at)
    return need


@transaction.atomic
def end(*, key: UUID, until: date, by: Actor, at: datetime) -> SupportNeed:
    """Say until which day a need was there. Raises: as `change`."""
    need = support.row_to_change(SupportNeed, key, by=by)
    if need.until is not None:
        raise SupportError(_("Deze behoefte is al afgesloten."))
    support.refuse_end(until, need.since, at, "until")
    need.until = until
    need.save(update_fields=["until"])
    support.record(need, PART, ENDED, by=by, at=at)
    return need


def _write(need: SupportNeed, values: NeedValues, child: Child, at: datetime) -> None:
    support.refuse_day(values.since, child, at, "since")
    for name, value in asdict(values).items():
        setattr(need, name, value)
    need.note = support.text(values.note, "note")
    need.is_health = values.is_health or values.domain == SupportDomain.MEDICAL
    need.save()
