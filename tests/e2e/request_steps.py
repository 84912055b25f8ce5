"""The steps of a request in a browser: asked, signed on a phone, planned, reported and weighed."""

import re

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from partners.states import Role
from tests.e2e.conftest import enter, open_page
from tests.e2e.lightness import task
from tests.e2e.server import Server

CHILD = "Lina Veldzicht"
LINK = re.compile(r"https?://\S+/ouder/\S+")
BORN = """
from children.models import Child
child = Child.objects.get(first_name="Lina", last_name="Veldzicht")
print(child.born_on.strftime("%-d-%-m-%Y"))
"""


def as_role(page: Page, demo: Server, role: Role) -> None:
    """Come in as somebody else."""
    page.context.clear_cookies()
    enter(page, demo, role)


def link_to(child: str) -> str:
    return f"main th a:has-text('{child}')"


def grow_out_of_a_look(page: Page, demo: Server) -> str:
    """Make a request of a look question, and return where it is."""
    as_role(page, demo, Role.KOC)
    page.goto(f"{demo.url}/meekijken/")
    page.click(link_to(CHILD))
    page.click("text=Maak er een verzoek van")
    expect(page.locator("#id_question")).to_contain_text("Lina speelt graag alleen")
    with task(page, "ask_request"):
        page.fill("#id_question", "Hoe helpen we Lina om mee te doen met een ander kind?")
        page.click("#opslaan")
        expect(page.locator("main")).to_contain_text("de handtekening van een ouder")
    return page.url


def sign_on_a_phone(page: Page, browser: Browser, demo: Server) -> None:
    """Hand a link to the parent, who says yes on a phone; then the request goes out."""
    address = page.url
    page.click("button[value=parent_app]")
    found = LINK.search(page.locator("textarea[readonly]").input_value())
    assert found is not None
    phone = open_page(browser, 390)
    phone.goto(found[0])
    phone.fill("#geboren", demo.ask(BORN))
    phone.click("main button[type=submit]")
    phone.wait_for_url("**/keuze/**")
    phone.locator("label.app-choice", has_text="Ja, dat mag").last.click()
    phone.click("text=Keuze versturen")
    expect(phone.locator("main")).to_contain_text("Bedankt")
    phone.context.close()
    page.goto(address)
    page.click("text=Verzoek versturen")
    expect(page.locator("main")).to_contain_text("Gevraagd")


def plan_and_report(page: Page, demo: Server) -> None:
    """Take the request up as the coordinator, and write and share what was seen."""
    as_role(page, demo, Role.QC)
    page.goto(f"{demo.url}/verzoeken/")
    page.click(link_to(CHILD))
    with task(page, "plan_observation"):
        page.fill("#id_planned_on", f"{timezone.localdate():%-d-%-m-%Y}")
        page.fill("#id_goal", "Kijken hoe ze contact zoekt.")
        page.click("text=Dag afspreken")
        expect(page.locator("main")).to_contain_text("Kijken hoe ze contact zoekt.")
    page.get_by_role("link", name="Verslag schrijven").click()
    page.fill("#id_text", "Ze kijkt eerst, dan doet ze mee.")
    page.get_by_role("button", name="Bewaren en verder naar delen").click()
    page.wait_for_url("**/delen/")
    page.get_by_role("button", name="Verslag delen").click()
    expect(page.locator("main")).to_contain_text("Ze kijkt eerst, dan doet ze mee.")


def weigh(page: Page, demo: Server, address: str) -> None:
    """Let the carer weigh that more people are to look along, and go on to the proposal."""
    as_role(page, demo, Role.KCC)
    page.goto(address)
    page.locator("label", has_text="verder in het ondersteuningsteam").click()
    page.fill("#id_reason", "Samen met de logopedist kijken wat helpt.")
    page.click("text=Afweging bewaren")
    page.get_by_role("link", name="SOT-overleg voorstellen").click()


def close(page: Page, address: str) -> None:
    """Close the request, which leads to the team that came of it."""
    page.goto(address)
    expect(page.get_by_role("link", name="Naar het SOT-overleg")).to_be_visible()
    page.click("text=Verzoek afsluiten")
    expect(page.locator("main")).to_contain_text("Afgesloten")
