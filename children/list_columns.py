"""What stands in the columns of a list of children: remembered, else guessed from their names."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from children.column_words import (
    FIRST_GUARDIAN,
    OTHER_GUARDIAN,
    field_of,
    is_plain,
    name_key,
)
from children.models import ColumnName
from children.pasted_lists import PastedList, as_date
from children.states import ListField
from partners.models import ChildcareLocation
from partners.refusals import RefusedError

# Several columns may make one of these together: a first and a last name, two languages.
JOINED = frozenset({ListField.GUARDIAN_NAME, ListField.OTHER_NAME, ListField.LANGUAGES})
SECOND = {FIRST_GUARDIAN[what]: OTHER_GUARDIAN[what] for what in FIRST_GUARDIAN}


class ColumnsError(RefusedError):
    """It is not clear which column holds what."""


def guess(pasted: PastedList) -> list[ListField]:
    """Return what each column seems to hold; what is not clear is passed over."""
    if not pasted.has_header:
        return _guess_by_cells(pasted)
    taken: set[ListField] = set()
    fields = []
    for word in pasted.header:
        field = field_of(name_key(word))
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
    """Return a guess for a list without names: by what its first record with a date holds."""
    dated = (line.cells for line in pasted.lines if any(map(as_date, line.cells)))
    cells = next(dated, pasted.lines[0].cells)
    order = [ListField.FIRST_NAME, ListField.LAST_NAME]
    if sum(cell.replace(" ", "").isalpha() for cell in cells) == 1:
        order = [ListField.FULL_NAME]
    dates, mails = [ListField.BORN_ON], [ListField.GUARDIAN_EMAIL, ListField.OTHER_EMAIL]
    fields = []
    for cell in cells:
        queue = dates if as_date(cell) else mails if "@" in cell else order
        is_word = queue is not order or any(map(str.isalpha, cell))
        fields.append(queue.pop(0) if queue and is_word else ListField.NOTHING)
    return fields


def known(location_id: int, pasted: PastedList) -> list[ListField]:
    """Return what each column of a location's list holds: as it said before, else a guess."""
    rows = ColumnName.objects.filter(location=location_id)
    said = dict(rows.values_list("name", "field")) if pasted.has_header else {}
    return [
        ListField(said.get(name_key(word), field))
        for word, field in zip(pasted.header, guess(pasted), strict=True)
    ]


def remember(location: ChildcareLocation, pasted: PastedList, fields: Sequence[ListField]) -> None:
    """Keep for the next list what the columns hold; a list without names teaches nothing.

    Nor does what can be a cell of a child: it has a number or an address in it.
    """
    if not pasted.has_header:
        return
    ColumnName.objects.bulk_create(
        [
            ColumnName(location=location, name=name, field=field)
            for name, field in {
                name_key(word): field
                for word, field in zip(pasted.header, fields, strict=True)
                if is_plain(word)
            }.items()
            if name
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
