"""Who turns three and a half soon, and what there is to do for each: the start page of childcare.

A school finds the children whom it may see there, and nothing about the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children import ages, consents, reading, stands
from children.models import Child
from children.reach import Thing
from children.stands import Standing
from children.states import ConsentScope, ConsentStand
from partners.access import Actor
from partners.roles import Permission, can

MOST = 60
# What the stand of sharing the form asks of childcare.
NEXT = {
    ConsentStand.PREPARED: gettext_lazy("Vraag de ouders of de school het formulier mag lezen"),
    ConsentStand.REQUESTED: gettext_lazy("Wacht op de ouders"),
    ConsentStand.SEEN: gettext_lazy("Wacht op de ouders: zij openden de vraag"),
    ConsentStand.NO_ANSWER: gettext_lazy("Geen antwoord: vraag het opnieuw of bel de ouders"),
    ConsentStand.GRANTED: gettext_lazy("Ouders zeiden ja"),
    ConsentStand.REFUSED: gettext_lazy("Ouders willen dit niet delen"),
    ConsentStand.WITHDRAWN: gettext_lazy("Ouders zijn gestopt met delen"),
    ConsentStand.IN_CONFLICT: gettext_lazy("Ouders zijn het niet eens: er wordt niets gedeeld"),
}
MINE = frozenset({ConsentStand.PREPARED, ConsentStand.NO_ANSWER})


@dataclass(frozen=True)
class Upcoming:
    """A child on the start page: when it turns three and a half, and what there is to do.

    `is_asked`: parents were asked, and the handover itself says what is next.
    """

    child: Child
    handover_day: date
    todo: str = ""
    is_mine: bool = False
    is_asked: bool = False


def of(actor: Actor, *, at: datetime) -> list[Upcoming]:
    """Return the children for the start page of an actor, and note the reads.

    What there is to do comes first, and then the oldest.
    """
    if can(actor, Permission.ASK_CONSENT):
        return _of_childcare(actor, at)
    if can(actor, Permission.VIEW_CHILDREN):
        return _of_school(actor, at)
    return []


def _of_childcare(actor: Actor, at: datetime) -> list[Upcoming]:
    """Return who turns three and a half in four months, and who did already.

    First those for whom childcare has something to do.
    """
    _first, last = ages.births_ahead(actor.day)
    rows = Child.objects.visible_to(actor, Thing.CONSENT).present().filter(born_on__lte=last)
    found = list(stands.with_questions(rows).order_by("born_on", "sort_name", "pk")[:MOST])
    reading.note(actor, found, thing=Thing.CONSENT, at=at)
    return sorted((_with_next(child, at) for child in found), key=lambda one: not one.is_mine)


def _of_school(actor: Actor, at: datetime) -> list[Upcoming]:
    """Return whom a school may see, also who went to it since: as long as its consent lives."""
    rows = Child.objects.visible_to(actor).order_by("born_on", "sort_name", "pk")
    found = list(rows[:MOST])
    reading.note(actor, found, thing=Thing.CHILD, at=at)
    return [Upcoming(child, ages.handover_day(child.born_on)) for child in found]


def _with_next(child: Child, at: datetime) -> Upcoming:
    todo, is_mine = _next(child, stands.standings(child, at))
    return Upcoming(child, ages.handover_day(child.born_on), todo, is_mine)


def _next(child: Child, standings: Sequence[Standing]) -> tuple[str, bool]:
    """Return the first thing to do in words, and whether childcare has to do it."""
    if not consents.deciding(child):
        return _("Voeg een ouder toe"), True
    if child.school is None:
        return _("Vraag de ouders welke school het wordt"), True
    stand = {one.scope: one.stand for one in standings}
    shared = stand[ConsentScope.SHARE_FORM]
    if shared is not None:
        return str(NEXT.get(shared, "")), shared in MINE
    if ConsentStand.PREPARED in stand.values():
        return _("Vraag de ouders of de school mag meedenken"), True
    return "", False
