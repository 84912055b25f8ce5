"""Mails to who observes: that a request waits, and a planned day; nothing about a child."""

from collections.abc import Collection
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
CALLED_OFF, NOT_COMING = "observation_off", "observation_not_coming"


def tell(request: ObservationRequest, *, at: datetime) -> None:
    """Queue a mail for everybody who can take up a request, in the transaction that sent it."""
    readers = _carers(request, at)
    if request.asked == RequestedOf.SCHOOL_COORDINATOR:
        readers = _working(Role.QC, {request.school_id}, at)
    for user in readers:
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


def _carers(request: ObservationRequest, at: datetime) -> list[User]:
    """Return the care coordinators of the childcare of a request."""
    location = request.child.location
    return _working(Role.KCC, {location.pk, location.holder_id}, at)


def _working(role: Role, places: Collection[int | None], at: datetime) -> list[User]:
    """Return who works in a role at these places now and has an address."""
    members = Membership.objects.working_on(timezone.localdate(at)).filter(role=role)
    found = {one.user for one in members.filter(organisation__in=places).select_related("user")}
    return sorted((one for one in found if one.email), key=lambda one: one.pk)


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
    moment = int(at.timestamp())
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
            request.key, _("Observatie"), start, OBSERVING_MINUTES, url, _sequence(request), at=at
        ),
        at=at,
    )


def _sequence(request: ObservationRequest) -> int:
    """Return the number of the appointment that stands.

    A calendar takes over only what is higher than it has: another day planned later, also in the
    second in which an earlier one was called off.
    """
    moments = [request.planned_at, request.called_off_at]
    planned, off = (int(each.timestamp()) if each else 0 for each in moments)
    return max(planned, off + 2) if off else planned


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
    moment = max(int(at.timestamp()), _sequence(request) + 1)
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


def tell_carers(request: ObservationRequest, *, but: User, at: datetime) -> None:
    """Queue for the care coordinators that a planned day is off, and where the request is.

    To be called once the request says so. Args: but: who planned it, and so is called off.
    """
    day = request.called_off_day
    if day is None:
        return
    body = _(
        "Een observatie die was gepland op %(day)s, gaat niet door. Wat er nu te doen is, staat "
        "bij het verzoek: %(link)s"
    )
    words = {"day": date_words(day), "link": outbox.LINK}
    for user in _carers(request, at):
        if user != but:
            outbox.queue(
                subject=_("Een observatie op %(day)s gaat niet door") % words,
                body=body % words,
                cause=f"{NOT_COMING}:{request.key}:{int(at.timestamp())}:{user.pk}",
                address=user.email or "",
                recipient=user,
                link=LINK,
                at=at,
            )


def _is_still_off(message: Message) -> bool:
    """Ask at the moment of sending: it goes on, and nobody planned another day."""
    rows = ObservationRequest.objects.filter(end="", planned_on=None)
    return rows.filter(key=UUID(message.cause.split(":")[1])).exists()


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
    NOT_COMING: Kind(
        gettext_lazy("Observatie die niet doorgaat"),
        gettext_lazy("Je krijgt dit bericht omdat je zorgcoördinator bent van de kinderopvang."),
        _is_still_off,
    ),
    CAUSE: Kind(
        gettext_lazy("Verzoek om mee te kijken"),
        gettext_lazy("Je krijgt dit bericht omdat een kinderopvang jouw hulp vraagt."),
        _is_still_needed,
    ),
}
LINKS = {LINK: outbox.of_recipient(lambda _user: reverse("requests"))}
