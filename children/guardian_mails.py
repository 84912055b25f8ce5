"""Mails to a guardian that a guardian caused: a code, a new link, word of another's answer.

No mail names a child, and none is kept with an address: where it goes is asked when it goes, and
whoever asks for one reads the same answer whether there is an address or not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

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
    """Queue the mail with a code, at most once in ten minutes for one guardian."""
    _ask(CODE, link, "mail_code", language, at)


def ask_link(*, link: GuardianLink, language: Language, at: datetime) -> None:
    """Queue the mail with a new link, at most once in ten minutes for one guardian."""
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


def _ask(kind: str, link: GuardianLink, text: str, language: Language, at: datetime) -> None:
    moment = int(at.timestamp() // AGAIN_AFTER.total_seconds())
    cause = f"{kind}:{link.guardian_id}:{link.pk}:{moment}"
    _send(cause, [language], text, link=kind, at=at)


def _send(cause: str, languages: list[Language], text: str, *, link: str, at: datetime) -> None:
    """Queue a mail in one language, or in our own two one after the other."""
    subjects = [READING[language][f"{text}_subject"] for language in languages]
    bodies = [READING[language][text] for language in languages]
    outbox.queue(
        subject=" / ".join(subjects), body="\n\n---\n\n".join(bodies), cause=cause, link=link, at=at
    )


# --- at the moment of sending ---------------------------------------------------------------


@dataclass(frozen=True)
class _Whose:
    """Whose a message is, by its cause: the guardian, and the link or question behind it."""

    guardian: Guardian | None
    number: int

    @classmethod
    def of(cls, message: Message) -> "_Whose":
        _kind, guardian_id, number, *_rest = message.cause.split(":")
        rows = Guardian.objects.filter(ended_on=None).select_related("child__location")
        return cls(rows.filter(pk=guardian_id).first(), int(number))


def _address(message: Message) -> str:
    whose = _Whose.of(message)
    return address_of(whose.guardian) if whose.guardian else ""


def _link_of(message: Message) -> GuardianLink | None:
    rows = GuardianLink.objects.select_related("guardian__child__location__holder__organisation")
    return rows.filter(pk=_Whose.of(message).number).first()


def _is_asked_still(message: Message) -> bool:
    """Say whether the link from which a mail was asked is still open; an old wish is none."""
    link = _link_of(message)
    return link is not None and read_codes.may_read(link)


def _is_news(message: Message) -> bool:
    """Say whether another's answer still holds and this guardian has not said anything."""
    whose = _Whose.of(message)
    if whose.guardian is None:
        return False
    events = ConsentEvent.objects.filter(question=whose.number, act__in=ANSWERS)
    is_live = ConsentQuestion.objects.filter(pk=whose.number, is_live=True).exists()
    return is_live and not events.filter(guardian=whose.guardian).exists()


def _code(message: Message) -> str:
    link = _link_of(message)
    if link is None:
        raise GuardianLink.DoesNotExist
    return read_codes.make(link=link, by=None, at=_moment(message))


def _new_link(message: Message) -> str:
    """Return the address of a link that did not exist until now."""
    guardian_id = int(message.cause.split(":")[1])
    made = links.make(guardian_id=guardian_id, channel=Channel.MAIL, by=None, at=_moment(message))
    return reverse("guardian", args=[made])


def _moment(message: Message) -> datetime:
    return message.claimed_at or message.created_at


KINDS = {
    CODE: Kind(gettext_lazy("Leescode voor een ouder"), WHY, _is_asked_still, _address),
    RENEWAL: Kind(gettext_lazy("Nieuwe link voor een ouder"), WHY, _is_asked_still, _address),
    SECOND: Kind(gettext_lazy("Bericht aan de andere ouder"), WHY, _is_news, _address),
}
LINKS: dict[str, Callable[[Message], str]] = {CODE: _code, RENEWAL: _new_link, SECOND: _new_link}
