"""An ordinary child is handed over in the browser: filled in, told, shared, read."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from partners.states import Role
from tests.e2e.conftest import enter, open_page
from tests.e2e.lightness import task
from tests.e2e.server import Server

NAME = "Pien Zonnehof"
HELPS = "Eerst kijken, dan samen beginnen."
DOMAINS = ("language", "numbers", "motor", "social", "play", "wellbeing")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    tab = open_page(browser, 1440)
    yield tab
    tab.context.close()


@pytest.fixture
def key(demo: Server) -> str:
    """Return the key of a child whose parents said yes."""
    return demo.ask("from tests.e2e.town_handovers import expect_form;print(expect_form())").strip()


def test_an_ordinary_child_takes_twelve_taps_and_two_sentences(
    page: Page, demo: Server, key: str
) -> None:
    enter(page, demo, Role.KOC)
    page.goto(f"{demo.url}/overdrachten/")
    with task(page, "hand_over"):
        page.locator("main tbody th a", has_text=NAME).click()
        page.wait_for_url(f"**/kinderen/{key}/overdracht/")
        page.fill("#id_helps", HELPS)
        page.fill("#id_watch", "Eet langzaam.")
        for choice in ["warm_1", *(f"rating_{name}_0" for name in DOMAINS)]:
            page.click(f"label[for=id_{choice}]")
        expect(page.locator("[data-saved]")).to_contain_text("Bewaard om")
        page.click("main form button:has-text('Bewaren')")
        page.locator("button", has_text="Gesprek noteren").click()
        page.locator("main a", has_text="Nakijken en delen").click()
        page.wait_for_url("**/delen/")
        page.locator("button", has_text="Delen met de school").click()
        expect(page.locator("body")).to_contain_text("is gedeeld met")
    page.context.clear_cookies()
    enter(page, demo, Role.SCH)
    page.goto(f"{demo.url}/overdrachten/gedeeld/")  # where the mail leads, in a click
    with task(page, "read_handover"):
        page.locator("main tbody th a", has_text=NAME).click()
        page.wait_for_url("**/lezen/")
    expect(page.locator("section").first).to_contain_text(HELPS)
    assert re.search(r"Gelezen door \w+", page.inner_text("main"))


def test_two_people_fill_in_one_form_and_neither_loses_a_word(
    browser: Browser, demo: Server
) -> None:
    code = "from children.models import Child;print(Child.objects.get(first_name='Sem').key)"
    where = f"{demo.url}/kinderen/{demo.ask(code).strip()}/overdracht/"
    first, second = open_page(browser, 1440), open_page(browser, 390)
    for tab, role in ((first, Role.KOC), (second, Role.KOW)):
        enter(tab, demo, role)
        tab.goto(where)
    first.fill("#id_watch", "Van de contactpersoon.")
    first.locator("#id_helps").focus()
    expect(first.locator("[data-saved]")).to_contain_text("Bewaard om")
    second.fill("#id_watch", "Van de groep.")
    second.locator("#id_helps").focus()
    told = second.locator(".app-autosave--restored")
    expect(told).to_contain_text("Van de contactpersoon.")
    told.locator("button", has_text="Mijn tekst bewaren").click()
    expect(second.locator("[data-saved]")).to_contain_text("Bewaard om")
    first.reload()
    assert first.input_value("#id_watch") == "Van de groep."
    for tab in (first, second):
        tab.context.close()
