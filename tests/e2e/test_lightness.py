"""What the ordinary tasks cost, done by hand and counted (docs/lichtheid.md)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from config.demo import cast
from partners.states import Role
from tests.e2e.conftest import enter, open_page, sign_in
from tests.e2e.lightness import budgets, task
from tests.e2e.rows import Row
from tests.e2e.server import Server
from tests.e2e.town_guardians import BORN

SAVE = "main .utrecht-button--primary-action"
SEEN_CHILD = "Elif"
PHONE = 844  # what a phone shows of a page, from the top
HERE = Path(__file__).parent


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    tab = open_page(browser, 1440)
    yield tab
    tab.context.close()


def test_every_budget_is_counted_and_every_task_has_one() -> None:
    files = (*HERE.glob("test_*.py"), *HERE.glob("*_steps.py"))
    source = "".join(file.read_text() for file in files)
    assert set(re.findall(r'task\(\w+, "(\w+)"\)', source)) == set(budgets())


def test_task_above_its_budget_fails(page: Page, demo: Server) -> None:
    page.goto(f"{demo.url}/hulp/")
    with pytest.raises(AssertionError, match="cost"), task(page, "see_who_turns_35"):
        page.locator("footer a").first.click()


def test_task_that_types_an_address_fails(page: Page, demo: Server) -> None:
    page.goto(f"{demo.url}/hulp/")
    with pytest.raises(AssertionError, match="by hand"), task(page, "open_door"):
        page.goto(f"{demo.url}/privacy/")


def test_contact_sees_who_turns_three_and_a_half_at_once(page: Page, demo: Server) -> None:
    enter(page, demo, Role.KOC)
    with task(page, "see_who_turns_35"):
        expect(page.locator("main")).to_contain_text(SEEN_CHILD)


def test_contact_adds_a_child_with_five_fields(page: Page, empty: Server) -> None:
    empty.ask("from tests.e2e import town_children as t; t.fill()")
    sign_in(page, empty, Row("start", "/", Role.KOC))
    page.goto(f"{empty.url}/kinderen/toevoegen/")
    with task(page, "add_child"):
        page.fill("#id_first_name", "Mila")
        page.fill("#id_last_name", "Lichtveld")
        page.fill("#id_born_on", "4-3-2024")
        page.select_option("#id_place", index=1)
        page.fill("#id_guardian_name", "Ans Lichtveld")
        page.click(SAVE)
        expect(page.locator("main")).to_contain_text("Mila Lichtveld")


def test_worker_asks_somebody_to_look_along(page: Page, empty: Server) -> None:
    empty.ask("from tests.e2e import town_children as t; t.fill()")
    sign_in(page, empty, Row("start", "/", Role.KOW))
    page.goto(f"{empty.url}/meekijken/vragen/")
    with task(page, "ask_look"):
        page.locator("#id_about").select_option(label="Levi Waterval")
        page.fill("#id_question", "Speelt vaak alleen. Hoe helpen we in de kring?")
        page.locator("label[for=id_parents_know]").click()
        page.click(SAVE)
        expect(page.locator("main")).to_contain_text("Je vraag is gesteld")


@pytest.mark.parametrize("path", ["/", "/mijn-week/"])
def test_coordinator_sees_today_without_scrolling(
    browser: Browser, demo: Server, path: str
) -> None:
    phone = open_page(browser, 390)
    enter(phone, demo, Role.QC)
    phone.goto(f"{demo.url}{path}")
    with task(phone, "my_week"):
        expect(phone.locator("#vandaag")).to_be_visible()
        found = phone.locator("section[aria-labelledby=vandaag]").bounding_box()
    phone.context.close()
    assert found is not None
    assert found["y"] + found["height"] <= PHONE


def test_coordinator_follows_a_child(page: Page, demo: Server) -> None:
    enter(page, demo, Role.QC)
    with task(page, "follow_child"):
        page.locator("section[aria-labelledby=kinderen] a", has_text="Lina").first.click()
        page.wait_for_url("**/kinderen/*/")
        page.locator("main a", has_text="Dossier op datum").click()
        page.wait_for_url("**/dossier/")
        expect(page.locator("main")).to_contain_text("Meekijkvraag aan")


def test_school_asks_whether_information_comes_before_an_intake(page: Page, demo: Server) -> None:
    enter(page, demo, Role.SCH)
    page.goto(f"{demo.url}/intakelijst/")
    with task(page, "ask_information"):
        page.locator("main tbody tr").first.locator("button").click()
        expect(page.locator("body")).to_contain_text("Het antwoord lees je hier op")


def test_school_places_a_child_on_the_board(page: Page, demo: Server) -> None:
    enter(page, demo, Role.SCH)
    page.goto(f"{demo.url}/instroombord/")
    with task(page, "place_child"):
        row = page.locator("main tbody tr").first
        row.locator("select[name=group]").select_option(label="Groep 1/2 groen")
        row.locator("select[name=reason]").select_option("friends")
        row.locator("button").click()
        expect(page.locator("body")).to_contain_text("komt in Groep 1/2 groen")


def test_parent_answers_at_the_door(page: Page, empty: Server) -> None:
    code = (
        "from tests.e2e.town_guardians import link_of; from children.models import Child;"
        "link_of(5000); print(Child.objects.get(last_name='Aydin 5000').key)"
    )
    key = empty.ask(code)
    sign_in(page, empty, Row("start", "/", Role.KOC))
    page.goto(f"{empty.url}/kinderen/{key}/toestemming/")
    with task(page, "open_door"):
        page.locator("main button", has_text="Aan de deur").click()
        page.wait_for_url("**/ouder/**")
    with task(page, "answer_at_door"):
        page.fill("#geboren", BORN)
        page.click("main button[type=submit]")
        page.wait_for_url("**/keuze/")
        for choice in page.locator("label.app-choice", has_text="Ja, dat mag").all():
            choice.click()
        page.locator("main button[type=submit]:not([name=sluiten])").click()
        expect(page.locator("main")).to_contain_text("Bedankt")


def test_officer_sees_who_saw_a_child(page: Page, demo: Server) -> None:
    page.goto(f"{demo.url}/account/inloggen/")
    page.fill("input[name=login]", "ilse@opvang.example")
    page.fill("input[name=password]", cast.PASSWORD)
    page.click("main form button[type=submit]")
    page.goto(f"{demo.url}/logboek/kind/")
    with task(page, "who_saw_child"):
        page.fill("input[name=child]", SEEN_CHILD)
        page.fill("input[name=since]", "1-1-2026")
        page.fill("input[name=until]", f"{timezone.localdate():%-d-%-m-%Y}")
        page.click(SAVE)
        expect(page.locator("h1")).to_contain_text(SEEN_CHILD)
