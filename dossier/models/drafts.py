"""Drafts: what somebody is typing and has not said yet (ADR 0023)."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from children.fields import SealedTextField
from children.models import Child
from dossier.draft_querysets import DraftQuerySet


class Draft(models.Model):
    """A text that is being written (concept): of one person, at one place, in one field.

    Nobody else reads it, and of a child only who may see the child still. `place` names what is
    written about, as "report:<uuid>"; `seen` is the version that stood there when it was begun.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    child = models.ForeignKey(
        Child, models.CASCADE, null=True, blank=True, related_name="text_drafts"
    )
    place = models.CharField("waar", max_length=80)
    field = models.CharField("welk veld", max_length=60)
    text = SealedTextField("tekst")
    seen = models.PositiveIntegerField("versie die er stond", null=True, blank=True)
    saved_at = models.DateTimeField("bewaard op", db_index=True)

    objects: ClassVar[DraftQuerySet] = DraftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["user", "place", "field"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "place", "field"], name="dossier_draft_one_of_a_field"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.field}"
