"""Pages of the holidays: a year's list, adding a day that a decree names, taking it away."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from partners.models import EquatedDay, Municipality
from partners.states import Role
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
HOME = "/instellingen/9796/feestdagen/"
GIVEN = {"day": "7-5-2027", "name": "vrijdag na Hemelvaart", "source": "Stb. 2026, 1"}


@pytest.fixture
def page(municipality: Municipality) -> Client:
    """Return an officer of Wilgenstad."""
    return sign_in(Client(), make_actor(Role.GEM, municipality))


@pytest.fixture
def bridge(municipality: Municipality) -> EquatedDay:
    """Return the Friday after Ascension Day; another municipality has one of its own."""
    EquatedDay.objects.create(
        municipality=MunicipalityFactory(), day=date(2027, 5, 7), name="elders", source="x"
    )
    return EquatedDay.objects.create(
        municipality=municipality, day=date(2027, 5, 7), name="brugdag", source="Stb. 2026, 1"
    )


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def years_of(answer: Any) -> tuple[int, int | None, int | None]:
    return answer.context["year"], answer.context["before"], answer.context["after"]


def test_list_shows_the_days_of_the_asked_year(page: Client, bridge: EquatedDay) -> None:
    answer = page.get(f"{HOME}?jaar=2027")
    assert "donderdag 6 mei 2027" in text_of(answer)
    assert list(answer.context["equated"]) == [bridge]
    assert years_of(answer) == (2027, 2026, 2028)


def test_list_says_that_there_is_no_equated_day(page: Client, bridge: EquatedDay) -> None:
    assert "Geen gelijkgestelde dagen" in text_of(page.get(f"{HOME}?jaar=2026"))


@pytest.mark.parametrize("asked", ["", "?jaar=", "?jaar=twee", "?jaar=20266", "?jaar=1066"])
def test_list_of_no_year_is_that_of_today(municipality: Municipality, asked: str) -> None:
    with time_machine.travel("2027-01-01 00:30:00+01:00", tick=False):
        page = sign_in(Client(), make_actor(Role.GEM, municipality))
        answer = page.get(f"{HOME}{asked}")
    assert answer.context["year"] == 2027


@pytest.mark.parametrize(
    ("asked", "ends"), [(2020, (2020, None, 2021)), (2099, (2099, 2098, None))]
)
def test_list_ends_somewhere(page: Client, asked: int, ends: tuple[int, ...]) -> None:
    assert years_of(page.get(f"{HOME}?jaar={asked}")) == ends


def test_list_costs_the_same_with_more_days(
    page: Client, bridge: EquatedDay, django_assert_num_queries: Any
) -> None:
    page.get(HOME)
    with django_assert_num_queries(9):
        page.get(f"{HOME}?jaar=2026")
    with django_assert_num_queries(9):
        page.get(f"{HOME}?jaar=2027")


def test_form_adds_a_day_and_shows_its_year(page: Client) -> None:
    answer = page.post(f"{HOME}nieuw/", GIVEN)
    row = EquatedDay.objects.get()
    assert answer["Location"] == f"{HOME}?jaar=2027"
    assert (row.day, row.name, row.source) == (
        date(2027, 5, 7),
        "vrijdag na Hemelvaart",
        "Stb. 2026, 1",
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"day": ""}, "Vul een datum in"),
        ({"day": "31-2-2027"}, "Vul een datum in"),
        ({"day": "6-5-2027"}, "een weekend of een feestdag"),
        ({"name": " "}, "Vul in hoe de dag heet."),
        ({"source": ""}, "Vul in welk besluit"),
        ({"name": "x" * 101}, "niet meer dan 100 tekens"),
    ],
)
def test_form_refuses_with_a_sentence_and_keeps_nothing(
    page: Client, wrong: dict[str, str], says: str
) -> None:
    answer = page.post(f"{HOME}nieuw/", GIVEN | wrong)
    assert (answer.status_code, says in text_of(answer)) == (200, True)
    assert not EquatedDay.objects.exists()


def test_remove_asks_first_and_then_takes_the_day_away(page: Client, bridge: EquatedDay) -> None:
    address = f"{HOME}2027-05-07/weghalen/"
    assert "Brugdag (7" in text_of(page.get(address))
    answer = page.post(address)
    assert answer["Location"] == f"{HOME}?jaar=2027"
    assert list(EquatedDay.objects.values_list("name", flat=True)) == ["elders"]


@pytest.mark.parametrize("day", ["2027-05-08", "7-5-2027", "nooit"])
def test_remove_of_a_day_that_is_not_there_is_not_found(
    page: Client, bridge: EquatedDay, day: str
) -> None:
    assert page.get(f"{HOME}{day}/weghalen/").status_code == 404


@pytest.mark.parametrize("path", ["", "nieuw/", "2027-05-07/weghalen/"])
def test_pages_are_closed_to_who_may_not_manage_settings(
    municipality: Municipality, bridge: EquatedDay, path: str
) -> None:
    reader = sign_in(Client(), make_actor(Role.SIG, municipality))
    stranger = sign_in(Client(), make_actor(Role.ADM, MunicipalityFactory()))
    assert reader.get(f"{HOME}{path}").status_code == 403
    assert stranger.get(f"{HOME}{path}").status_code == 404
