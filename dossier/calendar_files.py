"""Calendar files (RFC 5545): an invitation, its move and its cancelling, and a feed.

An item holds the kind of appointment and an internal link, and nothing of a child: calendars are
kept and shared outside this system. Who organises and who is invited is added when a mail goes.
Source: privacy rule 26.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

ZONE = ZoneInfo("Europe/Amsterdam")
PRODUCT = "-//Soepele overgang//Agenda//NL"
DOMAIN = "soepele-overgang"
REFRESH = "PT4H"  # how often a calendar program may come back for a feed
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"
# The rule of the European Union since 1996; the library would list every change since 1970.
ZONE_RULE = """BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True)
class Entry:
    """One appointment: `uid` is the key of what it is about, `sequence` counts its moves.

    A `start` without an hour is a whole day.
    """

    uid: UUID
    summary: str
    start: datetime | date
    minutes: int
    url: str
    sequence: int = 0


def invitation(  # noqa: PLR0913 - the parts of one appointment, each by name
    uid: UUID,
    summary: str,
    start: datetime | date,
    minutes: int,
    url: str,
    sequence: int = 0,
    *,
    at: datetime,
) -> bytes:
    """Return the file that puts an appointment in a calendar, or moves the one with its uid.

    Args: uid: the key of what it is about. start: without an hour a whole day. url: the whole
    address of its page. sequence: how often it was moved; a calendar takes over only what is
    higher than it has.
    Raises: ValueError: a length of no minutes, or an hour without a time zone.
    """
    entry = Entry(uid, summary, start, minutes, url, sequence)
    return _file("REQUEST", [_event(entry, at, CONFIRMED)])


def cancellation(  # noqa: PLR0913 - the parts of one appointment, each by name
    uid: UUID,
    summary: str,
    start: datetime | date,
    minutes: int,
    url: str,
    sequence: int,
    *,
    at: datetime,
) -> bytes:
    """Return the file that takes an appointment out of a calendar; its sequence is the next one.

    Raises: ValueError: as `invitation`.
    """
    entry = Entry(uid, summary, start, minutes, url, sequence)
    return _file("CANCEL", [_event(entry, at, CANCELLED)])


def feed(entries: Iterable[Entry], *, name: str, at: datetime) -> bytes:
    """Return a calendar to subscribe to; what is not in it any more leaves the subscriber's too."""
    events = [_event(entry, at, CONFIRMED) for entry in entries]
    return _file("PUBLISH", events, name=name)


def _event(entry: Entry, at: datetime, status: str) -> Event:
    start, end = _period(entry)
    event = Event()
    event.add("uid", f"{entry.uid}@{DOMAIN}")
    event.add("dtstamp", at)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", entry.summary)
    event.add("description", entry.url)
    event.add("url", entry.url)
    event.add("sequence", entry.sequence)
    event.add("status", status)
    event.add("class", "PRIVATE")
    return event


def _period(entry: Entry) -> tuple[date, date]:
    """Return from when until when, in Amsterdam; of a whole day until the next one."""
    if not isinstance(entry.start, datetime):
        return entry.start, entry.start + timedelta(days=1)
    if entry.minutes <= 0:
        raise ValueError("an appointment takes at least a minute")
    if entry.start.tzinfo is None:
        raise ValueError("an appointment starts at an hour with a time zone")
    end = entry.start + timedelta(minutes=entry.minutes)
    return entry.start.astimezone(ZONE), end.astimezone(ZONE)


def _file(method: str, events: list[Event], *, name: str = "") -> bytes:
    """Return the calendar as bytes; it brings the time zone its hours are in."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval;value=duration", REFRESH)
        calendar.add("x-published-ttl", REFRESH)
    if events:
        calendar.add_component(Timezone.from_ical(ZONE_RULE))
    for event in events:
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
