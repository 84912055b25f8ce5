"""The week grid by keyboard, counted, and on a phone a day at a time."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from partners.states import Role
from tests.e2e.conftest import enter, open_page
from tests.e2e.server import Server

BUDGET = 12  # keystrokes for an ordinary week, from the open page to saved
INPUT = "input.app-week__input"
TOTAL = "[data-week-total]"
# The week before the running one is whole, so every day of it is open.
WEEK_BEFORE = "main a[rel=prev]"


def go_a_week_back(page: Page) -> None:
    """Follow the link to the week before, and wait until that week is there."""
    link = page.locator(WEEK_BEFORE)
    where = str(link.get_attribute("href"))
    link.click()
    page.wait_for_url(f"**{where}")


@pytest.fixture
def grid(browser: Browser, demo: Server) -> Iterator[Page]:
    """Open a whole week of the demo's coordinator, as it booked itself."""
    page = open_page(browser, 1440)
    enter(page, demo, Role.QC)
    page.goto(f"{demo.url}/uren/")
    go_a_week_back(page)
    yield page
    if page.locator(".app-week__undo button").count():
        page.click(".app-week__undo button")
    page.context.close()


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        """Begin at nothing."""
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


def values(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator(INPUT).all()]


def test_ordinary_week_takes_at_most_twelve_keystrokes(grid: Page) -> None:
    before, keys = values(grid), Keys(grid)
    # A placement of Friday took 45 minutes, and Thursday an observation of 30 was forgotten.
    keys.press("Enter", "ArrowDown", "ArrowDown", "ArrowDown", "4", "5")
    keys.press("ArrowUp", "ArrowLeft", "3", "0", "Enter")
    expect(grid.locator("main")).to_contain_text("Je uren van deze week zijn bewaard.")
    after = values(grid)
    assert keys.count <= BUDGET
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed == ["30", "45"]


def test_arrows_stop_at_the_edge_and_totals_follow(grid: Page) -> None:
    first = grid.locator(INPUT).first
    first.focus()
    grid.keyboard.press("ArrowLeft")
    grid.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    before = grid.locator("[data-total-of='']").inner_text()
    grid.keyboard.type("1:30")
    expect(grid.locator("[data-total-of='']")).to_have_text(str(int(before) + 90))


def test_phone_shows_a_day_and_keeps_what_was_typed_on_another(
    browser: Browser, demo: Server
) -> None:
    page = open_page(browser, 390)
    enter(page, demo, Role.QC)
    page.goto(f"{demo.url}/uren/")
    go_a_week_back(page)
    seen = page.locator(f"{INPUT}:visible")
    rows = page.locator("tr:has(input.app-week__input)").count()
    expect(seen).to_have_count(rows)
    seen.first.fill("25")
    page.locator(".app-chip[data-day]").first.click()
    expect(page.locator(".app-chip[aria-current]")).to_have_count(1)
    expect(seen).to_have_count(rows)
    page.locator(".app-chip[data-day]").last.click()
    expect(seen.first).to_have_value("25")
    page.context.close()


def test_grid_is_a_plain_form_without_scripts(browser: Browser, demo: Server) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    enter(page, demo, Role.QC)
    page.goto(f"{demo.url}/uren/")
    go_a_week_back(page)
    page.locator(INPUT).first.fill("15")
    page.click("form.app-week button")
    expect(page.locator(INPUT).first).to_have_value("15")
    page.click(".app-week__undo button")
    expect(page.locator(INPUT).first).to_have_value("")
    context.close()
