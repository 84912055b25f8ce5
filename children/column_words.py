"""What the words above the columns of a list of children mean, and which are words at all."""

import re
from collections.abc import Iterable

from children.states import ListField
from partners.fields import sort_key

FIRST_GUARDIAN = {
    "name": ListField.GUARDIAN_NAME,
    "email": ListField.GUARDIAN_EMAIL,
    "phone": ListField.GUARDIAN_PHONE,
    "language": ListField.GUARDIAN_LANGUAGE,
}
OTHER_GUARDIAN = {
    "name": ListField.OTHER_NAME,
    "email": ListField.OTHER_EMAIL,
    "phone": ListField.OTHER_PHONE,
    "language": ListField.OTHER_LANGUAGE,
}
GROWN_UPS = re.compile(r"\b(ouders?|verzorgers?|moeder|vader|mama|papa|voogd|contact\w*|parent)\b")
IS_SECOND = re.compile(r"\b(2|ii|b|tweede|vader|papa)\b")
# The first that fits counts. Of a grown-up, then of the child.
CONTACT_WORDS = (
    ("email", re.compile(r"mail")),
    ("phone", re.compile(r"tele?f|\btel\b|mobiel|\b06\b|phone")),
    ("language", re.compile(r"\btaal|language")),
    ("name", re.compile(r"naam|\bname\b|tussenv|voorv|^\w+( [12])?$")),
)
CHILD_WORDS = (
    (ListField.NOTHING, re.compile(r"\bbsn\b|burgerservice|\bsofi|geslacht|leeftijd|nummer|adres")),
    (ListField.BORN_ON, re.compile(r"gebo?o?r|\bgeb\b|gebdat|birth|\bdob\b")),
    (ListField.PREFIX, re.compile(r"tussenv|voorv|\btv\b")),
    (ListField.FIRST_NAME, re.compile(r"voorn|roepn|first")),
    (ListField.LAST_NAME, re.compile(r"achtern|familien|last|surname")),
    (ListField.GROUP, re.compile(r"groep|group")),
    (ListField.ENTERED_ON, re.compile(r"\bsinds|\bstart|ingang|begin|plaatsing|\bop de opvang")),
    (ListField.DAYS, re.compile(r"\bdagen|dagdelen|days")),
    (ListField.LANGUAGES, re.compile(r"taal|talen|language")),
    (ListField.FULL_NAME, re.compile(r"naam|\bname\b|^kind(eren)?$|leerling")),
)
BSN_WORDS = re.compile(r"\bbsn\b|burgerservice|\bsofi")
NUMBER_OF_PARENT = re.compile(r"\b[12]\b")
# A cell "Groep Rood" is a group as well as the word above a column.
TELLS_NOTHING = frozenset({ListField.NOTHING, ListField.GROUP})


def name_key(word: str) -> str:
    """Return under which name a column is remembered: no case, accents or signs."""
    return re.sub(r"(\d+)", r" \1", sort_key(word)).replace("  ", " ").strip()[:60]


def field_of(key: str) -> ListField:
    """Return what a column of this name seems to hold."""
    grown_up = GROWN_UPS.search(key)
    side = OTHER_GUARDIAN if IS_SECOND.search(key) else FIRST_GUARDIAN
    if not BSN_WORDS.search(key):
        for what, words in CONTACT_WORDS:
            is_meant = grown_up or what in {"email", "phone"}
            if is_meant and words.search(key):
                return side[what]
    if grown_up:
        return ListField.NOTHING
    return next((field for field, words in CHILD_WORDS if words.search(key)), ListField.NOTHING)


def is_plain(word: str) -> bool:
    """Say whether this can be the word above a column: no address, no number but of a parent."""
    has_number = any(map(str.isdigit, NUMBER_OF_PARENT.sub("", name_key(word))))
    return "@" not in word and not has_number


def is_header(cells: Iterable[str]) -> bool:
    """Say whether a record holds the words above the columns: at least one of them is known.

    A child whose birth date cannot be read is no header: it would vanish without a word.
    """
    return any(is_plain(cell) and field_of(name_key(cell)) not in TELLS_NOTHING for cell in cells)
