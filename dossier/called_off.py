"""Planned observations whose ground is gone: called off by a sweep, as meetings of support teams.

Parents stopped, a term ended, a school closed or the child left: nobody comes to look. The request
goes on; once there is a yes again, another day can be planned.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children import consents
from config.formats import date_words
from dossier import earlier_texts, request_mails, requests, signatures
from dossier.models import ObservationRequest
from dossier.request_states import CalledOff

CALLED_OFF = "request.called_off"


def sweep(*, at: datetime) -> int:
    """Call off each observation to come of which no consent holds any more.

    Who planned it and the care coordinators of childcare hear so. Returns how many there were;
    repeating is free.
    """
    keys = list(_unfounded(at).order_by("child", "pk").values_list("child", "pk"))
    return sum(_call_off(child, pk, at) for child, pk in keys)


def told(request: ObservationRequest, *, is_allowed: bool, is_childcare: bool) -> str:
    """Return what to know of a day that is off while no other is planned, or nothing.

    Why it is off is said to childcare alone. Args: is_allowed: somebody may come and look again.
    """
    day = request.called_off_day
    if day is None or request.planned_on is not None or request.end:
        return ""
    words = {"day": date_words(day), "why": request.get_called_off_why_display()}
    off = _("De observatie van %(day)s is afgezegd.") % words
    if is_childcare:
        off = _("De observatie van %(day)s is afgezegd: %(why)s.") % words
    if is_allowed:
        return _("%s Er kan nu een nieuwe dag komen.") % off
    if not is_childcare:
        return off
    has_left = request.child.left_on is not None
    return _("%s Stop het verzoek.") % off if has_left else _("%s Wie zou kijken, weet dit.") % off


@transaction.atomic
def _call_off(child_id: int, pk: int, at: datetime) -> bool:
    """Call off one, seen again now that nobody plans it or says yes or no."""
    child = consents.lock_child(child_id)
    rows = _unfounded(at).filter(pk=pk).order_by()
    found = rows.select_for_update(of=("self",), no_key=True).first()
    if found is None or found.planned_by is None or found.planned_at is None:
        return False
    found.child, planner = child, found.planned_by.user
    request_mails.call_off(found, at=at)
    earlier_texts.keep_goal(found)
    found.called_off_day, found.called_off_at = found.planned_on, max(at, found.planned_at)
    has_left = child.left_on is not None
    found.called_off_why = CalledOff.CHILD_LEFT if has_left else CalledOff.NO_CONSENT
    found.planned_on = found.planned_time = found.planned_by = found.planned_at = None
    found.save()
    request_mails.tell_carers(found, but=planner, at=at)
    requests.log(found, CALLED_OFF, by=None, at=at)
    return True


def _unfounded(at: datetime) -> QuerySet[ObservationRequest]:
    """Return the requests with a day to come that nobody allows any more.

    A day of today counts until its hour, and without an hour until it is over: rather called off
    too late to matter than looked at without a yes.
    """
    local = timezone.localtime(at)
    today: date = local.date()
    hour = Q(planned_time=None) | Q(planned_time__gt=local.time())
    to_come = Q(planned_on__gt=today) | Q(planned_on=today) & hour
    waiting = ObservationRequest.objects.open().filter(report_begun_at=None, outcome="")
    is_off = ~signatures.signed_on(today) | Q(child__left_on__isnull=False)
    return waiting.filter(to_come, is_off)
