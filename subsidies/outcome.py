"""How a calculation is shown: which rows in which order, how it differs from last year, a chart."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.charts import Bar, BarChart
from config.formats import euro
from config.forms import Text
from subsidies.allocation import BudgetError
from subsidies.calculation import BoardAmount, Calculation, SchoolAmount
from subsidies.figures import MissingFigure, MissingFiguresError
from subsidies.keys import InvalidKeyError
from subsidies.states import FigureKind

ZERO = Decimal("0.00")
FIRST_ROWS = 60
ORDERS: dict[str, Callable[[SchoolAmount], Any]] = {
    "naam": lambda row: row.school.organisation.sort_name,
    "code": lambda row: row.school.key,
    "bestuur": lambda row: row.board.organisation.sort_name,
    "uren": lambda row: row.hours,
    "bedrag": lambda row: row.amount,
    "verschil": lambda row: ZERO if row.difference is None else row.difference,
}
ALL = "alle"
SHOWS: dict[str, tuple[Text, Callable[[SchoolAmount], bool]]] = {
    ALL: (gettext_lazy("Alle scholen"), lambda row: True),
    "meer": (gettext_lazy("Meer"), lambda row: row.difference is not None and row.difference > 0),
    "minder": (
        gettext_lazy("Minder"),
        lambda row: row.difference is not None and row.difference < 0,
    ),
    "nieuw": (gettext_lazy("Nieuw"), lambda row: row.previous is None),
    "buiten": (gettext_lazy("Doet niet mee"), lambda row: not row.is_eligible),
}


@dataclass(frozen=True)
class Chip:
    """A filter with its count: which rows it shows, and whether it is chosen."""

    key: str
    label: Text
    count: int
    is_current: bool


@dataclass(frozen=True)
class MissingNeed:
    """How many schools miss one figure; each need has a template of its own to fill in."""

    kind: FigureKind
    date: date
    count: int


@dataclass(frozen=True)
class Outcome:
    """A calculation, or why there is none; `missing` names the figures that are not there."""

    calculation: Calculation | None
    refusal: str = ""
    missing: Sequence[MissingFigure] = ()

    @property
    def boards(self) -> list[BoardAmount]:
        """Return the rows per board, in the order of the boards' names."""
        return self.calculation.boards if self.calculation else []

    @cached_property
    def chart(self) -> BarChart:
        """Return the amounts per board, with a mark where they were last year."""
        bars = [Bar(row.board.name, row.amount, row.previous) for row in self.boards]
        largest = max(self.boards, key=lambda row: row.amount)
        conclusion = _("%(name)s krijgt het meest: %(amount)s. De streep is vorig jaar.") % {
            "name": largest.board.name,
            "amount": euro(largest.amount),
        }
        names = (_("Onderwijsorganisatie"), _("Dit jaar"), _("Vorig jaar"))
        return BarChart("verdeling", _("Bedrag per onderwijsorganisatie"), conclusion, bars, names)

    @property
    def missing_per_need(self) -> list[MissingNeed]:
        """Return the figures that are missing, one row per kind and date."""
        counted = Counter((figure.kind, figure.date) for figure in self.missing)
        return [MissingNeed(kind, day, count) for (kind, day), count in counted.items()]

    @property
    def average(self) -> Decimal:
        """Return what a school gets on average, half up to a cent."""
        rows = self.calculation.rows if self.calculation else []
        total = sum((row.amount for row in rows), ZERO)
        return (total / max(self.taking_part, 1)).quantize(ZERO, "ROUND_HALF_UP")

    @property
    def taking_part(self) -> int:
        """Return how many schools take part."""
        return sum(row.is_eligible for row in self.calculation.rows) if self.calculation else 0

    @property
    def left_out(self) -> int:
        """Return how many schools do not take part."""
        return len(self.calculation.rows) - self.taking_part if self.calculation else 0

    @property
    def first_rows(self) -> list[SchoolAmount]:
        """Return the rows that a live outcome shows, by name."""
        return in_order(self.calculation.rows, "naam")[:FIRST_ROWS] if self.calculation else []

    @property
    def rows_left(self) -> int:
        """Return how many rows a live outcome leaves out."""
        return max(len(self.calculation.rows) - FIRST_ROWS, 0) if self.calculation else 0

    @property
    def notice(self) -> str:
        """Name the boards that get less after three years or more of subsidy (Awb art. 4:51)."""
        boards = self.calculation.notice_boards if self.calculation else []
        return _(
            "Deze besturen krijgen al drie jaar of langer subsidie en krijgen nu minder; houd een "
            "redelijke termijn aan (Awb artikel 4:51): %s."
        ) % ", ".join(row.board.name for row in boards)

    def chips(self, chosen: str) -> list[Chip]:
        """Return the filters that show anything, each with its count."""
        rows = self.calculation.rows if self.calculation else []
        counted = [
            Chip(key, label, sum(map(shows, rows)), is_current=key == chosen)
            for key, (label, shows) in SHOWS.items()
        ]
        return [chip for chip in counted if chip.count or chip.key == ALL]

    @property
    def spread(self) -> str:
        """Say in one sentence how many schools get more, less and as much as last year."""
        counts = {chip.key: chip.count for chip in self.chips(ALL)}
        rows = self.calculation.rows if self.calculation else []
        if all(row.previous is None for row in rows):
            return _("Van vorig jaar zijn geen bedragen bekend.")
        more = counts.get("meer", 0)
        text = ngettext(
            "%(more)d school krijgt meer dan vorig jaar, %(less)d minder.",
            "%(more)d scholen krijgen meer dan vorig jaar, %(less)d minder.",
            more,
        )
        return text % {"more": more, "less": counts.get("minder", 0)}


def outcome_of(compute: Callable[[], Calculation]) -> Outcome:
    """Calculate, and keep a refusal as a sentence."""
    try:
        return Outcome(compute())
    except MissingFiguresError as error:
        return Outcome(None, str(error), error.missing)
    except (InvalidKeyError, BudgetError) as error:
        return Outcome(None, str(error))


def in_order(rows: list[SchoolAmount], order: str) -> list[SchoolAmount]:
    """Return rows by a key of `ORDERS`, downwards after a minus; names decide between equals."""
    by_name = sorted(rows, key=ORDERS["naam"])
    key = ORDERS.get(order.removeprefix("-"), ORDERS["naam"])
    return sorted(by_name, key=key, reverse=order.startswith("-"))


def shown(rows: list[SchoolAmount], chosen: str) -> list[SchoolAmount]:
    """Return the rows that a filter of `SHOWS` shows; an unknown one shows all."""
    _label, shows = SHOWS.get(chosen, SHOWS[ALL])
    return [row for row in rows if shows(row)]
