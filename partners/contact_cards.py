"""The contacts of places as people look at them: who holds which, who is there, what lacks."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.dates import WEEKDAYS

from partners.access import Actor
from partners.contact_querysets import BY_NAME, handing_over, own_locations, own_schools
from partners.models import (
    ContactAbsence,
    FixedContact,
    LocationAgreement,
    Membership,
    Organisation,
)
from partners.querysets import OrganisationQuerySet
from partners.states import ContactGap, ContactPlace

# How addresses call the two places.
KINDS = {"vast": ContactPlace.FIXED, "vervanger": ContactPlace.DEPUTY}


@dataclass(frozen=True)
class Holder:
    """Who holds a place: `is_live` while that person has the role and can sign in."""

    contact: FixedContact
    is_live: bool
    absences: Sequence[ContactAbsence] = ()
    day: date = date.min

    @property
    def absence(self) -> ContactAbsence | None:
        """Return the absence of today."""
        return next((each for each in self.absences if each.first_day <= self.day), None)

    @property
    def is_there(self) -> bool:
        """Say whether this person can be asked today."""
        return self.is_live and self.absence is None

    @property
    def title(self) -> str:
        """Return what this person is: the title the school chose, else the role."""
        return str(self.contact.get_title_display() or self.contact.membership.get_role_display())

    @property
    def days(self) -> str:
        """Return the working days in words."""
        return ", ".join(str(WEEKDAYS[day - 1]) for day in self.contact.working_days)


@dataclass(frozen=True)
class Card:
    """One place with its fixed contact and its deputy."""

    organisation: Organisation
    fixed: Holder | None = None
    deputy: Holder | None = None
    agreements: int = 0

    @property
    def seats(self) -> list[tuple[str, ContactPlace, Holder | None]]:
        """Return both places: how addresses call them, which one it is, and who holds it."""
        holders = {ContactPlace.FIXED: self.fixed, ContactPlace.DEPUTY: self.deputy}
        return [(slug, kind, holders[kind]) for slug, kind in KINDS.items()]

    @property
    def stands_in(self) -> Holder | None:
        """Return the deputy while the fixed contact is away or gone."""
        is_needed = self.fixed is None or not self.fixed.is_there
        return self.deputy if is_needed and self.deputy and self.deputy.is_there else None

    @property
    def gap(self) -> ContactGap | None:
        """Return what is missing, the worst first; None when nothing is."""
        has_fixed = self.fixed is not None and self.fixed.is_live
        has_deputy = self.deputy is not None and self.deputy.is_live
        if not has_fixed:
            return ContactGap.ONLY_DEPUTY if has_deputy else ContactGap.NOBODY
        if self.fixed is not None and not self.fixed.is_there and self.stands_in is None:
            return ContactGap.ALL_AWAY
        return None if has_deputy else ContactGap.NO_DEPUTY

    @property
    def gap_label(self) -> str:
        """Return what is missing in words; empty when nothing is."""
        return str(self.gap.label) if self.gap else ""


@dataclass
class _Found:
    live: set[int] = field(default_factory=set)
    absences: dict[int, list[ContactAbsence]] = field(default_factory=dict)


def cards_of(places: Iterable[Organisation], day: date) -> list[Card]:
    """Return a card for each place, in the given order, with four queries whatever their number."""
    organisations = list(places)
    rows = FixedContact.objects.on(day).filter(organisation__in=organisations).order_by()
    contacts = list(rows.select_related("membership__user"))
    found = _look_up({row.membership_id for row in contacts}, day)
    holders = {
        (row.organisation_id, row.place): Holder(
            row, row.membership_id in found.live, found.absences.get(row.membership_id, []), day
        )
        for row in contacts
    }
    agreed = _agreements(organisations, day)
    return [
        Card(
            place,
            holders.get((place.pk, ContactPlace.FIXED)),
            holders.get((place.pk, ContactPlace.DEPUTY)),
            agreed[place.pk],
        )
        for place in organisations
    ]


def _agreements(places: Collection[Organisation], day: date) -> Counter[int]:
    """Return with how many others each place works, by agreements that hold."""
    ids = {place.pk for place in places}
    rows = LocationAgreement.objects.holding(day).filter(Q(school__in=ids) | Q(location__in=ids))
    pairs = set(rows.order_by().values_list("school", "location"))
    return Counter(pk for pair in pairs for pk in pair)


def _look_up(memberships: Collection[int], day: date) -> _Found:
    """Return who of these still has the role, and their absences of now and later."""
    working = Membership.objects.working_on(day).filter(pk__in=memberships)
    found = _Found(set(working.values_list("pk", flat=True)))
    later = ContactAbsence.objects.filter(Q(back_on=None) | Q(back_on__gt=day))
    for absence in later.filter(membership__in=memberships).order_by("first_day"):
        found.absences.setdefault(absence.membership_id, []).append(absence)
    return found


def own_places(actor: Actor) -> OrganisationQuerySet:
    """Return the places of an actor itself, in which Overdracht is on: of gem all by name."""
    schools, locations = handing_over(own_schools(actor)), handing_over(own_locations(actor))
    seen = Q(pk__in=schools.values("pk")) | Q(pk__in=locations.values("pk"))
    return Organisation.objects.filter(seen).open_on(actor.day).order_by("sort_name", "key")


def partner_places(actor: Actor) -> QuerySet[Organisation]:
    """Return the places that an actor works with and whose contacts it may know."""
    if actor.role in BY_NAME:
        return Organisation.objects.none()
    known = FixedContact.objects.visible_to(actor).on(actor.day).values("organisation")
    rows = Organisation.objects.filter(pk__in=known).exclude(pk__in=own_places(actor).values("pk"))
    return rows.open_on(actor.day).order_by("sort_name", "key")


def gaps_of(actor: Actor) -> list[Card]:
    """Return the own places in whose contacts something is missing, the worst first."""
    order = list(ContactGap)
    cards = [card for card in cards_of(own_places(actor), actor.day) if card.gap]
    return sorted(cards, key=lambda card: order.index(card.gap or order[-1]))
