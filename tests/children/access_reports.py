"""Reports of observations in the proofs of access: the request of every child has a shared one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dossier.models import (
    ObservationRequest,
    Report,
    ReportOpinion,
    ReportQuestion,
    ReportVersion,
)
from dossier.request_states import RequestedOf
from tests.children.access_areas import Area
from tests.children.access_requests import OBSERVED, REQUESTS, states_of
from tests.children.access_rows import CHILDCARE, Row, nobody
from tests.factories import reports

if TYPE_CHECKING:
    from children.models import Child
    from tests.children.access_world import World

TABLES: dict[str, Any] = {
    "reports": Report,
    "versions": ReportVersion,
    "questions": ReportQuestion,
    "opinions": ReportOpinion,
}
HERE = ("none", "observe")
Seen = tuple[str, str, set[str]]  # who, of what, and which


def fill(world: World, child: Child) -> dict[str, Any]:
    """Let the coordinator have observed, shared a report and asked something back."""
    request = ObservationRequest.objects.get(child=child)
    by = world.at_school("qc")
    plan = {"planned_on": world.day - timedelta(days=1), "planned_by": by, "planned_at": world.at}
    ObservationRequest.objects.filter(pk=request.pk, requested_at__isnull=False).update(**plan)
    report = reports.shared(request, at=world.at, by=by, text=f"Kanarie {child.last_name}")
    reports.question(report)
    return {"opinion": reports.opinion(report).key}


def of_child(model: Any) -> Callable[..., set[str]]:
    """Return what an actor sees of a table of what belongs to reports."""
    if model is Report:
        return states_of(Report)

    def seen(_world: World, actor: Any) -> set[str]:
        rows = model.objects.visible_to(actor).values_list("report__child__last_name", flat=True)
        return {str(name) for name in rows}

    return seen


# --- the facts --------------------------------------------------------------------------------


def reports_seen(world: World) -> Iterator[str]:
    """Change one fact at a time, and ask everybody which reports and parts of them there are."""
    from tests.children.access_checks import differs, undone  # noqa: PLC0415 - it needs the areas

    for words, change, expected in FACTS:
        for person, what, found in undone(_seen_after(change, world)):
            table = expected.get(what, expected["reports"])
            yield from differs(f"{words}, {person}: {what}", table.get(person, "").split(), found)


def _seen_after(change: Callable[[World], Any], world: World) -> Iterator[Seen]:
    change(world)
    for person, actor in world.asked.items():
        for what, model in TABLES.items():
            yield person, what, of_child(model)(world, actor) & set(HERE)


def _rows() -> Any:
    return Report.objects.filter(child__last_name__in=HERE)


def _nothing(_world: World) -> None:
    """Leave all as it is."""


def _not_shared(_world: World) -> None:
    _newer_version(_world)
    _rows().update(shared_at=None, shared_by=None)


def _asked(asked: RequestedOf) -> Callable[[World], None]:
    """Return how to let the childcare's own side have been asked, which did not share yet."""

    def change(world: World) -> None:
        _not_shared(world)
        rows = ObservationRequest.objects.filter(child__last_name__in=HERE)
        team = world.keys["asked_team"] if asked == RequestedOf.TEAM else None
        rows.update(asked=asked, school=None, team=team)

    return change


def _newer_version(_world: World) -> None:
    """Let only a version that is not final be left."""
    for report in _rows():
        reports.taken_back(report)


WRITERS = OBSERVED | nobody("kcc?")  # a school was asked: the carer writes no report of it
OWN = {"kcc": "none observe", "koc": "none observe", "kow": "none observe"}
COORDINATORS = {"qc": "observe", "qc of both": "observe"}
CARER = {"kcc": "none observe"}
FACTS: tuple[tuple[str, Callable[[World], Any], dict[str, dict[str, str]]], ...] = (
    ("shared", _nothing, {"reports": OWN | COORDINATORS}),
    ("not shared", _not_shared, {"reports": COORDINATORS}),
    ("of the own coordinator, not shared", _asked(RequestedOf.OWN_COORDINATOR), {"reports": CARER}),
    ("of a team, not shared", _asked(RequestedOf.TEAM), {"reports": CARER}),
    (
        "not a final version",
        _newer_version,
        {"reports": OWN | COORDINATORS, "versions": COORDINATORS},
    ),
)
AREA = Area(
    addresses={
        "report": Row("/verzoeken/{request}/verslag/", REQUESTS),
        "report_write": Row("/verzoeken/{request}/verslag/schrijven/", WRITERS),
        "report_share": Row("/verzoeken/{request}/verslag/delen/", WRITERS),
        "report_history": Row("/verzoeken/{request}/verslag/geschiedenis/", REQUESTS),
        "report_back": Row("/verzoeken/{request}/verslag/vragen/1/", CHILDCARE, method="POST"),
        "report_opinion": Row(
            "/verzoeken/{request}/verslag/mening/{opinion}/", REQUESTS, method="POST"
        ),
    },
    link_pages={
        "guardian_reports": ("/ouder/{token}/lezen/verslagen/", "reading, lent"),
        "guardian_reports_pdf": ("/ouder/{token}/lezen/verslagen/pdf/", "reading"),
    },
    keys=frozenset({"opinion"}),
    fill=fill,
    seen=tuple((name, REQUESTS, of_child(model)) for name, model in TABLES.items()),
)
