"""Look questions: childcare asks somebody to look along, in three fields."""

import uuid
from typing import ClassVar

from django.db import models

from children.fields import SealedTextField
from children.models import Child, Group
from dossier.querysets import LookAnswerQuerySet, LookQuestionQuerySet
from dossier.states import Asked, LookEnd, LookStand
from partners.models import ChildcareLocation, Membership, School


class LookQuestion(models.Model):
    """A question to look along (meekijkvraag): about a child, a group, or nobody by name.

    It needs no signature. Put to a school it names a child only under a live `discuss` for that
    school, which is asked again at every read. `key` is what addresses and logs use.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    location = models.ForeignKey(ChildcareLocation, models.PROTECT, related_name="look_questions")
    child = models.ForeignKey(
        Child, models.CASCADE, null=True, blank=True, related_name="look_questions"
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="look_questions"
    )
    asked = models.CharField("aan wie", max_length=10, choices=Asked.choices)
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="look_questions"
    )
    team = models.ForeignKey(
        "dossier.AskedTeam",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="look_questions",
    )
    question = SealedTextField("vraag")
    parents_know = models.BooleanField("ouders weten het")
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("gevraagd op")
    answered_at = models.DateTimeField("beantwoord op", null=True)
    closed_because = models.CharField(
        "hoe het afliep", max_length=10, choices=LookEnd.choices, blank=True
    )
    closed_at = models.DateTimeField("afgesloten op", null=True)

    objects: ClassVar[LookQuestionQuerySet] = LookQuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(child=None) | models.Q(group=None),
                name="dossier_lookquestion_about_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(asked=Asked.OWN_COORDINATOR, school=None, team=None)
                | models.Q(asked=Asked.SCHOOL_COORDINATOR, school__isnull=False, team=None)
                | models.Q(asked=Asked.TEAM, school=None, team__isnull=False),
                name="dossier_lookquestion_school_where_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closed_because="")
                | (models.Q(closed_at__isnull=False) & models.Q(closed_because__in=LookEnd.values)),
                name="dossier_lookquestion_closed_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["location", "asked_at"],
                condition=models.Q(closed_at=None),
                name="dossier_look_open_of_location",
            ),
            models.Index(
                fields=["school", "asked_at"],
                condition=models.Q(closed_at=None),
                name="dossier_look_open_at_school",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def log_key(self) -> str:
        """Return how the log names this question (`partners.audit.record`)."""
        return str(self.key)

    @property
    def stand(self) -> LookStand:
        """Return where it stands."""
        if self.closed_because == LookEnd.WITHDRAWN:
            return LookStand.WITHDRAWN
        if self.closed_at is not None:
            return LookStand.CLOSED
        return LookStand.REQUESTED if self.answered_at is None else LookStand.ANSWERED


class LookAnswer(models.Model):
    """An answer to a look question; the newest counts, and the earlier ones stay."""

    look = models.ForeignKey(LookQuestion, models.CASCADE, related_name="answers")
    text = SealedTextField("antwoord")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField("beantwoord op")

    objects: ClassVar[LookAnswerQuerySet] = LookAnswerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["look", "-pk"]

    def __str__(self) -> str:
        return f"{self.look} {self.at:%Y-%m-%d}"
