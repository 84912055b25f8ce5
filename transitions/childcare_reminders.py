"""What childcare is reminded of: who turns three and a half, asking parents, sharing, the school.

R2, R3, R6 and R13 of domain section 9, and R25: one summary for who came after three and a half.
Nothing once parents said no or stopped, once they bring the form to a school themselves, once a
child left, or once the form is with its school.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from children import ages, stands
from children.models import Child
from children.states import ConsentAct, ConsentScope, ConsentStand
from dossier.querysets import open_on
from partners import holidays
from partners.models import ChildcareLocation, Membership, Municipality
from partners.reminders import Occasion, Only, Rule, page_link
from partners.roles import Permission
from partners.states import Role
from transitions import reminder_search, schedule
from transitions.reminder_plans import planned, said_no, to_contacts, to_lead, wait, with_questions
from transitions.reminder_search import CALL, CHILD, FORM
from transitions.reminder_steps import EVERYTHING, About, Towns, Wait, is_in_time, noon, rule

MONTH = timedelta(days=28)
WEEK, WEEKS = 7, 14  # days in which something can wait for somebody's own day


def upcoming(municipalities: Sequence[Municipality], day: date) -> Iterator[Occasion]:
    """R2: bring each location with children who turn three and a half, on the first of a month.

    To its contacts; where nobody is, to who leads it.
    """
    return _upcoming(municipalities, EVERYTHING, day)


def _upcoming(municipalities: Sequence[Municipality], only: Only, day: date) -> Iterator[Occasion]:
    towns = Towns.of(municipalities)
    for due in sorted({day.replace(day=1), (day + timedelta(days=WEEK)).replace(day=1)}):
        yield from _turning(towns, due, day, only)


def _turning(towns: Towns, due: date, day: date, only: Only) -> Iterator[Occasion]:
    places = reminder_search.locations(only).filter(open_on(day), municipality__in=towns.by_pk)
    rows = Child.objects.present().filter(
        location__in=places.order_by().values("pk"),
        born_on__range=ages.births_ahead(due),
        is_practice=False,
    )
    counts = dict(rows.order_by().values_list("location").annotate(Count("pk")))
    found = list(places.filter(pk__in=counts).order_by("pk")) if counts else []
    contacts = _with_contact(found, day) if found else frozenset()
    for place in found:
        is_there = {place.pk, place.holder_id} & contacts
        who = reminder_search.childcare(place, Role.KOC) if is_there else None
        yield Occasion(
            rule="R2",
            municipality=towns.by_pk[place.municipality_id],
            subject=f"upcoming:{place.pk}",
            due_on=due,
            audiences=(who or reminder_search.leads(place.pk),),
            facts=About(f"{place.pk}:{counts[place.pk]}", due + MONTH + timedelta(days=WEEKS)),
            needed_by=due + MONTH,
        )


def say_how_many_turn(group: Sequence[Occasion]) -> list[str]:
    """Return one line: how many children, without a name or a place."""
    by_place = {
        occasion.subject: int(occasion.facts.key.split(":")[1])
        for occasion in sorted(group, key=lambda one: one.due_on)
    }
    count = sum(by_place.values())
    line = ngettext(
        "In de komende vier maanden wordt %d kind drieënhalf: kijk bij Overdrachten wie en "
        "wanneer.",
        "In de komende vier maanden worden %d kinderen drieënhalf: kijk bij Overdrachten wie en "
        "wanneer.",
        count,
    )
    return [line % count]


def _with_contact(places: Sequence[ChildcareLocation], day: date) -> frozenset[int]:
    """Return at which of these locations, or their organisations, somebody is contact."""
    own = {pk for place in places for pk in (place.pk, place.holder_id)}
    rows = Membership.objects.working_on(day).filter(role=Role.KOC, organisation__in=own)
    return frozenset(rows.order_by().values_list("organisation", flat=True))


def asking(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R3: parents who were not asked yet; and four weeks after asking, who did not answer."""
    rows = reminder_search.children(towns, day, months=stands.SHARE_MONTHS, only=only)
    rows = rows.filter(has_consent=False, is_shared=False, is_given=False, school__isnull=False)
    days = planned(rows, "R3", towns, day)
    for child in with_questions(days):
        kind, asked_on = _question_of(child, day)
        if kind == CHILD:
            yield wait(child, towns, kind, to_contacts(child, days[child], days=WEEKS))
        elif kind == CALL:
            due = max(days[child], asked_on) + MONTH
            yield wait(child, towns, kind, to_contacts(child, due, days=WEEKS))


def _question_of(child: Child, day: date) -> tuple[str, date]:
    """Return whether parents are to be asked or to be called, and when they were asked first."""
    at = noon(day)
    question = stands.current(child, ConsentScope.SHARE_FORM)
    if stands.obstacle(child) or said_no(child, day):
        return "", day
    if ConsentScope.SHARE_FORM in stands.due(child, at):
        return CHILD, day
    stand = stands.stand_of(child, question, at) if question else None
    if question is None or stand not in stands.UNANSWERED | {ConsentStand.PREPARED}:
        return "", day
    asked = [one.at for one in question.events.all() if one.act == ConsentAct.REQUESTED]
    return (CALL, timezone.localdate(min(asked))) if asked else (CHILD, day)


def sharing(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R6: parents said yes, and the form is not with the school."""
    rows = reminder_search.children(towns, day, months=schedule.LATE_MONTHS - 1, only=only)
    rows = rows.filter(has_consent=True, is_shared=False, is_given=False)
    for child, own in planned(rows, "R6", towns, day).items():
        first = to_contacts(child, own, days=MONTH.days)
        yield wait(child, towns, CHILD, first, to_lead(child, own + timedelta(days=14)))


def school_unknown(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R13: nobody knows the school yet; not after parents said not to come back."""
    rows = reminder_search.children(towns, day, months=45, only=only)
    rows = rows.filter(school=None, is_given=False)
    days = planned(rows, "R13", towns, day)
    for child in with_questions(days):
        if not said_no(child, day):
            first = to_contacts(child, days[child], days=WEEKS)
            then = to_lead(child, days[child] + timedelta(days=14))
            yield wait(child, towns, FORM, first, then)


def summary(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R25: one task about who came after three and a half, instead of the rows before it."""
    rows = reminder_search.children(towns, day, months=ages.HANDOVER_MONTHS, only=only)
    late = [
        child
        for child in rows.filter(is_shared=False, is_given=False)
        if schedule.is_past(child.born_on, reminder_search.entered_on(child))
    ]
    for child in with_questions(late):
        if not said_no(child, day):
            equated = holidays.equated_days(towns.by_pk[child.location.municipality_id])
            due = holidays.next_working_day(reminder_search.entered_on(child), equated)
            yield wait(child, towns, FORM, to_contacts(child, due, days=WEEKS))


def say_how_many_to_ask(count: int) -> str:
    """Return the line of R3."""
    return ngettext(
        "Van een kind is nog niet bekend of de school het formulier mag lezen: vraag het de "
        "ouders, of bel hen.",
        "Van %d kinderen is nog niet bekend of de school het formulier mag lezen: vraag het de "
        "ouders, of bel hen.",
        count,
    )


def say_how_many_to_share(count: int) -> str:
    """Return the line of R6."""
    return ngettext(
        "Een overdracht kan worden gedeeld met de school: de ouders gaven toestemming.",
        "%d overdrachten kunnen worden gedeeld met de school: de ouders gaven toestemming.",
        count,
    )


def say_how_many_without_school(count: int) -> str:
    """Return the line of R13."""
    return ngettext(
        "Van een kind is de school nog onbekend: ouders melden hun kind ten minste tien weken voor "
        "de start aan.",
        "Van %d kinderen is de school nog onbekend: ouders melden hun kind ten minste tien weken "
        "voor de start aan.",
        count,
    )


def say_how_many_came_late(count: int) -> str:
    """Return the line of R25."""
    return ngettext(
        "Een kind kwam pas na drieënhalf jaar in beeld: kijk bij Overdrachten wat er nog kan.",
        "%d kinderen kwamen pas na drieënhalf jaar in beeld: kijk bij Overdrachten wat er nog kan.",
        count,
    )


LINKS = page_link(gettext_lazy("Naar de overdrachten"), "handovers", Permission.FILL_HANDOVER)
RULES = {
    "R2": Rule(
        "R2",
        gettext_lazy("Wie over vier maanden drieënhalf wordt"),
        upcoming,
        is_in_time,
        say_how_many_turn,
        links=LINKS,
        find=_upcoming,
    ),
    "R3": rule(
        "R3",
        gettext_lazy("Ouders vragen of de school het formulier mag lezen"),
        asking,
        say_how_many_to_ask,
        links=LINKS,
    ),
    "R6": rule(
        "R6",
        gettext_lazy("Overdracht die kan worden gedeeld"),
        sharing,
        say_how_many_to_share,
        links=LINKS,
    ),
    "R13": rule(
        "R13",
        gettext_lazy("School nog onbekend"),
        school_unknown,
        say_how_many_without_school,
        links=LINKS,
    ),
    "R25": rule(
        "R25",
        gettext_lazy("Kind dat pas na drieënhalf jaar in beeld komt"),
        summary,
        say_how_many_came_late,
        links=LINKS,
    ),
}
