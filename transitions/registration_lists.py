"""A pasted list of children that a school expects becomes lines of its intake list, or faults.

Read as childcare's lists are (`children.pasted_lists`); of a last name only its first letter is
kept. One fault and nothing is kept.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children import list_columns
from children.column_words import name_key
from children.list_columns import ColumnsError
from children.pasted_lists import Line, PastedList, as_date
from children.states import ListField
from config import citizen_numbers
from partners.access import Actor
from partners.fields import sort_key
from partners.refusals import RefusedError
from transitions import registrations
from transitions.models import SchoolRegistration
from transitions.registration_states import Preschool
from transitions.registrations import NewRegistration, RegistrationError

MOST_FAULTS = 10
INTAKE = "intake"
CHILDCARE = ("opvang", "peuter", "voorschool")
NOT_A_NAME = frozenset({"van", "de", "den", "der", "het", "ten", "ter", "te", "el", "al", "la"})
NONE = frozenset({"", "geen", "geen opvang", "nee", "thuis"})


class ListFaultsError(RefusedError):
    """Lines of a list that cannot be kept; the message names each."""


@transaction.atomic
def add_all(
    pasted: PastedList, *, school_id: int, by: Actor, at: datetime
) -> list[SchoolRegistration]:
    """Put all children of a list on the intake list of an own school; who is on it is passed over.

    Raises: School.DoesNotExist, PermissionDenied, ListFaultsError: then nothing was kept.
    """
    columns = Columns(pasted)
    near = {sort_key(one.name): one.pk for one in registrations.locations_near(by)}
    known = set(
        SchoolRegistration.objects.visible_to(by)
        .open()
        .filter(school=school_id)
        .values_list("sort_name", "born_on")
    )
    made, faults = [], []
    for line in pasted.lines:
        try:
            new = columns.read(line, near)
            if (sort_key(f"{new.first_name} {new.last_initial}."), new.born_on) in known:
                continue
            made.append(registrations.add(new=new, school_id=school_id, by=by, at=at))
            known.add((made[-1].sort_name, new.born_on))
        except RegistrationError as error:
            faults.append(_("Regel %(line)d: %(said)s") % {
                "line": line.number, "said": error.message
            })  # fmt: skip
    if faults:
        raise ListFaultsError(" ".join(faults[:MOST_FAULTS]), "text")
    return made


class Columns:
    """Which column of a list holds what: by the words above them, else by what stands in them."""

    def __init__(self, pasted: PastedList) -> None:
        """Find the columns. Raises: ListFaultsError: a name or a birth date is missing."""
        fields = list_columns.guess(pasted)
        words = [name_key(word) if pasted.has_header else "" for word in pasted.header]
        self.intake = next((n for n, word in enumerate(words) if INTAKE in word), None)
        self.childcare = next(
            (n for n, word in enumerate(words) if any(part in word for part in CHILDCARE)), None
        )
        own = {self.intake, self.childcare}
        self.fields = [ListField.NOTHING if n in own else f for n, f in enumerate(fields)]
        try:
            list_columns.check(self.fields)
        except ColumnsError as error:
            text = _("Zet boven de kolommen: voornaam, achternaam, geboortedatum, opvang, intake.")
            raise ListFaultsError(text, "text") from error

    def read(self, line: Line, near: dict[str, int]) -> NewRegistration:
        """Return what a line says. Raises: RegistrationError."""
        if len(line.cells) != len(self.fields):
            raise RegistrationError(_("hier staan meer velden dan er kolommen zijn."))
        if any(any(citizen_numbers.found_in(cell)) for cell in self._kept(line)):
            raise RegistrationError(_("haal het getal weg dat een burgerservicenummer kan zijn."))
        first, last = self._names(line)
        letter = initial_of(last)
        if not first or not letter:
            raise RegistrationError(_("de voornaam of de achternaam ontbreekt."))
        return NewRegistration(
            first_name=first[:60],
            last_initial=letter,
            born_on=_day(self._cell(line, ListField.BORN_ON), _("de geboortedatum")),
            intake_on=self._intake(line),
            **self._preschool(line, near),
        )

    def _kept(self, line: Line) -> Sequence[str]:
        return [
            cell
            for place, cell in enumerate(line.cells)
            if self.fields[place] != ListField.NOTHING or place in (self.intake, self.childcare)
        ]

    def _cell(self, line: Line, field: ListField) -> str:
        found = (cell for cell, own in zip(line.cells, self.fields, strict=True) if own == field)
        return next(found, "")

    def _names(self, line: Line) -> tuple[str, str]:
        whole = self._cell(line, ListField.FULL_NAME)
        if not whole:
            return (
                self._cell(line, ListField.FIRST_NAME), self._cell(line, ListField.LAST_NAME)
            )  # fmt: skip
        if "," in whole:
            last, _comma, first = whole.partition(",")
            return first.strip(), last
        first, _space, last = whole.partition(" ")
        return first, last

    def _intake(self, line: Line) -> date | None:
        cell = line.cells[self.intake] if self.intake is not None else ""
        return _day(cell, _("de intake")) if cell else None

    def _preschool(self, line: Line, near: dict[str, int]) -> dict[str, Any]:
        cell = line.cells[self.childcare] if self.childcare is not None else ""
        if sort_key(cell) in NONE:
            return {"preschool": Preschool.NONE}
        found = near.get(sort_key(cell))
        if found is None:
            return {"preschool": Preschool.OTHER, "preschool_name": cell[:80]}
        return {"preschool": Preschool.LOCATION, "location_id": found}


def initial_of(last_name: str) -> str:
    """Return the first letter of a last name, without what stands before it: van de Molen, M."""
    words = [word for word in last_name.split() if word[:1].isalpha()]
    own = [word for word in words if word.lower() not in NOT_A_NAME] or words
    return own[0][0].upper() if own else ""


def _day(cell: str, what: str) -> date:
    day = as_date(cell)
    if day is None:
        raise RegistrationError(_("%s ontbreekt, of is geen datum.") % what)
    return day
