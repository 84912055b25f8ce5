"""Why an amount changes, in one Dutch sentence: it stands on the page and in the letter."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from config.formats import date_words, euro
from partners.models import School, SchoolBoard
from subsidies import monthly
from subsidies.models import SubsidyYear
from subsidies.monthly import MONTHS, Holder, Months
from subsidies.states import ChangeKind
from subsidies.trace import euros

if TYPE_CHECKING:
    from subsidies.amendments import Inputs

MAX_NAME = 60
SMALL = 5  # a letter goes to a board and from there anywhere: fewer pupils are never told
JULY = MONTHS - 1


@dataclass
class Case:
    """A change with everything that it is calculated with; months count from August, 0."""

    kind: ChangeKind
    year: SubsidyYear
    school: School
    inputs: "Inputs"
    month: int
    holdings: dict[Holder, Months]
    schools: dict[int, School]
    boards: dict[int, SchoolBoard]
    objecting_board: int = field(default=0)
    full_cents: int = field(default=0)
    pupils: tuple[int, int] = field(default=(0, 0))

    @property
    def other(self) -> School:
        """Return the school it merged into or was split from."""
        assert self.inputs.other is not None  # noqa: S101 - checked before a case is made
        return self.inputs.other

    @property
    def target_board(self) -> SchoolBoard:
        """Return the board that the school goes to."""
        assert self.inputs.new_board is not None  # noqa: S101 - checked before a case is made
        return self.inputs.new_board


def explain(case: Case, holder: Holder, cents: int) -> str:
    """Return why this school gets this amount through this board after the change."""
    tell = {
        ChangeKind.OPENED: _opened,
        ChangeKind.CLOSED: _closed,
        ChangeKind.MERGED: _merged,
        ChangeKind.SPLIT: _split,
        ChangeKind.BOARD_CHANGED: _moved,
        ChangeKind.REVISED: _revised,
    }
    return tell[case.kind](case, holder, cents)[:300]


def _opened(case: Case, _holder: Holder, _cents: int) -> str:
    months = MONTHS - case.month
    return (
        f"De school is open vanaf {_day(case)}. Dat zijn {months} van de {MONTHS} maanden; "
        f"een heel jaar is {euro(euros(case.full_cents))}."
    )


def _closed(case: Case, holder: Holder, cents: int) -> str:
    return f"De school is dicht vanaf {_day(case)}. {_until(case, holder, cents)}"


def _moved(case: Case, holder: Holder, cents: int) -> str:
    """Say what stays with the old board and what the new one gets."""
    if holder[1] != case.target_board.pk:
        text = f"De school gaat op {_day(case)} naar {_short(case.target_board.name)}."
        return f"{text} {_until(case, holder, cents)}"
    gets = cents - monthly.total(case.holdings.get(holder, {}))
    return (
        f"De school hoort vanaf {_day(case)} bij {_short(case.target_board.name)}. Dat bestuur "
        f"krijgt de rest van het bedrag, {euro(euros(gets))}, {_from(case)}."
    )


def _merged(case: Case, holder: Holder, cents: int) -> str:
    """Say that both amounts run on, and through which board."""
    both = f"Op {_day(case)} gaat {_short(case.school.name)} samen met {_short(case.other.name)}."
    if holder[0] == case.other.pk or cents == monthly.total(case.holdings.get(holder, {})):
        return f"{both} Beide bedragen lopen door tot en met 31 juli {case.year.last_year}."
    if holder[1] != case.other.board_id:
        return f"{both} {_until(case, holder, cents)}"
    gets = cents - monthly.total(case.holdings.get(holder, {}))
    return f"{both} De rest van het bedrag, {euro(euros(gets))}, loopt door {_from(case)}."


def _split(case: Case, _holder: Holder, _cents: int) -> str:
    held = [case.holdings[one] for one in monthly.of_school(case.holdings, case.other.pk)]
    left = sum(monthly.rest(months, case.month) for months in held)
    return (
        f"{_short(case.school.name)} is op {_day(case)} afgesplitst van {_short(case.other.name)}. "
        f"De rest van het bedrag, {euro(euros(left))} {_from(case)}, is verdeeld naar leerlingen"
        f"{_pupils(*case.pupils)}"
    )


def _pupils(stay: int, go: int) -> str:
    """Say how many stay and go; both keep silent when one is small, for they make up the whole."""
    if any(0 < count < SMALL for count in (stay, go)):
        return ": een deel is minder dan 5."
    return f": {stay} blijven en {go} gaan."


def _revised(case: Case, holder: Holder, cents: int) -> str:
    before = monthly.total(case.holdings.get(holder, {}))
    return (
        f"Na het bezwaar is het bedrag voor dit schooljaar {euro(euros(cents))}. Dat was "
        f"{euro(euros(before))}."
    )


def _until(case: Case, holder: Holder, cents: int) -> str:
    """Say how many months of an amount are kept."""
    months = case.holdings[holder]
    whole = monthly.total(months)
    if cents == whole:
        return (
            "Het bedrag verandert niet: het loopt dan al niet meer of tot het einde van het jaar."
        )
    kept = [number for number in months if number < case.month]
    if not kept:
        return f"Er blijft niets over van {euro(euros(whole))}."
    last = monthly.month_start(max(kept), case.year.first_year)
    return (
        f"Het bedrag loopt tot en met {date_words(last).partition(' ')[2]}: {len(kept)} van "
        f"de {len(months)} maanden van {euro(euros(whole))}."
    )


def _from(case: Case) -> str:
    """Say over which months the rest runs."""
    if case.month > JULY:
        return "zonder een hele maand die nog komt"
    start = date_words(monthly.month_start(case.month, case.year.first_year))
    return f"van {start} tot en met 31 juli {case.year.last_year}"


def _day(case: Case) -> str:
    return date_words(case.inputs.effective_on)


def _short(name: str) -> str:
    """Return a name that leaves room for the rest of the sentence."""
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1].rstrip()}…"
