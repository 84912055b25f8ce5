"""Which reports an actor sees: who writes them from the first word, the others once shared.

A report hangs on its request, and is seen as that is: a school under the consent to observe for
the very school that was asked, childcare of its own children.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q, QuerySet

from dossier.request_states import RequestedOf
from partners.among import Among
from partners.querysets import ScopedQuerySet
from partners.states import Role

if TYPE_CHECKING:
    from dossier import models as tables  # noqa: F401 - named in the bases below
    from partners.access import Actor

# Whose report it is: what a team says is noted by the care coordinator.
WRITES: dict[Role, tuple[RequestedOf, ...]] = {
    Role.QC: (RequestedOf.SCHOOL_COORDINATOR,),
    Role.KCC: (RequestedOf.OWN_COORDINATOR, RequestedOf.TEAM),
}


class ReportQuerySet(ScopedQuerySet["tables.Report"]):
    """Observation reports."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those the actor's side writes, and of the others it sees what was shared."""
        seen = _requests(actor)
        own = seen.filter(asked__in=WRITES.get(actor.role, ()))
        shared = Q(shared_at__isnull=False, request__in=seen.values("pk"))
        return self.filter(Q(request__in=own.values("pk")) | shared)


class ReportVersionQuerySet(ScopedQuerySet["tables.ReportVersion"]):
    """Versions of reports."""

    def visible_to(self, actor: Actor) -> Self:
        """Return all versions to who writes, and the final ones to who reads."""
        own = _requests(actor).filter(asked__in=WRITES.get(actor.role, ()))
        written = _reports(actor).filter(request__in=own.values("pk"))
        final = Q(final_at__isnull=False, report__in=_reports(actor).values("pk"))
        return self.filter(Q(report__in=written.values("pk")) | final)


class OfReportQuerySet(ScopedQuerySet[Any]):
    """Base: what was asked and said about a report, by who sees it."""

    def visible_to(self, actor: Actor) -> Self:
        """Return what belongs to the reports that the actor sees."""
        return self.filter(Among("report", _reports(actor).values("pk")))


class ReportQuestionQuerySet(OfReportQuerySet):
    """Questions back."""


class ReportOpinionQuerySet(OfReportQuerySet):
    """What parents wrote about a report."""


def _requests(actor: Actor) -> QuerySet[Any]:
    from dossier.models import ObservationRequest  # noqa: PLC0415 - it needs this module first

    return ObservationRequest.objects.visible_to(actor).order_by()


def _reports(actor: Actor) -> QuerySet[Any]:
    from dossier.models import Report  # noqa: PLC0415 - as above

    return Report.objects.visible_to(actor).order_by()
