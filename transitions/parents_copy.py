"""What a parent's copy holds of the handover: each shared version, what the school did, own words.

A version was discussed with the parents before it went. Of another guardian nothing goes along;
with another guardian's secret address only the choices go, as any text can hold a name of a place.
Source: AVG art. 15 and 20; domain 11, rules 13, 29 and 35.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from children import guardian_answers
from children.models import Guardian
from transitions import parents_codes, snapshots
from transitions.models import Arrival, FormVersion, ParentsCode, ParentView
from transitions.parents_preview import own_lines


def as_facts(guardian: Guardian, at: datetime) -> list[dict[str, Any]]:
    """Return the versions of the form for a program, in Dutch, the newest first."""
    hides = guardian_answers.hides_places(guardian)
    rows = FormVersion.objects.filter(handover__child=guardian.child, shared_at__lte=at)
    return [
        {
            "version": version.number,
            "shared_at": version.shared_at.isoformat(),
            "school": "" if hides else str(version.question.school or ""),
            "lines": [
                {"what": line.label, "said": line.value}
                for line in own_lines(guardian, snapshots.thawed(version.content), hides=hides)
            ],
        }
        for version in rows.select_related("question__school__organisation").order_by("-shared_at")
    ]


def arrivals_as_facts(guardian: Guardian, at: datetime) -> list[dict[str, str]]:
    """Return what a school noted of receiving the child; nothing beside a secret address."""
    del at
    if guardian_answers.hides_places(guardian):
        return []
    rows = Arrival.objects.filter(handover__child=guardian.child)
    return [
        {
            "intake_on": _day(row.intake_on),
            "intake_held_on": _day(row.intake_held_on),
            "enrolled_on": _day(row.enrolled_on),
            "warm_on": _day(row.warm_on),
            "warm_held_on": _day(row.warm_held_on),
            "warm_agreed": row.warm_agreed,
            "group": row.group.name if row.group else "",
            "reason": str(row.get_reason_display()) if row.reason else "",
            "prepares": row.prepares,
            "feedback": row.feedback,
        }
        for row in rows.select_related("group", "registration").order_by("pk")
    ]


def views_as_facts(guardian: Guardian, at: datetime) -> list[dict[str, str]]:
    """Return what this guardian wrote beside the form."""
    rows = ParentView.objects.filter(guardian=guardian, said_at__lte=at)
    return [{"said_at": row.said_at.isoformat(), "text": row.text} for row in rows]


def codes_as_facts(guardian: Guardian, at: datetime) -> list[dict[str, Any]]:
    """Return the codes with which this guardian let somebody read the form, and what they show."""
    rows = ParentsCode.objects.filter(guardian=guardian, made_at__lte=at).order_by("pk")
    return [
        {
            "made_at": row.made_at.isoformat(),
            "read_at": row.used_at.isoformat() if row.used_at else "",
            "stopped_at": row.ended_at.isoformat() if row.ended_at else "",
            "lines": [
                {"what": line.label, "said": line.value} for line in parents_codes.lines_of(row)
            ],
        }
        for row in rows.select_related("guardian")
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


COPIES: dict[str, Callable[[Guardian, datetime], Any]] = {
    "handovers": as_facts,
    "arrivals": arrivals_as_facts,
    "handover_views": views_as_facts,
    "handover_codes": codes_as_facts,
}
