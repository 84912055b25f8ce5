"""From a look question to a request that is closed: a parent signs on a phone, a school plans."""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from partners.states import Role
from tests.e2e.conftest import enter, open_page
from tests.e2e.lightness import task
from tests.e2e.server import Server

CHILD = "Lina Veldzicht"
LINK = re.compile(r"https?://\S+/ouder/\S+")
# What the coordinator writes: the page of reports has its own test.
REPORT = """
from uuid import UUID
from django.utils import timezone
from dossier import reports
from dossier.models import ObservationRequest
from partners.access import actor_for
from partners.models import User
from partners.states import Role
now = timezone.now()
by = actor_for(User.objects.get(email="lotte@school.example"),
               day=timezone.localdate(now), role=Role.QC)
key = UUID("{key}")
reports.save(key=key, written=reports.Written("Ze kijkt eerst, dan doet ze mee."), seen=0, by=by,
             at=now)
reports.share(key=key, seen=1, questions=[], by=by, at=now)
print(ObservationRequest.objects.get(key=key).report_shared_at is not None)
"""
BORN = """
from children.models import Child
child = Child.objects.get(first_name="Lina", last_name="Veldzicht")
print(child.born_on.strftime("%-d-%-m-%Y"))
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    tab = open_page(browser, 1440)
    yield tab
    tab.context.close()


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
    """Hand a link to the parent, who says yes on a phone."""
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


def test_request_goes_from_a_look_question_to_its_end(
    page: Page, browser: Browser, demo: Server
) -> None:
    address = grow_out_of_a_look(page, demo)
    sign_on_a_phone(page, browser, demo)
    page.goto(address)
    page.click("text=Verzoek versturen")
    expect(page.locator("main")).to_contain_text("Gevraagd")

    as_role(page, demo, Role.QC)
    page.goto(f"{demo.url}/verzoeken/")
    page.click(link_to(CHILD))
    with task(page, "plan_observation"):
        page.fill("#id_planned_on", f"{timezone.localdate():%-d-%-m-%Y}")
        page.fill("#id_goal", "Kijken hoe ze contact zoekt.")
        page.click("text=Dag afspreken")
        expect(page.locator("main")).to_contain_text("Kijken hoe ze contact zoekt.")
    key = address.rstrip("/").rpartition("/")[2]
    assert demo.do(REPORT.replace("{key}", key)).strip() == "True"

    as_role(page, demo, Role.KCC)
    page.goto(address)
    page.locator("label", has_text="Advies voor de groep en thuis").click()
    page.fill("#id_reason", "Een maatje bij het spelen; over twee maanden kijken we weer.")
    page.click("text=Afweging bewaren")
    page.click("text=Verzoek afsluiten")
    expect(page.locator("main")).to_contain_text("Afgesloten")
