"""Mails about the meeting of a support team: a day, an hour and a link (privacy rule 26).

Colleagues get a link to the team; parents a calendar file and no name of a child, of a place or of
who else comes. An outsider has no address here: the care coordinator tells them.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from children import consents, guardian_mails, text_approvals
from children.consent_texts import OWN
from children.reading_texts import READING
from children.states import Language
from config import mail
from dossier import calendar_files
from dossier.meeting_states import HAPPENED
from dossier.models import Meeting, MeetingInvitee, SupportTeam
from partners import outbox
from partners.models import Membership, Message
from partners.outbox import Kind

CAUSE, PARENTS = "team_meeting", "team_parents"
INVITED, MOVED, CANCELLED = "invited", "moved", "cancelled"
SUMMARY = gettext_lazy("SOT-overleg")
SUBJECTS = {
    INVITED: gettext_lazy("Uitnodiging: SOT-overleg op %s"),
    MOVED: gettext_lazy("Verzet: SOT-overleg, nu op %s"),
    CANCELLED: gettext_lazy("Afgezegd: SOT-overleg van %s"),
}


def queue(
    team: SupportTeam, what: str, *, to: Iterable[MeetingInvitee] | None = None, at: datetime
) -> None:
    """Tell everybody who still works there that the meeting comes, moves or does not happen.

    Args: to: only these, and no parent.
    """
    meeting = team.meeting
    if meeting is None:
        return
    seen = set()
    everybody = meeting.invitees.select_related("membership__user")
    told = list(everybody if to is None else to)
    here = working([one.membership_id for one in told], day=timezone.localdate(at))
    for invitee in told:
        user = invitee.membership.user if invitee.membership_id in here else None
        if user is not None and user.email and user.pk not in seen:
            seen.add(user.pk)
            outbox.queue(
                subject=str(SUBJECTS[what]) % _day(meeting, Language.NL),
                body=_body(team, meeting, what),
                cause=f"{CAUSE}:{user.pk}:{meeting.key}:{meeting.changes}",
                address=user.email,
                recipient=user,
                calendar=_file(meeting, what, str(SUMMARY), _address(team), at),
                at=at,
            )
    if to is None:
        _tell_parents(team, meeting, what, at)


def working(pks: Iterable[int | None], *, day: date) -> set[int]:
    """Return which of these memberships hold on a day, of people who can sign in."""
    rows = Membership.objects.working_on(day)
    return set(rows.filter(pk__in=[pk for pk in pks if pk]).order_by().values_list("pk", flat=True))


def _tell_parents(team: SupportTeam, meeting: Meeting, what: str, at: datetime) -> None:
    offered = text_approvals.available(team.location.municipality)
    for guardian in consents.deciding(team.child):
        if not guardian_mails.address_of(guardian):
            continue
        own = Language(guardian.language)
        languages = [own] if own in offered else list(OWN)
        subjects = [READING[language]["support_mail_subject"] for language in languages]
        bodies = [_to_parent(meeting, what, language) for language in languages]
        outbox.queue(
            subject=" / ".join(subjects),
            body="\n\n---\n\n".join(bodies),
            cause=f"{PARENTS}:{guardian.pk}:{meeting.key}:{meeting.changes}",
            calendar=_file(meeting, what, subjects[0], mail.absolute(reverse("reach_parents")), at),
            at=at,
        )


def _to_parent(meeting: Meeting, what: str, language: Language) -> str:
    """Return what a parent reads in one language: what happens, and when."""
    words, hour = READING[language], f"{timezone.localtime(meeting.planned_at):%H.%M}"
    when = words["support_mail_was" if what == CANCELLED else "support_mail_when"]
    said = when.format(day=_day(meeting, language), hour=hour)
    return f"{words[f'support_mail_{what}']}\n\n{said}"


def _file(meeting: Meeting, what: str, summary: str, url: str, at: datetime) -> bytes:
    """Return the calendar file of what is said: the kind and a link."""
    make = calendar_files.cancellation if what == CANCELLED else calendar_files.invitation
    return make(
        meeting.key, summary, meeting.planned_at, meeting.minutes, url, meeting.changes, at=at
    )


def _address(team: SupportTeam) -> str:
    return mail.absolute(reverse("team", args=[team.key]))


def _body(team: SupportTeam, meeting: Meeting, what: str) -> str:
    """Return what is said; of what does not happen no page is named: it may be closed by then."""
    start = timezone.localtime(meeting.planned_at)
    if what == CANCELLED:
        return _(
            "Dit overleg gaat voor jou niet door: %(day)s, %(hour)s uur. Staat het nog in je "
            "agenda, haal het er dan uit."
        ) % {"day": _day(meeting, Language.NL), "hour": f"{start:%H.%M}"}
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
    """Say whether this reader was told nothing newer since, and the meeting was not held yet.

    That an appointment is off is said also once the meeting was noted as held on an earlier day.
    """
    same, _colon, _changes = message.cause.rpartition(":")
    newer = Message.objects.filter(cause__startswith=f"{same}:", pk__gt=message.pk)
    rows = Meeting.objects.filter(key=same.rpartition(":")[2])
    if "METHOD:CANCEL" not in message.calendar:
        rows = rows.exclude(state__in=HAPPENED)
    return rows.exists() and not newer.exists()


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
