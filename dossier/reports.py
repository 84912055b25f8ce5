"""Observation reports: begun, saved, shared, corrected; and the questions back (domain 5.3).

Saving makes a version. The verb `share` makes the newest one final: others read it from then on.
Who saves on another version than the newest is told, and nothing is overwritten.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from children import consents, reading
from children.models import Child, ConsentQuestion
from children.reach import OBSERVING, Thing
from children.states import ConsentScope
from dossier import drafts, requests
from dossier.long_texts import checked
from dossier.models import (
    ObservationRequest,
    Report,
    ReportOpinion,
    ReportQuestion,
    ReportVersion,
)
from dossier.report_querysets import WRITES
from dossier.request_states import RequestedOf, RequestEnd
from partners import audit
from partners.access import Actor
from partners.models import Membership
from partners.refusals import RefusedError
from partners.roles import Permission, can, require

BEGUN, SAVED, SHARED, CORRECTED = (
    "report.begun",
    "report.saved",
    "report.shared",
    "report.corrected",
)
ANSWERED = "report.question_answered"
LONGEST, LONGEST_ADVICE, LONGEST_BACK = 20_000, 5_000, 1_000  # characters
MOST_BACK = 3
# The fields of a report, and of the questions back: saving the one keeps the drafts of the other.
WRITTEN = ("text", "advice")
BACK = tuple(f"back_{number}" for number in range(1, MOST_BACK + 1))
PART = "observation_report"  # what the log says was read of a request


class ReportError(RefusedError):
    """A report cannot be saved or shared, or a question back not answered."""


class SavedMeanwhileError(ReportError):
    """Somebody else saved the report since this text was begun; nothing was overwritten."""

    def __init__(self, newest: ReportVersion) -> None:
        """Keep what stands there now."""
        super().__init__(
            _("Intussen heeft %s dit verslag bewaard. Jouw tekst staat hieronder nog.")
            % newest.by.user.name
        )
        self.newest = newest


@dataclass(frozen=True)
class Written:
    """What was written: the report and the advice in it."""

    text: str
    advice: str = ""


@dataclass(frozen=True)
class Found:
    """A request with its report, as an actor sees it."""

    request: ObservationRequest
    report: Report | None
    versions: list[ReportVersion]

    @property
    def newest(self) -> ReportVersion | None:
        """Return the newest version that the actor sees."""
        return self.versions[0] if self.versions else None


def place(key: UUID) -> str:
    """Return where a draft of the report of a request is kept."""
    return f"report:{key}"


def question_place(key: UUID, number: int) -> str:
    """Return where a draft of the answer to a question back is kept."""
    return f"report_question:{key}/{number}"


# --- reading ----------------------------------------------------------------------------------


def one(actor: Actor, key: UUID, *, at: datetime) -> Found:
    """Return the report of a request that the actor may read or begin, and note the read.

    Raises: Http404: no such request, not (yet) for this actor, or its consent ended; all alike.
    """
    found = _found(actor, key)
    if found is None or (found.report is None and not may_write(actor, found.request)):
        reading.miss(actor, thing=Thing.REQUEST, at=at)
    school = found.request.school_id if _is_school(actor) else None
    given = {"thing": Thing.REQUEST, "section": PART, "school_id": school}
    reading.note(actor, [found.request.child], at=at, **given)  # type: ignore[arg-type]
    return found


def miss(actor: Actor, *, at: datetime) -> NoReturn:
    """Note that somebody asked for a report in vain. Raises: Http404."""
    reading.miss(actor, thing=Thing.REQUEST, at=at)


def may_write(actor: Actor, request: ObservationRequest) -> bool:
    """Say whether the actor's side was asked to observe, and it was planned and is not stopped."""
    if not can(actor, Permission.WRITE_REPORT):
        return False
    is_asked = request.asked in WRITES.get(actor.role, ())
    goes_on = request.end in {"", RequestEnd.CLOSED}
    return is_asked and goes_on and request.planned_on is not None


def open_questions(actor: Actor) -> QuerySet[ReportQuestion]:
    """Return the questions back that wait for an answer of the actor's childcare."""
    if not can(actor, Permission.ANSWER_REPORT):
        return ReportQuestion.objects.none()
    rows = ReportQuestion.objects.visible_to(actor).filter(answered_at=None)
    return rows.select_related("report__request", "report__child")


def _found(actor: Actor, key: UUID) -> Found | None:
    rows = ObservationRequest.objects.visible_to(actor).select_related(
        "child__group", "child__location__organisation", "school__organisation", "team"
    )
    request = rows.filter(key=key).first()
    if request is None:
        return None
    report = _reports(actor).filter(request=request).first()
    return Found(request, report, list(report.versions.all()) if report else [])


def _reports(actor: Actor) -> QuerySet[Report]:
    versions = ReportVersion.objects.visible_to(actor).select_related("by__user")
    questions = ReportQuestion.objects.visible_to(actor).select_related("answered_by__user")
    opinions = ReportOpinion.objects.visible_to(actor)
    return (
        Report.objects.visible_to(actor)
        .select_related("author__user", "author__organisation", "shared_by__user")
        .prefetch_related(
            Prefetch("versions", versions),
            Prefetch("questions", questions),
            Prefetch("opinions", opinions.select_related("guardian", "answered_by__user")),
        )
    )


# --- writing ----------------------------------------------------------------------------------


@transaction.atomic
def save(*, key: UUID, written: Written, seen: int, by: Actor, at: datetime) -> ReportVersion:
    """Save a version of the report of a request; the first one begins the report.

    On a report that was shared it is a correction: final at once, beside the earlier versions.
    Args: seen: the number of the version that stood there when this text was begun, 0: none.
    Raises: DoesNotExist: no such request, or its consent ended. PermissionDenied. ReportError:
    empty, too long, or not to be written (any more). SavedMeanwhileError.
    """
    request = _writable(key, by)
    written = _checked(written)
    report = Report.objects.filter(request=request).first()
    newest = _newest(report)
    if newest is not None and newest.number != seen:
        raise SavedMeanwhileError(newest)
    drafts.drop(where=place(key), by=by, fields=WRITTEN)
    if newest is not None and Written(newest.text, newest.advice) == written:
        return newest
    member = member_of(by, request)
    if report is None:
        report = Report.objects.create(
            request=request, child=request.child, author=member, begun_at=at
        )
        requests.note_report(request, by=by, at=at, begun_at=at)
        log(request, BEGUN, member=member, by=by, at=at)
    version = ReportVersion.objects.create(
        report=report,
        number=newest.number + 1 if newest else 1,
        text=written.text,
        advice=written.advice,
        by=member,
        at=at,
        final_at=at if report.shared_at else None,
    )
    log(request, CORRECTED if report.shared_at else SAVED, member=member, by=by, at=at)
    return version


@transaction.atomic
def share(*, key: UUID, seen: int, questions: Collection[str], by: Actor, at: datetime) -> Report:
    """Share a report with the childcare that asked (verb verslag): its newest version is final.

    Args: seen: the version that was read before sharing it. questions: back to childcare.
    Raises: DoesNotExist: no such request, or its consent ended. PermissionDenied. ReportError:
    nothing was written yet, shared already, too many or too long questions. SavedMeanwhileError.
    """
    request = _writable(key, by)
    report = Report.objects.select_for_update(no_key=True).filter(request=request).first()
    newest = _newest(report)
    if report is None or newest is None:
        raise ReportError(_("Schrijf eerst het verslag en bewaar het. Daarna deel je het."))
    if report.shared_at is not None:
        raise ReportError(_("Dit verslag is al gedeeld."))
    if newest.number != seen:
        raise SavedMeanwhileError(newest)
    asked = [_back(text, number) for number, text in enumerate(questions, 1)]
    asked = [text for text in asked if text]
    if len(asked) > MOST_BACK:
        raise ReportError(_("Stel ten hoogste %d vragen terug.") % MOST_BACK)
    member = member_of(by, request)
    report.shared_at, report.shared_by = at, member
    report.save(update_fields=["shared_at", "shared_by"])
    ReportVersion.objects.filter(pk=newest.pk).update(final_at=at)
    ReportQuestion.objects.bulk_create(
        ReportQuestion(report=report, number=number, question=text)
        for number, text in enumerate(asked, 1)
    )
    requests.note_report(request, by=by, at=at, shared_at=at)
    drafts.drop(where=place(key), by=by, fields=BACK)
    log(request, SHARED, member=member, by=by, at=at)
    return report


@transaction.atomic
def answer_back(*, key: UUID, number: int, text: str, by: Actor, at: datetime) -> ReportQuestion:
    """Answer a question back as somebody of the child's childcare; once.

    Raises: DoesNotExist, PermissionDenied, ReportError: empty, too long, or answered already.
    """
    require(by, Permission.ANSWER_REPORT, None)
    request = locked(key, by)
    rows = ReportQuestion.objects.visible_to(by).filter(report__request=request)
    question: ReportQuestion = rows.select_for_update(of=("self",), no_key=True).get(number=number)
    if question.answered_at is not None:
        raise ReportError(_("Deze vraag is al beantwoord."))
    empty, name = _("Schrijf je antwoord."), _("Het antwoord")
    text = checked(text, field="answer", name=name, most=LONGEST_BACK, empty=empty)
    member = member_of(by, request)
    question.answer, question.answered_by, question.answered_at = text, member, at
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    drafts.drop(where=question_place(key, number), by=by)
    log(request, ANSWERED, member=member, by=by, at=at)
    return question


@transaction.atomic
def keep_aside(*, key: UUID, typed: Mapping[str, str], seen: int, by: Actor, at: datetime) -> None:
    """Keep what its author sent when the consent ended this minute, locked with the report.

    Nobody reads it until there is a consent again, and it is erased with all drafts. Of a report
    that was never asked of the actor's side nothing is kept. `typed`: the texts by their field.
    """
    rows = ObservationRequest.objects.filter(key=key, school__in=by.organisation_ids)
    request = rows.select_related("child").first()
    if request is None or not can(by, Permission.WRITE_REPORT):
        return
    place_of = {"where": place(key), "child": request.child, "seen": seen}
    for field in (*WRITTEN, *BACK):
        text = typed.get(field, "")
        drafts.lock_up(**place_of, field=field, text=text, by=by, at=at)  # type: ignore[arg-type]


@drafts.place("report")
def _writing(by: Actor, key: str) -> Child:
    """Let whoever may write the report of a request."""
    rows = ObservationRequest.objects.visible_to(by).select_related("child")
    request = rows.get(key=key)
    if not may_write(by, request):
        raise ObservationRequest.DoesNotExist
    return request.child


@drafts.place("report_question")
def _answering(by: Actor, key: str) -> Child:
    """Let childcare answer an open question back."""
    request_key, _slash, number = key.partition("/")
    rows = open_questions(by).filter(report__request__key=request_key)
    return rows.get(number=int(number)).report.child


def _back(text: str, number: int) -> str:
    name = _("Vraag %d") % number
    return checked(text, field=f"back_{number}", name=name, most=LONGEST_BACK)


def _checked(written: Written) -> Written:
    """Return what was written as it is kept. Raises: TextError."""
    text, advice = {"field": "text", "most": LONGEST}, {"field": "advice", "most": LONGEST_ADVICE}
    return Written(
        checked(written.text, name=_("Het verslag"), empty=_("Schrijf wat je zag."), **text),  # type: ignore[arg-type]
        checked(written.advice, name=_("Het advies"), **advice),  # type: ignore[arg-type]
    )


def _newest(report: Report | None) -> ReportVersion | None:
    if report is None:
        return None
    return report.versions.select_related("by__user").order_by("-number").first()


def _writable(key: UUID, by: Actor) -> ObservationRequest:
    """Lock the request of a report that the actor may write under a consent that holds now."""
    require(by, Permission.WRITE_REPORT, None)
    request = locked(key, by)
    if not may_write(by, request):
        raise ReportError(
            _("Plan eerst de observatie. Is het verzoek gestopt, dan komt er geen verslag.")
        )
    if request.asked != RequestedOf.SCHOOL_COORDINATOR and not _own_consent(request, by):
        raise ReportError(_("Ouders lieten het meekijken stoppen: er is niets bewaard of gedeeld."))
    return request


def _own_consent(request: ObservationRequest, by: Actor) -> bool:
    """Say whether parents still let their own childcare, or a team it asked, look along."""
    live = ConsentQuestion.objects.live(by.day).filter(child=request.child)
    return live.filter(scope=ConsentScope.OBSERVE_OWN).exists()


def locked(key: UUID, by: Actor) -> ObservationRequest:
    """Lock the child and then the request, and see again that the actor may know of it."""
    rows = ObservationRequest.objects.visible_to(by)
    consents.lock_child(rows.values_list("child", flat=True).get(key=key))
    rows = rows.select_related("child__location__holder__organisation")
    return rows.select_for_update(of=("self",), no_key=True).get(key=key)


def _is_school(actor: Actor) -> bool:
    return RequestedOf.SCHOOL_COORDINATOR in WRITES.get(actor.role, ())


def member_of(by: Actor, request: ObservationRequest) -> Membership:
    """Return the membership with which somebody acts: at the school asked, or at childcare."""
    location = request.child.location
    own = (request.school_id,) if _is_school(by) else (location.pk, location.holder_id)
    return next(m for m in by.memberships if m.organisation_id in own)


def log(
    request: ObservationRequest, action: str, *, member: Membership, by: Actor, at: datetime
) -> None:
    """Append a line about the child in the log of its childcare."""
    audit.record(
        by=by,
        action=action,
        target=request.child,
        organisation=request.child.location.holder.organisation,
        membership=member,
        at=at,
        ground=_ground(request, by),
        details={"request": str(request.key)},
    )


def _ground(request: ObservationRequest, by: Actor) -> str:
    """Return the number of the consent by which a school knows the child; "" for childcare."""
    if not _is_school(by):
        return ""
    given = ConsentQuestion.objects.giving(OBSERVING, by)
    rows = given.filter(child=request.child, school=request.school).order_by("pk")
    return str(rows.values_list("pk", flat=True)[0])
