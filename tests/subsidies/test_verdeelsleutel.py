"""The page docs/verdeelsleutel.md, recomputed: every example, to the cent and to the word."""

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from config.formats import euro
from subsidies.allocation import (
    BudgetError,
    Division,
    SchoolInput,
    divide,
)
from subsidies.keys import SHAPES, FigureNeed, Key, dated, needs, read_key
from subsidies.rounding import hours_of, split_by_calendar_year
from subsidies.states import ComponentKind, FigureKind
from subsidies.trace import as_json, trace_in_words
from tests.sources import read

PAGE = read(Path("docs/verdeelsleutel.md"))
KEYS = [json.loads(text) for text in re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)]
SECTIONS = re.findall(r"### (Voorbeeld \d+)[^\n]*\n(.*?)(?=\n##)", PAGE, re.DOTALL)
BUDGET = re.compile(r"Budget (€ \S+), uurtarief (€ \S+)\.")
ROW = re.compile(r"^\| (\d\d[A-Z]{2}\d\d) \| (.*) \|$", re.MULTILINE)
TOTAL = re.compile(r"Samen (€ \S+), restant (€ \S+)\.")
WHY = re.compile(r"^- (.*): (− )?(€ [\d.,]+)$", re.MULTILINE)
FIGURES = [
    (re.compile(r"([\d,]+) leerling(?:en)?"), FigureKind.PUPILS),
    (re.compile(r"([\d,]+) vierjarigen"), FigureKind.INFLOW),
    (re.compile(r"([\d,]+) doelgroeppeuters?"), FigureKind.TARGET_TODDLERS),
    (re.compile(r"score ([\d,]+)"), FigureKind.SCORE),
    (re.compile(r"vorig jaar ([\d,]+)"), FigureKind.GRANTED),
]
CENTRE = re.compile(r"kindcentrum (\w+)")


def number(text: str) -> Decimal:
    """Read an amount or a figure as the page prints it."""
    return Decimal(text.removeprefix("€").strip().replace(".", "").replace(",", "."))


def printed(amount: Decimal | int) -> str:
    """Print an amount, given in cents when it is an int, with an ordinary space."""
    euros = Decimal(amount) / 100 if isinstance(amount, int) else amount
    return euro(euros).replace("\xa0", " ")


def school_of(code: str, figures: str, key: Key) -> SchoolInput:
    """Return a school of the page: each figure it prints, on the date that the key asks."""
    dates = {need.kind: need.date for need in needs(key, 2026)}
    found = {
        FigureNeed(kind, dates[kind]): number(match[1])
        for pattern, kind in FIGURES
        if (match := pattern.search(figures))
    }
    centre = CENTRE.search(figures)
    return SchoolInput(code, found, centre[1] if centre else None)


@dataclass(frozen=True)
class Example:
    """One worked example, as it is printed."""

    name: str
    text: str

    @property
    def key(self) -> Key:
        """Return the key of the example."""
        [text] = re.findall(r"```json\n(.*?)\n```", self.text, re.DOTALL)
        return read_key(json.loads(text))

    @property
    def rows(self) -> dict[str, list[str]]:
        """Return the cells of each school: figures, steps, amount, hours."""
        return {code: cells.split(" | ") for code, cells in ROW.findall(self.text)}

    def divide(self) -> Division:
        """Divide the budget of the example over its schools."""
        [(budget, _rate)] = BUDGET.findall(self.text)
        schools = [school_of(code, cells[0], self.key) for code, cells in self.rows.items()]
        return divide(
            budget_cents=int(number(budget) * 100), key=dated(self.key, 2026), schools=schools
        )


EXAMPLES = [Example(name, text) for name, text in SECTIONS]


def signed(cents: int) -> str:
    """Print a step; one below zero takes the place of the plus before it."""
    return f"− {printed(-cents)}" if cents < 0 else f"+ {printed(cents)}"


def in_sum(cents: list[int]) -> str:
    """Print steps as one sum."""
    return " ".join(map(signed, cents)).removeprefix("+ ")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_divide_gives_what_the_page_prints(example: Example) -> None:
    division = example.divide()
    [(_budget, rate)] = BUDGET.findall(example.text)
    outcome = {}
    for code, steps in division.steps.items():
        amount = Decimal(division.cents(code)) / 100
        hours = f"{hours_of(amount=amount, hourly_rate=number(rate)):,}"
        outcome[code] = [
            in_sum([step.cents for step in steps]),
            printed(amount),
            hours.translate(str.maketrans(",.", ".,")),
        ]
    assert outcome == {code: cells[1:] for code, cells in example.rows.items()}
    assert TOTAL.findall(example.text) == [
        (printed(division.total_cents), printed(division.remainder_cents))
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_trace_says_what_the_page_prints(example: Example) -> None:
    division = example.divide()
    [code] = re.findall(r"Waarom dit bedrag \((\w+)\)", example.text)
    lines = trace_in_words([as_json(step) for step in division.steps[code]])
    told = [(line.text.replace("\xa0", " "), line.amount) for line in lines]
    assert told == [
        (text, -number(amount) if minus else number(amount))
        for text, minus, amount in WHY.findall(example.text)
    ]


def test_page_has_an_example_of_every_component_bound_and_exclusion() -> None:
    keys = [example.key for example in EXAMPLES]
    assert {part.kind for key in keys for part in key.components} == set(ComponentKind)
    assert any(key.minimum_cents and key.maximum_cents for key in keys)
    assert any(key.excluded for key in keys)


@pytest.mark.parametrize("definition", KEYS, ids=lambda key: key["components"][0]["kind"])
def test_read_key_accepts_each_file_of_the_page(definition: dict[str, object]) -> None:
    assert len(read_key(definition).components) >= 1


def test_page_names_the_members_of_every_kind() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]* \| ([^|]*) \|", PAGE, re.MULTILINE)
    printed_members = {kind: set(re.findall(r"`(\w+)`", cell)) for kind, cell in rows}
    assert printed_members == {kind.value: set(SHAPES[kind].members) for kind in ComponentKind}


def test_page_says_what_is_too_much() -> None:
    key = read_key({"components": [{"kind": "fixed", "amount": "4104.00"}]})
    schools = [SchoolInput(f"{place:02d}AA00") for place in range(20)]
    with pytest.raises(BudgetError, match=r"€\s80,00 meer"):
        divide(budget_cents=8_200_000, key=key, schools=schools)


def test_page_splits_over_two_budget_years() -> None:
    first, second = split_by_calendar_year(1_234_567)
    assert f"{printed(1_234_567)} is {printed(first)} en {printed(second)}" in PAGE


def test_page_tells_the_dates_of_last_year_and_of_inflow() -> None:
    parts = [{"kind": "previous_year"}, {"kind": "per_inflow", "rate": "1"}]
    told = re.findall(r"--kind (\w+) --date ([\d-]+)", PAGE)
    wanted = needs(read_key({"components": parts}), 2026)
    assert [(kind, date.fromisoformat(day)) for kind, day in told] == [tuple(n) for n in wanted]
