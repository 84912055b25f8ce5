"""Meetings: when, where and who; what is said about a child stands in a line of its own."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models

from children.fields import PlainField, SealedTextField
from children.models import Child, Group
from dossier.meeting_querysets import AgendaLineQuerySet, MeetingInviteeQuerySet, MeetingQuerySet
from dossier.meeting_states import LONGEST_MEETING, LineKind, MeetingKind, MeetingState
from partners.models import ChildcareLocation, Membership, School


class Meeting(models.Model):
    """A meeting of childcare and who comes along (overleg). It holds no child (ADR 0024).

    `minutes` is how long it is planned for, `spent_minutes` how long it took; `changes` counts how
    often it was moved or cancelled, for calendars. `key` is what addresses and logs use.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("soort", max_length=20, choices=MeetingKind.choices)
    location = models.ForeignKey(ChildcareLocation, models.PROTECT, related_name="meetings")
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    groups = models.ManyToManyField(Group, blank=True, related_name="meetings")
    planned_at = models.DateTimeField("begint")
    minutes = models.PositiveSmallIntegerField("minuten", default=60)
    place = PlainField("waar", max_length=120, blank=True)
    state = models.CharField(
        "stand", max_length=10, choices=MeetingState.choices, default=MeetingState.SCHEDULED
    )
    changes = models.PositiveSmallIntegerField("keer gewijzigd", default=0)
    because = SealedTextField("waarom gewijzigd", max_length=500)
    spent_minutes = models.PositiveSmallIntegerField("minuten geduurd", null=True, blank=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("gepland op")
    held_at = models.DateTimeField("gehouden genoteerd op", null=True, blank=True)
    closed_at = models.DateTimeField("afgesloten op", null=True, blank=True)
    cancelled_at = models.DateTimeField("afgezegd op", null=True, blank=True)

    objects: ClassVar[MeetingQuerySet] = MeetingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-planned_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=MeetingKind.values), name="dossier_meeting_known_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__range=(1, LONGEST_MEETING))
                & (
                    models.Q(spent_minutes=None)
                    | models.Q(spent_minutes__range=(1, LONGEST_MEETING))
                ),
                name="dossier_meeting_lasts",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=MeetingState.SCHEDULED,
                    held_at=None, spent_minutes=None, closed_at=None, cancelled_at=None,
                )
                | models.Q(
                    state=MeetingState.HELD, held_at__isnull=False, spent_minutes__isnull=False,
                    closed_at=None, cancelled_at=None,
                )
                | models.Q(
                    state=MeetingState.CLOSED, held_at__isnull=False, spent_minutes__isnull=False,
                    closed_at__isnull=False, cancelled_at=None,
                )
                | models.Q(
                    state=MeetingState.CANCELLED, cancelled_at__isnull=False,
                    held_at=None, spent_minutes=None, closed_at=None,
                ),
                name="dossier_meeting_state_has_evidence",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["location", "planned_at"], name="dossier_meeting_of_location"),
            models.Index(fields=["school", "planned_at"], name="dossier_meeting_of_school"),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def log_key(self) -> str:
        """Return how the log names this meeting (`partners.audit.record`)."""
        return str(self.key)

    def is_to_close(self, at: datetime) -> bool:
        """Say whether it began, or was held, and nobody closed it."""
        began = self.state == MeetingState.SCHEDULED and self.planned_at <= at
        return began or self.state == MeetingState.HELD


class MeetingInvitee(models.Model):
    """Somebody who was asked to come: a colleague, or somebody without an account by name."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitees")
    membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="meeting_invitations"
    )
    name = PlainField("naam", max_length=120, blank=True)
    attended = models.BooleanField("was erbij", null=True, blank=True)

    objects: ClassVar[MeetingInviteeQuerySet] = MeetingInviteeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(membership__isnull=False, name="")
                | (models.Q(membership=None) & ~models.Q(name="")),
                name="dossier_meetinginvitee_one_person",
            ),
            models.UniqueConstraint(
                fields=["meeting", "membership"], name="dossier_meetinginvitee_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.membership)


class AgendaLine(models.Model):
    """A line of an agenda: about a child, a child without a name, the school's own, or a topic.

    `words` say what it is about where there is no child; `text` is what was said. `version` counts
    the writings, so that the second of two editors is told (ADR 0024).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="lines")
    kind = models.CharField("soort", max_length=10, choices=LineKind.choices)
    child = models.ForeignKey(
        Child, models.CASCADE, null=True, blank=True, related_name="agenda_lines"
    )
    words = SealedTextField("waarover", max_length=200)
    text = SealedTextField("wat is besproken")
    version = models.PositiveIntegerField("keer geschreven", default=0)
    added_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("toegevoegd op")
    written_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField("geschreven op", null=True, blank=True)

    objects: ClassVar[AgendaLineQuerySet] = AgendaLineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=LineKind.CHILD, child__isnull=False)
                | (
                    models.Q(kind__in=[LineKind.CASE, LineKind.SCHOOL, LineKind.TOPIC])
                    & models.Q(child=None)
                ),
                name="dossier_agendaline_names_a_child_or_none",
            ),
            models.CheckConstraint(
                condition=models.Q(version=0, written_by=None, written_at=None)
                | models.Q(version__gt=0, written_by__isnull=False, written_at__isnull=False),
                name="dossier_agendaline_written_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["meeting", "child"], name="dossier_agendaline_child_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def log_key(self) -> str:
        """Return how the log names this line (`partners.audit.record`)."""
        return str(self.key)
