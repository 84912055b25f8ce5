"""The editor of letter texts in a real browser: the example follows, a click puts a placeholder."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from partners.states import Role
from tests.e2e.conftest import enter, open_page
from tests.e2e.rows import TEXTS
from tests.e2e.server import Server

OPENING, MESSAGE = "#id_opening", "#fout-opening"


@pytest.fixture(scope="module")
def officer(browser: Browser, demo: Server) -> Iterator[BrowserContext]:
    """Let the officer come in."""
    page = open_page(browser, 1440)
    enter(page, demo, Role.GEM)
    yield page.context
    page.context.close()


@pytest.fixture
def editor(officer: BrowserContext, demo: Server) -> Iterator[Page]:
    """Open the texts of a withdrawal as the officer; no test saves them."""
    page = officer.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{demo.url}{TEXTS}intrekking/")
    yield page
    page.close()


def test_example_follows_what_is_typed_and_keeps_nothing(editor: Page) -> None:
    editor.locator(OPENING).fill("Beste bestuurder van {bestuur},")
    letter = editor.locator("#voorbeeld-brief .app-letter")
    expect(letter).to_contain_text("Beste bestuurder van Stichting De Populier,")
    editor.reload()
    expect(editor.locator(OPENING)).to_have_value(re.compile("^Geacht bestuur,"))


def test_mistake_is_named_while_typing_and_gone_when_it_is_mended(editor: Page) -> None:
    editor.locator(OPENING).fill("U kreeg {bedrga}.")
    expect(editor.locator(MESSAGE)).to_contain_text("{bedrga} niet: bedoel je {bedrag}?")
    editor.locator(OPENING).fill("U kreeg {bedrag}.")
    expect(editor.locator(MESSAGE)).to_be_empty()


def test_click_puts_a_placeholder_at_the_cursor_and_the_example_follows(editor: Page) -> None:
    field = editor.locator(OPENING)
    field.fill("Beste !")
    field.press("ArrowLeft")
    editor.get_by_role("tab", name="Plaatshouders").click()
    editor.locator("[data-insert='{bestuur}']").click()
    expect(field).to_have_value("Beste {bestuur}!")
    expect(field).to_be_focused()
    letter = editor.locator("#voorbeeld-brief .app-letter")
    expect(letter).to_have_text(re.compile("Beste Stichting De Populier!"))


def test_click_without_a_cursor_uses_the_first_text(editor: Page) -> None:
    editor.get_by_role("tab", name="Plaatshouders").click()
    editor.locator("[data-insert='{gemeente}']").click()
    expect(editor.locator(OPENING)).to_have_value(re.compile(r"\{gemeente\}"))


def test_placeholder_is_reached_and_put_with_the_keyboard(editor: Page) -> None:
    editor.locator(OPENING).fill("")
    editor.get_by_role("tab", name="Voorbeeld").focus()
    editor.keyboard.press("ArrowRight")
    editor.locator("[data-insert='{kenmerk}']").focus()
    editor.keyboard.press("Enter")
    expect(editor.locator(OPENING)).to_have_value("{kenmerk}")


def test_text_is_unfolded_and_left_with_the_keyboard(editor: Page) -> None:
    part = editor.locator("details:has(#id_slot)")
    expect(editor.locator("#id_slot")).to_be_hidden()
    part.locator("summary").focus()
    editor.keyboard.press("Enter")
    editor.keyboard.press("Tab")
    expect(editor.locator("#id_slot")).to_be_focused()


def test_placeholder_opens_the_text_that_was_folded_meanwhile(editor: Page) -> None:
    editor.locator(OPENING).fill("Dag ")
    editor.locator(f"details:has({OPENING}) summary").click()
    editor.get_by_role("tab", name="Plaatshouders").click()
    editor.locator("[data-insert='{bestuur}']").click()
    expect(editor.locator(OPENING)).to_be_focused()
    expect(editor.locator(OPENING)).to_have_value("Dag {bestuur}")


def test_phone_reaches_the_example_at_once(browser: Browser, demo: Server) -> None:
    page = open_page(browser, 390)
    enter(page, demo, Role.GEM)
    page.goto(f"{demo.url}{TEXTS}intrekking/")
    page.get_by_role("link", name="Naar het voorbeeld").click()
    expect(page.locator("#voorbeeld-brief")).to_be_in_viewport()
    page.get_by_role("link", name="Terug naar de teksten").click()
    expect(page.locator("#teksten-titel")).to_be_in_viewport()
    page.context.close()
