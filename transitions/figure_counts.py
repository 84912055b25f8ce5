"""Counting the figures of one quarter of a municipality: a query a figure, two for warm talks.

Each figure counts a child in the quarter of one day of its own: of sharing, of the intake, of
enrolling, of turning four, ten weeks before the start, of the start. Only what was shared counts of
childcare, so that a refusal or a silence changes no figure of it. What a school lacks it knows
from its own list.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from children import ages
from partners.models import Municipality
from transitions import snapshots
from transitions.figure_periods import Quarter
from transitions.figure_states import Figure
from transitions.models import FormVersion, Handover, ReadReceipt, SchoolRegistration
from transitions.registration_states import Preschool, RegistrationEnd

OF_CHILDCARE = frozenset(Figure) - {Figure.INTAKE_FIRST, Figure.BLANK}  # the rest: of a school
AHEAD_DAYS = 70  # ten weeks
PLACE = ("school", "location")
LINE = "arrival__registration__"
GONE = (RegistrationEnd.MISTAKE, RegistrationEnd.OTHER_SCHOOL, RegistrationEnd.MOVED)


@dataclass(frozen=True)
class Counted:
    """What was counted of one school, and of one childcare location where that is known."""

    figure: Figure
    school_id: int
    location_id: int | None
    n: int
    k: int
    days: list[int] = field(default_factory=list)


def of(town: Municipality, quarter: Quarter) -> list[Counted]:
    """Return the figures of a quarter by school and location; seven queries."""
    return [
        *_shared(town, quarter),
        *_read(town, quarter),
        *_intake_first(town, quarter),
        *_warm(town, quarter),
        *_needs(town, quarter),
        *_blank(town, quarter),
    ]


def _days(quarter: Quarter) -> tuple[date, date]:
    return quarter.first_day, quarter.last_day


def _after_birth(column: str, months: int) -> Func:
    """Return a day after birth as `ages.months_after` counts it: in one step, never rolled over."""
    moved = f"(%(expressions)s + interval '{months:d} months')::date"
    return Func(F(column), template=moved, output_field=DateField())


def _between(later: Any, earlier: Any) -> Func:
    """Return how many days lie between two days."""
    whole = {"arg_joiner": " - ", "template": "(%(expressions)s)"}
    return Func(later, earlier, output_field=IntegerField(), **whole)


def _handovers(town: Municipality) -> QuerySet[Any]:
    """Return what was shared with schools of a municipality, and on which day."""
    shared = Handover.objects.filter(
        school__municipality=town, shared_at__isnull=False, child__is_practice=False
    )
    return shared.order_by().annotate(shared_on=TruncDate("shared_at"))


def _lines(town: Municipality) -> QuerySet[Any]:
    lines = SchoolRegistration.objects.filter(school__municipality=town).order_by()
    return lines.exclude(ended_because=RegistrationEnd.MISTAKE)


def _counted(figure: Figure, rows: Any, which: Q, **more: Any) -> Iterator[Counted]:
    """Count rows by place: all of them, and those of which this is so."""
    grouped = rows.annotate(n=Count("pk"), k=Count("pk", filter=which), **more)
    for row in grouped:
        place = row["school"], row.get("location")
        yield Counted(figure, *place, row["n"], row["k"], list(row.get("days") or []))


def _shared(town: Municipality, quarter: Quarter) -> Iterator[Counted]:
    """Count what was shared in the quarter, and before the child was three and a half."""
    turned = _after_birth("child__born_on", ages.HANDOVER_MONTHS)
    meant = Coalesce(f"{LINE}intake_held_on", f"{LINE}intake_on", turned)
    first = timezone.make_aware(datetime.combine(quarter.first_day, time()))
    after = timezone.make_aware(datetime.combine(quarter.last_day + timedelta(days=1), time()))
    rows = _handovers(town).filter(shared_at__gte=first, shared_at__lt=after)
    rows = rows.annotate(turned=turned, ahead=_between(meant, F("shared_on")))
    which = Q(shared_on__lt=F("turned"))
    return _counted(
        Figure.SHARED_IN_TIME, rows.values(*PLACE), which, days=ArrayAgg("ahead", order_by="ahead")
    )


def _read(town: Municipality, quarter: Quarter) -> Iterator[Counted]:
    """Count whose intake was in the quarter, and whose form somebody had read by that day."""
    seen = ReadReceipt.objects.filter(
        version__handover=OuterRef("pk"), at__date__lte=OuterRef(f"{LINE}intake_held_on")
    )
    rows = _handovers(town).filter(**{f"{LINE}intake_held_on__range": _days(quarter)})
    rows = rows.annotate(is_read=Exists(seen.order_by()))
    return _counted(Figure.READ_IN_TIME, rows.values(*PLACE), Q(is_read=True))


def _intake_first(town: Municipality, quarter: Quarter) -> Iterator[Counted]:
    """Count who was enrolled in the quarter, and after an intake."""
    rows = _lines(town).filter(enrolled_on__range=_days(quarter))
    which = Q(intake_held_on__lt=F("enrolled_on"))
    return _counted(Figure.INTAKE_FIRST, rows.values("school"), which)


def _warm(town: Municipality, quarter: Quarter) -> Iterator[Counted]:
    """Count who turned four in the quarter and for whom a talk was at hand, and was held.

    What a form asks for is sealed, so it is read one by one.
    """
    rows = _handovers(town).annotate(four=_after_birth("child__born_on", ages.SCHOOL_MONTHS))
    found = list(
        rows.filter(four__range=_days(quarter)).values_list(
            "pk", *PLACE, "arrival__warm_on", "arrival__warm_held_on"
        )
    )
    asked = _asking([row[0] for row in found])
    wanted = [row for row in found if row[3] or row[4] or row[0] in asked]
    at_hand = Counter((school, location) for _pk, school, location, _on, _held_on in wanted)
    held = Counter((row[1], row[2]) for row in wanted if row[4])
    for place, n in at_hand.items():
        yield Counted(Figure.WARM_HELD, *place, n, held[place])


def _asking(handovers: Iterable[int]) -> set[int]:
    """Return which of these ask for a warm talk in what was shared last."""
    versions = FormVersion.objects.filter(handover__in=handovers).order_by("handover", "-number")
    rows = versions.distinct("handover").values_list("handover", "content")
    return {pk for pk, content in rows if snapshots.wants_warm(snapshots.thawed(content))}


def _needs(town: Municipality, quarter: Quarter) -> Iterator[Counted]:
    """Count whose start was ten weeks ahead in the quarter, and was known and prepared for."""
    known = _after_birth("child__born_on", ages.SCHOOL_MONTHS)
    start = Coalesce(f"{LINE}starts_on", known)
    due = Func(start, template=f"(%(expressions)s - {AHEAD_DAYS:d})", output_field=DateField())
    prepared = Func("arrival__prepares", function="octet_length", output_field=IntegerField())
    rows = _handovers(town).annotate(due=due, prepared=prepared)
    rows = rows.filter(due__range=_days(quarter))
    which = Q(shared_on__lte=F("due"), prepared__gt=0)
    return _counted(Figure.NEEDS_KNOWN, rows.values(*PLACE), which)


def _blank(town: Municipality, quarter: Quarter) -> Iterator[Counted]:
    """Count who began in the quarter and came from a childcare, and of whom nothing was shared.

    Looks at what was shared with that school of the child that it named, or of one with the same
    first name and birth date.
    """
    start = Coalesce("starts_on", _after_birth("born_on", ages.SCHOOL_MONTHS))
    same = Q(child__born_on=OuterRef("born_on"), child__first_name__iexact=OuterRef("first_name"))
    told = Handover.objects.annotate(shared_on=TruncDate("shared_at")).filter(
        Q(arrival__registration=OuterRef("pk")) | same,
        school=OuterRef("school"),
        shared_on__lte=OuterRef("began_on"),
    )
    rows = _lines(town).annotate(began_on=start).filter(began_on__range=_days(quarter))
    rows = rows.exclude(preschool=Preschool.NONE).exclude(ended_because__in=GONE)
    rows = rows.annotate(is_told=Exists(told.order_by()))
    return _counted(Figure.BLANK, rows.values("school"), Q(is_told=False))
