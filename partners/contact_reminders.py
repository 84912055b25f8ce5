"""R24 warns once of a place without a fixed contact; R23 asks for an agreement for the year.

Only places where somebody works who can do something about it, and where Overdracht is on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import holidays
from partners.contact_cards import Card, cards_of
from partners.contact_querysets import places_handing_over, school_year_of
from partners.models import (
    FixedContact,
    LocationAgreement,
    Membership,
    Module,
    Municipality,
    Organisation,
)
from partners.reminders import Audience, Occasion, Rule, page_link
from partners.roles import Permission
from partners.states import (
    CONTACT_ROLES,
    ContactGap,
    ContactPlace,
    ModuleKind,
    OrganisationKind,
    Role,
)

WEEKEND_DAYS = 5  # what is due in a weekend or at a holiday goes on the working day before
GRACE = timedelta(days=14)  # to name the first one, after the first colleague came
MISSING = frozenset({ContactGap.NOBODY, ContactGap.ONLY_DEPUTY})
ASKED_ON = ((6, 1), (10, 1))  # months and days on which an agreement is asked for
# Who can name a contact and agree on cooperation.
ACTING = {
    OrganisationKind.SCHOOL: (Role.QC, Role.SCH),
    OrganisationKind.CHILDCARE_LOCATION: (Role.KOC,),
}


@dataclass(frozen=True)
class _Asked:
    """A place and the school year for which an agreement is asked."""

    place: Organisation
    first_year: int


def gaps(municipalities: Sequence[Municipality], day: date) -> Iterator[Occasion]:
    """Bring each place that has no fixed contact, on the day after it lost the last one.

    A place that never had one is warned two weeks after its first colleague came.
    """
    for municipality in municipalities:
        cards = cards_of(_places(municipality, day), day)
        missing = [card for card in cards if card.gap in MISSING]
        equated = holidays.equated_days(municipality)
        since = _since(municipality, [card.organisation for card in missing])
        for card in missing:
            yield Occasion(
                rule="R24",
                municipality=municipality,
                subject=f"contact:{card.organisation.pk}",
                due_on=holidays.next_working_day(since[card.organisation.pk], equated),
                audiences=_audiences(card.organisation),
                facts=card,
            )


def is_missing(occasion: Occasion, today: date) -> bool:
    """Say whether the fixed contact is missing: the gaps are read anew each time.

    Where a municipality shifts the rule, the gap of that day is looked at again on this one.
    """
    card: Card = occasion.facts
    cards = cards_of([card.organisation], today) if occasion.offset_days else [card]
    return any(each.gap in MISSING for each in cards)


def say_who_is_missing(occasions: Sequence[Occasion]) -> list[str]:
    """Return one line for each place."""
    return [
        _(
            "%s heeft geen vaste contactpersoon. Wijs iemand aan bij Contactpersonen; tot dan "
            "kan er niets worden overgedragen."
        )
        % occasion.facts.organisation
        for occasion in occasions
    ]


def agreements(municipalities: Sequence[Municipality], day: date) -> Iterator[Occasion]:
    """Bring each place without an agreement, on 1 June and 1 October of a school year."""
    for municipality in municipalities:
        places = list(_places(municipality, day))
        for month, number in ASKED_ON:
            due = date(day.year, month, number)
            first_year = school_year_of(due) + (month == 6)
            if not -WEEKEND_DAYS <= (day - due).days <= GRACE.days:
                continue
            agreed = _agreed(first_year)
            for place in places:
                if place.pk not in agreed:
                    yield Occasion(
                        rule="R23",
                        municipality=municipality,
                        subject=f"agreement:{place.pk}:{first_year}",
                        due_on=due,
                        audiences=_audiences(place),
                        facts=_Asked(place, first_year),
                        needed_by=date(first_year, *ASKED_ON[-1]),
                    )


def is_not_agreed(occasion: Occasion, _today: date) -> bool:
    """Say whether nobody agreed since."""
    asked: _Asked = occasion.facts
    return asked.place.pk not in _agreed(asked.first_year)


def say_what_to_agree(occasions: Sequence[Occasion]) -> list[str]:
    """Return one line for each place."""
    return [
        _("%(place)s heeft voor schooljaar %(year)s nog geen afspraak over samenwerking.")
        % {
            "place": occasion.facts.place,
            "year": f"{occasion.facts.first_year}–{occasion.facts.first_year + 1}",
        }
        for occasion in occasions
    ]


def _places(municipality: Municipality, day: date) -> list[Organisation]:
    """Return the open places where Overdracht is on and somebody can act."""
    here = Q(school__municipality=municipality) | Q(childcarelocation__municipality=municipality)
    acting = Q()
    for kind, roles in ACTING.items():
        acting |= Q(kind=kind, pk__in=_working(roles, day))
    return list(Organisation.objects.filter(places_handing_over(), here & acting).open_on(day))


def _working(roles: Sequence[Role], day: date) -> list[int]:
    rows = Membership.objects.working_on(day).filter(role__in=roles)
    return list(rows.order_by().values_list("organisation", flat=True).distinct())


def _since(municipality: Municipality, places: Sequence[Organisation]) -> dict[int, date]:
    """Return since when each place has no fixed contact: a fact that does not move."""
    on = Module.objects.filter(municipality=municipality, kind=ModuleKind.HANDOVER)
    begun = on.aggregate(first=Min("switched_on_at"))["first"]
    joined = Membership.objects.filter(organisation__in=places, role__in=_roles())
    first = {
        row["organisation"]: max(row["first"], timezone.localdate(begun)) + GRACE
        for row in joined.order_by().values("organisation").annotate(first=Min("valid_from"))
    }
    rows = FixedContact.objects.filter(organisation__in=places, place=ContactPlace.FIXED)
    ends = {
        row.organisation_id: _last_day(row) + timedelta(days=1)
        for row in rows.select_related("membership").order_by("valid_from", "pk")
    }
    return {**first, **ends}


def _last_day(row: FixedContact) -> date:
    """Return the last day on which a contact could be asked: of the period or of the role."""
    ended = row.ended_on - timedelta(days=1) if row.ended_on else None
    days = [each for each in (ended, row.membership.valid_until) if each is not None]
    return min(days, default=row.valid_from)


def _roles() -> frozenset[Role]:
    return frozenset().union(*CONTACT_ROLES.values())


def _agreed(first_year: int) -> set[int]:
    """Return the places with a confirmed agreement for a school year."""
    rows = LocationAgreement.objects.standing().filter(
        first_year=first_year, confirmed_at__isnull=False
    )
    pairs = rows.order_by().values_list("school", "location")
    return {pk for pair in pairs for pk in pair}


def _audiences(place: Organisation) -> tuple[Audience, ...]:
    """Return who can act, and who leads."""
    here = frozenset({place.pk})
    acting = ACTING[OrganisationKind(place.kind)]
    return (*(Audience(here, role) for role in acting), Audience(here, is_lead=True))


RULES = {
    "R23": Rule(
        "R23",
        gettext_lazy("Samenwerking afspreken"),
        agreements,
        is_not_agreed,
        say_what_to_agree,
        links=page_link(
            gettext_lazy("Naar de samenwerking"), "cooperation", Permission.VIEW_COOPERATION
        ),
    ),
    "R24": Rule(
        "R24",
        gettext_lazy("Geen vaste contactpersoon"),
        gaps,
        is_missing,
        say_who_is_missing,
        links=page_link(
            gettext_lazy("Naar de contactpersonen"), "contacts", Permission.VIEW_COOPERATION
        ),
    ),
}
