"""A kindbespreking from invitation to closed on one screen; its minutes reach the hours book."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from partners.states import Role
from tests.e2e.conftest import enter, open_page
from tests.e2e.lightness import task
from tests.e2e.server import Server

# The line of the coordinator, and then all of it gone: other tests read the same hours book.
BOOKED = """
from dossier.models import ActionPoint, Meeting
from subsidies.models import TimeEntry
meeting = Meeting.objects.latest("pk")
entry = TimeEntry.objects.get(cause=f"meeting:{meeting.key}")
print(entry.minutes, entry.note == "", meeting.state)
entry.steps.all().delete()
entry.delete()
ActionPoint.objects.filter(meeting=meeting).delete()
meeting.delete()
"""


# The invitations that went out for the newest meeting: a calendar file each, and no child in it.
INVITED = """
from children.models import Child
from dossier.models import Meeting
from partners.models import Message
meeting = Meeting.objects.latest("pk")
mails = list(Message.objects.filter(cause__contains=str(meeting.key)))
texts = " ".join(mail.subject + mail.body + mail.calendar for mail in mails)
names = []
for name in Child.objects.values_list("first_name", flat=True):
    names += [name] * texts.count(name)
print(len(mails) > 0, all("METHOD:REQUEST" in mail.calendar for mail in mails), names)
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    tab = open_page(browser, 1440)
    yield tab
    tab.context.close()


def test_kindbespreking_is_closed_on_one_screen(page: Page, demo: Server) -> None:
    enter(page, demo, Role.KOC)
    page.goto(f"{demo.url}/overleggen/plannen/")
    today = timezone.localdate()
    page.fill("#id_day", f"{today:%d-%m-%Y}")
    page.fill("#id_start", "23.58")  # still to come, so that people are invited; and of today
    page.fill("#id_until", "23.59")
    page.get_by_label("Rupsen").check()
    page.click("#opslaan")
    expect(page.locator("main")).to_contain_text("Voorstel voor de agenda")
    assert demo.do(INVITED) == "True True []"
    page.get_by_role("button", name="Op de agenda zetten").click()
    expect(page.locator("main")).to_contain_text("Adam Duinvoet")
    page.get_by_role("link", name="Afronden").click()
    page.wait_for_url("**/afronden/")
    with task(page, "close_meeting"):
        page.locator("textarea").first.fill("Speelt graag buiten met twee anderen.")
        page.fill("#id_acties-0-text", "Een foto van de kring meegeven")
        page.locator("#id_acties-0-who").select_option(index=1)
        page.fill("#id_acties-0-due_on", f"{today:%d-%m-%Y}")
        page.get_by_role("button", name="Overleg afsluiten").click()
        expect(page.locator("main")).to_contain_text("Een foto van de kring meegeven")
    expect(page.locator("body")).to_contain_text("De uren zijn geboekt voor")
    assert demo.do(BOOKED) == "60 True closed"
