"""What is refused of a long text, in one sentence that names the field and the count."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from config import citizen_numbers
from partners.refusals import RefusedError


class TextError(RefusedError):
    """A text cannot be kept; nothing of it is cut off."""


class LongTextError(TextError):
    """A text is longer than what fits."""


def checked(text: str, *, field: str, most: int, name: str | Promise = "", empty: str = "") -> str:
    """Return a text without the space around it.

    Args: field: of the form. most: characters. name: how the sentence calls it, where a page has
    several. empty: what to say of an empty text; without it a text may be empty.
    Raises: TextError: empty, too long, or with what can be a BSN.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text and empty:
        raise TextError(empty, field)
    if len(text) > most:
        words = {"n": len(text), "most": most, "name": name}
        if name:
            said = _("%(name)s heeft %(n)d tekens; er passen er %(most)d. Kort het in.")
        else:
            said = _("Dit zijn %(n)d tekens; er passen er %(most)d. Kort het in.")
        raise LongTextError(said % words, field)
    if any(citizen_numbers.found_in(text)):
        raise TextError(
            _("Hier staat een getal dat een burgerservicenummer kan zijn: haal het weg."), field
        )
    return text
