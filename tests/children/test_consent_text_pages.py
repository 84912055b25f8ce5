"""Pages where a municipality reads the consent texts and approves translations."""

from typing import Any

import pytest
from django.test import Client

from children.models import ConsentTextApproval
from children.reading_texts import READING
from children.states import Language
from partners.models import Municipality
from partners.states import Role
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
HOME = "/instellingen/9796/toestemmingsteksten/"


@pytest.fixture
def town() -> Municipality:
    return MunicipalityFactory(key="9796", name="Wilgenstad")


@pytest.fixture
def page(town: Municipality) -> Client:
    return sign_in(Client(), make_actor(Role.GEM, town))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_list_marks_what_was_not_approved(page: Client) -> None:
    text = text_of(page.get(HOME))
    assert text.count("Nog niet goedgekeurd") == 4
    assert text.count("Geen vertaling") == 2


def test_list_says_since_when_one_is_approved(page: Client) -> None:
    page.post(f"{HOME}tr/", {"besluit": "goedkeuren"})
    assert text_of(page.get(HOME)).count("Nog niet goedgekeurd") == 3
    assert ConsentTextApproval.objects.get().language == "tr"


def test_text_stands_beside_the_dutch_one(page: Client) -> None:
    text = text_of(page.get(f"{HOME}ar/"))
    assert "Ja, dat mag" in text
    assert "نعم، أوافق" in text
    assert 'lang="ar" dir="rtl"' in text


def test_text_is_approved_and_taken_back(page: Client) -> None:
    page.post(f"{HOME}pl/", {"besluit": "goedkeuren"})
    answer = page.post(f"{HOME}pl/", {"besluit": "terugnemen"}, follow=True)
    assert "De goedkeuring is teruggenomen." in text_of(answer)
    assert not ConsentTextApproval.objects.exists()


def test_page_says_that_a_text_changed_after_its_approval(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.post(f"{HOME}tr/", {"besluit": "goedkeuren"})
    monkeypatch.setitem(READING[Language.TR], "mail_code", "iets anders")
    assert text_of(page.get(HOME)).count("Tekst veranderd: opnieuw goedkeuren") == 1
    text = text_of(page.get(f"{HOME}tr/"))
    assert "De tekst is veranderd na de goedkeuring" in text
    assert "Vertaling goedkeuren" in text


def test_text_of_an_invitation_is_read_before_it_is_approved(page: Client) -> None:
    assert "Kodu telefonunuzun kamerasıyla tarayın." in text_of(page.get(f"{HOME}tr/"))


def test_text_of_our_own_is_not_approved(page: Client) -> None:
    answer = page.post(f"{HOME}en/", {"besluit": "goedkeuren"}, follow=True)
    assert "Deze tekst is geen vertaling." in text_of(answer)
    assert "Vertaling goedkeuren" not in text_of(page.get(f"{HOME}en/"))


def test_text_in_no_language_does_not_exist(page: Client) -> None:
    assert page.get(f"{HOME}xx/").status_code == 404


@pytest.mark.parametrize("path", [HOME, f"{HOME}tr/"])
def test_page_is_for_who_manages_the_settings(path: str, town: Municipality) -> None:
    officer = sign_in(Client(), make_actor(Role.DPO, town))
    stranger = sign_in(Client(), make_actor(Role.GEM))
    assert (officer.get(path).status_code, stranger.get(path).status_code) == (403, 404)
    assert Client().get(path).status_code == 302
