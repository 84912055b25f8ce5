"""The steps of a support team in a browser: proposed, agreed, met, read with a code, called."""

from playwright.sync_api import Page, expect

from tests.e2e.audit_page import faults_of
from tests.e2e.lightness import task
from tests.e2e.server import Server

SAY_YES = "from tests.e2e.town_teams import say_yes;say_yes('Lina')"  # as on her own phone
TOMORROW = "from tests.e2e.town_teams import tomorrow;print(tomorrow())"
MEET = "from tests.e2e.town_teams import let_meet;let_meet('Lina', {days})"


def press(page: Page, text: str) -> None:
    page.locator("main").get_by_role("button", name=text, exact=True).click()


def follow(page: Page, text: str) -> None:
    page.locator("main").get_by_role("link", name=text, exact=True).click()


def propose(page: Page) -> None:
    """Propose a team of a child whose parents agreed to nothing of the kind yet."""
    page.fill("#id_reason", "Samen kijken wat helpt bij het meedoen in de kring.")
    press(page, "Voorstellen")
    expect(page.locator("h1")).to_contain_text("SOT-overleg: Lina")


def name_nurse(page: Page) -> None:
    page.fill("#id_name", "Femke Oudewater")
    page.fill("#id_what", "jeugdverpleegkundige, GGD")
    press(page, "Toevoegen")
    expect(page.locator("main")).to_contain_text("Femke Oudewater, jeugdverpleegkundige, GGD")


def ask_parents(page: Page, server: Server) -> None:
    follow(page, "De ouders vragen")
    page.locator("input[name=way][value=sheet]").check()
    press(page, "Vragen")
    expect(page.locator("h1")).to_have_text("Klaar om mee te geven")
    server.do(SAY_YES)


def plan(page: Page, server: Server, address: str) -> None:
    page.goto(address)
    follow(page, "Overleg plannen")
    day = server.ask(TOMORROW)
    with task(page, "plan_team"):
        page.fill("#id_day", day)
        page.fill("#id_hour", "14.30")
        press(page, "Bewaren")
    expect(page.locator("main")).to_contain_text("Het overleg is gepland")


def meet_and_report(page: Page, server: Server, address: str) -> None:
    server.do(MEET.format(days=1))
    page.goto(address)
    follow(page, "Wie was er?")
    for box in page.locator("input[name=attended]").all():
        box.check()
    press(page, "Bewaren")
    follow(page, "Verslag schrijven")
    page.fill("#id_text", "Lina doet mee als er een plaatje bij het liedje is.")
    press(page, "Bewaren")
    press(page, "Verslag delen")
    expect(page.locator("main")).to_contain_text("Het verslag is gedeeld met wie meedoet.")


def read_with_code(desk: Page, phone: Page) -> None:
    """Give the nurse a code and let her read with it, once."""
    press(desk, "Leescode geven Femke Oudewater")
    given = desk.locator("section[aria-labelledby=code] dd")
    address, code = given.nth(0).inner_text(), given.nth(1).inner_text()
    phone.goto(address)
    assert faults_of(phone) == []
    phone.fill("#code", "1234 5678")
    press(phone, "Verder")
    expect(phone.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    phone.fill("#code", code)
    press(phone, "Verder")
    expect(phone.locator("main")).to_contain_text("als er een plaatje bij het liedje is")
    assert faults_of(phone) == []
    press(phone, "Klaar: verslag sluiten")
    phone.fill("#code", code)
    press(phone, "Verder")
    expect(phone.get_by_role("alert")).to_contain_text("horen niet bij elkaar")


def agree_and_call(page: Page, server: Server, address: str) -> None:
    page.goto(address)
    page.get_by_text("Afspraak toevoegen", exact=True).click()
    page.fill("#id_text", "Plaatjes bij vijf liedjes maken")
    page.select_option("#id_who", label="Femke Oudewater")
    page.fill("#id_due_on", server.ask(TOMORROW))
    page.locator("form[action$='/afspraak/'] button").click()
    expect(page.locator("h1")).to_contain_text("Acties lopen")
    server.do(MEET.format(days=29))
    page.goto(f"{server.url}/")
    expect(page.locator("main")).to_contain_text("tijd om na te bellen")
    page.goto(address)
    follow(page, "Nabellen noteren")
    page.get_by_label("de afspraken helpen genoeg").check()
    press(page, "Bewaren")
    follow(page, "Afsluiten")
    press(page, "Afsluiten")
    expect(page.locator("h1")).to_contain_text("Afgesloten")
