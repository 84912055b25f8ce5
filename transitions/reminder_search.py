"""Where reminders of the handover look: few rows by their birth date or intake, and never a town.

Each function is one query, however many children a town has; what it costs says ADR 0028.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from children.models import Child, ConsentQuestion
from children.querysets import module_is_on
from children.states import ConsentScope
from dossier.querysets import open_on
from partners.models import ChildcareLocation, School
from partners.models.calendar import MAX_OFFSET
from partners.reminders import Audience, Only
from partners.states import Role
from transitions.models import (
    Arrival,
    Handover,
    InformationMatch,
    ParentsCode,
    SchoolRegistration,
)
from transitions.registration_states import InformationStand, Preschool
from transitions.reminder_steps import EVERYTHING, Towns, noon

AHEAD = 30  # days: what comes soon is on somebody's own list already
OLDEST = 60  # months
CLOSED = 80  # days: a moment can move to before a long school holiday
CHILD, CALL, FORM, LINE = "child", "call", "form", "line"  # what a subject begins with
NOTHING_WAITS = (InformationStand.NO_INFORMATION, InformationStand.PARENTS_DECIDING)


def children(towns: Towns, day: date, *, months: int, only: Only = EVERYTHING) -> QuerySet[Any]:
    """Return the children who are so old by then or soon, with their intake and `has_consent`.

    Present, at a location with Overdracht, not up to practise. One whose intake is near comes too
    when younger. `is_shared`: with the school of now. `is_given`: its parents bring the form to a
    school themselves, as childcare noted, or by a code where no yes holds (`stands.Facts`).
    """
    places = locations(only).filter(municipality__in=towns.by_pk)
    soon = day + timedelta(days=AHEAD)
    oldest = day - relativedelta(months=OLDEST) - timedelta(days=MAX_OFFSET)
    rows = Child.objects.present().filter(
        location__in=places.order_by().values("pk"), is_practice=False, born_on__gt=oldest
    )
    if only.subjects is not None:
        rows = rows.filter(pk__in=pks_of(only.subjects, CHILD, CALL, FORM))
    youngest = soon - relativedelta(months=months)
    return (
        rows.annotate(
            intake_on=Subquery(_lines_of_child().values("request__registration__intake_on")[:1])
        )
        .filter(Q(born_on__lte=youngest) | Q(intake_on__lte=soon + timedelta(days=AHEAD)))
        .annotate(has_consent=Exists(_given(day, "pk", "school")), is_shared=Exists(_shared()))
        .annotate(is_given=_is_given(day))
        .select_related("location")
        .order_by("pk")
    )


def locations(only: Only = EVERYTHING) -> QuerySet[ChildcareLocation]:
    """Return the locations with Overdracht: all, or those of some organisations."""
    rows = ChildcareLocation.objects.filter(module_is_on())
    own = only.organisations
    return rows if own is None else rows.filter(Q(pk__in=own) | Q(holder__in=own))


def schools(towns: Towns, day: date, *, only: Only = EVERYTHING) -> QuerySet[School]:
    """Return the open schools with Overdracht here: all, or those of some organisations."""
    rows = School.objects.filter(module_is_on(), open_on(day), municipality__in=towns.by_pk)
    own = only.organisations
    return rows if own is None else rows.filter(Q(pk__in=own) | Q(board__in=own))


def lines(towns: Towns, day: date, *, only: Only = EVERYTHING) -> QuerySet[SchoolRegistration]:
    """Return the lines of open schools with Overdracht whose intake was not held yet."""
    rows = SchoolRegistration.objects.open().filter(
        school__in=schools(towns, day, only=only).order_by().values("pk"), intake_held_on=None
    )
    if only.subjects is not None:
        rows = rows.filter(pk__in=pks_of(only.subjects, LINE))
    return rows.select_related("school").order_by("pk")


def uninformed(towns: Towns, day: date, *, only: Only = EVERYTHING) -> QuerySet[SchoolRegistration]:
    """Return the lines with an intake near about which the school has no form of a childcare here.

    It asks what the school itself reads: with an answer that nothing comes, or that parents are
    thinking, nothing waits, whatever the reason. A form that was shared is one the school can read.
    """
    near = (
        day - timedelta(days=AHEAD + MAX_OFFSET),
        day + timedelta(days=AHEAD + CLOSED),
    )
    rows: Any = lines(towns, day, only=only).filter(
        intake_on__range=near, preschool=Preschool.LOCATION
    )
    rows = rows.with_information(noon(day)).exclude(information__in=NOTHING_WAITS)
    found: QuerySet[SchoolRegistration] = rows.filter(
        ~Exists(_forms_of_line(day)), ~Exists(_shared_of_line(day))
    )
    return found


def closed(**of: Any) -> Exists:
    """Say of a row whether the school closed the handover that it is about: nothing waits then."""
    return Exists(Arrival.objects.filter(**of, closed_at__isnull=False).order_by())


def childcare(place: ChildcareLocation, role: Role) -> Audience:
    """Return who works at a location in a role, or for its organisation."""
    return Audience(frozenset({place.pk, place.holder_id}), role)


def leads(organisation_id: int) -> Audience:
    """Return who leads somewhere."""
    return Audience(frozenset({organisation_id}), is_lead=True)


def entered_on(child: Child) -> date:
    """Return since when a child is known here: what was before that nobody could do."""
    return max(child.entered_on, timezone.localdate(child.added_at))


def pks_of(subjects: Collection[str], *kinds: str) -> list[int]:
    """Return the numbers of the rows that these subjects of reminders are about."""
    parts = [subject.split(":") for subject in subjects]
    return sorted({int(part[1]) for part in parts if part[0] in kinds})


def _lines_of_child() -> QuerySet[InformationMatch]:
    """Return what childcare said of a child: the line of its school with the first intake."""
    return (
        InformationMatch.objects.newest()
        .filter(
            child=OuterRef("pk"),
            request__ended_at=None,
            request__registration__ended_on=None,
            request__registration__school=OuterRef("school"),
            request__registration__intake_on__isnull=False,
        )
        .order_by("request__registration__intake_on")
    )


def _given(day: date, child: str, school: str) -> QuerySet[ConsentQuestion]:
    live = ConsentQuestion.objects.live(day).filter(scope=ConsentScope.SHARE_FORM)
    return live.filter(child=OuterRef(child), school=OuterRef(school)).order_by()


def _shared() -> QuerySet[Handover]:
    rows = Handover.objects.open().filter(shared_at__isnull=False)
    return rows.filter(child=OuterRef("pk"), school=OuterRef("school")).order_by()


def _is_given(day: date) -> Q:
    """Return whether parents bring it themselves, of a child with `has_consent` and `is_shared`."""
    noted = Handover.objects.open().filter(child=OuterRef("pk"), given_at__isnull=False)
    codes = ParentsCode.objects.carrying(noon(day)).filter(
        handover__child=OuterRef("pk"), handover__ended_at=None
    )
    by_code = Q(Exists(codes.order_by())) & Q(has_consent=False)
    return Q(is_shared=False) & (Q(Exists(noted.order_by())) | by_code)


def _forms_of_line(day: date) -> QuerySet[Handover]:
    """Return the forms that the school of a line can read now, about a child called and born so."""
    rows = Handover.objects.open().filter(
        Exists(_given(day, "child", "school")),
        shared_at__isnull=False,
        school=OuterRef("school"),
        child__born_on=OuterRef("born_on"),
        child__first_name__iexact=OuterRef("first_name"),
    )
    return rows.order_by()


def _shared_of_line(day: date) -> QuerySet[InformationMatch]:
    """Return what childcare said of a line, where parents allow it and the form was shared."""
    shared = Handover.objects.open().filter(
        shared_at__isnull=False,
        child=OuterRef("child"),
        school=OuterRef("request__registration__school"),
    )
    said = InformationMatch.objects.filter(
        request__registration=OuterRef("pk"), request__ended_at=None
    )
    return said.coming(noon(day)).filter(Exists(shared.order_by())).order_by()
