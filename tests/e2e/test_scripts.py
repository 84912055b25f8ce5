"""What static/js does, on the style guide, under the real content security policy."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from partners.states import Role
from tests.e2e.conftest import enter, open_page
from tests.e2e.rows import YEAR
from tests.e2e.server import Server

ROWS = "#rijen-scholen th[scope=row]"


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a browser for the tests of this file: it is warm after the first."""
    opened = browser.new_context(locale="nl-NL")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, demo: Server) -> Iterator[Page]:
    """Open the style guide; a fault in a script or a breach of the policy fails the test."""
    tab = context.new_page()
    tab.set_default_timeout(30_000)
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on(
        "console", lambda message: faults.append(message.text) if "Policy" in message.text else None
    )
    tab.goto(f"{demo.url}/stijlgids/")
    tab.evaluate("window.isSamePage = true")
    yield tab
    tab.close()
    context.clear_cookies()
    assert faults == []


def stays(page: Page) -> bool:
    """Say whether the page was never loaded anew."""
    return bool(page.evaluate("window.isSamePage === true"))


def test_sorting_swaps_the_rows_and_keeps_the_focus(page: Page) -> None:
    page.click("#sorteer-amount")
    expect(page.locator(ROWS).first).to_have_text("Montessorischool De Tuin")
    expect(page.locator("#sorteer-amount")).to_be_focused()
    assert page.url.endswith("?volgorde=amount")
    assert stays(page)


def test_back_shows_the_rows_of_before(page: Page) -> None:
    page.click("#sorteer-amount")
    expect(page.locator(ROWS).first).to_have_text("Montessorischool De Tuin")
    page.go_back()
    expect(page.locator(ROWS).first).to_have_text("Basisschool De Linde")
    expect(page.locator("h1")).to_have_count(1)


def test_searching_swaps_the_rows_while_typing(page: Page) -> None:
    page.locator("#zoek").press_sequentially("linde")
    expect(page.locator(ROWS)).to_have_text(["Basisschool De Linde"])
    expect(page.locator("#zoek")).to_be_focused()
    assert stays(page)


def test_lost_connection_is_said_until_it_is_back(page: Page) -> None:
    page.context.set_offline(True)
    page.click("#sorteer-hours")
    expect(page.locator("#geen-verbinding")).to_be_visible()
    page.context.set_offline(False)
    page.click("#sorteer-hours")
    expect(page.locator("#geen-verbinding")).to_be_hidden()


def test_swap_after_signing_out_shows_the_sign_in_page(page: Page, demo: Server) -> None:
    enter(page, demo, Role.GEM)
    page.goto(f"{demo.url}/scholen/")
    page.context.clear_cookies()
    page.locator("main input[type=text]").first.press_sequentially("kind")
    page.wait_for_url(re.compile(r"/account/inloggen/\?next="))
    expect(page.locator("h1")).to_have_text("Inloggen")


def test_dialog_begins_at_cancel_and_gives_the_focus_back(page: Page) -> None:
    page.click("#open-dialoog")
    expect(page.locator("#weg [data-close]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#weg")).to_be_hidden()
    expect(page.locator("#open-dialoog")).to_be_focused()


def test_dialog_closes_by_its_button(page: Page) -> None:
    page.click("#open-dialoog")
    page.click("#weg [data-close]")
    expect(page.locator("#weg")).to_be_hidden()
    assert stays(page)


def test_tabs_follow_the_arrow_keys(page: Page) -> None:
    tabs = page.get_by_role("tab")
    expect(page.get_by_role("tabpanel")).to_have_count(1)
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(page.get_by_role("tabpanel")).to_have_id("bereikbaarheid")
    page.keyboard.press("Home")
    expect(tabs.first).to_be_focused()


def test_rows_of_a_formset_can_be_added_up_to_its_maximum(page: Page) -> None:
    add = page.locator("[data-add-form=acties]")
    add.click()
    expect(page.locator("#id_acties-1-action")).to_be_focused()
    expect(page.locator("#acties-rijen legend")).to_have_text(["Actiepunt 1", "Actiepunt 2"])
    for _ in range(3):
        add.click()
    expect(add).to_be_hidden()
    expect(page.locator("#id_acties-TOTAL_FORMS")).to_have_value("5")


def test_rows_of_a_table_can_be_added(page: Page) -> None:
    page.click("[data-add-form=uren]")
    expect(page.locator("#uren-rijen tr")).to_have_count(3)
    expect(page.locator("#id_uren-2-day")).to_be_focused()


def test_errors_take_the_focus_and_lead_to_the_field(page: Page) -> None:
    page.locator("#opslaan").first.click()
    expect(page).to_have_title("Fout: Stijlgids - Soepele overgang")
    expect(page.locator(".app-error-summary")).to_be_focused()
    page.locator(".app-errorlist a").last.click()
    expect(page.locator("#id_place_0")).to_be_focused()


def test_form_is_sent_once(page: Page) -> None:
    stopped = page.locator("#opslaan").first.evaluate(
        """button => {
            const stopped = [];
            addEventListener("submit", (event) => stopped.push(event.defaultPrevented));
            button.click();
            button.click();
            return [...stopped, button.getAttribute("aria-busy")];
        }"""
    )
    assert stopped == [False, True, "true"]
    expect(page).to_have_title(re.compile("^Fout:"))


def test_menu_closes_on_escape_and_when_the_reader_goes_elsewhere(page: Page, demo: Server) -> None:
    enter(page, demo, Role.GEM)
    summary = page.locator(".app-header .app-menu > summary")
    summary.click()
    page.keyboard.press("Escape")
    expect(page.locator(".app-header .app-menu__body")).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.locator("h1").click()
    expect(page.locator(".app-header .app-menu__body")).to_be_hidden()


def test_page_works_without_scripts(browser: Browser, demo: Server) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{demo.url}/stijlgids/?zoek=kind")
    page.click("#sorteer-amount")
    expect(page.locator(ROWS).first).to_have_text("Kindcentrum De Kring")
    expect(page.locator(".app-tabs__panel")).to_have_count(2)
    expect(page.locator(".app-tabs__panel").last).to_be_visible()
    expect(page.locator("[data-add-form]").first).to_be_hidden()
    page.context.close()


def test_phone_chooses_all_letters_at_once(browser: Browser, demo: Server) -> None:
    page = open_page(browser, 390)
    enter(page, demo, Role.ISS)
    page.goto(f"{demo.url}{YEAR}brieven/")
    choose, boxes = page.get_by_label("Alles kiezen"), page.locator("input[name=brief]")
    choose.check()
    expect(page.locator("input[name=brief]:checked")).to_have_count(boxes.count())
    boxes.first.uncheck()
    expect(choose).to_be_checked(indeterminate=True)
    choose.check()
    choose.uncheck()
    expect(page.locator("input[name=brief]:checked")).to_have_count(0)
    page.context.close()
