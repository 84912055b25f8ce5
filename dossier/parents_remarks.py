"""What a parent reads of his own words beside the dossier, and of the answer; no other's.

With another guardian's secret address it is as on the pages: of requests nothing is told, of
support no text that can hold the name of a place.
Source: AVG art. 15 and 16; domain 11, rules 13 and 35.
"""

from datetime import datetime
from typing import Any

from children import guardian_answers, guardian_reading
from children.models import Guardian
from children.states import Language
from dossier import report_reading, report_texts
from dossier.models import ParentRemark
from dossier.remark_states import RemarkAbout
from dossier.report_texts import Said


def may_write(guardian: Guardian, about: RemarkAbout) -> bool:
    """Say whether a parent writes on a page: where nothing is told, nothing is said either."""
    return about == RemarkAbout.SUPPORT or not guardian_answers.hides_places(guardian)


def own(guardian: Guardian, about: RemarkAbout) -> list[ParentRemark]:
    """Return what a parent wrote on a page, with the answer as far as it may be read."""
    if not may_write(guardian, about):
        return []
    rows = list(guardian.remarks.filter(about=about))
    if guardian_answers.hides_places(guardian):
        for row in rows:
            row.reason = ""
    return rows


def shown(guardian: Guardian, about: RemarkAbout, language: Language) -> tuple[Said, ...]:
    """Return the same in words."""
    return tuple(report_texts.said(row, language, "remark") for row in own(guardian, about))


def as_facts(guardian: Guardian, _at: datetime) -> list[dict[str, Any]]:
    """Return the same for a program. Source: AVG art. 20."""
    return [
        {"about": about.value, **report_reading.said_as_facts(row)}
        for about in RemarkAbout
        for row in own(guardian, about)
    ]


guardian_reading.MORE["remarks"] = as_facts
