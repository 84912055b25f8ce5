"""What parents write beside what is kept, and what was answered."""

import uuid

from django.db import models

from children.fields import SealedTextField
from partners.models import Membership


class ParentsWords(models.Model):
    """Base: what a parent thinks, what should be corrected, and the one answer to it.

    Which outcomes there are (`end`) is for each to say; without one nobody answered yet.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    view = SealedTextField("wat een ouder vindt", blank=True)
    correction = SealedTextField("wat niet klopt", blank=True)
    said_at = models.DateTimeField("geschreven op")
    reason = SealedTextField("waarom", blank=True)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("beantwoord op", null=True)

    class Meta:
        abstract = True
        ordering = ["said_at", "pk"]

    def __str__(self) -> str:
        return str(self.key)


def answered_by_somebody(ends: list[str], name: str) -> models.CheckConstraint:
    """Return the constraint that an outcome has its person and moment, and nothing else has."""
    return models.CheckConstraint(
        condition=models.Q(end="", answered_by=None, answered_at=None)
        | models.Q(end__in=ends, answered_by__isnull=False, answered_at__isnull=False),
        name=name,
    )
