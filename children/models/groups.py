"""Groups of a childcare location or of a school, and who works in them."""

from typing import ClassVar

from django.db import models

from children.fields import PlainField
from children.querysets import GroupQuerySet
from children.states import MOST_CHILDREN, GroupKind
from partners.fields import SortKeyField
from partners.models import ChildcareLocation, Membership, School


class Group(models.Model):
    """A group of children (groep): of a childcare location, or a kleutergroep of a school."""

    location = models.ForeignKey(
        ChildcareLocation, models.PROTECT, null=True, blank=True, related_name="groups"
    )
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="groups")
    kind = models.CharField("soort", max_length=20, choices=GroupKind.choices)
    name = PlainField("naam", max_length=60)
    sort_name = SortKeyField(source="name")
    places = models.PositiveSmallIntegerField("plaatsen")
    closed_on = models.DateField("gesloten op", null=True, blank=True)

    objects: ClassVar[GroupQuerySet] = GroupQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=GroupKind.values), name="children_group_known_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=GroupKind.KLEUTER, school__isnull=False, location=None)
                | (
                    ~models.Q(kind=GroupKind.KLEUTER)
                    & models.Q(school=None, location__isnull=False)
                ),
                name="children_group_of_one_side",
            ),
            models.CheckConstraint(
                condition=models.Q(places__gte=1)
                & models.Q(
                    *[
                        ~models.Q(kind=kind) | models.Q(places__lte=most)
                        for kind, most in MOST_CHILDREN.items()
                    ]
                ),
                name="children_group_places",
            ),
            models.UniqueConstraint(
                fields=["location", "name"], name="children_group_unique_name_at_location"
            ),
            models.UniqueConstraint(
                fields=["school", "name"], name="children_group_unique_name_at_school"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupWorker(models.Model):
    """Who works in a group: a kow sees the children of these groups, a tea those placed here."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="workers")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="groups")

    class Meta:
        ordering = ["group", "membership"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "membership"], name="children_groupworker_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership.user} in {self.group}"
