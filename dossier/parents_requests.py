"""What parents read of the requests about their child, and the screening form that went along.

A request once it was sent and discussed with them, or ten working days after; what came later of it
by its own day. That parents said no is told to no other parent: it stopped. With another guardian's
secret address nothing is told, as of reports.
Source: AVG art. 15; domain 11, rules 13, 34 and 35.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from children import guardian_answers, guardian_reading
from children.guardian_reading import Line
from children.models import Attachment, Guardian, GuardianLink
from children.reading_texts import READING
from children.states import Language, ScanState
from dossier.models import ObservationRequest, OtherObservation, ParentTalk
from dossier.report_reading import opens_on
from dossier.request_stands import end_told, stand
from partners import holidays

COPY = "observation_requests"


@dataclass(frozen=True)
class OtherRead:
    """What somebody from outside saw, and its file where it can be opened."""

    line: Line
    text: str
    file: UUID | None


@dataclass(frozen=True)
class RequestRead:
    """A request as a parent reads it: the question, the facts, the files."""

    title: str
    question: str
    lines: tuple[Line, ...]
    goal: str = ""
    outcome: str = ""
    screening: UUID | None = None
    others: tuple[OtherRead, ...] = ()


def shown(guardian: Guardian, language: Language, at: datetime) -> list[RequestRead]:
    """Return the requests that a parent reads now, in his language; what people wrote as it is."""
    return [_shown(row, is_open, language, at) for row, is_open in _readable(guardian, at)]


def opened(*, link: GuardianLink, key: UUID, at: datetime) -> Attachment:
    """Return a file that goes with a request that a parent reads, and note that he did.

    Raises: Http404: none, not clean, or of what he does not read now.
    """
    for request, is_open in _readable(link.guardian, at):
        files = [request.screening, *(row.file for row in _others(request, is_open))]
        found = next((file for file in files if file is not None and file.key == key), None)
        if found is not None and _key(found):
            details = {"file": str(key)}
            guardian_reading.note(link=link, part="file", at=at, details=details)
            return Attachment.objects.get(pk=found.pk)
    raise Http404


def as_facts(guardian: Guardian, at: datetime) -> list[dict[str, Any]]:
    """Return the same for a program, in Dutch. Source: AVG art. 20."""
    return [
        {
            "asked": one.title,
            "question": one.question,
            "facts": {line.label: line.value for line in one.lines},
            "goal": one.goal,
            "outcome": one.outcome,
            "screening": one.screening is not None,
            "others": [
                {"by": other.line.label, "on": other.line.value, "text": other.text}
                for other in one.others
            ],
        }
        for one in shown(guardian, Language.NL, at)
    ]


IsOpen = Callable[[datetime | None], bool]


def _readable(guardian: Guardian, at: datetime) -> list[tuple[ObservationRequest, IsOpen]]:
    """Return the requests that a parent reads, each with the question what of it is open."""
    if guardian_answers.hides_places(guardian):
        return []
    others = OtherObservation.objects.select_related("file").defer("file__content")
    rows = (
        ObservationRequest.objects.filter(child=guardian.child, requested_at__isnull=False)
        .select_related("child", "school__organisation", "team", "screening")
        .defer("screening__content")
        .prefetch_related(
            Prefetch("talks", ParentTalk.objects.order_by("talked_on")),
            Prefetch("other_observations", others),
        )
    )
    equated = holidays.equated_days(guardian.child.location.municipality)
    day = timezone.localdate(at)

    def opening(request: ObservationRequest) -> IsOpen:
        talks = [talk.talked_on for talk in request.talks.all()]
        return lambda noted: noted is not None and opens_on(noted, talks, equated) <= day

    found = [(row, opening(row)) for row in rows]
    return [(row, is_open) for row, is_open in found if is_open(row.requested_at)]


def _shown(
    request: ObservationRequest, is_open: IsOpen, language: Language, at: datetime
) -> RequestRead:
    words = READING[language]
    request.end = end_told(request.end, is_childcare=False)
    talks = [talk.talked_on for talk in request.talks.all()]
    where = stand(request, talks, timezone.localdate(at))
    lines = [
        Line(words["request_stand"], words[f"request.stand.{where}"]),
        Line(words["request_owner"], words[f"request.owner.{request.owner}"]),
    ]
    if request.requested_at is not None:
        sent_on = timezone.localdate(request.requested_at)
        lines.append(Line(words["request_sent"], _day(sent_on, language)))
    if request.planned_on is not None:
        lines.append(Line(words["request_planned"], _day(request.planned_on, language)))
    is_weighed = is_open(request.weighed_at)
    if is_weighed:
        lines.append(Line(words["request_outcome"], words[f"request.outcome.{request.outcome}"]))
    return RequestRead(
        title=_whom(request, words),
        question=request.question,
        lines=tuple(lines),
        goal=request.goal if is_open(request.planned_at) else "",
        outcome=request.outcome_text if is_weighed else "",
        screening=_key(request.screening),
        others=tuple(
            OtherRead(Line(row.observer, _day(row.seen_on, language)), row.text, _key(row.file))
            for row in _others(request, is_open)
        ),
    )


def _others(request: ObservationRequest, is_open: IsOpen) -> Iterable[OtherObservation]:
    """Return what others saw that is open; a correction closes nothing."""
    rows = request.other_observations.all()
    return [row for row in rows if is_open(row.noted_at)]


def _whom(request: ObservationRequest, words: dict[str, str]) -> str:
    """Return who was asked."""
    if request.school is not None:
        return words["request_school"].format(school=request.school.name)
    return request.team.name if request.team else words["request_own"]


def _key(file: Attachment | None) -> UUID | None:
    """Return the key of a file that is clean."""
    is_clean = file is not None and file.scan == ScanState.CLEAN
    return file.key if file is not None and is_clean else None


def _day(day: date, language: Language) -> str:
    with override(language.value):
        return str(date_format(day, "j F Y"))


guardian_reading.MORE[COPY] = as_facts
