"""The outbox: a mail is a row in the writer's transaction, and goes at most once per cause.

`partners/delivery.py` is the worker's side. Between the two stand only the states of the row: the
broker merely wakes a worker, and the sweep of every minute does so where the broker could not.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import KombuError

from partners import audit, tasks
from partners.access import MUNICIPALITIES_OF_KIND, Actor
from partners.models import Message, MessageMove, Municipality, User
from partners.roles import Permission, require
from partners.states import (
    MESSAGE_MOVES,
    NEEDS_PERSON,
    IllegalMoveError,
    MessageState,
    OrganisationKind,
)

logger = structlog.get_logger(__name__)
LINK = "{link}"
LINKS: dict[str, Callable[[Message], str]] = {}
ACTIONS = {MessageState.QUEUED: "message.resent", MessageState.DROPPED: "message.set_aside"}


def is_always_needed(_message: Message) -> bool:
    """Say yes: the default of a kind."""
    return True


@dataclass(frozen=True)
class Kind:
    """What messages with the same first word in their cause share.

    `why` ends the mail: the reason why the reader gets it. `is_still_needed` is asked at the
    moment of sending; on "no" the message is dropped. With `address_of` the messages are private:
    for somebody without an account, whose address is asked at the moment of sending and is not
    kept here, so that no administrator sees that there is such a message.
    """

    label: str | Promise
    why: str | Promise
    is_still_needed: Callable[[Message], bool] = is_always_needed
    address_of: Callable[[Message], str] | None = None


KINDS: dict[str, Kind] = {}
OTHER = Kind(
    gettext_lazy("Bericht"),
    gettext_lazy("Dit bericht hoort bij je werk met Soepele overgang."),
)

SUBJECT_LENGTH = 200  # an organisation may have a name that is longer


def kind_of(cause: str) -> Kind:
    """Return the kind of a cause: what is registered for the words before its first colon."""
    return KINDS.get(cause.partition(":")[0], OTHER)


def of_recipient(make: Callable[[User], str]) -> Callable[[Message], str]:
    """Return the maker of a link that belongs to the person to whom the mail goes."""

    def made(message: Message) -> str:
        if message.recipient is None:
            raise ValueError("a personal link needs a recipient")
        return make(message.recipient)

    return made


def queue(  # noqa: PLR0913 - the parts of one mail, each by name
    *,
    subject: str,
    body: str,
    cause: str,
    at: datetime,
    address: str = "",
    municipality: Municipality | None = None,
    recipient: User | None = None,
    link: str = "",
    calendar: bytes = b"",
) -> Message | None:
    """Queue one mail in the caller's transaction; returns None when its cause already has one.

    Args: cause: `kind:key`, what makes this mail the only one; never a name or an address.
    address: not for a private kind. municipality: whose administrator sees it; else the reader's.
    link: the maker in LINKS whose result replaces `{link}` when it goes. calendar: a file without
    an address or anything of a child. Raises: ValueError: what is refused, as `_check` says.
    """
    _check(subject, body, cause, link)
    if kind_of(cause).address_of is None:
        _check_reader(address, recipient, link)
    elif address or recipient or municipality:
        raise ValueError("a private message keeps no address and belongs to no municipality")
    message, is_new = Message.objects.get_or_create(
        cause=cause,
        defaults={
            "address": address,
            "subject": subject[:SUBJECT_LENGTH],
            "body": body,
            "link": link,
            "calendar": calendar.decode(),
            "recipient": recipient,
            "municipality": municipality or _municipality_of(recipient, at),
            **dict.fromkeys(("created_at", "not_before"), at),
        },
    )
    if is_new:
        _ring_after_commit()
    return message if is_new else None


@dataclass(frozen=True)
class Mail:
    """One of many mails to people with an account, without a link or a file."""

    subject: str
    body: str
    cause: str
    address: str
    recipient: User
    municipality: Municipality


def queue_all(mails: Sequence[Mail], *, at: datetime) -> list[Message]:
    """Queue many mails in the caller's transaction and in one statement, in the same order.

    The caller knows that none of the causes has a mail yet. Raises: ValueError, as `queue`;
    IntegrityError: a cause has one after all, and nothing is queued.
    """
    for each in mails:
        _check(each.subject, each.body, each.cause, "")
        _check_reader(each.address, each.recipient, "")
    moments = dict.fromkeys(("created_at", "not_before"), at)
    messages = Message.objects.bulk_create(
        Message(
            address=each.address,
            subject=each.subject[:SUBJECT_LENGTH],
            body=each.body,
            cause=each.cause,
            recipient=each.recipient,
            municipality=each.municipality,
            **moments,
        )
        for each in mails
    )
    if messages:
        _ring_after_commit()
    return messages


@transaction.atomic
def resend(*, message_id: int, by: Actor, at: datetime) -> Message:
    """Queue a message again that failed or whose fate is unknown: a person's decision.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError.
    """
    note = _("Opnieuw verzenden, op verzoek van de beheerder.")
    message = _decide(message_id, MessageState.QUEUED, note, by=by, at=at)
    _ring_after_commit()
    return message


@transaction.atomic
def set_aside(*, message_id: int, by: Actor, at: datetime) -> Message:
    """Close a message that failed or whose fate is unknown, without sending it.

    Raises: DoesNotExist, PermissionDenied, IllegalMoveError.
    """
    note = _("Afgedaan door de beheerder.")
    return _decide(message_id, MessageState.DROPPED, note, by=by, at=at)


def ring() -> None:
    """Wake a worker; without a broker the sweep finds the row within a minute after its return."""
    try:
        tasks.send_messages.apply_async(retry=False)
    except (KombuError, OSError) as error:
        logger.warning("outbox.no_broker", error=type(error).__name__)


def _check(subject: str, body: str, cause: str, link: str) -> None:
    if len((subject + cause).splitlines()) != 1:
        raise ValueError("a message needs a subject of one line")
    if not subject.strip() or not body.strip():
        raise ValueError("a message needs a subject and a text")
    if "@" in cause:
        raise ValueError("a cause holds no address: it is shown and logged")
    if (LINK in body) != bool(link):
        raise ValueError("a text with {link} names its maker, and the other way round")
    if link and link not in LINKS:
        raise ValueError(f"no maker of links is registered as {link!r}")


def _check_reader(address: str, recipient: User | None, link: str) -> None:
    if len(address.splitlines()) != 1 or not address.strip():
        raise ValueError("a message needs an address of one line")
    if link and (recipient is None or (recipient.email or "").lower() != address.lower()):
        raise ValueError("a personal link goes to the address of its person only")


def _municipality_of(recipient: User | None, at: datetime) -> Municipality | None:
    """Return the municipality whose administrator looks after a person's mail, if there is one."""
    if recipient is None:
        return None
    own: dict[OrganisationKind, list[int]] = defaultdict(list)
    for pk, kind in recipient.memberships.values_list("organisation_id", "organisation__kind"):
        own[OrganisationKind(kind)].append(pk)
    day = timezone.localdate(at)
    ids = {pk for kind, pks in own.items() for pk in MUNICIPALITIES_OF_KIND[kind](pks, day)}
    return Municipality.objects.filter(pk__in=ids).order_by("organisation__key").first()


def _ring_after_commit() -> None:
    """Ring once per transaction, however many messages it queues."""
    if not any(entry[1] is ring for entry in connection.run_on_commit):
        transaction.on_commit(ring)


def _decide(message_id: int, state: MessageState, note: str, *, by: Actor, at: datetime) -> Message:
    message: Message = Message.objects.visible_to(by).select_for_update().get(pk=message_id)
    owner = message.municipality.organisation if message.municipality else None
    require(by, Permission.VIEW_MESSAGES, owner)
    before = MessageState(message.state)
    if before not in NEEDS_PERSON or state not in MESSAGE_MOVES[before]:
        raise IllegalMoveError(f"{before} → {state}")
    message.state, message.tries = state, 0
    message.claimed_at, message.not_before = None, at
    message.save(update_fields=["state", "tries", "claimed_at", "not_before"])
    MessageMove.objects.create(message=message, at=at, state=state, note=note, by=by.user)
    action = ACTIONS[state]
    audit.record(
        by=by, action=action, target=message, organisation=owner, at=at, details={"was": before}
    )
    return message
