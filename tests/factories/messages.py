"""Outbox rows in any state for tests."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from partners.models import MailboxMessage, Message
from partners.states import MessageState
from tests.factories.partners import MunicipalityFactory


class MessageFactory(DjangoModelFactory[Message]):
    """A message that waits, of a new municipality; `state` brings the moments that belong to it."""

    class Meta:
        model = Message

    municipality = factory.SubFactory(MunicipalityFactory)
    address = factory.Sequence(lambda n: f"persoon{n}@example.org")
    cause = factory.Sequence(lambda n: f"test:{n}")
    subject = factory.Sequence(lambda n: f"Onderwerp {n}")
    body = "Beste lezer,\n\nDit is de tekst.\n"
    state = MessageState.QUEUED
    created_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=3))
    not_before = factory.SelfAttribute("created_at")
    claimed_at = factory.LazyAttribute(
        lambda made: None if made.state == MessageState.QUEUED else made.created_at
    )
    sent_at = factory.LazyAttribute(
        lambda made: made.created_at if made.state == MessageState.SENT else None
    )


class MailboxMessageFactory(DjangoModelFactory[MailboxMessage]):
    """A mail in the demo's mailbox."""

    class Meta:
        model = MailboxMessage

    address = factory.Sequence(lambda n: f"persoon{n}@example.org")
    sender = "Gemeente Wilgenstad <post@example.org>"
    subject = factory.Sequence(lambda n: f"Onderwerp {n}")
    body = "Beste lezer,\n\nOpen http://127.0.0.1:8000/account/ en kies een wachtwoord.\n"
