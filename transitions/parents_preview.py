"""Parents read the form along, before it is shared and after, and write beside it in own words.

Opening it is part of being discussed (`transitions.stands`). Nothing of another guardian; beside
another guardian's secret address only choices, as any text can hold a name of a place.
Source: domain 5.6, `discussed`, and 11, rules 13 and 35.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from children import consents, guardian_answers, guardian_reading, read_codes, stands, trail
from children.models import Child, Guardian, GuardianLink
from children.states import ConsentScope, FormSection
from dossier.report_opinions import OpinionError, checked_words
from transitions import filling, form_fields, known_facts, sharing, snapshots
from transitions.form_fields import FieldKind
from transitions.models import Handover, ParentView, PreviewOpening
from transitions.snapshots import Line, Part

OPENED, SAID = "handover.preview_opened", "handover.parent_view"
PART = "handover"  # what the log says was read
MOST = 20  # of one parent about one handover
OF_GUARDIANS = "guardian"
CHOICES = frozenset(one.code for one in form_fields.ALL if one.kind == FieldKind.CHOICE)


@dataclass(frozen=True)
class Preview:
    """What a parent reads: the form as it stands now, and the own words beside it."""

    parts: tuple[Part, ...]
    school: str
    is_shared: bool
    views: tuple[ParentView, ...]


def own_lines(guardian: Guardian, lines: Iterable[Line], *, hides: bool) -> list[Line]:
    """Return the lines that this guardian may read."""
    return [
        line
        for line in lines
        if not _is_of_another(guardian, line) and (not hides or line.code in CHOICES)
    ]


def shown(guardian: Guardian, at: datetime) -> Preview | None:
    """Return what a guardian reads now; None until childcare lets parents read along."""
    handover = open_to_parents(guardian.child)
    if handover is None:
        return None
    child = sharing.whole(guardian.child)
    hides = guardian_answers.hides_places(guardian)
    return Preview(
        parts=tuple(snapshots.parts_of(readable(guardian, handover, at))),
        school="" if hides or child.school is None else str(child.school),
        is_shared=handover.shared_at is not None and handover.school_id == child.school_id,
        views=tuple(handover.views.filter(guardian=guardian).order_by("-said_at", "-pk")),
    )


def readable(guardian: Guardian, handover: Handover, at: datetime) -> list[Line]:
    """Return the lines of a form that this guardian reads now."""
    child = sharing.whole(guardian.child)
    facts = known_facts.of(child, day=timezone.localdate(at))
    lines = snapshots.lines_of(filling.values_of(handover), facts)
    asked = [line for line in lines if line.section in _sections(child)]
    return own_lines(guardian, asked, hides=guardian_answers.hides_places(guardian))


@transaction.atomic
def opened(*, link: GuardianLink, at: datetime) -> None:
    """Note that a guardian read the form along; nothing where there is none to read."""
    child = consents.lock_child(link.guardian.child_id)
    handover = open_to_parents(child)
    if handover is not None:
        PreviewOpening.objects.create(handover=handover, guardian=link.guardian, at=at)
    guardian_reading.note(link=link, part=PART, at=at)


@transaction.atomic
def say(*, link: GuardianLink, text: str, at: datetime) -> ParentView | None:
    """Keep what a guardian writes beside the form; None where there is nothing to read any more.

    Raises: OpinionError: empty, too long, a number that can be a BSN, or too often.
    """
    child = consents.lock_child(link.guardian.child_id)
    handover = open_to_parents(child)
    if handover is None or not read_codes.may_read(link):
        return None
    if handover.views.filter(guardian=link.guardian).count() >= MOST:
        raise OpinionError("view_many")
    said = checked_words(text, "")["view"]
    row = ParentView.objects.create(
        handover=handover, guardian=link.guardian, text=said, said_at=at
    )
    details = {"handover": handover.log_key, "link": link.pk}
    trail.record(child, SAID, by=None, at=at, details=details)
    return row


def open_to_parents(child: Child) -> Handover | None:
    """Return the handover whose form parents may read along, if there is one."""
    rows = Handover.objects.open().filter(child=child)
    handover = rows.select_related("school").first()
    if handover is None or (handover.offered_at is None and handover.shared_at is None):
        return None
    return handover


def _sections(child: Child) -> list[str]:
    """Return the parts that parents were asked to share; all where nobody asked yet."""
    asked = stands.with_questions(Child.objects.filter(pk=child.pk))[0]
    question = stands.current(asked, ConsentScope.SHARE_FORM)
    return list(question.sections) if question else list(FormSection.values)


def _is_of_another(guardian: Guardian, line: Line) -> bool:
    is_about_one = line.is_known and line.code.startswith(OF_GUARDIANS)
    return is_about_one and line.value.split(", ")[0] != guardian.name
