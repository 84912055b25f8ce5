"""Celery entry points; a lost task loses nothing, the sweep rings again."""

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

logger = structlog.get_logger(__name__)
# A letter takes a fraction of a second. At the first limit the reason is kept; a child that does
# not listen is killed at the second. Both count as one of the three attempts (ADR 0006).
LONGEST_RENDER_SECONDS, KILLED_AFTER_SECONDS = 30, 40


@shared_task(soft_time_limit=LONGEST_RENDER_SECONDS, time_limit=KILLED_AFTER_SECONDS)
def render_letter(letter_id: int) -> None:
    """Make the PDF of one letter. At least once; running it again changes nothing."""
    from subsidies import rendering  # noqa: PLC0415 - the domain imports this module

    rendering.render_letter(letter_id=letter_id, at=timezone.now())


@shared_task
def sweep_letters() -> None:
    """Ring for every letter that still waits: its bell was lost or its worker died."""
    from subsidies import rendering  # noqa: PLC0415 - the domain imports this module

    for letter_id in rendering.waiting(timezone.now()):
        ring(letter_id)


@shared_task
def draft_due_letters() -> None:
    """Make the drafts of the coming year from 1 March on; running it again changes nothing."""
    from subsidies import due_letters  # noqa: PLC0415 - the domain imports this module

    due_letters.draft_due_letters(at=timezone.now())


@shared_task
def propose_changes() -> None:
    """Propose what the registers say of schools with an amount; each fact is proposed once."""
    from subsidies import school_changes  # noqa: PLC0415 - the domain imports this module

    school_changes.propose_everywhere(at=timezone.now())


def ring(letter_id: int) -> None:
    """Wake a worker for a letter; without a broker the sweep does it later."""
    try:
        render_letter.delay(letter_id)
    except OperationalError as error:
        logger.warning("broker unreachable", error=type(error).__name__)
