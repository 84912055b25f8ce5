"""A municipality from an empty database to an established year, by people in a browser.

Another one than the demo's, from files in the national layouts: nothing in the product knows it.
"""

import json
import re
import time
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import open_page
from tests.e2e.registers import (
    COUNTRY,
    TILBURG,
    board_register,
    granted,
    pupil_register,
    school_register,
)
from tests.e2e.server import Server, serving
from tests.factories.partners import PASSWORD

ADMIN, OFFICER = "noor@tilburg.example", "bram@tilburg.example"
SETUP = f"/inrichten/{TILBURG}/"


@pytest.fixture(scope="module")
def bare(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve an empty database: no municipality, no person, no school."""
    with serving(tmp_path_factory.mktemp("bare"), number=3, fill=["check"]) as server:
        yield server


def enter_by_link(page: Page, server: Server, link: str, address: str) -> None:
    """Choose a password with a one-time link, and sign in with it."""
    page.goto(link)
    for field in ("password1", "password2"):
        page.fill(f"input[name={field}]", PASSWORD)
    page.click("main form button[type=submit]")
    page.goto(f"{server.url}/account/inloggen/")
    page.fill("input[name=login]", address)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"{server.url}/")


def link_from_mail(server: Server, address: str) -> str:
    """Return the one-time link in the mail to somebody, once the worker has delivered it."""
    code = (
        "from partners.models import MailboxMessage as M;"
        f"m = M.objects.filter(address='{address}').first(); print(m.body if m else '')"
    )
    for _ in range(60):
        body = server.do(code)
        if found := re.search(r"https?://\S+/account/wachtwoord/kiezen/\S+", body):
            return found[0]
        time.sleep(0.5)
    raise AssertionError(f"no mail to {address}")


def read_in(page: Page, button: str, name: str, content: bytes) -> str:
    """Upload a register, look at its preview and read it in; return what the preview said."""
    page.get_by_role("link", name=button).click()
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.set_input_files("input[name=file]", [file])  # type: ignore[list-item]
    page.get_by_role("button", name="Bekijk het voorbeeld").click()
    preview = page.locator("section[aria-labelledby=besluit]").inner_text()
    page.get_by_role("button", name="Inlezen", exact=True).click()
    page.get_by_role("link", name=re.compile("Verder met de inrichting")).click()
    return preview


def fill(page: Page, **values: str) -> None:
    """Fill in fields by name and send the form."""
    for name, value in values.items():
        page.fill(f"main form [name={name}]", value)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def heading(page: Page) -> str:
    return page.locator("#stap").inner_text()


def test_municipality_is_set_up_from_an_empty_database_to_an_established_year(
    bare: Server, browser: Browser
) -> None:
    answer = bare.run("municipality", TILBURG, "--name", "Tilburg", "--admin", ADMIN, "--json")
    admin = open_page(browser, 1440)
    admin.set_default_timeout(30_000)  # a register of the whole country takes a moment
    enter_by_link(admin, bare, json.loads(answer)["link"], ADMIN)
    set_up_registers(admin)
    set_up_letterhead(admin)
    officer = open_page(browser, 1440)
    officer.set_default_timeout(30_000)
    invite_officer(admin)
    enter_by_link(officer, bare, link_from_mail(bare, OFFICER), OFFICER)
    begin_year(officer)
    look_at_letter(officer)
    establish(officer)
    admin.context.close()
    officer.context.close()


def set_up_registers(page: Page) -> None:
    """Read in the schools and boards; of the national files only this municipality comes in."""
    page.get_by_role("link", name=re.compile("Verder met de inrichting")).click()
    assert heading(page) == "1. Scholen"
    preview = read_in(page, "Scholen inlezen", "02-vestigingen-bo.csv", school_register())
    assert "4 nieuw" in preview
    assert f"{COUNTRY + 2} regels horen niet bij deze gemeente" in preview.replace(".", "")
    assert heading(page) == "2. Besturen en adressen"
    read_in(page, "Lijst van besturen inlezen", "05-besturen.csv", board_register())
    expect(
        page.get_by_text("2 van de 3 besturen hebben een naam en een postadres.")
    ).to_be_visible()
    page.get_by_role("link", name="Schoolbestuur 41003: naam, postadres").click()
    fill(page, name="Vereniging ’t Kompas", street="Kompasplein", house_number="3",
         postcode="5000ac", city="Tilburg")  # fmt: skip
    expect(page.locator("#stap")).to_contain_text("Klaar")


def set_up_letterhead(page: Page) -> None:
    """Fill in what letters bear, and who sends them."""
    page.get_by_role("link", name="Volgende stap").click()
    page.get_by_role("link", name="adres in het briefhoofd").click()
    fill(page, letterhead_lines="Postbus 1\n5000 AA  Tilburg",
         objection_lines="Postbus 2\n5000 AA  Tilburg", sender_name="Gemeente Tilburg",
         sender_email="kopo@tilburg.example", contact_email="kopo@tilburg.example",
         privacy_contact="fg@tilburg.example")  # fmt: skip
    page.get_by_role("link", name="uitvoerder en mandaat", exact=True).click()
    fill(page, name="Bureau Wilg", address_lines="Postbus 3\n5000 AA  Tilburg",
         contact_email="brief@wilg.example", reference="Mandaatbesluit 1", valid_from="1-1-2020",
         signatory_name="Yasmin Karaca", signatory_function="directeur")  # fmt: skip
    expect(page.locator("#stap")).to_have_text(re.compile("3. Briefhoofd en mandaat\\s+Klaar"))


def invite_officer(page: Page) -> None:
    """Let the administrator, who may not fill in a year, invite somebody who may."""
    page.get_by_role("link", name="Volgende stap").click()
    expect(page.get_by_text("Nodig er een uit.")).to_be_visible()
    page.get_by_role("link", name="Beleidsmedewerker uitnodigen").click()
    page.select_option("select[name=role]", "gem")
    fill(page, name="Bram Hooiveld", email=OFFICER)
    expect(page.get_by_text("Bram Hooiveld is uitgenodigd")).to_be_visible()


def begin_year(page: Page) -> None:
    """Read in last year's amounts and the pupils, and divide the budget by both."""
    page.get_by_role("link", name=re.compile("Verder met de inrichting")).click()
    assert heading(page) == "4. Sleutel en vorig jaar"
    today = timezone.localdate()
    last_year = today.year + (today.month > 7) - 1
    read_figures(page, "granted", f"1-8-{last_year}", "toegekend.csv", granted())
    read_figures(page, "pupils", "1-10-2025", "06-leerlingen.csv", pupil_register())
    page.get_by_role("link", name="Subsidiejaar maken").click()
    page.fill("input[name=budget]", "20.000,00")
    page.fill("input[name=hourly_rate]", "70,00")
    page.locator("fieldset input[name$=amount]").first.fill("4.200,00")
    page.select_option("select[name=soort]", "per_pupil")
    page.get_by_role("button", name="Toevoegen").click()
    page.locator("fieldset input[name$=date]").fill("1-10-2025")
    page.locator("fieldset input[name$='1-share']").fill("100")
    page.get_by_role("button", name="Concept opslaan").click()
    expect(page.get_by_text("Concept opgeslagen.")).to_be_visible()
    row = page.locator("#scholen tbody tr", has_text="91CC00")
    expect(row).to_contain_text("5.000,00")
    expect(row).to_contain_text("+ €\xa0500,00")


def read_figures(page: Page, kind: str, day: str, name: str, content: bytes) -> None:
    """Upload figures of one kind and date, and read them in."""
    start = page.url.split("/inrichten/")[0]
    page.goto(f"{start}/registers/inlezen/cijfers/?soort={kind}&datum={day}")
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.set_input_files("input[name=file]", [file])  # type: ignore[list-item]
    page.get_by_role("button", name="Bekijk het voorbeeld").click()
    expect(page.locator("section[aria-labelledby=besluit]")).to_contain_text("4 nieuw")
    page.get_by_role("button", name="Inlezen", exact=True).click()
    page.get_by_role("link", name=re.compile("Verder met de inrichting")).click()


def look_at_letter(page: Page) -> None:
    """Look at the first concept letter from the last step; it bears no number."""
    page.goto(page.url.split("/subsidiejaren/")[0] + SETUP)
    assert heading(page) == "5. Eerste conceptbrief"
    page.get_by_role("link", name="Conceptbrief bekijken").click()
    page.select_option("select[name=bestuur]", "41001")
    page.get_by_role("button", name="Bekijken").click()
    letter = page.locator("article").inner_text()
    assert "€\xa010.000,00" in letter
    assert "nog niet bekend (concept)" in letter
    pdf = page.request.get(
        str(page.get_by_role("link", name="Concept als pdf").evaluate("link => link.href"))
    )
    assert pdf.body().startswith(b"%PDF")
    page.goto(page.url.split("/subsidiejaren/")[0] + SETUP)
    page.get_by_role("button", name="De brief klopt").click()
    expect(page.get_by_text("De inrichting is klaar")).to_be_visible()


def establish(page: Page) -> None:
    """Establish the year and see that it is locked."""
    page.goto(page.url.split("/inrichten/")[0] + "/subsidiejaren/")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Verdeling vaststellen").first.click()
    page.fill("input[name=reden]", "Het eerste jaar.")
    page.get_by_role("button", name="Verdeling vaststellen").click()
    expect(page.get_by_text("De verdeling is vastgesteld", exact=False).first).to_be_visible()
    expect(page.get_by_text("20.000,00", exact=False).first).to_be_visible()
