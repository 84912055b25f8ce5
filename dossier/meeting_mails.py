"""Mails about meetings: a day, a place and a link; never a word about a child (rule 26)."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config import mail
from config.formats import date_words
from dossier import calendar_files
from dossier.meeting_states import MeetingState
from dossier.models import Meeting
from partners import outbox
from partners.models import Membership, Message, User
from partners.outbox import Kind

CAUSE = LINK = "meeting"
INVITED, MOVED, CANCELLED = "invited", "moved", "cancelled"
SUBJECTS = {
    INVITED: gettext_lazy("Uitnodiging: %(kind)s op %(day)s"),
    MOVED: gettext_lazy("Verzet: %(kind)s, nu op %(day)s"),
    CANCELLED: gettext_lazy("Afgezegd: %(kind)s van %(day)s"),
}
BODIES = {
    INVITED: gettext_lazy("Je bent uitgenodigd voor een %(kind)s."),
    MOVED: gettext_lazy("Een %(kind)s waarvoor je bent uitgenodigd, is verzet."),
    CANCELLED: gettext_lazy("Een %(kind)s waarvoor je was uitgenodigd, gaat niet door."),
}


def queue(meeting: Meeting, what: str, *, but: User, at: datetime) -> int:
    """Queue a mail to everybody who was invited and still works there, but one; return how many."""
    here = Membership.objects.working_on(timezone.localdate(at))
    rows = meeting.invitees.filter(membership__in=here.order_by().values("pk"))
    users = [row.membership.user for row in rows.select_related("membership__user")]
    return sum(_tell(user, meeting, what, at) for user in users if user.pk != but.pk)


def invite(meeting: Meeting, user: User, *, at: datetime) -> bool:
    """Queue the invitation of one who comes instead of another; say whether there is a mail."""
    return _tell(user, meeting, INVITED, at)


def _tell(user: User, meeting: Meeting, what: str, at: datetime) -> bool:
    if not user.email:
        return False
    words = _words(meeting)
    made = outbox.queue(
        subject=SUBJECTS[what] % words,
        body=_body(meeting, what, words),
        cause=f"{CAUSE}:{meeting.key}:{meeting.changes}:{user.pk}",
        address=user.email,
        recipient=user,
        link=LINK,
        calendar=_calendar(meeting, what, at),
        at=at,
    )
    return made is not None


def _calendar(meeting: Meeting, what: str, at: datetime) -> bytes:
    """Return the calendar file of what is said: the kind and a link."""
    make = calendar_files.cancellation if what == CANCELLED else calendar_files.invitation
    url = mail.absolute(reverse("meeting", args=[meeting.key]))
    kind = str(meeting.get_kind_display()).capitalize()
    return make(meeting.key, kind, meeting.planned_at, meeting.minutes, url, meeting.changes, at=at)


def _words(meeting: Meeting) -> dict[str, str]:
    start = timezone.localtime(meeting.planned_at)
    end = start + timedelta(minutes=meeting.minutes)
    return {
        "kind": str(meeting.get_kind_display()),
        "day": date_words(start.date()),
        "from": f"{start:%H.%M}",
        "until": f"{end:%H.%M}",
    }


def _body(meeting: Meeting, what: str, words: dict[str, str]) -> str:
    where = ", ".join(filter(None, [meeting.location.name, meeting.place]))
    lines = [
        BODIES[what] % words,
        _("Wanneer: %(day)s, van %(from)s tot %(until)s uur") % words,
        _("Waar: %s") % where,
        _("Agenda en genodigden: %s") % outbox.LINK,
    ]
    return "\n\n".join(lines)


def _is_still_needed(message: Message) -> bool:
    """Ask at the moment of sending: nothing newer was said about this meeting since."""
    _cause, key, changes, _user = message.cause.split(":")
    rows = Meeting.objects.filter(key=key, changes=int(changes))
    return rows.exclude(state__in=[MeetingState.HELD, MeetingState.CLOSED]).exists()


def _link(message: Message) -> str:
    return reverse("meeting", args=[message.cause.split(":")[1]])


KINDS = {
    CAUSE: Kind(
        gettext_lazy("Uitnodiging voor een overleg"),
        gettext_lazy("Je krijgt dit bericht omdat je bij dit overleg bent uitgenodigd."),
        _is_still_needed,
    )
}
LINKS = {LINK: _link}
