"""The audit trail: append-only by a database trigger, chained per month by its seals (ADR 0011)."""

from typing import ClassVar

from django.db import models

from partners.actions import ACTIONS
from partners.models.organisations import Organisation
from partners.models.people import Membership, User
from partners.querysets import AuditEntryQuerySet
from partners.states import Role


class AuditEntry(models.Model):
    """One meaningful write, or one read that the rules name (logregel); never changed.

    `user` is empty for the system itself. `details` holds no names and no content.
    """

    at = models.DateTimeField("moment")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    role = models.CharField("rol", max_length=3, blank=True)
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    action = models.CharField("handeling", max_length=60)
    target_type = models.CharField("soort object", max_length=60, blank=True)
    target_key = models.CharField("object", max_length=60, blank=True)
    ground = models.CharField("grondslag", max_length=60, blank=True)
    details = models.JSONField("bijzonderheden", default=dict)

    objects: ClassVar[AuditEntryQuerySet] = AuditEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["target_type", "target_key"], name="partners_audit_target"),
            models.Index(fields=["organisation", "-at"], name="partners_audit_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    @property
    def action_label(self) -> str:
        """Return what was done, in words."""
        return str(ACTIONS.get(self.action, self.action))

    @property
    def role_label(self) -> str:
        """Return the role in which it was done; empty for the system."""
        return str(Role(self.role).label) if self.role else ""


class AuditSeal(models.Model):
    """Place of one entry in the hash chain of its month; written by the database at commit."""

    entry = models.OneToOneField(
        AuditEntry, models.PROTECT, primary_key=True, related_name="seal", db_constraint=True
    )
    month = models.DateField("maand")
    number = models.PositiveIntegerField("volgnummer")
    previous_hash = models.CharField("vorige hash", max_length=64, blank=True)
    hash = models.CharField("hash", max_length=64)

    class Meta:
        ordering = ["month", "number"]
        constraints = [
            models.UniqueConstraint(fields=["month", "number"], name="partners_auditseal_chain")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.number}"
