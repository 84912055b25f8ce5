"""A handover of one child to one school: begun by childcare, shared under a consent."""

import uuid
from typing import ClassVar

from django.db import models

from children.models import Child, Guardian
from partners.models import ChildcareLocation, Membership, School
from transitions.querysets import HandoverQuerySet, PreviewOpeningQuerySet


class Handover(models.Model):
    """The handover of a child to the school its parents named (overdracht, domain 5.6).

    It begins with the first thing that is filled in; where it stands is derived
    (`transitions.stands`). `school` and `shared_at`: to which school it went first and when; until
    then it is for whichever school the parents name. After sharing another school is another
    handover, and this one ends. `offered_at`: since when the parents can read along.
    `discussed_on`: the day of the talk with them, noted at `discussed_at`. `given_at`: since when
    childcare knows that parents bring it to a school themselves (ADR 0031).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="handovers")
    location = models.ForeignKey(ChildcareLocation, models.PROTECT, related_name="handovers")
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="handovers"
    )
    begun_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("begonnen op")
    changed_at = models.DateTimeField("laatst gewijzigd op")
    offered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    offered_at = models.DateTimeField("ouders lezen mee sinds", null=True)
    discussed_on = models.DateField("met ouders besproken op", null=True)
    discussed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    discussed_at = models.DateTimeField("gesprek genoteerd op", null=True)
    given_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField("via de ouders sinds", null=True)
    shared_at = models.DateTimeField("gedeeld op", null=True)
    ended_at = models.DateTimeField("geëindigd op", null=True)

    objects: ClassVar[HandoverQuerySet] = HandoverQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=models.Q(ended_at=None),
                name="transitions_handover_one_open_of_a_child",
            ),
            models.CheckConstraint(
                condition=models.Q(shared_at=None, school=None)
                | models.Q(shared_at__isnull=False, school__isnull=False),
                name="transitions_handover_shared_with_a_school",
            ),
            models.CheckConstraint(
                condition=models.Q(offered_at=None, offered_by=None)
                | models.Q(offered_at__isnull=False, offered_by__isnull=False),
                name="transitions_handover_offered_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(discussed_on=None, discussed_by=None, discussed_at=None)
                | models.Q(
                    discussed_on__isnull=False,
                    discussed_by__isnull=False,
                    discussed_at__isnull=False,
                ),
                name="transitions_handover_discussed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(given_at=None, given_by=None)
                | models.Q(given_at__isnull=False, given_by__isnull=False),
                name="transitions_handover_given_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["school"],
                condition=models.Q(shared_at__isnull=False),
                name="transitions_handover_of_school",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def log_key(self) -> str:
        """Return how the log names this handover (`partners.audit.record`)."""
        return str(self.key)


class PreviewOpening(models.Model):
    """That a parent opened the form before it was shared (meelezen)."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="openings")
    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="+")
    at = models.DateTimeField("geopend op")

    objects: ClassVar[PreviewOpeningQuerySet] = PreviewOpeningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["handover", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.at:%Y-%m-%d}"
