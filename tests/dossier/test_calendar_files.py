"""Calendar files hold a kind, a link and hours in Amsterdam, and nothing of a child."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from config import mail
from dossier import calendar_files
from dossier.calendar_files import Entry

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = UUID("6f2c1a1e-58a6-4a0e-9d2c-0a4b8f1d2c3e")
URL = "https://overgang.example.org/sot/6f2c1a1e-58a6-4a0e-9d2c-0a4b8f1d2c3e/"
KEPT = {
    "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "SEQUENCE", "STATUS",
    "CLASS",
}  # fmt: skip


def parts(**more: Any) -> dict[str, Any]:
    start = datetime(2027, 1, 11, 13, 30, tzinfo=UTC)
    appointment = {"uid": KEY, "summary": "SOT-overleg", "start": start, "minutes": 60}
    return {**appointment, "url": URL, "sequence": 0, "at": AT, **more}


def event_of(content: bytes) -> Any:
    return Calendar.from_ical(content).events[0]


def test_invitation_asks_for_an_hour_in_amsterdam() -> None:
    made = calendar_files.invitation(**parts())
    event = event_of(made)
    assert Calendar.from_ical(made)["method"] == "REQUEST"
    assert f"{event.start:%Y-%m-%d %H:%M %Z}" == "2027-01-11 14:30 CET"
    assert event.end - event.start == timedelta(minutes=60)


@pytest.mark.parametrize(
    ("day", "hour"), [(27, "09:00 CET"), (28, "10:00 CEST")], ids=["winter", "summer"]
)
def test_invitation_follows_the_clock_of_the_day(day: int, hour: str) -> None:
    start = datetime(2027, 3, day, 8, 0, tzinfo=UTC)
    made = calendar_files.invitation(**parts(start=start))
    assert f"{event_of(made).start:%H:%M %Z}" == hour
    assert b"BEGIN:VTIMEZONE" in made


def test_invitation_that_moves_keeps_its_uid_and_counts_on() -> None:
    later = datetime(2027, 1, 12, 13, 30, tzinfo=UTC)
    before = event_of(calendar_files.invitation(**parts()))
    after = event_of(calendar_files.invitation(**parts(start=later, sequence=1)))
    assert before["uid"] == after["uid"] == f"{KEY}@soepele-overgang"
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_cancellation_takes_the_same_appointment_out() -> None:
    made = calendar_files.cancellation(**parts(sequence=2))
    event = event_of(made)
    assert (Calendar.from_ical(made)["method"], event["status"]) == ("CANCEL", "CANCELLED")
    assert (event["uid"], event["sequence"]) == (f"{KEY}@soepele-overgang", 2)


@pytest.mark.privacy(26)
def test_invitation_holds_a_kind_and_a_link_and_nothing_else() -> None:
    event = event_of(calendar_files.invitation(**parts()))
    assert set(event.keys()) == KEPT
    assert (event["summary"], event["description"], event["url"]) == ("SOT-overleg", URL, URL)


def test_invitation_is_the_same_every_time() -> None:
    assert calendar_files.invitation(**parts()) == calendar_files.invitation(**parts())


@pytest.mark.parametrize(
    "wrong",
    [{"minutes": 0}, {"start": datetime(2027, 1, 11, 14, 30)}],  # noqa: DTZ001 - what is refused
    ids=["no minutes", "no zone"],
)
def test_invitation_without_length_or_zone_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="an appointment"):
        calendar_files.invitation(**parts(**wrong))


def test_feed_publishes_all_entries_under_a_name() -> None:
    start = datetime(2027, 1, 11, 13, 30, tzinfo=UTC)
    made = calendar_files.feed([Entry(KEY, "SOT-overleg", start, 60, URL)], name="Werk", at=AT)
    read = Calendar.from_ical(made)
    assert (read["method"], read["x-wr-calname"], len(read.events)) == ("PUBLISH", "Werk", 1)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT4H" in made


def test_feed_of_nothing_is_an_empty_calendar() -> None:
    assert Calendar.from_ical(calendar_files.feed([], name="Werk", at=AT)).events == []


def test_mail_carries_the_file_to_its_reader_with_the_method() -> None:
    text = calendar_files.invitation(**parts()).decode()
    built = mail.build(
        to="lezer@example.org", subject="Uitnodiging", text="Kom je?", sender=mail.Sender(),
        reference="<bericht-1@example.org>", calendar=text,
    )  # fmt: skip
    part = list(built.message().walk())[-1]
    event = event_of(part.get_payload(decode=True))
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")
    assert event["attendee"] == "mailto:lezer@example.org"
