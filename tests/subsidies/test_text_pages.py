"""Pages of the texts: who reads, who writes, the example of the letter, history and refusals."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from partners.access import Actor
from partners.models import Module, Municipality
from partners.states import Role
from subsidies.models import LetterText
from subsidies.states import TextKind
from subsidies.text_urls import KINDS, WORDS
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.subsidies.text_desk import (
    GREETING,
    KIND,
    client_of,
    keep,
    make_town,
    reader,
    text_of,
    typed,
    url,
)

pytestmark = pytest.mark.django_db
READERS = [Role.SIG, Role.ISS, Role.DPO]
PAGES = ["letter_texts", "letter_text", "letter_text_history", "letter_text_restore"]


@pytest.fixture
def town() -> Municipality:
    return make_town()


@pytest.fixture
def officer(town: Municipality) -> Actor:
    return make_actor(Role.GEM, town)


@pytest.fixture
def page(officer: Actor) -> Client:
    return client_of(officer)


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_the_officer_sees_every_page(page: Client, town: Municipality, name: str) -> None:
    assert page.get(url(town, name)).status_code == 200


@pytest.mark.parametrize("name", PAGES[:3])
@pytest.mark.parametrize("role", READERS)
def test_who_sees_letters_reads_the_texts(town: Municipality, role: Role, name: str) -> None:
    assert reader(town, role).get(url(town, name)).status_code == 200


@pytest.mark.parametrize("role", READERS)
def test_who_only_reads_gets_no_form_and_cannot_write(town: Municipality, role: Role) -> None:
    client = reader(town, role)
    words = text_of(client.get(url(town)))
    assert "Je kunt deze teksten lezen." in words
    assert "<textarea" not in words
    assert client.post(url(town), typed(opening=GREETING)).status_code == 403
    assert client.get(url(town, "letter_text_restore")).status_code == 403
    assert client.post(url(town, "letter_text_restore"), {"version": 0}).status_code == 403
    assert not LetterText.objects.exists()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [Role.ADM, Role.BRD, Role.QC, Role.SCH, Role.KOC])
def test_other_roles_are_kept_out(town: Municipality, role: Role, name: str) -> None:
    school = town.schools.first()
    assert school is not None
    places = {Role.ADM: town, Role.BRD: school.board, Role.QC: school, Role.SCH: school}
    client = client_of(make_actor(role, places.get(role)))
    assert client.get(url(town, name)).status_code in {403, 404}


@pytest.mark.parametrize("name", PAGES)
def test_an_officer_of_elsewhere_finds_nothing(town: Municipality, name: str) -> None:
    client = client_of(make_actor(Role.GEM, MunicipalityFactory()))
    assert client.get(url(town, name)).status_code == 404
    assert client.post(url(town), typed(opening=GREETING)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_is_sent_to_sign_in(town: Municipality, name: str) -> None:
    answer = Client().get(url(town, name))
    assert (answer.status_code, "inloggen" in answer["Location"]) == (302, True)


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_gone_with_the_module(page: Client, town: Municipality, name: str) -> None:
    Module.objects.filter(municipality=town).delete()
    assert page.get(url(town, name)).status_code == 404


# --- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(TextKind))
def test_a_kind_has_a_dutch_word_in_its_address(
    page: Client, town: Municipality, kind: TextKind
) -> None:
    address = url(town, kind=kind)
    assert address == f"/instellingen/{town.key}/brieven/{WORDS[kind]}/"
    assert page.get(address).status_code == 200


def test_every_kind_has_a_word_of_its_own() -> None:
    assert set(WORDS) == set(TextKind) == set(KINDS.values())


@pytest.mark.parametrize("word", ["brochure", "grant_light", "verlening2", ""])
def test_another_word_is_no_address(page: Client, town: Municipality, word: str) -> None:
    assert page.get(f"/instellingen/{town.key}/brieven/{word}/").status_code == 404


def test_an_unknown_kind_makes_no_address(town: Municipality) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("letter_text", args=[town.key, "brochure"])


def test_the_settings_lead_to_the_texts_for_the_officer_only(
    page: Client, town: Municipality
) -> None:
    link = f'href="{url(town, "letter_texts")}"'
    assert link in text_of(page.get("/instellingen/"))
    assert link not in text_of(client_of(make_actor(Role.ADM, town)).get("/instellingen/"))


# --- the list -------------------------------------------------------------------------------------


def test_list_names_version_day_and_who(page: Client, town: Municipality, officer: Actor) -> None:
    keep(town, officer, opening=GREETING)
    words = text_of(page.get(url(town, "letter_texts")))
    assert "Eigen teksten, versie 1" in words
    assert str(officer.user) in words
    assert words.count("Zoals meegeleverd") == 4


def test_list_tells_shipped_texts_that_were_taken_again(
    page: Client, town: Municipality, officer: Actor
) -> None:
    keep(town, officer, opening=GREETING)
    page.post(url(town, "letter_text_restore"), {"version": 1})
    assert "Zoals meegeleverd, versie 2" in text_of(page.get(url(town, "letter_texts")))


# --- history --------------------------------------------------------------------------------------


def test_history_of_texts_that_nobody_changed(page: Client, town: Municipality) -> None:
    assert "Nog niets gewijzigd" in text_of(page.get(url(town, "letter_text_history")))


def test_history_shows_versions_with_note_and_difference(
    page: Client, town: Municipality, officer: Actor
) -> None:
    keep(town, officer, opening=GREETING)
    answer = page.get(url(town, "letter_text_history"))
    words = text_of(answer)
    assert "nieuw begin" in words
    assert "(geldt nu)" in words
    assert re.search(r"<ins>.*Beste", words)
    assert (answer.context["before"], answer.context["after"]) == (0, 1)


def test_history_compares_two_versions_that_were_asked(
    page: Client, town: Municipality, officer: Actor
) -> None:
    keep(town, officer, opening=GREETING)
    keep(town, officer, 1, opening="Hallo,")
    answer = page.get(url(town, "letter_text_history"), {"van": "2", "naar": "1"})
    (difference,) = answer.context["differences"]
    assert [(piece.kind, piece.text) for piece in difference.pieces] == [
        ("removed", "Hallo"),
        ("added", "Beste bestuurder"),
        ("same", ","),
    ]


def test_history_of_two_equal_versions_says_so(
    page: Client, town: Municipality, officer: Actor
) -> None:
    keep(town, officer, opening=GREETING)
    answer = page.get(url(town, "letter_text_history"), {"van": "1", "naar": "1"})
    assert "Deze versies zeggen hetzelfde." in text_of(answer)


@pytest.mark.parametrize("number", ["9", "12345678"])
def test_history_of_a_version_that_is_not_there(
    page: Client, town: Municipality, officer: Actor, number: str
) -> None:
    keep(town, officer, opening=GREETING)
    assert page.get(url(town, "letter_text_history"), {"van": number}).status_code == 404


@pytest.mark.parametrize("number", ["", "x", "-1", "²", "1" * 30])
def test_history_leaves_what_is_no_number(
    page: Client, town: Municipality, officer: Actor, number: str
) -> None:
    keep(town, officer, opening=GREETING)
    answer = page.get(url(town, "letter_text_history"), {"van": number, "naar": number})
    assert (answer.context["before"], answer.context["after"]) == (0, 1)


def test_history_offers_nothing_to_who_only_reads(town: Municipality, officer: Actor) -> None:
    keep(town, officer, opening=GREETING)
    answer = reader(town, Role.SIG).get(url(town, "letter_text_history"))
    assert "terugzetten/" not in text_of(answer)


def test_restore_asks_first_and_shows_what_changes(
    page: Client, town: Municipality, officer: Actor
) -> None:
    keep(town, officer, opening=GREETING)
    words = text_of(page.get(url(town, "letter_text_restore")))
    assert "krijgt weer de teksten die worden meegeleverd" in words
    assert re.search(r"<del>.*Beste", words)
    assert LetterText.objects.count() == 1


def test_restore_takes_an_old_version_again(
    page: Client, town: Municipality, officer: Actor
) -> None:
    keep(town, officer, opening=GREETING)
    keep(town, officer, 1, opening="Hallo,")
    address = reverse("letter_text_restore", args=[town.key, KIND, 1])
    answer = page.post(address, {"version": "2"}, follow=True)
    assert "Versie 3 van de teksten is bewaard." in text_of(answer)
    newest = LetterText.objects.first()
    assert newest is not None
    assert newest.sections["opening"] == GREETING


@pytest.mark.parametrize("version", ["0", "", "x", "2"])
def test_restore_from_a_stale_page_is_told(
    page: Client, town: Municipality, officer: Actor, version: str
) -> None:
    keep(town, officer, opening=GREETING)
    answer = page.post(url(town, "letter_text_restore"), {"version": version})
    assert "Iemand anders heeft deze teksten intussen bewaard." in text_of(answer)
    assert LetterText.objects.count() == 1


def test_restore_of_a_version_that_is_not_there(page: Client, town: Municipality) -> None:
    address = reverse("letter_text_restore", args=[town.key, KIND, 5])
    assert page.get(address).status_code == 404
    assert page.post(address, {"version": "0"}).status_code == 404


# --- cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_pages_cost_the_same_with_more_versions(
    page: Client, town: Municipality, officer: Actor, name: str, django_assert_num_queries: Any
) -> None:
    keep(town, officer, opening=GREETING)
    keep(town, officer, 1, opening="Hallo,")
    page.get(url(town, name))
    with django_assert_num_queries(QUERIES[name]):
        page.get(url(town, name))
    for number in range(2, 7):
        keep(town, officer, number, opening=f"Versie {number},")
    with django_assert_num_queries(QUERIES[name]):
        page.get(url(town, name))


QUERIES = {
    "letter_texts": 6,
    "letter_text": 6,
    "letter_text_history": 8,
    "letter_text_restore": 9,
}
