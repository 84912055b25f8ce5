"""The worker's side of the outbox: claim, check again, send, and write down what came of it.

A claim is a committed row before the mail server hears anything. Whoever is killed after it leaves
a claimed row, which nobody sends again by itself: after an hour it is `unknown`, for a person.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from config import mail
from config.mail import Outcome, Sender
from partners import outbox
from partners.models import Message, MessageMove
from partners.states import MESSAGE_MOVES, MessageState

logger = structlog.get_logger(__name__)
BATCH = 50  # mails per task, so that a worker that is asked to stop is soon done
MAX_TRIES = 5
BACK_OFF_MINUTES = (1, 5, 15, 60)
LOST_AFTER = timedelta(minutes=30)  # so that a person sees it within the hour
STATES = {
    Outcome.TAKEN: MessageState.SENT,
    Outcome.LATER: MessageState.QUEUED,
    Outcome.REFUSED: MessageState.FAILED,
    Outcome.UNKNOWN: MessageState.UNKNOWN,
}


def send_due(*, clock: Callable[[], datetime]) -> int:
    """Send what is due, one by one over one connection; returns how many mails were offered.

    Without a mail server nothing is claimed: the rows wait and say why, without losing a try.
    """
    connection, offered = None, 0
    if not Message.objects.due(clock()).exists():
        return offered
    try:
        while offered < BATCH:
            connection = connection or mail.connect()
            message = claim_next(at=clock())
            if message is None:
                break
            offered += 1
            state, reason = _attempt(message, connection)
            settle(message, state, reason, at=clock())
            if state != MessageState.SENT:  # what an unhappy server does next is anyone's guess
                mail.close(connection)
                connection = None
    except mail.MailUnavailableError as error:
        _say_why_it_waits(str(error), at=clock())
    finally:
        mail.close(connection)
    if offered == BATCH:
        outbox.ring()
    return offered


def claim_next(*, at: datetime) -> Message | None:
    """Claim the oldest message that is due, in a transaction of its own; None when there is none.

    Two workers never claim the same row: the second skips a row that is locked, and the update
    repeats the condition.
    """
    with transaction.atomic():
        due = Message.objects.due(at).select_related("recipient", "municipality__organisation")
        free = due.select_for_update(skip_locked=True, of=("self",))
        message: Message | None = free.order_by("not_before", "pk").first()
        if message is None:
            return None
        message.state, message.claimed_at = MessageState.CLAIMED, at
        message.tries += 1
        claimed = Message.objects.due(at).filter(pk=message.pk)
        count = claimed.update(
            state=message.state, claimed_at=at, tries=message.tries, last_error=""
        )
    return message if count else None


def _attempt(message: Message, connection: Any) -> tuple[MessageState, str]:
    """Offer a claimed message to the mail server, when it is still wanted and can be made."""
    if reason := reason_to_drop(message):
        return MessageState.DROPPED, reason
    try:
        ready = compose(message)
    except Exception as error:
        logger.error("outbox.not_composed", message=message.pk, exc_info=error)
        return MessageState.FAILED, _("Het bericht kon niet worden opgemaakt.")
    handover = mail.hand_over(connection, ready)
    if handover.outcome is Outcome.LATER and message.tries >= MAX_TRIES:
        return MessageState.FAILED, handover.reason
    return STATES[handover.outcome], handover.reason


def reason_to_drop(message: Message) -> str:
    """Say why a message should not go out any more, or nothing: asked just before sending."""
    recipient = message.recipient
    if recipient and not recipient.is_active:
        return _("De ontvanger heeft geen toegang meer.")
    if message.link and recipient and (recipient.email or "") != message.address.lower():
        return _("De ontvanger heeft een ander adres gekregen.")
    if not address_of(message):
        return _("De ontvanger heeft geen adres.")
    if not outbox.kind_of(message.cause).is_still_needed(message):
        return _("De aanleiding is vervallen.")
    return ""


def address_of(message: Message) -> str:
    """Return where a message goes; a private one where its reader is reached now."""
    asked = outbox.kind_of(message.cause).address_of
    return asked(message) if asked else message.address


def compose(message: Message) -> EmailMessage:
    """Make the mail of a message: its personal link or code is made here, and kept nowhere."""
    text, owner = message.body.rstrip(), message.municipality
    if message.link:
        made = outbox.LINKS[message.link](message)
        link = mail.absolute(made) if made.startswith("/") else made
        text = text.replace(outbox.LINK, link)
    return mail.build(
        to=address_of(message),
        subject=message.subject,
        text=f"{text}\n\n{footer(message)}",
        sender=Sender(owner.sender_name, owner.sender_email) if owner else Sender(),
        reference=mail.message_id(message.pk, message.created_at),
        calendar=message.calendar,
    )


def footer(message: Message) -> str:
    """Return the last lines of a mail: who sent it, and why it was sent."""
    app = f"Soepele overgang, {mail.absolute('/')}"
    owner = message.municipality
    by = _("Verstuurd door gemeente %(name)s met %(app)s") if owner else _("Verstuurd door %(app)s")
    name = owner.name if owner else ""
    return f"-- \n{by % {'name': name, 'app': app}}\n{outbox.kind_of(message.cause).why}\n"


def settle(message: Message, state: MessageState, reason: str, *, at: datetime) -> None:
    """Write down what came of a claim, unless a person has decided on the message since."""
    values: dict[str, Any] = {"state": state, "last_error": reason}
    if state == MessageState.SENT:
        values["sent_at"] = at
    if state == MessageState.QUEUED:
        wait = BACK_OFF_MINUTES[min(message.tries, len(BACK_OFF_MINUTES)) - 1]
        values["not_before"] = at + timedelta(minutes=wait)
    with transaction.atomic():
        ours = Message.objects.filter(pk=message.pk, claimed_at=message.claimed_at)
        if ours.filter(state__in=[s for s in MessageState if state in MESSAGE_MOVES[s]]).update(
            **values
        ):
            MessageMove.objects.create(message=message, at=at, state=state, note=reason)
    logger.info("outbox.settled", message=message.pk, state=state.value, tries=message.tries)


def give_up_lost(*, at: datetime) -> int:
    """Hand claims of more than an hour ago to a person; returns how many.

    Their worker was killed between claim and answer, so nobody knows whether the mail went out.
    """
    reason = _("De verzending is afgebroken; mogelijk is het bericht toch bezorgd.")
    with transaction.atomic():
        lost = Message.objects.filter(
            state=MessageState.CLAIMED, claimed_at__lt=at - LOST_AFTER
        ).select_for_update(skip_locked=True)
        ids = list(lost.values_list("pk", flat=True))
        Message.objects.filter(pk__in=ids).update(state=MessageState.UNKNOWN, last_error=reason)
        MessageMove.objects.bulk_create(
            MessageMove(message_id=pk, at=at, state=MessageState.UNKNOWN, note=reason) for pk in ids
        )
    if ids:
        logger.error("outbox.unknown_fate", count=len(ids))
    return len(ids)


def _say_why_it_waits(reason: str, *, at: datetime) -> None:
    waiting = Message.objects.due(at).exclude(last_error=reason)
    count = waiting.update(last_error=reason)
    logger.warning("outbox.no_mail_server", newly_waiting=count)
