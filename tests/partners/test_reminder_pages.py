"""Pages of reminders: what waits for oneself, putting off, the day of one's mail, the switches."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from partners.models import ReminderSnooze, ReminderSwitch, User
from partners.states import Role
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in
from tests.partners.reminder_town import CODE, MONDAY, Town, town

__all__ = ["town"]
pytestmark = pytest.mark.usefixtures("monday")
HOME = "/mijn-herinneringen/"
PUT_OFF = f"{HOME}{CODE}/a/2026-11-23/"
GIVEN = {"until": "3-12-2026", "reason": "planned"}


@pytest.fixture
def monday() -> Any:
    with time_machine.travel("2026-11-23 09:00:00+01:00", tick=False):
        yield


@pytest.fixture
def page(town: Town) -> Client:
    """Return somebody for whom one thing waits."""
    town.wait("a", MONDAY)
    return sign_in(Client(), town.actor())


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_page_shows_what_waits_with_a_link_and_puts_it_off_and_back(page: Client) -> None:
    text = text_of(page.get(HOME))
    assert [words in text for words in ("Sinds 23", 'href="/scholen/"', PUT_OFF)] == [True] * 3
    assert page.post(PUT_OFF, GIVEN)["Location"] == HOME
    text = text_of(page.get(HOME))
    assert ("Er wacht niets op je" in text, "er is een dag afgesproken" in text) == (True, True)
    row = ReminderSnooze.objects.get()
    page.post(f"{HOME}{row.pk}/terug/")
    assert PUT_OFF in text_of(page.get(HOME))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"until": ""}, "Vul een datum in"),
        ({"until": "23-11-2026"}, "Kies een dag na vandaag."),
        ({"reason": ""}, "Kies waarom het later wordt."),
        ({"reason": "omdat"}, "Kies uit de lijst"),
    ],
)
def test_form_refuses_with_a_sentence(page: Client, wrong: dict[str, str], says: str) -> None:
    answer = page.post(PUT_OFF, GIVEN | wrong)
    assert (answer.status_code, says in text_of(answer)) == (200, True)
    assert not ReminderSnooze.objects.exists()


def test_what_is_not_ones_own_does_not_exist(page: Client, town: Town) -> None:
    stranger = sign_in(Client(), make_actor(Role.SIG, town.place))
    asked = (PUT_OFF, f"{HOME}{CODE}/b/2026-11-23/", f"{HOME}{CODE}/a/morgen/")
    assert [stranger.get(asked[0]).status_code, *(page.get(a).status_code for a in asked[1:])] == [
        404
    ] * 3
    assert stranger.post(PUT_OFF, GIVEN).status_code == 404
    page.post(PUT_OFF, GIVEN)
    row = ReminderSnooze.objects.get()
    assert stranger.post(f"{HOME}{row.pk}/terug/").status_code == 404


def test_page_costs_the_same_with_more_that_waits(
    page: Client, town: Town, django_assert_num_queries: Any
) -> None:
    page.get(HOME)
    with django_assert_num_queries(8):
        page.get(HOME)
    for number in range(5):
        town.wait(f"meer {number}", MONDAY)
    with django_assert_num_queries(8):
        page.get(HOME)


def test_day_of_the_mail_is_chosen_on_the_page(page: Client) -> None:
    assert page.post(f"{HOME}dag/", {"day": "fri"})["Location"] == HOME
    assert User.objects.get(digest_day="fri").digest_day == "fri"
    assert page.post(f"{HOME}dag/", {"day": "sun"}).status_code == 404


def test_settings_switch_and_shift_a_rule(page: Client, town: Town) -> None:
    address = f"/instellingen/{town.place.key}/herinneringen/"
    page.post(address, {"rules": [CODE], f"dagen_{CODE}": "-7"})
    assert list(ReminderSwitch.objects.values_list("is_on", "offset_days")) == [(True, -7)]
    assert 'value="-7"' in text_of(page.get(address))
    page.post(address, {f"dagen_{CODE}": ""})
    assert list(ReminderSwitch.objects.values_list("is_on", "offset_days")) == [(False, 0)]


@pytest.mark.parametrize("days", ["61", "-61", "veel", "1,5"])
def test_settings_refuse_a_shift_that_is_none(page: Client, town: Town, days: str) -> None:
    address = f"/instellingen/{town.place.key}/herinneringen/"
    answer = page.post(address, {"rules": [CODE], f"dagen_{CODE}": days})
    assert (answer.status_code, "Vul een" in text_of(answer)) == (200, True)
    assert not ReminderSwitch.objects.exists()
