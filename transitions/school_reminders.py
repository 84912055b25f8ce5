"""What a school is reminded of: an intake without information, and a form that nobody read.

R8 and R11 of domain section 9. About its own line, or about what parents let it read; it never
hears what parents said: nothing waits once it reads that nothing comes, whatever the reason.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from children.models import ConsentQuestion
from children.reach import Thing, is_by_consent
from children.states import ConsentScope
from partners import holidays
from partners.models import Municipality
from partners.models.calendar import MAX_OFFSET
from partners.reminders import Audience, Only, page_link
from partners.roles import Permission
from partners.states import Role
from transitions import reminder_search, schedule
from transitions.models import FormVersion, ReadReceipt, SchoolRegistration
from transitions.reminder_search import leads
from transitions.reminder_steps import About, Step, Towns, Wait, rule

BEFORE, ESCALATED = 14, 7  # days before the intake
READ_AFTER, LEAD_AFTER = 5, 10  # working days since it was shared
READERS = frozenset(role for role in Role if is_by_consent(role, Thing.HANDOVER))
VERSION = "version"
OLDEST = MAX_OFFSET + 120  # days; what was shared longer ago nobody is told of
ONE_DAY = timedelta(days=1)


def uninformed(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R8: an intake is near, and nothing came in; a week later the coordinator hears it."""
    for line in reminder_search.uninformed(towns, day, only=only):
        town, intake_on = towns.by_pk[line.school.municipality_id], line.intake_on
        if intake_on is not None:
            due = moved(towns, town, intake_on - timedelta(days=BEFORE))
            second = moved(towns, town, intake_on - timedelta(days=ESCALATED))
            first = Step(due, (at(line.school_id, Role.SCH),), intake_on)
            then = Step(second, (at(line.school_id, Role.QC),))
            yield about_line(line, town, first, then, until=intake_on)


def unread(towns: Towns, day: date, only: Only) -> Iterator[Wait]:
    """R11: nobody at the school read the newest version; later who leads there hears it.

    Days on which the school is closed do not count.
    """
    for version in _unread_versions(towns, day, only):
        school = version.handover.school
        if school is None:
            continue
        town = towns.by_pk[school.municipality_id]
        free = _closed_days(towns, town) | holidays.equated_days(town)
        shared_on = timezone.localdate(version.shared_at)
        due = holidays.add_working_days(shared_on, READ_AFTER, free)
        second = holidays.add_working_days(shared_on, LEAD_AFTER, free)
        yield Wait(
            town,
            About(f"{VERSION}:{version.pk}"),
            Step(due, (at(school.pk, Role.SCH),), second),
            Step(second, (leads(school.pk),)),
        )


def _unread_versions(towns: Towns, day: date, only: Only) -> QuerySet[FormVersion]:
    """Return the newest versions that a school can read and nobody there read."""
    schools = reminder_search.schools(towns, day, only=only)
    locations = reminder_search.locations()
    later = FormVersion.objects.filter(
        handover=OuterRef("handover"), number__gt=OuterRef("number")
    ).order_by()
    given = ConsentQuestion.objects.live(day).filter(
        scope=ConsentScope.SHARE_FORM,
        child=OuterRef("handover__child"),
        school=OuterRef("handover__school"),
    )
    rows = FormVersion.objects.filter(
        ~Exists(later),
        ~Exists(ReadReceipt.objects.filter(version=OuterRef("pk")).order_by()),
        Exists(given.order_by()),
        ~reminder_search.closed(handover=OuterRef("handover")),
        handover__location__in=locations.order_by().values("pk"),
        handover__school__in=schools.order_by().values("pk"),
        handover__ended_at=None,
        handover__child__left_on=None,
        handover__child__is_practice=False,
        shared_at__date__gt=day - timedelta(days=OLDEST),
    )
    if only.subjects is not None:
        rows = rows.filter(pk__in=reminder_search.pks_of(only.subjects, VERSION))
    return rows.defer("content").select_related("handover__school").order_by("pk")


def at(organisation_id: int, role: Role) -> Audience:
    """Return who works in a role at one place."""
    return Audience(frozenset({organisation_id}), role)


def moved(towns: Towns, town: Municipality, day: date) -> date:
    """Return the day itself, or five working days before the school holiday it falls in."""
    return schedule.out_of_holiday(day, towns.closed_in(town), holidays.equated_days(town))


def about_line(
    line: SchoolRegistration, town: Municipality, first: Step, then: Step, *, until: date | None
) -> Wait:
    """Return what waits about a line of an intake list."""
    return Wait(town, About(f"{reminder_search.LINE}:{line.pk}", until), first, then)


def say_how_many_uninformed(count: int) -> str:
    """Return the line of R8."""
    return ngettext(
        "Van een kind met een intake binnenkort is er nog geen informatie: vraag die op, of bel de "
        "opvang.",
        "Van %d kinderen met een intake binnenkort is er nog geen informatie: vraag die op, of bel "
        "de opvang.",
        count,
    )


def say_how_many_unread(count: int) -> str:
    """Return the line of R11."""
    return ngettext(
        "Een overdracht is nog niet gelezen: lees haar voor de intake.",
        "%d overdrachten zijn nog niet gelezen: lees ze voor de intake.",
        count,
    )


def _closed_days(towns: Towns, town: Municipality) -> frozenset[date]:
    """Return the days on which the schools of a municipality are closed."""
    return frozenset(
        period.first_day + number * ONE_DAY
        for period in towns.closed_in(town)
        for number in range((period.last_day - period.first_day).days + 1)
    )


LIST_LINKS = page_link(
    gettext_lazy("Naar de intakelijst"), "registrations", Permission.KEEP_INTAKES
)
RULES = {
    "R8": rule(
        "R8",
        gettext_lazy("Intake zonder informatie van de opvang"),
        uninformed,
        say_how_many_uninformed,
        links=LIST_LINKS,
    ),
    "R11": rule(
        "R11",
        gettext_lazy("Overdracht die nog niet is gelezen"),
        unread,
        say_how_many_unread,
        links=page_link(
            gettext_lazy("Naar de gedeelde overdrachten"), "handovers_shared", roles=READERS
        ),
    ),
}
