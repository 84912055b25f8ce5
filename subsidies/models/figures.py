"""Figures that a key weighs, each with its source and reference date."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from partners.models import School
from subsidies.querysets import SchoolFigureQuerySet
from subsidies.states import FigureKind


class SchoolFigure(models.Model):
    """One figure of one school on a reference date (teldatum), as a named source gives it.

    Budget data, never computed from children. `value` is empty where the source says `<5`:
    that is no number and never zero. Pupils, toddlers and inflow are whole; scores and euros
    have two decimals.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="figures")
    kind = models.CharField("soort", max_length=20, choices=FigureKind.choices)
    date = models.DateField("teldatum")
    value = models.DecimalField("waarde", max_digits=12, decimal_places=2, null=True, blank=True)
    source = models.CharField("bron", max_length=200)
    imported_at = models.DateTimeField("ingelezen op")

    objects: ClassVar[SchoolFigureQuerySet] = SchoolFigureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["school", "kind", "-date"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "date"], name="subsidies_schoolfigure_unique"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="subsidies_schoolfigure_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FigureKind.values), name="subsidies_schoolfigure_known_kind"
            ),
        ]
        indexes = [models.Index(fields=["kind", "date"], name="subsidies_figure_kind_date")]

    def __str__(self) -> str:
        return f"{self.school}, {self.kind} {self.date}"

    @property
    def is_small(self) -> bool:
        """Say whether the source gave `<5` instead of a number."""
        return self.value is None
