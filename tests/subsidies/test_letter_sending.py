"""Signing, sending and the moves back: what each keeps, and when it is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import AuditEntry, Message, Municipality, Organisation, SchoolBoard
from partners.states import Delivery
from subsidies import letter_moves, letters
from subsidies.letters import draft_letters
from subsidies.models import DecisionLetter, LetterTerms
from subsidies.states import IllegalMoveError, LetterState, RenderState
from tests.factories.partners import (
    BoardRelationFactory,
)
from tests.factories.subsidies import AT
from tests.subsidies.office import (
    DAY,
    MOVERS,
    ON_THE_DAY,
    REASON,
    SOURCES,
    bring,
    facts,
    finish,
    look,
    make,
    make_office,
    moment,
    only,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


# --- signing --------------------------------------------------------------------------------


def test_sign_makes_the_final_text_of_what_was_checked() -> None:
    office = make_office()
    [checked] = bring(office, LetterState.CHECKED)
    make("sign", [checked], by=office.signatory)
    [letter] = office.letters
    assert letter.snapshot == {**checked.snapshot, "concept": False}
    assert (letter.snapshot["date"], letter.render_state) == ("2 maart 2026", RenderState.QUEUED)
    assert (letter.signed_by, letter.signed_at) == (office.signatory.user, AT)


def test_sign_of_a_snapshot_that_cannot_be_read_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = make_office()
    [letter] = bring(office, LetterState.CHECKED)
    monkeypatch.setattr(letters, "differs_from_facts", lambda _letter, at, facts: "")
    DecisionLetter.objects.update(snapshot={})
    assert "nog niet heel" in only(make("sign", [letter], by=office.signatory))


# --- sending --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (ON_THE_DAY - timedelta(days=1), "Op de brief staat 2 maart 2026: alleen op die dag"),
        (ON_THE_DAY + timedelta(days=1), "De verzenddatum 2 maart 2026 is voorbij: zet de brief"),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "is voorbij"),  # half past twelve, local time
    ],
)
def test_send_on_any_other_day_is_refused(at: datetime, says: str) -> None:
    office = make_office()
    letters = bring(office, LetterState.SIGNED)
    before = facts()[0]
    assert says in only(make("send", letters, by=office.sender, at=at))
    assert facts()[0] == before


def move_board(letter: DecisionLetter) -> str:
    SchoolBoard.objects.filter(pk=letter.board_id).update(street="Elders", house_number="9")
    return f"Het adres van {letter.board.name} is gewijzigd: zet de brief terug naar concept."


def rename_board(letter: DecisionLetter) -> str:
    was = letter.board.name
    Organisation.objects.filter(pk=letter.board_id).update(name="Stichting Anders")
    return f"De naam van {was} is gewijzigd: zet de brief terug naar concept."


def change_objection_address(letter: DecisionLetter) -> str:
    Municipality.objects.update(objection_lines=["Postbus 2", "5000 AA  Wilgenstad"])
    return "Het adres voor bezwaar is gewijzigd: zet de brief terug naar concept."


def change_framework(letter: DecisionLetter) -> str:
    LetterTerms.objects.update(framework="Uitvoeringskader 2027")
    return "Het uitvoeringskader is gewijzigd: zet de brief terug naar concept."


def change_amounts(letter: DecisionLetter) -> str:
    rows = [{**row, "amount": "€ 1,00"} for row in letter.snapshot["rows"]]
    DecisionLetter.objects.update(snapshot={**letter.snapshot, "rows": rows})
    return "De bedragen zijn gewijzigd: zet de brief terug naar concept."


@pytest.mark.parametrize(
    "change",
    [move_board, rename_board, change_objection_address, change_framework, change_amounts],
)
def test_send_of_what_changed_after_the_signature_is_refused(
    change: Callable[[DecisionLetter], str],
) -> None:
    office = make_office()
    [letter] = bring(office, LetterState.SIGNED)
    says = change(letter)
    before = facts()
    assert only(make("send", [letter], by=office.sender)) == says
    letter.refresh_from_db()
    assert (letter.state, facts()) == (LetterState.SIGNED, before)


def test_send_of_a_letter_whose_board_moved_goes_after_the_whole_way_again() -> None:
    office = make_office()
    [letter] = bring(office, LetterState.SIGNED)
    move_board(letter)
    make("reopen", [letter], by=office.checker)
    finish(*office.letters)
    [sent] = bring(office, LetterState.SENT)
    assert sent.snapshot["board"]["address"][0] == "Elders 9"


@pytest.mark.parametrize("move", ["check", "sign", "send"])
def test_move_of_more_letters_takes_as_many_queries_for_each(move: str) -> None:
    taken = []
    for boards in (1, 2, 4):
        office = make_office(boards=boards)
        letters = bring(office, SOURCES[move])
        by = office.actor_of(MOVERS[move])
        look(by, *letters)
        with CaptureQueriesContext(connection) as queries:
            moved = getattr(letter_moves, move)(
                letter_ids=[letter.pk for letter in letters], by=by, at=moment(move)
            )
        assert moved.refused == []
        taken.append(len(queries))
    one, two, four = taken
    assert four - two == 2 * (two - one)


def test_send_at_the_first_minute_of_the_local_day_is_allowed() -> None:
    office = make_office()
    letters = bring(office, LetterState.SIGNED)
    at = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
    assert make("send", letters, by=office.sender, at=at).refused == []


def test_send_twice_is_refused_and_changes_nothing() -> None:
    office = make_office()
    letters = bring(office, LetterState.SENT)
    look(office.sender, *letters)
    before = facts()
    assert "“Verzonden” kan niet naar “Verzonden”" in only(make("send", letters, by=office.sender))
    assert facts() == before


def test_send_keeps_who_when_and_by_post_without_an_agreement() -> None:
    office = make_office()
    [letter] = bring(office, LetterState.SENT)
    assert (letter.sent_by, letter.sent_at) == (office.sender.user, ON_THE_DAY)
    assert (letter.delivery, letter.digital_agreed_on) == (Delivery.POST, None)
    line = AuditEntry.objects.get(action="letter.sent")
    assert line.details == {"sha256": letter.sha256, "delivery": "post"}


@pytest.mark.parametrize(
    ("agreed", "delivery"),
    [(date(2025, 9, 1), "digital"), (DAY, "digital"), (DAY + timedelta(days=1), "post")],
)
def test_send_goes_digital_once_the_board_agreed(agreed: date, delivery: str) -> None:
    office = make_office()
    letters = bring(office, LetterState.SIGNED)
    BoardRelationFactory(
        board=letters[0].board,
        municipality=office.municipality,
        delivery=Delivery.DIGITAL,
        digital_agreed_on=agreed,
        email="bestuur@example.org",
    )
    make("send", letters, by=office.sender)
    [letter] = office.letters
    kept = agreed if delivery == "digital" else None
    assert (letter.delivery, letter.digital_agreed_on) == (delivery, kept)


def test_send_tells_a_digital_board_and_no_other() -> None:
    office = make_office(boards=2)
    letters = bring(office, LetterState.SIGNED)
    BoardRelationFactory(
        board=letters[0].board,
        municipality=office.municipality,
        delivery=Delivery.DIGITAL,
        digital_agreed_on=DAY,
        email="bestuur@example.org",
    )
    make("send", letters, by=office.sender)
    assert list(Message.objects.values_list("address", flat=True)) == ["bestuur@example.org"]


def test_send_takes_the_agreement_with_this_municipality_only() -> None:
    office = make_office()
    letters = bring(office, LetterState.SIGNED)
    BoardRelationFactory(
        board=letters[0].board, delivery=Delivery.DIGITAL, digital_agreed_on=date(2025, 9, 1)
    )
    make("send", letters, by=office.sender)
    assert office.letters[0].delivery == Delivery.POST


# --- back, and lapsed -----------------------------------------------------------------------


@pytest.mark.parametrize("state", [LetterState.CHECKED, LetterState.SIGNED])
def test_reopen_takes_check_and_signature_away_and_keeps_the_number(state: LetterState) -> None:
    office = make_office()
    [before] = bring(office, state)
    make("reopen", [before], by=office.checker)
    [letter] = office.letters
    evidence = (letter.checked_at, letter.checked_by, letter.signed_at, letter.signed_by)
    assert (letter.state, evidence) == (LetterState.DRAFT, (None, None, None, None))
    assert (letter.reference, letter.sending_on) == (before.reference, DAY)
    assert letter.snapshot["concept"] is True
    line = AuditEntry.objects.get(action="letter.reopened")
    assert line.details == {"was": state, "reason": REASON}


def test_reopen_of_a_signed_letter_queues_the_concept_again() -> None:
    office = make_office()
    bring(office, LetterState.SIGNED)
    make("reopen", office.letters, by=office.sender)
    assert office.letters[0].render_state == RenderState.QUEUED


def test_reopened_letter_goes_the_whole_way_again() -> None:
    office = make_office()
    bring(office, LetterState.SIGNED)
    make("reopen", office.letters, by=office.signatory)
    [letter] = bring(office, LetterState.SENT)
    assert (letter.state, letter.signed_by) == (LetterState.SENT, office.signatory.user)


@pytest.mark.parametrize("state", [LetterState.DRAFT, LetterState.CHECKED, LetterState.SIGNED])
def test_cancel_keeps_the_number_the_reason_and_who(state: LetterState) -> None:
    office = make_office()
    [letter] = bring(office, state)
    make("cancel", [letter], by=office.checker, reason="  Dubbel\nopgesteld. ")
    [after] = office.letters
    assert (after.state, after.cancel_reason) == (LetterState.CANCELLED, "Dubbel opgesteld.")
    assert (after.cancelled_by, after.cancelled_at) == (office.checker.user, AT)
    assert after.reference == letter.reference


def test_cancelled_letter_is_followed_by_one_with_the_next_number() -> None:
    office = make_office()
    bring(office, LetterState.CANCELLED)
    draft_letters(year_id=office.year.pk, by=office.drafter, at=AT)
    assert [(row.state, row.version, row.reference_number) for row in office.letters] == [
        (LetterState.CANCELLED, 1, 1),
        (LetterState.DRAFT, 2, 2),
    ]


@pytest.mark.parametrize("move", ["reopen", "cancel"])
@pytest.mark.parametrize(
    ("reason", "says"), [("", "in één zin"), (" \n ", "in één zin"), ("x" * 301, "hoogstens 300")]
)
def test_move_back_without_a_reason_is_refused(move: str, reason: str, says: str) -> None:
    office = make_office()
    letters = bring(office, LetterState.CHECKED)
    before = facts()[0]
    with pytest.raises(IllegalMoveError, match=says):
        make(move, letters, by=office.checker, reason=reason)
    assert facts()[0] == before
