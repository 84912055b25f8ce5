"""The queue of PDFs: claimed once, stored once, set aside after three attempts."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from config import pdf
from partners.models import AuditEntry
from subsidies import rendering, tasks
from subsidies.models import DecisionLetter, LetterPdf
from subsidies.rendering import MAX_ATTEMPTS, RESERVED, render_letter, stored_differences, waiting
from subsidies.states import RenderState
from tests.factories.subsidies import AT, make_letters, make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> DecisionLetter:
    return make_letters(make_municipality(boards=1, schools=2))[0]


@pytest.fixture
def _fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_snapshot: dict[str, Any]) -> bytes:
        raise pdf.PdfError("Het logo ontbreekt.")

    monkeypatch.setattr(rendering, "pdf_of", fail)


@pytest.mark.slow
def test_render_letter_stores_pdf_hash_and_log_line_together(letter: DecisionLetter) -> None:
    assert render_letter(letter_id=letter.pk, at=AT) is True
    letter.refresh_from_db()
    content = bytes(letter.pdf.content)
    assert content.startswith(b"%PDF-1.7")
    assert letter.sha256 == hashlib.sha256(content).hexdigest()
    assert (letter.render_state, letter.pages > 0) == (RenderState.DONE, True)
    assert AuditEntry.objects.filter(action="letter.rendered").count() == 1


@pytest.mark.slow
def test_render_letter_again_changes_nothing(letter: DecisionLetter) -> None:
    render_letter(letter_id=letter.pk, at=AT)
    assert render_letter(letter_id=letter.pk, at=AT + timedelta(hours=1)) is False
    assert AuditEntry.objects.filter(action="letter.rendered").count() == 1


@pytest.mark.slow
def test_render_letter_of_the_same_snapshot_gives_the_same_bytes(letter: DecisionLetter) -> None:
    assert rendering.pdf_of(letter.snapshot) == rendering.pdf_of(dict(letter.snapshot))


@pytest.mark.usefixtures("_fails")
def test_render_letter_that_fails_keeps_the_reason_and_stays_queued(
    letter: DecisionLetter,
) -> None:
    assert render_letter(letter_id=letter.pk, at=AT) is False
    letter.refresh_from_db()
    assert (letter.render_state, letter.render_attempts) == (RenderState.QUEUED, 1)
    assert letter.render_error == "Het logo ontbreekt."
    assert not LetterPdf.objects.exists()


@pytest.mark.usefixtures("_fails")
def test_render_letter_that_fails_three_times_is_set_aside(letter: DecisionLetter) -> None:
    for attempt in range(MAX_ATTEMPTS):
        render_letter(letter_id=letter.pk, at=AT + RESERVED * attempt)
    letter.refresh_from_db()
    assert (letter.render_state, letter.render_error) == (
        RenderState.FAILED,
        "Het logo ontbreekt.",
    )


def test_render_letter_that_kills_its_worker_is_set_aside(letter: DecisionLetter) -> None:
    for attempt in range(MAX_ATTEMPTS):  # each time the worker dies right after the claim
        assert rendering._claim(letter.pk, AT + RESERVED * attempt) is True
    assert render_letter(letter_id=letter.pk, at=AT + RESERVED * MAX_ATTEMPTS) is False
    letter.refresh_from_db()
    assert letter.render_state == RenderState.FAILED
    assert "drie keer" in letter.render_error


def test_claim_reserves_the_letter_for_a_few_seconds(letter: DecisionLetter) -> None:
    assert rendering._claim(letter.pk, AT) is True
    assert rendering._claim(letter.pk, AT + RESERVED / 2) is False
    assert rendering._claim(letter.pk, AT + RESERVED) is True


def test_a_failure_that_comes_after_another_worker_made_the_pdf_is_not_kept(
    letter: DecisionLetter,
) -> None:
    assert render_letter(letter_id=letter.pk, at=AT) is True
    DecisionLetter.objects.update(render_attempts=MAX_ATTEMPTS)
    rendering._note_failure(letter.pk, "te laat", AT)
    letter.refresh_from_db()
    assert (letter.render_state, letter.render_error) == (RenderState.DONE, "")


def test_render_letter_of_an_unreadable_snapshot_keeps_the_reason(letter: DecisionLetter) -> None:
    DecisionLetter.objects.update(snapshot={"schema": 2, "concept": True})
    assert render_letter(letter_id=letter.pk, at=AT) is False
    letter.refresh_from_db()
    assert "missing or unknown" in letter.render_error


def test_render_letter_of_an_older_snapshot_says_what_to_do(letter: DecisionLetter) -> None:
    DecisionLetter.objects.update(snapshot={"concept": True})
    assert render_letter(letter_id=letter.pk, at=AT) is False
    letter.refresh_from_db()
    assert "maak de brieven van dit jaar opnieuw" in letter.render_error


@pytest.mark.parametrize("attempts", [1, MAX_ATTEMPTS])
def test_task_that_runs_into_its_limit_keeps_why_and_sets_aside_at_the_third(
    letter: DecisionLetter, monkeypatch: pytest.MonkeyPatch, attempts: int
) -> None:
    def never_end(_snapshot: dict[str, Any]) -> bytes:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(rendering, "pdf_of", never_end)
    for _attempt in range(attempts):
        DecisionLetter.objects.update(render_not_before=AT)
        tasks.render_letter(letter.pk)
    letter.refresh_from_db()
    is_aside = attempts == MAX_ATTEMPTS
    assert letter.render_state == (RenderState.FAILED if is_aside else RenderState.QUEUED)
    assert letter.render_error.startswith("Het maken van de pdf duurde te lang")


def test_limits_of_the_task_are_in_order() -> None:
    limits = (tasks.render_letter.soft_time_limit, tasks.render_letter.time_limit)
    assert limits == (tasks.LONGEST_RENDER_SECONDS, tasks.KILLED_AFTER_SECONDS)
    assert RESERVED.total_seconds() < limits[0] < limits[1]


def test_waiting_names_queued_letters_that_are_due(letter: DecisionLetter) -> None:
    assert waiting(AT - timedelta(seconds=1)) == []
    assert waiting(AT) == [letter.pk]


@pytest.mark.slow
def test_stored_differences_names_a_letter_whose_bytes_were_changed(
    letter: DecisionLetter,
) -> None:
    render_letter(letter_id=letter.pk, at=AT)
    letter.refresh_from_db()
    assert stored_differences([letter]) == []
    LetterPdf.objects.update(content=bytes(letter.pdf.content) + b" ")
    assert stored_differences([DecisionLetter.objects.get()]) == [letter.reference]
