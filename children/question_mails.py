"""The mail that asks a guardian something: queued now, its address and link looked up when it goes.

In the name of the childcare, without a word about the child. A private kind of the outbox: the
row keeps no address and no administrator of a municipality sees it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from children import guardian_answers, guardian_mails, invitation_texts, links
from children.models import Child, ConsentEvent, ConsentQuestion, Guardian
from children.states import Channel, ConsentAct
from partners import modules, outbox
from partners.models import Message
from partners.outbox import Kind
from partners.states import ModuleKind

CAUSE = "asked"
LINK = "guardian_question"


def queue(guardian: Guardian, questions: Iterable[ConsentQuestion], *, at: datetime) -> None:
    """Queue the mail that asks these questions, in the transaction that asked them."""
    asked = ConsentEvent.objects.filter(question__in=list(questions), act=ConsentAct.REQUESTED)
    last = asked.order_by("-pk").values_list("pk", flat=True)[0]
    invitation = invitation_texts.of(guardian)
    outbox.queue(
        subject=invitation.subject,
        body=invitation.mail(outbox.LINK),
        cause=f"{CAUSE}:{guardian.pk}:{last}",
        link=LINK,
        at=at,
    )


def last_messages(child: Child) -> dict[int, Message]:
    """Return the newest of these mails to each guardian of a child."""
    found: dict[int, Message] = {}
    for guardian in child.guardians.all():
        rows = Message.objects.filter(cause__startswith=f"{CAUSE}:{guardian.pk}:")
        if message := rows.order_by("-pk").first():
            found[guardian.pk] = message
    return found


def _is_still_needed(message: Message) -> bool:
    """Ask at the moment of sending: there is something that this guardian has not answered."""
    guardian = guardian_mails.guardian_of(message)
    if guardian is None or guardian.child.left_on is not None:
        return False
    location = guardian.child.location
    if not modules.is_on(location.municipality, ModuleKind.HANDOVER, location.kindcentrum):
        return False
    asked = guardian_answers.asked_of(guardian, guardian_mails.moment_of(message))
    return any(one.said is None for one in asked)


def _link(message: Message) -> str:
    number = int(message.cause.split(":")[1])
    at = guardian_mails.moment_of(message)
    token = links.make(guardian_id=number, channel=Channel.MAIL, by=None, at=at)
    return reverse("guardian", args=[token])


KINDS = {
    CAUSE: Kind(
        _("Vraag aan een ouder"),
        _("U krijgt dit bericht omdat de kinderopvang van uw kind dit adres van u heeft."),
        _is_still_needed,
        guardian_mails.address_by_cause,
    )
}
LINKS = {LINK: _link}
