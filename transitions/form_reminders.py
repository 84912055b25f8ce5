"""What childcare is reminded of about the form, where a municipality switches it on.

R4, R5 and R12 of domain section 9. Each stops as the rules that are on at first do.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from children.models import Child, GroupWorker
from children.states import ConsentStand
from partners.reminders import Audience, Only
from partners.states import Role
from transitions import reminder_search, standings
from transitions.childcare_reminders import LINKS
from transitions.reminder_plans import planned, said_no, to_contacts, to_lead, wait
from transitions.reminder_search import FORM
from transitions.reminder_steps import Step, Towns, Wait, noon, rule
from transitions.standings import Standing
from transitions.states import Turn

ASKED = frozenset(
    {ConsentStand.REQUESTED, ConsentStand.SEEN, ConsentStand.NO_ANSWER, ConsentStand.GRANTED}
)
FORTNIGHT, MONTH = timedelta(days=14), timedelta(days=28)


def filling(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R4: parents were asked, and the form is not filled in; who works with the child hears it."""
    rows = reminder_search.children(towns, day, months=40, only=only)
    days = planned(rows.filter(is_shared=False, school__isnull=False), "R4", towns, day)
    found = [one for one in _standing(days, day) if one.consent in ASKED and one.unfilled]
    workers = _workers([one.child for one in found])
    for one in found:
        child, own = one.child, days[one.child]
        here = frozenset({child.location_id})
        to = (Audience(here, Role.KOW, members=workers[child.pk]),)
        then = to_contacts(child, own + FORTNIGHT, days=FORTNIGHT.days)
        yield wait(child, towns, FORM, Step(own, to, own + FORTNIGHT), then)


def discussing(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R5: the form is not finished, or parents do not know what stands in it.

    Also where no school is chosen yet: it can be prepared, and never shared.
    """
    rows = reminder_search.children(towns, day, months=40, only=only)
    days = planned(rows.filter(is_shared=False), "R5", towns, day)
    for one in _standing(days, day):
        child, own = one.child, days[one.child]
        if not (one.facts.is_complete and one.facts.is_discussed):
            first = to_contacts(child, own, days=FORTNIGHT.days)
            yield wait(child, towns, FORM, first, to_lead(child, own + FORTNIGHT))


def ageing(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R12: at 45 months the form is older than three months: children develop in leaps.

    Not once the school closed the handover.
    """
    rows = reminder_search.children(towns, day, months=45, only=only)
    days = planned(rows.filter(has_consent=True, is_given=False), "R12", towns, day)
    for one in standings.of(Child.objects.filter(pk__in=[c.pk for c in days]), at=noon(day)):
        child, handover = one.child, one.handover
        changed_on = timezone.localdate(handover.changed_at) if handover else None
        is_old = changed_on is not None and changed_on < one.handover_day
        if is_old and not one.facts.closed:
            yield wait(child, towns, FORM, to_contacts(child, days[child], days=MONTH.days))


def _standing(children: Iterable[Child], day: date) -> list[Standing]:
    """Return where these stand, of those of which childcare has something to do."""
    keys = [child.pk for child in children]
    found = standings.of(Child.objects.filter(pk__in=keys), at=noon(day)) if keys else []
    return [one for one in found if one.turn == Turn.CHILDCARE and not said_no(one.child, day)]


def _workers(children: Iterable[Child]) -> dict[int, frozenset[int]]:
    """Return who works with each child: its mentor, and those of its group."""
    found = list(children)
    rows = GroupWorker.objects.filter(group__in={child.group_id for child in found})
    pairs = list(rows.order_by().values_list("group", "membership"))
    return {
        child.pk: frozenset(member for group, member in pairs if group == child.group_id)
        | frozenset(pk for pk in (child.mentor_id,) if pk)
        for child in found
    }


def say_how_many_to_fill(count: int) -> str:
    """Return the line of R4."""
    return ngettext(
        "Een overdrachtsformulier is nog niet ingevuld: vul het in of voeg het verslag toe, en "
        "plan het gesprek met de ouders.",
        "%d overdrachtsformulieren zijn nog niet ingevuld: vul ze in of voeg het verslag toe, en "
        "plan het gesprek met de ouders.",
        count,
    )


def say_how_many_to_discuss(count: int) -> str:
    """Return the line of R5."""
    return ngettext(
        "Een overdrachtsformulier is nog niet af of niet met de ouders besproken.",
        "%d overdrachtsformulieren zijn nog niet af of niet met de ouders besproken.",
        count,
    )


def say_how_many_are_old(count: int) -> str:
    """Return the line of R12."""
    return ngettext(
        "Een overdrachtsformulier is ouder dan drie maanden: kijk of het nog klopt.",
        "%d overdrachtsformulieren zijn ouder dan drie maanden: kijk of ze nog kloppen.",
        count,
    )


RULES = {
    "R4": rule(
        "R4",
        gettext_lazy("Overdrachtsformulier invullen"),
        filling,
        say_how_many_to_fill,
        links=LINKS,
        is_on=False,
    ),
    "R5": rule(
        "R5",
        gettext_lazy("Overdrachtsformulier afmaken en bespreken"),
        discussing,
        say_how_many_to_discuss,
        links=LINKS,
        is_on=False,
    ),
    "R12": rule(
        "R12",
        gettext_lazy("Overdrachtsformulier van meer dan drie maanden oud"),
        ageing,
        say_how_many_are_old,
        links=LINKS,
        is_on=False,
    ),
}
