"""Arrangements of a municipality: made, changed, taken away; and the age from which children enter.

Nothing here is fixed in the code: the table that is shipped is an example to take over with one
click and to change. Source of its rows: what the city of 's-Hertogenbosch offers.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from children.ages import ENTRY_MONTHS
from children.models import Arrangement
from partners import audit, tenants
from partners.access import Actor
from partners.models import Municipality
from partners.refusals import RefusedError


class ArrangementError(RefusedError):
    """An arrangement cannot be saved."""


@dataclass(frozen=True)
class ArrangementValues:
    """What a municipality says of an arrangement; ages in whole months, `until_months` excluded."""

    name: str
    from_months: int
    until_months: int
    hours: str = ""
    ratio: str = ""
    decided_by: str = ""
    has_home_visit: bool = False
    district: str = ""
    outflow: str = ""
    entry_months: int | None = None
    is_on: bool = True


# Those for children who are here are on; the others are for a municipality that has them.
SHIPPED = (
    ArrangementValues(
        "Dreumesarrangement",
        18,
        30,
        hours="twee ochtenden van 3 uur, in schoolweken",
        decided_by="jeugdverpleegkundige en locatiemanager",
        has_home_visit=True,
        district="wijkfunctie",
        outflow="tussen 2,3 en 2,5 jaar naar het peuterarrangement",
        entry_months=12,
        is_on=False,
    ),
    ArrangementValues("Peuterarrangement", 27, 48, hours="voorschoolse educatie"),
    ArrangementValues(
        "PeuterPlus",
        30,
        48,
        ratio="8 kinderen met 2 medewerkers",
        district="wijkfunctie",
        outflow="peuterarrangement, basisschool, of eerder een andere passende plek",
        is_on=False,
    ),
    ArrangementValues("Schakelklas groep 2", 54, 66, hours="8 tot 12 kinduren", is_on=False),
    ArrangementValues("Schakelklas groep 3", 54, 66, hours="ten hoogste 4 kinduren", is_on=False),
    ArrangementValues("Zomerclub", 30, 144, hours="drie weken in de zomer", is_on=False),
)


def entry_months(municipality_id: int) -> int:
    """Return from which age children are entered: the lowest of the arrangements that are on."""
    rows = Arrangement.objects.filter(municipality=municipality_id, is_on=True)
    lowest = rows.aggregate(lowest=Min("entry_months"))["lowest"]
    return ENTRY_MONTHS if lowest is None else int(lowest)


@transaction.atomic
def save(
    *,
    municipality_id: int,
    values: ArrangementValues,
    arrangement_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Arrangement:
    """Make an arrangement, or change one.

    Raises: DoesNotExist, PermissionDenied, ArrangementError.
    """
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    rows = municipality.arrangements
    known = rows.get(pk=arrangement_id) if arrangement_id else None
    row = known or Arrangement(municipality=municipality)
    if rows.filter(name__iexact=values.name).exclude(pk=row.pk).exists():
        raise ArrangementError(_("Er is al een arrangement dat %s heet.") % values.name, "name")
    if values.until_months <= values.from_months:
        raise ArrangementError(_("Kies een leeftijd na die van het begin."), "until_months")
    for name, value in asdict(values).items():
        setattr(row, name, value)
    row.save()
    _record("arrangement.saved", municipality, [row.name], by, at)
    return row


@transaction.atomic
def remove(*, municipality_id: int, arrangement_id: int, by: Actor, at: datetime) -> None:
    """Take an arrangement away. Raises: DoesNotExist, PermissionDenied."""
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    row = municipality.arrangements.get(pk=arrangement_id)
    row.delete()
    _record("arrangement.removed", municipality, [row.name], by, at)


@transaction.atomic
def take_over(*, municipality_id: int, by: Actor, at: datetime) -> list[Arrangement]:
    """Add those of the shipped table that are not there yet, by their name.

    Raises: DoesNotExist, PermissionDenied.
    """
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    there = {name.lower() for name in municipality.arrangements.values_list("name", flat=True)}
    rows = [
        Arrangement(municipality=municipality, **asdict(values))
        for values in SHIPPED
        if values.name.lower() not in there
    ]
    made = Arrangement.objects.bulk_create(rows)
    if made:
        _record("arrangement.saved", municipality, [row.name for row in made], by, at)
    return made


def _record(
    action: str, municipality: Municipality, names: Sequence[str], by: Actor, at: datetime
) -> None:
    audit.record(
        by=by,
        action=action,
        target=municipality,
        organisation=municipality.organisation,
        at=at,
        details={"names": list(names)},
    )
