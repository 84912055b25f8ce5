"""A child from nearly three and a half to a place in a group, as four people, the clock moved on.

The contact asks, a parent says yes on a phone, the school expects the child, the contact shares
after a reminder, the school reads before the intake, the coordinator places it. What brings each
of them is a mail, read from the outbox of the product.
"""

import json
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from partners.states import Role
from tests.e2e.conftest import enter, open_page
from tests.e2e.lightness import task
from tests.e2e.server import Server, serving

NAME, FIRST = "Mees Kersentuin", "Mees"
HELPS = "Eerst kijken, dan samen beginnen."
DOMAINS = ("language", "numbers", "motor", "social", "play", "wellbeing")
# Mees turns three and a half on 15 April 2026.
ASKED, SHARED, HELD = "2026-02-24 09:30+01:00", "2026-03-23 09:30+01:00", "2026-04-15 10:00+02:00"
KEY = f"from children.models import Child;print(Child.objects.get(first_name='{FIRST}').key)"
BORN = KEY.replace(".key)", ".born_on.strftime('%-d-%-m-%Y'))")
LETTERS = """
from partners.models import MailboxMessage
found = MailboxMessage.objects.filter(address="{to}", body__contains="{text}").order_by("-pk")
print(found.values_list("body", flat=True).first() or "")
"""
CONTACT, SCHOOL = "sanne@opvang.example", "ellen@school.example"


@pytest.fixture(scope="module")
def city(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the demo as it was in February."""
    folder = tmp_path_factory.mktemp("handover")
    with serving(folder, number=4, fill=["demo"], now=ASKED) as server:
        yield server


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    tab = open_page(browser, 1440)
    yield tab
    tab.context.close()


def as_role(page: Page, city: Server, role: Role, path: str) -> None:
    """Come in as somebody else and go somewhere."""
    page.context.clear_cookies()
    enter(page, city, role)
    page.goto(f"{city.url}{path}")


def mail_to(city: Server, to: str, text: str) -> str:
    """Return the newest mail to somebody that says this, once a worker delivered it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if found := city.do(LETTERS.format(to=to, text=text)):
            assert FIRST not in found or "ouders.example" in to
            return found
        time.sleep(0.2)
    raise AssertionError(f"no mail to {to} with {text!r}")


def stand(page: Page) -> str:
    """Return where the handover stands, as the list of childcare says it."""
    row = page.locator("main tbody tr", has_text=NAME)
    return row.locator(".utrecht-status-badge").first.inner_text()


def test_a_child_is_walked_from_nearly_three_and_a_half_to_its_group(
    page: Page, city: Server, browser: Browser
) -> None:
    key = city.ask(KEY)
    ask(page, city, key)
    answer(browser, city)
    expect_child(page, city)
    city.move_clock(SHARED)
    city.run("remind")
    share(page, city, key)
    read(page, city, key)
    city.move_clock(HELD)
    receive(page, city, key)
    place(page, city)
    as_role(page, city, Role.KOC, "/overdrachten/")
    assert stand(page) == "Geplaatst"
    assert json.loads(city.run("doctor", "--json"))["errors"] == []


def ask(page: Page, city: Server, key: str) -> None:
    """The contact sees who turns three and a half, and asks the parents by mail."""
    as_role(page, city, Role.KOC, "/")
    expect(page.locator("main")).to_contain_text(FIRST)
    page.goto(f"{city.url}/kinderen/{key}/toestemming/vragen/")
    page.check("input[name=what][value=overdracht]")
    page.check("input[name=way][value=mail]")
    for box in page.locator("input[name=sections]").all():
        box.check()
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**/kinderen/{key}/toestemming/")


def answer(browser: Browser, city: Server) -> None:
    """The parent opens the link of the mail on a phone and says yes."""
    mail = mail_to(city, "joris.kersentuin@ouders.example", "/ouder/")
    link = re.search(r"https?://\S+/ouder/\S+", mail)
    assert link is not None
    phone = open_page(browser, 390)
    phone.goto(link[0])
    phone.fill("#geboren", city.ask(BORN))
    phone.click("main button[type=submit]")
    phone.wait_for_url("**/keuze/**")
    phone.locator("label.app-choice", has_text="Ja, dat mag").first.click()
    phone.click("text=Keuze versturen")
    expect(phone.locator("main")).to_contain_text("Bedankt")
    phone.context.close()


def expect_child(page: Page, city: Server) -> None:
    """The school puts the child on its own list, with an intake, and asks childcare."""
    as_role(page, city, Role.SCH, "/intakelijst/toevoegen/")
    page.fill("#id_first_name", FIRST)
    page.fill("#id_last_initial", "K")
    page.fill("#id_born_on", city.ask(BORN))
    page.select_option("#id_preschool", label="De Zandbak Westerbreedte (verzonnen)")
    page.fill("#id_intake_on", "13-4-2026")
    page.click("main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("Mees K.")


def share(page: Page, city: Server, key: str) -> None:
    """A reminder without a name brings the contact to the form: filled in, told, shared."""
    assert "herinneringen" in mail_to(city, CONTACT, "worden gedeeld met de school")
    as_role(page, city, Role.KOC, "/overdrachten/")
    assert stand(page) == "Toestemming gegeven"
    page.locator("main tbody th a", has_text=NAME).click()
    page.wait_for_url(f"**/kinderen/{key}/overdracht/")
    page.fill("#id_helps", HELPS)
    for choice in ["warm_1", *(f"rating_{name}_0" for name in DOMAINS)]:
        page.click(f"label[for=id_{choice}]")
    page.click("main form button:has-text('Bewaren')")
    page.locator("button", has_text="Gesprek noteren").click()
    page.locator("main a", has_text="Nakijken en delen").click()
    page.wait_for_url("**/delen/")
    page.locator("button", has_text="Delen met de school").click()
    expect(page.locator("body")).to_contain_text("is gedeeld met")


def read(page: Page, city: Server, key: str) -> None:
    """The mail leads the school to what it may read: what helps first."""
    where = re.search(r"https?://\S+/overdrachten/\S*", mail_to(city, SCHOOL, "/overdrachten/"))
    assert where is not None
    as_role(page, city, Role.SCH, "/")
    page.goto(where[0])
    page.locator("main tbody th a", has_text=NAME).click()
    page.wait_for_url(f"**/kinderen/{key}/overdracht/lezen/")
    expect(page.locator("section").first).to_contain_text(HELPS)


def receive(page: Page, city: Server, key: str) -> None:
    """After the intake the school notes its days on its own line of this child."""
    as_role(page, city, Role.SCH, f"/kinderen/{key}/overdracht/aankomst/")
    page.locator("button", has_text="Mees K. is dit kind").click()
    page.fill("#id_intake_held_on", "13-4-2026")
    page.fill("#id_enrolled_on", "15-4-2026")
    page.locator("button", has_text="Dagen bewaren").click()
    expect(page.locator("main")).to_contain_text("De dagen staan op de intakelijst.")


def place(page: Page, city: Server) -> None:
    """The coordinator places the child on the board, with one choice and its reason."""
    as_role(page, city, Role.QC, "/instroombord/")
    row = page.locator("main tbody tr", has_text=NAME)
    with task(page, "place_child"):
        row.locator("select[name=group]").select_option(label="Groep 1/2 blauw")
        row.locator("select[name=reason]").select_option("helps")
        row.locator("button", has_text="Plaatsen").click()
    expect(page.locator("main")).to_contain_text("Mees Kersentuin komt in Groep 1/2 blauw.")
