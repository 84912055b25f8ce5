"""One row per rule of reports that the database repeats, and that this row breaks."""

from collections.abc import Callable

from dossier.models import Report
from tests.factories.children import AT, GuardianFactory
from tests.factories.reports import begun, opinion, question, remark, version


def shared_by_nobody() -> None:
    """Share a report by nobody."""
    Report.objects.filter(pk=begun().pk).update(shared_at=AT)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "dossier_report_shared_by_somebody": shared_by_nobody,
    "dossier_reportversion_unique_number": lambda: version(begun(), number=1),
    "dossier_reportversion_from_one": lambda: version(begun(), number=0),
    "dossier_reportquestion_unique_number": lambda: question(question(begun()).report, number=1),
    "dossier_reportquestion_answered_by_somebody": lambda: question(begun(), answered_at=AT),
    "dossier_parentremark_answered_by_somebody": lambda: remark(
        GuardianFactory().child, end="done"
    ),
    "dossier_reportopinion_answered_by_somebody": lambda: opinion(begun(), end="done"),
}
