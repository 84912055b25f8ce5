"""Reports of observations for tests; all words invented."""

from datetime import datetime, timedelta
from typing import Any

from children.models import Child
from dossier.models import (
    ObservationRequest,
    ParentRemark,
    Report,
    ReportOpinion,
    ReportQuestion,
    ReportVersion,
)
from dossier.request_states import RequestedOf
from partners.models import Membership
from partners.states import Role
from tests.factories.children import AT
from tests.factories.erasing import erasing
from tests.factories.partners import MembershipFactory
from tests.factories.requests import sent

TEXT = "Hij bouwt lang en rustig, en kijkt naar de anderen."
ADVICE = "Zet één kind naast hem in de bouwhoek."


def planned(**columns: Any) -> ObservationRequest:
    """Make a request that was sent to a school and planned."""
    return sent(**{"planned_on": AT.date() - timedelta(days=1), **columns})


def writer_of(request: ObservationRequest) -> Membership:
    """Return somebody of the side that was asked."""
    if request.asked == RequestedOf.SCHOOL_COORDINATOR and request.school is not None:
        made = MembershipFactory(organisation=request.school.organisation, role=Role.QC)
    else:
        place = request.child.location.holder.organisation
        made = MembershipFactory(organisation=place, role=Role.KCC)
    return made  # type: ignore[no-any-return]


def begun(
    request: ObservationRequest | None = None, *, by: Membership | None = None, text: str = TEXT
) -> Report:
    """Make a report that nobody shared, with one version."""
    request = request or planned()
    by = by or writer_of(request)
    row = {"request": request, "child": request.child, "author": by, "begun_at": AT}
    report = Report.objects.create(**row)
    ObservationRequest.objects.filter(pk=request.pk).update(report_begun_at=AT)
    version(report, text=text)
    return report


def shared(
    request: ObservationRequest | None = None,
    *,
    at: datetime = AT,
    by: Membership | None = None,
    text: str = TEXT,
) -> Report:
    """Make a report that was shared, with one version."""
    report = begun(request, by=by, text=text)
    report.shared_at, report.shared_by = at, report.author
    report.save()
    report.versions.update(final_at=at)
    return report


def version(report: Report, **columns: Any) -> ReportVersion:
    """Make the next version of a report."""
    number = report.versions.count() + 1
    given = {"number": number, "text": TEXT, "advice": ADVICE, "by": report.author, "at": AT}
    return ReportVersion.objects.create(report=report, **{**given, **columns})


def taken_back(report: Report) -> None:
    """Leave one version that is not final; no user can do this, only the erasure of a child."""
    text = report.versions.latest("number").text
    with erasing(report.child):
        report.versions.all().delete()
    version(report, text=text)


def question(report: Report, **columns: Any) -> ReportQuestion:
    """Make a question back."""
    given = {"number": report.questions.count() + 1, "question": "Hoe gaat het eten?"}
    return ReportQuestion.objects.create(report=report, **{**given, **columns})


def opinion(report: Report, **columns: Any) -> ReportOpinion:
    """Let the first parent of the child think something of a report."""
    given = {"guardian": report.child.guardians.first(), "view": "Thuis ook.", "said_at": AT}
    return ReportOpinion.objects.create(report=report, **{**given, **columns})


def remark(child: Child, **columns: Any) -> ParentRemark:
    """Let the first parent of a child write of what it read."""
    given = {"guardian": child.guardians.first(), "about": "requests", "view": "Thuis ook."}
    return ParentRemark.objects.create(child=child, **{"said_at": AT, **given, **columns})
