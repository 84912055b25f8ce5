"""What a school does with a handover that it may read: meeting parents, talking, placing."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from children.fields import PlainField, SealedTextField
from children.models import Group
from transitions.models.handovers import Handover
from transitions.models.registrations import SchoolRegistration
from transitions.querysets import ArrivalQuerySet
from transitions.states import PlacementReason


class Arrival(models.Model):
    """The school's side of a handover (aankomst, ADR 0030): facts, of which the stand follows.

    `registration`: the line of the school's own list that is about this child; the days of the
    intake and of enrolling are there and nowhere else. `group` and `reason`: where the school
    placed the child and why; it is placed there as long as `Child.school_group` says so too.
    """

    handover = models.OneToOneField(Handover, models.CASCADE, related_name="arrival")
    registration = models.OneToOneField(
        SchoolRegistration, models.SET_NULL, null=True, related_name="arrival"
    )
    warm_on = models.DateField("warm gesprek op", null=True)
    warm_with = PlainField("met wie", max_length=80, blank=True)
    warm_noted_at = models.DateTimeField("warm gesprek gepland op", null=True)
    warm_held_on = models.DateField("warm gesprek geweest op", null=True)
    warm_agreed = SealedTextField("wat is afgesproken", blank=True)
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(
        "waarom deze groep", max_length=20, choices=PlacementReason.choices, blank=True
    )
    prepares = SealedTextField("wat de school voorbereidt", blank=True)
    prepared_by = PlainField("wie dat doet", max_length=80, blank=True)
    feedback = SealedTextField("terugkoppeling", blank=True)
    feedback_at = models.DateTimeField("teruggekoppeld op", null=True)
    closed_at = models.DateTimeField("afgesloten op", null=True)

    objects: ClassVar[ArrivalQuerySet] = ArrivalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["handover"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group=None, reason="")
                | (Q(group__isnull=False) & Q(reason__in=PlacementReason.values)),
                name="transitions_arrival_placed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(warm_on=None, warm_noted_at=None)
                | Q(warm_on__isnull=False, warm_noted_at__isnull=False),
                name="transitions_arrival_talk_noted_once_planned",
            ),
        ]

    def __str__(self) -> str:
        return str(self.handover)

    @property
    def intake_on(self) -> date | None:
        """Return when the intake is."""
        return self.registration.intake_on if self.registration else None

    @property
    def intake_held_on(self) -> date | None:
        """Return when the intake was."""
        return self.registration.intake_held_on if self.registration else None

    @property
    def enrolled_on(self) -> date | None:
        """Return when the school enrolled the child."""
        return self.registration.enrolled_on if self.registration else None

    @property
    def is_placed(self) -> bool:
        """Say whether the child is in the group that was chosen with a reason."""
        return self.group_id is not None and self.group_id == self.handover.child.school_group_id
