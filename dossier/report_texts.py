"""What the page and the PDF for parents say of each report, in the language of a parent.

The report itself stays in the language it was written in.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from children.models import Guardian
from children.reading_texts import READING
from children.states import Language
from dossier import report_reading
from dossier.models import ParentRemark, ReportOpinion, ReportVersion
from dossier.report_reading import Readable


@dataclass(frozen=True)
class Text:
    """One version: by whom in which role and when, and what it says."""

    by: str
    text: str
    advice: str


@dataclass(frozen=True)
class Said:
    """What this parent wrote, when, and what was answered."""

    when: str
    view: str
    correction: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class Shown:
    """A report: its newest version, the earlier ones, and what this parent wrote."""

    key: str
    newest: Text
    earlier: tuple[Text, ...]
    said: tuple[Said, ...]


def shown(guardian: Guardian, language: Language, at: datetime) -> list[Shown]:
    """Return the reports that a parent reads now."""
    return [_shown(one, language) for one in report_reading.readable(guardian, at)]


def _shown(readable: Readable, language: Language) -> Shown:
    newest, *earlier = (_text(version, language) for version in readable.versions)
    own = tuple(said(opinion, language, "opinion") for opinion in readable.opinions)
    return Shown(str(readable.report.request.key), newest, tuple(earlier), own)


def _text(version: ReportVersion, language: Language) -> Text:
    words = READING[language]
    role = words.get(f"role.{version.by.role}", "")
    by = words["report_by"].format(role=role, day=_day(version.at, language))
    return Text(by, version.text, version.advice)


def said(row: ReportOpinion | ParentRemark, language: Language, kind: str) -> Said:
    """Return what a parent wrote and the answer, in words. Args: kind: of the outcome's words."""
    words = READING[language]
    return Said(
        when=words["opinion_yours"].format(day=_day(row.said_at, language)),
        view=row.view,
        correction=row.correction,
        outcome=words[f"{kind}.{row.end}" if row.end else "opinion.waiting"],
        reason=row.reason,
    )


def _day(at: datetime, language: Language) -> str:
    with override(language.value):
        return str(date_format(timezone.localdate(at), "j F Y"))
