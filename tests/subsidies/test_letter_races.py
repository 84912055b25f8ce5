"""Two people at the same letter at the same moment, on PostgreSQL: one wins, the other is told."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from partners.models import AuditEntry, SchoolBoard
from partners.states import Role
from subsidies import letter_moves, rendering
from subsidies.letter_moves import Moved
from subsidies.letters import draft_letters
from subsidies.models import DecisionLetter
from subsidies.states import LetterState, RenderState
from tests.factories.partners import make_actor
from tests.factories.subsidies import AT
from tests.subsidies.office import (
    DAY,
    ON_THE_DAY,
    REASON,
    Office,
    bring,
    ids,
    look,
    make,
    make_office,
)
from tests.subsidies.test_year_races import at_once, wait_for_a_lock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Act = Callable[[], object]


def moved_once(outcomes: list[object]) -> None:
    """Ask that of two acts one moved every letter and the other none."""
    moves = [outcome for outcome in outcomes if isinstance(outcome, Moved)]
    assert sorted((len(move.done), len(move.refused)) for move in moves) == [(0, 1), (1, 0)]


def test_two_signatures_at_once_give_one_and_a_refusal() -> None:
    office = make_office()
    letters = bring(office, LetterState.CHECKED)
    look(office.signatory, *letters)

    def act() -> object:
        return letter_moves.sign(letter_ids=ids(letters), by=office.signatory, at=AT)

    moved_once(at_once(act, act))
    assert AuditEntry.objects.filter(action="letter.signed").count() == 1


def test_two_checkers_at_once_give_one_check() -> None:
    office = make_office()
    letters = bring(office, LetterState.DRAFT)
    people = [make_actor(Role.GEM, office.municipality) for _ in range(2)]
    for person in people:
        look(person, *letters)

    def act(place: int) -> Act:
        return lambda: letter_moves.check(letter_ids=ids(letters), by=people[place], at=AT)

    moved_once(at_once(act(0), act(1)))
    [letter] = office.letters
    assert AuditEntry.objects.get(action="letter.checked").user == letter.checked_by


def test_two_senders_at_once_send_once() -> None:
    office = make_office()
    letters = bring(office, LetterState.SIGNED)
    look(office.sender, *letters)

    def act() -> object:
        return letter_moves.send(letter_ids=ids(letters), by=office.sender, at=ON_THE_DAY)

    moved_once(at_once(act, act))
    assert office.letters[0].state == LetterState.SENT


def test_sending_and_reopening_at_once_end_in_one_of_the_two() -> None:
    office = make_office()
    letters = bring(office, LetterState.SIGNED)
    look(office.sender, *letters)
    given = {"letter_ids": ids(letters)}

    def send() -> object:
        return letter_moves.send(by=office.sender, at=ON_THE_DAY, **given)

    def reopen() -> object:
        return letter_moves.reopen(by=office.checker, at=ON_THE_DAY, reason=REASON, **given)

    moved_once(at_once(send, reopen))
    [letter] = office.letters
    assert (letter.state == LetterState.SENT) is (letter.sent_at is not None)


def behind(office: Office, first: Act, second: Act) -> object:
    """Let a second act wait for the row that a first one holds; returns what came of it."""
    outcomes: list[object] = []
    entered = threading.Event()

    def run() -> None:
        entered.wait()
        try:
            outcomes.append(second())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    with transaction.atomic():
        first()
        entered.set()
        wait_for_a_lock()
    thread.join()
    return outcomes[0]


def test_a_checker_who_waits_for_a_renewal_must_look_again() -> None:
    office = make_office()
    letters = bring(office, LetterState.DRAFT)
    look(office.checker, *letters)

    def renew() -> object:
        SchoolBoard.objects.update(street="Lindelaan")
        return draft_letters(year_id=office.year.pk, by=office.drafter, at=AT)

    def check() -> object:
        return letter_moves.check(letter_ids=ids(letters), by=office.checker, at=AT)

    outcome = behind(office, renew, check)
    assert isinstance(outcome, Moved)
    assert [why for _reference, why in outcome.refused] == [
        "De pdf wordt nog gemaakt: probeer het zo weer."
    ]


def test_a_renewal_that_waits_for_a_checker_leaves_the_letter_checked() -> None:
    office = make_office()
    letters = bring(office, LetterState.DRAFT)
    look(office.checker, *letters)
    SchoolBoard.objects.update(street="Wilgenlaan")  # nothing new, so that the check passes

    def check() -> object:
        moved = letter_moves.check(letter_ids=ids(letters), by=office.checker, at=AT)
        SchoolBoard.objects.update(street="Lindelaan")
        return moved

    def renew() -> object:
        return draft_letters(year_id=office.year.pk, by=office.drafter, at=AT)

    behind(office, check, renew)
    [letter] = office.letters
    assert (letter.state, letter.checked_by) == (LetterState.CHECKED, office.checker.user)
    assert letter.snapshot == letters[0].snapshot


def test_a_plan_that_waits_for_a_checker_is_refused() -> None:
    office = make_office()
    letters = bring(office, LetterState.DRAFT)
    look(office.checker, *letters)
    given = {"letter_ids": ids(letters), "at": AT}

    def check() -> object:
        return letter_moves.check(by=office.checker, **given)

    def plan() -> object:
        return letter_moves.plan(by=office.drafter, sending_on=DAY.replace(day=9), **given)

    outcome = behind(office, check, plan)
    assert isinstance(outcome, Moved)
    assert "geen concept meer" in outcome.refused[0][1]
    assert office.letters[0].sending_on == DAY


def test_a_pdf_that_is_made_while_a_letter_is_signed_is_of_one_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The worker either makes the concept or finds the final text, never a mixture."""
    office = make_office()
    letters = bring(office, LetterState.CHECKED)
    look(office.signatory, *letters)
    monkeypatch.setattr(rendering, "pdf_of", lambda snapshot: repr(snapshot["concept"]).encode())
    monkeypatch.setattr(rendering.pdf, "page_count", lambda _content: 1)

    def sign() -> object:
        return letter_moves.sign(letter_ids=ids(letters), by=office.signatory, at=AT)

    def render() -> object:
        return rendering.render_letter(letter_id=letters[0].pk, at=AT)

    at_once(sign, render, render)
    rendering.render_letter(letter_id=letters[0].pk, at=ON_THE_DAY)
    letter = DecisionLetter.objects.select_related("pdf").get()
    assert (letter.state, letter.render_state) == (LetterState.SIGNED, RenderState.DONE)
    assert bytes(letter.pdf.content) == b"False"


def test_moves_at_once_of_overlapping_selections_lock_nobody_out() -> None:
    office = make_office(boards=4)
    letters = bring(office, LetterState.DRAFT)
    people = [make_actor(Role.GEM, office.municipality) for _ in range(2)]
    for person in people:
        look(person, *letters)

    def act(place: int) -> Act:
        chosen = ids(letters) if place else ids(letters)[::-1]
        return lambda: letter_moves.check(letter_ids=chosen, by=people[place], at=AT)

    outcomes = [each for each in at_once(act(0), act(1)) if isinstance(each, Moved)]
    assert sum(len(outcome.done) for outcome in outcomes) == 4
    assert {letter.state for letter in office.letters} == {LetterState.CHECKED}
    assert make("reopen", office.letters, by=office.checker).refused == []
