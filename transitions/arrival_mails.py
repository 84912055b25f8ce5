"""The mail to childcare that a school let something know: nothing about a child or a school."""

from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import outbox
from partners.models import Membership, Message
from partners.outbox import Kind
from partners.states import Role
from transitions.models import Arrival, Handover

CAUSE, LINK = "arrival", "arrival"


def tell(handover: Handover, *, at: datetime) -> None:
    """Queue a mail for the contacts of the location, once a day however much schools noted."""
    day = timezone.localdate(at)
    places = (handover.location_id, handover.location.holder_id)
    members = Membership.objects.working_on(day).filter(role=Role.KOC, organisation__in=places)
    users = {member.user for member in members.select_related("user") if member.user.email}
    for user in sorted(users, key=lambda one: one.pk):
        outbox.queue(
            subject=_("Een school schreef iets bij een overdracht"),
            body=_(
                "Een school plande een warm gesprek, of schreef hoe een overdracht ging. Je leest "
                "het bij de overdrachten: %s"
            )
            % outbox.LINK,
            cause=f"{CAUSE}:{handover.location_id}:{day.isoformat()}:{user.pk}",
            address=user.email or "",
            recipient=user,
            link=LINK,
            at=at,
        )


def _is_still_needed(message: Message) -> bool:
    """Ask at the moment of sending: a talk planned that day is to come, or there is a word."""
    _cause, location, noted, _user = message.cause.split(":")
    day = date.fromisoformat(noted)
    talk = Q(warm_noted_at__date=day, warm_held_on=None)
    rows = Arrival.objects.filter(handover__location=int(location), handover__ended_at=None)
    return rows.filter(talk | Q(feedback_at__date=day)).exists()


KINDS = {
    CAUSE: Kind(
        gettext_lazy("Bericht van een school bij een overdracht"),
        gettext_lazy("Je krijgt dit bericht omdat je contactpersoon bent van de kinderopvang."),
        _is_still_needed,
    ),
}
LINKS = {LINK: outbox.of_recipient(lambda _user: reverse("handovers"))}
