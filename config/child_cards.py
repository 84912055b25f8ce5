"""Cards of the start page about joining, working together, looking along, and texts for parents."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from children import text_approvals
from config.cards import Card
from config.joining import joinings_of, said
from dossier import looks, request_lists, team_rows
from partners.access import Actor
from partners.agreements import waiting_for
from partners.contact_cards import gaps_of
from transitions import handover_lists, information, registrations


def joining(actor: Actor) -> Card | None:
    """Show what an own place still needs to begin; once it began, what its contacts lack."""
    unfinished = next((each for each in joinings_of(actor) if each.next), None)
    if unfinished is None:
        return None
    if unfinished.has_begun:
        text = _("%(gap)s bij %(place)s.") % {"gap": unfinished.gap, "place": unfinished.place}
        return Card("users", _("Contactpersonen"), text, reverse("contacts"), _("Aanwijzen"), True)
    title, href = _("Aansluiten: %s") % unfinished.place, reverse("joining")
    return Card("check-circle", title, said(unfinished), href, _("Verdergaan"), True)


def proposals(actor: Actor) -> Card | None:
    """Show the agreements that wait for the own side."""
    count = waiting_for(actor).count()
    if not count:
        return None
    text = ngettext("%d voorstel wacht op jou.", "%d voorstellen wachten op jou.", count) % count
    return Card(
        "chat", _("Samenwerking"), text, reverse("cooperation"), _("Bekijken en bevestigen"), True
    )


def contact_gaps(actor: Actor) -> Card:
    """Show in how many places something is missing in the contacts."""
    count = len(gaps_of(actor))
    text = (
        ngettext("Bij %d school of locatie ontbreekt iets.",
                 "Bij %d scholen en locaties ontbreekt iets.", count) % count
        if count else _("Overal is een vaste contactpersoon met een vervanger.")
    )  # fmt: skip
    href = reverse("contacts") + ("?toon=gaten" if count else "")
    return Card("users", _("Contactpersonen"), text, href, _("Bekijken"), bool(count))


def look_questions(actor: Actor) -> Card | None:
    """Show the look questions that wait for the actor: to answer, or answered and to close."""
    waiting, answered = looks.waiting(actor), looks.answered(actor)
    if not waiting and not answered:
        return None
    text = (
        ngettext("%d vraag wacht op jouw antwoord.", "%d vragen wachten op jouw antwoord.", waiting)
        % waiting
        if waiting else
        ngettext("%d vraag is beantwoord.", "%d vragen zijn beantwoord.", answered) % answered
    )  # fmt: skip
    return Card("chat", _("Meekijken"), text, reverse("looks"), _("Bekijken"), True)


def observation_requests(actor: Actor) -> Card | None:
    """Show how many requests to observe wait on the actor."""
    count = request_lists.waiting(actor)
    if not count:
        return None
    text = ngettext("%d verzoek wacht op jou.", "%d verzoeken wachten op jou.", count) % count
    return Card("users", _("Verzoeken"), text, reverse("requests"), _("Bekijken"), True)


def handovers(actor: Actor) -> Card | None:
    """Show who reads at a school how many forms wait to be read."""
    count = handover_lists.unread(actor)
    if not count:
        return None
    text = ngettext("%d overdracht om te lezen.", "%d overdrachten om te lezen.", count) % count
    return Card("users", _("Overdrachten"), text, reverse("handovers_shared"), _("Lezen"), True)


def intakes(actor: Actor) -> Card | None:
    """Show a school for how many intakes of the next two weeks nothing is known to come."""
    count = registrations.without_information(actor, at=timezone.now())
    if not count:
        return None
    text = ngettext("%d intake zonder informatie.", "%d intakes zonder informatie.", count) % count
    href = reverse("registrations")
    return Card("calendar", _("Intakelijst"), text, href, _("Bekijken"), True)


def overseen_lists(actor: Actor) -> Card | None:
    """Point an officer at the intake lists of the schools it oversees."""
    if not registrations.own_schools(actor).exists():
        return None
    text = _("De kinderen die de school verwacht. Dat je de lijst leest, komt in het logboek.")
    return Card("calendar", _("Intakelijst"), text, reverse("registrations"), _("Bekijken"))


def asked_information(actor: Actor) -> Card | None:
    """Show childcare how many questions of schools wait for it to say whom they are about."""
    count = information.waiting(actor)
    if not count:
        return None
    text = (
        ngettext("Een school vraagt informatie over %d kind.",
                 "Scholen vragen informatie over %d kinderen.", count) % count
    )  # fmt: skip
    href = reverse("information_requests")
    return Card("chat", _("Vragen van scholen"), text, href, _("Zeggen wie het is"), True)


def support_teams(actor: Actor) -> Card | None:
    """Show the support teams about which it is time to call, or how many are open."""
    due, count = team_rows.to_call(actor, at=timezone.now()), team_rows.open_count(actor)
    if not count:
        return None
    text = (
        ngettext("Bij %d overleg is het tijd om na te bellen.",
                 "Bij %d overleggen is het tijd om na te bellen.", due) % due
        if due else
        ngettext("%d overleg loopt.", "%d overleggen lopen.", count) % count
    )  # fmt: skip
    return Card("users", _("SOT-overleg"), text, reverse("teams"), _("Bekijken"), bool(due))


def lapsed_texts(actor: Actor) -> Card | None:
    """Show in which languages parents are not asked any more, because a text changed."""
    town = actor.municipality
    lapsed = text_approvals.lapsed(town) if town else []
    if town is None or not lapsed:
        return None
    text = _(
        "De teksten veranderden: tot je ze opnieuw goedkeurt, krijgen ouders Nederlands en "
        "Engels in plaats van %s."
    ) % ", ".join(language.label for language in lapsed)
    href = reverse("consent_texts", args=[town.key])
    return Card("chat", _("Vertalingen voor ouders"), text, href, _("Lezen en goedkeuren"), True)


ALL = (
    joining,
    handovers,
    intakes,
    asked_information,
    look_questions,
    observation_requests,
    support_teams,
    proposals,
    contact_gaps,
    lapsed_texts,
)
