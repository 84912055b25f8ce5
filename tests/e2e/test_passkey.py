"""A passkey made, used and removed in a real browser, under the real content security policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from config.demo.cast import PASSWORD
from tests.e2e.audit_page import faults_of
from tests.e2e.conftest import SIZES, open_page
from tests.e2e.server import Server

PASSKEYS = "/account/twee-stappen/passkeys/"
LOGINS = {1440: "samira@compas073.example", 390: "pim@gemeente.example"}
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def site(demo: Server) -> str:
    """Return the demo by name: a passkey belongs to a name, never to a number."""
    return demo.url.replace("127.0.0.1", "localhost")


def give_device(page: Page) -> None:
    """Let the tab stand on a device that makes passkeys."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a tab on a device that makes passkeys."""
    context = browser.new_context(locale="nl-NL")
    tab = context.new_page()
    tab.set_default_timeout(15_000)
    give_device(tab)
    yield tab
    context.close()


def sign_in(page: Page, site: str, login: str = "harm@compas073.example") -> None:
    """Sign in with the password of a person whom no door leads to."""
    page.goto(f"{site}/account/inloggen/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")


def confirm(page: Page) -> None:
    """Give the password again."""
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")


def test_passkey_is_made_used_and_removed(page: Page, site: str) -> None:
    sign_in(page, site)
    page.goto(f"{site}{PASSKEYS}toevoegen/")
    confirm(page)
    page.fill("input[name=name]", "Laptop van kantoor")
    page.click("#passkey-knop")
    page.wait_for_url(f"{site}/account/twee-stappen/herstelcodes/")

    page.goto(f"{site}/account/uitloggen/")
    page.click("main form button[type=submit]")
    sign_in(page, site)
    page.wait_for_url(f"{site}/account/twee-stappen/code/")
    page.click("#passkey-knop")
    page.wait_for_url(f"{site}/")

    page.goto(f"{site}{PASSKEYS}bevestigen/?next={PASSKEYS}")
    page.click("#passkey-knop")
    page.wait_for_url(f"{site}{PASSKEYS}")
    expect(page.locator("main")).to_contain_text("Laptop van kantoor")
    page.click("text=Verwijderen")
    page.click("main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("Nog geen passkeys")


@pytest.mark.parametrize("width", SIZES)
def test_pages_of_a_passkey_are_usable_by_everybody(
    browser: Browser, site: str, width: int
) -> None:
    page = open_page(browser, width)
    give_device(page)
    sign_in(page, site, LOGINS[width])
    page.goto(f"{site}{PASSKEYS}toevoegen/")
    confirm(page)
    page.fill("input[name=name]", "Laptop van kantoor")
    page.click("#passkey-knop")
    page.wait_for_url(f"{site}/account/twee-stappen/herstelcodes/")
    for address in (PASSKEYS, f"{PASSKEYS}bevestigen/?next={PASSKEYS}"):
        page.goto(site + address)
        assert faults_of(page) == []
    page.goto(site + PASSKEYS)
    for ending in ("/naam/", "/verwijderen/"):
        link = page.locator(f"main a[href$='{ending}']").first.get_attribute("href")
        other = page.context.new_page()
        other.goto(site + str(link))
        assert faults_of(other) == []
    page.context.close()


def test_device_that_gives_no_passkey_is_told(browser: Browser, site: str) -> None:
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    page.add_init_script("navigator.credentials.create = () => Promise.reject(new Error('no'));")
    sign_in(page, site)
    page.goto(f"{site}{PASSKEYS}toevoegen/")
    confirm(page)
    page.click("#passkey-knop")
    expect(page.locator("#passkey-fout")).to_contain_text("Je apparaat gaf geen passkey.")
    context.close()
