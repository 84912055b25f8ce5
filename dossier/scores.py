"""In which of six phases a child was seen, by domain and day. Nothing is added up or judged."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dossier import support
from dossier.models import DevelopmentScore
from dossier.support import ADDED, SupportError
from dossier.support_states import DevelopmentDomain, SupportPart
from partners.access import Actor

PART = SupportPart.SCORES


@transaction.atomic
def note(
    *,
    child_key: UUID,
    seen_on: date,
    phases: Mapping[DevelopmentDomain, int],
    by: Actor,
    at: datetime,
) -> list[DevelopmentScore]:
    """Note the phases seen on a day; of the same domain and day the last one counts.

    Raises: DoesNotExist, PermissionDenied, SupportError: nothing was chosen, or no such day.
    """
    child = support.child_to_add(child_key, PART, by=by)
    support.refuse_day(seen_on, child, at, "seen_on")
    if not phases:
        raise SupportError(_("Kies bij ten minste één gebied een fase."))
    noted = []
    for domain, phase in phases.items():
        own = support.added(child, by, at)
        row, _is_new = DevelopmentScore.objects.update_or_create(
            child=own.pop("child"), domain=domain, seen_on=seen_on,
            defaults={"phase": phase, **own},
        )  # fmt: skip
        row.child = child
        support.record(row, PART, ADDED, by=by, at=at)
        noted.append(row)
    return noted
