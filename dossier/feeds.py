"""The calendar of a person under a secret address: what one was invited to, and will observe.

A calendar program asks without signing in, so nothing of a child stands in it, and each read asks
anew what this person may see now (privacy rule 26).
"""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from config import mail
from dossier import calendar_files
from dossier.calendar_files import Entry
from dossier.meeting_states import MeetingKind, MeetingState
from dossier.models import CalendarFeed, Meeting, MeetingInvitee, ObservationRequest, SupportTeam
from dossier.request_states import RequestEnd
from partners import audit
from partners.access import Actor, actor_for

MADE, READ, REVOKED = "calendar.made", "calendar.read", "calendar.revoked"
SECRET_BYTES = 32
BACK, AHEAD = timedelta(days=60), timedelta(days=400)
OBSERVING_MINUTES = 60


@transaction.atomic
def make(*, by: Actor, at: datetime) -> str:
    """Make a new address and return its secret part, which is kept nowhere; the older one ends."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    values = {"secret_hash": hash_of(secret), "made_at": at, "read_at": None}
    CalendarFeed.objects.update_or_create(user=by.user, defaults=values)
    audit.record(by=by, action=MADE, at=at)
    return secret


@transaction.atomic
def revoke(*, by: Actor, at: datetime) -> bool:
    """Take the own address away; what subscribed to it gets nothing any more."""
    count, _rows = CalendarFeed.objects.filter(user=by.user).delete()
    if count:
        audit.record(by=by, action=REVOKED, at=at)
    return bool(count)


def of(actor: Actor) -> CalendarFeed | None:
    """Return the own address, None when there is none."""
    return CalendarFeed.objects.visible_to(actor).first()


@transaction.atomic
def read(*, secret: str, at: datetime) -> bytes | None:
    """Return the calendar behind an address; None when it was taken away or opens to nobody.

    The log gets one line a day: a program comes back every few hours.
    """
    feed = CalendarFeed.objects.filter(secret_hash=hash_of(secret)).select_related("user").first()
    day = timezone.localdate(at)
    actor = actor_for(feed.user, day=day) if feed else None
    if feed is None or actor is None:
        return None
    if feed.read_at is None or timezone.localdate(feed.read_at) < day:
        audit.record(by=actor, action=READ, at=at)
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=at)
    found = {}
    for role in actor.all_roles:
        for entry in _entries(actor_for(feed.user, day=day, role=role), at):
            found[entry.uid] = entry
    entries = sorted(found.values(), key=lambda one: (str(one.start), str(one.uid)))
    return calendar_files.feed(entries, name=_("Soepele overgang"), at=at)


def hash_of(secret: str) -> str:
    """Return what is kept of an address."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _entries(actor: Actor | None, at: datetime) -> Iterator[Entry]:
    if actor is not None:
        yield from _meetings(actor, at)
        yield from _observations(actor, at)


def _meetings(actor: Actor, at: datetime) -> Iterator[Entry]:
    """Return the meetings to which somebody is invited; of a support team only those it sees."""
    invited = MeetingInvitee.objects.filter(membership__in=actor.membership_ids).order_by()
    near = Meeting.objects.filter(
        pk__in=invited.values("meeting"), planned_at__range=(at - BACK, at + AHEAD)
    ).exclude(state=MeetingState.CANCELLED)
    seen = Meeting.objects.visible_to(actor).exclude(kind=MeetingKind.SUPPORT_TEAM)
    teams = SupportTeam.objects.visible_to(actor).filter(meeting__isnull=False)
    keys = dict(teams.values_list("meeting", "key"))
    for meeting in near.filter(pk__in=seen.order_by().values("pk")):
        yield _entry(meeting, reverse("meeting", args=[meeting.key]))
    for meeting in near.filter(pk__in=keys):
        yield _entry(meeting, reverse("team", args=[keys[meeting.pk]]))


def _entry(meeting: Meeting, path: str) -> Entry:
    kind = str(meeting.get_kind_display())
    summary = kind[:1].upper() + kind[1:]
    start, minutes, url = meeting.planned_at, meeting.minutes, mail.absolute(path)
    return Entry(meeting.key, summary, start, minutes, url, meeting.changes)


def _observations(actor: Actor, at: datetime) -> Iterator[Entry]:
    """Return the observations that somebody planned for itself, as far as it may know the child."""
    day = timezone.localdate(at)
    seen = ObservationRequest.objects.visible_to(actor).filter(
        planned_by__in=actor.membership_ids, planned_on__range=(day - BACK, day + AHEAD)
    )
    goes_on = seen.filter(end__in=["", RequestEnd.CLOSED])
    for request in goes_on.select_related("child").order_by("planned_on", "pk"):
        on, hour = request.planned_on, request.planned_time
        if on is None:
            continue
        start = datetime.combine(on, hour, calendar_files.ZONE) if hour else on
        url = mail.absolute(reverse("request", args=[request.child.key, request.key]))
        yield Entry(request.key, _("Observatie"), start, OBSERVING_MINUTES, url)
