"""Mails to a guardian that a guardian caused: a code, a new link, word of another's answer.

No mail names a child, and none is kept with an address: where it goes is asked when it goes, and
whoever asks for one reads the same answer whether there is an address or not.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from children import consents, links, read_codes, starts, text_approvals
from children.consent_texts import OWN
from children.models import ConsentEvent, ConsentQuestion, Guardian, GuardianLink
from children.reading_texts import READING
from children.states import ANSWERS, Channel, Language, LeaveReason
from partners import outbox
from partners.models import Message
from partners.outbox import Kind

CODE, RENEWAL, SECOND = "read_code", "renewal", "second"
AGAIN_AFTER = timedelta(minutes=10)
DAY, MOST_A_DAY = timedelta(days=1), 5
# How long somebody who asked for a mail waits for it; after that it only confuses.
WANTED = {CODE: read_codes.LIFE, RENEWAL: DAY}
SILENT = frozenset({LeaveReason.DIED, LeaveReason.MISTAKE})
WHY = gettext_lazy("Je krijgt dit bericht omdat de kinderopvang je adres heeft.")


def address_of(guardian: Guardian) -> str:
    """Return where a guardian is mailed now; nowhere when it no longer decides for the child.

    A practice child has no real parents, of a child that died nobody is mailed, and nobody at all
    before the Start of the location.
    """
    child = guardian.child
    if child.is_practice or child.left_because in SILENT:
        return ""
    if not starts.has_started(child.location_id):
        return ""
    return guardian.email if guardian in consents.deciding(child) else ""


def ask_code(*, link: GuardianLink, language: Language, at: datetime) -> None:
    """Queue the mail with a code for a guardian, unless one was asked for just now."""
    _ask(CODE, link, "mail_code", language, at)


def ask_link(*, link: GuardianLink, language: Language, at: datetime) -> None:
    """Queue the mail with a new link for a guardian, unless one was asked for just now."""
    _ask(RENEWAL, link, "mail_link", language, at)


def tell_others(*, guardian: Guardian, question_id: int, at: datetime) -> None:
    """Tell the others who decide that somebody answered, once for each question and person.

    They get no second question: only whoever disagrees does something.
    """
    child = guardian.child
    offered = text_approvals.available(child.location.municipality)
    for other in consents.deciding(child):
        if other.pk == guardian.pk or not address_of(other):
            continue
        language = Language(other.language)
        _send(
            f"{SECOND}:{other.pk}:{question_id}",
            [language] if language in offered else list(OWN),
            "mail_second",
            link=SECOND,
            at=at,
        )


@transaction.atomic
def _ask(kind: str, link: GuardianLink, text: str, language: Language, at: datetime) -> None:
    """Queue one mail in ten minutes and five in a day, whichever link it is asked from."""
    guardians = Guardian.objects.order_by().select_for_update(no_key=True)
    guardian = guardians.get(pk=link.guardian_id)  # two at once: the second sees the first
    asked = Message.objects.filter(cause__startswith=f"{kind}:{guardian.pk}:")
    today = asked.filter(created_at__gt=at - DAY)
    is_too_soon = today.filter(created_at__gt=at - AGAIN_AFTER).exists()
    if not is_too_soon and today.count() < MOST_A_DAY:
        cause = f"{kind}:{guardian.pk}:{int(at.timestamp())}"
        _send(cause, [language], text, link=kind, at=at)


def _send(cause: str, languages: list[Language], text: str, *, link: str, at: datetime) -> None:
    """Queue a mail in one language, or in our own two one after the other."""
    subjects = [READING[language][f"{text}_subject"] for language in languages]
    bodies = [READING[language][text] for language in languages]
    outbox.queue(
        subject=" / ".join(subjects), body="\n\n---\n\n".join(bodies), cause=cause, link=link, at=at
    )


# --- at the moment of sending ---------------------------------------------------------------


def guardian_of(message: Message) -> Guardian | None:
    """Return whose a message is, by its cause; None once that is no guardian any more."""
    rows = Guardian.objects.filter(pk=message.cause.split(":")[1], ended_on=None)
    return rows.select_related(
        "child__location__municipality",
        "child__location__kindcentrum",
        "child__location__holder__organisation",
    ).first()


def address_by_cause(message: Message) -> str:
    """Return where a message to a guardian goes now; nowhere when it has none."""
    guardian = guardian_of(message)
    return address_of(guardian) if guardian else ""


def moment_of(message: Message) -> datetime:
    """Return when a message goes."""
    return message.claimed_at or message.created_at


def _open_link(message: Message) -> GuardianLink | None:
    """Return the newest link with which the guardian who asked for a mail can read."""
    guardian = guardian_of(message)
    if guardian is None:
        return None
    newest_first = guardian.links.order_by("-made_at", "-pk")
    return next((link for link in newest_first if read_codes.may_read(link)), None)


def _is_in_time(message: Message) -> bool:
    kind = message.cause.partition(":")[0]
    return moment_of(message) < message.created_at + WANTED[kind]


def _is_code_wanted(message: Message) -> bool:
    """Say whether a code comes in time for who asked for it, and a link of theirs is open."""
    return _is_in_time(message) and _open_link(message) is not None


def _is_link_wanted(message: Message) -> bool:
    """Say whether a link comes in time for who has another; that may be blocked by wrong dates."""
    guardian = guardian_of(message) if _is_in_time(message) else None
    return guardian is not None and any(map(links.is_kept, guardian.links.all()))


def _is_news(message: Message) -> bool:
    """Say whether another's answer still holds and this guardian has not said anything."""
    guardian, question = guardian_of(message), int(message.cause.split(":")[2])
    if guardian is None:
        return False
    events = ConsentEvent.objects.filter(question=question, act__in=ANSWERS)
    is_live = ConsentQuestion.objects.filter(pk=question, is_live=True).exists()
    return is_live and not events.filter(guardian=guardian).exists()


def _code(message: Message) -> str:
    link = _open_link(message)
    if link is None:
        raise GuardianLink.DoesNotExist
    return read_codes.make(link=link, by=None, at=moment_of(message))


def _renewed(message: Message) -> str:
    """Return the address of a link that takes the place of the older ones."""
    return _new_link(message, keeps_older=False)


def _besides(message: Message) -> str:
    """Return the address of a link beside what childcare handed out: nobody asked to end that."""
    return _new_link(message, keeps_older=True)


def _new_link(message: Message, *, keeps_older: bool) -> str:
    guardian_id, at = int(message.cause.split(":")[1]), moment_of(message)
    token = links.make(
        guardian_id=guardian_id, channel=Channel.MAIL, by=None, at=at, keeps_older=keeps_older
    )
    return reverse("guardian", args=[token])


KINDS = {
    CODE: Kind(gettext_lazy("Leescode voor een ouder"), WHY, _is_code_wanted, address_by_cause),
    RENEWAL: Kind(
        gettext_lazy("Nieuwe link voor een ouder"), WHY, _is_link_wanted, address_by_cause
    ),
    SECOND: Kind(gettext_lazy("Bericht aan de andere ouder"), WHY, _is_news, address_by_cause),
}
LINKS: dict[str, Callable[[Message], str]] = {CODE: _code, RENEWAL: _renewed, SECOND: _besides}
