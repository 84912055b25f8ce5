"""What a guardian reads of what is kept of his child: on a page, and whole in a file.

The record, what was asked and what this guardian said, files, and who looked. Nothing of another
guardian but that one agreed; with another's secret address no name of a place either.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from children import attachments, child_log, guardian_answers, guardian_texts, narrowing, trail
from children.child_log import CODE, Sight
from children.consent_texts import WORDINGS
from children.models import Attachment, Child, ConsentEvent, ConsentQuestion, Guardian, GuardianLink
from children.reading_texts import READING
from children.states import CLOSINGS, ConsentAct, Language
from partners.states import SCHOOL_ROLES

# What other apps keep of a child, for the copy: a name, and who gives it for a program.
MORE: dict[str, Callable[[Guardian, datetime], Any]] = {}
MOST_SIGHTS = 200  # on the page; the file has them all


@dataclass(frozen=True)
class Line:
    """One fact: what it is, and the value."""

    label: str
    value: str


@dataclass(frozen=True)
class Said:
    """One question with what was done and said about it, the oldest first and the end last.

    An act without a day is the end: on which day another guardian acted is for nobody else.
    """

    question: str
    acts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Looked:
    """That people of one role of one organisation read something on a day."""

    day: str
    role: str
    organisation: str
    thing: str


@dataclass(frozen=True)
class Kept:
    """All that a guardian reads, in one language."""

    child: tuple[Line, ...]
    guardian: tuple[Line, ...]
    questions: tuple[Said, ...]
    files: tuple[Attachment, ...]
    sights: tuple[Looked, ...]
    hides_places: bool


def kept(guardian: Guardian, language: Language, at: datetime) -> Kept:
    """Return what is kept of a child, as one of its guardians reads it."""
    hides = guardian_answers.hides_places(guardian)
    return Kept(
        child=tuple(_child(guardian.child, language, hides=hides)),
        guardian=tuple(_guardian(guardian, language)),
        questions=tuple(_questions(guardian, language, hides=hides)),
        files=() if hides else tuple(files(guardian)),
        sights=tuple(dict.fromkeys(_looked(guardian, language, at)))[:MOST_SIGHTS],
        hides_places=hides,
    )


def files(guardian: Guardian) -> QuerySet[Attachment]:
    """Return the files a guardian opens: reports that are clean.

    A scan of a paper consent may hold the signature of another guardian: childcare shows it.
    """
    return attachments.clean_reports(guardian.child)


def opened(*, link: GuardianLink, key: UUID, at: datetime) -> Attachment:
    """Return a file with its content and note that a guardian read it.

    Raises: Http404: none, another child's, not clean, or it may name a place that stays unnamed.
    """
    guardian = link.guardian
    found = files(guardian).filter(key=key).defer(None).first()
    if found is None or guardian_answers.hides_places(guardian):
        raise Http404
    note(link=link, part="file", at=at, details={"file": str(key)})
    return found


def note(
    *, link: GuardianLink, part: str, at: datetime, details: dict[str, Any] | None = None
) -> None:
    """Note that a guardian read a part of what is kept."""
    details = {"link": link.pk, "part": part} | (details or {})
    trail.record(link.guardian.child, "guardian.read", by=None, at=at, details=details)


def as_json(guardian: Guardian, language: Language, at: datetime) -> str:
    """Return all of it for a program, each look with its moment. Source: AVG art. 15 and 20."""
    found, words = kept(guardian, language, at), READING[language]
    whole = {
        "made_at": timezone.localtime(at).isoformat(timespec="seconds"),
        "child": {line.label: line.value for line in found.child},
        "guardian": {line.label: line.value for line in found.guardian},
        "questions": [
            {"question": one.question, "acts": [list(act) for act in one.acts]}
            for one in found.questions
        ],
        "files": [
            {"name": one.title, "media_type": one.media_type, "bytes": one.size}
            for one in found.files
        ],
        "log": [
            {
                "at": timezone.localtime(sight.at).isoformat(timespec="seconds"),
                "role": words.get(f"role.{sight.role_code}", sight.role),
                "organisation": _organisation(sight, words),
                "what": words.get(f"thing.{sight.thing_code}", sight.thing),
            }
            for sight in _sights(guardian, at)
        ],
    }
    whole |= {name: give(guardian, at) for name, give in MORE.items()}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _child(child: Child, language: Language, *, hides: bool) -> Iterable[Line]:
    words = READING[language]
    yield Line(words["name"], child.name)
    yield Line(WORDINGS[language].words["born"], _day(child.born_on, language))
    if not hides:
        yield Line(words["location"], child.location.organisation.name)
        yield Line(words["group"], child.group.name if child.group else "–")
        yield Line(words["mentor"], child.mentor.user.name if child.mentor else "–")
        yield Line(words["school"], child.school.organisation.name if child.school else "–")
    yield Line(words["since"], _day(child.entered_on, language))
    yield Line(words["days"], str(child.days_per_week or "–"))
    yield Line(words["languages"], ", ".join(child.languages) or "–")


def _guardian(guardian: Guardian, language: Language) -> Iterable[Line]:
    words = READING[language]
    yield Line(words["name"], guardian.name)
    yield Line(words["mail"], guardian.email or "–")
    yield Line(words["phone"], guardian.phone or "–")
    yield Line(words["language_label"], Language(guardian.language).label)


def _questions(guardian: Guardian, language: Language, *, hides: bool) -> Iterable[Said]:
    """Return what was asked about the child, with the answers of this guardian alone."""
    own = ConsentEvent.objects.filter(Q(guardian=None) | Q(guardian=guardian))
    rows = guardian.child.consent_questions.filter(events__act=ConsentAct.REQUESTED).distinct()
    rows = rows.select_related("school__organisation").order_by("pk")
    for same in _folded(rows.prefetch_related(Prefetch("events", own.order_by("at", "pk")))):
        text = guardian_texts.question_text(same[-1], guardian, language, is_hidden=hides)
        yield Said(text, tuple(_acts(same, language)))


def _folded(questions: Iterable[ConsentQuestion]) -> list[list[ConsentQuestion]]:
    """Return the questions, each behind the wider ones whose place it took."""
    found: list[list[ConsentQuestion]] = []
    for question in questions:
        wider = [same for same in found if narrowing.is_from(question, same[-1])]
        if wider:
            wider[-1].append(question)
        else:
            found.append([question])
    return found


def _acts(questions: list[ConsentQuestion], language: Language) -> Iterable[tuple[str, str]]:
    """Return what was asked and said, once each, and the end of the last of these questions.

    Of the end no day is told: it can be the day on which another guardian acted.
    """
    words, events = READING[language], [e for one in questions for e in one.events.all()]
    told = [e for e in events if e.act not in CLOSINGS and e.act != ConsentAct.PREPARED]
    for at, act in dict.fromkeys((e.at, e.act) for e in sorted(told, key=lambda e: (e.at, e.pk))):
        yield _day(timezone.localdate(at), language), words[f"act.{act}"]
    for event in questions[-1].events.all():
        if event.act in CLOSINGS:
            yield "", words[f"act.{event.act}"]


def _sights(guardian: Guardian, at: datetime) -> list[Sight]:
    since = timezone.localdate(guardian.child.added_at)
    return child_log.for_guardian(guardian, since=since, until=timezone.localdate(at))


def _looked(guardian: Guardian, language: Language, at: datetime) -> Iterable[Looked]:
    """Return who looked, one line for what is alike on a day, by the words of a language."""
    words = READING[language]
    for sight in _sights(guardian, at):
        yield Looked(
            _day(timezone.localdate(sight.at), language),
            words.get(f"role.{sight.role_code}", sight.role),
            _organisation(sight, words),
            words.get(f"thing.{sight.thing_code}", sight.thing),
        )


def _organisation(sight: Sight, words: dict[str, str]) -> str:
    """Return the name of an organisation; where it stays unnamed, what it is.

    Where somebody read with a code of this guardian, nobody here knows which one it is.
    """
    if sight.role_code == CODE:
        return ""
    unnamed = words["a_school" if sight.role_code in SCHOOL_ROLES else "a_childcare"]
    return sight.organisation or unnamed


def _day(day: date, language: Language) -> str:
    with override(language.value):
        return str(date_format(day, "j F Y"))
