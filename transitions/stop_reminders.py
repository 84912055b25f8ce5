"""R18: parents stopped after a form was shared, so whoever has it stops using it.

Childcare and the school each hear it in their own municipality; the officer of each a week later.
Also when the parents named another school: the first one may not use it any more.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from children.models import ConsentEvent, ConsentQuestion
from children.querysets import module_is_on
from children.states import STOPS, ConsentAct, ConsentScope, LeaveReason
from partners.models import Municipality, School
from partners.models.calendar import MAX_OFFSET
from partners.reminders import Audience, Occasion, Only, Rule
from partners.states import Role
from transitions import reminder_search
from transitions.models import Handover
from transitions.reminder_search import pks_of
from transitions.reminder_steps import EVERYTHING, About, counted, is_in_time

OFFICER_AFTER = timedelta(days=7)
LASTS = timedelta(days=28)  # on somebody's own list
CHILDCARE, SCHOOL = "stopped_here", "stopped_there"
ENDING = STOPS | {ConsentAct.SUPERSEDED}


def stopped(municipalities: Sequence[Municipality], day: date) -> Iterator[Occasion]:
    """Bring each form that was shared and whose consent stopped since."""
    return _occasions(municipalities, EVERYTHING, day)


def _occasions(municipalities: Sequence[Municipality], only: Only, day: date) -> Iterator[Occasion]:
    towns = {one.pk: one for one in municipalities}
    for handover in _rows(towns, day, only):
        place, school = handover.location, handover.school
        on = timezone.localdate(handover.stopped_at)
        if place.municipality_id in towns:
            own = frozenset({place.pk, place.holder_id})
            town = towns[place.municipality_id]
            contacts = (Audience(own, Role.KOC),)
            yield from _both(town, f"{CHILDCARE}:{handover.pk}", on, contacts, own)
        if school.municipality_id in towns:
            here = frozenset({school.pk})
            to = (Audience(here, Role.SCH), Audience(here, Role.QC))
            officers = here | {school.board_id}
            town = towns[school.municipality_id]
            yield from _both(town, f"{SCHOOL}:{handover.pk}", on, to, officers)


def _both(
    town: Municipality,
    subject: str,
    on: date,
    to: tuple[Audience, ...],
    officers: frozenset[int],
) -> Iterator[Occasion]:
    """Bring who has the form at once, and the officer a week later."""
    about = About(subject, on + LASTS)
    yield Occasion("R18", town, subject, on, to, about)
    checks = (Audience(officers, Role.DPO),)
    yield Occasion("R18", town, f"{subject}:next", on + OFFICER_AFTER, checks, about)


def _rows(towns: Collection[int], day: date, only: Only) -> QuerySet[Any]:
    """Return the handovers that no consent carries any more, with when that stopped."""
    asked = ConsentQuestion.objects.filter(
        scope=ConsentScope.SHARE_FORM, child=OuterRef("child"), school=OuterRef("school")
    ).order_by()
    ends = ConsentEvent.objects.filter(
        act__in=ENDING,
        question__scope=ConsentScope.SHARE_FORM,
        question__child=OuterRef("child"),
        question__school=OuterRef("school"),
    ).order_by()
    last = ends.values("question__child").annotate(last=Max("at")).values("last")
    places = reminder_search.locations(only).filter(municipality__in=towns)
    schools = School.objects.filter(module_is_on(), municipality__in=towns)
    if only.organisations is not None:
        own = only.organisations
        schools = schools.filter(Q(pk__in=own) | Q(board__in=own))
    rows = Handover.objects.filter(
        Q(location__in=places.order_by().values("pk"))
        | Q(school__in=schools.order_by().values("pk")),
        ~Exists(asked.filter(is_live=True)),
        shared_at__isnull=False,
    )
    if only.subjects is not None:
        rows = rows.filter(pk__in=pks_of(only.subjects, CHILDCARE, SCHOOL))
    since = day - LASTS - timedelta(days=MAX_OFFSET)
    found = rows.annotate(stopped_at=Subquery(last)).filter(
        stopped_at__gt=F("shared_at"), stopped_at__date__gte=since
    )
    found = found.exclude(child__left_because__in=(LeaveReason.DIED, LeaveReason.MISTAKE))
    return found.select_related("location", "school").order_by("pk")


def say_how_many_stopped(count: int) -> str:
    """Return the line: what to do, without a child, a place, or who said what."""
    return ngettext(
        "Voor een gedeelde overdracht geldt geen toestemming meer: gebruik haar niet, en verwijder "
        "wat niet in jullie eigen dossier hoort.",
        "Voor %d gedeelde overdrachten geldt geen toestemming meer: gebruik ze niet, en verwijder "
        "wat niet in jullie eigen dossier hoort.",
        count,
    )


RULES = {
    "R18": Rule(
        "R18",
        gettext_lazy("Toestemming gestopt nadat er was gedeeld"),
        stopped,
        is_in_time,
        counted(say_how_many_stopped),
        find=_occasions,
    )
}
