"""What somebody from outside saw of a child: entered by the care coordinator, with a request."""

import uuid
from typing import ClassVar

from django.db import models

from children.fields import SealedTextField
from children.models import Attachment, Child
from dossier.models.requests import ObservationRequest
from dossier.request_querysets import OtherObservationQuerySet
from dossier.request_states import LONGEST_OBSERVER, LONGEST_SEEN
from partners.models import Membership


class OtherObservation(models.Model):
    """What another saw of a child (observatie door een ander): of which organisation and when.

    A short text, a file, or both; who sees the request sees it, what is about health by a yes for
    that too. `is_health` holds for its file as well. Who entered it can correct it or take it away.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="other_observations")
    request = models.ForeignKey(
        ObservationRequest, models.RESTRICT, related_name="other_observations"
    )
    observer = SealedTextField("wie keek", max_length=LONGEST_OBSERVER)
    seen_on = models.DateField("gezien op")
    text = SealedTextField("wat is gezien", max_length=LONGEST_SEEN, blank=True)
    file = models.OneToOneField(
        Attachment, models.SET_NULL, null=True, blank=True, related_name="other_observation"
    )
    is_health = models.BooleanField("gaat over gezondheid", default=False)
    noted_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("genoteerd op")
    corrected_at = models.DateTimeField("verbeterd op", null=True, blank=True)

    objects: ClassVar[OtherObservationQuerySet] = OtherObservationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-seen_on", "-pk"]

    def __str__(self) -> str:
        return str(self.key)
