"""All that a parent reads of what was written of a child as a PDF, framed in his language.

PDF/A-2a and PDF/UA-1.
"""

from datetime import datetime

from django.template.loader import render_to_string

from children import guardian_answers
from children.models import Guardian
from children.reading_texts import READING
from children.states import RIGHT_TO_LEFT, Language
from config import letter_signs, pdf
from config.font_families import SHEET
from dossier import (
    parents_notes,
    parents_remarks,
    parents_requests,
    parents_support,
    report_texts,
)
from dossier.remark_states import RemarkAbout

LACKING = "\N{WHITE SQUARE}"  # where the fonts have no sign, as for a picture of a face


def render(guardian: Guardian, language: Language, at: datetime) -> bytes:
    """Return what a parent reads now as a PDF."""
    return pdf.render(html_of(guardian, language, at), SHEET)


def html_of(guardian: Guardian, language: Language, at: datetime) -> str:
    """Return the same as HTML, for the fonts of a sheet; a sign that they lack is named by none."""
    words, noted = READING[language], parents_notes.shown(guardian, language, at)
    notes = {"signals": noted.signals, "talks": noted.talks, "meetings": noted.meetings}
    said = {about: parents_remarks.shown(guardian, about, language) for about in RemarkAbout}
    child = guardian.child.first_name
    context = {
        "language": language.value,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "words": words,
        "heading": words["sheet_heading"].format(child=child),
        "reports_heading": words["reports_heading"].format(child=child),
        "is_hidden": guardian_answers.hides_places(guardian),
        "reports": report_texts.shown(guardian, language, at),
        "notes": [(words[f"{kind}_heading"], rows) for kind, rows in notes.items() if rows],
        "requests": parents_requests.shown(guardian, language, at),
        "support": parents_support.shown(guardian, language, at),
        "remarks": [
            (words[f"{about}_heading"].format(child=child), rows)
            for about, rows in said.items()
            if rows
        ],
    }
    return printable(render_to_string("dossier/report_sheets.html", context))


def printable(text: str) -> str:
    """Return a text in which a square stands for each sign that the fonts lack."""
    lacking = letter_signs.unprintable(text, SHEET)
    square = "" if letter_signs.unprintable(LACKING, SHEET) else LACKING
    return text.translate({ord(sign): square or "?" for sign in lacking})
