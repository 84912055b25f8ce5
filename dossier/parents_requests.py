"""What parents read of the requests about their child, and the screening form that went along.

A request once it was sent and discussed with them, or ten working days after; what came later of it
by its own day; planning or weighing anew takes nothing away (`earlier_texts`). That parents said no
is told to no other parent: it stopped. With another guardian's secret address nothing is told.
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
from dossier import earlier_texts, parents_talks
from dossier.models import ObservationRequest, OtherObservation, ParentTalk
from dossier.report_reading import opens_on
from dossier.request_stands import end_told, stand
from dossier.request_states import RequestEnd
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
    held = parents_talks.talks_with(guardian)
    return [_shown(one, held, language, at) for one in _readable(guardian, held, at)]


def opened(*, link: GuardianLink, key: UUID, at: datetime) -> Attachment:
    """Return a file that goes with a request that a parent reads, and note that he did.

    Raises: Http404: none, not clean, or of what he does not read now.
    """
    for one in _readable(link.guardian, parents_talks.talks_with(link.guardian), at):
        files = [one.request.screening, *(row.file for row in one.others)]
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


@dataclass(frozen=True)
class _Open:
    """A request that a parent reads, the question what of it is open, and what others saw."""

    request: ObservationRequest
    is_open: Callable[[datetime], bool]
    others: list[OtherObservation]


def _readable(guardian: Guardian, held: list[ParentTalk], at: datetime) -> list[_Open]:
    """Return the requests that a parent reads, each with what is open of it.

    Args: held: the talks in which this parent took part.
    """
    if guardian_answers.hides_places(guardian):
        return []
    others = OtherObservation.objects.select_related("file").defer("file__content")
    rows = (
        ObservationRequest.objects.filter(child=guardian.child, requested_at__isnull=False)
        .select_related("child", "school__organisation", "team", "screening")
        .defer("screening__content")
        .prefetch_related("earlier_texts", Prefetch("other_observations", others))
    )
    talks = [one for one in held if one.request_id is not None]
    equated = holidays.equated_days(guardian.child.location.municipality)
    day = timezone.localdate(at)

    def opening(row: ObservationRequest) -> Callable[[datetime], bool]:
        days = [one.talked_on for one in talks if one.request_id == row.pk or _is_for_nothing(row)]
        return lambda noted: opens_on(noted, days, equated) <= day

    return _told([(row, opening(row)) for row in rows])


def _told(rows: Iterable[tuple[ObservationRequest, Callable[[datetime], bool]]]) -> list[_Open]:
    """Return what is open of these requests.

    What others saw goes on to the request that is asked anew; until that one is read, it stays
    under the one that came to nothing, so that it does not vanish.
    """
    read, went_on = [], []
    for row, is_open in rows:
        others = list(row.other_observations.all())
        if row.requested_at is None or not is_open(row.requested_at):
            went_on += others
            continue
        if _is_for_nothing(row):
            others, went_on = others + went_on, []
        read.append(_Open(row, is_open, [one for one in others if is_open(one.noted_at)]))
    return read


def _is_for_nothing(request: ObservationRequest) -> bool:
    """Say whether a request came to nothing before anybody looked (`requests.going_along`)."""
    is_stopped = request.end not in {"", RequestEnd.CLOSED}
    return is_stopped and request.report_begun_at is None


def _shown(one: _Open, held: Iterable[ParentTalk], language: Language, at: datetime) -> RequestRead:
    request, is_open, words = one.request, one.is_open, READING[language]
    request.end = end_told(request.end, is_childcare=False)
    talks = [talk.talked_on for talk in held if talk.request_id == request.pk]
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
    weighing = earlier_texts.weighing(request, is_open)
    if weighing is not None:
        lines.append(Line(words["request_outcome"], words[f"request.outcome.{weighing.outcome}"]))
    goal = earlier_texts.goal(request, is_open)
    return RequestRead(
        title=_whom(request, words),
        question=request.question,
        lines=tuple(lines),
        goal=goal.text if goal else "",
        outcome=weighing.text if weighing else "",
        screening=_key(request.screening),
        others=tuple(
            OtherRead(Line(row.observer, _day(row.seen_on, language)), row.text, _key(row.file))
            for row in one.others
        ),
    )


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
