"""Every page, on a desk and on a phone: axe, Tab walk, title, heading, width."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.e2e.audit_page import faults_of, prepare
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


@dataclass
class Desk:
    """One tab in which everybody sits in turn, with the cookies of each: who came once stays in.

    A tab that is new costs a second for its first page, and as long as three pages in a warm one.
    """

    page: Page
    cookies: dict[object, list[Any]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    person: object = None

    def __post_init__(self) -> None:
        """Let every page bring what it is looked at with, and note what scripts complain about."""
        prepare(self.page.context)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self.note)

    def note(self, message: ConsoleMessage) -> None:
        """Note an error of a script, of the content security policy, or of a file of the page."""
        url = message.location["url"]
        is_status = "status of" in message.text and url == self.page.url
        if message.type == "error" and not is_status and not url.endswith("/favicon.ico"):
            self.faults.append(f"{message.text} {url}")

    def seat(self, server: Server, row: Row) -> None:
        """Let the person of a row sit down, and sign in when it is the first time."""
        person = (row.site, row.role, row.has_second_step, row.name == "mfa_authenticate")
        if person == self.person:
            return
        leave(self.page, server)  # what is kept then is kept by who leaves
        context = self.page.context
        self.cookies[self.person], self.person = context.cookies(), person
        context.clear_cookies()
        if person in self.cookies:
            context.add_cookies(self.cookies[person])
        elif row.role and row.site == "demo":
            enter(self.page, server, row.role)
        elif row.role or row.name == "mfa_authenticate":
            sign_in(self.page, server, row)


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Desk]:
    """Open the tab in which all pages are looked at."""
    page = open_page(browser, 1440)
    yield Desk(page)
    page.context.close()


@pytest.fixture(scope="module")
def walked() -> set[object]:
    """Keep whose frame of header, menu and footer was walked through, and how wide."""
    return set()


def leave(page: Page, server: Server) -> None:
    """Go where nothing happens; to about:blank would end the process of the page too."""
    page.goto(f"{server.url}/healthz")


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
    desk: Desk,
    walked: set[object],
    request: pytest.FixtureRequest,
) -> None:
    server: Server = request.getfixturevalue(row.site)
    page = desk.page
    hold(page, 1440)
    desk.seat(server, row)
    desk.faults.clear()
    assert status_of(page, server, row) == STATUS.get(row.state, 200)
    for width in SIZES:
        hold(page, width)
        main_only = (row.site, row.role, width) in walked and not row.click
        walked.add((row.site, row.role, width))
        faults = faults_of(page, main_only=main_only, is_known=width < 600)
        assert faults == [], f"{width} px"
    if page.locator("[hx-trigger*='every']").count():
        leave(page, server)  # else it goes on asking for progress
    assert desk.faults == []
