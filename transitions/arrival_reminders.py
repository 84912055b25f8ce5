"""Reminders around the first day at school, where a municipality switches them on.

R14 and R15 of domain section 9: the warm talk that was asked for, and a short word back at the end.
About forms that a school may read now; nothing once it closed the handover.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy, ngettext

from children.ages import SCHOOL_MONTHS
from children.models import ConsentQuestion
from children.states import ConsentScope, LeaveReason
from partners.access import Actor
from partners.models.calendar import MAX_OFFSET
from partners.reminders import Key, Link, Occasion, Only, page_link
from partners.states import Role
from transitions import reminder_search, schedule, snapshots
from transitions.childcare_reminders import LINKS
from transitions.models import FormVersion
from transitions.reminder_search import AHEAD, CLOSED
from transitions.reminder_steps import About, Step, Towns, Wait, rule
from transitions.school_reminders import READERS, at, moved

BEFORE, LAST = timedelta(days=28), timedelta(days=14)  # before the fourth birthday
AFTER = timedelta(days=42)
HERE, THERE = "arriving", "version"  # what a subject begins with, at childcare and at the school


def talking(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R14: a warm talk was asked for and was not held; both plan it, then the coordinator."""
    rows = _versions(towns, day, only, days=-BEFORE)
    for version in rows.filter(handover__arrival__warm_held_on=None):
        lines = snapshots.allowed(
            snapshots.thawed(version.content), version.question.sections, health=False
        )
        if not snapshots.wants_warm(lines):
            continue
        birthday = schedule.fourth_birthday(version.handover.child.born_on)
        yield from _both(towns, version, birthday)


def _both(towns: Towns, version: FormVersion, birthday: date) -> Iterator[Wait]:
    """Bring what childcare and the school each do, in their own municipality."""
    handover, due = version.handover, birthday - BEFORE
    place, school = handover.location, handover.school
    if place.municipality_id in towns.by_pk:
        contacts = (reminder_search.childcare(place, Role.KOC),)
        about = About(f"{HERE}:{version.pk}", birthday)
        yield Wait(towns.by_pk[place.municipality_id], about, Step(due, contacts, birthday - LAST))
    if school is not None and school.municipality_id in towns.by_pk:
        town = towns.by_pk[school.municipality_id]
        first = Step(moved(towns, town, due), (at(school.pk, Role.SCH),), birthday - LAST)
        then = Step(moved(towns, town, birthday - LAST), (at(school.pk, Role.QC),))
        yield Wait(town, About(f"{THERE}:{version.pk}", birthday), first, then)


def telling_back(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R15: six weeks after the fourth birthday a child that was placed has no word back yet."""
    rows = _versions(towns, day, only, days=AFTER).filter(
        handover__arrival__group__isnull=False,
        handover__arrival__group=F("handover__child__school_group"),
        handover__arrival__feedback_at=None,
    )
    for version in rows:
        school = version.handover.school
        if school is not None and school.municipality_id in towns.by_pk:
            town = towns.by_pk[school.municipality_id]
            due = schedule.fourth_birthday(version.handover.child.born_on) + AFTER
            about = About(f"{THERE}:{version.pk}", due + timedelta(days=AHEAD + CLOSED))
            step = Step(moved(towns, town, due), (at(school.pk, Role.SCH),), due + BEFORE)
            yield Wait(town, about, step)


def _versions(towns: Towns, day: date, only: Only, *, days: timedelta) -> QuerySet[Any]:
    """Return the newest versions that a school may read, whose day is about now.

    Args: days: from the fourth birthday to that day.
    """
    near = timedelta(days=AHEAD + CLOSED)
    first, last = day - near - timedelta(days=MAX_OFFSET), day + near
    born = [one - days - relativedelta(months=SCHOOL_MONTHS) for one in (first, last)]
    later = FormVersion.objects.filter(handover=OuterRef("handover"), number__gt=OuterRef("number"))
    given = ConsentQuestion.objects.live(day).filter(
        scope=ConsentScope.SHARE_FORM,
        child=OuterRef("handover__child"),
        school=OuterRef("handover__school"),
    )
    rows = FormVersion.objects.filter(
        _of(towns, day, only),
        ~Exists(later.order_by()),
        Exists(given.order_by()),
        ~reminder_search.closed(handover=OuterRef("handover")),
        Q(handover__child__left_on=None) | Q(handover__child__left_because=LeaveReason.TO_SCHOOL),
        handover__ended_at=None,
        handover__child__is_practice=False,
        handover__child__born_on__range=born,
    )
    if only.subjects is not None:
        rows = rows.filter(pk__in=reminder_search.pks_of(only.subjects, HERE, THERE))
    return rows.select_related(
        "question", "handover__child", "handover__location", "handover__school"
    ).order_by("pk")


def _of(towns: Towns, day: date, only: Only) -> Q:
    """Return what is of childcare or of a school here: of all, or of some organisations."""
    places = reminder_search.locations(only).filter(municipality__in=towns.by_pk)
    schools = reminder_search.schools(towns, day, only=only)
    here = Q(handover__location__in=places.order_by().values("pk"))
    return here | Q(handover__school__in=schools.order_by().values("pk"))


def say_how_many_to_talk(count: int) -> str:
    """Return the line of R14."""
    return ngettext(
        "Over een kind dat bijna vier wordt, is een warm gesprek gewenst en nog niet geweest: plan "
        "het samen.",
        "Over %d kinderen die bijna vier worden, is een warm gesprek gewenst en nog niet geweest: "
        "plan het samen.",
        count,
    )


def say_how_many_to_tell(count: int) -> str:
    """Return the line of R15."""
    return ngettext(
        "Een kind is zes weken op school: vertel de kinderopvang kort hoe het gaat, en sluit de "
        "overdracht af.",
        "%d kinderen zijn zes weken op school: vertel de kinderopvang kort hoe het gaat, en sluit "
        "de overdrachten af.",
        count,
    )


AT_SCHOOL = page_link(
    gettext_lazy("Naar de gedeelde overdrachten"), "handovers_shared", roles=READERS
)


def on_either_side(occasions: Sequence[Occasion], actor: Actor) -> Mapping[Key, Link]:
    """Return where childcare, and where a school, sees whom it is about."""
    return {**LINKS(occasions, actor), **AT_SCHOOL(occasions, actor)}


RULES = {
    "R14": rule(
        "R14",
        gettext_lazy("Warm gesprek dat nog niet is geweest"),
        talking,
        say_how_many_to_talk,
        links=on_either_side,
        is_on=False,
    ),
    "R15": rule(
        "R15",
        gettext_lazy("Terugkoppeling na de eerste schoolweken"),
        telling_back,
        say_how_many_to_tell,
        links=AT_SCHOOL,
        is_on=False,
    ),
}
