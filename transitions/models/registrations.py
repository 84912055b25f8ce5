"""The intake list of a school, its questions for information, and what childcare made of them."""

import uuid
from typing import ClassVar

from django.db import models

from children.fields import PlainField
from children.models import Child
from partners.fields import SortKeyField
from partners.models import ChildcareLocation, Membership, School
from transitions.registration_querysets import (
    InformationMatchQuerySet,
    InformationRequestQuerySet,
    SchoolRegistrationQuerySet,
)
from transitions.registration_states import Preschool, RegistrationEnd


class SchoolRegistration(models.Model):
    """A child that a school expects (regel van de intakelijst): the school's own record.

    It points at no child of childcare, and holds nothing that came from there. `key` is what
    addresses and logs use.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="registrations")
    first_name = PlainField("voornaam", max_length=60)
    last_initial = PlainField("eerste letter van de achternaam", max_length=1)
    sort_name = SortKeyField(source="name")
    born_on = models.DateField("geboortedatum")
    preschool = models.CharField("opvang", max_length=10, choices=Preschool.choices)
    location = models.ForeignKey(
        ChildcareLocation, models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    preschool_name = PlainField("naam van die opvang", max_length=80, blank=True)
    intake_on = models.DateField("intake op", null=True, blank=True)
    intake_time = models.TimeField("om", null=True, blank=True)
    intake_held_on = models.DateField("intake geweest op", null=True, blank=True)
    enrolled_on = models.DateField("ingeschreven op", null=True, blank=True)
    starts_on = models.DateField("eerste schooldag", null=True, blank=True)
    ended_on = models.DateField("van de lijst sinds", null=True, blank=True)
    ended_because = models.CharField(
        "reden", max_length=20, choices=RegistrationEnd.choices, blank=True
    )
    added_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("ingevoerd op")

    objects: ClassVar[SchoolRegistrationQuerySet] = SchoolRegistrationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    preschool=Preschool.LOCATION, location__isnull=False, preschool_name=""
                )
                | models.Q(preschool=Preschool.OTHER, location=None)
                | models.Q(preschool=Preschool.NONE, location=None, preschool_name=""),
                name="transitions_schoolregistration_one_preschool",
            ),
            models.CheckConstraint(
                condition=models.Q(intake_time=None) | models.Q(intake_on__isnull=False),
                name="transitions_schoolregistration_time_has_day",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None, ended_because="")
                | (
                    models.Q(ended_on__isnull=False)
                    & models.Q(ended_because__in=RegistrationEnd.values)
                ),
                name="transitions_schoolregistration_ended_with_reason",
            ),
            models.UniqueConstraint(
                fields=["school", "sort_name", "born_on"],
                condition=models.Q(ended_on=None),
                name="transitions_schoolregistration_once_on_a_list",
            ),
        ]
        indexes = [
            models.Index(
                fields=["school", "intake_on"],
                condition=models.Q(ended_on=None),
                name="transitions_intakes_of_school",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name as the list shows it: Levi W."""
        return f"{self.first_name} {self.last_initial}."

    @property
    def log_key(self) -> str:
        """Return how the log names this line (`partners.audit.record`)."""
        return str(self.key)


class InformationRequest(models.Model):
    """A school asks a childcare location for information about a child that it expects.

    The school reads its answer at `answer_at`; what it says then stands until `settles_at`, but
    for a yes (ADR 0029). One that was replaced, or whose child was changed, is `ended_at`.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(SchoolRegistration, models.CASCADE, related_name="requests")
    location = models.ForeignKey(
        ChildcareLocation, models.PROTECT, related_name="information_requests"
    )
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("gevraagd op")
    answer_at = models.DateTimeField("antwoord op")
    settles_at = models.DateTimeField("staat vast op")
    ended_at = models.DateTimeField("vervallen op", null=True, blank=True)

    objects: ClassVar[InformationRequestQuerySet] = InformationRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["answer_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer_at__gt=models.F("asked_at"))
                & models.Q(settles_at__gt=models.F("answer_at")),
                name="transitions_informationrequest_moments_in_order",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=models.Q(ended_at=None),
                name="transitions_informationrequest_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["location", "answer_at"],
                condition=models.Q(ended_at=None),
                name="transitions_asked_at_location",
            )
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def log_key(self) -> str:
        """Return how the log names this question (`partners.audit.record`)."""
        return str(self.key)


class InformationMatch(models.Model):
    """Which child a question is about, as childcare says it; None: it knows no such child.

    A fact of childcare that no school reads. The newest counts, and none is changed. What parents
    did until `weighed_at` is weighed, and stands until `until`: once for a child and a school,
    however often the school asks. Both are empty where childcare was too late.
    """

    request = models.ForeignKey(InformationRequest, models.CASCADE, related_name="matches")
    child = models.ForeignKey(
        Child, models.CASCADE, null=True, blank=True, related_name="information_matches"
    )
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField("gezegd op")
    weighed_at = models.DateTimeField("gewogen op", null=True, blank=True)
    until = models.DateTimeField("tot", null=True, blank=True)

    objects: ClassVar[InformationMatchQuerySet] = InformationMatchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["request", "pk"]
        verbose_name_plural = "information matches"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weighed_at=None, until=None)
                | models.Q(child__isnull=False, until__gt=models.F("weighed_at")),
                name="transitions_informationmatch_weighed_of_a_child",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.at:%Y-%m-%d}"
