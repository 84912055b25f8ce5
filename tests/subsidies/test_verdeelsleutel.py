"""The page docs/verdeelsleutel.md, recomputed: its examples, and what it says does not work yet."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from config.formats import euro
from subsidies.allocation import divide, hours_of, largest_remainder
from subsidies.keys import LATER, READERS, InvalidKeyError, read_key
from tests.sources import read

PAGE = read(Path("docs/verdeelsleutel.md"))
KEYS = [json.loads(text) for text in re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)]
EXAMPLE = re.compile(r"### (Voorbeeld \d+).*?```json\n(.*?)\n```.*?\n\| (€[^\n]*) \|", re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One worked example: its key, and the cells of its table as they are printed."""

    name: str
    key: str
    cells: tuple[str, ...]


EXAMPLES = [
    Example(name, key, tuple(cell.strip() for cell in row.split("|")))
    for name, key, row in EXAMPLE.findall(PAGE)
]


def number(text: str) -> Decimal:
    """Read an amount as the page prints it."""
    return Decimal(text.removeprefix("€").strip().replace(".", "").replace(",", "."))


def printed(amount: Decimal | int) -> str:
    """Print an amount, given in cents when it is an int, with an ordinary space."""
    euros = Decimal(amount) / 100 if isinstance(amount, int) else amount
    return euro(euros).replace("\xa0", " ")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_divide_gives_what_the_page_prints(example: Example) -> None:
    budget, rate, schools = (number(cell) for cell in example.cells[:3])
    codes = [f"{place:02d}AB00" for place in range(int(schools))]
    key = read_key(json.loads(example.key))
    division = divide(budget_cents=int(budget * 100), key=key, codes=codes)
    rows = {tuple(step.cents for step in division.steps[code]) for code in codes}
    amount = Decimal(division.cents(codes[-1])) / 100
    outcome = (
        " + ".join(printed(cents) for cents in rows.pop()),
        printed(amount),
        f"{hours_of(amount=amount, hourly_rate=rate):,}".translate(str.maketrans(",.", ".,")),
        printed(division.total_cents),
        printed(division.remainder_cents),
    )
    assert (outcome, rows) == (example.cells[3:], set())


def test_page_has_its_examples() -> None:
    assert [example.name for example in EXAMPLES] == [f"Voorbeeld {n}" for n in range(1, 6)]
    assert len(KEYS) == len(EXAMPLES) + 1


@pytest.mark.parametrize("definition", KEYS, ids=lambda key: key["components"][0]["kind"])
def test_read_key_accepts_each_file_of_the_page(definition: dict[str, object]) -> None:
    assert len(read_key(definition)) >= 1


def test_page_lists_the_kinds_that_work_and_those_that_do_not_yet() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (werkt|nog niet) \|", PAGE, re.MULTILINE)
    assert {kind for kind, state in rows if state == "werkt"} == set(READERS)
    assert {kind for kind, state in rows if state == "nog niet"} == LATER


@pytest.mark.parametrize("bound", ["minimum", "maximum"])
def test_read_key_refuses_the_bounds_that_do_not_work_yet(bound: str) -> None:
    definition = {"components": [{"kind": "fixed", "amount": "1.00"}], bound: "15.00"}
    with pytest.raises(InvalidKeyError, match="nog niet ondersteund"):
        read_key(definition)


@pytest.mark.parametrize(
    ("weights", "amounts"),
    [
        ({"1": 320, "2": 220, "3": 187}, "€ 44.016,51, € 30.261,35 en € 25.722,14"),
        ({"1": 1, "2": 1, "3": 1}, "€ 33.333,34, € 33.333,33 en € 33.333,33"),
    ],
    ids=["pupils", "thirds"],
)
def test_largest_remainder_gives_what_the_page_prints(
    weights: dict[str, int], amounts: str
) -> None:
    shares = list(largest_remainder(cents=10_000_000, weights=weights).values())
    first, second, third = (printed(cents) for cents in shares)
    assert f"{first}, {second} en {third}" == amounts
    assert amounts in PAGE
