"""A sheet to hand over: one A5 page for each guardian, with a code to scan and the link in it.

PDF/UA in the guardian's language and in Dutch. The child does not stand on it. A language whose
script the letter font lacks gives way to English.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import segno
from django.template.loader import render_to_string
from django.urls import reverse

from children import invitation_texts
from children.asking import Invitation
from children.consent_texts import WORDINGS
from children.consent_texts.invitations import INVITATIONS
from children.consent_texts.invitations import Invitation as Words
from children.states import Language
from config import letter_signs, mail, pdf

QUIET_ZONE = 4  # modules of white around a code, as the standard of QR codes asks


@dataclass(frozen=True)
class Part:
    """What a sheet says in one language."""

    language: Language
    title: str
    words: Words


@dataclass(frozen=True)
class Sheet:
    """One page: for whom, what it says, and the code."""

    name: str
    parts: tuple[Part, ...]
    sender: str
    address: str
    code: str


def render(invitations: Iterable[Invitation]) -> bytes:
    """Return the sheets as one PDF, of invitations that have a link."""
    sheets = [_sheet(invitation) for invitation in invitations]
    return pdf.render(render_to_string("children/question_sheets.html", {"sheets": sheets}))


def _sheet(invitation: Invitation) -> Sheet:
    text = invitation_texts.of(invitation.guardian)
    languages = dict.fromkeys(_printable(language) for language in text.languages)
    address = mail.absolute(reverse("guardian", args=[invitation.token]))
    code = segno.make(address, error="m", micro=False)
    return Sheet(
        name=_printed(invitation.guardian.name),
        parts=tuple(
            Part(one, WORDINGS[one].words["gate_title"], INVITATIONS[one]) for one in languages
        ),
        sender=_printed(text.sender),
        address=address,
        code=code.svg_data_uri(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None),
    )


def _printable(language: Language) -> Language:
    missing = letter_signs.unprintable(INVITATIONS[language].asks)
    return Language.EN if missing else language


def _printed(name: str) -> str:
    """Return a name that the letter font can write, else nothing."""
    return "" if letter_signs.unprintable(name) else name
