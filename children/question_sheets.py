"""A sheet to hand over: one A5 page for each guardian, with a code to scan and the link in it.

PDF/UA in the guardian's language and in Dutch. The child does not stand on it.
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
from children.invitation_texts import InvitationText
from children.states import RIGHT_TO_LEFT, Language
from config import letter_signs, mail, pdf
from config.font_families import SHEET

QUIET_ZONE = 4  # modules of white around a code, as the standard of QR codes asks


@dataclass(frozen=True)
class Part:
    """What a sheet says in one language."""

    language: Language
    title: str
    words: Words

    @property
    def direction(self) -> str:
        """Return where the lines of the language run to, for HTML."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True)
class Sheet:
    """One page: for whom, what it says, and the code."""

    name: str
    parts: tuple[Part, ...]
    sender: str
    address: str
    code: str

    @property
    def address_in_two(self) -> tuple[str, str]:
        """Return the address up to the secret part, and that part: the line breaks between them.

        A break after a hyphen of the secret part would lose it to who types or copies it.
        """
        place, _, secret = self.address.rstrip("/").rpartition("/")
        return f"{place}/", f"{secret}/"


def render(invitations: Iterable[Invitation]) -> bytes:
    """Return the sheets as one PDF, of invitations that have a link."""
    return pdf.render(html_of([_sheet_of(invitation) for invitation in invitations]), SHEET)


def html_of(sheets: list[Sheet]) -> str:
    """Return the sheets as HTML, for the family of fonts of a sheet."""
    return render_to_string("children/question_sheets.html", {"sheets": sheets})


def sheet(*, name: str, text: InvitationText, address: str) -> Sheet:
    """Return what stands on one sheet; a name that its fonts cannot write stays away."""
    code = segno.make(address, error="m", micro=False)
    return Sheet(
        name=_printed(name),
        parts=tuple(
            Part(one, WORDINGS[one].words["gate_title"], INVITATIONS[one]) for one in text.languages
        ),
        sender=_printed(text.sender),
        address=address,
        code=code.svg_data_uri(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None),
    )


def _sheet_of(invitation: Invitation) -> Sheet:
    return sheet(
        name=invitation.guardian.name,
        text=invitation_texts.of(invitation.guardian),
        address=mail.absolute(reverse("guardian", args=[invitation.token])),
    )


def _printed(name: str) -> str:
    """Return a name that the fonts of the sheet can write, else nothing."""
    return "" if letter_signs.unprintable(name, SHEET) else name
