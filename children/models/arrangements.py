"""Arrangements: the special offers for young children of one municipality, as a table."""

from typing import ClassVar

from django.db import models

from children.fields import PlainField
from children.querysets import ArrangementQuerySet
from partners.fields import SortKeyField
from partners.models import Municipality

YOUNGEST_ENTRY, USUAL_ENTRY = 12, 30  # months
OLDEST = 13 * 12  # months: the eldest of a summer club


class Arrangement(models.Model):
    """An arrangement (arrangement) of a municipality: for which ages, how, and who decides.

    Ages are whole months; `until_months` is the first month that no longer counts.
    `entry_months`: where it is on, children may be entered from this age, else from 30 months.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="arrangements")
    name = PlainField("naam", max_length=80)
    sort_name = SortKeyField(source="name")
    from_months = models.PositiveSmallIntegerField("vanaf (maanden)")
    until_months = models.PositiveSmallIntegerField("tot (maanden)")
    hours = PlainField("uren", max_length=200, blank=True)
    ratio = PlainField("kinderen en medewerkers", max_length=200, blank=True)
    decided_by = PlainField("wie beslist", max_length=200, blank=True)
    has_home_visit = models.BooleanField("huisbezoek bij de start", default=False)
    district = PlainField("wijk", max_length=200, blank=True)
    outflow = PlainField("daarna", max_length=300, blank=True)
    entry_months = models.PositiveSmallIntegerField(
        "invoeren vanaf (maanden)", null=True, blank=True
    )
    is_on = models.BooleanField("staat aan", default=True)

    objects: ClassVar[ArrangementQuerySet] = ArrangementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["from_months", "sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="children_arrangement_unique_name_in_municipality",
            ),
            models.CheckConstraint(
                condition=models.Q(from_months__lt=models.F("until_months"))
                & models.Q(until_months__lte=OLDEST),
                name="children_arrangement_ages",
            ),
            models.CheckConstraint(
                condition=models.Q(entry_months=None)
                | models.Q(entry_months__range=(YOUNGEST_ENTRY, USUAL_ENTRY)),
                name="children_arrangement_entry_age",
            ),
        ]

    def __str__(self) -> str:
        return self.name
