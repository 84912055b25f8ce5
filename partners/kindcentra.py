"""Kindcentra: which schools and childcare locations of a municipality work as one.

Each stays a controller of its own (AVG art. 4 lid 7); a kindcentrum holds no data itself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import audit
from partners.access import Actor
from partners.models import ChildcareLocation, Kindcentrum, Municipality, School
from partners.modules import ModuleError, in_words, refuse_without_officer, without_officer
from partners.refusals import RefusedError
from partners.roles import Permission, require


class KindcentrumError(RefusedError):
    """A kindcentrum cannot be saved or removed."""


@dataclass(frozen=True)
class Composition:
    """What a kindcentrum is: its name, its neighbourhood (wijk) and the ids of its places."""

    name: str
    neighbourhood: str = ""
    schools: Collection[int] = ()
    locations: Collection[int] = ()


def schools_for(kindcentrum: Kindcentrum | None, schools: QuerySet[School]) -> QuerySet[School]:
    """Return the schools that this kindcentrum may have: its own and those that have none."""
    return schools.filter(_free_for(kindcentrum)).select_related("organisation")


def locations_for(
    kindcentrum: Kindcentrum | None, locations: QuerySet[ChildcareLocation]
) -> QuerySet[ChildcareLocation]:
    """Return the locations that this kindcentrum may have: its own and those that have none."""
    return locations.filter(_free_for(kindcentrum)).select_related("organisation")


def _free_for(kindcentrum: Kindcentrum | None) -> Q:
    free = Q(kindcentrum__isnull=True)
    return free if kindcentrum is None else free | Q(kindcentrum=kindcentrum)


def with_counts(rows: QuerySet[Kindcentrum]) -> QuerySet[Any]:
    """Add how many schools and locations each has."""
    return rows.annotate(
        school_count=Count("schools", distinct=True),
        location_count=Count("childcare_locations", distinct=True),
    )


@transaction.atomic
def save(
    *,
    municipality_id: int,
    composition: Composition,
    by: Actor,
    at: datetime,
    kindcentrum_id: int | None = None,
) -> Kindcentrum:
    """Make a kindcentrum, or give it another name and composition.

    A school or location is in one kindcentrum at the most, and only in its own municipality.

    Raises: DoesNotExist, PermissionDenied, KindcentrumError: the name is taken, a place belongs
    elsewhere, or a module with children is on and a new controller has no privacy officer.
    """
    municipality = _lock(municipality_id, by)
    kindcentrum = (
        Kindcentrum(municipality=municipality)
        if kindcentrum_id is None
        else municipality.kindcentra.get(pk=kindcentrum_id)
    )
    others = municipality.kindcentra.exclude(pk=kindcentrum.pk)
    if others.filter(name__iexact=composition.name).exists():
        text = _("Er is al een kindcentrum dat %s heet.") % composition.name
        raise KindcentrumError(text, "name")
    kindcentrum.name, kindcentrum.neighbourhood = composition.name, composition.neighbourhood
    kindcentrum.save()
    _link(kindcentrum, School, composition.schools, "schools")
    _link(kindcentrum, ChildcareLocation, composition.locations, "locations")
    _refuse_new_controllers(kindcentrum, at)
    audit.record(
        by=by,
        action="kindcentrum.saved",
        target=kindcentrum,
        organisation=municipality.organisation,
        at=at,
        details={"schools": len(composition.schools), "locations": len(composition.locations)},
    )
    return kindcentrum


def _lock(municipality_id: int, by: Actor) -> Municipality:
    """Lock the municipality, so that no place is given away twice at once."""
    rows = Municipality.objects.visible_to(by).select_for_update()
    municipality = rows.get(pk=municipality_id)
    require(by, Permission.MANAGE_KINDCENTRA, municipality.organisation)
    return municipality


def _link(kindcentrum: Kindcentrum, model: Any, ids: Collection[int], field: str) -> None:
    """Give the kindcentrum exactly these places. Raises: KindcentrumError."""
    here = model.objects.filter(municipality=kindcentrum.municipality)
    chosen = here.filter(_free_for(kindcentrum), pk__in=ids)
    if chosen.count() != len(set(ids)):
        taken = here.filter(pk__in=ids).exclude(_free_for(kindcentrum)).first()
        text = (
            _("%(place)s zit al in %(other)s: haal die daar eerst weg.")
            % {"place": taken.name, "other": taken.kindcentrum}
            if taken
            else _("Kies alleen scholen en locaties van deze gemeente.")
        )
        raise KindcentrumError(text, field)
    here.filter(kindcentrum=kindcentrum).exclude(pk__in=ids).update(kindcentrum=None)
    chosen.update(kindcentrum=kindcentrum)


def _refuse_new_controllers(kindcentrum: Kindcentrum, at: datetime) -> None:
    """Refuse a place without a privacy officer while a module is on. Raises: KindcentrumError."""
    if not kindcentrum.modules.exists():
        return
    municipality = kindcentrum.municipality
    day = timezone.localdate(at)
    try:
        refuse_without_officer(without_officer(municipality, day=day, kindcentrum=kindcentrum))
    except ModuleError as error:
        raise KindcentrumError(str(error)) from error


@transaction.atomic
def remove(*, kindcentrum_id: int, by: Actor, at: datetime) -> str:
    """Remove a kindcentrum without places and return its name.

    Raises: DoesNotExist, PermissionDenied, KindcentrumError: it has schools or locations, or a
    module is on.
    """
    found = Kindcentrum.objects.visible_to(by).get(pk=kindcentrum_id)
    municipality = _lock(found.municipality_id, by)
    kindcentrum = municipality.kindcentra.get(pk=kindcentrum_id)
    places = [
        row.organisation
        for rows in (kindcentrum.schools, kindcentrum.childcare_locations)
        for row in rows.select_related("organisation")
    ]
    if places:
        raise KindcentrumError(
            _("%(name)s is niet leeg: haal eerst weg wat erbij hoort (%(places)s).")
            % {"name": kindcentrum, "places": in_words(places)}
        )
    if kindcentrum.modules.exists():
        raise KindcentrumError(_("Zet eerst de modules van %s uit.") % kindcentrum)
    audit.record(
        by=by,
        action="kindcentrum.removed",
        target=kindcentrum,
        organisation=municipality.organisation,
        at=at,
    )
    kindcentrum.delete()
    return str(kindcentrum)
