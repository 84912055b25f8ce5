"""What stands in the columns of a list of children: remembered, else guessed from their names."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from children import citizen_numbers
from children.models import ColumnName
from children.pasted_lists import PastedList, as_date
from children.states import ListField
from partners.fields import sort_key
from partners.models import ChildcareLocation
from partners.refusals import RefusedError

# Several columns may make one of these together: a first and a last name, two languages.
JOINED = frozenset({ListField.GUARDIAN_NAME, ListField.OTHER_NAME, ListField.LANGUAGES})
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
SECOND = {FIRST_GUARDIAN[what]: OTHER_GUARDIAN[what] for what in FIRST_GUARDIAN}
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


class ColumnsError(RefusedError):
    """It is not clear which column holds what."""


def name_key(word: str) -> str:
    """Return under which name a column is remembered: no case, accents or signs."""
    return re.sub(r"(\d+)", r" \1", sort_key(word)).replace("  ", " ").strip()[:60]


def guess(pasted: PastedList) -> list[ListField]:
    """Return what each column seems to hold; what is not clear is passed over."""
    if not pasted.has_header:
        return _guess_by_cells(pasted)
    taken: set[ListField] = set()
    fields = []
    for word in pasted.header:
        field = _guess_one(name_key(word))
        if field in taken and field not in JOINED:
            field = SECOND.get(field, ListField.NOTHING)
        if field in taken and field not in JOINED:
            field = ListField.NOTHING
        taken.add(field)
        fields.append(field)
    return _with_one_name(fields)


def _with_one_name(fields: list[ListField]) -> list[ListField]:
    """Let "naam" beside a first name be the last name, and beside both of them nothing."""
    if ListField.FULL_NAME in fields and ListField.FIRST_NAME in fields:
        has_last = ListField.LAST_NAME in fields
        other = ListField.NOTHING if has_last else ListField.LAST_NAME
        return [other if field == ListField.FULL_NAME else field for field in fields]
    return fields


def _guess_by_cells(pasted: PastedList) -> list[ListField]:
    """Return a guess for a list without names: by what its first record holds."""
    order = [ListField.FIRST_NAME, ListField.LAST_NAME]
    if sum(cell.replace(" ", "").isalpha() for cell in pasted.lines[0].cells) == 1:
        order = [ListField.FULL_NAME]
    dates, mails = [ListField.BORN_ON], [ListField.GUARDIAN_EMAIL, ListField.OTHER_EMAIL]
    fields = []
    for cell in pasted.lines[0].cells:
        queue = dates if as_date(cell) else mails if "@" in cell else order
        is_word = queue is not order or any(map(str.isalpha, cell))
        fields.append(queue.pop(0) if queue and is_word else ListField.NOTHING)
    return fields


def _guess_one(key: str) -> ListField:
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


def known(location_id: int, pasted: PastedList) -> list[ListField]:
    """Return what each column of a location's list holds: as it said before, else a guess."""
    rows = ColumnName.objects.filter(location=location_id)
    said = dict(rows.values_list("name", "field")) if pasted.has_header else {}
    return [
        ListField(said.get(name_key(word), field))
        for word, field in zip(pasted.header, guess(pasted), strict=True)
    ]


def remember(location: ChildcareLocation, pasted: PastedList, fields: Sequence[ListField]) -> None:
    """Keep for the next list what the columns hold; a list without names teaches nothing."""
    if not pasted.has_header:
        return
    ColumnName.objects.bulk_create(
        [
            ColumnName(location=location, name=name, field=field)
            for name, field in {
                name_key(word): field for word, field in zip(pasted.header, fields, strict=True)
            }.items()
            if name and not any(citizen_numbers.found_in(name))
        ],
        update_conflicts=True,
        unique_fields=["location", "name"],
        update_fields=["field"],
    )


def check(fields: Sequence[ListField]) -> None:
    """Let a choice of columns pass. Raises: ColumnsError: one is missing, or chosen twice."""
    for field in ListField:
        if field not in JOINED | {ListField.NOTHING} and list(fields).count(field) > 1:
            raise ColumnsError(_("Twee kolommen staan op “%s”: kies er één.") % field.label)
    names = {ListField.FIRST_NAME, ListField.LAST_NAME}
    if ListField.BORN_ON not in fields:
        raise ColumnsError(_("Kies in welke kolom de geboortedatum staat."))
    if ListField.FULL_NAME not in fields and not names <= set(fields):
        raise ColumnsError(_("Kies in welke kolommen de voornaam en de achternaam staan."))
    if ListField.FULL_NAME in fields and names & set(fields):
        raise ColumnsError(
            _("Kies voor de naam één kolom, of een voornaam en een achternaam; niet allebei.")
        )
