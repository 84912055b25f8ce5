"""Signing, sending and the moves back: what each keeps, and when it is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partners.models import AuditEntry, Message
from partners.states import Delivery
from subsidies import letters
from subsidies.letters import draft_letters
from subsidies.models import DecisionLetter
from subsidies.states import IllegalMoveError, LetterState, RenderState
from tests.factories.partners import (
    BoardRelationFactory,
)
from tests.factories.subsidies import AT
from tests.subsidies.office import (
    DAY,
    ON_THE_DAY,
    REASON,
    bring,
    facts,
    look,
    make,
    make_office,
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
    monkeypatch.setattr(letters, "differs_from_facts", lambda _letter, at: "")
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
