"""What a childcare location begins with: its Start, and how its own lists are read."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from children.fields import PlainField
from children.querysets import ColumnNameQuerySet, LocationStartQuerySet
from children.states import ListField
from partners.models import ChildcareLocation, Membership


class LocationStart(models.Model):
    """That a location began (Start): before it, nothing is mailed to any parent; never undone."""

    location = models.OneToOneField(ChildcareLocation, models.CASCADE, related_name="start")
    started_at = models.DateTimeField("gestart op", default=timezone.now)
    started_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    objects: ClassVar[LocationStartQuerySet] = LocationStartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"start {self.pk}"


class ColumnName(models.Model):
    """What stands in a column of a location's own lists (kolomnaam), remembered for the next one.

    `name` is the word above the column without case, accents and signs; never a cell.
    """

    location = models.ForeignKey(ChildcareLocation, models.CASCADE, related_name="column_names")
    name = PlainField("kolomnaam", max_length=60)
    field = models.CharField("gegeven", max_length=20, choices=ListField.choices)

    objects: ClassVar[ColumnNameQuerySet] = ColumnNameQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["location", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["location", "name"], name="children_columnname_once_at_location"
            ),
            models.CheckConstraint(
                condition=models.Q(field__in=ListField.values),
                name="children_columnname_known_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_field_display()}"
