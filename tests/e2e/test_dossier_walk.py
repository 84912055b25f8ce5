"""One child from a question in three fields to the call after a support team, as all who are in it.

The worker asks, a parent signs on a phone, the coordinator observes and reports, the carer weighs
and brings people together, one of them reads with a code, and after four weeks the carer calls.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e import request_steps, team_steps
from tests.e2e.conftest import open_page
from tests.e2e.server import Server


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    tab = open_page(browser, 1440)
    yield tab
    tab.context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    tab = open_page(browser, 390)
    yield tab
    tab.context.close()


def test_look_question_grows_into_a_team_that_is_followed_up(
    desk: Page, phone: Page, browser: Browser, demo: Server
) -> None:
    request = request_steps.grow_out_of_a_look(desk, demo)
    request_steps.sign_on_a_phone(desk, browser, demo)
    request_steps.plan_and_report(desk, demo)
    request_steps.weigh(desk, demo, request)

    team_steps.propose(desk)
    team = desk.url
    team_steps.name_nurse(desk)
    team_steps.ask_parents(desk, demo)
    team_steps.plan(desk, demo, team)
    team_steps.meet_and_report(desk, demo, team)
    team_steps.read_with_code(desk, phone)
    team_steps.agree_and_call(desk, demo, team)
    request_steps.close(desk, request)
