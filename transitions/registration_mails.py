"""The mail to childcare that a school asks for information: nothing about a child or a school."""

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import outbox
from partners.models import Membership, Message
from partners.outbox import Kind
from partners.states import Role
from transitions.models import InformationMatch, InformationRequest

CAUSE, LINK = "information", "information"


def tell(request: InformationRequest, *, at: datetime) -> None:
    """Queue a mail for the contacts of the location, once a day however many schools ask."""
    day = timezone.localdate(at)
    places = (request.location_id, request.location.holder_id)
    members = Membership.objects.working_on(day).filter(role=Role.KOC, organisation__in=places)
    users = {member.user for member in members.select_related("user") if member.user.email}
    for user in sorted(users, key=lambda one: one.pk):
        outbox.queue(
            subject=_("Een school vraagt informatie over een kind"),
            body=_(
                "Een school die een kind verwacht, vraagt jullie om informatie. Zeg binnen drie "
                "werkdagen om welk kind het gaat: %s"
            )
            % outbox.LINK,
            cause=f"{CAUSE}:{request.location_id}:{day.isoformat()}:{user.pk}",
            address=user.email or "",
            recipient=user,
            link=LINK,
            at=at,
        )


def _is_still_needed(message: Message) -> bool:
    """Ask at the moment of sending: of what was asked that day something waits for a word."""
    _cause, location, day, _user = message.cause.split(":")
    rows = InformationRequest.objects.filter(
        location=int(location),
        asked_at__date=date.fromisoformat(day),
        ended_at=None,
        registration__ended_on=None,
    )
    return rows.exclude(pk__in=InformationMatch.objects.order_by().values("request")).exists()


KINDS = {
    CAUSE: Kind(
        gettext_lazy("Vraag van een school om informatie"),
        gettext_lazy("Je krijgt dit bericht omdat je contactpersoon bent van de kinderopvang."),
        _is_still_needed,
    ),
}
LINKS = {LINK: outbox.of_recipient(lambda _user: reverse("information_requests"))}
