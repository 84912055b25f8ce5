"""What doctor checks of handovers: sound ones find nothing, and each check is broken once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from children import consents
from children.consents import Answer
from children.states import Channel, ConsentAct, Language
from config import handover_invariants
from partners.models import Reminder, ReminderLine
from partners.states import ReminderState
from tests.factories.children import AT, TEXT, GuardianFactory
from tests.factories.messages import MessageFactory
from tests.transitions.cast import SOON, Cast, make_cast
from transitions import reads, snapshots
from transitions.models import FormVersion, ReadReceipt
from transitions.snapshots import Line

pytestmark = pytest.mark.django_db
HEALTH = Line("health", "health", "Gezondheid", "Pinda.", is_health=True)


@pytest.fixture
def cast() -> Cast:
    """Return a form that was shared and read, and a reminder to share it of before."""
    made = make_cast()
    made.ready()
    made.share()
    reads.read(made.reader, made.child.key, number=None, at=SOON)
    remind(made, AT)
    return made


def remind(made: Cast, at: Any) -> None:
    """Let the contact have been told to share."""
    row = Reminder.objects.create(
        municipality=made.school.municipality,
        rule="R6",
        subject=f"child:{made.child.pk}:{made.school.pk}",
        due_on=at.date(),
        handled_at=at,
        state=ReminderState.SENT,
    )
    user = made.contact.user
    mail = MessageFactory(recipient=user, created_at=at, cause=f"reminder:{at}")
    ReminderLine.objects.create(reminder=row, user=user, message=mail)


def unlocked(table: Any, **values: Any) -> None:
    """Change what the database never lets change."""
    name = table._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        table.objects.update(**values)
        cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def stop(made: Cast) -> None:
    """Let the parents stop after it was read."""
    question, guardian = made.child.consent_questions.get(), made.child.guardians.get()
    said = Answer(ConsentAct.WITHDRAWN, guardian, Channel.MAIL, Language.NL, TEXT)
    consents.answer(question_id=question.pk, said=said, at=SOON + timedelta(hours=1))


def share_too_early(_made: Cast) -> None:
    unlocked(FormVersion, shared_at=AT - timedelta(days=1))


def share_too_much(_made: Cast) -> None:
    unlocked(FormVersion, content=snapshots.frozen([HEALTH]))


def read_later(made: Cast) -> None:
    stop(made)
    unlocked(ReadReceipt, at=SOON + timedelta(days=1))


def remind_later(made: Cast) -> None:
    stop(made)
    remind(made, SOON + timedelta(days=1))


BROKEN: list[tuple[str, Callable[[Cast], None]]] = [
    ("versions_were_allowed", share_too_early),
    ("versions_were_allowed", share_too_much),
    ("reads_were_allowed", read_later),
    ("nobody_is_reminded_after_a_no", remind_later),
]


def found() -> list[str]:
    """Return the checks that find something."""
    return [check.__name__ for check in handover_invariants.CHECKS if list(check())]


@pytest.mark.parametrize(("name", "break_it"), BROKEN, ids=[act.__name__ for _name, act in BROKEN])
def test_doctor_finds_what_was_shared_read_or_told_against_a_no(
    cast: Cast, name: str, break_it: Callable[[Cast], None]
) -> None:
    assert found() == []
    break_it(cast)
    assert found() == [name]


def test_every_invariant_is_broken_by_a_test() -> None:
    assert {name for name, _act in BROKEN} == {c.__name__ for c in handover_invariants.CHECKS}


def test_a_stop_of_who_no_longer_decides_is_lifted_by_a_newer_yes(cast: Cast) -> None:
    question = cast.child.consent_questions.get()
    stop(cast)
    gone = question.child.guardians.get()
    more = GuardianFactory(child=cast.child)
    later = SOON + timedelta(days=1)
    said = Answer(ConsentAct.GRANTED, more, Channel.MAIL, Language.NL, TEXT)
    consents.answer(question_id=question.pk, said=said, at=later)
    asked = type(question).objects.get(pk=question.pk)
    assert not handover_invariants.held(asked, later)
    gone.ended_on = AT.date()
    gone.save()
    asked = type(question).objects.get(pk=question.pk)
    assert handover_invariants.held(asked, later)
