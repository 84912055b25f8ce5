"""Yes, but not to all: a question with fewer parts takes the place of the one that was asked.

A question never changes, so this is another one, asked as the first was. What other guardians said
of more parts they said of these too: their no stays a no, and their yes a yes.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from children import consents, trail
from children.models import ConsentEvent, ConsentQuestion
from children.states import ANSWERS, ConsentAct, FormSection

NARROWED = "consent.narrowed"
# What makes an answer demonstrable, whoever it is copied for.
PROOF = (
    "act", "at", "guardian_id", "guardian_kind", "membership_id", "channel", "language",
    "text_sha256", "seen_on",
)  # fmt: skip


@transaction.atomic
def agree(
    *, question_id: int, sections: Collection[str], said: consents.Answer, at: datetime
) -> ConsentQuestion:
    """Write down a yes to some parts of a question; returns the question that holds it.

    Raises: ConsentRefusedError: these are not some of its parts, or it cannot be answered any more.
    """
    question = ConsentQuestion.objects.get(pk=question_id)
    consents.lock_child(question.child_id)
    wanted = [part.value for part in FormSection if part in sections]
    if not set(sections) < set(question.sections) or not wanted:
        raise consents.ConsentRefusedError
    narrower = _copy(question, wanted)
    consents.close(question_id=question.pk, act=ConsentAct.SUPERSEDED, by=None, at=at)
    details = {"scope": narrower.scope, "school": narrower.school_id, "parts": wanted}
    trail.record(narrower.child, NARROWED, by=None, at=at, ground=str(narrower.pk), details=details)
    return consents.answer(question_id=narrower.pk, said=said, at=at)


def is_from(question: ConsentQuestion, wider: ConsentQuestion) -> bool:
    """Say whether a question took the place of a wider one: fewer parts, and asked as that was.

    Args: both with the events that made them ready, as they were read.
    """
    same = (question.child_id, question.scope, question.school_id) == (
        wider.child_id,
        wider.scope,
        wider.school_id,
    )
    is_narrower = set(question.sections) < set(wider.sections)
    return same and is_narrower and _made_ready(question) == _made_ready(wider)


def _made_ready(question: ConsentQuestion) -> list[datetime]:
    """Return when a question was made ready; a copy has the moment of what it was copied from."""
    return [event.at for event in question.events.all() if event.act == ConsentAct.PREPARED]


def _copy(question: ConsentQuestion, sections: list[str]) -> ConsentQuestion:
    """Return a new question with these parts, asked when and how the other was, with its words."""
    events = list(question.events.order_by("pk"))
    narrower = ConsentQuestion.objects.create(
        child=question.child,
        scope=question.scope,
        school=question.school,
        sections=sections,
        needs_everybody=question.needs_everybody,
        text_version=question.text_version,
        valid_until=question.valid_until,
    )
    asked = [one for one in events if one.act in {ConsentAct.PREPARED, ConsentAct.REQUESTED}]
    last = {one.guardian_id: one for one in events if one.act in ANSWERS}
    kept = asked + sorted(last.values(), key=lambda event: event.pk)
    ConsentEvent.objects.bulk_create(
        ConsentEvent(question=narrower, **{name: getattr(event, name) for name in PROOF})
        for event in kept
    )
    return narrower
