"""Figures of the handover: counted once when a period is over, and never again."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from partners.models import ChildcareLocation, Municipality, School
from transitions.figure_periods import QUARTERS, WHOLE_YEAR
from transitions.figure_querysets import (
    FigureCellQuerySet,
    FigureCountQuerySet,
    FigurePeriodQuerySet,
)
from transitions.figure_states import Figure, FigurePlace

SMALLEST = 5  # transitions.suppression decides; the database repeats it
PLACES = {
    FigurePlace.CITY: Q(school=None, location=None, district=""),
    FigurePlace.DISTRICT: Q(school=None, location=None) & ~Q(district=""),
    FigurePlace.SCHOOL: Q(school__isnull=False, location=None, district=""),
    FigurePlace.LOCATION: Q(school=None, location__isnull=False, district=""),
}


def _of_a_place() -> Q:
    """Return that a cell says of which place it is, and of one only."""
    found = Q()
    for place, columns in PLACES.items():
        found |= Q(place=place) & columns
    return found


class FigurePeriod(models.Model):
    """A quarter or a year whose figures were counted (periode); `number` 0 is the year itself."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="figure_periods")
    first_year = models.PositiveSmallIntegerField("schooljaar dat begint in")
    number = models.PositiveSmallIntegerField("kwartaal")
    counted_at = models.DateTimeField("geteld op")

    objects: ClassVar[FigurePeriodQuerySet] = FigurePeriodQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-first_year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "first_year", "number"],
                name="transitions_figureperiod_counted_once",
            ),
            models.CheckConstraint(
                condition=Q(number__range=(WHOLE_YEAR, QUARTERS)),
                name="transitions_figureperiod_quarter_or_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_year}-{self.number}"


class FigureCount(models.Model):
    """What was counted of a quarter (telling), by school and childcare location; seen by nobody.

    Goes as soon as its year is over. `days`: how long before the intake each form was shared.
    """

    period = models.ForeignKey(FigurePeriod, models.CASCADE, related_name="counts")
    figure = models.CharField("cijfer", max_length=20, choices=Figure.choices)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    location = models.ForeignKey(ChildcareLocation, models.PROTECT, null=True, related_name="+")
    n = models.PositiveIntegerField("van hoeveel kinderen")
    k = models.PositiveIntegerField("bij hoeveel")
    days = ArrayField(models.SmallIntegerField(), default=list, verbose_name="dagen")

    objects: ClassVar[FigureCountQuerySet] = FigureCountQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["period", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(k__lte=F("n")), name="transitions_figurecount_part_of_all"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.figure}"


class FigureCell(models.Model):
    """One cell of the figures (cel): two counts, or nothing at all where it is hidden.

    What is hidden stands nowhere in it. `days`: the median, in whole days.
    """

    period = models.ForeignKey(FigurePeriod, models.PROTECT, related_name="cells")
    figure = models.CharField("cijfer", max_length=20, choices=Figure.choices)
    place = models.CharField("waarvan", max_length=10, choices=FigurePlace.choices)
    district = models.CharField("wijk", max_length=100, blank=True)
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    location = models.ForeignKey(ChildcareLocation, models.PROTECT, null=True, related_name="+")
    n = models.PositiveIntegerField("van hoeveel kinderen", null=True)
    k = models.PositiveIntegerField("bij hoeveel", null=True)
    days = models.SmallIntegerField("mediaan in dagen", null=True)

    objects: ClassVar[FigureCellQuerySet] = FigureCellQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["period", "place", "district", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "figure", "place", "district", "school", "location"],
                nulls_distinct=False,
                name="transitions_figurecell_once",
            ),
            models.CheckConstraint(
                condition=_of_a_place(), name="transitions_figurecell_of_one_place"
            ),
            models.CheckConstraint(
                condition=Q(n=None, k=None, days=None)
                | Q(n__isnull=False, k__isnull=False, k__lte=F("n")),
                name="transitions_figurecell_shown_or_hidden",
            ),
            models.CheckConstraint(
                condition=Q(n=None)
                | (
                    (Q(n=0) | Q(n__gte=SMALLEST))
                    & (Q(k=0) | Q(k__gte=SMALLEST))
                    & (Q(n=F("k")) | Q(n__gte=F("k") + SMALLEST))
                ),
                name="transitions_figurecell_never_of_a_few",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.figure} {self.place}"

    @property
    def is_hidden(self) -> bool:
        """Say whether it counts too few children to be shown, or would give others away."""
        return self.n is None

    @property
    def name(self) -> str:
        """Return of which place it is."""
        found = self.school or self.location
        return found.name if found else self.district
