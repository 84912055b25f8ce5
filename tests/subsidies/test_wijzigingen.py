"""The page docs/wijzigingen.md, recomputed: every row of its table, to the cent."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from config.formats import euro
from subsidies import monthly
from tests.sources import read

PAGE = read(Path("docs/wijzigingen.md"))
ROWS = re.findall(
    r"^\| ([a-z ]+?)(?: (\d+)/(\d+))? \| (\d+)-(\d+)-(\d+) \| (.+?) \| (.+?) \|$",
    PAGE,
    re.MULTILINE,
)
FULL, OLD, NEW = 410400, (1, 1), (2, 1)
NOBODY = "–"


def printed(cents: int | None) -> str:
    return NOBODY if cents is None else euro(Decimal(cents) / 100).replace("\xa0", " ")


def outcome(what: str, pupils: tuple[str, str], month: int) -> tuple[int | None, int | None]:
    """Return the cents of the old and of the new holder."""
    holdings = monthly.granted({OLD: FULL})
    if what == "gesloten":
        return monthly.stop(holdings, 1, month)[OLD], None
    if what == "geopend":
        return None, monthly.start(NEW, FULL, month)[NEW]
    if what == "ander bestuur":
        moved = monthly.move(holdings, 1, 2, month)
        return moved[OLD], moved[(1, 2)]
    weights = {"14AE00": int(pupils[0]), "31LY00": int(pupils[1])}
    divided = monthly.divide(holdings, 1, NEW, weights, month)
    return divided[OLD], divided[NEW]


def test_page_has_an_example_of_everything_that_costs_or_brings_money() -> None:
    kinds = {row[0] for row in ROWS}
    assert kinds == {"gesloten", "geopend", "ander bestuur", "gesplitst"}
    assert len(ROWS) == 8


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(filter(None, row[:6])))
def test_page_prints_what_is_calculated(row: tuple[str, ...]) -> None:
    what, old_pupils, new_pupils, day, month, year, old, new = row
    place = monthly.first_month(date(int(year), int(month), int(day)), 2026)
    cents = outcome(what, (old_pupils, new_pupils), place)
    assert (old, new) == (printed(cents[0]), printed(cents[1]))


def test_what_moves_or_is_split_stays_the_same_sum() -> None:
    for what in ("ander bestuur", "gesplitst"):
        for month in range(monthly.MONTHS):
            old, new = outcome(what, ("207", "328"), month)
            assert (old or 0) + (new or 0) == FULL
