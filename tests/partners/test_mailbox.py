"""The demo's mailbox: mails become rows, and only in a demo."""

from typing import Any

import pytest
from django.core.mail import EmailMessage

from config import mail
from config.mail import MailUnavailableError, Outcome
from partners import delivery
from partners.mailbox import MailboxBackend
from partners.models import MailboxMessage, Message
from partners.states import MessageState
from tests.factories.messages import MessageFactory
from tests.factories.partners import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.DEMO = "partners.mailbox.MailboxBackend", True


def test_send_messages_keeps_a_row_per_recipient() -> None:
    letter = EmailMessage("Welkom", "Dag", "wij@example.org", ["a@example.org", "b@example.org"])
    assert MailboxBackend().send_messages([letter]) == 1
    assert set(MailboxMessage.objects.values_list("address", "sender", "subject", "body")) == {
        ("a@example.org", "wij@example.org", "Welkom", "Dag"),
        ("b@example.org", "wij@example.org", "Welkom", "Dag"),
    }


def test_send_messages_shows_the_sender_that_people_see() -> None:
    town = MunicipalityFactory(sender_name="Gemeente", sender_email="ko@example.org")
    ready = delivery.compose(MessageFactory(municipality=town))
    assert mail.hand_over(mail.connect(), ready).outcome is Outcome.TAKEN
    assert MailboxMessage.objects.get().sender == "Gemeente <ko@example.org>"


def test_send_messages_shows_other_letters_in_the_sender() -> None:
    town = MunicipalityFactory(sender_name="Gemeente ’s-Wilg", sender_email="ko@example.org")
    mail.hand_over(mail.connect(), delivery.compose(MessageFactory(municipality=town)))
    assert MailboxMessage.objects.get().sender == "Gemeente ’s-Wilg <ko@example.org>"


def test_open_outside_a_demo(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(MailUnavailableError, match="EMAIL_URL"):
        mail.connect()


def test_messages_wait_outside_a_demo_and_say_why(settings: Any) -> None:
    settings.DEMO = False
    message = MessageFactory()
    delivery.send_due(clock=lambda: message.created_at)
    waiting = Message.objects.get()
    assert (waiting.state, waiting.tries, MailboxMessage.objects.count()) == (
        MessageState.QUEUED,
        0,
        0,
    )
    assert waiting.last_error.startswith("Er is geen mailserver ingesteld: vul EMAIL_URL in")
