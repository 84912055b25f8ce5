"""Action points: who does what, and when, after a meeting, an observation or a support team."""

import uuid
from typing import ClassVar

from django.db import models

from children.fields import PlainField, SealedTextField
from children.models import Child
from dossier.meeting_querysets import ActionPointQuerySet
from dossier.meeting_states import ActionSource
from dossier.models.meetings import AgendaLine, Meeting
from dossier.models.requests import ObservationRequest
from partners.models import ChildcareLocation, Membership, School


class ActionPoint(models.Model):
    """What somebody will do, by when (actiepunt): a colleague, or an outsider by name.

    `source` and `school` say by which consent a school sees one about a child, asked again at each
    read; its owner at that school too. `key` is what addresses and logs use.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(
        "uit", max_length=10, choices=ActionSource.choices, default=ActionSource.DISCUSSION
    )
    location = models.ForeignKey(ChildcareLocation, models.PROTECT, related_name="action_points")
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="action_points"
    )
    child = models.ForeignKey(
        Child, models.CASCADE, null=True, blank=True, related_name="action_points"
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="action_points"
    )
    line = models.ForeignKey(
        AgendaLine, models.CASCADE, null=True, blank=True, related_name="action_points"
    )
    request = models.ForeignKey(
        ObservationRequest, models.RESTRICT, null=True, blank=True, related_name="action_points"
    )
    text = SealedTextField("wat", max_length=500)
    owner = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="action_points"
    )
    owner_name = PlainField("wie", max_length=120, blank=True)
    due_on = models.DateField("wanneer")
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("afgesproken op")
    done_at = models.DateTimeField("gedaan op", null=True, blank=True)
    done_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[ActionPointQuerySet] = ActionPointQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner__isnull=False, owner_name="")
                | (models.Q(owner=None) & ~models.Q(owner_name="")),
                name="dossier_actionpoint_one_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None, done_by=None)
                | models.Q(done_at__isnull=False, done_by__isnull=False),
                name="dossier_actionpoint_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    source=ActionSource.DISCUSSION, meeting__isnull=False, request=None
                )
                | models.Q(source=ActionSource.TEAM, meeting__isnull=False, request=None, line=None)
                | models.Q(
                    source=ActionSource.REQUEST, request__isnull=False, meeting=None, line=None
                ),
                name="dossier_actionpoint_from_its_source",
            ),
            models.CheckConstraint(
                condition=~models.Q(source=ActionSource.TEAM) | models.Q(child__isnull=False),
                name="dossier_actionpoint_of_a_team_names_its_child",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=models.Q(done_at=None),
                name="dossier_action_open_of_owner",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def log_key(self) -> str:
        """Return how the log names this action point (`partners.audit.record`)."""
        return str(self.key)
