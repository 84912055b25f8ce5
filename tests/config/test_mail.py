"""Handing a mail to a real server on loopback: what came of it is never guessed."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.mail.message import BadHeaderError

from config import mail
from config.mail import Handover, Outcome, Sender
from tests.partners.smtp_sink import HANG_UP, Sink, smtp_sink

AT = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with smtp_sink() as running:
        settings.EMAIL_BACKEND = "config.mail.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 2
        settings.SENDER_ADDRESS = "post@overgang.example"
        settings.DEFAULT_FROM_EMAIL = "Soepele overgang <post@overgang.example>"
        settings.BASE_URL = "https://overgang.example"
        yield running


def made(**changes: Any) -> Any:
    parts = {
        "to": "noor@example.org",
        "subject": "Welkom",
        "text": "Beste Noor",
        "sender": Sender(),
        "reference": "<bericht-1@overgang.example>",
    }
    return mail.build(**{**parts, **changes})


def offer(**changes: Any) -> Handover:
    connection = mail.connect()
    try:
        return mail.hand_over(connection, made(**changes))
    finally:
        mail.close(connection)


def test_hand_over_when_the_server_takes_it(sink: Sink) -> None:
    assert offer() == Handover(Outcome.TAKEN)
    assert sink.subjects == ["Welkom"]


@pytest.mark.parametrize(
    ("moment", "reply", "outcome"),
    [
        ("mail", "421 4.3.2 closing", Outcome.LATER),
        ("mail", "451 4.7.1 greylisted", Outcome.LATER),
        ("mail", "550 5.7.1 not you", Outcome.REFUSED),
        ("mail", HANG_UP, Outcome.LATER),
        ("rcpt", "450 4.2.0 later", Outcome.LATER),
        ("rcpt", "421 4.3.2 closing", Outcome.LATER),
        ("rcpt", "550 5.1.1 unknown", Outcome.REFUSED),
        ("rcpt", HANG_UP, Outcome.LATER),
        ("data", "451 4.3.0 later", Outcome.LATER),
        ("data", "554 5.7.1 no", Outcome.REFUSED),
        ("data", HANG_UP, Outcome.UNKNOWN),
        ("content", "451 4.3.0 later", Outcome.LATER),
        ("content", "421 4.3.2 closing", Outcome.LATER),
        ("content", "552 5.2.2 full", Outcome.REFUSED),
        ("content", "250 2.0.0 taken", Outcome.TAKEN),
        ("content", "299 2.0.0 what", Outcome.UNKNOWN),
        ("content", "gibberish", Outcome.UNKNOWN),
        ("content", HANG_UP, Outcome.UNKNOWN),
    ],
)
def test_hand_over_sorts_what_the_server_says(
    sink: Sink, moment: str, reply: str, outcome: Outcome
) -> None:
    sink.answers[moment] = reply
    assert offer().outcome is outcome


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("550 5.1.1 <noor@example.org> unknown", "Dit adres bestaat niet bij de ontvangende"),
        ("552 5.2.2 Noor's mailbox is full", "De postbus van de ontvanger is vol (552 5.2.2)."),
        ("451 4.7.1 greylisted", "De mailserver weigert dit bericht volgens zijn regels (451"),
        ("450 busy", "De mailserver vraagt om het later nog eens te proberen (450)."),
        ("554 no", "De mailserver heeft het bericht geweigerd (554)."),
    ],
)
def test_hand_over_explains_in_dutch_without_quoting_the_server(
    sink: Sink, reply: str, reason: str
) -> None:
    sink.answers["rcpt"] = reply
    said = offer().reason
    assert said.startswith(reason)
    assert "noor" not in said.lower()


def test_hand_over_names_a_refused_sender(sink: Sink) -> None:
    sink.answers["mail"] = "553 5.7.1 not yours"
    assert offer().reason == "De mailserver weigert de afzender (553 5.7.1)."


def test_hand_over_when_the_answer_does_not_come(sink: Sink, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 0.05
    sink.delay_seconds = 3.0
    assert offer().outcome is Outcome.UNKNOWN


def test_hand_over_forgets_how_far_the_mail_before_it_came(sink: Sink) -> None:
    connection = mail.connect()
    first = mail.hand_over(connection, made())
    sink.answers["mail"] = HANG_UP
    second = mail.hand_over(connection, made())
    mail.close(connection)
    assert (first.outcome, second.outcome) == (Outcome.TAKEN, Outcome.LATER)


def test_hand_over_over_a_connection_of_another_kind_is_unknown() -> None:
    class Broken:
        def send_messages(self, _mails: object) -> int:
            raise ConnectionResetError

    assert mail.hand_over(Broken(), made()).outcome is Outcome.UNKNOWN


def test_hand_over_when_nothing_is_confirmed() -> None:
    class Silent:
        def send_messages(self, _mails: object) -> None:
            return None

    assert mail.hand_over(Silent(), made()).outcome is Outcome.UNKNOWN


def test_explain_an_address_that_the_server_cannot_handle() -> None:
    error = smtplib.SMTPNotSupportedError("SMTPUTF8")
    assert mail.explain(error, has_sent_text=False).outcome is Outcome.REFUSED


def test_explain_a_fault_of_ours_before_the_text_was_sent() -> None:
    error = UnicodeEncodeError("ascii", "é", 0, 1, "no")
    assert mail.explain(error, has_sent_text=False).outcome is Outcome.REFUSED


def test_connect_when_nobody_listens(sink: Sink, settings: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = unused.getsockname()[1]
        with pytest.raises(mail.MailUnavailableError, match="niet bereikbaar"):
            mail.connect()


@pytest.mark.parametrize("reply", ["421 4.3.2 busy", "554 no service", HANG_UP])
def test_connect_when_the_server_sends_us_away(sink: Sink, reply: str) -> None:
    sink.answers["connect"] = reply
    with pytest.raises(mail.MailUnavailableError, match="niet bereikbaar"):
        mail.connect()


def test_connect_with_a_wrong_password(sink: Sink, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "post", "fout"
    sink.answers["ehlo"] = "250-sink.example.org\r\n250 AUTH PLAIN"
    sink.answers["other"] = "535 5.7.8 no"
    with pytest.raises(mail.MailUnavailableError, match="inloggegevens van EMAIL_URL"):
        mail.connect()


def test_close_of_a_connection_that_is_gone(sink: Sink) -> None:
    connection = mail.connect()
    sink.answers["quit"] = HANG_UP
    mail.close(connection)
    mail.close(None)
    assert connection.connection is None


def test_build_in_the_name_of_a_municipality(sink: Sink) -> None:
    ready = made(sender=Sender("Gemeente ’s-Hertogenbosch", "ko-po@gemeente.example")).message()
    assert (ready["Sender"], ready["Message-ID"], ready["Auto-Submitted"]) == (
        "post@overgang.example",
        "<bericht-1@overgang.example>",
        "auto-generated",
    )
    assert ready["From"] == ready["Reply-To"]
    assert ready["From"].endswith(" <ko-po@gemeente.example>")


def test_build_with_a_name_only_keeps_our_own_address(sink: Sink) -> None:
    ready = made(sender=Sender("Gemeente\nWilgenstad")).message()
    assert ready["From"] == "Gemeente Wilgenstad <post@overgang.example>"
    assert (ready["Sender"], ready["Reply-To"]) == (None, None)


def test_build_without_a_sender_uses_the_default(sink: Sink) -> None:
    assert made().message()["From"] == "Soepele overgang <post@overgang.example>"


def test_build_lets_bounces_come_to_our_own_address(sink: Sink) -> None:
    offer(sender=Sender("Gemeente", "ko-po@gemeente.example"))
    assert sink.envelopes == [("post@overgang.example", "noor@example.org")]


def test_build_refuses_a_header_of_two_lines() -> None:
    with pytest.raises(BadHeaderError):
        made(subject="Welkom\nBcc: iedereen@example.org")


def test_message_id_is_the_same_at_every_try(sink: Sink) -> None:
    assert mail.message_id(12, AT) == "<bericht-12-20261121091400000000@overgang.example>"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/account/", "https://overgang.example/account/"),
        ("https://elders.example/", "https://elders.example/"),
    ],
)
def test_absolute(sink: Sink, path: str, address: str) -> None:
    assert mail.absolute(path) == address
