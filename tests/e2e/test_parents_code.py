"""A parent makes a code on a phone, and a school without an account reads with it, once."""

from playwright.sync_api import Browser, Page, expect

from tests.e2e.audit_page import faults_of
from tests.e2e.conftest import open_page
from tests.e2e.server import Server
from tests.e2e.town_guardians import BORN

SEND = "main form:has(#code) button[type=submit]"


def arrive(page: Page, server: Server, language: str) -> None:
    """Open the page of a parent, behind the birth date and the code."""
    found = server.ask("from tests.e2e.town_handovers import read_along;print(read_along(7000))")
    path = found.strip()
    page.goto(f"{server.url}{path}?taal={language}")
    page.fill("#geboren", BORN)
    page.locator("main form:has(#geboren) button").click()
    page.wait_for_url("**/keuze/**")
    page.goto(f"{server.url}{path}code/?taal={language}")
    token = path.split("/")[2]
    page.fill(
        "#code",
        server.ask(f"from tests.e2e.town_guardians import code_of;print(code_of('{token}'))"),
    )
    page.click(SEND)
    page.wait_for_url("**/lezen/**")
    page.locator("a[href*='/lezen/overdracht/']").click()
    page.wait_for_url("**/overdracht/**")


def try_code(page: Page, code: str, born: str) -> None:
    page.fill("#code", code)
    page.fill("#geboren", born)
    page.click(SEND)


def test_parent_gives_the_form_to_a_school_without_an_account(
    browser: Browser, empty: Server
) -> None:
    phone, desk = open_page(browser, 390), open_page(browser, 1440)
    arrive(phone, empty, "ar")
    assert faults_of(phone) == []
    phone.locator("a[href*='/zelf/']").click()
    phone.wait_for_url("**/zelf/**")
    assert faults_of(phone) == []
    phone.locator("main form button[type=submit]").first.click()
    code = phone.locator("section[aria-labelledby=code] bdi").first.inner_text()
    assert faults_of(phone) == []

    desk.goto(f"{empty.url}/ouder-code/")
    try_code(desk, code, "5-9-2023")
    expect(desk.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    try_code(desk, code, BORN)
    desk.wait_for_url("**/ouder-code/lezen/")
    expect(desk.locator("main")).to_contain_text("Eerst kijken, dan samen beginnen.")
    expect(desk.locator("main")).not_to_contain_text("Astma.")
    assert faults_of(desk) == []
    desk.locator("main form button").click()
    desk.wait_for_url("**/ouder-code/")
    try_code(desk, code, BORN)
    expect(desk.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    for tab in (phone, desk):
        tab.context.close()
