"""Which contacts and agreements an actor sees: own ones, and of whom one works with by name.

No child is in any of it, so the municipality sees them by name too (docs/glossary.md).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from dateutil.relativedelta import relativedelta
from django.db.models import Q, QuerySet

from partners.querysets import ScopedQuerySet
from partners.states import CHILDCARE_ROLES, ModuleKind, Role

if TYPE_CHECKING:
    from partners import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor

BY_NAME = frozenset({Role.GEM})  # roles that see those of their municipalities
OF_SCHOOL = frozenset({Role.QC, Role.SCH})
COOPERATING = OF_SCHOOL | CHILDCARE_ROLES
SEEING = BY_NAME | COOPERATING | {Role.BRD}
GRACE = relativedelta(months=2)  # an agreement holds until 1 October of the year after it


def school_year_of(day: date) -> int:
    """Return the calendar year in which the school year of a day began, on 1 August."""
    return day.year if day.month >= 8 else day.year - 1


class ContactAbsenceQuerySet(ScopedQuerySet["tables.ContactAbsence"]):
    """Absences of people who hold a place."""

    def on(self, day: date) -> Self:
        """Return the absences that hold on a day."""
        return self.filter(Q(back_on=None) | Q(back_on__gt=day), first_day__lte=day)


class FixedContactQuerySet(ScopedQuerySet["tables.FixedContact"]):
    """Named contacts."""

    def on(self, day: date) -> Self:
        """Return those whose period holds on a day, whether or not the person still works there."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), valid_from__lte=day)

    def live(self, day: date) -> Self:
        """Return those of the day who still have the role and can sign in."""
        from partners.models import Membership  # noqa: PLC0415 - the model needs this module first

        working = Membership.objects.working_on(day)
        return self.on(day).filter(membership__in=working.values("pk"))

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own places, of places one works with, or of own municipalities."""
        if actor.role not in SEEING:
            return self.none()
        schools, locations = own_schools(actor), own_locations(actor)
        seen = Q(organisation__in=schools.values("pk")) | Q(organisation__in=locations.values("pk"))
        if actor.role in COOPERATING:
            seen |= _tied(actor, schools, locations)
        return self.filter(seen)


class LocationAgreementQuerySet(ScopedQuerySet["tables.LocationAgreement"]):
    """Agreements between a school and a childcare location."""

    def standing(self) -> Self:
        """Return those that nobody ended, confirmed or not."""
        return self.filter(ended_at=None)

    def holding(self, day: date) -> Self:
        """Return the confirmed ones of this school year or later; last year's until 1 October."""
        first = school_year_of(day - GRACE)
        return self.standing().filter(confirmed_at__isnull=False, first_year__gte=first)

    def visible_to(self, actor: Actor) -> Self:
        """Return those of own places or of own municipalities, both halves."""
        if actor.role not in SEEING:
            return self.none()
        return self.filter(
            Q(school__in=own_schools(actor).values("pk"))
            | Q(location__in=own_locations(actor).values("pk"))
        )


def own_schools(actor: Actor) -> QuerySet[Any]:
    """Return the schools of an actor, of its boards, or by name of its municipalities."""
    from partners.models import School  # noqa: PLC0415 - the model needs this module first

    own = Q(pk__in=actor.organisation_ids) | Q(board__in=actor.organisation_ids)
    return School.objects.filter(own | _by_name(actor)).order_by()


def own_locations(actor: Actor) -> QuerySet[Any]:
    """Return the locations of an actor, of its organisations, or of its municipalities."""
    from partners.models import ChildcareLocation  # noqa: PLC0415 - the model needs this module

    own = Q(pk__in=actor.organisation_ids) | Q(holder__in=actor.organisation_ids)
    return ChildcareLocation.objects.filter(own | _by_name(actor)).order_by()


def handing_over(places: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of schools or locations where Overdracht is on, there or in the kindcentrum."""
    from partners.models import Module  # noqa: PLC0415 - the model needs this module first

    on = Module.objects.filter(kind=ModuleKind.HANDOVER).order_by()
    whole = on.filter(kindcentrum=None).values("municipality")
    some = on.filter(kindcentrum__isnull=False).values("kindcentrum")
    return places.filter(Q(municipality__in=whole) | Q(kindcentrum__in=some))


def places_handing_over() -> Q:
    """Return the filter on organisations for the schools and locations where Overdracht is on."""
    from partners.models import (  # noqa: PLC0415 - the models need this module first
        ChildcareLocation,
        School,
    )

    schools = handing_over(School.objects.order_by()).values("pk")
    locations = handing_over(ChildcareLocation.objects.order_by()).values("pk")
    return Q(pk__in=schools) | Q(pk__in=locations)


def _by_name(actor: Actor) -> Q:
    ids = actor.municipality_ids if actor.role in BY_NAME else frozenset()
    return Q(municipality__in=ids)


def _tied(actor: Actor, schools: QuerySet[Any], locations: QuerySet[Any]) -> Q:
    """Return the other side: by an agreement that holds, or by working in one kindcentrum."""
    from partners.models import (  # noqa: PLC0415 - the models need this module first
        ChildcareLocation,
        LocationAgreement,
        School,
    )

    holding = LocationAgreement.objects.holding(actor.day).order_by()
    if actor.role in OF_SCHOOL:
        agreed: Any = holding.filter(school__in=schools.values("pk")).values("location")
        others: Any = ChildcareLocation.objects.filter(kindcentrum__in=_kindcentra(schools))
    else:
        agreed = holding.filter(location__in=locations.values("pk")).values("school")
        others = School.objects.filter(kindcentrum__in=_kindcentra(locations))
    return Q(organisation__in=agreed) | Q(organisation__in=others.order_by().values("pk"))


def _kindcentra(places: QuerySet[Any]) -> QuerySet[Any, Any]:
    return places.values("kindcentrum")  # an empty one equals no other
