"""Organisations: one table that members share, and a table per kind beside it (ADR 0002)."""

from typing import ClassVar

from django.db import models

from partners.fields import Address, SortKeyField
from partners.querysets import (
    BoardQuerySet,
    ChildcareLocationQuerySet,
    ChildcareOrganisationQuerySet,
    KindcentrumQuerySet,
    LetterIssuerQuerySet,
    MunicipalityQuerySet,
    OrganisationQuerySet,
    SchoolQuerySet,
)
from partners.states import LetterPeople, OrganisationKind


class Organisation(models.Model):
    """Anything people can be a member of (organisatie).

    `key` is what the register calls it: CBS code, board number, 6-character school code,
    LRK number, KvK number of a childcare organisation, or `issuer:SLUG`.
    """

    kind = models.CharField("soort", max_length=30, choices=OrganisationKind.choices)
    key = models.CharField("code", max_length=60)
    name = models.CharField("naam", max_length=255)
    sort_name = SortKeyField(source="name")

    objects: ClassVar[OrganisationQuerySet] = OrganisationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["sort_name", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], name="partners_organisation_unique_key"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values),
                name="partners_organisation_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def extension(self) -> "OrganisationExtension":
        """Return the row with the columns of this kind."""
        row: OrganisationExtension = getattr(self, self.kind.replace("_", ""))
        return row


class OrganisationExtension(models.Model):
    """Abstract: a kind's own columns, one-to-one beside its organisation row."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, primary_key=True, related_name="%(class)s"
    )

    class Meta:
        abstract = True
        ordering = ["organisation__sort_name", "organisation__key"]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def name(self) -> str:
        """Return the name, which lives on the organisation row."""
        return self.organisation.name

    @property
    def key(self) -> str:
        """Return the register's code."""
        return self.organisation.key


class Municipality(OrganisationExtension):
    """A municipality (gemeente): tenant, owner of budget and key; `key` is its CBS code."""

    theme = models.SlugField("thema", default="bossche")
    sender_name = models.CharField("afzender van mail", max_length=100, blank=True)
    sender_email = models.EmailField("afzenderadres", blank=True)
    letterhead_lines = models.JSONField("adresregels briefhoofd", default=list, blank=True)
    objection_lines = models.JSONField("adresregels bezwaar", default=list, blank=True)
    objection_url = models.CharField("webadres bezwaar", max_length=200, blank=True)
    logo = models.TextField("logo (svg)", blank=True)
    letter_people = models.CharField(
        "mensen per brief", max_length=5, choices=LetterPeople.choices, default=LetterPeople.THREE
    )
    contact_email = models.EmailField("contactadres", blank=True)
    privacy_contact = models.EmailField("contact privacy", blank=True)
    setup_marks = models.JSONField("stand van de inrichting", default=dict, blank=True)

    objects: ClassVar[MunicipalityQuerySet] = MunicipalityQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OrganisationExtension.Meta):
        pass


class LetterIssuer(OrganisationExtension):
    """The body that prepares and sends letters for a municipality (Compas073)."""

    tagline = models.CharField("ondertitel", max_length=100, blank=True)
    address_lines = models.JSONField("adresregels", default=list, blank=True)
    contact_name = models.CharField("contactpersoon", max_length=100, blank=True)
    contact_email = models.EmailField("contactadres", blank=True)
    contact_phone = models.CharField("telefoon", max_length=20, blank=True)

    objects: ClassVar[LetterIssuerQuerySet] = LetterIssuerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OrganisationExtension.Meta):
        pass


class SchoolBoard(OrganisationExtension, Address):
    """A school board (onderwijsorganisatie, bevoegd gezag); `key` is its five-digit number."""

    kvk_number = models.CharField("KvK-nummer", max_length=8, blank=True)

    objects: ClassVar[BoardQuerySet] = BoardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OrganisationExtension.Meta):
        pass


class Kindcentrum(models.Model):
    """Schools and childcare locations that work as one; still two controllers each."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="kindcentra")
    name = models.CharField("naam", max_length=200)
    neighbourhood = models.CharField("wijk", max_length=100, blank=True)
    sort_name = SortKeyField(source="name")

    objects: ClassVar[KindcentrumQuerySet] = KindcentrumQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name_plural = "kindcentra"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="partners_kindcentrum_unique_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class School(OrganisationExtension, Address):
    """A primary school location (schoolvestiging); `key` is its BRIN + location code."""

    board = models.ForeignKey(SchoolBoard, models.PROTECT, related_name="schools")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="schools")
    kindcentrum = models.ForeignKey(
        Kindcentrum, models.SET_NULL, null=True, blank=True, related_name="schools"
    )
    denomination = models.CharField("denominatie", max_length=100, blank=True)
    phone = models.CharField("telefoon", max_length=20, blank=True)
    website = models.CharField("website", max_length=200, blank=True)
    postal_street = models.CharField("straat postadres", max_length=200, blank=True)
    postal_house_number = models.CharField("huisnummer postadres", max_length=40, blank=True)
    postal_postcode = models.CharField("postcode postadres", max_length=10, blank=True)
    postal_city = models.CharField("plaats postadres", max_length=100, blank=True)
    holiday_region = models.CharField("vakantieregio", max_length=20, blank=True)
    open_from = models.DateField("open vanaf", null=True, blank=True)
    closed_on = models.DateField("gesloten op", null=True, blank=True)

    objects: ClassVar[SchoolQuerySet] = SchoolQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OrganisationExtension.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(open_from__isnull=True)
                | models.Q(closed_on__gt=models.F("open_from")),
                name="partners_school_closed_after_open",
            )
        ]


class ChildcareOrganisation(OrganisationExtension, Address):
    """A childcare organisation (houder): controller of the toddler's file; `key` is its KvK."""

    objects: ClassVar[ChildcareOrganisationQuerySet] = ChildcareOrganisationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OrganisationExtension.Meta):
        pass


class ChildcareLocation(OrganisationExtension, Address):
    """A childcare location (kinderopvanglocatie); `key` is its LRK number."""

    holder = models.ForeignKey(ChildcareOrganisation, models.PROTECT, related_name="locations")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="childcare_locations"
    )
    kindcentrum = models.ForeignKey(
        Kindcentrum, models.SET_NULL, null=True, blank=True, related_name="childcare_locations"
    )
    places = models.PositiveIntegerField("kindplaatsen", default=0)
    has_preschool_programme = models.BooleanField("ve-aanbod", default=False)
    phone = models.CharField("telefoon", max_length=20, blank=True)
    website = models.CharField("website", max_length=200, blank=True)
    open_from = models.DateField("open vanaf", null=True, blank=True)
    closed_on = models.DateField("gesloten op", null=True, blank=True)

    objects: ClassVar[ChildcareLocationQuerySet] = ChildcareLocationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OrganisationExtension.Meta):
        pass
