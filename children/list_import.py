"""A list of children is looked at, asked about and then read in as a whole, or not at all.

Looking keeps nothing: no upload, no draft, nothing in the session. Confirming looks again under the
lock of the location, so that what is written is what was shown.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from children import enrolment, groups, list_columns
from children.arrangements import entry_months
from children.enrolment import NewChild, is_alike
from children.list_rows import ListFault, ListRow, Place, read_rows
from children.models import Child, Group
from children.pasted_lists import ListError, PastedList
from children.states import ListField
from config.formats import date_words
from partners.access import Actor
from partners.models import ChildcareLocation
from partners.states import Role

SAME, OTHER = "zelfde", "ander"
MOST_OF_ONE_DAY = 50  # children of one list with one birth date


class Outcome(Enum):
    """What would become of a record."""

    ADDED = "added"
    HERE = "here"  # the same name and birth date: it is here already
    SAME = "same"  # somebody said that it is the child it looks like
    ASKED = "asked"  # it looks like another; somebody has to say
    TOO_YOUNG = "too_young"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Alike:
    """Somebody whom a record looks like: a child that is here, or an earlier record."""

    name: str
    name_key: str
    born_on: date
    line: int = 0
    child: Child | None = None


class Beside:
    """Everybody a record can look like, found by name and by birth date."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._found: dict[str | date, list[Alike]] = defaultdict(list)

    def add(self, one: Alike) -> None:
        """Let somebody be found."""
        self._found[one.name_key].append(one)
        self._found[one.born_on].append(one)

    def like(self, new: NewChild) -> list[Alike]:
        """Return who could be the same child, each once."""
        near = [*self._found[new.name_key], *self._found[new.born_on]]
        return [
            one
            for one in dict.fromkeys(near)
            if is_alike(new, name_key=one.name_key, born_on=one.born_on)
        ]


@dataclass(frozen=True)
class Looked:
    """A record as it was looked at; `mark` names it in the answers of the page."""

    line: int
    outcome: Outcome
    new: NewChild | None = None
    faults: Sequence[ListFault] = ()
    alike: Sequence[Alike] = ()

    @property
    def mark(self) -> str:
        """Return what the answer to its question is called: says nothing about the child."""
        new = self.new
        text = f"{self.line} {new.name_key} {new.born_on}" if new else str(self.line)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Choices:
    """What somebody chose for a list: its columns, a group, and who is who."""

    fields: Sequence[ListField]
    group_id: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """What would become of a whole list."""

    rows: Sequence[Looked]
    warnings: Sequence[str] = ()

    def having(self, outcome: Outcome) -> list[Looked]:
        """Return the records with one outcome."""
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def faults(self) -> list[ListFault]:
        """Return every fault, in the order of the list."""
        return [fault for row in self.rows for fault in row.faults]

    @property
    def news(self) -> list[NewChild]:
        """Return the children that would be added."""
        return [row.new for row in self.having(Outcome.ADDED) if row.new]

    @property
    def is_ready(self) -> bool:
        """Say whether it can be read in: no faults, no question open, something to add."""
        open_ones = self.having(Outcome.FAULTY) or self.having(Outcome.ASKED)
        return bool(self.news) and not open_ones

    def counts(self) -> dict[str, int]:
        """Return how many records there are of each outcome."""
        return {each.value: len(self.having(each)) for each in Outcome}


class NotReadyError(ListError):
    """A list cannot be read in as it is now; `preview` says why."""

    def __init__(self, message: str, preview: Preview) -> None:
        """Keep the preview."""
        super().__init__(message)
        self.preview = preview


def seal(pasted: PastedList, chosen: Choices, location_id: int) -> str:
    """Return what tells a list that was shown from another: who confirms has seen this one."""
    kept = [at for at, own in enumerate(chosen.fields) if own != ListField.NOTHING]
    rows = [(line.number, [line.cells[at] for at in kept]) for line in pasted.lines]
    shown = repr((location_id, chosen.group_id, list(chosen.fields), rows))
    return hashlib.sha256(shown.encode()).hexdigest()


def look(
    pasted: PastedList,
    chosen: Choices,
    *,
    location: ChildcareLocation,
    by: Actor | None,
    at: datetime,
) -> Preview:
    """Return what reading a list in would do now; nothing is kept.

    Raises: ColumnsError, EnrolmentError: no children can come here; ListError: all of one day.
    """
    enrolment.refuse_place(location)
    list_columns.check(chosen.fields)
    own = list(groups.with_counts(groups.open_at(location.pk, by=by)))
    read = read_rows(pasted, chosen.fields, _place(location, chosen, own, by, at))
    _refuse_one_day(read)
    there = Beside()
    for child in enrolment.present_at(location.pk, by=by):
        there.add(Alike(child.name, child.sort_name, child.born_on, child=child))
    rows: list[Looked] = []
    for row in read:
        if row.is_too_young:
            rows.append(Looked(row.line, Outcome.TOO_YOUNG))
        elif row.new is None:
            rows.append(Looked(row.line, Outcome.FAULTY, faults=row.faults))
        else:
            rows.append(_looked(row.line, row.new, there, chosen.answers))
            there.add(Alike(row.new.name, row.new.name_key, row.new.born_on, line=row.line))
    coming = Counter(row.new.group_id for row in rows if row.new and row.outcome == Outcome.ADDED)
    return Preview(rows, _overfull(own, coming))


@transaction.atomic
def read_in(
    pasted: PastedList,
    chosen: Choices,
    *,
    location_id: int,
    by: Actor | None,
    at: datetime,
) -> list[Child]:
    """Add all children of a list that are new, and remember its columns; or change nothing.

    Raises: DoesNotExist, PermissionDenied, ColumnsError, NotReadyError: it has faults, or
    somebody has to say who is who.
    """
    location = enrolment.lock_location(location_id, by=by)
    preview = look(pasted, chosen, location=location, by=by, at=at)
    if not preview.is_ready:
        raise NotReadyError(_why(preview), preview)
    children = enrolment.enter(location=location, news=preview.news, by=by, at=at)
    list_columns.remember(location, pasted, chosen.fields)
    return children


def _refuse_one_day(rows: Sequence[ListRow]) -> None:
    """Raises: ListError: more children are of one day than can be, so the column is wrong."""
    days = Counter(row.new.born_on for row in rows if row.new)
    for day, count in days.most_common(1):
        if count > MOST_OF_ONE_DAY:
            text = _("%(count)d kinderen hebben geboortedatum %(day)s: kijk na of dat klopt.")
            raise ListError(text % {"count": count, "day": date_words(day)})


def _overfull(own: Sequence[Any], coming: Mapping[int | None, int]) -> list[str]:
    """Return in a sentence each which groups would hold more children than they have places."""
    text = _("%(group)s is dan te vol: %(count)d kinderen (plaatsen: %(places)d).")
    return [
        text % {"group": group, "count": count, "places": group.places}
        for group in own
        if coming.get(group.pk) and (count := group.child_count + coming[group.pk]) > group.places
    ]


def _place(
    location: ChildcareLocation,
    chosen: Choices,
    own: Sequence[Group],
    by: Actor | None,
    at: datetime,
) -> Place:
    names = {group.sort_name: group.pk for group in own}
    return Place(
        location_id=location.pk,
        groups=names,
        group_id=chosen.group_id if chosen.group_id in names.values() else None,
        needs_group=by is not None and by.role == Role.KOW,
        months=entry_months(location.municipality_id),
        day=timezone.localdate(at),
    )


def _looked(line: int, new: NewChild, there: Beside, answers: Mapping[str, str]) -> Looked:
    """Return what becomes of a child: asked about when it looks like somebody else."""
    alike = there.like(new)
    if not alike:
        return Looked(line, Outcome.ADDED, new)
    is_here = any(
        (each.name_key, each.born_on) == (new.name_key, new.born_on)
        and (each.child is None or each.child.left_on is None)
        for each in alike
    )
    if is_here:
        return Looked(line, Outcome.HERE, new, alike=alike)
    asked = Looked(line, Outcome.ASKED, new, alike=alike)
    said = {SAME: Outcome.SAME, OTHER: Outcome.ADDED}.get(answers.get(asked.mark, ""))
    return Looked(line, said, new, alike=alike) if said else asked


def _why(preview: Preview) -> str:
    """Return in one sentence why a list cannot be read in."""
    if preview.faults:
        return _("Er is niets bewaard: verbeter eerst wat hieronder staat.")
    if preview.having(Outcome.ASKED):
        return _("Er is niets bewaard: zeg eerst van wie er op een ander kind lijkt, wie het is.")
    return _("Er is niets bewaard: in deze lijst staat geen kind dat erbij komt.")
