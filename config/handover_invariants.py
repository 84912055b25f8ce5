"""What must hold of handovers, checked on the live database by `manage.py doctor`."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from children.consents import who_decides
from children.models import ConsentEvent, ConsentQuestion
from children.states import ANSWERS, CLOSINGS, STOPS, ConsentAct, ConsentScope
from partners.models import ReminderLine
from transitions import snapshots
from transitions.models import FormVersion, ReadReceipt

CHUNK = 500  # rows
EVENTS = ConsentEvent.objects.order_by("pk")
TO_CHILDCARE = ("R3", "R6")  # of the rules about a child and a school: who asks, who shares


def versions_were_allowed() -> Iterator[str]:
    """Find what was shared without a yes to that school, or of parts that the yes did not name."""
    rows: Any = FormVersion.objects.select_related("handover", "question__child")
    found = rows.prefetch_related(*_said_to("question")).order_by("pk")
    for version in found.iterator(chunk_size=CHUNK):
        question, at = version.question, version.shared_at
        if question.child_id != version.handover.child_id or not held(question, at):
            yield _("Versie %d is gedeeld zonder toestemming die toen gold.") % version.pk
        lines = snapshots.thawed(version.content)
        health = not any(line.is_health for line in lines) or _has_health(question, at)
        if snapshots.allowed(lines, question.sections, health=health) != lines:
            yield _("Versie %d bevat meer dan ouders toestonden.") % version.pk


def reads_were_allowed() -> Iterator[str]:
    """Find who read what was shared at a moment without a yes of the parents."""
    rows: Any = ReadReceipt.objects.select_related("version__question__child")
    found = rows.prefetch_related(*_said_to("version__question")).order_by("pk")
    for receipt in found.iterator(chunk_size=CHUNK):
        if not held(receipt.version.question, receipt.at):
            yield _("Versie %d is gelezen zonder toestemming die toen gold.") % receipt.version_id


def nobody_is_reminded_after_a_no() -> Iterator[str]:
    """Find a reminder to ask or to share that was told after parents said no or stopped."""
    rows = ReminderLine.objects.filter(reminder__rule__in=TO_CHILDCARE).exclude(message=None)
    told = rows.select_related("reminder", "message").order_by("pk")
    for lines in _chunks(told.iterator(chunk_size=CHUNK)):
        asked = _asked({_about(line)[0] for line in lines})
        for line in lines:
            question = asked.get(_about(line))
            told_at = line.message.created_at if line.message else None
            if question and told_at and words_of(question, told_at) & STOPS:
                yield _("Herinnering %s ging nog uit nadat ouders nee zeiden.") % line.reminder


def held(question: ConsentQuestion, at: datetime) -> bool:
    """Say whether a yes held at a moment, as its events say."""
    words = words_of(question, at)
    return ConsentAct.GRANTED in words and not words & (STOPS | CLOSINGS)


def words_of(question: ConsentQuestion, at: datetime) -> set[str]:
    """Return the last word of each guardian by a moment, and how the question closed.

    A stop of who no longer decides is lifted by a newer yes.
    """
    deciding = {one.pk for one in who_decides(question.child.guardians.all())}
    words: dict[int | None, str] = {}
    for event in question.events.all():
        if event.at > at or event.act not in ANSWERS | CLOSINGS:
            continue
        if event.act == ConsentAct.GRANTED:
            words = {who: act for who, act in words.items() if who is None or who in deciding}
        words[None if event.act in CLOSINGS else event.guardian_id] = event.act
    return set(words.values())


def _said_to(path: str) -> tuple[Any, ...]:
    return Prefetch(f"{path}__events", EVENTS), f"{path}__child__guardians"


def _has_health(question: ConsentQuestion, at: datetime) -> bool:
    rows: Any = ConsentQuestion.objects.filter(
        child=question.child_id, school=question.school_id, scope=ConsentScope.HEALTH
    )
    found = rows.select_related("child").prefetch_related(
        Prefetch("events", EVENTS), "child__guardians"
    )
    return any(held(one, at) for one in found)


def _about(line: ReminderLine) -> tuple[int, int]:
    """Return the child and the school that a reminder is about."""
    _kind, child, school, *_next = line.reminder.subject.split(":")
    return int(child), int(school)


def _asked(children: set[int]) -> dict[tuple[int, int], ConsentQuestion]:
    """Return the newest question to share of each of these children, by school."""
    rows: Any = ConsentQuestion.objects.filter(
        child__in=children, school__isnull=False, scope=ConsentScope.SHARE_FORM
    ).select_related("child")
    found = rows.prefetch_related(Prefetch("events", EVENTS), "child__guardians").order_by("pk")
    return {(one.child_id, one.school_id): one for one in found}


def _chunks(rows: Iterable[ReminderLine]) -> Iterator[list[ReminderLine]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


CHECKS = (versions_were_allowed, reads_were_allowed, nobody_is_reminded_after_a_no)
