"""Joining: what a childcare location or a school needs to begin, and what comes next.

Every step is read from the facts; nothing is ticked off. It stands here because it reads people,
agreements and groups at once.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.models import Child, Group, LocationStart
from partners import contact_cards, contacts
from partners.access import Actor
from partners.contact_cards import Card
from partners.models import LocationAgreement, Membership, Organisation
from partners.roles import Permission, can
from partners.states import OrganisationKind, Role

Text = str | Promise


@dataclass(frozen=True)
class Facts:
    """What is known of one place: numbers and yes or no, no child."""

    card: Card
    groups: int = 0
    children: int = 0
    coordinators: int = 0
    agreements: int = 0
    has_started: bool = False
    may_invite: bool = False

    @property
    def place(self) -> Organisation:
        """Return which place it is."""
        return self.card.organisation


@dataclass(frozen=True)
class Step:
    """One step: what it is, why, whether the facts say it is done, and where it is done."""

    title: Text
    why: Text
    is_done: Callable[[Facts], bool]
    href: Callable[[Facts], str]
    action: Text


@dataclass(frozen=True)
class Joining:
    """How far one place is: its steps with whether each is done, in the order to take them."""

    place: Organisation
    minutes: int
    steps: list[tuple[Step, bool, str]]
    has_begun: bool
    gap: str

    @property
    def done(self) -> int:
        """Return how many steps are done."""
        return sum(is_done for _step, is_done, _href in self.steps)

    @property
    def next(self) -> Step | None:
        """Return the first step that is open; None when all are done."""
        return next((step for step, is_done, _href in self.steps if not is_done), None)


def _seat(slug: str) -> Callable[[Facts], str]:
    return lambda facts: reverse("contact", args=[facts.place.pk, slug])


def _fixed_href(facts: Facts) -> str:
    """Return where a fixed contact is named, or taken over from who works here no more."""
    if facts.card.fixed is None or facts.card.fixed.is_live:
        return _seat("vast")(facts)
    return reverse("contact_takeover", args=[facts.place.pk])


def _has_fixed(facts: Facts) -> bool:
    return facts.card.fixed is not None and facts.card.fixed.is_live


def _has_deputy(facts: Facts) -> bool:
    return facts.card.deputy is not None and facts.card.deputy.is_live


CONTACT = Step(
    gettext_lazy("Vaste contactpersoon"),
    gettext_lazy("Eén persoon met naam: die belt de ander als er iets is. Zonder kan het niet."),
    _has_fixed,
    _fixed_href,
    gettext_lazy("Aanwijzen"),
)
DEPUTY = Step(
    gettext_lazy("Vervanger en werkdagen"),
    gettext_lazy("Wie waarneemt bij ziekte of vakantie, en op welke dagen jullie er zijn."),
    _has_deputy,
    _seat("vervanger"),
    gettext_lazy("Aanwijzen"),
)
LOCATION_STEPS = (
    CONTACT,
    DEPUTY,
    Step(
        gettext_lazy("Groepen"),
        gettext_lazy("De groepen van jullie locatie. Met één groep kun je al beginnen."),
        lambda facts: facts.groups > 0 or facts.has_started,
        lambda facts: reverse("group_add"),
        gettext_lazy("Groep toevoegen"),
    ),
    Step(
        gettext_lazy("Kinderen"),
        gettext_lazy("Plak een lijst uit je eigen systeem, of voeg ze één voor één toe."),
        lambda facts: facts.children > 0 or facts.has_started,
        lambda facts: reverse("child_import"),
        gettext_lazy("Lijst plakken"),
    ),
    Step(
        gettext_lazy("Start"),
        gettext_lazy("Tot je op Start drukt, krijgt geen ouder een mail. Oefen gerust eerst."),
        lambda facts: facts.has_started,
        lambda facts: reverse("location_start", args=[facts.place.pk]),
        gettext_lazy("Naar de start"),
    ),
)
SCHOOL_STEPS = (
    Step(
        gettext_lazy("Kwaliteitscoördinator of IB’er"),
        gettext_lazy("Die denkt mee over een kind, als ouders ja zeggen. Nodig die uit bij Leden."),
        lambda facts: facts.coordinators > 0,
        lambda facts: reverse("member_invite") if facts.may_invite else reverse("my_organisation"),
        gettext_lazy("Uitnodigen"),
    ),
    CONTACT,
    DEPUTY,
    Step(
        gettext_lazy("Opvanglocaties"),
        gettext_lazy("Met wie je samenwerkt. De locatie bevestigt het."),
        lambda facts: facts.agreements > 0,
        lambda facts: reverse("agreement_propose", args=[facts.place.pk]),
        gettext_lazy("Voorstellen"),
    ),
    Step(
        gettext_lazy("Kleutergroepen"),
        gettext_lazy("De groepen waar kinderen naartoe gaan."),
        lambda facts: facts.groups > 0,
        lambda facts: reverse("group_add"),
        gettext_lazy("Groep toevoegen"),
    ),
)
# How long joining takes at the most, in minutes, and its steps.
STEPS = {
    OrganisationKind.CHILDCARE_LOCATION: (10, LOCATION_STEPS),
    OrganisationKind.SCHOOL: (5, SCHOOL_STEPS),
}


def joinings_of(actor: Actor) -> list[Joining]:
    """Return how far each place is for which the actor may act, where Overdracht is on."""
    if not can(actor, Permission.EDIT_COOPERATION):
        return []
    mine = contacts.places_to_manage(actor).values("pk")
    places = contact_cards.own_places(actor).filter(pk__in=mine).with_extension()
    return [_joining(facts) for facts in _facts(contact_cards.cards_of(places, actor.day), actor)]


def _joining(facts: Facts) -> Joining:
    minutes, steps = STEPS[OrganisationKind(facts.place.kind)]
    back = urlencode({"next": reverse("joining")})
    known = [(step, step.is_done(facts), f"{step.href(facts)}?{back}") for step in steps]
    others_done = all(is_done for step, is_done, _href in known if step not in (CONTACT, DEPUTY))
    return Joining(
        place=facts.place,
        minutes=minutes,
        steps=known,
        has_begun=facts.has_started or others_done,
        gap=facts.card.gap_label,
    )


def _facts(cards: Collection[Card], actor: Actor) -> list[Facts]:
    """Return the facts of each place, with one query for each kind of fact."""
    ids = [card.organisation.pk for card in cards]
    open_groups = Group.objects.visible_to(actor).filter(closed_on=None)
    groups = _counted(open_groups.filter(location__in=ids), "location")
    groups += _counted(open_groups.filter(school__in=ids), "school")
    real = Child.objects.present().filter(location__in=ids, is_practice=False)
    children = _counted(real, "location")
    working = Membership.objects.active_on(actor.day).filter(organisation__in=ids, role=Role.QC)
    coordinators = _counted(working, "organisation")
    standing = LocationAgreement.objects.visible_to(actor).standing()
    agreements = _counted(standing.filter(school__in=ids), "school")
    started = set(LocationStart.objects.filter(location__in=ids).values_list("location", flat=True))
    return [
        Facts(
            card=card,
            groups=groups[pk],
            children=children[pk],
            coordinators=coordinators[pk],
            agreements=agreements[pk],
            has_started=pk in started,
            may_invite=pk in actor.managed_ids,
        )
        for pk, card in zip(ids, cards, strict=True)
    ]


def _counted(rows: QuerySet[Any], column: str) -> Counter[int]:
    return Counter(rows.order_by().values_list(column, flat=True))


def said(joining: Joining) -> str:
    """Return in one sentence how far a place is."""
    step = joining.next
    if step is None:
        return _("Alles is klaar.")
    return _("%(done)d van de %(all)d stappen klaar. Nu: %(title)s.") % {
        "done": joining.done,
        "all": len(joining.steps),
        "title": step.title,
    }
