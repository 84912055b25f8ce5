"""What the registers say of schools that an established year does not know.

Registers carry no day of change: it is the day on which we read them, which gem can correct when
it takes the change over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from config.formats import date_words
from partners.models import RegisterChange, School, SchoolBoard
from subsidies import monthly
from subsidies.amendments import holdings_of, withdrawn_boards
from subsidies.models import SchoolChange, SubsidyYear
from subsidies.school_years import period_of
from subsidies.states import ChangeKind, ChangeState

# A change of one of these kinds, taken over, already says what the register tells later.
SAME_NEWS = {
    ChangeKind.CLOSED: frozenset({ChangeKind.CLOSED, ChangeKind.MERGED}),
    ChangeKind.OPENED: frozenset({ChangeKind.OPENED, ChangeKind.SPLIT}),
    ChangeKind.BOARD_CHANGED: frozenset({ChangeKind.BOARD_CHANGED, ChangeKind.MERGED}),
}


@dataclass(frozen=True)
class Fact:
    """Something that the registers say and the year does not know."""

    kind: ChangeKind
    school: School
    day: date
    source: str
    key: str
    new_board: SchoolBoard | None = None
    moved_on: date | None = None


def facts_of(year: SubsidyYear, today: date) -> list[Fact]:
    """Return what the registers say now that differs from the amounts in force."""
    holders = _holders(year)
    touched = year.changes.values_list("school", "other")
    seen = set(year.allocations.values_list("school", flat=True))
    seen |= {pk for pair in touched.filter(state=ChangeState.ACCEPTED) for pk in pair if pk}
    schools = School.objects.filter(municipality=year.municipality) | School.objects.filter(
        pk__in=list(holders)
    )
    schools = schools.select_related("organisation", "board__organisation")
    history = _history(list(holders))
    found: list[Fact] = []
    for school in schools.order_by("organisation__key"):
        if school.pk in holders:
            found += _gone(year, school, history)
            found += _moved(year, school, holders[school.pk], history, today)
        elif school.pk not in seen:
            found += _new(year, school, today)
    return found


def _holders(year: SubsidyYear) -> dict[int, set[int]]:
    """Return for each school with an amount the boards that hold its last month."""
    gone, last = withdrawn_boards(year), dict[int, dict[int, int]]()
    for (school, board), months in holdings_of(year).items():
        if monthly.total(months) and board not in gone:
            last.setdefault(school, {})[board] = max(months)
    return {
        school: {board for board, month in found.items() if month == max(found.values())}
        for school, found in last.items()
    }


def _history(ids: list[int]) -> dict[tuple[int, str, str], RegisterChange]:
    """Return the newest change of each school, by what it became."""
    rows = RegisterChange.objects.filter(organisation__in=ids, field__in=["board", "closed_on"])
    ordered = rows.order_by("changed_on", "pk")
    return {(row.organisation_id, row.field, row.new): row for row in ordered}


def _gone(year: SubsidyYear, school: School, history: dict[Any, RegisterChange]) -> Iterable[Fact]:
    """A school with an amount that is closed before the year ends."""
    first, last = period_of(year)
    if school.closed_on is None or school.closed_on > last:
        return
    row = history.get((school.pk, "closed_on", school.closed_on.isoformat()))
    text = _("Volgens het register dicht sinds %s") % date_words(school.closed_on)
    yield Fact(
        ChangeKind.CLOSED,
        school,
        max(first, school.closed_on),
        _from_register(text, row),
        f"closed:{school.closed_on}",
    )


def _moved(
    year: SubsidyYear,
    school: School,
    boards: set[int],
    history: dict[Any, RegisterChange],
    today: date,
) -> Iterable[Fact]:
    """A school with an amount whose board gets none of it."""
    if school.board_id in boards or school.closed_on is not None:
        return
    first, last = period_of(year)
    row = history.get((school.pk, "board", school.board.key))
    day = row.changed_on if row else today
    if day > last:
        return
    text = _("Volgens het register nu bij %s") % school.board.name
    yield Fact(
        ChangeKind.BOARD_CHANGED,
        school,
        max(first, day),
        _from_register(text, row),
        f"board:{school.board.key}:{row.changed_on if row else ''}",
        school.board,
        row.changed_on if row else None,
    )


def _new(year: SubsidyYear, school: School, today: date) -> Iterable[Fact]:
    """A school without a row in the allocation that is open in this year.

    The register of DUO carries no day of opening: then it is the day on which we see it.
    """
    first, last = period_of(year)
    day = school.open_from or today
    is_over = school.closed_on is not None and school.closed_on <= max(first, day)
    if day > last or is_over:
        return
    yield Fact(
        ChangeKind.OPENED,
        school,
        max(first, day),
        _("Staat in het register en niet in de verdeling"),
        f"opened:{school.open_from or ''}",
    )


def _from_register(text: str, row: RegisterChange | None) -> str:
    """Add when and from which file the register said so."""
    if row is None:
        return text
    return _("%(text)s (ingelezen op %(day)s: %(file)s)") % {
        "text": text,
        "day": date_words(row.changed_on),
        "file": row.source,
    }


def is_known(fact: Fact, known: Iterable[SchoolChange]) -> bool:
    """Say whether this was proposed before, waits, or was taken over from a report."""
    return any(
        change.school_id == fact.school.pk
        and (
            change.fact == fact.key
            or (change.kind == fact.kind and change.state == ChangeState.PROPOSED)
            or (change.kind in SAME_NEWS[fact.kind] and _was_told(fact, change))
        )
        for change in known
    )


def _was_told(fact: Fact, change: SchoolChange) -> bool:
    """Say whether a report that was taken over told this fact before the register did.

    A move that the register learned after that is another one: back, or on to a third board.
    """
    if change.state != ChangeState.ACCEPTED or change.fact or change.decided_at is None:
        return False
    return fact.moved_on is None or fact.moved_on <= timezone.localdate(change.decided_at)


def why_outdated(change: SchoolChange) -> str:
    """Return why a proposal from the registers no longer holds, or nothing when it does."""
    if not change.fact or change.state != ChangeState.PROPOSED:
        return ""
    school = change.school
    if change.kind == ChangeKind.CLOSED and school.closed_on is None:
        return _("Volgens het register is deze school weer open.")
    if change.kind == ChangeKind.BOARD_CHANGED and school.board_id != change.new_board_id:
        return _("Volgens het register hoort deze school nu bij %s.") % school.board.name
    news = SAME_NEWS[ChangeKind(change.kind)]
    accepted = change.year.changes.filter(state=ChangeState.ACCEPTED, school=school, kind__in=news)
    if accepted.filter(fact="", decided_at__gte=change.reported_at).exists():
        return _("Deze wijziging is al overgenomen uit een melding.")
    return ""
