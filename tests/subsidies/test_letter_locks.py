"""The database itself keeps a sent letter, its PDF and what is written once (0009, 0016)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model

from partners.models import IssuerMandate
from subsidies.models import (
    AmendedAmount,
    DecisionLetter,
    LetterOpening,
    LetterPdf,
    LetterText,
    Objection,
)
from subsidies.states import LetterState, RenderState
from tests.factories.partners import IssuerMandateFactory, UserFactory
from tests.factories.subsidies import AT, make_letters, make_municipality

pytestmark = pytest.mark.django_db
LETTER = "subsidies_decisionletter"
PDF = "subsidies_letterpdf"
COLUMNS = [
    "amount = amount + 1", "state = 'signed'", "state = 'cancelled'", "snapshot = '{}'",
    "sha256 = repeat('b', 64)", "sending_on = sending_on + 1", "signed_by_id = sent_by_id",
    "checked_at = now()", "delivery = 'digital'", "reference_number = 900", "version = 2",
    "reasons = 'anders'", "render_error = 'x'", "render_attempts = 2",
]  # fmt: skip


def evidence(state: LetterState) -> dict[str, Any]:
    """Return what a letter in this state has, past the moves: these are another subject."""
    people = {name: UserFactory() for name in ("checked_by", "signed_by", "sent_by")}
    moments = {"checked_at": AT, "signed_at": AT, "sent_at": AT}
    upto = {
        LetterState.CHECKED: ("checked",),
        LetterState.SIGNED: ("checked", "signed"),
        LetterState.SENT: ("checked", "signed", "sent"),
    }[state]
    mandate: IssuerMandate = IssuerMandateFactory()
    return {
        "state": state,
        "sending_on": AT.date(),
        "mandate": mandate,
        **{name: value for name, value in (people | moments).items() if name[:-3] in upto},
    }


def make(state: LetterState) -> DecisionLetter:
    """Return a letter in this state with a PDF."""
    letter = make_letters(make_municipality(schools=1))[0]
    LetterPdf.objects.create(letter=letter, content=b"%PDF-1.7")
    letter.render_state, letter.sha256, letter.pages = RenderState.DONE, "a" * 64, 1
    for name, value in evidence(state).items():
        setattr(letter, name, value)
    letter.save()
    return letter


@pytest.fixture
def sent() -> DecisionLetter:
    return make(LetterState.SENT)


def refused(statement: str, *values: Any) -> str:
    """Run a statement that must be refused; returns its SQLSTATE."""
    with pytest.raises(ProgrammingError, match="sent letter is locked") as caught:  # noqa: SIM117 - the block is what is refused
        with transaction.atomic():
            connection.cursor().execute(statement, values)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    return str(cause.sqlstate)


@pytest.mark.parametrize("column", COLUMNS)
def test_sent_letter_refuses_each_change(sent: DecisionLetter, column: str) -> None:
    assert refused(f"UPDATE {LETTER} SET {column}") == "P0001"  # noqa: S608 - names above


def test_sent_letter_refuses_a_delete(sent: DecisionLetter) -> None:
    assert refused(f"DELETE FROM {LETTER}") == "P0001"  # noqa: S608 - a name above


def test_sent_letter_takes_the_same_values_again(sent: DecisionLetter) -> None:
    DecisionLetter.objects.get().save()
    assert DecisionLetter.objects.get().state == LetterState.SENT


def test_sent_pdf_refuses_a_change_and_a_delete(sent: DecisionLetter) -> None:
    assert refused(f"UPDATE {PDF} SET content = 'x'") == "P0001"  # noqa: S608 - a name above
    assert refused(f"DELETE FROM {PDF}") == "P0001"  # noqa: S608 - a name above
    LetterPdf.objects.get().save()


def test_sent_letter_refuses_a_pdf_that_comes_later() -> None:
    letter = make(LetterState.SENT)
    other = make(LetterState.SIGNED)
    moved = f"UPDATE {PDF} SET letter_id = %s WHERE letter_id = %s"  # noqa: S608 - a name above
    assert refused(moved, other.pk, letter.pk) == "P0001"


@pytest.mark.parametrize("table", [LETTER, PDF])
def test_sent_letter_refuses_to_be_truncated(sent: DecisionLetter, table: str) -> None:
    connection.check_constraints()
    assert refused(f"TRUNCATE {table} CASCADE") == "P0001"


@pytest.mark.parametrize("state", [LetterState.CHECKED, LetterState.SIGNED])
def test_letter_that_was_not_sent_can_change(state: LetterState) -> None:
    letter = make(state)
    DecisionLetter.objects.filter(pk=letter.pk).update(reasons="anders")
    LetterPdf.objects.filter(letter=letter).update(content=b"%PDF-2.0")
    LetterPdf.objects.filter(letter=letter).delete()
    assert DecisionLetter.objects.get().reasons == "anders"


def test_letter_changes_for_the_last_time_when_it_is_sent() -> None:
    letter = make(LetterState.SIGNED)
    DecisionLetter.objects.filter(pk=letter.pk).update(
        state=LetterState.SENT, sent_at=AT, sent_by=UserFactory(), reasons="mee veranderd"
    )
    assert refused(f"UPDATE {LETTER} SET reasons = ''") == "P0001"  # noqa: S608 - a name above


def test_sent_letter_leaves_other_letters_free(sent: DecisionLetter) -> None:
    other = make(LetterState.SIGNED)
    DecisionLetter.objects.filter(pk=other.pk).update(reasons="anders")
    DecisionLetter.objects.filter(pk=other.pk).update(reasons="")
    LetterPdf.objects.filter(letter=other).delete()
    assert DecisionLetter.objects.filter(pk=other.pk).delete()[0] == 1


def test_sent_letter_can_be_opened_objected_to_and_followed(sent: DecisionLetter) -> None:
    person = UserFactory()
    LetterOpening.objects.create(letter=sent, user=person, sha256=sent.sha256, opened_at=AT)
    day = AT.date() + timedelta(days=1)
    Objection.objects.create(
        letter=sent,
        received_on=day,
        objector="Stichting De Wilg",
        decide_before=day,
        registered_at=AT,
        registered_by=person,
    )
    later = make(LetterState.CHECKED)
    DecisionLetter.objects.filter(pk=later.pk).update(kind="amendment", supersedes=sent)
    assert sent.later_letters.count() == 1


# --- what is written once (migration 0016) ----------------------------------------------------


def opening(letter: DecisionLetter) -> LetterOpening:
    return LetterOpening.objects.create(
        letter=letter, user=UserFactory(), sha256="a" * 64, opened_at=AT
    )


def text(letter: DecisionLetter) -> LetterText:
    return LetterText.objects.create(
        municipality=letter.year.municipality, kind="amendment", version=1, sections={},
        created_at=AT,
    )  # fmt: skip


def amended(letter: DecisionLetter) -> AmendedAmount:
    school = letter.board.schools.get()
    change = letter.year.changes.create(
        kind="closed", school=school, effective_on=AT.date(), reported_at=AT
    )
    return change.amounts.create(school=school, board=letter.board, before=2, after=1)


WRITTEN_ONCE: list[tuple[Callable[[DecisionLetter], Model], str]] = [
    (opening, "opened_at = opened_at + interval '1 day'"),
    (opening, "sha256 = repeat('b', 64)"),
    (text, 'sections = \'{"besluit": "anders"}\''),
    (text, "version = 2"),
    (amended, "after = 3"),
    (amended, "explanation = 'anders'"),
]


def kept(statement: str) -> None:
    """Run a statement that must be refused because what was written stays."""
    with pytest.raises(ProgrammingError, match="What was written stays"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize(("write", "column"), WRITTEN_ONCE)
def test_what_was_written_refuses_a_change(
    write: Callable[[DecisionLetter], Model], column: str
) -> None:
    row = write(make(LetterState.CHECKED))
    kept(f"UPDATE {row._meta.db_table} SET {column}")  # noqa: S608 - names above
    row.save()  # the same values again are no change


@pytest.mark.parametrize("write", [opening, text, amended])
def test_what_was_written_refuses_to_be_removed(
    write: Callable[[DecisionLetter], Model],
) -> None:
    table = write(make(LetterState.CHECKED))._meta.db_table
    kept(f"DELETE FROM {table}")  # noqa: S608 - a name of a table
    connection.check_constraints()
    kept(f"TRUNCATE {table} CASCADE")
