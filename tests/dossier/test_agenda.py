"""One agenda: proposed from who is there or moves on; a school reads what parents allow."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from children import consents
from children.models import Child
from children.states import ConsentAct, ConsentScope
from dossier import agenda, meetings
from dossier.agenda import AgendaError
from dossier.meeting_states import LineKind, MeetingKind
from dossier.models import AgendaLine, Meeting
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from tests.dossier.meeting_cast import Cast
from tests.factories.children import ask, make_child, say
from tests.factories.meetings import ActionPointFactory, AgendaLineFactory
from tests.factories.partners import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return cast.plan()


def put(cast: Cast, meeting: Meeting, *children: Child, by: Actor | None = None) -> int:
    keys = [child.key for child in children]
    return agenda.add_children(key=meeting.key, children=keys, by=by or cast.contact, at=cast.at)


def titles(actor: Actor, cast: Cast, meeting: Meeting) -> list[str]:
    return [one.title for one in agenda.shown(actor, meeting, at=cast.at)]


def proposed(actor: Actor, cast: Cast, meeting: Meeting) -> list[Child]:
    return agenda.proposals(actor, meeting, at=cast.at)


# --- who reads what ---------------------------------------------------------------------------


@pytest.mark.privacy(9)
def test_shown_to_a_school_is_a_case_without_a_name_until_parents_say_yes(
    cast: Cast, meeting: Meeting
) -> None:
    put(cast, meeting, cast.child)
    AgendaLine.objects.update(text="Kanarie speelt graag alleen")
    [line] = agenda.shown(cast.coordinator, meeting, at=cast.at)
    assert (line.title, line.line) == ("Een kind zonder naam", None)
    assert titles(cast.contact, cast, meeting) == [cast.child.name]


@pytest.mark.privacy(10)
def test_shown_to_a_school_ends_with_the_consent(cast: Cast, meeting: Meeting) -> None:
    question = cast.let_discuss()
    put(cast, meeting, cast.child)
    assert titles(cast.coordinator, cast, meeting) == [cast.child.name]
    say(question, ConsentAct.WITHDRAWN)
    assert titles(cast.coordinator, cast, meeting) == ["Een kind zonder naam"]


@pytest.mark.privacy(17)
def test_shown_notes_by_which_consent_a_school_read(cast: Cast, meeting: Meeting) -> None:
    question = cast.let_discuss()
    put(cast, meeting, cast.child)
    agenda.shown(cast.coordinator, meeting, at=cast.at)
    line = AuditEntry.objects.filter(action="child.read", user=cast.coordinator.user).latest("pk")
    assert (line.ground, line.details) == (
        str(question.pk), {"thing": "discussion", "section": str(meeting.key)}
    )  # fmt: skip


def test_shown_without_a_child_is_the_same_for_everybody(cast: Cast, meeting: Meeting) -> None:
    for kind, words in ((LineKind.TOPIC, "De wenochtend"), (LineKind.SCHOOL, "Lijn groep 2")):
        agenda.add_words(key=meeting.key, kind=kind, words=words, by=cast.contact, at=cast.at)
    for actor in (cast.contact, cast.coordinator):
        assert titles(actor, cast, meeting) == ["De wenochtend", "Lijn groep 2"]


# --- proposals --------------------------------------------------------------------------------


def test_proposals_of_a_kindbespreking_are_who_is_in_its_groups_and_under_four(
    cast: Cast, meeting: Meeting
) -> None:
    older = cast.toddler(46)
    cast.toddler(48)
    cast.toddler(group=None)
    gone = cast.toddler()
    Child.objects.filter(pk=gone.pk).update(left_on=cast.day, left_because="moved")
    make_child()
    assert proposed(cast.contact, cast, meeting) == [older, cast.child]


def test_proposals_of_an_alignment_are_who_moves_to_this_school_in_half_a_year(
    cast: Cast,
) -> None:
    here = cast.toddler(44, school=cast.school)
    allowed = cast.toddler(45)
    say(ask(allowed, ConsentScope.SHARE_FORM, cast.school), ConsentAct.GRANTED)
    cast.toddler(38, school=cast.school)
    cast.toddler(44)
    meeting = cast.plan(kind=MeetingKind.ALIGNMENT)
    assert proposed(cast.contact, cast, meeting) == [allowed, here]


@pytest.mark.privacy(9)
def test_proposals_to_a_school_name_only_whom_it_may_hear_of(cast: Cast, meeting: Meeting) -> None:
    other = cast.toddler(41)
    cast.let_discuss(other)
    assert proposed(cast.coordinator, cast, meeting) == [other]


def test_proposals_leave_out_who_stands_there(cast: Cast, meeting: Meeting) -> None:
    put(cast, meeting, cast.child)
    assert proposed(cast.contact, cast, meeting) == []


def test_proposals_of_a_signal_meeting_are_left_to_people(cast: Cast) -> None:
    meeting = cast.plan(kind=MeetingKind.SIGNAL)
    assert proposed(cast.contact, cast, meeting) == []
    assert agenda.others(cast.contact, meeting, at=cast.at) == [cast.child]


# --- writing on it ----------------------------------------------------------------------------


def test_add_children_twice_puts_them_there_once(cast: Cast, meeting: Meeting) -> None:
    assert put(cast, meeting, cast.child) == 1
    assert put(cast, meeting, cast.child) == 0
    assert AgendaLine.objects.count() == 1


def test_add_children_of_four_finds_none(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(Child.DoesNotExist):
        put(cast, meeting, cast.toddler(48))


@pytest.mark.privacy(9)
def test_add_children_by_a_school_without_consent_finds_none(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(Child.DoesNotExist):
        put(cast, meeting, cast.child, by=cast.coordinator)
    cast.let_discuss()
    assert put(cast, meeting, cast.child, by=cast.coordinator) == 1


def test_add_children_of_another_location_finds_none(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(Child.DoesNotExist):
        put(cast, meeting, make_child())


def test_add_children_by_an_outsider_finds_no_meeting(cast: Cast, meeting: Meeting) -> None:
    stranger = Cast()
    with pytest.raises(Meeting.DoesNotExist):
        put(stranger, meeting, stranger.child)


def test_add_children_by_who_only_reads_is_refused(cast: Cast) -> None:
    meeting = cast.plan(kind=MeetingKind.ALIGNMENT)
    with pytest.raises(PermissionDenied):
        put(cast, meeting, cast.child, by=make_actor(Role.SCH, cast.school))


def test_add_nobody_says_what_to_do(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(AgendaError, match="Vink aan"):
        put(cast, meeting)


def test_add_to_a_meeting_that_is_cancelled_is_refused(cast: Cast, meeting: Meeting) -> None:
    meetings.cancel(key=meeting.key, because="Ziek", by=cast.contact, at=cast.at)
    with pytest.raises(AgendaError, match="staat vast"):
        put(cast, meeting, cast.child)


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [("topic", " ", "Schrijf"), ("topic", "a" * 201, "200"), ("child", "Iemand", "Kies")],
)
def test_add_words_refuses_what_is_no_line(
    cast: Cast, meeting: Meeting, kind: str, words: str, said: str
) -> None:
    with pytest.raises(AgendaError, match=said):
        agenda.add_words(key=meeting.key, kind=kind, words=words, by=cast.contact, at=cast.at)


def test_remove_takes_a_bare_line_off(cast: Cast, meeting: Meeting) -> None:
    put(cast, meeting, cast.child)
    line = AgendaLine.objects.get()
    agenda.remove(key=meeting.key, line=line.key, by=cast.contact, at=cast.at)
    assert not AgendaLine.objects.exists()
    assert AuditEntry.objects.get(action="agenda.removed").target_key == str(cast.child.key)


def test_remove_leaves_a_line_about_which_something_was_agreed(
    cast: Cast, meeting: Meeting
) -> None:
    line = AgendaLineFactory(meeting=meeting, child=cast.child)
    ActionPointFactory(meeting=meeting, line=line, child=cast.child)
    with pytest.raises(AgendaError, match="al iets over genoteerd"):
        agenda.remove(key=meeting.key, line=line.key, by=cast.contact, at=cast.at)


@pytest.mark.privacy(10)
def test_remove_of_a_hidden_line_finds_none(cast: Cast, meeting: Meeting) -> None:
    line = AgendaLineFactory(meeting=meeting, child=cast.child)
    for key in (line.key, uuid4()):
        with pytest.raises(AgendaLine.DoesNotExist):
            agenda.remove(key=meeting.key, line=key, by=cast.coordinator, at=cast.at)


def test_withdrawn_consent_is_asked_again_when_it_is_given_anew(
    cast: Cast, meeting: Meeting
) -> None:
    question = cast.let_discuss()
    put(cast, meeting, cast.child)
    consents.close(question_id=question.pk, act=ConsentAct.ENDED, by=None, at=cast.at)
    cast.let_discuss()
    assert titles(cast.coordinator, cast, meeting) == [cast.child.name]
