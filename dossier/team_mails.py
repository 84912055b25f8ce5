"""Mails about the meeting of a support team: a day, an hour and a link (privacy rule 26).

Colleagues get a link to the team; parents a calendar file and no name of a child, of a place or of
who else comes. An outsider has no address here: the care coordinator tells them.
"""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from children import consents, guardian_mails
from children.consent_texts import OWN
from children.states import Language
from config import mail
from dossier import calendar_files
from dossier.meeting_states import HAPPENED
from dossier.models import Meeting, SupportTeam
from partners import outbox
from partners.models import Message
from partners.outbox import Kind

CAUSE, PARENTS = "team_meeting", "team_parents"
INVITED, MOVED, CANCELLED = "invited", "moved", "cancelled"
SUMMARY = gettext_lazy("SOT-overleg")
SUBJECTS = {
    INVITED: gettext_lazy("Uitnodiging: SOT-overleg op %s"),
    MOVED: gettext_lazy("Verzet: SOT-overleg, nu op %s"),
    CANCELLED: gettext_lazy("Afgezegd: SOT-overleg van %s"),
}
TO_PARENTS = {
    Language.NL: {
        "summary": "Gesprek met de kinderopvang",
        INVITED: "De kinderopvang nodigt u uit voor een gesprek.",
        MOVED: "Het gesprek met de kinderopvang is verzet.",
        CANCELLED: "Het gesprek met de kinderopvang gaat niet door.",
        "when": "Wanneer: {day}, {hour} uur. Kunt u niet? Bel dan de kinderopvang.",
    },
    Language.EN: {
        "summary": "Talk with the childcare",
        INVITED: "The childcare invites you to a talk.",
        MOVED: "The talk with the childcare is at another time.",
        CANCELLED: "The talk with the childcare is cancelled.",
        "when": "When: {day}, {hour}. Can you not come? Please call the childcare.",
    },
}


def queue(team: SupportTeam, what: str, *, at: datetime) -> None:
    """Tell everybody with an address that the meeting comes, moves or does not happen."""
    meeting = team.meeting
    if meeting is None:
        return
    seen = set()
    for invitee in meeting.invitees.filter(membership__isnull=False).select_related(
        "membership__user"
    ):
        user = invitee.membership.user
        if user.email and user.pk not in seen:
            seen.add(user.pk)
            outbox.queue(
                subject=str(SUBJECTS[what]) % _day(meeting, Language.NL),
                body=_body(team, meeting),
                cause=f"{CAUSE}:{user.pk}:{meeting.key}:{meeting.changes}",
                address=user.email,
                recipient=user,
                calendar=_file(meeting, what, str(SUMMARY), _address(team), at),
                at=at,
            )
    _tell_parents(team, meeting, what, at)


def _tell_parents(team: SupportTeam, meeting: Meeting, what: str, at: datetime) -> None:
    for guardian in consents.deciding(team.child):
        if not guardian_mails.address_of(guardian):
            continue
        texts = [TO_PARENTS[language] for language in OWN]
        whens = [
            TO_PARENTS[language]["when"].format(
                day=_day(meeting, language), hour=f"{timezone.localtime(meeting.planned_at):%H.%M}"
            )
            for language in OWN
        ]
        bodies = [f"{text[what]}\n\n{when}" for text, when in zip(texts, whens, strict=True)]
        summary = texts[0]["summary"]
        outbox.queue(
            subject=" / ".join(text["summary"] for text in texts),
            body="\n\n---\n\n".join(bodies),
            cause=f"{PARENTS}:{guardian.pk}:{meeting.key}:{meeting.changes}",
            calendar=_file(meeting, what, summary, mail.absolute(reverse("reach_parents")), at),
            at=at,
        )


def _file(meeting: Meeting, what: str, summary: str, url: str, at: datetime) -> bytes:
    """Return the calendar file of what is said: the kind and a link."""
    make = calendar_files.cancellation if what == CANCELLED else calendar_files.invitation
    return make(
        meeting.key, summary, meeting.planned_at, meeting.minutes, url, meeting.changes, at=at
    )


def _address(team: SupportTeam) -> str:
    return mail.absolute(reverse("team", args=[team.key]))


def _body(team: SupportTeam, meeting: Meeting) -> str:
    start = timezone.localtime(meeting.planned_at)
    return "\n\n".join(
        [
            _("Wanneer: %(day)s, %(hour)s uur, %(minutes)d minuten.")
            % {
                "day": _day(meeting, Language.NL),
                "hour": f"{start:%H.%M}",
                "minutes": meeting.minutes,
            },
            _("Waar het over gaat en wie er komen, lees je hier: %s") % _address(team),
        ]
    )


def _day(meeting: Meeting, language: Language) -> str:
    with override(language.value):
        return str(date_format(timezone.localtime(meeting.planned_at).date(), "j F Y"))


# --- at the moment of sending ---------------------------------------------------------------


def _is_still_needed(message: Message) -> bool:
    """Say whether nothing newer was said about this meeting since, and it was not held yet."""
    _kind, _reader, key, changes = message.cause.split(":")
    rows = Meeting.objects.filter(key=key, changes=int(changes))
    return rows.exclude(state__in=HAPPENED).exists()


KINDS = {
    CAUSE: Kind(
        gettext_lazy("Uitnodiging voor een SOT-overleg"),
        gettext_lazy("Je krijgt dit bericht omdat je bij dit overleg bent uitgenodigd."),
        _is_still_needed,
    ),
    PARENTS: Kind(
        gettext_lazy("Uitnodiging voor een ouder"),
        gettext_lazy(
            "U krijgt dit bericht omdat de kinderopvang van uw kind dit adres van u heeft."
        ),
        _is_still_needed,
        guardian_mails.address_by_cause,
    ),
}
