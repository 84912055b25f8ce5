"""Reminders around the intake, where a municipality switches them on.

R7, R9 and R10 of domain section 9. A school hears of its own line, or of whom parents let it read.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy, ngettext

from children.ages import HANDOVER_MONTHS
from children.models import ConsentQuestion
from children.states import ConsentScope
from partners.models import School
from partners.models.calendar import MAX_OFFSET
from partners.reminders import Only, page_link
from partners.roles import Permission
from partners.states import Role
from transitions import reminder_search, schedule
from transitions.models import SchoolRegistration
from transitions.reminder_plans import planned, wait
from transitions.reminder_search import AHEAD, CHILD, CLOSED, LINE, leads
from transitions.reminder_steps import About, Step, Towns, Wait, rule
from transitions.school_reminders import LIST_LINKS, about_line, at, moved

BEFORE_T, LEAD_BEFORE_T = timedelta(days=84), timedelta(days=28)
WEEK, BEFORE = timedelta(days=7), timedelta(days=3)


def planning(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R7: no intake is planned for a child that a school expects, or whose form it may read."""
    soon = day + timedelta(days=AHEAD + CLOSED) + BEFORE_T
    first = day - relativedelta(months=HANDOVER_MONTHS) - timedelta(days=AHEAD + MAX_OFFSET)
    born = (first, soon - relativedelta(months=HANDOVER_MONTHS))
    lines = reminder_search.lines(towns, day, only=only)
    lines = lines.exclude(reminder_search.closed(registration=OuterRef("pk")))
    for line in lines.filter(intake_on=None, enrolled_on=None, born_on__range=born):
        yield _to_plan(towns, line.school, line.born_on, f"{LINE}:{line.pk}")
    for question in _allowed(towns, day, born, only):
        yield _to_plan(
            towns,
            question.school,
            question.child.born_on,
            f"{CHILD}:{question.child_id}:{question.school_id}",
        )


def _to_plan(towns: Towns, school: School, born_on: date, key: str) -> Wait:
    town, t = towns.by_pk[school.municipality_id], schedule.half_past_three(born_on)
    due, second = (moved(towns, town, t - before) for before in (BEFORE_T, LEAD_BEFORE_T))
    first = Step(due, (at(school.pk, Role.SCH),), t - LEAD_BEFORE_T)
    until = t + timedelta(days=AHEAD)
    return Wait(town, About(key, until), first, Step(second, (leads(school.pk),)))


def _allowed(towns: Towns, day: date, born: tuple[date, date], only: Only) -> Any:
    """Return the live questions about who stands on no line of the school it names."""
    schools = reminder_search.schools(towns, day, only=only)
    places = reminder_search.locations()
    same = SchoolRegistration.objects.filter(
        school=OuterRef("school"),
        born_on=OuterRef("child__born_on"),
        first_name__iexact=OuterRef("child__first_name"),
    )
    rows = ConsentQuestion.objects.live(day).filter(
        ~Exists(same.order_by()),
        ~reminder_search.closed(
            handover__child=OuterRef("child"), handover__school=OuterRef("school")
        ),
        scope=ConsentScope.SHARE_FORM,
        school__in=schools.order_by().values("pk"),
        child__location__in=places.order_by().values("pk"),
        child__born_on__range=born,
        child__left_on=None,
        child__is_practice=False,
    )
    if only.subjects is not None:
        rows = rows.filter(child__in=reminder_search.pks_of(only.subjects, CHILD))
    return rows.select_related("child", "school").order_by("pk")


def still_not_in(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R9: a week before, both sides are asked to agree on a day: each about what it knows itself.

    Then the coordinator and who leads at the school, and who leads at the location.
    """
    rows = reminder_search.children(towns, day, months=schedule.LATE_MONTHS - 1, only=only).filter(
        has_consent=True, is_shared=False, is_given=False
    )
    for child, own in planned(rows, "R9", towns, day).items():
        contacts = (reminder_search.childcare(child.location, Role.KOC),)
        then = Step(own + WEEK - BEFORE, (leads(child.location_id),))
        yield wait(child, towns, CHILD, Step(own, contacts), then)
    for line in reminder_search.uninformed(towns, day, only=only):
        town, intake_on = towns.by_pk[line.school.municipality_id], line.intake_on
        if intake_on is not None:
            due, second = (moved(towns, town, intake_on - days) for days in (WEEK, BEFORE))
            first = Step(due, (at(line.school_id, Role.SCH),))
            then = Step(second, (at(line.school_id, Role.QC), leads(line.school_id)))
            yield about_line(line, town, first, then, until=intake_on)


def blank(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R10: the day of an intake about which nothing came; a week later the coordinator hears it."""
    for line in reminder_search.uninformed(towns, day, only=only):
        town, intake_on = towns.by_pk[line.school.municipality_id], line.intake_on
        if intake_on is not None:
            first = Step(moved(towns, town, intake_on), (at(line.school_id, Role.SCH),))
            then = Step(intake_on + WEEK, (at(line.school_id, Role.QC),))
            until = intake_on + timedelta(days=AHEAD)
            yield about_line(line, town, first, then, until=until)


def say_how_many_to_plan(count: int) -> str:
    """Return the line of R7."""
    return ngettext(
        "Voor een kind dat jullie verwachten, is nog geen intake gepland: doe dat rond drieënhalf "
        "jaar, en voor de inschrijving.",
        "Voor %d kinderen die jullie verwachten, is nog geen intake gepland: doe dat rond "
        "drieënhalf jaar, en voor de inschrijving.",
        count,
    )


def say_how_many_to_agree(count: int) -> str:
    """Return the line of R9."""
    return ngettext(
        "Van een kind is de overdracht er nog niet, en de intake is over een week of minder: "
        "spreek samen een dag af. Bij Contactpersonen staat wie je wanneer kunt bellen.",
        "Van %d kinderen is de overdracht er nog niet, en de intake is over een week of minder: "
        "spreek samen een dag af. Bij Contactpersonen staat wie je wanneer kunt bellen.",
        count,
    )


def say_how_many_blank(count: int) -> str:
    """Return the line of R10."""
    return ngettext(
        "Een intake is zonder informatie van de opvang: verzet haar, of noteer dat zij is geweest.",
        "%d intakes zijn zonder informatie van de opvang: verzet ze, of noteer dat ze zijn "
        "geweest.",
        count,
    )


RULES = {
    "R7": rule(
        "R7",
        gettext_lazy("Intake plannen"),
        planning,
        say_how_many_to_plan,
        links=LIST_LINKS,
        is_on=False,
    ),
    "R9": rule(
        "R9",
        gettext_lazy("Overdracht die er een week voor de intake nog niet is"),
        still_not_in,
        say_how_many_to_agree,
        links=page_link(
            gettext_lazy("Naar de contactpersonen"), "contacts", Permission.VIEW_COOPERATION
        ),
        is_on=False,
    ),
    "R10": rule(
        "R10",
        gettext_lazy("Intake zonder informatie op de dag zelf"),
        blank,
        say_how_many_blank,
        links=LIST_LINKS,
        is_on=False,
    ),
}
