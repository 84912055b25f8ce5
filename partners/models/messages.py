"""The outbox: mails are rows first, sent by a worker later (ADR 0005)."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from partners.models.organisations import Municipality
from partners.models.people import User
from partners.querysets import MailboxQuerySet, MessageQuerySet
from partners.states import NEEDS_PERSON, MessageState


class Message(models.Model):
    """One mail to one person (bericht), unique per cause so that it can never go twice.

    The body holds `{link}` where the one-time link goes: it is made at the moment of sending
    and never stored. A calendar file that goes along holds no address and nothing of a child.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    recipient = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.EmailField("aan")
    cause = models.CharField("aanleiding", max_length=120, unique=True)
    subject = models.CharField("onderwerp", max_length=200)
    body = models.TextField("tekst")
    link = models.CharField("soort link", max_length=30, blank=True)
    calendar = models.TextField("agendabestand", blank=True)
    state = models.CharField(
        "status", max_length=10, choices=MessageState.choices, default=MessageState.QUEUED
    )
    tries = models.PositiveSmallIntegerField("pogingen", default=0)
    last_error = models.CharField("laatste fout", max_length=200, blank=True)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)
    not_before = models.DateTimeField("niet eerder dan", default=timezone.now)
    claimed_at = models.DateTimeField("opgepakt op", null=True, blank=True)
    sent_at = models.DateTimeField("verzonden op", null=True, blank=True)

    objects: ClassVar[MessageQuerySet] = MessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=MessageState.SENT) ^ models.Q(sent_at__isnull=True),
                name="partners_message_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MessageState.CLAIMED)
                | models.Q(claimed_at__isnull=False),
                name="partners_message_claim_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(state=MessageState.QUEUED),
                name="partners_message_due",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def masked_address(self) -> str:
        """Return enough of the address to recognise it: `n***@example.org`."""
        name, _at, domain = self.address.rpartition("@")
        return f"{name[:1]}***@{domain}"

    @property
    def needs_person(self) -> bool:
        """Say whether only a person can end this."""
        return self.state in NEEDS_PERSON


class MessageMove(models.Model):
    """One step in the life of a message (berichtstap): when it got which state, and why."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="moves")
    at = models.DateTimeField("moment")
    state = models.CharField("status", max_length=10, choices=MessageState.choices)
    note = models.CharField("toelichting", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_state_display()}"


class MailboxMessage(models.Model):
    """A mail as it was delivered in a demo, where no mail leaves the machine."""

    address = models.EmailField("aan")
    sender = models.CharField("van", max_length=200)
    subject = models.CharField("onderwerp", max_length=200)
    body = models.TextField("tekst")
    received_at = models.DateTimeField("ontvangen op", default=timezone.now)

    objects: ClassVar[MailboxQuerySet] = MailboxQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return self.subject
