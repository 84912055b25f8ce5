"""The worker's side of the outbox, against a real mail server on loopback."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as locmem
from django.db import connection, connections

from config import mail
from config.mail import MailUnavailableError
from partners import delivery, outbox, tasks
from partners.models import Message, MessageMove
from partners.states import MessageState
from tests.factories.messages import MessageFactory
from tests.factories.partners import MunicipalityFactory, UserFactory
from tests.partners.smtp_sink import HANG_UP, Sink, smtp_sink

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def send(at: datetime = AT) -> int:
    return delivery.send_due(clock=lambda: at)


def waiting(**changes: Any) -> Message:
    return MessageFactory(**{"created_at": AT - timedelta(minutes=1), **changes})


@pytest.fixture(autouse=True)
def rings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    calls: list[int] = []
    monkeypatch.setattr(outbox, "ring", lambda: calls.append(1))
    return calls


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with smtp_sink() as running:
        settings.EMAIL_BACKEND = "config.mail.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 2
        yield running


def state_of(message: Message) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.state, message.tries, message.last_error


def test_send_due_sends_the_oldest_first_over_one_connection(sink: Sink) -> None:
    waiting(subject="jong", created_at=AT - timedelta(minutes=1))
    waiting(subject="oud", created_at=AT - timedelta(minutes=9))
    assert send() == 2
    assert (sink.subjects, sink.connections) == (["oud", "jong"], 1)


def test_send_due_writes_down_that_it_was_sent(sink: Sink) -> None:
    message = waiting()
    send()
    assert state_of(message) == (MessageState.SENT, 1, "")
    assert message.sent_at == AT
    assert [move.state for move in message.moves.all()] == [MessageState.SENT]


def test_send_due_twice_sends_once(sink: Sink) -> None:
    waiting()
    assert (send(), send(), len(sink.mails)) == (1, 0, 1)


def test_send_due_leaves_what_is_not_due(sink: Sink) -> None:
    waiting(created_at=AT + timedelta(seconds=1))
    assert (send(), sink.connections) == (0, 0)


@pytest.mark.parametrize("state", sorted(set(MessageState) - {MessageState.QUEUED}))
def test_send_due_sends_nothing_that_is_not_queued(sink: Sink, state: MessageState) -> None:
    waiting(state=state)
    assert (send(), sink.mails) == (0, [])


def test_send_due_rings_for_the_rest_after_a_full_batch(
    sink: Sink, rings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 2)
    for _ in range(3):
        waiting()
    assert (send(), rings, send(), rings) == (2, [1], 1, [1])


def test_send_due_without_a_mail_server_costs_no_try(monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable() -> None:
        raise MailUnavailableError("De mailserver is niet bereikbaar.")

    monkeypatch.setattr(mail, "connect", unavailable)
    message = waiting()
    assert send() == 0
    assert state_of(message) == (MessageState.QUEUED, 0, "De mailserver is niet bereikbaar.")


def test_send_due_after_the_mail_server_came_back(sink: Sink) -> None:
    message = waiting(last_error="De mailserver is niet bereikbaar.")
    send()
    assert state_of(message) == (MessageState.SENT, 1, "")


@pytest.mark.parametrize(("tries", "minutes"), [(0, 1), (1, 5), (2, 15), (3, 60)])
def test_send_due_tries_later_after_a_definite_no_for_now(
    sink: Sink, tries: int, minutes: int
) -> None:
    sink.answers["rcpt"] = "450 4.2.0 later"
    message = waiting(tries=tries)
    send()
    assert state_of(message)[:2] == (MessageState.QUEUED, tries + 1)
    assert message.not_before == AT + timedelta(minutes=minutes)


def test_send_due_stops_after_five_tries(sink: Sink) -> None:
    sink.answers["rcpt"] = "450 4.2.0 later"
    message = waiting(tries=4)
    send()
    assert state_of(message)[:2] == (MessageState.FAILED, 5)


def test_send_due_gives_up_on_a_definite_no(sink: Sink) -> None:
    sink.answers["rcpt"] = "550 5.1.1 unknown"
    message = waiting()
    send()
    assert state_of(message) == (
        MessageState.FAILED,
        1,
        "Dit adres bestaat niet bij de ontvangende mailserver (550 5.1.1).",
    )


def test_send_due_never_repeats_what_may_have_arrived(sink: Sink) -> None:
    sink.answers["content"] = HANG_UP
    message = waiting()
    assert (send(), send(AT + timedelta(days=1))) == (1, 0)
    assert state_of(message)[:2] == (MessageState.UNKNOWN, 1)


def test_send_due_goes_on_with_the_others_after_a_failure(sink: Sink) -> None:
    sink.once["mail"] = HANG_UP
    first = waiting(created_at=AT - timedelta(minutes=2))
    second = waiting()
    send()
    assert (state_of(first)[:2], state_of(second)[:2]) == (
        (MessageState.QUEUED, 1),
        (MessageState.SENT, 1),
    )
    assert sink.connections == 2


def test_send_due_drops_a_message_to_a_person_without_access(sink: Sink) -> None:
    message = waiting(recipient=UserFactory(is_active=False))
    send()
    assert state_of(message) == (MessageState.DROPPED, 1, "De ontvanger heeft geen toegang meer.")
    assert sink.mails == []


def test_send_due_drops_a_message_whose_reason_is_gone(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = outbox.Kind("Proef", "Omdat.", is_still_needed=lambda message: False)
    monkeypatch.setitem(outbox.KINDS, "test", kind)
    message = waiting()
    send()
    assert state_of(message) == (MessageState.DROPPED, 1, "De aanleiding is vervallen.")


@pytest.fixture
def link() -> Iterator[str]:
    outbox.LINKS["proef"] = outbox.of_recipient(lambda user: f"/account/{user.pk}-geheim/")
    yield "proef"
    del outbox.LINKS["proef"]


def test_send_due_makes_the_personal_link_and_keeps_it_nowhere(
    sink: Sink, link: str, settings: Any
) -> None:
    settings.BASE_URL = "https://overgang.example"
    noor = UserFactory(email="noor@example.org")
    message = waiting(body="Open {link}", link=link, recipient=noor, address="noor@example.org")
    send()
    message.refresh_from_db()
    text = sink.mails[0].get_content()
    assert f"Open https://overgang.example/account/{noor.pk}-geheim/" in text
    assert message.body == "Open {link}"


def test_send_due_keeps_a_personal_link_from_an_old_address(sink: Sink, link: str) -> None:
    noor = UserFactory(email="nieuw@example.org")
    message = waiting(body="Open {link}", link=link, recipient=noor, address="oud@example.org")
    send()
    assert state_of(message)[0] == MessageState.DROPPED
    assert sink.mails == []


@pytest.mark.parametrize(
    ("address", "state", "count"),
    [("ouder@example.org", MessageState.SENT, 1), ("", MessageState.DROPPED, 0)],
)
def test_send_due_asks_a_private_kind_for_the_address(
    sink: Sink, monkeypatch: pytest.MonkeyPatch, address: str, state: str, count: int
) -> None:
    kind = outbox.Kind("Proef", "Omdat.", address_of=lambda _message: address)
    monkeypatch.setitem(outbox.KINDS, "geheim", kind)
    message = waiting(cause="geheim:1", address="", municipality=None)
    send()
    assert (state_of(message)[0], len(sink.mails)) == (state, count)
    assert Message.objects.get().address == ""


def test_compose_puts_a_code_in_the_text_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(outbox.LINKS, "proef", lambda _message: "482 913")
    text = delivery.compose(MessageFactory(body="Je code: {link}", link="proef")).body
    assert text.startswith("Je code: 482 913\n")


def test_send_due_when_a_mail_cannot_be_made(sink: Sink, link: str) -> None:
    def broken(_message: object) -> str:
        raise LookupError("Noor")

    outbox.LINKS["proef"] = broken
    noor = UserFactory(email="noor@example.org")
    message = waiting(body="Open {link}", link=link, recipient=noor, address="noor@example.org")
    send()
    assert state_of(message) == (MessageState.FAILED, 1, "Het bericht kon niet worden opgemaakt.")


def test_compose_ends_with_who_sent_it_and_why(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BASE_URL = "https://overgang.example"
    monkeypatch.setitem(outbox.KINDS, "test", outbox.Kind("Proef", "Je bent uitgenodigd."))
    message = MessageFactory(municipality=MunicipalityFactory(name="Wilgenstad"), body="Dag\n")
    assert delivery.compose(message).body == (
        "Dag\n\n-- \n"
        "Verstuurd door gemeente Wilgenstad met Soepele overgang, https://overgang.example/\n"
        "Je bent uitgenodigd.\n"
    )


def test_compose_uses_the_sender_of_the_municipality() -> None:
    town = MunicipalityFactory(sender_name="Gemeente Wilgenstad", sender_email="ko@wilgen.example")
    ready = delivery.compose(MessageFactory(municipality=town)).message()
    assert ready["From"] == "Gemeente Wilgenstad <ko@wilgen.example>"


def test_compose_of_a_message_without_a_municipality(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Soepele overgang <post@overgang.example>"
    ready = delivery.compose(MessageFactory(municipality=None))
    assert ready.message()["From"] == "Soepele overgang <post@overgang.example>"
    assert "Verstuurd door Soepele overgang," in ready.body


@pytest.mark.parametrize(("age", "state"), [(29, "claimed"), (31, "unknown")])
def test_give_up_lost_after_half_an_hour(age: int, state: str) -> None:
    claimed_at = AT - timedelta(minutes=age)
    message = MessageFactory(state=MessageState.CLAIMED, claimed_at=claimed_at)
    delivery.give_up_lost(at=AT)
    message.refresh_from_db()
    assert message.state == state


def test_give_up_lost_twice_changes_nothing() -> None:
    MessageFactory(state=MessageState.CLAIMED, claimed_at=AT - timedelta(hours=2))
    assert (delivery.give_up_lost(at=AT), delivery.give_up_lost(at=AT)) == (1, 0)
    assert MessageMove.objects.count() == 1


def test_settle_by_a_slow_worker_after_the_sweep_gave_up() -> None:
    message = MessageFactory(state=MessageState.CLAIMED, claimed_at=AT - timedelta(hours=2))
    delivery.give_up_lost(at=AT)
    delivery.settle(message, MessageState.SENT, "", at=AT)
    assert state_of(message)[0] == MessageState.SENT


def test_settle_leaves_a_message_that_a_person_has_decided_on() -> None:
    message = MessageFactory(state=MessageState.CLAIMED, claimed_at=AT - timedelta(hours=2))
    Message.objects.update(state=MessageState.QUEUED, claimed_at=None)
    delivery.settle(message, MessageState.SENT, "", at=AT)
    assert state_of(message)[0] == MessageState.QUEUED


def test_settle_by_a_slow_worker_while_another_holds_the_message() -> None:
    message = MessageFactory(state=MessageState.CLAIMED, claimed_at=AT - timedelta(hours=2))
    Message.objects.update(claimed_at=AT)
    delivery.settle(message, MessageState.SENT, "", at=AT)
    assert state_of(message)[0] == MessageState.CLAIMED


def test_settle_cannot_make_an_illegal_move() -> None:
    message = MessageFactory(state=MessageState.DROPPED, claimed_at=AT)
    delivery.settle(message, MessageState.SENT, "", at=AT)
    assert state_of(message)[0] == MessageState.DROPPED


@pytest.mark.django_db(transaction=True)
def test_claim_next_by_many_at_once_claims_each_row_once() -> None:
    for _ in range(40):
        waiting()
    claimed: list[int] = []

    def drain() -> None:
        while message := delivery.claim_next(at=AT):
            claimed.append(message.pk)
        connections.close_all()

    threads = [threading.Thread(target=drain) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(Message.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_claim_next_commits_before_anything_is_sent(sink: Sink) -> None:
    message, seen = waiting(), []
    real = mail.hand_over

    def look(*args: Any) -> Any:
        with connection.copy().cursor() as cursor:
            cursor.execute("SELECT state FROM partners_message WHERE id = %s", [message.pk])
            seen.append(cursor.fetchone())
            cursor.connection.close()
        return real(*args)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(mail, "hand_over", look)
        send()
    assert seen == [("claimed",)]


def test_tasks_send_and_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = MessageFactory(state=MessageState.CLAIMED)
    waits, other = MessageFactory(), MessageFactory()
    tasks.sweep_messages()
    tasks.send_messages()
    states = [state_of(message)[0] for message in (lost, waits, other)]
    assert states == [MessageState.UNKNOWN, MessageState.SENT, MessageState.SENT]
    assert len(locmem.outbox) == 2


def test_compose_takes_the_calendar_file_along() -> None:
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//NL\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"
    parts = [
        each.get_content_type()
        for each in delivery.compose(waiting(calendar=text)).message().walk()
    ]
    assert parts == ["multipart/mixed", "text/plain", "text/calendar"]
    assert not delivery.compose(waiting()).message().is_multipart()
