"""After a meeting one screen: who was there, a line each, what was agreed, and the hours."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from children.states import ConsentAct
from dossier import closing, drafts, meetings
from dossier.action_points import ActionError, NewAction
from dossier.closing import Agreed, Kept, LinesChangedError, Notes, Said
from dossier.meeting_states import MeetingKind, MeetingState
from dossier.meetings import MeetingError
from dossier.models import ActionPoint, AgendaLine, Draft, Meeting
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from subsidies.hours import HoursError
from tests.dossier.meeting_cast import Cast
from tests.factories.children import say
from tests.factories.meetings import AgendaLineFactory
from tests.factories.partners import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def booked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Let the hours book write down what it is asked."""
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr("subsidies.hours.book", lambda **facts: asked.append(facts))
    return asked


def notes_of(meeting: Meeting, *, there: Any = None, **more: Any) -> Notes:
    """Return that everybody was there, an hour."""
    people = meeting.invitees.values_list("pk", flat=True) if there is None else there
    return Notes(attended=frozenset(people), minutes=more.pop("minutes", 60), **more)


def keep(cast: Cast, meeting: Meeting, by: Actor | None = None, **more: Any) -> Kept:
    is_final = more.pop("is_final", True)
    return closing.keep(
        key=meeting.key,
        notes=more.pop("notes", None) or notes_of(meeting, **more),
        is_final=is_final,
        by=by or cast.contact,
        at=cast.at,
    )


def line_on(cast: Cast, meeting: Meeting, **columns: Any) -> AgendaLine:
    line: AgendaLine = AgendaLineFactory(meeting=meeting, child=cast.child, **columns)
    return line


def invitee(meeting: Meeting, actor: Actor) -> int:
    return int(meeting.invitees.get(membership__user=actor.user).pk)


# --- one screen -------------------------------------------------------------------------------


def test_keep_closes_with_lines_actions_attendance_and_minutes(
    cast: Cast, booked: list[dict[str, Any]]
) -> None:
    meeting = cast.held()
    line = line_on(cast, meeting)
    new = NewAction("Bel de ouders", cast.day, cast.contact.memberships[0])
    kept = keep(
        cast, meeting, minutes=50, others=("Anna van de JGZ",),
        there=[invitee(meeting, cast.coordinator)],
        said=(Said(line.key, " Speelt graag buiten. ", 0),), agreed=(Agreed(new, line.key),),
    )  # fmt: skip
    line.refresh_from_db()
    action = ActionPoint.objects.get()
    assert (kept.meeting.state, kept.meeting.spent_minutes) == (MeetingState.CLOSED, 50)
    assert (line.text, line.version) == ("Speelt graag buiten.", 1)
    assert (action.child, action.line, action.school) == (cast.child, line, cast.school)
    came = meeting.invitees.filter(attended=True)
    assert {row.name or row.membership for row in came} == {
        "Anna van de JGZ", cast.coordinator.memberships[0]
    }  # fmt: skip


def test_name_that_is_typed_again_was_there(cast: Cast) -> None:
    meeting = cast.held(outsiders=("Anna van de JGZ",))
    keep(cast, meeting, there=[invitee(meeting, cast.contact)], others=("Anna van de JGZ",))
    assert meeting.invitees.get(name="Anna van de JGZ").attended is True


@pytest.mark.privacy(11)
def test_keep_books_each_coordinator_who_was_there_without_a_child(
    cast: Cast, booked: list[dict[str, Any]]
) -> None:
    meeting = cast.held()
    line_on(cast, meeting)
    kept = keep(cast, meeting, minutes=50)
    [facts] = booked
    assert kept.booked == (cast.coordinator.memberships[0],)
    assert facts == {
        "membership": cast.coordinator.memberships[0],
        "day": cast.day - timedelta(days=1),
        "activity": "child_discussion",
        "minutes": 50,
        "cause": f"meeting:{meeting.key}",
        "by": cast.contact,
        "at": cast.at,
    }


def test_keep_books_nobody_who_was_not_there(cast: Cast, booked: list[dict[str, Any]]) -> None:
    meeting = cast.held()
    assert keep(cast, meeting, there=[invitee(meeting, cast.contact)]).booked == ()
    assert booked == []


def test_keep_closes_also_when_the_hours_book_refuses(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_facts: Any) -> None:
        raise HoursError("het schooljaar is afgesloten.")

    monkeypatch.setattr("subsidies.hours.book", refuse)
    kept = keep(cast, cast.held())
    assert kept.meeting.state == MeetingState.CLOSED
    assert [reason.partition(": ")[2] for reason in kept.refused] == [
        "het schooljaar is afgesloten."
    ]


def test_keep_for_later_notes_that_it_was_held_and_books_nothing(
    cast: Cast, booked: list[dict[str, Any]]
) -> None:
    kept = keep(cast, cast.held(), is_final=False)
    assert (kept.meeting.state, kept.meeting.held_at) == (MeetingState.HELD, cast.at)
    assert booked == []


def test_keep_again_adds_to_what_was_closed_and_takes_hours_back(
    cast: Cast, booked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[str] = []
    monkeypatch.setattr("subsidies.hours.unbook", lambda **facts: gone.append(facts["cause"]))
    meeting = cast.held()
    keep(cast, meeting)
    keep(cast, meeting, there=[invitee(meeting, cast.contact)])
    said = AuditEntry.objects.filter(action__startswith="meeting.").order_by("pk")
    assert [row.action for row in said] == ["meeting.planned", "meeting.closed", "meeting.changed"]
    assert (len(booked), gone) == (1, [f"meeting:{meeting.key}"])


# --- two editors ------------------------------------------------------------------------------


def test_keep_tells_the_second_editor_and_keeps_nothing(
    cast: Cast, booked: list[dict[str, Any]]
) -> None:
    meeting = cast.held()
    line = line_on(cast, meeting)
    keep(cast, meeting, is_final=False, said=(Said(line.key, "Van de een.", 0),))
    with pytest.raises(LinesChangedError, match="niets verloren") as refusal:
        keep(cast, meeting, by=cast.carer, said=(Said(line.key, "Van de ander.", 0),))
    assert refusal.value.lines[line.key].text == "Van de een."
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD


def test_keep_lets_the_second_editor_leave_a_line_as_it_is(
    cast: Cast, booked: list[dict[str, Any]]
) -> None:
    meeting = cast.held()
    line = line_on(cast, meeting)
    keep(cast, meeting, is_final=False, said=(Said(line.key, "Van de een.", 0),))
    keep(cast, meeting, by=cast.carer, said=(Said(line.key, "Van de een.", 0),))
    line.refresh_from_db()
    assert (line.version, line.written_by) == (1, cast.contact.memberships[0])


def test_keep_drops_the_draft_of_a_line(cast: Cast, booked: list[dict[str, Any]]) -> None:
    meeting = cast.held()
    line = line_on(cast, meeting)
    drafts.keep(
        where=closing.line_place(line), field="r-text", text="Bijna", seen=0,
        by=cast.contact, at=cast.at,
    )  # fmt: skip
    keep(cast, meeting, said=(Said(line.key, "Helemaal.", 0),))
    assert not Draft.objects.exists()


# --- consent ----------------------------------------------------------------------------------


@pytest.mark.privacy(10)
def test_keep_by_a_school_leaves_a_line_whose_consent_just_ended(
    cast: Cast, booked: list[dict[str, Any]]
) -> None:
    meeting = cast.held()
    line, question = line_on(cast, meeting), cast.let_discuss()
    say(question, ConsentAct.WITHDRAWN)
    keep(cast, meeting, by=cast.coordinator, said=(Said(line.key, "Kanarie.", 0),))
    line.refresh_from_db()
    assert (line.text, line.version) == ("", 0)


@pytest.mark.privacy(10)
def test_what_was_written_when_the_consent_ended_is_locked_up(cast: Cast) -> None:
    meeting = cast.held()
    line, question = line_on(cast, meeting), cast.let_discuss()
    say(question, ConsentAct.WITHDRAWN)
    aside = {"key": meeting.key, "by": cast.coordinator, "at": cast.at}
    assert closing.keep_aside(said=[Said(line.key, "Kanarie.", 0)], **aside) == 1
    draft = Draft.objects.get()
    assert (draft.text, draft.child, draft.place) == (
        "Kanarie.", cast.child, closing.line_place(line),
    )  # fmt: skip
    for said in ([Said(line.key, " ", 0)], [Said(uuid4(), "Kanarie.", 0)]):
        assert closing.keep_aside(said=said, **aside) == 0
    own = {**aside, "by": cast.contact}  # who sees the line keeps it in the meeting
    assert closing.keep_aside(said=[Said(line.key, "Iets.", 0)], **own) == 0


@pytest.mark.privacy(9)
def test_draft_of_a_line_is_for_who_may_write_it(cast: Cast) -> None:
    where = closing.line_place(line_on(cast, cast.held()))
    assert drafts.child_at(where, cast.contact) == cast.child
    for stranger in (cast.coordinator, Cast().contact):
        with pytest.raises(AgendaLine.DoesNotExist):
            drafts.child_at(where, stranger)


@pytest.mark.privacy(17)
def test_keep_by_a_school_notes_the_consent_by_which_it_wrote(
    cast: Cast, booked: list[dict[str, Any]]
) -> None:
    meeting, question = cast.held(), cast.let_discuss()
    line = line_on(cast, meeting)
    keep(cast, meeting, by=cast.coordinator, said=(Said(line.key, "Kringt mee.", 0),))
    written = AuditEntry.objects.get(action="agenda.written")
    assert (written.target_key, written.ground) == (str(cast.child.key), str(question.pk))


# --- what is refused --------------------------------------------------------------------------


def test_keep_of_what_is_still_to_come_is_refused(cast: Cast) -> None:
    with pytest.raises(MeetingError, match="nog niet geweest"):
        keep(cast, cast.plan())


def test_keep_of_what_was_cancelled_is_refused(cast: Cast) -> None:
    meeting = cast.held()
    meetings.cancel(key=meeting.key, because="Ziek", by=cast.contact, at=cast.at)
    with pytest.raises(MeetingError, match="afgezegd"):
        keep(cast, meeting)


def test_keep_two_weeks_after_it_was_closed_is_refused(
    cast: Cast, booked: list[dict[str, Any]]
) -> None:
    meeting = cast.held()
    keep(cast, meeting)
    Meeting.objects.update(closed_at=cast.at - timedelta(days=15))
    with pytest.raises(MeetingError, match="staat nu vast"):
        keep(cast, meeting)


@pytest.mark.parametrize(
    ("more", "said"),
    [({"there": ()}, "Vink aan wie erbij was"), ({"minutes": 0}, "1 tot 480")],
)
def test_keep_refuses_a_meeting_of_nobody_or_no_time(
    cast: Cast, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(MeetingError, match=said):
        keep(cast, cast.held(), **more)


def test_keep_refuses_a_line_of_a_book(cast: Cast) -> None:
    meeting = cast.held()
    line = line_on(cast, meeting)
    with pytest.raises(MeetingError, match="50000 tekens"):
        keep(cast, meeting, said=(Said(line.key, "a" * 50_000, 0),))


def test_keep_keeps_nothing_when_an_action_is_refused(cast: Cast) -> None:
    meeting = cast.held()
    line = line_on(cast, meeting)
    new = NewAction("Bel", cast.day - timedelta(days=1), cast.contact.memberships[0])
    with pytest.raises(ActionError):
        keep(cast, meeting, said=(Said(line.key, "Tekst", 0),), agreed=(Agreed(new),))
    line.refresh_from_db()
    assert (line.version, Meeting.objects.get().state) == (0, MeetingState.SCHEDULED)


def test_keep_by_an_outsider_finds_none(cast: Cast) -> None:
    meeting = cast.held()
    with pytest.raises(Meeting.DoesNotExist):
        keep(cast, meeting, by=Cast().contact)


def test_keep_by_who_only_reads_is_refused(cast: Cast) -> None:
    meeting = cast.held(kind=MeetingKind.ALIGNMENT)
    with pytest.raises(PermissionDenied):
        keep(cast, meeting, by=make_actor(Role.SCH, cast.school))


# --- what the screen fills in -------------------------------------------------------------------


def test_minutes_are_what_the_municipality_set_for_the_kind(cast: Cast) -> None:
    meeting = cast.held(kind=MeetingKind.ALIGNMENT)
    assert closing.minutes_of(meeting) == 45
    meeting.spent_minutes = 70
    assert closing.minutes_of(meeting) == 70


def test_minutes_without_a_school_are_what_was_planned(cast: Cast) -> None:
    new = replace(cast.new(days=-1), school_id=None)
    meeting = meetings.plan(new=new, by=cast.contact, at=cast.at)
    assert closing.minutes_of(meeting) == 60
