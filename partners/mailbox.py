"""The mailbox of a demo: mails are kept as rows to look at, and none leaves the machine."""

from collections.abc import Sequence
from email.header import decode_header, make_header

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import gettext as _

from config.mail import MailUnavailableError
from partners.models import MailboxMessage


class MailboxBackend(BaseEmailBackend):
    """Stores mails as `MailboxMessage`; in use when EMAIL_URL is not set.

    Only in a demo: elsewhere personal links would stay in the database and reach nobody, so the
    messages wait and the administrator's page says which setting is missing.
    """

    def open(self) -> bool:
        """Refuse outside a demo.

        Raises: MailUnavailableError: EMAIL_URL is not set.
        """
        if not settings.DEMO:
            raise MailUnavailableError(
                _("Er is geen mailserver ingesteld: vul EMAIL_URL in en herstart de werkers.")
            )
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store every mail once per recipient."""
        self.open()
        at = timezone.now()
        MailboxMessage.objects.bulk_create(
            MailboxMessage(
                address=address,
                sender=_shown(mail.extra_headers.get("From", mail.from_email))[:200],
                subject=str(mail.subject),
                body=str(mail.body),
                received_at=at,
            )
            for mail in email_messages
            for address in mail.recipients()
        )
        return len(email_messages)


def _shown(sender: str) -> str:
    """Return a sender as a mail program shows it; headers carry other letters encoded."""
    return str(make_header(decode_header(sender)))
