"""One record of a list of children becomes a child, or faults: a sentence each.

A fault names line, column and value; a number that can be a BSN is named and not repeated.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from children.ages import entry_refusal, is_too_young
from children.column_words import FIRST_GUARDIAN, OTHER_GUARDIAN
from children.enrolment import FIRST_DAY, NewChild, NewGuardian
from children.pasted_lists import Line, PastedList, as_date
from children.states import Language, ListField
from config import citizen_numbers
from partners.fields import sort_key

MOST = {"first_name": 60, "last_name": 80, "guardian": 120}  # characters, as in the tables
SHOWN = 60  # characters of a value in a sentence
PHONE = re.compile(r"\+?[\d ()/.-]{6,20}")
WEEK = range(1, 8)
MOST_DIGITS = 3  # of a number of days
LANGUAGES = {
    "Nederlands": Language.NL,
    "Engels": Language.EN,
    "Turks": Language.TR,
    "Arabisch": Language.AR,
    "Pools": Language.PL,
    "Oekraïens": Language.UK,
}


@dataclass(frozen=True)
class ListFault:
    """A place in a list and what is wrong there; `message` is the whole sentence."""

    line: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Place:
    """Where the children of a list come: what of a location is needed to read it.

    `group_id`: for who has no group in the list. `months`: the age from which children enter.
    """

    location_id: int
    groups: Mapping[str, int]
    group_id: int | None
    needs_group: bool
    months: int
    day: date


@dataclass
class ListRow:
    """What one record says: a child, a child that is too young, or faults."""

    line: int
    new: NewChild | None = None
    is_too_young: bool = False
    faults: list[ListFault] = field(default_factory=list)


class RowReader:
    """Reads records with the columns of one list."""

    def __init__(self, header: Sequence[str], fields: Sequence[ListField], place: Place) -> None:
        """Keep where each thing stands."""
        self.header, self.fields, self.place = header, fields, place

    def read(self, line: Line) -> ListRow:
        """Return what a record says."""
        self.row, self.cells = ListRow(line.number), line.cells
        if len(line.cells) > len(self.header):
            self._fault(_("hier staan meer velden dan er kolommen zijn"))
            return self.row
        born_on = self._date(ListField.BORN_ON)
        if born_on and is_too_young(born_on, self.place.day, months=self.place.months):
            self.row.is_too_young = True
            return self.row
        self._refuse_numbers()
        self._check_birth(born_on)
        first, last = self._names()
        new = NewChild(
            first_name=first,
            last_name=last,
            born_on=born_on or self.place.day,
            entered_on=self._first_day(born_on),
            location_id=self.place.location_id,
            group_id=self._group(),
            guardians=self._guardians(),
            days_per_week=self._days(),
            languages=self._languages(),
        )
        self.row.new = None if self.row.faults else new
        return self.row

    def _text(self, *fields: ListField) -> str:
        """Return what stands in the columns of these, with a space between them."""
        texts = [
            cell
            for cell, own in zip(self.cells, self.fields, strict=True)
            if own in fields and cell
        ]
        return " ".join(texts)

    def _column(self, wanted: ListField) -> str:
        return next(
            (word for word, own in zip(self.header, self.fields, strict=True) if own == wanted), ""
        )

    def _fault(self, problem: str, wanted: ListField | None = None) -> None:
        column = self._column(wanted) if wanted else ""
        value = self._text(wanted) if wanted else ""
        value = "" if any(citizen_numbers.found_in(value)) else value[:SHOWN]
        words = {"line": self.row.line, "column": column, "value": value, "problem": problem}
        if value:
            text = _("Regel %(line)d, kolom “%(column)s”: “%(value)s” %(problem)s.")
        elif column:
            text = _("Regel %(line)d, kolom “%(column)s”: %(problem)s.")
        else:
            text = _("Regel %(line)d: %(problem)s.")
        self.row.faults.append(ListFault(self.row.line, column, value, text % words))

    def _refuse_numbers(self) -> None:
        """Refuse a BSN in what would be kept, whatever the column; no fault repeats it."""
        for own in dict.fromkeys(self.fields):
            if own != ListField.NOTHING and any(citizen_numbers.found_in(self._text(own))):
                problem = _(
                    "hier staat een getal dat een burgerservicenummer kan zijn: haal het weg"
                )
                self._fault(problem, own)

    def _date(self, wanted: ListField) -> date | None:
        text = self._text(wanted)
        day = as_date(text)
        if text and day is None:
            self._fault(_("is geen datum: schrijf hem als 10-3-2024, met de dag voorop"), wanted)
        return day

    def _check_birth(self, born_on: date | None) -> None:
        if born_on is None:
            if not self._text(ListField.BORN_ON):
                self._fault(_("de geboortedatum ontbreekt"), ListField.BORN_ON)
            return
        refusal = entry_refusal(born_on, self.place.day, months=self.place.months)
        if refusal:
            self._fault(_("kan niet kloppen. %s") % refusal.removesuffix("."), ListField.BORN_ON)

    def _names(self) -> tuple[str, str]:
        """Return first and last name; of one column what stands before the last comma is last."""
        if ListField.FULL_NAME in self.fields:
            first, last = _split_name(self._text(ListField.FULL_NAME))
            if not (first and last):
                self._fault(_("hier hoort een voornaam en een achternaam"), ListField.FULL_NAME)
        else:
            first = self._text(ListField.FIRST_NAME)
            last = " ".join(filter(None, map(self._text, (ListField.PREFIX, ListField.LAST_NAME))))
            if not first:
                self._fault(_("de voornaam ontbreekt"), ListField.FIRST_NAME)
            if not self._text(ListField.LAST_NAME):
                self._fault(_("de achternaam ontbreekt"), ListField.LAST_NAME)
        is_one = ListField.FULL_NAME in self.fields
        for text, name, own in (
            (first, "first_name", ListField.FIRST_NAME),
            (last, "last_name", ListField.LAST_NAME),
        ):
            most = MOST[name]
            if len(text) > most:
                self._too_long(most, ListField.FULL_NAME if is_one else own)
        return first, last

    def _too_long(self, most: int, own: ListField) -> None:
        self._fault(_("is langer dan %d tekens") % most, own)

    def _first_day(self, born_on: date | None) -> date:
        day = self._date(ListField.ENTERED_ON)
        if day and (day > self.place.day or (born_on and day < born_on)):
            self._fault(_("kan niet. %s") % str(FIRST_DAY).removesuffix("."), ListField.ENTERED_ON)
        return day or self.place.day

    def _group(self) -> int | None:
        name = self._text(ListField.GROUP)
        found = self.place.groups.get(sort_key(name)) if name else self.place.group_id
        if name and found is None:
            self._fault(
                _("is geen open groep van deze locatie waar je mag plaatsen"), ListField.GROUP
            )
        elif found is None and self.place.needs_group:
            self._fault(_("kies een groep voor dit kind"), ListField.GROUP)
        return found

    def _days(self) -> int | None:
        text = self._text(ListField.DAYS)
        if not text:
            return None
        is_short = len(text) <= MOST_DIGITS and text.isascii() and text.isdecimal()
        if is_short and int(text) in WEEK:
            return int(text)
        self._fault(_("is geen aantal dagen: vul 1 tot en met 7 in"), ListField.DAYS)
        return None

    def _languages(self) -> tuple[str, ...]:
        found = re.split(r"\s*[,;/+&]\s*|\s+en\s+", self._text(ListField.LANGUAGES))
        if any(len(language) > SHOWN // 2 for language in found) or len(found) > len(WEEK):
            self._fault(_("is geen rij talen: zet er komma’s tussen"), ListField.LANGUAGES)
        return tuple(filter(None, found))

    def _guardians(self) -> tuple[NewGuardian, ...]:
        both = (self._guardian(FIRST_GUARDIAN), self._guardian(OTHER_GUARDIAN))
        return tuple(filter(None, both))

    def _guardian(self, side: Mapping[str, ListField]) -> NewGuardian | None:
        name = self._text(side["name"])
        if not name:
            for what in ("email", "phone"):
                if self._text(side[what]):
                    self._fault(_("hoort bij een ouder zonder naam: vul de naam in"), side[what])
            return None
        if len(name) > MOST["guardian"]:
            self._too_long(MOST["guardian"], side["name"])
        return NewGuardian(
            name, self._email(side["email"]), self._phone(side["phone"]), self._tongue(side)
        )

    def _email(self, own: ListField) -> str:
        text = self._text(own)
        try:
            if text:
                validate_email(text)
        except ValidationError:
            self._fault(_("is geen e-mailadres"), own)
        return text

    def _phone(self, own: ListField) -> str:
        text = self._text(own)
        if text and not PHONE.fullmatch(text):
            self._fault(_("is geen telefoonnummer"), own)
        return text

    def _tongue(self, side: Mapping[str, ListField]) -> Language:
        text = self._text(side["language"])
        known = {sort_key(name): each for name, each in LANGUAGES.items()}
        known |= {sort_key(each.label): each for each in Language}
        known |= {each.value: each for each in Language}
        found = known.get(sort_key(text)) if text else Language.NL
        if found is None:
            names = ", ".join(LANGUAGES)
            problem = _("is geen taal waarin wij vragen: kies uit %s, of laat leeg") % names
            self._fault(problem, side["language"])
        return found or Language.NL


def _split_name(text: str) -> tuple[str, str]:
    """Return first and last name of "Kersentuin, Levi" and of "Levi van den Kersentuin"."""
    last, comma, first = text.partition(",")
    if not comma:
        first, _space, last = text.partition(" ")
    return first.strip(), last.strip()


def read_rows(pasted: PastedList, fields: Sequence[ListField], place: Place) -> list[ListRow]:
    """Return what each record of a list says."""
    reader = RowReader(pasted.header, fields, place)
    return [reader.read(line) for line in pasted.lines]
