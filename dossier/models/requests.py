"""Signals of a child, talks with its parents, and the request to observe it (ADR 0022)."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from children.fields import PlainField, SealedTextField
from children.models import Attachment, Child, ConsentQuestion, Guardian
from dossier.models.looks import LookQuestion
from dossier.request_querysets import (
    AskedTeamQuerySet,
    ObservationRequestQuerySet,
    ParentTalkQuerySet,
    SignalQuerySet,
)
from dossier.request_states import (
    CalledOff,
    RequestedOf,
    RequestEnd,
    RequestOutcome,
    SignalKind,
    SignalPick,
    StepOwner,
)
from partners.fields import SortKeyField
from partners.models import Membership, Municipality, School


class AskedTeam(models.Model):
    """A team that childcare of one municipality can ask to look along, like Vliegende brigade.

    It has no account here: the care coordinator notes what it says. `is_on`: it can be asked now.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="asked_teams")
    name = PlainField("naam", max_length=80)
    sort_name = SortKeyField(source="name")
    is_on = models.BooleanField("kan gevraagd worden", default=True)

    objects: ClassVar[AskedTeamQuerySet] = AskedTeamQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["municipality", "sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="dossier_askedteam_unique_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ObservationRequest(models.Model):
    """A request to observe a child (verzoek), from the help question to the weighing.

    Where it stands is derived (`dossier.request_stands`). It is sent under a live consent of a
    guardian, which is his signature: `observe` for exactly the school asked, `observe_own` for the
    own care coordinator or a team. A school sees it from then on, by that consent, asked at each
    read. `owner`: who weighs and closes. `key` is what addresses and logs use.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="observation_requests")
    asked = models.CharField("aan wie", max_length=10, choices=RequestedOf.choices)
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="observation_requests"
    )
    team = models.ForeignKey(
        AskedTeam, models.PROTECT, null=True, blank=True, related_name="observation_requests"
    )
    look = models.ForeignKey(
        LookQuestion, models.RESTRICT, null=True, blank=True, related_name="observation_requests"
    )
    question = SealedTextField("hulpvraag")
    screening = models.ForeignKey(
        Attachment, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    owner = models.CharField("wie weegt af", max_length=10, choices=StepOwner.choices)
    prepared_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("klaargezet op")
    thinking_until = models.DateField("ouders denken na tot", null=True)
    consent = models.ForeignKey(ConsentQuestion, models.RESTRICT, null=True, related_name="+")
    requested_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField("gevraagd op", null=True)
    planned_on = models.DateField("gepland op", null=True)
    planned_time = models.TimeField("hoe laat", null=True)
    goal = SealedTextField("doel", blank=True)
    planned_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField("afgesproken op", null=True)
    called_off_day = models.DateField("welke dag niet doorging", null=True)
    called_off_why = models.CharField(
        "waarom niet", max_length=20, choices=CalledOff.choices, blank=True
    )
    called_off_at = models.DateTimeField("afgezegd op", null=True)
    report_begun_at = models.DateTimeField("verslag begonnen op", null=True)
    report_shared_at = models.DateTimeField("verslag gedeeld op", null=True)
    outcome = models.CharField(
        "uitkomst", max_length=20, choices=RequestOutcome.choices, blank=True
    )
    outcome_text = SealedTextField("waarom", blank=True)
    weighed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    weighed_at = models.DateTimeField("afgewogen op", null=True)
    end = models.CharField("hoe het afliep", max_length=20, choices=RequestEnd.choices, blank=True)
    end_text = SealedTextField("wat er mist", blank=True)
    closed_at = models.DateTimeField("afgesloten op", null=True)

    objects: ClassVar[ObservationRequestQuerySet] = ObservationRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asked=RequestedOf.OWN_COORDINATOR, school=None, team=None)
                | models.Q(asked=RequestedOf.SCHOOL_COORDINATOR, school__isnull=False, team=None)
                | models.Q(asked=RequestedOf.TEAM, school=None, team__isnull=False),
                name="dossier_observationrequest_names_who_is_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(owner__in=StepOwner.values)
                & (
                    ~models.Q(owner=StepOwner.SCHOOL_COORDINATOR)
                    | models.Q(asked=RequestedOf.SCHOOL_COORDINATOR)
                ),
                name="dossier_observationrequest_owner_takes_part",
            ),
            models.CheckConstraint(
                condition=models.Q(requested_at=None, requested_by=None, consent=None)
                | models.Q(
                    requested_at__isnull=False, requested_by__isnull=False, consent__isnull=False
                ),
                name="dossier_observationrequest_sent_with_signature",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    planned_on=None, planned_time=None, planned_by=None, planned_at=None
                )
                | models.Q(
                    planned_on__isnull=False,
                    planned_by__isnull=False,
                    planned_at__isnull=False,
                    requested_at__isnull=False,
                ),
                name="dossier_observationrequest_planned_after_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(called_off_day=None, called_off_why="", called_off_at=None)
                | models.Q(
                    called_off_day__isnull=False,
                    called_off_why__in=CalledOff.values,
                    called_off_at__isnull=False,
                    requested_at__isnull=False,
                ),
                name="dossier_observationrequest_called_off_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(report_shared_at=None)
                | models.Q(report_begun_at__isnull=False, planned_on__isnull=False),
                name="dossier_observationrequest_report_after_plan",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", weighed_by=None, weighed_at=None)
                | models.Q(
                    outcome__in=RequestOutcome.values,
                    weighed_by__isnull=False,
                    weighed_at__isnull=False,
                    planned_on__isnull=False,
                ),
                name="dossier_observationrequest_weighed_after_plan",
            ),
            models.CheckConstraint(
                condition=models.Q(end="", closed_at=None)
                | (models.Q(end__in=RequestEnd.values) & models.Q(closed_at__isnull=False)),
                name="dossier_observationrequest_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(end=RequestEnd.CLOSED) | ~models.Q(outcome=""),
                name="dossier_observationrequest_closed_after_weighing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["child"],
                condition=models.Q(end=""),
                name="dossier_request_open_of_child",
            ),
            models.Index(
                fields=["school"],
                condition=models.Q(end=""),
                name="dossier_request_open_at_school",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def log_key(self) -> str:
        """Return how the log names this request (`partners.audit.record`)."""
        return str(self.key)


class EarlierText(models.Model):
    """What a request said before it was planned or weighed anew (eerdere tekst), since when.

    Parents read it until the new text is discussed or ten working days old. `outcome`: what had
    come of it; "" where `text` is a goal.
    """

    request = models.ForeignKey(ObservationRequest, models.CASCADE, related_name="earlier_texts")
    outcome = models.CharField(
        "uitkomst", max_length=20, choices=RequestOutcome.choices, blank=True
    )
    text = SealedTextField("eerdere tekst")
    written_at = models.DateTimeField("geschreven op")

    class Meta:
        ordering = ["request", "-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", *RequestOutcome.values]),
                name="dossier_earliertext_known_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.written_at:%Y-%m-%d}"


class Signal(models.Model):
    """What somebody in the group noted of a child (signaal): a box, a sentence, or both.

    `request`: with which it was sent along; childcare only until then.
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="signals")
    request = models.ForeignKey(
        ObservationRequest, models.RESTRICT, null=True, blank=True, related_name="signals"
    )
    kind = models.CharField("soort", max_length=20, choices=SignalKind.choices)
    picks = ArrayField(
        models.CharField(max_length=20, choices=SignalPick.choices), default=list, blank=True
    )
    text = SealedTextField("wat je zag", blank=True)
    noted_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("genoteerd op")

    objects: ClassVar[SignalQuerySet] = SignalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-noted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=SignalKind.values), name="dossier_signal_known_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(picks__contained_by=sorted(SignalPick.values)),
                name="dossier_signal_known_picks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"

    @property
    def pick_labels(self) -> list[str]:
        """Return the boxes in words."""
        return [str(SignalPick(pick).label) for pick in self.picks]


class ParentTalk(models.Model):
    """A talk with parents in one line (oudergesprek): when, with whom, and what was agreed.

    `guardian`: only with this one, and no other reads it; None for "ouders". `is_together`: of
    parents who live apart all were there, so each reads it.
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="parent_talks")
    request = models.ForeignKey(
        ObservationRequest, models.RESTRICT, null=True, blank=True, related_name="talks"
    )
    talked_on = models.DateField("gesproken op")
    guardian = models.ForeignKey(
        Guardian, models.RESTRICT, null=True, blank=True, related_name="talks"
    )
    is_together = models.BooleanField("ouders samen", default=False)
    agreed = SealedTextField("afgesproken")
    noted_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("genoteerd op")

    objects: ClassVar[ParentTalkQuerySet] = ParentTalkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-talked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_together=False) | models.Q(guardian=None),
                name="dossier_parenttalk_together_names_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.talked_on:%Y-%m-%d} ({self.pk})"
