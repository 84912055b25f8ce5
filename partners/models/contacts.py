"""Who stands for a place by name, and which school works with which childcare location."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.utils import timezone

from partners.contact_querysets import (
    ContactAbsenceQuerySet,
    FixedContactQuerySet,
    LocationAgreementQuerySet,
)
from partners.models.organisations import ChildcareLocation, Organisation, School
from partners.models.people import DateRange, Membership, User
from partners.states import AgreementSide, AgreementStand, ContactPlace, ContactTitle

WEEK = [1, 2, 3, 4, 5, 6, 7]  # Monday to Sunday, as in ISO 8601


class FixedContact(models.Model):
    """Who holds a place of a location or school during a period (vaste contactpersoon).

    What a period says never changes: another phone number or another person is another row.
    `ended_on` is the first day on which it no longer holds.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contacts")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="contact_places")
    place = models.CharField("plaats", max_length=10, choices=ContactPlace.choices)
    title = models.CharField("functie", max_length=10, choices=ContactTitle.choices, blank=True)
    phone = models.CharField("telefoon", max_length=20)
    working_days = ArrayField(models.PositiveSmallIntegerField(), verbose_name="werkdagen")
    valid_from = models.DateField("vanaf")
    ended_on = models.DateField("niet meer vanaf", null=True, blank=True)

    objects: ClassVar[FixedContactQuerySet] = FixedContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["organisation__sort_name", "-place", "-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place__in=ContactPlace.values),
                name="partners_fixedcontact_known_place",
            ),
            models.CheckConstraint(
                condition=models.Q(title__in=["", *ContactTitle.values]),
                name="partners_fixedcontact_known_title",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("valid_from")),
                name="partners_fixedcontact_period",
            ),
            models.CheckConstraint(
                condition=models.Q(working_days__contained_by=WEEK) & ~models.Q(working_days=[]),
                name="partners_fixedcontact_days_of_a_week",
            ),
            ExclusionConstraint(
                name="partners_fixedcontact_one_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    (DateRange("valid_from", "ended_on"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="partners_fixedcontact_one_place_a_person",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("membership", RangeOperators.EQUAL),
                    (DateRange("valid_from", "ended_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user}: {self.get_place_display()} van {self.organisation}"


class ContactAbsence(models.Model):
    """That somebody who holds a place is away; the deputy stands in (afwezigheid).

    `back_on` is the first day that counts again; empty when that is not known.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="absences")
    first_day = models.DateField("afwezig vanaf")
    back_on = models.DateField("weer terug op", null=True, blank=True)

    objects: ClassVar[ContactAbsenceQuerySet] = ContactAbsenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["membership", "first_day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(back_on=None) | models.Q(back_on__gte=models.F("first_day")),
                name="partners_contactabsence_period",
            ),
            ExclusionConstraint(
                name="partners_contactabsence_no_overlap",
                expressions=[
                    ("membership", RangeOperators.EQUAL),
                    (DateRange("first_day", "back_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user} vanaf {self.first_day:%d-%m-%Y}"


class LocationAgreement(models.Model):
    """That a school and a childcare location work together for a school year (locatieafspraak).

    One side proposes and the other confirms, two different people; either side ends it.
    """

    school = models.ForeignKey(School, models.PROTECT, related_name="agreements")
    location = models.ForeignKey(ChildcareLocation, models.PROTECT, related_name="agreements")
    first_year = models.PositiveSmallIntegerField("schooljaar vanaf")
    proposed_side = models.CharField(
        "voorgesteld door", max_length=10, choices=AgreementSide.choices
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("voorgesteld op", default=timezone.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("bevestigd op", null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField("beëindigd op", null=True, blank=True)

    objects: ClassVar[LocationAgreementQuerySet] = LocationAgreementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-first_year", "school", "location", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proposed_side__in=AgreementSide.values),
                name="partners_locationagreement_known_side",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="partners_locationagreement_confirmed_has_evidence",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None)
                | ~models.Q(confirmed_by=models.F("proposed_by")),
                name="partners_locationagreement_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="partners_locationagreement_ended_has_evidence",
            ),
            models.UniqueConstraint(
                fields=["school", "location", "first_year"],
                condition=models.Q(ended_at=None),
                name="partners_locationagreement_one_standing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} – {self.location}, {self.label}"

    @property
    def label(self) -> str:
        """Return the school year: 2026-2027."""
        return f"{self.first_year}-{self.first_year + 1}"

    @property
    def stand(self) -> AgreementStand:
        """Return where it stands."""
        if self.ended_at is not None:
            return AgreementStand.ENDED
        return AgreementStand.CONFIRMED if self.confirmed_at else AgreementStand.PROPOSED
