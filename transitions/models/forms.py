"""The handover form: what is filled in field by field, and what was shared, whole and frozen."""

from typing import ClassVar

from django.db import models

from children.fields import SealedTextField
from children.models import ConsentQuestion, Guardian
from partners.models import Membership
from transitions.models.handovers import Handover
from transitions.querysets import (
    FormEntryQuerySet,
    FormVersionQuerySet,
    ParentViewQuerySet,
    ReadReceiptQuerySet,
)


class FormEntry(models.Model):
    """What stands in one field of a form that is being filled in; two people can fill it in.

    `number` counts the changes of this field: who sends an older one is told. Until it is shared
    only childcare and the parents read it.
    """

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="entries")
    field = models.CharField("vraag", max_length=30)
    value = SealedTextField("antwoord")
    number = models.PositiveIntegerField("nummer", default=1)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField("bewaard op")

    objects: ClassVar[FormEntryQuerySet] = FormEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["handover", "pk"]
        verbose_name_plural = "form entries"
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "field"], name="transitions_formentry_one_of_a_field"
            )
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.field}"


class FormVersion(models.Model):
    """A form as it was shared (versie): frozen, with the consent under which it went.

    `content` holds the lines of the parts that the consent allowed then (`transitions.snapshots`).
    A later version comes beside it; none is ever changed.
    """

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("nummer")
    question = models.ForeignKey(ConsentQuestion, models.RESTRICT, related_name="+")
    content = SealedTextField("inhoud")
    shared_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField("gedeeld op")

    objects: ClassVar[FormVersionQuerySet] = FormVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["handover", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "number"], name="transitions_formversion_unique_number"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="transitions_formversion_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.number}"


class ReadReceipt(models.Model):
    """That somebody at the school read a version (ontvangstbewijs), the first time."""

    version = models.ForeignKey(FormVersion, models.CASCADE, related_name="receipts")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField("gelezen op")

    objects: ClassVar[ReadReceiptQuerySet] = ReadReceiptQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["version", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "membership"], name="transitions_readreceipt_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.at:%Y-%m-%d}"


class ParentView(models.Model):
    """What a parent wrote beside the form, in own words (zienswijze); the newest counts."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="views")
    guardian = models.ForeignKey(Guardian, models.CASCADE, related_name="+")
    text = SealedTextField("wat ouders erover zeggen")
    said_at = models.DateTimeField("geschreven op")

    objects: ClassVar[ParentViewQuerySet] = ParentViewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["handover", "-said_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.handover_id} {self.said_at:%Y-%m-%d}"
