"""Every page, on a desk and on a phone: axe, Tab walk, title, heading, width."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.audit_page import faults_of
from tests.e2e.conftest import SIZES, enter, hold, open_page, sign_in
from tests.e2e.pages import NO_PAGE, ROWS, STATUS
from tests.e2e.rows import Row
from tests.e2e.server import Server


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Return the name of every address, and the address itself where it has none."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


def test_table_has_a_row_or_a_reason_for_every_address() -> None:
    known = {row.name for row in ROWS} | set(NO_PAGE)
    assert set(names(get_resolver().url_patterns)) - known == set()


def test_table_has_no_row_for_an_address_that_is_gone() -> None:
    errors = {"not found", "forbidden"}
    known = {row.name for row in ROWS} | set(NO_PAGE)
    assert known - errors - set(names(get_resolver().url_patterns)) == set()


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Iterator[dict[object, Page]]:
    """Keep one tab per person, so that each signs in once."""
    kept: dict[object, Page] = {}
    yield kept
    contexts: set[BrowserContext] = {page.context for page in kept.values()}
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def walked() -> set[object]:
    """Keep whose frame of header, menu and footer was walked through, and how wide."""
    return set()


def tab_for(tabs: dict[object, Page], browser: Browser, server: Server, row: Row) -> Page:
    key = (row.site, row.role, row.has_second_step, row.name == "mfa_authenticate")
    if key not in tabs:
        page = tabs[key] = open_page(browser, 1440)
        if row.role and row.site == "demo":
            enter(page, server, row.role)
        elif row.role or row.name == "mfa_authenticate":
            sign_in(page, server, row)
    hold(tabs[key], 1440)
    return tabs[key]


def status_of(page: Page, server: Server, row: Row) -> int:
    """Go to the page of a row, in the state in which it is looked at, and return the status."""
    path = row.path if isinstance(row.path, str) else row.path(server)
    response = page.goto(server.url + path)
    if row.follow:
        response = page.goto(server.url + str(page.locator(row.follow).first.get_attribute("href")))
    if row.fill[0]:
        page.locator(row.fill[0]).first.fill(row.fill[1])
    if row.click:
        page.locator(row.click).first.click()
        page.wait_for_load_state()
    assert response is not None
    return response.status


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_page_is_usable_by_everybody(
    row: Row,
    browser: Browser,
    tabs: dict[object, Page],
    walked: set[object],
    request: pytest.FixtureRequest,
) -> None:
    server: Server = request.getfixturevalue(row.site)
    page = tab_for(tabs, browser, server, row)
    assert status_of(page, server, row) == STATUS.get(row.state, 200)
    for width in SIZES:
        hold(page, width)
        main_only = (row.site, row.role, width) in walked and not row.click
        walked.add((row.site, row.role, width))
        faults = faults_of(page, main_only=main_only, is_known=width < 600)
        assert faults == [], f"{width} px"
    if page.locator("[hx-trigger*='every']").count():
        page.goto("about:blank")  # else it goes on asking for progress
