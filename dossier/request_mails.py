"""The mail to who was asked to observe: that a request waits, and nothing about a child."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossier import signatures
from dossier.models import ObservationRequest
from dossier.request_states import RequestedOf
from partners import outbox
from partners.models import Membership, Message
from partners.outbox import Kind
from partners.states import Role

CAUSE, LINK = "request", "requests"


def tell(request: ObservationRequest, *, at: datetime) -> None:
    """Queue a mail for everybody who can take up a request, in the transaction that sent it."""
    location = request.child.location
    places = {location.pk, location.holder_id}
    role = Role.KCC
    if request.asked == RequestedOf.SCHOOL_COORDINATOR:
        role, places = Role.QC, {request.school_id}
    members = Membership.objects.active_on(timezone.localdate(at)).filter(role=role)
    readers = {one.user for one in members.filter(organisation__in=places).select_related("user")}
    for user in sorted((one for one in readers if one.email), key=lambda one: one.pk):
        outbox.queue(
            subject=_("Er staat een verzoek voor je klaar"),
            body=_(
                "Er staat een verzoek om mee te kijken voor je klaar. Lees het hier, en kies "
                "een dag of stuur het terug: %s"
            )
            % outbox.LINK,
            cause=f"{CAUSE}:{request.key}:{user.pk}",
            address=user.email or "",
            recipient=user,
            link=LINK,
            at=at,
        )


def _is_still_needed(message: Message) -> bool:
    """Ask at the moment of sending: the request still waits, and parents still allow it."""
    rows = ObservationRequest.objects.filter(end="", planned_on=None, child__left_on=None)
    request = rows.filter(key=UUID(message.cause.split(":")[1])).first()
    day = timezone.localdate(message.created_at)
    return request is not None and signatures.live(request, day) is not None


KINDS = {
    CAUSE: Kind(
        gettext_lazy("Verzoek om mee te kijken"),
        gettext_lazy("Je krijgt dit bericht omdat een kinderopvang jouw hulp vraagt."),
        _is_still_needed,
    )
}
LINKS = {LINK: outbox.of_recipient(lambda _user: reverse("requests"))}
