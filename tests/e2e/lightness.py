"""Counts what a task costs: each press and each field, held against docs/lichtheid.md."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from playwright.sync_api import Page

from config.settings import BASE_DIR

PAGE = BASE_DIR / "docs" / "lichtheid.md"
ROW = re.compile(r"^\| `(\w+)` \|.*\| (\d+) \| (\d+) \|$", re.MULTILINE)
# Counts real presses (a label and its box are one) and the fields that got something.
COUNT = """() => {
  if (window.isCounting) return;
  window.isCounting = true;
  const add = (kind) => sessionStorage.setItem(kind, Number(sessionStorage.getItem(kind)) + 1);
  const own = "a, button, label, summary, input[type=checkbox], input[type=radio]";
  const filled = new WeakSet();
  addEventListener("pointerdown", (event) => event.target.closest(own) && add("presses"), true);
  addEventListener("input", (event) => {
    const field = event.target;
    if (filled.has(field) || ["checkbox", "radio"].includes(field.type)) return;
    filled.add(field);
    add("fields");
  }, true);
}"""


def budgets() -> dict[str, tuple[int, int]]:
    """Return the presses and fields that each task may cost."""
    text = PAGE.read_text(encoding="utf-8")
    return {code: (int(presses), int(fields)) for code, presses, fields in ROW.findall(text)}


@contextmanager
def task(page: Page, code: str) -> Iterator[None]:
    """Count what is done on a page until the end of the block, which goes nowhere by address."""
    page.add_init_script(f"({COUNT})()")
    page.evaluate(COUNT)
    page.evaluate("sessionStorage.clear()")
    page.goto = _by_hand_only  # type: ignore[method-assign]
    try:
        yield
    finally:
        del page.goto
    spent: Any = page.evaluate(
        "['presses', 'fields'].map((kind) => Number(sessionStorage.getItem(kind)))"
    )
    presses, fields = budgets()[code]
    assert (spent[0] <= presses, spent[1] <= fields) == (True, True), f"{code} cost {spent}"
    assert sum(spent) > 0 or presses + fields == 0, f"{code} counted nothing"


def _by_hand_only(*_arguments: Any, **_named: Any) -> NoReturn:
    raise AssertionError("a task is done by hand: no address is typed")
