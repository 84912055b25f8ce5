"""Making the PDFs: the letter's row is the queue, a worker that dies loses nothing (ADR 0006).

1. `_claim` counts the attempt in a short transaction of its own and reserves the letter for a few
   seconds, so that a letter that kills its worker is set aside after `MAX_ATTEMPTS`.
2. `_locked` takes the row again, and holds it while the PDF is made; the bytes, the hash, the new
   state and the log line are one commit, or the reason why there is none. A killed worker's lock is
   free at once.

A render that never ends is broken off by the limits of its task (`subsidies/tasks.py`).
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from config import pdf
from config.env import ConfigurationError
from subsidies.letter_content import LetterContent
from subsidies.models import DecisionLetter, LetterPdf
from subsidies.states import RenderState
from subsidies.year_log import record

logger = structlog.get_logger(__name__)

MAX_ATTEMPTS = 3
RESERVED = timedelta(seconds=5)


def html_of(snapshot: dict[str, Any]) -> str:
    """Return the HTML of a letter; it depends on the snapshot alone."""
    content = LetterContent.from_json(snapshot)
    return render_to_string("subsidies/letter/letter.html", {"letter": content})


def pdf_of(snapshot: dict[str, Any]) -> bytes:
    """Return the PDF of a letter; the same snapshot gives the same bytes.

    Raises: PdfError, ConfigurationError, ValueError (a snapshot that cannot be read).
    """
    return pdf.render(html_of(snapshot))


def render_letter(*, letter_id: int, at: datetime) -> bool:
    """Make the PDF of one queued letter; say whether this call made it.

    Guarantee: at least once, and once only in effect. A second call, a letter that is being made
    elsewhere, and one that is done or set aside are left alone.
    """
    if not _claim(letter_id, at):
        return False
    with transaction.atomic():
        letter = _locked(letter_id)
        if letter is None:
            return False
        try:
            with transaction.atomic():
                _store(letter, pdf_of(letter.snapshot), at)
        except (pdf.PdfError, ConfigurationError, ValueError, SoftTimeLimitExceeded) as error:
            logger.warning("letter failed", letter_id=letter_id, error=type(error).__name__)
            _note_failure(letter_id, _reason_of(error), at)
            return False
    return True


def _reason_of(error: Exception) -> str:
    """Return why an attempt failed, in one Dutch sentence."""
    if isinstance(error, SoftTimeLimitExceeded):
        return _(
            "Het maken van de pdf duurde te lang en is afgebroken: vraag de beheerder om hulp."
        )
    return str(error)


@transaction.atomic
def _claim(letter_id: int, at: datetime) -> bool:
    """Count the attempt and reserve the letter; False when it is not to be had now."""
    due = DecisionLetter.objects.renderable(at).filter(pk=letter_id)
    letter = due.select_for_update(skip_locked=True).first()
    if letter is None:
        return False
    if letter.render_attempts >= MAX_ATTEMPTS:
        letter.render_state = RenderState.FAILED
        letter.render_error = letter.render_error or _(
            "Het maken van de pdf brak drie keer af: vraag de beheerder om hulp."
        )
        letter.save(update_fields=["render_state", "render_error"])
        return False
    letter.render_attempts += 1
    letter.render_not_before = at + RESERVED
    letter.save(update_fields=["render_attempts", "render_not_before"])
    return True


def _locked(letter_id: int) -> DecisionLetter | None:
    """Take the row of a letter that is still queued; None when another worker holds it."""
    queued = DecisionLetter.objects.filter(pk=letter_id, render_state=RenderState.QUEUED)
    return queued.select_for_update(skip_locked=True).first()


def _store(letter: DecisionLetter, content: bytes, at: datetime) -> None:
    LetterPdf.objects.update_or_create(letter=letter, defaults={"content": content})
    letter.render_state, letter.render_error = RenderState.DONE, ""
    letter.sha256, letter.pages = hashlib.sha256(content).hexdigest(), pdf.page_count(content)
    letter.save(update_fields=["render_state", "render_error", "sha256", "pages"])
    details = {"sha256": letter.sha256}
    record(letter.year, "letter.rendered", target=letter, by=None, at=at, details=details)


@transaction.atomic
def _note_failure(letter_id: int, reason: str, at: datetime) -> None:
    """Keep the reason; after the last attempt the letter is set aside.

    A letter that another worker made meanwhile has nothing to keep.
    """
    queued = DecisionLetter.objects.filter(pk=letter_id, render_state=RenderState.QUEUED)
    letter = queued.select_for_update().first()
    if letter is None:
        return
    letter.render_error = reason[:300]
    if letter.render_attempts >= MAX_ATTEMPTS:
        letter.render_state = RenderState.FAILED
    letter.save(update_fields=["render_error", "render_state"])


def waiting(at: datetime) -> list[int]:
    """Return the letters that a worker should be woken for, oldest first."""
    due = DecisionLetter.objects.renderable(at).order_by("render_not_before", "pk")
    return list(due.values_list("pk", flat=True)[:1000])


def stored_differences(letters: list[DecisionLetter]) -> list[str]:
    """Render letters afresh from their snapshots; return the references that differ.

    Compares with the stored hash and with the stored bytes.
    """
    differing = []
    for letter in letters:
        try:
            fresh = hashlib.sha256(pdf_of(letter.snapshot)).hexdigest()
        except (pdf.PdfError, ConfigurationError, ValueError):
            fresh = ""  # what cannot be made again is not the same either
        stored = hashlib.sha256(bytes(letter.pdf.content)).hexdigest()
        if not fresh == stored == letter.sha256:
            differing.append(letter.reference)
    return differing
