"""Files about a child: sealed, checked by content, served through the permission check only."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from children.fields import SealedBytesField, SealedTextField
from children.models.children import Child
from children.querysets import AttachmentQuerySet
from children.states import SENT_KINDS, FileKind, ScanState
from partners.models import Membership, School

MAX_BYTES = 10 * 1024 * 1024


class Attachment(models.Model):
    """A file about a child (bijlage): PDF, JPEG or PNG, without its metadata.

    `is_health`: it also needs a live consent for health. `sent_to`: the school that got it with
    what it belongs to, for the kinds that no school sees before (SENT_KINDS).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="attachments")
    kind = models.CharField("soort", max_length=20, choices=FileKind.choices)
    title = SealedTextField("naam", max_length=120)
    content = SealedBytesField("inhoud")
    media_type = models.CharField("bestandssoort", max_length=40)
    size = models.PositiveIntegerField("grootte in bytes")
    is_health = models.BooleanField("gaat over gezondheid", default=False)
    sent_to = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    scan = models.CharField(
        "controle", max_length=20, choices=ScanState.choices, default=ScanState.WAITING
    )
    added_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("toegevoegd op", default=timezone.now)

    objects: ClassVar[AttachmentQuerySet] = AttachmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=FileKind.values), name="children_attachment_known_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(scan__in=ScanState.values), name="children_attachment_known_scan"
            ),
            models.CheckConstraint(
                condition=models.Q(size__range=(1, MAX_BYTES)), name="children_attachment_size"
            ),
            models.CheckConstraint(
                condition=models.Q(sent_to=None) | models.Q(kind__in=sorted(SENT_KINDS)),
                name="children_attachment_sent_kinds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.key})"
