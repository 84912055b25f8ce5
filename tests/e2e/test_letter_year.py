"""The letters of a year from established to final, by all who touch them, with the clock moved.

The demo's municipality: the clerk plans, a colleague checks, the signatory signs, the clerk sends
on the day that stands on the letters; a board downloads, objects, and gets an amendment after the
register closed one of its schools.
"""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from config.demo.cast import PASSWORD
from tests.e2e.conftest import open_page
from tests.e2e.server import Server, serving

CLERK, COLLEAGUE = "joost@compas073.example", "samira@compas073.example"
SIGNATORY, OFFICER = "marit@compas073.example", "marieke@gemeente.example"
BOARD = "bert@bestuur.example"
YEAR = "/subsidiejaren/0796/2026-2027/"
DESK = f"{YEAR}brieven/"
# The demo is filled in February; letters go out on a Monday whose term would end on King's Day.
FEBRUARY, SENDING_DAY = "2026-02-24 09:30+01:00", "2026-03-16 10:00+01:00"


@pytest.fixture(scope="module")
def city(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the demo as it was in February."""
    folder = tmp_path_factory.mktemp("city")
    with serving(folder, number=4, fill=["demo"], now=FEBRUARY) as server:
        yield server


@pytest.fixture
def tabs(browser: Browser) -> Iterator[list[Page]]:
    """Collect the tabs of a test and close them."""
    pages: list[Page] = []
    yield pages
    for page in pages:
        page.context.close()


def come_in(browser: Browser, city: Server, tabs: list[Page], who: str, width: int = 1440) -> Page:
    """Sign somebody of the demo in with the password."""
    page = open_page(browser, width)
    tabs.append(page)
    page.goto(f"{city.url}/account/inloggen/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"{city.url}/")
    return page


def open_desk(page: Page, city: Server) -> None:
    """Open the letters of the year, once all PDFs are made."""
    page.goto(f"{city.url}{DESK}")
    expect(page.get_by_text("We maken de pdf’s.")).to_have_count(0, timeout=60_000)


def look_at_all(page: Page, city: Server, number: int) -> None:
    """Open each letter that was not seen yet: one click a letter."""
    open_desk(page, city)
    for _ in range(number):
        page.get_by_role("link", name="Volgende brief bekijken").click()
        expect(page.locator("article.app-letter")).to_be_visible()
        open_desk(page, city)
    expect(page.get_by_role("link", name="Volgende brief bekijken")).to_have_count(0)


def press(page: Page, verb: str) -> None:
    """Make the step for all that are ready: they are chosen already."""
    page.get_by_role("button", name=f"Gekozen brieven {verb}").click()


def stands(page: Page) -> set[str]:
    """Return the different badges in the list."""
    return set(page.locator("main tbody .utrecht-status-badge").all_inner_texts())


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def download(page: Page, city: Server, path: str) -> bytes:
    answer = page.request.get(f"{city.url}{path}")
    assert answer.status == 200, (path, answer.status)
    return answer.body()


def test_year_of_letters_from_established_to_final(
    city: Server, browser: Browser, tabs: list[Page]
) -> None:
    plan(come_in(browser, city, tabs, CLERK), city)
    check(come_in(browser, city, tabs, COLLEAGUE), city)
    sign(come_in(browser, city, tabs, SIGNATORY), city)
    refuse_another_day(come_in(browser, city, tabs, CLERK), city)
    city.move_clock(SENDING_DAY)
    send(come_in(browser, city, tabs, CLERK), city)
    read_and_object(come_in(browser, city, tabs, BOARD, 390), city)
    city.move_clock("2026-05-18 11:00+02:00")
    decide(come_in(browser, city, tabs, OFFICER), city)
    city.move_clock("2026-09-15 11:00+02:00")
    reference = amend(come_in(browser, city, tabs, OFFICER), city)
    issue_amendment(browser, city, tabs, reference)
    read_amendment(come_in(browser, city, tabs, BOARD), city, reference)
    assert json.loads(city.run("doctor", "--json"))["errors"] == []


def plan(page: Page, city: Server) -> None:
    """Choose one day for all letters; the drafter cannot check them."""
    open_desk(page, city)
    page.get_by_label("Alle brieven kiezen").check()
    page.get_by_role("button", name="Verzenddatum kiezen").click()
    page.fill("input[name=sending_on]", "16-3-2026")
    page.get_by_role("button", name="Datum kiezen").click()
    expect(page.get_by_text("Verzenddatum gekozen voor 6 brieven.")).to_be_visible()
    open_desk(page, city)
    assert stands(page) == {"Klaar voor controle"}
    expect(page.get_by_role("button", name="Gekozen brieven goedkeuren")).to_have_count(0)


def check(page: Page, city: Server) -> None:
    """One look a letter and one click for all; without a look nothing goes."""
    open_desk(page, city)
    page.get_by_label("Alle brieven kiezen").check()
    press(page, "goedkeuren")
    expect(page.get_by_text("Open de brief eerst").first).to_be_visible()
    look_at_all(page, city, 6)
    press(page, "goedkeuren")
    expect(page.get_by_text("Goedgekeurd: 6 brieven.")).to_be_visible()
    assert stands(page) == {"Gecontroleerd"}


def sign(page: Page, city: Server) -> None:
    """The signatory of the mandate signs; the final PDFs come without CONCEPT."""
    look_at_all(page, city, 6)
    press(page, "ondertekenen")
    expect(page.get_by_text("Ondertekend: 6 brieven.")).to_be_visible()
    open_desk(page, city)
    assert stands(page) == {"Ondertekend"}


def refuse_another_day(page: Page, city: Server) -> None:
    """Before the day that stands on the letters nothing can be sent."""
    look_at_all(page, city, 6)
    page.get_by_label("Alle brieven kiezen").check()
    press(page, "verzenden")
    expect(page.get_by_text("alleen op die dag kan hij weg").first).to_be_visible()
    assert stands(page) == {"Ondertekend"}


def send(page: Page, city: Server) -> None:
    """On the day all go with one click, and the post gets one file."""
    open_desk(page, city)
    press(page, "verzenden")
    expect(page.get_by_text("Verzonden: 6 brieven.")).to_be_visible()
    assert stands(page) == {"Bezwaartermijn loopt"}
    links = page.locator("details.app-menu a").evaluate_all("links => links.map(l => l.href)")
    files = {link.rpartition("/")[2]: download(page, city, link.removeprefix(city.url))
             for link in links if YEAR in link}  # fmt: skip
    archives = [ZipFile(BytesIO(body)) for body in files.values() if body.startswith(b"PK")]
    assert len(archives) == 2
    assert all(sum(name.endswith(".pdf") for name in one.namelist()) == 6 for one in archives)
    assert any(body.startswith(b"%PDF") for body in files.values())
    page.get_by_role("link", name=re.compile("KOPO-2026-001 bekijken")).click()
    text = text_of(download(page, city, page.url.removeprefix(city.url).rstrip("/") + ".pdf"))
    assert "CONCEPT" not in text
    assert "16 maart 2026" in text
    assert "Marit de Graaf" in text


def read_and_object(page: Page, city: Server) -> None:
    """On a phone the board finds its letter, downloads it and registers an objection."""
    page.goto(f"{city.url}/beschikkingsbrieven/")
    expect(page.get_by_role("heading", name="Mijn beschikkingen")).to_be_visible()
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.get_by_role("link", name=re.compile("bekijken$")).click()
    expect(page.get_by_text("Bezwaar maken kan tot en met 28 april 2026.")).to_be_visible()
    pdf = page.get_by_role("link", name="Pdf downloaden").get_attribute("href")
    assert download(page, city, str(pdf)).startswith(b"%PDF")
    page.get_by_role("link", name="Bezwaar vastleggen").click()
    page.fill("input[name=objector]", "Het bestuur")
    page.get_by_role("button", name="Bezwaar vastleggen").click()
    expect(page.get_by_text("Het bezwaar is vastgelegd.")).to_be_visible()


def decide(page: Page, city: Server) -> None:
    """The term is over: five letters are final; the officer records the decision on the sixth."""
    page.goto(f"{city.url}{DESK}")
    assert stands(page) == {"Onherroepelijk", "Bezwaar ontvangen"}
    row = page.locator("main tbody tr", has_text="Bezwaar ontvangen")
    row.get_by_role("link", name=re.compile("bekijken$")).click()
    page.get_by_role("link", name="Beslissing vastleggen").click()
    page.select_option("select[name=outcome]", "dismissed")
    page.fill("input[name=decided_on]", "15-5-2026")
    page.get_by_role("button", name="Beslissing vastleggen").click()
    expect(page.get_by_text("De beslissing is vastgelegd.")).to_be_visible()
    expect(page.locator("main h1 + .utrecht-status-badge")).to_have_text("Beslist")


def amend(page: Page, city: Server) -> str:
    """The register closes a school of the board: the proposal leads to a letter; its reference."""
    page.goto(f"{city.url}{DESK}")
    assert stands(page) == {"Onherroepelijk"}
    close_a_school(city)
    page.goto(f"{city.url}{YEAR}")
    page.get_by_role("link", name="Wijzigingen").click()
    page.locator("main tbody a").first.click()
    page.get_by_role("button", name=re.compile("overnemen", re.IGNORECASE)).click()
    page.wait_for_load_state()
    found = re.search(r"KOPO-2026-\d+", page.locator("main").inner_text())
    assert found
    return found[0]


def close_a_school(city: Server) -> None:
    """Read in a register that no longer has one of the board's schools."""
    from tests.registers import SCHOOLS  # noqa: PLC0415 - large

    lines = SCHOOLS.split(b"\r\n")
    ours = [line for line in lines[1:] if b"74049" in line and b"13WW00" not in line]
    file = Path(city.folder) / "scholen.csv"
    file.write_bytes(b"\r\n".join(line for line in lines if line != ours[0]))
    city.run("import_schools", str(file), "--municipality", "0796", "--close-missing")


def issue_amendment(browser: Browser, city: Server, tabs: list[Page], reference: str) -> None:
    """The amendment goes the same way as a grant, by the same people."""
    clerk = come_in(browser, city, tabs, CLERK)
    open_desk(clerk, city)
    row = clerk.locator("main tbody tr", has_text=reference)
    row.locator("input[name=brief]").check()
    clerk.get_by_role("button", name="Verzenddatum kiezen").click()
    clerk.fill("input[name=sending_on]", "15-9-2026")
    clerk.get_by_role("button", name="Datum kiezen").click()
    colleague = come_in(browser, city, tabs, COLLEAGUE)
    look_at_all(colleague, city, 1)
    press(colleague, "goedkeuren")
    signatory = come_in(browser, city, tabs, SIGNATORY)
    look_at_all(signatory, city, 1)
    press(signatory, "ondertekenen")
    look_at_all(clerk, city, 1)
    press(clerk, "verzenden")
    expect(clerk.get_by_text(f"Verzonden: {reference}.")).to_be_visible()


def read_amendment(page: Page, city: Server, reference: str) -> None:
    """The board sees both: the grant as changed, and the amendment with old and new amounts."""
    page.goto(f"{city.url}/beschikkingsbrieven/")
    assert stands(page) == {"Gewijzigd", "Bezwaartermijn loopt"}
    page.get_by_role("link", name=f"{reference} bekijken").click()
    expect(page.locator("article.app-letter")).to_contain_text("KOPO-2026-")
    pdf = page.get_by_role("link", name="Pdf downloaden").get_attribute("href")
    text = text_of(download(page, city, str(pdf)))
    assert "15 september 2026" in text
    assert "CONCEPT" not in text
