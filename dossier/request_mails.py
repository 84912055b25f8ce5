"""Mails to who observes: that a request waits, and a planned day; nothing about a child."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config import mail
from config.formats import date_words
from dossier import calendar_files, signatures
from dossier.feeds import OBSERVING_MINUTES
from dossier.models import ObservationRequest
from dossier.request_states import RequestedOf
from partners import outbox
from partners.models import Membership, Message, User
from partners.outbox import Kind
from partners.states import Role

CAUSE, PLANNED, LINK = "request", "observation", "requests"
CALLED_OFF = "observation_off"


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


def tell_planned(request: ObservationRequest, *, by: User, at: datetime) -> None:
    """Queue the calendar file of an observation for who planned it, in that transaction."""
    on, hour = request.planned_on, request.planned_time
    if on is None or not by.email:
        return
    moment = int(at.timestamp())  # another day planned later is higher, as calendars want it
    url = mail.absolute(reverse("request", args=[request.child.key, request.key]))
    start = datetime.combine(on, hour, calendar_files.ZONE) if hour else on
    words = {"day": date_words(on), "link": outbox.LINK}
    outbox.queue(
        subject=_("Je observatie op %(day)s") % words,
        body=_("Je plande een observatie op %(day)s. Het verzoek lees je hier: %(link)s") % words,
        cause=f"{PLANNED}:{request.key}:{moment}:{by.pk}",
        address=by.email,
        recipient=by,
        link=LINK,
        calendar=calendar_files.invitation(
            request.key, _("Observatie"), start, OBSERVING_MINUTES, url, moment, at=at
        ),
        at=at,
    )


def call_off(request: ObservationRequest, *, but: User | None = None, at: datetime) -> None:
    """Queue the calling off for who planned a day that is still to come, in that transaction.

    To be called before the request says otherwise. Args: but: who plans it anew, and so hears of
    the new day.
    """
    on, hour, member = request.planned_on, request.planned_time, request.planned_by
    if on is None or member is None or request.planned_at is None:
        return
    user = member.user
    if on < timezone.localdate(at) or request.report_begun_at or user == but or not user.email:
        return
    moment = max(int(at.timestamp()), int(request.planned_at.timestamp()) + 1)
    url = mail.absolute(reverse("request", args=[request.child.key, request.key]))
    start = datetime.combine(on, hour, calendar_files.ZONE) if hour else on
    words = {"day": date_words(on)}
    outbox.queue(
        subject=_("Je observatie op %(day)s gaat niet door") % words,
        body=_("De observatie die je plande op %(day)s, gaat niet door of is van een ander.")
        % words,
        cause=f"{CALLED_OFF}:{request.key}:{moment}:{user.pk}",
        address=user.email,
        recipient=user,
        calendar=calendar_files.cancellation(
            request.key, _("Observatie"), start, OBSERVING_MINUTES, url, moment, at=at
        ),
        at=at,
    )


def _is_still_planned(message: Message) -> bool:
    """Ask at the moment of sending: on that day still, and parents still allow it."""
    _cause, key, moment, _user = message.cause.split(":")
    rows = ObservationRequest.objects.filter(end="", child__left_on=None, planned_on__isnull=False)
    request = rows.filter(key=UUID(key)).first()
    if request is None or request.planned_at is None:
        return False
    day = timezone.localdate(message.created_at)
    is_same = int(request.planned_at.timestamp()) == int(moment)
    return is_same and signatures.live(request, day) is not None


KINDS = {
    PLANNED: Kind(
        gettext_lazy("Observatie in je agenda"),
        gettext_lazy("Je krijgt dit bericht omdat je een observatie plande."),
        _is_still_planned,
    ),
    CALLED_OFF: Kind(
        gettext_lazy("Observatie uit je agenda"),
        gettext_lazy("Je krijgt dit bericht omdat je een observatie plande."),
    ),
    CAUSE: Kind(
        gettext_lazy("Verzoek om mee te kijken"),
        gettext_lazy("Je krijgt dit bericht omdat een kinderopvang jouw hulp vraagt."),
        _is_still_needed,
    ),
}
LINKS = {LINK: outbox.of_recipient(lambda _user: reverse("requests"))}
