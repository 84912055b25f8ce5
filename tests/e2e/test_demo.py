"""The main job in the browser: doors, a year from draft to letters, and the letters themselves."""

import json
import re
from decimal import Decimal
from io import BytesIO

from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from config.formats import euro
from config.start import TITLES
from partners.states import Role
from tests.e2e.conftest import enter, furnish, open_page
from tests.e2e.server import Server

AMOUNT = re.compile(r"€\s([\d.]+,\d\d)")


def amount(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def test_door_of_each_role_opens_its_own_start_page(demo: Server, browser: Browser) -> None:
    page = open_page(browser, 390)
    for role in Role:
        enter(page, demo, role)
        expect(page.locator("h1")).to_have_text(str(TITLES[role]))
        expect(page.get_by_role("link", name="Mijn organisatie")).not_to_have_count(0)
        page.context.clear_cookies()
    page.context.close()


def test_letters_of_the_demo_add_up_to_the_budget(demo: Server, browser: Browser) -> None:
    year = json.loads(demo.run("allocate", "2026-2027", "--municipality", "0796", "--json"))
    page = open_page(browser, 1440)
    enter(page, demo, Role.ISS)
    page.goto(f"{demo.url}/subsidiejaren/0796/2026-2027/")
    links = page.get_by_role("link", name=re.compile("bekijken$")).all()
    totals = []
    for link in links:
        address = str(link.get_attribute("href")).rstrip("/") + ".pdf"
        answer = page.request.get(demo.url + address)
        assert answer.headers["content-type"] == "application/pdf"
        text = "\n".join(p.extract_text() for p in PdfReader(BytesIO(answer.body())).pages)
        rows = re.findall(r"\b\d\d[A-Z]{2}\d\d\b.*?€\s([\d.]+,\d\d)", text, re.DOTALL)
        totals.append(amount(AMOUNT.findall(text)[0]))
        assert sum(map(amount, rows)) == totals[-1]
    assert len(totals) == 6
    assert sum(totals) + Decimal(year["remainder"]) == Decimal(year["budget"])
    page.context.close()


def test_year_goes_from_draft_to_letters_with_three_people(demo: Server, browser: Browser) -> None:
    officer = open_page(browser, 1440)
    enter(officer, demo, Role.GEM)
    officer.goto(f"{demo.url}/subsidiejaren/0796/nieuw/leeg/")
    typed = {"budget": "200.000,00", "onderdeel-0-amount": "4.300,50", "hourly_rate": "71"}
    for name, value in typed.items():
        officer.fill(f"input[name={name}]", value)
    expect(officer.locator("#uitkomst").get_by_text(euro("176320.50"), exact=True)).to_be_visible()
    officer.get_by_role("button", name="Concept opslaan").click()
    expect(officer.get_by_text("Concept opgeslagen.")).to_be_visible()
    expect(officer.get_by_text(euro("176320.50"), exact=True).first).to_be_visible()
    address = officer.url
    officer.get_by_role("link", name="Verdeling vaststellen").click()
    officer.get_by_label("Waarom leg je deze verdeling niet eerst voor?").fill("Het bedrag blijft.")
    officer.get_by_role("button", name="Verdeling vaststellen").click()
    expect(officer.get_by_text("De verdeling is vastgesteld.")).to_be_visible()
    officer.context.close()

    make_letters_on_a_phone(demo, browser, address)

    board = open_page(browser, 390)
    enter(board, demo, Role.BRD)
    board.goto(address)
    expect(board.get_by_role("heading", name="Mijn scholen")).to_be_visible()
    assert board.request.get(f"{address}vaststellen/").status == 403
    board.context.close()


def make_letters_on_a_phone(demo: Server, browser: Browser, address: str) -> None:
    """Let the clerk make all letters of a year; the progress survives a reload."""
    clerk = open_page(browser, 390)
    enter(clerk, demo, Role.ISS)
    clerk.goto(address)
    clerk.get_by_role("link", name="Naar de brieven").click()
    clerk.get_by_role("button", name="Brieven maken").click()
    expect(clerk.get_by_text("We maken 6 brieven.")).to_be_visible()
    clerk.reload()
    expect(clerk.get_by_text("We maken de pdf’s.")).to_have_count(0, timeout=60_000)
    expect(clerk.get_by_role("link", name=re.compile("bekijken$"))).to_have_count(6)
    clerk.context.close()


def test_demo_is_put_back_and_its_letters_are_made_again(demo: Server, browser: Browser) -> None:
    page = open_page(browser, 1440)
    page.goto(f"{demo.url}/demo/terugzetten/")
    back = page.get_by_role("button", name="Zet demo terug")
    back.click(no_wait_after=True)  # it fills a town anew: the answer can take half a minute
    expect(page.get_by_text("De demo is teruggezet.")).to_be_visible(timeout=60_000)
    enter(page, demo, Role.GEM)
    page.goto(f"{demo.url}/subsidiejaren/")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.goto(f"{demo.url}/subsidiejaren/0796/2026-2027/")
    expect(page.get_by_text("Alle 6 pdf’s zijn klaar.")).to_be_visible(timeout=60_000)
    page.context.close()
    furnish(demo)
