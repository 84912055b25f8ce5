"""Every move of a letter from every state by every role: what is allowed, and what never is."""

import pytest
from django.core.exceptions import PermissionDenied

from partners.actions import ACTIONS
from partners.models import AuditEntry, Municipality
from partners.roles import PERMISSIONS as ROLE_PERMISSIONS
from partners.states import Role
from subsidies import letter_moves
from subsidies.letter_moves import plan, why_not
from subsidies.letter_rules import PERMISSIONS, TARGETS
from subsidies.models import DecisionLetter
from subsidies.states import LETTER_MOVES, LetterState
from tests.factories.partners import (
    make_actor,
)
from tests.factories.subsidies import AT
from tests.subsidies.office import (
    DAY,
    MOVERS,
    ON_THE_DAY,
    SOURCES,
    bring,
    facts,
    ids,
    look,
    make,
    make_office,
    only,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def is_allowed(move: str, state: LetterState) -> bool:
    return TARGETS[move] in LETTER_MOVES[state]


ALL = [(move, state) for move in TARGETS for state in LetterState]


# --- every move from every state ------------------------------------------------------------


@pytest.mark.parametrize(("move", "state"), [pair for pair in ALL if is_allowed(*pair)])
def test_move_that_the_table_allows_is_made_and_logged_once(move: str, state: LetterState) -> None:
    office = make_office()
    [letter] = bring(office, state)
    lines = AuditEntry.objects.count()
    moved = make(move, [letter], by=office.actor_of(MOVERS[move]))
    letter.refresh_from_db()
    assert (moved.done, moved.refused) == ([letter.reference], [])
    assert (letter.state, AuditEntry.objects.count()) == (TARGETS[move], lines + 1)


@pytest.mark.parametrize(("move", "state"), [pair for pair in ALL if not is_allowed(*pair)])
def test_move_that_the_table_forbids_is_refused_and_changes_nothing(
    move: str, state: LetterState
) -> None:
    office = make_office()
    [letter] = bring(office, state)
    by = office.actor_of(MOVERS[move])
    look(by, letter)
    before = facts()
    sentence = only(make(move, [letter], by=by))
    assert (
        sentence == f"Een brief met status “{state.label}” kan niet naar “{TARGETS[move].label}”."
    )
    assert facts() == before


@pytest.mark.parametrize("state", [state for state in LetterState if state != LetterState.DRAFT])
def test_plan_of_what_is_no_draft_is_refused(state: LetterState) -> None:
    office = make_office()
    [letter] = bring(office, state)
    before = facts()
    moved = plan(letter_ids=[letter.pk], sending_on=DAY, by=office.drafter, at=AT)
    assert "geen concept meer" in only(moved)
    assert facts() == before


# --- every move by every role ---------------------------------------------------------------


def may(role: Role, move: str) -> bool:
    return PERMISSIONS[move] in ROLE_PERMISSIONS[role]


@pytest.mark.parametrize(("move", "role"), [(m, r) for m in TARGETS for r in Role if not may(r, m)])
def test_move_by_a_role_without_the_right_is_refused_and_changes_nothing(
    move: str, role: Role
) -> None:
    office = make_office()
    [letter] = bring(office, SOURCES[move])
    by = office.actor_of(role)
    look(by, letter)
    before = facts()
    with pytest.raises((PermissionDenied, DecisionLetter.DoesNotExist)):
        make(move, [letter], by=by)
    assert facts() == before


@pytest.mark.parametrize("move", TARGETS)
def test_move_by_a_reader_of_the_municipality_is_denied(move: str) -> None:
    """A privacy officer sees the letters, so the answer is no permission rather than no letter."""
    office = make_office()
    [letter] = bring(office, SOURCES[move])
    with pytest.raises(PermissionDenied, match="mag je dit niet"):
        make(move, [letter], by=office.actor_of(Role.DPO))


@pytest.mark.parametrize("move", TARGETS)
def test_move_by_somebody_of_elsewhere_finds_no_letter(move: str) -> None:
    office = make_office()
    [letter] = bring(office, SOURCES[move])
    stranger = make_actor(MOVERS[move], None)
    before = facts()
    with pytest.raises(DecisionLetter.DoesNotExist):
        make(move, [letter], by=stranger)
    assert facts()[0] == before[0]


@pytest.mark.parametrize("role", [role for role in Role if not may(role, "plan")])
def test_plan_by_a_role_without_the_right_is_refused(role: Role) -> None:
    office = make_office()
    before = facts()
    with pytest.raises((PermissionDenied, DecisionLetter.DoesNotExist)):
        plan(letter_ids=ids(office.letters), sending_on=DAY, by=office.actor_of(role), at=AT)
    assert facts() == before


def test_move_with_one_letter_out_of_sight_moves_none() -> None:
    office, elsewhere = make_office(), make_office()
    mine, theirs = bring(office, LetterState.DRAFT), bring(elsewhere, LetterState.DRAFT)
    with pytest.raises(DecisionLetter.DoesNotExist):
        make("check", [*mine, *theirs], by=office.checker)
    assert {letter.state for letter in office.letters} == {LetterState.DRAFT}


# --- selections -----------------------------------------------------------------------------


def test_move_of_a_selection_stops_at_no_refusal_and_says_which() -> None:
    office = make_office(boards=3)
    letters = bring(office, LetterState.DRAFT)
    look(office.checker, letters[0], letters[2])
    moved = letter_moves.check(letter_ids=ids(letters), by=office.checker, at=AT)
    first, second, third = letters
    assert moved.done == [first.reference, third.reference]
    assert [reference for reference, _why in moved.refused] == [second.reference]
    assert [letter.state for letter in office.letters] == ["checked", "draft", "checked"]


def test_move_of_the_same_letter_twice_in_one_selection_moves_it_once() -> None:
    office = make_office()
    [letter] = bring(office, LetterState.DRAFT)
    look(office.checker, letter)
    moved = letter_moves.check(letter_ids=[letter.pk, letter.pk], by=office.checker, at=AT)
    assert (moved.done, moved.refused) == ([letter.reference], [])


def test_move_of_nothing_does_nothing() -> None:
    office = make_office()
    before = facts()
    moved = letter_moves.check(letter_ids=[], by=office.checker, at=AT)
    assert (moved.done, moved.refused, facts() == before) == ([], [], True)


def test_a_whole_year_goes_out_in_four_moves() -> None:
    office = make_office(boards=4)
    letters = bring(office, LetterState.SENT)
    assert {letter.state for letter in letters} == {LetterState.SENT}
    assert {letter.sent_at for letter in letters} == {ON_THE_DAY}


# --- beforehand -----------------------------------------------------------------------------


@pytest.mark.parametrize("move", ["check", "sign", "send"])
def test_why_not_says_beforehand_what_the_move_would_say(move: str) -> None:
    office = make_office()
    [letter] = bring(office, SOURCES[move])
    by, at = office.actor_of(MOVERS[move]), ON_THE_DAY if move == "send" else AT
    before = why_not(move, letter, by=by, at=at)
    look(by, letter)
    after = why_not(move, DecisionLetter.objects.get(), by=by, at=at)
    assert (before.startswith("Open de brief eerst") or move != "check", after) == (True, "")


def test_municipality_decides_how_many_people_there_are() -> None:
    assert Municipality().letter_people == "three"


def test_every_move_has_words_in_the_log() -> None:
    assert set(letter_moves.ACTIONS.values()) - set(ACTIONS) == set()
    assert set(letter_moves.ACTIONS) == {"plan", *TARGETS} == set(PERMISSIONS)
