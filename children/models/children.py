"""Children: one row belongs to one childcare organisation; two organisations are two rows."""

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from children.fields import PlainField, PlainListField
from children.models.groups import Group
from children.querysets import ChildQuerySet
from children.states import LeaveReason
from partners.fields import SortKeyField
from partners.models import ChildcareLocation, Membership, School


class Child(models.Model):
    """A child at a childcare location (kind). No BSN, no address, no free text.

    `key` is what addresses, logs and proofs use; the number of the row is never shown.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    location = models.ForeignKey(ChildcareLocation, models.PROTECT, related_name="children")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="children")
    mentor = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="mentored_children"
    )
    first_name = PlainField("voornaam", max_length=60)
    last_name = PlainField("achternaam", max_length=80)
    sort_name = SortKeyField(source="name")
    born_on = models.DateField("geboortedatum")
    languages = PlainListField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name="talen thuis"
    )
    days_per_week = models.PositiveSmallIntegerField("dagen per week", null=True, blank=True)
    entered_on = models.DateField("op de opvang sinds")
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="expected_children"
    )
    school_group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="placed_children"
    )
    is_practice = models.BooleanField("oefenkind", default=False, editable=False)
    left_on = models.DateField("weg sinds", null=True, blank=True)
    left_because = models.CharField("reden", max_length=20, choices=LeaveReason.choices, blank=True)
    added_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("ingevoerd op", default=timezone.now, editable=False)

    objects: ClassVar[ChildQuerySet] = ChildQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name_plural = "children"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_on=None, left_because="")
                | (models.Q(left_on__isnull=False) & models.Q(left_because__in=LeaveReason.values)),
                name="children_child_left_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(entered_on__gte=models.F("born_on")),
                name="children_child_entered_after_birth",
            ),
            models.CheckConstraint(
                condition=models.Q(days_per_week=None) | models.Q(days_per_week__range=(1, 7)),
                name="children_child_days_of_a_week",
            ),
            models.UniqueConstraint(
                fields=["location"],
                condition=models.Q(is_practice=True),
                name="children_child_one_practice_at_location",
            ),
        ]
        indexes = [
            models.Index(
                fields=["location", "sort_name"],
                condition=models.Q(left_on=None),
                name="children_child_of_location",
            ),
            models.Index(
                fields=["location", "born_on"],
                condition=models.Q(left_on=None),
                name="children_child_by_birth",
            ),
            GinIndex(
                fields=["sort_name"], opclasses=["gin_trgm_ops"], name="children_child_name_parts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name as people say it."""
        return f"{self.first_name} {self.last_name}"

    @property
    def log_key(self) -> str:
        """Return how the log names this child (`partners.audit.record`)."""
        return str(self.key)


class GroupStay(models.Model):
    """In which group a child was, from one day until another (both count)."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="stays")
    group = models.ForeignKey(Group, models.PROTECT, related_name="stays")
    from_day = models.DateField("vanaf")
    until_day = models.DateField("tot en met", null=True, blank=True)

    class Meta:
        ordering = ["child", "from_day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_day=None)
                | models.Q(until_day__gte=models.F("from_day") - 1),
                name="children_groupstay_period",
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=models.Q(until_day=None),
                name="children_groupstay_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} in {self.group}"
