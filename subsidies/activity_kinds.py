"""Kinds of activities on which hours are booked: shipped for everybody, changed per municipality.

Like the texts of letters they stand in the code until a municipality makes them its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from partners import audit
from partners.access import Actor
from partners.models import Municipality
from partners.refusals import RefusedError
from partners.roles import Permission, require
from subsidies.models import ActivityKind
from subsidies.states import KIND_OF, Activity, ActivityCode

# Minutes of a kindbespreking, an observation with its report, and so on. Source: policy choice.
SHIPPED_MINUTES: dict[ActivityCode, int] = {
    ActivityCode.A1: 60,
    ActivityCode.A2: 45,
    ActivityCode.A3: 90,
    ActivityCode.A4: 30,
    ActivityCode.OTHER: 30,
}
NEEDS_NOTE = frozenset({ActivityCode.OTHER})


@dataclass(frozen=True)
class Kind:
    """One kind of activity as a municipality has it."""

    code: ActivityCode
    name: str
    minutes: int
    is_on: bool = True

    @property
    def needs_note(self) -> bool:
        """Say whether minutes by hand need a word about what they were for."""
        return self.code in NEEDS_NOTE

    @property
    def activities(self) -> list[str]:
        """Return what books itself on this kind, in words."""
        return [
            str(one.label) for one in Activity if KIND_OF.get(one, ActivityCode.OTHER) == self.code
        ]


def shipped(code: ActivityCode) -> Kind:
    """Return a kind as everybody gets it."""
    return Kind(code, str(code.label), SHIPPED_MINUTES[code])


def kinds_of(municipality_ids: Iterable[int]) -> dict[int, dict[ActivityCode, Kind]]:
    """Return all kinds of each municipality by code, in their fixed order."""
    ids = set(municipality_ids)
    own = {
        (row.municipality_id, row.code): Kind(
            ActivityCode(row.code), row.name, row.minutes, row.is_on
        )
        for row in ActivityKind.objects.filter(municipality__in=ids)
    }
    return {pk: {code: own.get((pk, code), shipped(code)) for code in ActivityCode} for pk in ids}


@transaction.atomic
def save_kind(*, municipality_id: int, kind: Kind, by: Actor, at: datetime) -> Kind:
    """Keep how a municipality calls a kind, how long it takes, and whether it is used.

    Hours that were booked before keep their minutes and show the new name.

    Raises: DoesNotExist, PermissionDenied, RefusedError: another kind has this name.
    """
    rows = Municipality.objects.visible_to(by).select_for_update(no_key=True)
    municipality = rows.get(pk=municipality_id)
    require(by, Permission.MANAGE_SETTINGS, municipality.organisation)
    known = kinds_of([municipality_id])[municipality_id]
    others = {one.name.lower() for code, one in known.items() if code != kind.code}
    if kind.name.lower() in others:
        raise RefusedError(_("Er is al een soort activiteit die %s heet.") % kind.name, "name")
    if known[kind.code] == kind:
        return kind
    ActivityKind.objects.update_or_create(
        municipality=municipality,
        code=kind.code,
        defaults={"name": kind.name, "minutes": kind.minutes, "is_on": kind.is_on},
    )
    audit.record(
        by=by,
        action="activity_kind.saved",
        target=municipality,
        organisation=municipality.organisation,
        at=at,
        details={"kind": kind.code.value, "minutes": kind.minutes, "is_on": kind.is_on},
    )
    return kind
