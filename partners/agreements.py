"""Agreements between a school and a childcare location: one proposes, another person confirms.

An agreement holds for one school year; either side ends it. Ties show the named contacts of both.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import audit
from partners.access import Actor
from partners.contact_querysets import places_handing_over, school_year_of
from partners.models import ChildcareLocation, LocationAgreement, Organisation, School
from partners.refusals import RefusedError
from partners.roles import Permission, can, require
from partners.states import AgreementSide, AgreementStand, OrganisationKind

EARLIEST_MONTH = 4  # from April on the next school year can be agreed too


class AgreementError(RefusedError):
    """An agreement cannot be proposed, confirmed or ended."""


def years_to_agree(day: date) -> list[int]:
    """Return the school years that can be agreed on a day: this one, from April the next too."""
    first = school_year_of(day)
    return [first, first + 1] if EARLIEST_MONTH <= day.month <= 7 else [first]


def sides_to_ask(place: Organisation, first_year: int | None, day: date) -> QuerySet[Organisation]:
    """Return the other side in the same municipality where Overdracht is on.

    With a year only those with which nothing stands then.

    Names and addresses of schools and childcare locations are public in their registers.
    """
    here = School if place.kind == OrganisationKind.SCHOOL else ChildcareLocation
    municipality = here.objects.filter(pk=place.pk).values("municipality")
    own, other = _columns(place)
    rows = Organisation.objects.filter(
        places_handing_over(), **{f"{_table(other)}__municipality__in": municipality}
    )
    if first_year is not None:
        known = LocationAgreement.objects.standing().filter(first_year=first_year)
        rows = rows.exclude(pk__in=known.filter(**{own: place.pk}).order_by().values(other))
    rows = rows.select_related("school", "childcarelocation").open_on(day)
    return rows.order_by("sort_name", "key")


def is_one_kindcentrum(place: Organisation, other: Organisation) -> bool:
    """Say whether two places work as one kindcentrum."""
    mine: Any = place.extension
    theirs: Any = other.extension
    return mine.kindcentrum_id is not None and mine.kindcentrum_id == theirs.kindcentrum_id


@transaction.atomic
def propose(
    *,
    organisation_id: int,
    others: Collection[int],
    first_year: int,
    by: Actor,
    at: datetime,
) -> list[LocationAgreement]:
    """Propose to work together for a school year, to one or more of the other side.

    Raises: Organisation.DoesNotExist, PermissionDenied, AgreementError: nobody was chosen, or the
    year cannot be agreed now.
    """
    _lock_places({organisation_id, *others})  # the other side may propose at this very moment
    rows = Organisation.objects.visible_to(by).filter(places_handing_over())
    place = rows.get(pk=organisation_id)
    require(by, Permission.EDIT_COOPERATION, place)
    day = timezone.localdate(at)
    if first_year not in years_to_agree(day):
        raise AgreementError(_("Voor dit schooljaar is nu niets af te spreken."), "first_year")
    asked = sides_to_ask(place, None, day).filter(pk__in=others)
    if not others or asked.count() != len(set(others)):
        raise AgreementError(_("Kies uit de lijst met wie je wilt samenwerken."), "others")
    chosen = list(sides_to_ask(place, first_year, day).filter(pk__in=others))
    if not chosen:
        raise AgreementError(_("Dit is voor dit schooljaar al voorgesteld of afgesproken."))
    own, other = _columns(place)
    made = [
        LocationAgreement.objects.create(
            **{f"{own}_id": place.pk, f"{other}_id": side.pk},
            first_year=first_year,
            proposed_side=AgreementSide(own),
            proposed_by=by.user,
            proposed_at=at,
        )
        for side in chosen
    ]
    for agreement in made:
        _record("agreement.proposed", agreement, by, at)
    return made


@transaction.atomic
def confirm(*, agreement_id: int, by: Actor, at: datetime) -> LocationAgreement:
    """Confirm the half that the other side left open; never who proposed it.

    Raises: DoesNotExist, PermissionDenied, AgreementError.
    """
    agreement = _locked(agreement_id, by)
    if agreement.stand != AgreementStand.PROPOSED:
        raise AgreementError(_("Deze afspraak wacht niet op een antwoord."))
    if agreement.proposed_by_id == by.user.pk:
        raise AgreementError(_("Je hebt dit zelf voorgesteld: een ander bevestigt het."))
    require(by, Permission.EDIT_COOPERATION, answering(agreement))
    agreement.confirmed_by, agreement.confirmed_at = by.user, at
    agreement.save(update_fields=["confirmed_by", "confirmed_at"])
    _record("agreement.confirmed", agreement, by, at)
    return agreement


@transaction.atomic
def end(*, agreement_id: int, by: Actor, at: datetime) -> LocationAgreement:
    """End an agreement, take a proposal back or decline one: from now on the tie is gone.

    Raises: DoesNotExist, PermissionDenied, AgreementError: it ended already.
    """
    agreement = _locked(agreement_id, by)
    own = own_sides(agreement, by)
    require(by, Permission.EDIT_COOPERATION, own[0] if own else agreement.school.organisation)
    if agreement.ended_at is not None:
        raise AgreementError(_("Deze afspraak is al beëindigd."))
    agreement.ended_by, agreement.ended_at = by.user, at
    agreement.save(update_fields=["ended_by", "ended_at"])
    _record("agreement.ended", agreement, by, at)
    return agreement


def answering(agreement: LocationAgreement) -> Organisation:
    """Return the side that did not propose it, and so confirms it."""
    if agreement.proposed_side == AgreementSide.SCHOOL:
        return agreement.location.organisation
    return agreement.school.organisation


def own_sides(agreement: LocationAgreement, actor: Actor) -> list[Organisation]:
    """Return the sides for which the actor acts."""
    sides = (agreement.school.organisation, agreement.location.organisation)
    return [side for side in sides if can(actor, Permission.EDIT_COOPERATION, side)]


def waiting_for(actor: Actor) -> QuerySet[LocationAgreement]:
    """Return the proposals that wait for the actor's own side."""
    rows = LocationAgreement.objects.visible_to(actor).standing().filter(confirmed_at=None)
    mine = actor.organisation_ids
    return rows.filter(
        Q(proposed_side=AgreementSide.SCHOOL, location__in=mine)
        | Q(proposed_side=AgreementSide.LOCATION, school__in=mine)
    ).exclude(proposed_by=actor.user)


def _lock_places(ids: Collection[int]) -> None:
    """Lock places in a fixed order, so that two proposals for one pair wait for each other."""
    rows = Organisation.objects.filter(pk__in=ids).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True))


def _columns(place: Organisation) -> tuple[str, str]:
    """Return the column of the own side and that of the other. Raises: AgreementError."""
    if place.kind == OrganisationKind.SCHOOL:
        return AgreementSide.SCHOOL.value, AgreementSide.LOCATION.value
    if place.kind == OrganisationKind.CHILDCARE_LOCATION:
        return AgreementSide.LOCATION.value, AgreementSide.SCHOOL.value
    raise AgreementError(_("Alleen een school en een opvanglocatie spreken dit af."))


def _table(side: str) -> str:
    return "school" if side == AgreementSide.SCHOOL else "childcarelocation"


def _locked(agreement_id: int, by: Actor) -> LocationAgreement:
    rows = LocationAgreement.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    return rows.select_related("school__organisation", "location__organisation").get(
        pk=agreement_id
    )


def _record(action: str, agreement: LocationAgreement, by: Actor, at: datetime) -> None:
    """Note it in the logs of both sides: each is a controller of its own."""
    for side in (agreement.school.organisation, agreement.location.organisation):
        audit.record(by=by, action=action, target=agreement, organisation=side, at=at)
