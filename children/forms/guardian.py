"""What a guardian types and taps; the words for what is wrong are those of his language."""

import re
from collections.abc import Mapping
from datetime import date

from django.core.signing import BadSignature, Signer
from django.http import QueryDict

from children.consent_texts import page_sha256
from children.guardian_answers import PART, Choice
from children.states import Language

PARTS = re.compile(r"\d+")
WHOLE = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
CHOICE = re.compile(r"vraag-(\d{1,18})")
SHOWN = "getoond"  # the field that says which text was on the page
KEPT = re.compile(rf"{CHOICE.pattern}(-deel)?|{SHOWN}")
MOST_KEPT, LONGEST_KEPT = 60, 200
FIRST_YEAR, CENTURY = 1900, 2000


def read_day(text: str) -> date | None:
    """Return the day somebody typed: 4-9-2023, 4-9-23, 04092023 or 2023-09-04; or None."""
    whole = WHOLE.fullmatch(text.strip())
    parts = [int(part) for part in (whole.groups() if whole else PARTS.findall(text[:40]))]
    if len(parts) != 3:
        return None
    day, month, year = parts if parts[0] <= 31 else parts[::-1]
    year += CENTURY if year < 100 else 0
    if year < FIRST_YEAR:
        return None
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def read_choices(data: QueryDict) -> dict[int, Choice]:
    """Return what was chosen at which question; what was left open is not there."""
    found = ((CHOICE.fullmatch(name), value) for name, value in data.items())
    return {
        int(match[1]): Choice(str(value), tuple(map(str, data.getlist(f"{match[0]}-deel"))))
        for match, value in found
        if match and value
    }


def lacks_parts(given: Mapping[int, Choice]) -> bool:
    """Say whether somebody agreed to some parts and ticked none."""
    return any(chosen.choice == PART and not chosen.parts for chosen in given.values())


# --- what was on the page -------------------------------------------------------------------


def shown(language: Language, token: str) -> str:
    """Return the field that says which text, in which language, this page shows."""
    return _signer(token).sign(f"{language.value}:{page_sha256(language)}")


def shown_language(data: QueryDict, token: str) -> Language | None:
    """Return the language of the page that was sent; None when its text is not ours any more."""
    try:
        language, _colon, sha256 = _signer(token).unsign(data.get(SHOWN, "")).partition(":")
    except BadSignature:
        return None
    is_ours = language in Language and sha256 == page_sha256(Language(language))
    return Language(language) if is_ours else None


def kept_fields(data: QueryDict) -> list[tuple[str, str]]:
    """Return the choices of a page that waited too long, to send along with the birth date."""
    found = [
        (name, value)
        for name, values in data.lists()
        for value in map(str, values)
        if KEPT.fullmatch(name) and len(value) <= LONGEST_KEPT
    ]
    return found[:MOST_KEPT] if read_choices(data) else []


def _signer(token: str) -> Signer:
    return Signer(salt=f"guardian.shown.{token}")
