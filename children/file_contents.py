"""What may be a file about a child, by its content, written anew without what nobody sees.

A PDF keeps its pages and nothing else: no metadata, scripts, attached files, forms that answer or
links. A photo keeps its picture: no place, camera or time. The name of a file is not believed.
"""

import sys
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from children.bare_faults import Fault
from children.models.attachments import MAX_BYTES
from partners import apart
from partners.refusals import RefusedError

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
STARTS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
COMMAND, MAX_SECONDS = (sys.executable, "-m", "children.bare_files"), 30

UNKNOWN = _("Dit bestand is geen pdf, jpg of png: sla het op als een van die drie.")
TOO_LARGE = _("Dit bestand is groter dan 10 MB: maak het kleiner en kies opnieuw.")
SENTENCES = {
    Fault.BROKEN: _("Dit bestand is beschadigd: sla het opnieuw op en kies het dan."),
    Fault.HEAVY: _("Dit bestand is te zwaar om te lezen: maak het kleiner en kies opnieuw."),
    Fault.PIXELS: _("Deze foto heeft meer dan 25 miljoen beeldpunten: maak hem kleiner."),
    Fault.PAGES: _("Deze pdf heeft meer dan 60 bladzijden: kies alleen wat nodig is."),
    Fault.PASSWORD: _("Deze pdf heeft een wachtwoord: sla hem op zonder wachtwoord."),
    Fault.LAYERS: _(
        "Deze pdf heeft lagen die niet te zien zijn: druk hem af als nieuwe pdf en kies die."
    ),
}


class FileRefusedError(RefusedError):
    """A file cannot be kept; nothing of it was."""

    def __init__(self, message: str) -> None:
        """Put the sentence at the field of the file."""
        super().__init__(message, "file")


@dataclass(frozen=True)
class CleanFile:
    """A file as it is kept."""

    content: bytes
    media_type: str


def clean(raw: bytes) -> CleanFile:
    """Return an uploaded file as it is kept; a process of its own reads it (`bare_files`).

    Raises: FileRefusedError.
    """
    if len(raw) > MAX_BYTES:
        raise FileRefusedError(str(TOO_LARGE))
    media_type = next((kind for start, kind in STARTS.items() if raw.startswith(start)), None)
    if media_type is None:
        raise FileRefusedError(str(UNKNOWN))
    kept = _bare(raw)
    if len(kept) > MAX_BYTES:
        raise FileRefusedError(str(TOO_LARGE))
    return CleanFile(kept, media_type)


def _bare(raw: bytes) -> bytes:
    """Raises: FileRefusedError."""
    try:
        code, kept = apart.run(COMMAND, raw, seconds=MAX_SECONDS)
    except apart.BrokenOffError as error:
        raise FileRefusedError(str(SENTENCES[Fault.HEAVY])) from error
    if code:
        fault = Fault(code) if code in set(Fault) else Fault.BROKEN
        raise FileRefusedError(str(SENTENCES[fault]))
    return kept
