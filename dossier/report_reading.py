"""What parents read of the reports about their child: final, and discussed or ten working days old.

Each version by itself. It does not depend on a consent: the report is part of what childcare keeps.
Source: AVG art. 15; domain 11, rule 13.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from children import guardian_answers, guardian_reading
from children.models import Child, Guardian
from dossier import parents_talks
from dossier.models import ParentRemark, ParentTalk, Report, ReportOpinion, ReportVersion
from partners import holidays

WORKING_DAYS = 10
COPY = "observation_reports"


@dataclass(frozen=True)
class Readable:
    """A report as a parent reads it: the versions, the newest first, and what this parent wrote."""

    report: Report
    versions: tuple[ReportVersion, ...]
    opinions: tuple[ReportOpinion, ...]


def readable(guardian: Guardian, at: datetime) -> list[Readable]:
    """Return what a parent reads now; nothing where a place must stay unnamed, as of files."""
    if guardian_answers.hides_places(guardian):
        return []
    own = ReportOpinion.objects.filter(guardian=guardian)
    versions = ReportVersion.objects.filter(final_at__isnull=False)
    rows = (
        Report.objects.filter(child=guardian.child, shared_at__isnull=False)
        .select_related("request", "author__organisation")
        .prefetch_related(
            Prefetch("versions", versions.select_related("by__organisation")),
            Prefetch("opinions", own),
        )
    )
    equated = holidays.equated_days(guardian.child.location.municipality)
    day = timezone.localdate(at)
    talks = parents_talks.talks_with(guardian)
    found = [(report, _open_versions(report, talks, day, equated)) for report in rows]
    return [
        Readable(report, versions, tuple(report.opinions.all()))
        for report, versions in found
        if versions
    ]


def opens_on(final_at: datetime, talks: Collection[date], equated: Collection[date]) -> date:
    """Return from which day parents read a version: the talk after it, or ten working days.

    Args: talks: on which days this parent was spoken to about its request.
    Source: policy choice, domain 11 rule 13.
    """
    final_on = timezone.localdate(final_at)
    latest = holidays.add_working_days(final_on, WORKING_DAYS, equated)
    return min([latest, *(day for day in talks if day >= final_on)])


def parents_read_from(child: Child, version: ReportVersion | None) -> date | None:
    """Return from which day all parents read a version; None where it is not final."""
    if version is None or version.final_at is None:
        return None
    equated = holidays.equated_days(child.location.municipality)
    talks = parents_talks.days_of_all(child, version.report.request_id) or [[]]
    return max(opens_on(version.final_at, days, equated) for days in talks)


def as_facts(guardian: Guardian, at: datetime) -> list[dict[str, Any]]:
    """Return the same for a program. Source: AVG art. 20."""
    return [
        {
            "versions": [
                {"at": _iso(one.at), "text": one.text, "advice": one.advice}
                for one in item.versions
            ],
            "opinions": [said_as_facts(said) for said in item.opinions],
        }
        for item in readable(guardian, at)
    ]


def said_as_facts(said: ReportOpinion | ParentRemark) -> dict[str, str]:
    """Return what a parent wrote and what was answered, for a program."""
    return {
        "at": _iso(said.said_at),
        "view": said.view,
        "correction": said.correction,
        "outcome": said.end,
        "reason": said.reason,
    }


def _open_versions(
    report: Report, held: Collection[ParentTalk], day: date, equated: Collection[date]
) -> tuple[ReportVersion, ...]:
    talks = [talk.talked_on for talk in held if talk.request_id == report.request_id]
    return tuple(
        version
        for version in report.versions.all()
        if version.final_at is not None and opens_on(version.final_at, talks, equated) <= day
    )


def _iso(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


guardian_reading.MORE[COPY] = as_facts
