"""What parents read of what was noted of their child: signals, talks with them, and meetings.

A signal by the rule of reports: once it was talked about with this guardian, or ten working days
after. So is what stands on the line of a child in a meeting, counted from its close, or from when
the line was added to later; of support teams see `parents_teams`. A talk at once, by who was there:
one with another guardian alone is nowhere here, and of parents who live apart only a talk of which
somebody said that all were there. With another guardian's secret address nothing is told.
Source: AVG art. 15; domain 11, rules 13 and 35.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from children import guardian_answers, guardian_reading
from children.models import Guardian
from children.reading_texts import READING
from children.states import Language
from dossier.meeting_states import MeetingKind, MeetingState
from dossier.models import AgendaLine, ParentTalk, Signal
from dossier.parents_talks import talks_with
from dossier.report_reading import opens_on
from partners import holidays
from partners.models import Membership


@dataclass(frozen=True)
class Noted:
    """One signal or talk: what it is, by whom in which role and when, and what somebody wrote."""

    title: str
    role: str
    organisation: str
    day: str
    text: str


@dataclass(frozen=True)
class Notes:
    """What a guardian reads now, the newest first."""

    signals: tuple[Noted, ...] = ()
    talks: tuple[Noted, ...] = ()
    meetings: tuple[Noted, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.signals or self.talks or self.meetings)


def shown(guardian: Guardian, language: Language, at: datetime) -> Notes:
    """Return what a guardian reads now, in his language; what people wrote as it is."""
    if guardian_answers.hides_places(guardian):
        return Notes()
    talks = talks_with(guardian)
    equated = holidays.equated_days(guardian.child.location.municipality)
    held, today = [talk.talked_on for talk in talks], timezone.localdate(at)

    def is_open(final_at: datetime | None) -> bool:
        return final_at is not None and opens_on(final_at, held, equated) <= today

    rows = guardian.child.signals.select_related("noted_by__organisation")
    return Notes(
        tuple(_signal(row, language) for row in rows if is_open(row.noted_at)),
        tuple(_talk(talk, language) for talk in talks),
        tuple(_line(row, language) for row in _lines(guardian) if is_open(_final_at(row))),
    )


def _lines(guardian: Guardian) -> list[AgendaLine]:
    """Return what was written of a child in meetings that are closed, the newest first."""
    rows = guardian.child.agenda_lines.filter(meeting__state=MeetingState.CLOSED)
    rows = rows.exclude(meeting__kind=MeetingKind.SUPPORT_TEAM).order_by("-meeting__planned_at")
    return [
        row
        for row in rows.select_related(
            "meeting", "added_by__organisation", "written_by__organisation"
        )
        if row.text
    ]


def _signal(row: Signal, language: Language) -> Noted:
    words = READING[language]
    title = words[f"signal.kind.{row.kind}"]
    if row.picks:
        title += ": " + ", ".join(words[f"signal.pick.{pick}"] for pick in row.picks)
    return _noted(title, row.noted_by, timezone.localdate(row.noted_at), row.text, language)


def _talk(row: ParentTalk, language: Language) -> Noted:
    title = READING[language]["talk_with_you" if row.guardian_id else "talk_with_parents"]
    return _noted(title, row.noted_by, row.talked_on, row.agreed, language)


def _final_at(row: AgendaLine) -> datetime | None:
    """Return since when a line says what it says: the close, or what was added after it."""
    closed_at = row.meeting.closed_at
    return closed_at and max(closed_at, row.written_at or closed_at)


def _line(row: AgendaLine, language: Language) -> Noted:
    title, day = READING[language][f"meeting.kind.{row.meeting.kind}"], row.meeting.planned_at
    by = row.written_by or row.added_by
    return _noted(title, by, timezone.localdate(day), row.text, language)


def _noted(title: str, by: Membership, day: date, text: str, language: Language) -> Noted:
    role = READING[language].get(f"role.{by.role}", "")
    with override(language.value):
        said = str(date_format(day, "j F Y"))
    return Noted(title, role, by.organisation.name, said, text)


def _facts(noted: tuple[Noted, ...]) -> list[dict[str, Any]]:
    return [
        {
            "what": one.title,
            "role": one.role,
            "organisation": one.organisation,
            "on": one.day,
            "text": one.text,
        }
        for one in noted
    ]


def signals_as_facts(guardian: Guardian, at: datetime) -> list[dict[str, Any]]:
    """Return the signals for a program, in Dutch. Source: AVG art. 20."""
    return _facts(shown(guardian, Language.NL, at).signals)


def talks_as_facts(guardian: Guardian, at: datetime) -> list[dict[str, Any]]:
    """Return the talks for a program, in Dutch. Source: AVG art. 20."""
    return _facts(shown(guardian, Language.NL, at).talks)


def meetings_as_facts(guardian: Guardian, at: datetime) -> list[dict[str, Any]]:
    """Return what was said in meetings for a program, in Dutch. Source: AVG art. 20."""
    return _facts(shown(guardian, Language.NL, at).meetings)


guardian_reading.MORE["signals"] = signals_as_facts
guardian_reading.MORE["parent_talks"] = talks_as_facts
guardian_reading.MORE["meetings"] = meetings_as_facts
