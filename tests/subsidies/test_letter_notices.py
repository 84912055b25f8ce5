"""The notice of a digital letter: to whom, with what in it, once; and what proves its arrival."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from partners import delivery, outbox
from partners.models import BoardRelation, Message
from partners.states import Delivery, MessageState, Role
from subsidies.letter_notices import (
    KINDS,
    proof_of,
    proofs_of,
    queue_notice,
    tell_clerks,
    undelivered,
)
from subsidies.models import DecisionLetter, LetterOpening, SubsidyYear
from subsidies.states import LetterState
from tests.factories.issued import SENT_AT, agree_digital, bare_year, mandate_of, send
from tests.factories.partners import MembershipFactory, UserFactory, make_actor

pytestmark = pytest.mark.django_db
LATER = SENT_AT + timedelta(days=1)


@pytest.fixture
def year() -> SubsidyYear:
    return bare_year(2)[0]


@pytest.fixture
def letter(year: SubsidyYear) -> DecisionLetter:
    """Return a sent letter to a board that agreed to digital delivery."""
    first = year.letters.order_by("pk")[0]
    agree_digital(first)
    return send(first, digital=True)


def board_user(letter: DecisionLetter, **values: Any) -> Any:
    return make_actor(Role.BRD, letter.board, user=UserFactory(**values)).user


def addresses() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("address", flat=True))


def settled(state: MessageState) -> None:
    moment = LATER if state == MessageState.SENT else None
    Message.objects.update(state=state, sent_at=moment)


# --- the notice -----------------------------------------------------------------------------


def test_queue_notice_writes_to_the_address_and_the_users_of_the_board(
    letter: DecisionLetter,
) -> None:
    user = board_user(letter, email="penning@wilgen.example")
    queue_notice(letter, at=SENT_AT)
    assert addresses() == ["post@wilgen.example", "penning@wilgen.example"]
    causes = list(Message.objects.order_by("pk").values_list("cause", flat=True))
    assert causes == [f"letter:{letter.pk}", f"letter:{letter.pk}:{user.pk}"]


def test_queue_notice_holds_a_link_but_no_amount_and_no_name_of_a_person(
    letter: DecisionLetter,
) -> None:
    user = board_user(letter, name="Wilhelmina Treurwilg")
    BoardRelation.objects.update(contact_name="Karel Knotwilg")
    for message in queue_notice(letter, at=SENT_AT):
        text = message.subject + message.body
        assert "/beschikkingsbrieven/" in message.body
        assert letter.reference in text
        assert not {user.name, "Knotwilg", "2.500", "2500", "€"} & set(text.split())
        assert "Wilhelmina" not in text
        assert "Knotwilg" not in text


def test_queue_notice_again_queues_nothing(letter: DecisionLetter) -> None:
    board_user(letter)
    assert len(queue_notice(letter, at=SENT_AT)) == 2
    assert queue_notice(letter, at=LATER) == []


def test_queue_notice_writes_once_to_an_address_that_is_a_user_too(
    letter: DecisionLetter,
) -> None:
    board_user(letter, email="post@wilgen.example")
    queue_notice(letter, at=SENT_AT)
    assert addresses() == ["post@wilgen.example"]


def test_queue_notice_leaves_out_who_is_no_user_of_this_board_now(letter: DecisionLetter) -> None:
    MembershipFactory(
        role=Role.BRD, organisation=letter.board.organisation, user=UserFactory(is_active=False)
    )
    elsewhere = DecisionLetter.objects.exclude(pk=letter.pk).get()
    make_actor(Role.BRD, elsewhere.board)
    MembershipFactory(
        role=Role.BRD, organisation=letter.board.organisation, valid_until=date(2025, 1, 1)
    )
    make_actor(Role.DPO, letter.board)
    queue_notice(letter, at=SENT_AT)
    assert addresses() == ["post@wilgen.example"]


def test_queue_notice_of_a_letter_by_post_is_not_there(year: SubsidyYear) -> None:
    letter = send(year.letters.order_by("pk")[0])
    agree_digital(letter)
    assert queue_notice(letter, at=SENT_AT) == []


def test_queue_notice_before_the_letter_is_sent_is_not_there(year: SubsidyYear) -> None:
    letter = year.letters.order_by("pk")[0]
    letter.delivery = Delivery.DIGITAL
    assert queue_notice(letter, at=SENT_AT) == []


def test_queue_notice_belongs_to_the_municipality_that_sends(letter: DecisionLetter) -> None:
    queue_notice(letter, at=SENT_AT)
    assert Message.objects.get().municipality == letter.year.municipality


def test_kinds_are_known_to_the_outbox() -> None:
    assert outbox.kind_of("letter:1:2") is KINDS["letter"]
    assert outbox.kind_of("letters.drafted:1:2") is KINDS["letters.drafted"]


def test_notice_is_dropped_when_its_letter_is_not_sent_after_all(letter: DecisionLetter) -> None:
    message = queue_notice(letter, at=SENT_AT)[0]
    assert delivery.reason_to_drop(message) == ""
    message.cause = f"letter:{DecisionLetter.objects.exclude(pk=letter.pk).get().pk}"
    assert delivery.reason_to_drop(message) != ""


# --- the proof ------------------------------------------------------------------------------


def test_proof_of_a_letter_by_post_says_so(year: SubsidyYear) -> None:
    proof = proof_of(send(year.letters.order_by("pk")[0]))
    assert (proof.words, proof.is_undelivered) == ("Per post verzonden.", False)


@pytest.mark.parametrize(
    ("state", "words", "is_undelivered"),
    [
        (MessageState.QUEUED, "wacht op verzending", False),
        (MessageState.CLAIMED, "wacht op verzending", False),
        (MessageState.SENT, "Bericht verzonden op 03-03-2026 11:00; nog niet geopend.", False),
        (MessageState.FAILED, "niet bezorgd: verstuur de brief per post", True),
        (MessageState.UNKNOWN, "niet bezorgd: verstuur de brief per post", True),
        (MessageState.DROPPED, "niet bezorgd: verstuur de brief per post", True),
    ],
)
def test_proof_of_follows_the_state_of_the_mail(
    letter: DecisionLetter, state: MessageState, words: str, is_undelivered: bool
) -> None:
    queue_notice(letter, at=SENT_AT)
    Message.objects.update(claimed_at=LATER)
    settled(state)
    proof = proof_of(letter)
    assert words in proof.words
    assert (proof.is_undelivered, proof.agreed_on) == (is_undelivered, date(2026, 1, 15))


def test_proof_of_one_mail_that_came_back_and_one_that_went_is_delivered(
    letter: DecisionLetter,
) -> None:
    board_user(letter)
    first, _second = queue_notice(letter, at=SENT_AT)
    settled(MessageState.SENT)
    Message.objects.filter(pk=first.pk).update(state=MessageState.FAILED, sent_at=None)
    assert proof_of(letter).is_undelivered is False


def test_proof_of_has_the_first_opening_by_somebody_of_the_board(letter: DecisionLetter) -> None:
    clerk = make_actor(Role.ISS, mandate_of(letter.year).issuer).user
    other = make_actor(Role.BRD, DecisionLetter.objects.exclude(pk=letter.pk).get().board).user
    for minutes, user in enumerate([clerk, other, board_user(letter), board_user(letter)]):
        LetterOpening.objects.create(
            letter=letter, user=user, sha256=letter.sha256,
            opened_at=LATER + timedelta(minutes=minutes),
        )  # fmt: skip
    proof = proof_of(letter)
    assert proof.opened_at == LATER + timedelta(minutes=2)
    assert proof.words == "Geopend door het bestuur op 03-03-2026 11:02."


def test_proof_of_a_mail_that_came_back_and_a_letter_that_was_opened_is_delivered(
    letter: DecisionLetter,
) -> None:
    queue_notice(letter, at=SENT_AT)
    settled(MessageState.FAILED)
    user = board_user(letter)
    LetterOpening.objects.create(letter=letter, user=user, sha256=letter.sha256, opened_at=LATER)
    assert proof_of(letter).is_undelivered is False


def test_proof_of_takes_no_mail_of_a_letter_whose_number_begins_alike(
    letter: DecisionLetter,
) -> None:
    queue_notice(letter, at=SENT_AT)
    Message.objects.update(cause=f"letter:{letter.pk}9")
    assert proof_of(letter).messages == []


@pytest.mark.parametrize("count", [1, 3])
def test_proofs_of_takes_two_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    year, letters = bare_year(count)
    for row in letters:
        agree_digital(row)
        queue_notice(send(row, digital=True), at=SENT_AT)
    rows = list(year.letters.all())
    with django_assert_num_queries(2):
        assert len(proofs_of(rows)) == count


# --- who did not get it ---------------------------------------------------------------------


def test_undelivered_names_the_letters_whose_mail_came_back(
    year: SubsidyYear, letter: DecisionLetter
) -> None:
    other = DecisionLetter.objects.exclude(pk=letter.pk).get()
    agree_digital(other, "ander@wilgen.example")
    queue_notice(letter, at=SENT_AT)
    queue_notice(send(other, digital=True), at=SENT_AT)
    assert undelivered(year) == []
    settled(MessageState.SENT)
    Message.objects.filter(cause=f"letter:{letter.pk}").update(
        state=MessageState.FAILED, sent_at=None
    )
    assert undelivered(year) == [letter]


def test_undelivered_names_a_letter_without_any_address(
    year: SubsidyYear, letter: DecisionLetter
) -> None:
    BoardRelation.objects.update(email="")
    assert queue_notice(letter, at=SENT_AT) == []
    assert undelivered(year) == [letter]
    assert "geen e-mailadres" in proof_of(letter).words


def test_undelivered_has_no_letters_by_post(year: SubsidyYear) -> None:
    send(year.letters.order_by("pk")[0])
    assert undelivered(year) == []


# --- the clerks -----------------------------------------------------------------------------


def test_tell_clerks_writes_to_the_clerks_of_the_issuer_once(year: SubsidyYear) -> None:
    clerk = make_actor(Role.ISS, mandate_of(year).issuer).user
    make_actor(Role.SIG, mandate_of(year).issuer)
    make_actor(Role.GEM, year.municipality)
    assert [message.address for message in tell_clerks(year, at=SENT_AT)] == [clerk.email]
    assert tell_clerks(year, at=LATER) == []
    assert f"/subsidiejaren/{year.municipality.key}/{year.label}/" in Message.objects.get().body


def test_tell_clerks_without_an_issuer_writes_to_the_officers(year: SubsidyYear) -> None:
    Message.objects.all().delete()
    officers = [year.established_by, make_actor(Role.GEM, year.municipality).user]
    told = {message.address for message in tell_clerks(year, at=SENT_AT)}
    assert told == {user.email for user in officers}


def test_news_of_drafts_is_dropped_when_they_are_gone(year: SubsidyYear) -> None:
    make_actor(Role.ISS, mandate_of(year).issuer)
    message = tell_clerks(year, at=SENT_AT)[0]
    assert delivery.reason_to_drop(message) == ""
    user = make_actor(Role.GEM, year.municipality).user
    year.letters.update(state=LetterState.CANCELLED, cancelled_at=SENT_AT, cancelled_by=user)
    assert delivery.reason_to_drop(message) != ""


def test_tell_clerks_leaves_out_an_issuer_whose_mandate_ended(year: SubsidyYear) -> None:
    mandate = mandate_of(year)
    mandate.valid_until = date(2026, 3, 1)
    mandate.save()
    clerk = make_actor(Role.ISS, mandate.issuer).user
    told = {message.address for message in tell_clerks(year, at=datetime(2026, 3, 5, tzinfo=UTC))}
    assert clerk.email not in told
