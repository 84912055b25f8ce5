"""A version of the form as a PDF, for the file of each side: PDF/A-2a and PDF/UA-1."""

from django.template.loader import render_to_string

from config import pdf
from config.font_families import SHEET
from dossier.report_sheets import printable
from transitions.reads import Readable


def render(found: Readable) -> bytes:
    """Return what somebody may read of a version as a PDF."""
    return pdf.render(html_of(found), SHEET)


def html_of(found: Readable) -> str:
    """Return the same as HTML, for the fonts of a sheet."""
    return printable(render_to_string("transitions/form_sheet.html", {"found": found}))
