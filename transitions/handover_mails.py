"""The mail to a school that something waits to be read: nothing about a child or a childcare."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.models import ConsentQuestion
from children.states import ConsentScope
from partners import outbox
from partners.models import FixedContact, Membership, Message
from partners.outbox import Kind
from partners.states import Role
from transitions.models import FormVersion, Handover, ReadReceipt

CAUSE, LINK = "handover", "handovers"


def tell(version: FormVersion, *, at: datetime) -> None:
    """Queue a mail for who reads at the school, once a day however much was shared.

    That is its contacts, and the fixed contact where that is its coordinator.
    """
    day, school_id = timezone.localdate(at), version.question.school_id
    members = Membership.objects.working_on(day).filter(organisation=school_id)
    fixed = FixedContact.objects.on(day).filter(organisation=school_id).values("membership")
    readers = members.filter(role=Role.SCH) | members.filter(role=Role.QC, pk__in=fixed)
    users = {member.user for member in readers.select_related("user") if member.user.email}
    for user in sorted(users, key=lambda one: one.pk):
        outbox.queue(
            subject=_("Er ligt een overdracht klaar"),
            body=_(
                "Een kinderopvang deelde een overdracht met jullie school. Lees die voor de "
                "intake: %s"
            )
            % outbox.LINK,
            cause=f"{CAUSE}:{school_id}:{day.isoformat()}:{user.pk}",
            address=user.email or "",
            recipient=user,
            link=LINK,
            at=at,
        )


def _is_still_needed(message: Message) -> bool:
    """Ask at the moment of sending: of what was shared that day this reader may read something."""
    _cause, school, day, user = message.cause.split(":")
    live = ConsentQuestion.objects.filter(
        is_live=True,
        scope=ConsentScope.SHARE_FORM,
        child=OuterRef("child"),
        school=OuterRef("school"),
    )
    read = ReadReceipt.objects.filter(membership__user=int(user), version=OuterRef("pk"))
    versions = FormVersion.objects.filter(shared_at__date=date.fromisoformat(day))
    waiting = versions.exclude(Exists(read)).filter(handover=OuterRef("pk"))
    rows = Handover.objects.open().filter(school=int(school))
    return rows.filter(Exists(live), Exists(waiting)).exists()


KINDS = {
    CAUSE: Kind(
        gettext_lazy("Overdracht om te lezen"),
        gettext_lazy("Je krijgt dit bericht omdat je bij de school overdrachten leest."),
        _is_still_needed,
    ),
}
LINKS = {LINK: outbox.of_recipient(lambda _user: reverse("handovers_shared"))}
