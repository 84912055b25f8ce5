"""Queueing a mail, and what a person may decide on one that went wrong."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from partners import outbox, tasks
from partners.access import Actor
from partners.models import AuditEntry, Message, MessageMove
from partners.states import NEEDS_PERSON, IllegalMoveError, MessageState, Role
from tests.factories.messages import MessageFactory
from tests.factories.partners import (
    MembershipFactory,
    MunicipalityFactory,
    SchoolFactory,
    UserFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rings(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Catch the bell: workers are tested in test_delivery and test_outbox_kills."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **kw: calls.append(kw))
    return calls


@pytest.fixture
def link() -> Iterator[str]:
    outbox.LINKS["proef"] = outbox.of_recipient(lambda user: f"/account/{user.pk}/")
    yield "proef"
    del outbox.LINKS["proef"]


def queue(**changes: Any) -> Message | None:
    parts = {
        "address": "noor@example.org",
        "subject": "Welkom",
        "body": "Beste Noor",
        "cause": "welcome:1",
        "at": AT,
    }
    return outbox.queue(**{**parts, **changes})


def test_queue_stores_a_row_that_is_due_at_once() -> None:
    municipality = MunicipalityFactory()
    message = queue(municipality=municipality)
    assert message is not None
    assert (message.state, message.not_before, message.municipality) == (
        MessageState.QUEUED,
        AT,
        municipality,
    )


def test_queue_keeps_a_calendar_file_with_its_mail() -> None:
    message = queue(calendar=b"BEGIN:VCALENDAR\r\n")
    assert message is not None
    message.refresh_from_db()
    assert message.calendar == "BEGIN:VCALENDAR\r\n"


def test_queue_for_a_cause_that_already_has_one() -> None:
    first = queue()
    assert queue(address="bram@example.org") is None
    assert list(Message.objects.all()) == [first]


def test_queue_is_undone_with_the_callers_transaction(
    rings: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                queue()
                raise LookupError
        except LookupError:
            pass
    assert (Message.objects.count(), rings) == (0, [])


def test_queue_rings_once_for_all_messages_of_a_transaction(
    rings: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(3):
            queue(cause=f"welcome:{number}")
    assert rings == [{"retry": False}]


def test_queue_rings_again_when_the_savepoint_of_the_first_bell_is_gone(
    rings: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                queue()
                raise LookupError
        except LookupError:
            queue()
    assert rings == [{"retry": False}]


def test_queue_does_not_ring_for_a_known_cause(
    rings: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    MessageFactory(cause="welcome:1")
    with django_capture_on_commit_callbacks(execute=True):
        queue()
    assert rings == []


@pytest.mark.parametrize(
    "changes",
    [
        {"address": " "},
        {"address": "noor@example.org\nBcc: x@example.org"},
        {"subject": "Welkom\r\nBcc: x@example.org"},
        {"subject": "Welkom\u2028x"},
        {"subject": " "},
        {"body": "\n"},
        {"cause": "welcome:noor@example.org"},
        {"body": "Klik {link}"},
        {"link": "proef"},
        {"body": "Klik {link}", "link": "onbekend"},
        {"body": "Klik {link}", "link": "proef"},
    ],
)
def test_queue_refuses_what_cannot_be_sent(link: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"message|subject|address|link"):
        queue(**changes)
    assert not Message.objects.exists()


def test_queue_refuses_a_personal_link_to_another_address(link: str) -> None:
    with pytest.raises(ValueError, match="personal link"):
        queue(body="Klik {link}", link=link, recipient=UserFactory(email="bram@example.org"))


def test_queue_takes_a_personal_link_whatever_the_case_of_the_address(link: str) -> None:
    noor = UserFactory(email="noor@example.org")
    message = queue(body="Klik {link}", link=link, recipient=noor, address="Noor@example.org")
    assert message is not None
    assert message.body == "Klik {link}"


def test_queue_finds_the_municipality_of_its_recipient() -> None:
    school = SchoolFactory()
    membership = MembershipFactory(role=Role.SCH, organisation=school.organisation)
    message = queue(recipient=membership.user)
    assert message is not None
    assert message.municipality == school.municipality


def test_queue_for_a_person_without_any_municipality() -> None:
    message = queue(recipient=UserFactory())
    assert message is not None
    assert message.municipality is None


def test_kind_of_goes_by_the_words_before_the_colon(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = outbox.Kind("Welkom", "Omdat.")
    monkeypatch.setitem(outbox.KINDS, "welcome", kind)
    assert (outbox.kind_of("welcome:1"), outbox.kind_of("welcomed:1")) == (kind, outbox.OTHER)


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the cause of a kind that asks for the address when a mail goes."""
    kind = outbox.Kind("Proef", "Omdat.", address_of=lambda _message: "ouder@example.org")
    monkeypatch.setitem(outbox.KINDS, "geheim", kind)
    return "geheim:1"


def test_queue_keeps_no_address_of_a_private_message(private: str) -> None:
    message = queue(cause=private, address="")
    assert message is not None
    assert (message.address, message.municipality, message.recipient) == ("", None, None)


@pytest.mark.parametrize("name", ["address", "municipality", "recipient"])
def test_queue_refuses_to_tell_whose_a_private_message_is(private: str, name: str) -> None:
    values = {
        "address": "ouder@example.org",
        "municipality": MunicipalityFactory(),
        "recipient": UserFactory(),
    }
    with pytest.raises(ValueError, match="private"):
        queue(**{"cause": private, "address": "", name: values[name]})


@pytest.mark.privacy(11)
def test_private_message_is_shown_to_no_administrator(private: str) -> None:
    queue(cause=private, address="")
    queue(cause="welcome:2")
    by = make_actor(Role.ADM, MunicipalityFactory())
    assert [row.cause for row in Message.objects.visible_to(by)] == ["welcome:2"]


def test_ring_without_a_broker_only_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_kwargs: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.send_messages, "apply_async", refuse)
    assert outbox.ring() is None  # type: ignore[func-returns-value]


@pytest.fixture
def administrator() -> Actor:
    return make_actor(Role.ADM, MunicipalityFactory())


def message_of(actor: Actor, state: MessageState = MessageState.UNKNOWN) -> Message:
    return MessageFactory(municipality=actor.municipality, state=state, tries=3)


@pytest.mark.parametrize("state", sorted(NEEDS_PERSON))
def test_resend_queues_again(
    administrator: Actor, state: MessageState, rings: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    message = message_of(administrator, state)
    with django_capture_on_commit_callbacks(execute=True):
        resent = outbox.resend(message_id=message.pk, by=administrator, at=AT)
    assert (resent.state, resent.tries, resent.claimed_at, resent.not_before) == (
        MessageState.QUEUED,
        0,
        None,
        AT,
    )
    assert rings == [{"retry": False}]


@pytest.mark.parametrize("state", sorted(NEEDS_PERSON))
def test_set_aside_ends_a_message(administrator: Actor, state: MessageState) -> None:
    message = message_of(administrator, state)
    done = outbox.set_aside(message_id=message.pk, by=administrator, at=AT)
    assert (done.state, done.sent_at) == (MessageState.DROPPED, None)


@pytest.mark.parametrize("decide", [outbox.resend, outbox.set_aside])
@pytest.mark.parametrize("state", sorted(set(MessageState) - NEEDS_PERSON))
def test_decide_refuses_any_other_state(
    administrator: Actor, decide: Any, state: MessageState
) -> None:
    message = message_of(administrator, state)
    with pytest.raises(IllegalMoveError):
        decide(message_id=message.pk, by=administrator, at=AT)
    message.refresh_from_db()
    assert (message.state, AuditEntry.objects.count()) == (state, 0)


@pytest.mark.parametrize("decide", [outbox.resend, outbox.set_aside])
def test_decide_twice(administrator: Actor, decide: Any) -> None:
    message = message_of(administrator)
    decide(message_id=message.pk, by=administrator, at=AT)
    with pytest.raises(IllegalMoveError):
        decide(message_id=message.pk, by=administrator, at=AT)


@pytest.mark.parametrize("decide", [outbox.resend, outbox.set_aside])
def test_decide_by_the_administrator_of_another_municipality(decide: Any) -> None:
    message = MessageFactory(state=MessageState.FAILED)
    outsider = make_actor(Role.ADM, MunicipalityFactory())
    with pytest.raises(Message.DoesNotExist):
        decide(message_id=message.pk, by=outsider, at=AT)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADM}))
def test_decide_by_another_role(role: Role) -> None:
    actor = make_actor(role)
    message = MessageFactory(state=MessageState.FAILED)
    with pytest.raises((Message.DoesNotExist, PermissionDenied)):
        outbox.resend(message_id=message.pk, by=actor, at=AT)


def test_decide_is_in_the_audit_trail_and_in_the_history(administrator: Actor) -> None:
    message = message_of(administrator)
    outbox.set_aside(message_id=message.pk, by=administrator, at=AT)
    entry, move = AuditEntry.objects.get(), MessageMove.objects.get()
    assert (entry.action, entry.target_key, entry.details, entry.organisation) == (
        "message.set_aside",
        str(message.pk),
        {"was": "unknown"},
        message.municipality.organisation,  # type: ignore[union-attr]
    )
    assert (move.state, move.at, move.by) == (MessageState.DROPPED, AT, administrator.user)


def test_visible_to_shows_what_has_no_municipality_to_every_administrator(
    administrator: Actor,
) -> None:
    lost = MessageFactory(municipality=None)
    MessageFactory()
    assert list(Message.objects.visible_to(administrator)) == [lost]


@pytest.mark.parametrize(
    ("state", "values"),
    [("sent", {"sent_at": None}), ("queued", {"sent_at": AT}), ("claimed", {"claimed_at": None})],
)
def test_message_constraints(state: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageFactory(state=state, **values)
