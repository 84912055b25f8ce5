"""Saving a week of the hours book: what somebody changed, as a whole or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.formats import date_words
from partners.access import Actor
from partners.models import School
from partners.roles import Permission, require
from subsidies import hour_entries, hour_rules
from subsidies.hour_entries import Reading
from subsidies.hour_rules import Facts, HoursError
from subsidies.hour_weeks import (
    WEEK_DAYS,
    Place,
    by_place,
    note_name,
    note_of,
    own_entries,
    schools_of,
)
from subsidies.models import TimeEntry
from subsidies.states import ActivityCode


@dataclass(frozen=True)
class Change:
    """What somebody typed in a cell, and what it showed before."""

    place: Place
    shown: int
    minutes: int


@dataclass(frozen=True)
class Note:
    """What somebody wrote about the minutes by hand of a kind, and what the page showed before."""

    shown: str
    text: str

    @property
    def is_changed(self) -> bool:
        """Say whether the person touched it."""
        return self.text != self.shown


Notes = Mapping[tuple[int, ActivityCode], Note]


class ChangedMeanwhileError(HoursError):
    """A cell or note no longer is what the page showed; `now` is what it is."""

    def __init__(self, message: str, field: str, now: int | str) -> None:
        """Keep what stands there now, so that the next save is a choice."""
        super().__init__(message, field)
        self.now = now


@transaction.atomic
def save_week(
    *, changes: Sequence[Change], notes: Notes, monday: date, by: Actor, at: datetime
) -> UUID:
    """Keep what a coordinator changed in a week, all of it or nothing.

    A cell with one line changes that line. With more, what is added goes to the line by hand, and
    what goes is taken from it first, then from what booked itself last. `notes` are of the minutes
    by hand of a kind at a school; they change the open days only.

    Returns what these changes are undone by. Raises: HoursError, whose field names the cell or
    note; PermissionDenied: another's school.
    """
    schools = {school.pk: school for school in schools_of(by)}
    asked = {one.place.school_id for one in changes} | {school_id for school_id, _kind in notes}
    for school_id in asked - set(schools):
        require(by, Permission.BOOK_HOURS, School.objects.get(pk=school_id).organisation)
    require(by, Permission.BOOK_HOURS, None)
    hour_entries.hold([by.user.pk], schools.values())
    facts = hour_rules.facts_of(by.user, schools.values(), timezone.localdate(at))
    week = [monday + timedelta(days=number) for number in range(WEEK_DAYS)]
    own = own_entries(by, week).select_related("school__organisation")
    writer, entries = _Writer(by, at, uuid4(), facts), by_place(own)
    for (school_id, kind), one in notes.items():
        writer.refuse_stale(schools[school_id], kind, one, own)
    for change in changes:
        school = schools[change.place.school_id]
        note = notes.get((school.pk, change.place.kind))
        writer.apply(change, school, entries[change.place], note)
    after = list(own.all())
    for (school_id, kind), one in notes.items():
        writer.keep_note(schools[school_id], kind, one, after)
    days = {change.place.day: change.place.name for change in changes}
    hour_entries.refuse_full_days(by.user.pk, days)
    return writer.save_key


@dataclass(frozen=True)
class _Writer:
    """Writes the cells and notes of one save."""

    by: Actor
    at: datetime
    save_key: UUID
    facts: Facts

    def apply(
        self, change: Change, school: School, rows: list[TimeEntry], note: Note | None
    ) -> None:
        """Bring the lines of a cell to the number that was typed. Raises: HoursError."""
        place, was = change.place, sum(row.minutes for row in rows)
        self.refuse(change, school, was)
        live = [row for row in rows if row.minutes]
        if len(live) == 1:
            self.keep(live[0], change.minutes, word_about(live[0], note))
        elif change.minutes > was:
            by_hand = next((row for row in rows if not row.cause), None) or self.fresh(
                place, school
            )
            more = change.minutes - was
            self.keep(by_hand, by_hand.minutes + more, word_about(by_hand, note))
        else:
            less = was - change.minutes
            for row in sorted(live, key=lambda one: (bool(one.cause), -one.pk)):
                taken = min(less, row.minutes)
                self.keep(row, row.minutes - taken)
                less -= taken

    def refuse(self, change: Change, school: School, was: int) -> None:
        """Refuse a cell that cannot become what was typed. Raises: HoursError."""
        place = change.place
        if reason := self.facts.why_closed(school, place.day):
            raise HoursError(reason, place.name)
        if was != change.shown:
            text = _(
                "%(day)s, %(school)s: hier staan intussen %(now)d minuten in plaats van "
                "%(shown)d. Kijk of jouw getal nog klopt."
            ) % {
                "day": date_words(place.day),
                "school": school,
                "now": was,
                "shown": change.shown,
            }
            raise ChangedMeanwhileError(text, place.name, was)
        reason = self.facts.why_not_more(school, place.kind) if change.minutes > was else ""
        if reason:
            raise HoursError(reason, place.name)

    def fresh(self, place: Place, school: School) -> TimeEntry:
        """Return a line by hand that is not written yet."""
        membership = self.facts.membership_on(school, place.day)
        return TimeEntry(
            membership=membership, school=school, day=place.day, kind=place.kind.value, minutes=0
        )

    def keep(self, row: TimeEntry, minutes: int, note: str | None = None) -> None:
        """Write one line."""
        reading = Reading(
            row.day,
            row.kind,
            minutes,
            row.note if note is None else note,
            is_corrected=bool(row.cause),
        )
        if (minutes, reading.note) != (row.minutes, row.note) or row.pk is None:
            hour_entries.keep(row, reading, by=self.by, at=self.at, save_key=self.save_key)

    def refuse_stale(
        self, school: School, kind: ActivityCode, note: Note, entries: Iterable[TimeEntry]
    ) -> None:
        """Refuse a note that somebody touched while another was kept. Raises: HoursError."""
        now = note_of(self.by_hand(school, kind, entries))
        if note.is_changed and now not in {"", note.shown, note.text}:
            text = _(
                "%(kind)s (%(school)s): hier staat intussen de toelichting “%(now)s”. Kijk of die "
                "van jou nog klopt."
            ) % {"kind": self.name_of(school, kind), "school": school, "now": now}
            raise ChangedMeanwhileError(text, note_name(school.pk, kind), now)

    def keep_note(
        self, school: School, kind: ActivityCode, note: Note, entries: Iterable[TimeEntry]
    ) -> None:
        """Keep a note that was touched with the minutes by hand of the open days.

        Raises: HoursError: minutes without a note, or a note without minutes.
        """
        rows = self.by_hand(school, kind, entries)
        given = {"kind": self.name_of(school, kind), "school": school, "text": note.text}
        text = ""
        if any(not (note.text if note.is_changed else row.note) for row in rows):
            text = _("Schrijf kort waar de tijd bij %(kind)s (%(school)s) heen ging.")
        elif note.is_changed and note.text and not rows:
            text = _(
                "Toelichting “%(text)s” bij %(kind)s (%(school)s): er staan deze week geen minuten "
                "met de hand waar dit bij hoort. Vul die in, of maak het veld leeg."
            )
        if text:
            raise HoursError(text % given, note_name(school.pk, kind))
        for row in rows if note.is_changed else ():
            self.keep(row, row.minutes, note.text)

    def by_hand(
        self, school: School, kind: ActivityCode, entries: Iterable[TimeEntry]
    ) -> list[TimeEntry]:
        """Return the lines by hand of a kind at a school with minutes, on the days still open."""
        return [
            row
            for row in entries
            if (row.school_id, row.kind) == (school.pk, kind)
            and row.minutes
            and not row.cause
            and not self.facts.why_closed(school, row.day)
        ]

    def name_of(self, school: School, kind: ActivityCode) -> str:
        """Return how the municipality of a school calls a kind."""
        return self.facts.kinds[school.municipality_id][kind].name


def word_about(row: TimeEntry, note: Note | None) -> str | None:
    """Return the note that a line gets; None when it stays as it is."""
    if note is None or row.cause:
        return None
    is_known = bool(row.minutes and row.note)
    return None if is_known and not note.is_changed else note.text
