"""What ties a board or an issuer to one municipality."""

from typing import ClassVar

from django.db import models

from partners.models.organisations import LetterIssuer, Municipality, SchoolBoard
from partners.querysets import BoardRelationQuerySet, IssuerMandateQuerySet
from partners.states import Delivery


class BoardRelation(models.Model):
    """How one municipality reaches one board: contact, account and way of delivery.

    Name, KvK number and address come from the register and are shared by municipalities.
    """

    board = models.ForeignKey(SchoolBoard, models.PROTECT, related_name="relations")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="board_relations")
    contact_name = models.CharField("ter attentie van", max_length=100, blank=True)
    email = models.EmailField("e-mailadres", blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    delivery = models.CharField(
        "bezorging", max_length=10, choices=Delivery.choices, default=Delivery.POST
    )
    digital_agreed_on = models.DateField("digitaal akkoord op", null=True, blank=True)

    objects: ClassVar[BoardRelationQuerySet] = BoardRelationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["board", "municipality"], name="partners_boardrelation_unique"
            ),
            models.CheckConstraint(
                condition=~models.Q(delivery=Delivery.DIGITAL)
                | models.Q(digital_agreed_on__isnull=False),
                name="partners_boardrelation_digital_needs_agreement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board} – {self.municipality}"


class IssuerMandate(models.Model):
    """The mandate (Awb art. 10:3) under which an issuer acts for a municipality (mandaat)."""

    issuer = models.ForeignKey(LetterIssuer, models.PROTECT, related_name="mandates")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="mandates")
    reference = models.CharField("mandaatbesluit", max_length=100)
    valid_from = models.DateField("geldig vanaf")
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)
    signatory_name = models.CharField("naam ondertekenaar", max_length=100, blank=True)
    signatory_function = models.CharField("functie ondertekenaar", max_length=100)

    objects: ClassVar[IssuerMandateQuerySet] = IssuerMandateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["municipality", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "municipality", "reference"],
                name="partners_issuermandate_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="partners_issuermandate_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.issuer} voor {self.municipality}"
