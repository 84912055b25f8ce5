"""Writing without losing anything: a closed tab, two editors, and what a parent thinks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from partners.states import Role
from tests.e2e.audit_page import faults_of
from tests.e2e.conftest import SIZES, enter, open_page
from tests.e2e.server import Server

ANSWER, STATUS, NOTICE = "#id_answer", ".app-autosave[role=status]", ".app-autosave--restored"
TEXT = "Geef Lina een vaste taak, en begin met één kind ernaast."
SAVED = "Concept bewaard om "


def open_question(page: Page, demo: Server) -> None:
    """Open the question that waits for the coordinator."""
    page.goto(f"{demo.url}/meekijken/")
    page.click("main th a:has-text('Lina')")
    page.wait_for_selector(ANSWER)


def type_and_wait(page: Page, text: str) -> None:
    """Type, leave the field, and wait until it says that the text was kept."""
    page.locator(ANSWER).fill(text)
    page.locator(ANSWER).blur()
    expect(page.locator(STATUS).last).to_contain_text(SAVED)


@pytest.fixture
def writer(browser: Browser, demo: Server) -> Iterator[Page]:
    """Open a question as the coordinator; nothing of what it types stays behind."""
    page = open_page(browser, 1440)
    enter(page, demo, Role.QC)
    open_question(page, demo)
    yield page
    page.context.close()
    demo.do("from dossier.models import Draft; Draft.objects.all().delete()")


def test_draft_is_back_after_a_closed_tab_and_can_be_thrown_away(
    writer: Page, demo: Server
) -> None:
    type_and_wait(writer, TEXT)
    other = writer.context.new_page()
    writer.close()
    open_question(other, demo)
    expect(other.locator(ANSWER)).to_have_value(TEXT)
    expect(other.locator(NOTICE)).to_contain_text("Het is nog niet opgeslagen.")
    other.get_by_role("button", name="Concept weggooien").click()
    expect(other.locator(NOTICE)).to_contain_text("Je concept is weggegooid.")
    expect(other.locator(ANSWER)).to_have_value("")
    open_question(other, demo)
    expect(other.locator(ANSWER)).to_have_value("")


def test_thrown_draft_can_be_put_back(writer: Page, demo: Server) -> None:
    type_and_wait(writer, TEXT)
    open_question(writer, demo)
    writer.get_by_role("button", name="Concept weggooien").click()
    writer.get_by_role("button", name="Toch terugzetten").click()
    expect(writer.locator(ANSWER)).to_have_value(TEXT)
    expect(writer.locator(STATUS).last).to_contain_text(SAVED)
    open_question(writer, demo)
    expect(writer.locator(ANSWER)).to_have_value(TEXT)


def test_without_a_connection_the_text_stays_and_is_kept_later(writer: Page) -> None:
    writer.context.set_offline(True)
    writer.locator(ANSWER).fill(TEXT)
    writer.locator(ANSWER).blur()
    expect(writer.locator(STATUS).last).to_contain_text("Niet bewaard: geen verbinding")
    writer.context.set_offline(False)
    expect(writer.locator(STATUS).last).to_contain_text(SAVED)


def test_paste_that_is_too_long_is_refused_by_name_and_kept(writer: Page, demo: Server) -> None:
    pasted = "Lina bouwt graag torens. " * 2000
    type_and_wait(writer, pasted)
    writer.get_by_role("button", name="Antwoord bewaren").click()
    writer.wait_for_selector("main [role=alert], .app-error")
    expect(writer.locator("main")).to_contain_text("tekens")
    expect(writer.locator(ANSWER)).to_have_value(pasted)
    open_question(writer, demo)
    expect(writer.locator(ANSWER)).to_have_value(pasted)


# --- reports ----------------------------------------------------------------------------------


def test_second_of_two_editors_is_told_and_loses_nothing(browser: Browser, demo: Server) -> None:
    code = "from tests.e2e.town_reports import key_of;print(key_of('Adam'))"
    address = f"{demo.url}/verzoeken/{demo.ask(code)}/verslag/"
    first, second = open_page(browser, 1440), open_page(browser, 1440)
    for page in (first, second):
        enter(page, demo, Role.QC)
        page.goto(f"{address}schrijven/")
    stood = first.locator("#id_text").input_value()
    for page, words in ((first, "Van de een."), (second, "Van de ander.")):
        page.locator("#id_text").fill(f"{stood} {words}")
        page.get_by_role("button", name="Verslag bewaren").click()
        page.wait_for_load_state()
    expect(first.locator("main")).to_contain_text("Bewaard als versie 3.")
    expect(second.locator("main")).to_contain_text("Intussen heeft")
    expect(second.locator(".app-diff").first).to_contain_text("Van de")
    expect(second.locator("#id_text")).to_have_value(f"{stood} Van de ander.")
    second.get_by_role("button", name="Verslag bewaren").click()
    expect(second.locator("main")).to_contain_text("Bewaard als versie 4.")
    second.goto(f"{address}geschiedenis/?van=3&tot=4")
    expect(second.locator("del")).to_have_text("[weg] een [einde]")
    expect(second.locator("ins")).to_have_text("[erbij] ander [einde]")
    first.context.close()
    second.context.close()


@pytest.mark.parametrize("width", list(SIZES))
def test_parent_reads_a_report_and_writes_what_it_thinks(
    browser: Browser, demo: Server, width: int
) -> None:
    page = open_page(browser, width)
    token = demo.do("from tests.e2e.town_reports import link_of;print(link_of('Mees'))")
    page.goto(f"{demo.url}/ouder/{token}/")
    born = demo.ask("from tests.e2e.town_reports import born_of;print(born_of('Mees'))")
    page.fill("#geboren", born)
    page.click("main button[type=submit]:not([name=sluiten])")
    page.click("a[href*='/code/']")
    code = demo.do(f"from tests.e2e.town_guardians import code_of;print(code_of('{token}'))")
    page.fill("#code", code)
    page.click("form:has(#code) button")
    page.get_by_role("link", name="Verslagen lezen, en zeggen wat u ervan vindt").click()
    expect(page.locator("h1")).to_have_text("Verslagen over Mees")
    assert faults_of(page) == []
    page.get_by_label("Wat u ervan vindt").fill("Thuis vertelt hij veel.")
    page.get_by_role("button", name="Versturen").click()
    expect(page.locator("main")).to_contain_text("Nog geen antwoord.")
    page.context.close()
