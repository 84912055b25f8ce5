"""A location and a school join, parents are asked, and a coordinator sees a child in between."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from partners.states import Role
from tests.e2e.conftest import open_page, sign_in
from tests.e2e.lightness import task
from tests.e2e.rows import Row
from tests.e2e.server import Server, serving

PRIMARY = "main .utrecht-button--primary-action"
PARENT = "zeynep@ouders.example"
BORN = datetime.now(tz=UTC).date() - timedelta(days=1030)  # nearly three


@pytest.fixture(scope="module")
def town(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    fill = ["shell", "-v0", "-c", "from tests.e2e import town_joining; town_joining.fill()"]
    with serving(tmp_path_factory.mktemp("joining"), number=2, fill=fill) as server:
        yield server


def person(browser: Browser, town: Server, role: Role, width: int = 1440) -> Page:
    page = open_page(browser, width)
    sign_in(page, town, Row("start", "/", role))
    return page


def parent(browser: Browser, town: Server, language: str) -> Page:
    """Open the link of the mail on a phone, in a language, and fill in the birth date."""
    code = f"from tests.e2e.town_joining import link_in_mail_to as f;print(f('{PARENT}'))"
    page = open_page(browser, 390)
    page.goto(f"{town.ask(code)}?taal={language}")
    page.fill("#geboren", f"{BORN:%-d-%-m-%Y}")
    page.click("main button[type=submit]")
    return page


def next_step(page: Page, town: Server, title: str) -> None:
    """Go on with the joining, which says what is next."""
    page.goto(f"{town.url}/aansluiten/")
    step = page.locator("main li", has=page.locator(".utrecht-button--primary-action"))
    expect(step).to_contain_text(title)
    step.locator("a").click()


def name_contact(page: Page, who: str) -> None:
    page.select_option("#id_member", label=page.locator("#id_member option", has_text=who)
                       .first.inner_text())  # fmt: skip
    page.fill("#id_phone", "073 000 00 00")
    page.locator("label", has_text="dinsdag").click()
    page.click(PRIMARY)


def pasted() -> str:
    """Return sixteen children as a sheet holds them, in an order of columns of its own."""
    lines = ["Geboortedatum\tGroep\tAchternaam\tVoornaam\tOuder\tE-mail ouder\tTaal ouder"]
    lines.append(f"{BORN:%d-%m-%Y}\tVlinders\tAydın\tElif\tZeynep Aydın\t{PARENT}\tTurks")
    for number, letter in enumerate("abcdefghijklmno", start=1):
        born = BORN - timedelta(days=7 * number)
        lines.append(
            f"{born:%d-%m-%Y}\tVlinders\tPad{letter}weg\tNoa\tOuder {letter}"
            f"\touder{number}@ouders.example\tNederlands"
        )
    return "\n".join(lines)


def location_joins(page: Page, town: Server) -> None:
    """Name a contact and a deputy, make a group, paste the children, and start."""
    next_step(page, town, "Vaste contactpersoon")
    name_contact(page, "Nieuw KOC")
    next_step(page, town, "Vervanger")
    name_contact(page, "Nieuw KOW")
    next_step(page, town, "Groepen")
    page.fill("#id_name", "Vlinders")
    page.select_option("#id_kind", "peuter")
    page.fill("#id_places", "16")
    page.click(PRIMARY)
    next_step(page, town, "Kinderen")
    with task(page, "paste_children"):
        page.fill("#id_text", pasted())
        page.click(PRIMARY)
        expect(page.locator("main")).to_contain_text("16 kinderen komen erbij")
        page.locator("button[name=bewaren]").first.click()
        page.wait_for_load_state()
    next_step(page, town, "Start")
    page.click("button[value=start]")


def school_joins(page: Page, town: Server) -> None:
    """Name the coordinator and a deputy, propose the location, and make a kleutergroep."""
    next_step(page, town, "Vaste contactpersoon")
    page.select_option("#id_title", "ib")
    name_contact(page, "Nieuw QC")
    next_step(page, town, "Vervanger")
    name_contact(page, "Nieuw SCH")
    next_step(page, town, "Opvanglocaties")
    page.locator("main label.app-choice").last.click()
    page.click(PRIMARY)
    next_step(page, town, "Kleutergroepen")
    page.fill("#id_name", "Groep 1/2")
    page.fill("#id_places", "25")
    page.click(PRIMARY)


def test_two_sides_join_and_a_parent_decides_who_sees_the_child(
    browser: Browser, town: Server
) -> None:
    contact, school = person(browser, town, Role.KOC), person(browser, town, Role.SCH)
    location_joins(contact, town)
    school_joins(school, town)
    contact.goto(f"{town.url}/samenwerking/")
    contact.locator("main button", has_text="Bevestigen").click()
    for page in (contact, school):
        page.goto(f"{town.url}/aansluiten/")
        expect(page.locator("main")).to_contain_text("Alles is klaar")

    # the parents named a school; then all are asked with two clicks
    key = town.ask("from tests.e2e.town_joining import key_of; print(key_of('Aydın'))")
    contact.goto(f"{town.url}/kinderen/{key}/wijzigen/")
    contact.select_option("#id_school", index=1)
    contact.click(PRIMARY)
    contact.goto(f"{town.url}/")
    with task(contact, "ask_group"):
        contact.locator("nav a", has_text="Toestemming").first.click()
        contact.locator("main button", has_text="Vragen voor deze 16 kinderen").click()
        expect(contact.locator("main")).to_contain_text("16 ouders krijgen een mail")

    coordinator = person(browser, town, Role.QC)
    sees(coordinator, town, key, is_seen=False)
    phone = parent(browser, town, "tr")
    for choice in phone.locator("label.app-choice", has_text="Evet, olur").all():
        choice.click()
    phone.click("main button[type=submit]")
    expect(phone.locator("main")).to_contain_text("Teşekkürler. Seçiminiz kaydedildi.")
    sees(coordinator, town, key, is_seen=True)
    phone = parent(browser, town, "ar")
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    phone.locator("button[value=stop]").first.click()
    expect(phone.locator("button[value=stop]")).to_have_count(1)
    sees(coordinator, town, key, is_seen=False)


def sees(page: Page, town: Server, key: str, *, is_seen: bool) -> None:
    """Look at the list, the search and the page of the child as the coordinator."""
    answer = page.goto(f"{town.url}/kinderen/{key}/")
    assert answer is not None
    assert answer.status == (200 if is_seen else 404)
    for query in ("", "?q=elif"):
        page.goto(f"{town.url}/kinderen/{query}")
        expect(page.locator("main")).to_contain_text("Elif" if is_seen else "kinderen")
        expect(page.locator("main th a", has_text="Elif")).to_have_count(int(is_seen))
