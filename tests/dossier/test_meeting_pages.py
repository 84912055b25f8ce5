"""The pages of meetings: the list, planning, the agenda, one screen afterwards, and the files."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from children.states import ConsentAct
from dossier import agenda, closing, meetings
from dossier.meeting_states import MeetingState
from dossier.models import ActionPoint, AgendaLine, Draft, Meeting
from partners.access import Actor
from partners.states import Role
from tests.dossier.meeting_cast import Cast
from tests.factories.children import say
from tests.factories.meetings import (
    ActionPointFactory,
    AgendaLineFactory,
    MeetingFactory,
    MeetingInviteeFactory,
)
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def held(cast: Cast) -> Meeting:
    """Return a kindbespreking of yesterday with the child on its agenda."""
    meeting = cast.held()
    agenda.add_children(key=meeting.key, children=[cast.child.key], by=cast.contact, at=cast.at)
    return meeting


def as_(actor: Actor) -> Client:
    return sign_in(Client(), actor)


def text_of(actor: Actor, path: str) -> str:
    return as_(actor).get(path).content.decode()


def page_of(meeting: Meeting, part: str = "") -> str:
    return f"/overleggen/{meeting.key}/{part}"


def screen(meeting: Meeting, **more: Any) -> dict[str, Any]:
    """Return what a browser sends of the screen, with every line as it stands."""
    sent: dict[str, Any] = {
        "attended": [str(row.pk) for row in meeting.invitees.all()],
        "minutes": "60",
        "erbij": closing.there(meeting),
        "acties-TOTAL_FORMS": "1",
        "acties-INITIAL_FORMS": "0",
        "acties-0-text": "",
    }
    for line in meeting.lines.all():
        sent[f"r{line.key.hex}-text"] = line.text
        sent[f"r{line.key.hex}-seen"] = str(line.version)
    return sent | more


def field(meeting: Meeting, name: str = "text") -> str:
    return f"r{meeting.lines.get().key.hex}-{name}"


# --- lists ------------------------------------------------------------------------------------


def test_list_begins_with_what_waits_and_offers_to_close_it(cast: Cast, held: Meeting) -> None:
    text = text_of(cast.contact, "/overleggen/")
    assert "1 overleg wacht op afronden" in text
    assert page_of(held, "afronden/") in text
    for path in ("/overleggen/", page_of(held)):
        assert "Nog af te ronden" in text_of(cast.contact, path)
    assert "Nog af te ronden" not in text_of(cast.contact, page_of(cast.plan()))


@pytest.mark.parametrize(
    ("asked", "count"), [("", 2), ("?toon=doen", 1), ("?toon=komend", 1), ("?toon=geweest", 0),
                         ("?soort=signal", 0), ("?soort=child_discussion&volgorde=dag", 2)],
)  # fmt: skip
def test_list_shows_what_is_asked(cast: Cast, held: Meeting, asked: str, count: int) -> None:
    cast.plan()
    answer = as_(cast.contact).get(f"/overleggen/{asked}")
    assert len(answer.context["object_list"]) == count


def test_list_says_which_group_is_behind_and_where_to_plan(cast: Cast) -> None:
    text = text_of(cast.contact, "/overleggen/")
    assert "nog niet besproken" in text
    assert f"groep={cast.group.pk}" in text


def test_children_are_locked_in_the_order_that_all_take(cast: Cast, held: Meeting) -> None:
    children = {"children": [cast.child.key], "by": cast.contact, "at": cast.at}
    with CaptureQueriesContext(connection) as asked:
        agenda.add_children(key=cast.plan().key, **children)
        as_(cast.contact).post(page_of(held, "afronden/"), screen(held, later="1"))
    of_child = 'FOR NO KEY UPDATE OF "children_child"'
    many = [q["sql"] for q in asked if 'FROM "children_child"' in q["sql"]]
    locks = [sql for sql in many if of_child in sql or sql.endswith("FOR NO KEY UPDATE")]
    assert ['ORDER BY "children_child"."key" ASC' in sql for sql in locks] == [True, True]


@pytest.mark.parametrize("rows", [1, 4])
def test_close_asks_as_much_for_four_lines_as_for_one(cast: Cast, rows: int) -> None:
    meeting = cast.held()
    for _number in range(rows):
        AgendaLineFactory(meeting=meeting, child=None)
    with CaptureQueriesContext(connection) as asked:
        answer = as_(cast.contact).get(page_of(meeting, "afronden/"))
    assert (len(answer.context["forms"].lines), len(asked)) == (rows, 35)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_as_much_for_three_as_for_one(cast: Cast, rows: int) -> None:
    held = {"state": MeetingState.HELD, "held_at": cast.at, "spent_minutes": 45}
    for _number in range(rows):
        meeting = MeetingFactory(location=cast.location, school=cast.school, **held)
        MeetingInviteeFactory(meeting=meeting)
        ActionPointFactory(meeting=meeting, child=cast.child, owner=cast.contact.memberships[0])
    client = as_(cast.contact)
    counts = []
    for path in ("/overleggen/", "/overleggen/gehouden/", "/acties/"):
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts.append(len(asked))
    assert counts == [12, 7, 9]


@pytest.mark.privacy(11)
def test_held_file_has_places_and_numbers_and_no_person(cast: Cast, held: Meeting) -> None:
    as_(cast.contact).post(page_of(held, "afronden/"), screen(held, final="1"))
    officer = make_actor(Role.GEM, cast.location.municipality)
    text = as_(officer).get("/overleggen/gehouden/?als=csv").content.decode()
    assert f"kindbespreking;{cast.location.name};{cast.school.name};4;60" in text
    names = (cast.child.first_name, cast.contact.user.name, cast.coordinator.user.name)
    assert [name for name in names if name in text] == []


# --- planning ---------------------------------------------------------------------------------


def plan(actor: Actor, cast: Cast, **more: str) -> Any:
    sent = {
        "kind": "child_discussion", "location": str(cast.location.pk),
        "school": str(cast.school.pk), "groups": str(cast.group.pk),
        "day": f"{cast.day + timedelta(days=7):%d-%m-%Y}", "start": "9.30", "until": "10:30",
    }  # fmt: skip
    return as_(actor).post("/overleggen/plannen/", sent | more)


@pytest.mark.parametrize("name", ["contact", "carer", "worker", "coordinator"])
def test_plan_is_for_both_sides(cast: Cast, name: str) -> None:
    answer = plan(getattr(cast, name), cast)
    meeting = Meeting.objects.get()
    assert answer["Location"] == page_of(meeting)
    assert timezone.localtime(meeting.planned_at).strftime("%H.%M") == "09.30"


def test_plan_says_at_the_field_that_it_ends_before_it_starts(cast: Cast) -> None:
    form = plan(cast.contact, cast, until="9.00").context["form"]
    assert form.errors == {
        "until": ["Het overleg eindigt voordat het begint: kies een latere eindtijd."]
    }


def test_plan_begins_with_what_the_link_said(cast: Cast) -> None:
    path = f"/overleggen/plannen/?soort=signal&groep={cast.group.pk}&dag=2026-12-08"
    form = as_(cast.contact).get(path).context["form"]
    begun = {name: form[name].initial for name in ("kind", "groups", "school")}
    assert begun == {
        "kind": "signal", "groups": [str(cast.group.pk)], "school": str(cast.school.pk)
    }  # fmt: skip


# --- one meeting ------------------------------------------------------------------------------


@pytest.mark.privacy(9)
def test_meeting_names_to_a_school_only_whom_it_may_hear_of(cast: Cast, held: Meeting) -> None:
    assert cast.child.name in text_of(cast.contact, page_of(held))
    text = text_of(cast.coordinator, page_of(held))
    assert (cast.child.name in text, "Een kind zonder naam" in text) == (False, True)


def test_agenda_takes_the_proposal_with_one_press(cast: Cast) -> None:
    meeting = cast.plan()
    form = as_(cast.contact).get(page_of(meeting)).context["children_form"]
    assert form.initial == {"children": [str(cast.child.key)]}
    as_(cast.contact).post(page_of(meeting, "agenda/"), form.initial)
    assert AgendaLine.objects.get().child == cast.child


def test_agenda_takes_words_and_gives_a_line_back(cast: Cast) -> None:
    meeting, client = cast.plan(), as_(cast.contact)
    client.post(page_of(meeting, "agenda/"), {"kind": "topic", "words": "De wenochtend"})
    line = AgendaLine.objects.get()
    assert line.words == "De wenochtend"
    client.post(page_of(meeting, "agenda/"), {"weg": str(line.key)})
    assert not AgendaLine.objects.exists()


def test_move_and_cancel_show_the_reason_to_who_takes_part(cast: Cast) -> None:
    meeting, client = cast.plan(), as_(cast.contact)
    sent = {"day": f"{cast.day + timedelta(days=9):%d-%m-%Y}", "start": "13.00", "until": "14.00"}
    client.post(page_of(meeting, "verzetten/"), sent | {"because": "De coördinator is ziek"})
    assert "De coördinator is ziek" in text_of(cast.worker, page_of(meeting))
    client.post(page_of(meeting, "afzeggen/"), {"because": "Het lukt niet meer"})
    text = text_of(cast.coordinator, page_of(meeting))
    assert ("Waarom het niet doorgaat" in text, "Het lukt niet meer" in text) == (True, True)


# --- the screen afterwards --------------------------------------------------------------------


def test_close_is_one_screen(cast: Cast, held: Meeting) -> None:
    due = f"{cast.day + timedelta(days=7):%d-%m-%Y}"
    sent = screen(held, final="1", **{
        field(held): "Speelt graag buiten.",
        "acties-0-text": "Bel de ouders", "acties-0-due_on": due,
        "acties-0-who": f"lid:{cast.worker.memberships[0].pk}",
        "acties-0-about": str(held.lines.get().key),
    })  # fmt: skip
    answer = as_(cast.contact).post(page_of(held, "afronden/"), sent, follow=True)
    held.refresh_from_db()
    action = ActionPoint.objects.get()
    assert (held.state, held.lines.get().text) == (MeetingState.CLOSED, "Speelt graag buiten.")
    assert (action.owner, action.child) == (cast.worker.memberships[0], cast.child)
    assert "Het overleg is afgesloten." in answer.content.decode()


def test_close_fills_in_who_came_and_how_long(cast: Cast, held: Meeting) -> None:
    there = as_(cast.contact).get(page_of(held, "afronden/")).context["forms"].there
    assert len(there["attended"].initial) == held.invitees.count()
    assert there["minutes"].initial == 60


def test_close_tells_why_hours_were_not_booked_and_closes(cast: Cast, held: Meeting) -> None:
    client = as_(cast.contact)
    text = client.post(page_of(held, "afronden/"), screen(held, final="1"), follow=True)
    assert f"Uren van {cast.coordinator.user.name}" in text.content.decode()
    held.refresh_from_db()
    assert held.state == MeetingState.CLOSED


def test_close_shows_the_second_editor_both_texts_and_then_keeps_his(
    cast: Cast, held: Meeting
) -> None:
    first, second = as_(cast.contact), as_(cast.carer)
    late = screen(held, later="1", **{field(held): "Van de ander."})
    first.post(page_of(held, "afronden/"), screen(held, later="1", **{field(held): "Eerst."}))
    answer = second.post(page_of(held, "afronden/"), late)
    text = answer.content.decode()
    assert ("Eerst." in text, "Van de ander." in text) == (True, True)
    [form] = answer.context["forms"].lines
    second.post(page_of(held, "afronden/"), late | {field(held, "seen"): form.version})
    assert held.lines.get().text == "Van de ander."


def test_close_tells_the_second_who_was_there_by_the_first(cast: Cast, held: Meeting) -> None:
    late = screen(held, later="1", minutes="75")
    people = [str(pk) for pk in held.invitees.values_list("pk", flat=True)]
    as_(cast.carer).post(page_of(held, "afronden/"), screen(held, later="1", attended=people[:1]))
    client = as_(cast.contact)
    answer = client.post(page_of(held, "afronden/"), late)
    shown = answer.content.decode()
    first = held.invitees.order_by("pk")[0].membership.user.name
    assert f"Intussen noteerde een ander wie erbij was: {first}, 60 minuten." in shown
    held.refresh_from_db()
    assert held.spent_minutes == 60
    again = late | {"erbij": answer.context["forms"].there.seen}
    client.post(page_of(held, "afronden/"), again)
    held.refresh_from_db()
    assert (held.spent_minutes, held.invitees.filter(attended=True).count()) == (75, len(people))


def test_close_with_a_fault_keeps_what_was_typed(cast: Cast, held: Meeting) -> None:
    sent = screen(held, final="1", attended=[], **{field(held): "Speelt graag buiten."})
    text = as_(cast.contact).post(page_of(held, "afronden/"), sent).content.decode()
    assert ("Vink aan wie erbij was." in text, "Speelt graag buiten." in text) == (True, True)


@pytest.mark.privacy(10)
def test_close_says_that_a_line_is_out_of_sight_and_keeps_its_text(
    cast: Cast, held: Meeting
) -> None:
    question, sent = cast.let_discuss(), screen(held, final="1")
    say(question, ConsentAct.WITHDRAWN)
    sent |= {field(held): "Kanarie."}
    text = as_(cast.coordinator).post(page_of(held, "afronden/"), sent, follow=True)
    assert "Een ouder heeft de toestemming ingetrokken" in text.content.decode()
    assert Draft.objects.get().text == "Kanarie."
    say(cast.let_discuss(), ConsentAct.GRANTED)
    page = text_of(cast.coordinator, page_of(held, "afronden/"))
    assert 'data-draft="Kanarie."' in page


def test_close_of_what_is_to_come_sends_back_with_a_reason(cast: Cast) -> None:
    answer = as_(cast.contact).get(page_of(cast.plan(), "afronden/"), follow=True)
    assert "Dit overleg is nog niet geweest" in answer.content.decode()


# --- action points ----------------------------------------------------------------------------


def test_action_is_done_and_taken_back_where_one_was(cast: Cast) -> None:
    action = ActionPointFactory(
        meeting=cast.plan(), owner=cast.contact.memberships[0], due_on=cast.day - timedelta(days=3)
    )
    client = as_(cast.contact)
    assert "Te laat" in text_of(cast.contact, "/acties/")
    answer = client.post(f"/acties/{action.key}/gedaan/", {"next": "/acties/?stand=open"})
    assert answer["Location"] == "/acties/?stand=open"
    action.refresh_from_db()
    assert action.done_at is not None
    client.post(f"/acties/{action.key}/open/")
    action.refresh_from_db()
    assert action.done_at is None


@pytest.mark.parametrize(("asked", "count"), [("", 1), ("?van=allen", 2), ("?stand=gedaan", 0)])
def test_actions_are_mine_unless_asked_otherwise(cast: Cast, asked: str, count: int) -> None:
    meeting = cast.plan()
    for actor in (cast.contact, cast.worker):
        ActionPointFactory(meeting=meeting, owner=actor.memberships[0])
    answer = as_(cast.contact).get(f"/acties/{asked}")
    assert len(answer.context["object_list"]) == count


def test_meetings_are_sent_to_nobody_of_a_support_team(cast: Cast) -> None:
    meeting = MeetingFactory(location=cast.location, kind="support_team")
    assert as_(cast.contact).get(page_of(meeting)).status_code == 404
    assert list(meetings.rows(cast.contact, at=cast.at)) == []
