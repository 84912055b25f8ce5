"""A real Chromium, and two running products: one with the demo, one that is still empty."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from config.settings import BASE_DIR
from partners.states import Role
from tests.e2e import newcomer
from tests.e2e.audit_page import AXE, hands_of
from tests.e2e.rows import Row
from tests.e2e.server import Server, serving

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
SIZES = {1440: {"width": 1440, "height": 900}, 390: {"width": 390, "height": 844}}


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups, whatever was selected
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser tests on two workers, each with a browser: one serves the demo.

    The other serves the empty product; the long walks start a product of their own and go there.
    """
    for item in items:
        if item.path.is_relative_to(BASE_DIR / "tests" / "e2e"):
            row = getattr(getattr(item, "callspec", None), "params", {}).get("row")
            site = row.site if row else "demo" if "demo" in item.fixturenames else "empty"  # type: ignore[attr-defined]
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group(site))


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """Start the system's Chromium and note its version for the summary.

    Playwright keeps an event loop running in this thread, in which Django refuses its database:
    that is made first, and the loop ends with the last test of this folder, before tests of other
    folders have their turn.
    """
    program = shutil.which("chromium")
    assert program, "Installeer chromium (apt-get install chromium)."
    assert AXE.exists(), "Voer `make setup-test` uit: axe-core ontbreekt."
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        note = Path(os.environ["SO_TESTS_DATA_DIR"]) / "browser-version"
        note.write_text(f"Chromium {chromium.version}")
        yield chromium
        chromium.close()
    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()


@pytest.fixture(scope="package")
def demo(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the demo, filled by its own command."""
    with serving(tmp_path_factory.mktemp("demo"), number=0, fill=["demo"]) as server:
        furnish(server)  # with the worker that makes its letters
        yield server


def furnish(server: Server) -> None:
    """Give the demo what it does not have of itself: years and mails in every state."""
    code = "from tests.e2e import newcomer; newcomer.fill_years(); newcomer.fill_mails()"
    code += "; newcomer.fill_uploads(); newcomer.fill_letters()"
    code += "; newcomer.fill_changes()"
    server.do(code)


@pytest.fixture(scope="package")
def empty(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a new municipality in which nothing was done yet, with one person per role."""
    fill = ["shell", "-v0", "-c", "from tests.e2e import newcomer; newcomer.fill()"]
    with serving(tmp_path_factory.mktemp("empty"), number=1, fill=fill) as server:
        yield server


def open_page(browser: Browser, width: int) -> Page:
    """Open a tab of its own, as a visitor with nothing remembered."""
    context = browser.new_context(
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        viewport=SIZES[width],  # type: ignore[arg-type]
        is_mobile=width < 600,
        has_touch=width < 600,
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    return page


def hold(page: Page, width: int) -> None:
    """Let an open tab be as wide as one on a desk or on a phone, the phone with fingers."""
    if page.viewport_size != SIZES[width]:
        touch = {"enabled": width < 600, "maxTouchPoints": 1}
        hands_of(page).send("Emulation.setTouchEmulationEnabled", touch)
        page.set_viewport_size(SIZES[width])  # type: ignore[arg-type]


def enter(page: Page, server: Server, role: Role) -> None:
    """Come in through the demo's door of a role."""
    page.goto(f"{server.url}/")
    page.click(f"button[name=role][value={role}]")
    page.wait_for_url(f"{server.url}/")


def sign_in(page: Page, server: Server, row: Row) -> None:
    """Sign in with the password of the newcomer of a role, and with the code where one is asked."""
    role = row.role or Role.DPO
    page.goto(f"{server.url}/account/inloggen/")
    page.fill("input[name=login]", newcomer.address(role))
    page.fill("input[name=password]", newcomer.password())
    page.click("main form button[type=submit]")
    page.wait_for_load_state()
    if row.has_second_step:
        code = server.do("from tests.e2e import newcomer as n; n.print_code()")
        page.fill("input[name=code]", code)
        page.click("main form button[type=submit]")
        page.wait_for_url(f"{server.url}/")
