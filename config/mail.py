"""Making a mail and handing it to the mail server, and saying for sure what came of it.

A mail may go twice only when a person asks for that. So every failure is sorted by one question:
can the server have taken the message? A clear answer from the server says no; a connection that
breaks before the text was sent says no; everything else says "unknown" (docs/operations.md).
"""

import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.mime.text import MIMEText
from email.utils import formataddr
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Calendar

CALENDAR_NAME = "afspraak.ics"
REASONS = (
    (
        re.compile(r"\.1\.\d+$"),
        gettext_lazy("Dit adres bestaat niet bij de ontvangende mailserver"),
    ),
    (re.compile(r"\.2\.2$"), gettext_lazy("De postbus van de ontvanger is vol")),
    (re.compile(r"\.2\.\d+$"), gettext_lazy("De postbus van de ontvanger neemt geen mail aan")),
    (
        re.compile(r"\.7\.\d+$"),
        gettext_lazy("De mailserver weigert dit bericht volgens zijn regels"),
    ),
)


class Outcome(Enum):
    """What came of handing over one mail."""

    TAKEN = "taken"
    LATER = "later"  # certainly not taken; may be offered again
    REFUSED = "refused"  # certainly not taken; offering it again is no use
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Handover:
    """The outcome, with its reason in plain Dutch: never the server's own words or an address."""

    outcome: Outcome
    reason: str = ""


class MailUnavailableError(Exception):
    """No mail can be handed over now; the message is one sentence that says why."""


@dataclass(frozen=True)
class Sender:
    """In whose name a mail goes out; without an address it leaves from our own."""

    name: str = ""
    address: str = ""


class TrackingMixin:
    """Remembers whether the text of a mail may have reached the server."""

    has_sent_text = False

    def data(self, msg: Any) -> Any:
        """Note the moment from which a lost connection leaves doubt."""
        self.has_sent_text = True
        return super().data(msg)  # type: ignore[misc]


class TrackingSMTP(TrackingMixin, smtplib.SMTP):
    """SMTP, with or without STARTTLS."""


class TrackingSMTPSSL(TrackingMixin, smtplib.SMTP_SSL):
    """SMTP over TLS from the first byte."""


class SmtpBackend(EmailBackend):
    """Django's SMTP backend on connections that know how far they came."""

    @property
    def connection_class(self) -> Any:
        """Return the tracking kind of connection."""
        return TrackingSMTPSSL if self.use_ssl else TrackingSMTP

    def _send(self, email_message: Any) -> bool:
        self.connection.has_sent_text = False  # type: ignore[union-attr]
        return bool(super()._send(email_message))  # type: ignore[misc]


def absolute(path: str) -> str:
    """Return the full address of a path; mails leave from workers, which have no request."""
    return path if "://" in path else f"{settings.BASE_URL}{path}"


def message_id(number: int, made_at: datetime) -> str:
    """Return the Message-ID of an outbox row: the same at every try, to find it in a log."""
    domain = settings.SENDER_ADDRESS.rpartition("@")[2]
    return f"<bericht-{number}-{made_at:%Y%m%d%H%M%S%f}@{domain}>"


def build(
    *, to: str, subject: str, text: str, sender: Sender, reference: str, calendar: str = ""
) -> EmailMessage:
    """Make a plain-text mail in the name of `sender`; bounces come to our own address.

    Args: calendar: a calendar file that goes along; who organises and who is asked is added here.
    """
    name = " ".join(sender.name.split())
    headers = {"Message-ID": reference, "Auto-Submitted": "auto-generated"}
    if sender.address:
        headers["From"] = formataddr((name, sender.address))
        headers["Sender"] = settings.SENDER_ADDRESS
    elif name:
        headers["From"] = formataddr((name, settings.SENDER_ADDRESS))
    else:
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    mail = EmailMessage(
        subject=subject,
        body=text,
        from_email=settings.SENDER_ADDRESS,
        to=[to],
        reply_to=[headers["From"]] if sender.address else None,
        headers=headers,
    )
    if calendar:
        _attach_calendar(mail, calendar, to)
    mail.message()  # raises here, where nothing has left, and not while handing over
    return mail


def _attach_calendar(mail: EmailMessage, text: str, to: str) -> None:
    """Attach a calendar file as calendar programs want it: with its method, and to its reader.

    No answer is asked: it would come as a mail, and here a page says who is coming.
    """
    calendar = Calendar.from_ical(text)
    for event in calendar.events:
        event.add("organizer", f"mailto:{settings.SENDER_ADDRESS}")
        event.add("attendee", f"mailto:{to}", parameters={"RSVP": "FALSE"})
    part = MIMEText(calendar.to_ical().decode(), "calendar", "utf-8")
    part.set_param("method", str(calendar["method"]))
    part.add_header("Content-Disposition", "attachment", filename=CALENDAR_NAME)
    mail.attach(part)


def connect() -> Any:
    """Return an open connection to the mail server.

    Raises: MailUnavailableError: there is none to be had now.
    """
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # smtplib's own errors are OSErrors too
        close(connection)
        refused = isinstance(error, smtplib.SMTPAuthenticationError)
        raise MailUnavailableError(
            _("De mailserver accepteert de inloggegevens van EMAIL_URL niet.")
            if refused
            else _("De mailserver is niet bereikbaar.")
        ) from error
    return connection


def close(connection: Any) -> None:
    """Hang up, if there is a connection; what was taken stays taken, whatever happens here."""
    with suppress(OSError):
        if connection is not None:
            connection.close()


def hand_over(connection: Any, mail: EmailMessage) -> Handover:
    """Offer one mail over an open connection and say what came of it; never raises."""
    try:
        count = connection.send_messages([mail])
    except Exception as error:  # noqa: BLE001 - whatever broke, the row must say what is known
        smtp = getattr(connection, "connection", None)
        return explain(error, has_sent_text=getattr(smtp, "has_sent_text", True))
    if count == 1:
        return Handover(Outcome.TAKEN)
    return Handover(Outcome.UNKNOWN, _("De mailserver heeft niets bevestigd."))


def explain(error: Exception, *, has_sent_text: bool) -> Handover:
    """Sort a failure: refused for now, refused for good, or nobody knows."""
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _answer(error.smtp_code, error.smtp_error, _("De mailserver weigert de afzender"))
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _answer(code, text)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    if has_sent_text:
        return Handover(Outcome.UNKNOWN, _("De verbinding viel weg tijdens het verzenden."))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Handover(Outcome.REFUSED, _("De mailserver kan geen mail naar dit adres sturen."))
    if isinstance(error, OSError):
        return Handover(Outcome.LATER, _("De mailserver verbrak de verbinding."))
    return Handover(Outcome.REFUSED, _("Het bericht kon niet worden aangeboden."))


def _answer(code: int, text: bytes | str, fallback: str = "") -> Handover:
    """Read a server's answer; it is definite both before and after the text was sent."""
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    found = re.match(r"[245]\.\d{1,3}\.\d{1,3}\b", words.strip())
    status = found.group() if found else ""
    if 400 <= code < 500:
        outcome, usual = Outcome.LATER, _("De mailserver vraagt om het later nog eens te proberen")
    elif 500 <= code < 600:
        outcome, usual = Outcome.REFUSED, _("De mailserver heeft het bericht geweigerd")
    else:
        outcome, usual = Outcome.UNKNOWN, _("De mailserver gaf een onverwacht antwoord")
    known = next((reason for pattern, reason in REASONS if pattern.search(status)), usual)
    return Handover(outcome, f"{fallback or known} ({code} {status}".rstrip() + ").")
