"""The start page: per role what stands ready now, and what to do next."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from children import upcoming
from config import child_cards
from config.cards import Card, Text
from config.formats import euro, hours, school_year
from config.setup import first_open, steps_of
from dossier import my_week
from partners.access import Actor
from partners.models import Membership, Message, Organisation
from partners.modules import is_on_for
from partners.roles import Permission, can
from partners.states import (
    CHILD_MODULES,
    CHILD_ROLES,
    NEEDS_PERSON,
    ModuleKind,
    OrganisationKind,
    Role,
)
from subsidies.hour_totals import school_hours, together, years_on
from subsidies.models import Allocation, DecisionLetter, SubsidyYear
from subsidies.states import LetterState, RenderState, YearState
from transitions import handover_lists

SHOWN_SCHOOLS = 3
BEFORE_SENT = (LetterState.DRAFT, LetterState.CHECKED, LetterState.SIGNED)


def _year(actor: Actor) -> Card:
    """Show the newest year and its next step."""
    year = (
        SubsidyYear.objects.visible_to(actor).select_related("municipality__organisation").first()
    )
    if year is None:
        text = _("Er is nog geen subsidiejaar.")
        return Card("euro", _("Subsidiejaren"), text, reverse("subsidy_years"), _("Bekijken"))
    texts = {
        YearState.DRAFT: _(
            "Nog niet vastgesteld: controleer budget en sleutel en stel de verdeling vast."
        ),
        YearState.ALIGNED: (
            _("De verdeling is voorgelegd: lees de reacties en stel haar vast.")
            if actor.role == Role.GEM
            else _("De verdeling is voorgelegd.")
        ),
        YearState.ESTABLISHED: _("De verdeling is vastgesteld."),
        YearState.CLOSED: _("Het jaar is afgesloten."),
    }
    return Card(
        "euro",
        _("Subsidiejaar %s") % school_year(year.label),
        texts[YearState(year.state)],
        reverse("subsidy_year", args=[year.municipality.key, year.label]),
        _("Naar het jaar"),
        needs_action=actor.role == Role.GEM and not year.is_established,
    )


def _proposal(actor: Actor) -> Card | None:
    """Show an allocation that was put before the actor, as long as it can be commented on."""
    open_years = SubsidyYear.objects.visible_to(actor).filter(state=YearState.ALIGNED)
    year = open_years.select_related("municipality__organisation").first()
    if year is None:
        return None
    return Card(
        "chat",
        _("Verdeling %s voorgelegd") % school_year(year.label),
        _("Gemeente %s vraagt wat je ervan vindt.") % year.municipality.name,
        reverse("subsidy_year", args=[year.municipality.key, year.label]),
        _("Bekijken en reageren"),
        needs_action=True,
    )


Words = tuple[Callable[[Actor], Q], Callable[[int], str]]
OVERDUE: Words = (
    lambda actor: Q(state__in=BEFORE_SENT, sending_on__lt=actor.day),
    lambda n: ngettext(
        "Van %d brief is de verzenddatum voorbij: kies een nieuwe.",
        "Van %d brieven is de verzenddatum voorbij: kies een nieuwe.", n,
    ) % n,
)  # fmt: skip
TODAY: Words = (
    lambda actor: Q(state=LetterState.SIGNED, sending_on=actor.day),
    lambda n: ngettext(
        "%d brief moet vandaag weg.", "%d brieven moeten vandaag weg.", n
    ) % n,
)  # fmt: skip
TO_CHECK: Words = (
    lambda actor: Q(state=LetterState.DRAFT, sending_on__gte=actor.day) & ~Q(drafted_by=actor.user),
    lambda n: ngettext("%d brief wacht op controle.", "%d brieven wachten op controle.", n) % n,
)
NO_DAY: Words = (
    lambda actor: Q(state=LetterState.DRAFT, sending_on=None),
    lambda n: ngettext(
        "%d concept heeft nog geen verzenddatum.", "%d concepten hebben nog geen verzenddatum.", n
    ) % n,
)  # fmt: skip
TO_SIGN: Words = (
    lambda actor: Q(state=LetterState.CHECKED, sending_on__gte=actor.day),
    lambda n: ngettext(
        "%d brief wacht op je handtekening.", "%d brieven wachten op je handtekening.", n
    ) % n,
)  # fmt: skip
UNREAD: Words = (
    lambda actor: ~Q(openings__user=actor.user),
    lambda n: ngettext(
        "Er is %d beschikking die je nog niet hebt geopend.",
        "Er zijn %d beschikkingen die je nog niet hebt geopend.", n,
    ) % n,
)  # fmt: skip
# What waits for a role on the desk, the most urgent first: the card tells one of them.
WAITING: dict[Role, tuple[Words, ...]] = {
    Role.GEM: (TO_CHECK,),
    Role.SIG: (TO_SIGN,),
    Role.ISS: (TODAY, TO_CHECK, OVERDUE, NO_DAY),
    Role.BRD: (UNREAD,),
}


def _letters(actor: Actor) -> Card:
    """Show the letters that wait for this person, or that one failed, or how many there are."""
    rows = DecisionLetter.objects.visible_to(actor).current()
    failed = rows.exclude(state=LetterState.SENT).filter(render_state=RenderState.FAILED).count()
    number, words, first = _waiting(rows, actor)
    total = rows.count()
    if failed and actor.role != Role.BRD:
        text = ngettext("%d brief is niet gelukt.", "%d brieven zijn niet gelukt.", failed) % failed
    elif number:
        text = words
    else:
        text = ngettext("Er is %d brief.", "Er zijn %d brieven.", total) % total
    text = text if total else _("Er zijn nog geen brieven.")
    href = reverse("letters")
    if first is not None and actor.role != Role.BRD:
        href = reverse("year_letters", args=[first.year.municipality.key, first.year.label])
    title = _("Mijn beschikkingen") if actor.role == Role.BRD else _("Beschikkingsbrieven")
    return Card("mail", title, text, href, _("Naar de brieven"), bool(number or failed))


def _waiting(
    rows: QuerySet[DecisionLetter], actor: Actor
) -> tuple[int, str, DecisionLetter | None]:
    """Return how many letters wait for this person first, in words, and one of them."""
    for which, words in WAITING[actor.role]:
        waiting = rows.filter(which(actor))
        if number := waiting.count():
            first = waiting.select_related("year__municipality__organisation").first()
            return number, words(number), first
    return 0, "", None


def _own_amount(actor: Actor) -> Card:
    """Show what the actor's own schools got in the newest year."""
    rows = list(
        Allocation.objects.visible_to(actor)
        .select_related("year__municipality__organisation")
        .order_by("-year__first_year")
    )
    newest = [row for row in rows if row.year_id == rows[0].year_id]
    if not newest:
        text = _("De gemeente heeft voor jouw scholen nog geen bedrag vastgesteld.")
        return Card("euro", _("Mijn bedragen"), text, reverse("subsidy_years"), _("Bekijken"))
    total = euro(sum(row.amount for row in newest))
    year = newest[0].year
    text = ngettext("%(total)s voor %(n)d school.", "%(total)s voor %(n)d scholen.", len(newest))
    return Card(
        "euro",
        _("Mijn bedragen %s") % school_year(year.label),
        text % {"total": total, "n": len(newest)},
        reverse("subsidy_year", args=[year.municipality.key, year.label]),
        _("Bekijk per school"),
    )


def _own_hours(actor: Actor) -> Card | None:
    """Show a coordinator what was booked this year at the own schools."""
    rows = [row for year in years_on(actor, actor.day) for row in school_hours(actor, year)]
    total = together(rows)
    if total is None:
        return None
    text = _("%(booked)s van %(granted)s geboekt.") % {
        "booked": hours(total.booked),
        "granted": hours(total.granted),
    }
    return Card("clock", _("Mijn uren"), text, reverse("hours"), _("Naar deze week"))


def _hours(actor: Actor) -> Card | None:
    """Show which schools booked no hours in the running year, by name."""
    rows = [row for year in years_on(actor, actor.day) for row in school_hours(actor, year)]
    if not rows:
        return None
    without = [row.school.name for row in rows if not row.minutes]
    shown = "; ".join(without[:SHOWN_SCHOOLS]) + ("; …" if len(without) > SHOWN_SCHOOLS else ".")
    text = (
        ngettext("%(n)d school heeft nog geen uren: %(names)s",
                 "%(n)d scholen hebben nog geen uren: %(names)s", len(without))
        % {"n": len(without), "names": shown}
        if without else _("Elke school heeft uren geboekt.")
    )  # fmt: skip
    href = reverse("hours_schools") + ("?toon=zonder" if without else "")
    return Card("clock", _("Uren per school"), text, href, _("Bekijken"))


def _gaps(actor: Actor) -> Card:
    """Show how many organisations have nobody who can invite colleagues."""
    seen = Organisation.objects.visible_to(actor).exclude(kind=OrganisationKind.MUNICIPALITY)
    rows = Membership.objects.visible_to(actor).not_over_on(actor.day)
    counted: Any = seen.open_on(actor.day).with_admins(rows)
    gaps = counted.filter(has_admin=False).count()
    text = (
        ngettext("%d organisatie heeft nog geen beheerder.",
                 "%d organisaties hebben nog geen beheerder.", gaps) % gaps
        if gaps else _("Elke organisatie heeft een beheerder.")
    )  # fmt: skip
    href, action = reverse("organisations"), _("Naar de organisaties")
    return Card("users", _("Organisaties"), text, href, action, bool(gaps))


def _messages(actor: Actor) -> Card:
    """Show the mails that wait for a person."""
    count = Message.objects.visible_to(actor).filter(state__in=NEEDS_PERSON).count()
    text = (
        ngettext("%d bericht wacht op jou.", "%d berichten wachten op jou.", count) % count
        if count
        else _("Er is geen bericht dat op jou wacht.")
    )
    href, action = reverse("messages"), _("Naar de berichten")
    return Card("mail", _("Berichten"), text, href, action, bool(count))


def _log(_actor: Actor) -> Card:
    """Point at the log."""
    text = _("Wie deed wat, en wanneer, bij jouw organisatie.")
    return Card("shield", _("Logboek"), text, reverse("log"), _("Naar het logboek"))


def _setup(actor: Actor) -> Card | None:
    """Show how far the set-up is, as long as it is not complete."""
    municipality = actor.municipality
    steps = steps_of(municipality, actor) if municipality else []
    step = first_open(steps)
    if municipality is None or step is None:
        return None
    done = sum(each.state != "open" for each in steps)
    text = ngettext(
        "%(done)d van de %(all)d stappen is klaar of overgeslagen. Nu: %(title)s.",
        "%(done)d van de %(all)d stappen zijn klaar of overgeslagen. Nu: %(title)s.",
        done,
    )
    return Card(
        "check-circle",
        _("Gemeente inrichten"),
        text % {"done": done, "all": len(steps), "title": step.title},
        reverse("setup_step", args=[municipality.key, step.number]),
        _("Verder met de inrichting"),
        needs_action=True,
    )


def _organisation(actor: Actor) -> Card:
    """Point at the actor's own organisation."""
    href, action = reverse("my_organisation"), _("Bekijken")
    return Card("building", _("Mijn organisatie"), actor.organisation_names, href, action)


CARDS: dict[Role, tuple[Callable[[Actor], Card | None], ...]] = {
    Role.GEM: (
        _setup,
        child_cards.lapsed_texts,
        _year,
        _letters,
        _hours,
        child_cards.contact_gaps,
        _gaps,
        _organisation,
    ),
    Role.SIG: (_letters, _year, _organisation),
    Role.ISS: (_proposal, _letters, _year, _organisation),
    Role.BRD: (_proposal, _own_amount, _letters, _hours, _organisation),
    Role.QC: (
        child_cards.joining,
        child_cards.handovers,
        child_cards.intakes,
        child_cards.look_questions,
        child_cards.observation_requests,
        child_cards.proposals,
        _own_hours,
        _own_amount,
        _organisation,
    ),
    Role.SCH: (
        child_cards.joining,
        child_cards.handovers,
        child_cards.intakes,
        child_cards.proposals,
        _own_amount,
        _organisation,
    ),
    Role.TEA: (child_cards.handovers, _organisation),
    Role.KCC: (
        child_cards.asked_information,
        child_cards.support_teams,
        child_cards.look_questions,
        child_cards.observation_requests,
        _organisation,
    ),
    Role.KOC: (
        child_cards.joining,
        child_cards.asked_information,
        child_cards.look_questions,
        child_cards.observation_requests,
        child_cards.proposals,
        _organisation,
    ),
    Role.KOW: (
        child_cards.look_questions,
        child_cards.observation_requests,
        _organisation,
    ),
    Role.DPO: (_log, child_cards.overseen_lists, _organisation),
    Role.ADM: (_setup, _messages, _gaps, _log, _organisation),
}
OF_MODULE: dict[ModuleKind, tuple[Callable[[Actor], Card | None], ...]] = {
    ModuleKind.SUBSIDY: (_year, _proposal, _letters, _own_amount, _own_hours, _hours),
    ModuleKind.HANDOVER: child_cards.ALL,
}
TITLES: dict[Role, Text] = {
    Role.GEM: gettext_lazy("Subsidie in één oogopslag"),
    Role.SIG: gettext_lazy("Brieven om te ondertekenen"),
    Role.ISS: gettext_lazy("Beschikkingsbrieven in één oogopslag"),
    Role.BRD: gettext_lazy("Bedragen en brieven van mijn bestuur"),
    Role.QC: gettext_lazy("Mijn scholen"),
    Role.SCH: gettext_lazy("Mijn school"),
    Role.TEA: gettext_lazy("Mijn groep"),
    Role.KCC: gettext_lazy("Zorg in mijn organisatie"),
    Role.KOC: gettext_lazy("Mijn locatie"),
    Role.KOW: gettext_lazy("Mijn groep op de locatie"),
    Role.DPO: gettext_lazy("Privacy bij mijn organisatie"),
    Role.ADM: gettext_lazy("Beheer in één oogopslag"),
}


def cards_for(actor: Actor) -> list[Card]:
    """Return the cards of an actor, what needs action first; none of a module that is off."""
    off = {
        make for kind, makes in OF_MODULE.items() if not is_on_for(actor, kind) for make in makes
    }
    made = [make(actor) for make in CARDS[actor.role] if make not in off]
    cards = [card for card in made if card is not None]
    return sorted(cards, key=lambda card: not card.needs_action)


def waits_for_child_modules(actor: Actor) -> bool:
    """Say whether this role's own work begins only when a module with children is on."""
    return actor.role in CHILD_ROLES and not actor.modules & CHILD_MODULES


def upcoming_for(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Return the children on the start page; none where children are not this role's work."""
    if not is_on_for(actor, ModuleKind.HANDOVER) or not can(actor, Permission.VIEW_CHILDREN):
        return {"upcoming": None}
    shown = upcoming.of(actor, at=at)
    if can(actor, Permission.FILL_HANDOVER):
        shown = handover_lists.with_next(shown, at=at)
    return {"upcoming": shown, "asks": can(actor, Permission.ASK_CONSENT)}


def week_for(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Return the week of a coordinator, whose start page begins with today; else nothing."""
    if actor.role != Role.QC or not is_on_for(actor, ModuleKind.HANDOVER):
        return {"week": None}
    week = my_week.of(actor, monday=my_week.monday_of(actor.day), at=at)
    my_week.note_shown(actor, week.today, at=at)
    return {"week": week}
