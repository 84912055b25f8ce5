"""A parent answers on a phone in Turkish, stops as lightly, and reads it in Arabic."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.audit_page import faults_of
from tests.e2e.conftest import SIZES, open_page
from tests.e2e.lightness import task
from tests.e2e.server import Server
from tests.e2e.town_guardians import BORN

NEXT = "main button[type=submit]:not([name=sluiten])"


@pytest.fixture
def page(browser: Browser, width: int) -> Iterator[Page]:
    tab = open_page(browser, width)
    yield tab
    tab.context.close()


def open_link(page: Page, server: Server, number: int, language: str) -> str:
    """Open the link of a parent of its own."""
    code = f"from tests.e2e.town_guardians import link_of;print(link_of({number}))"
    address = f"{server.url}{server.ask(code)}?taal={language}"
    page.goto(address)
    return address


def enter(page: Page) -> None:
    page.fill("#geboren", BORN)
    page.click(NEXT)
    page.wait_for_url("**/keuze/**")


def arrive(page: Page, server: Server, number: int, language: str) -> str:
    """Open the link of a parent of its own and fill in the birth date."""
    address = open_link(page, server, number, language)
    enter(page)
    return address


@pytest.mark.parametrize("width", [390])
def test_parent_answers_and_stops_in_turkish(width: int, page: Page, empty: Server) -> None:
    address = open_link(page, empty, width, "tr")
    with task(page, "answer"):
        enter(page)
        expect(page.locator("h1")).to_have_text("Elif hakkında bir soru")
        send = page.locator(NEXT).bounding_box()
        for choice in page.locator("label.app-choice", has_text="Evet, olur").all():
            choice.click()
        page.click(NEXT)
        expect(page.locator("main")).to_contain_text("Teşekkürler. Seçiminiz kaydedildi.")
    assert send is not None
    assert send["y"] + send["height"] <= 2 * SIZES[width]["height"]
    page.goto(address)
    with task(page, "stop"):
        enter(page)
        page.locator("button[value=stop]").first.click()
        expect(page.locator("main")).to_contain_text("İzniniz durduruldu.")


@pytest.mark.parametrize("width", [390])
def test_parent_sees_a_choice_that_everybody_can_use(width: int, page: Page, empty: Server) -> None:
    arrive(page, empty, 3000 + width, "tr")
    assert faults_of(page) == []


@pytest.mark.parametrize("width", list(SIZES))
def test_parent_reads_from_right_to_left(width: int, page: Page, empty: Server) -> None:
    arrive(page, empty, 1000 + width, "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("h1")).to_have_text("سؤال عن Elif")
    assert faults_of(page) == []


@pytest.mark.parametrize("width", list(SIZES))
def test_parent_reads_what_is_kept(width: int, page: Page, empty: Server) -> None:
    token = arrive(page, empty, 2000 + width, "tr").partition("/ouder/")[2].partition("/")[0]
    page.click("a[href*='/code/']")
    page.wait_for_url("**/code/**")
    assert faults_of(page) == []
    page.click(NEXT)
    expect(page.locator("main, .app-messages").first).to_be_visible()
    code = empty.ask(f"from tests.e2e.town_guardians import code_of;print(code_of('{token}'))")
    page.fill("#code", code)
    page.click("form:has(#code) button")
    expect(page.locator("h1")).to_have_text("Elif hakkında saklananlar")
    assert faults_of(page) == []
