"""The guardian's page: the birth date first, then the choice, and stopping with as few taps."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from children import links, text_approvals
from children.forms.guardian import read_day, shown
from children.models import Child, ConsentEvent, ConsentQuestion, Guardian
from children.states import Channel, ConsentAct, ConsentScope, Language
from partners.states import ModuleKind, Role
from tests.factories.children import AT, GuardianFactory, ask, make_child, say
from tests.factories.partners import ModuleFactory, SchoolFactory, make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BORN = "4-9-2023"
WRONG = "5-9-2023"
QUERIES_OF_CHOICE = 19
CSRF = re.compile(r'value="[^"]{64}"')


@pytest.fixture(autouse=True)
def _now() -> Any:
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def child() -> Child:
    made = make_child(first_name="Yara", last_name="Aydin", born_on=date(2023, 9, 4))
    ModuleFactory(municipality=made.location.municipality, kind=ModuleKind.HANDOVER)
    return made


@pytest.fixture
def parent(child: Child) -> Guardian:
    return child.guardians.get()


@pytest.fixture
def question(child: Child) -> ConsentQuestion:
    return ask(child, ConsentScope.OBSERVE, SchoolFactory(name="De Zilverberk"))


@pytest.fixture
def home(parent: Guardian) -> str:
    by = make_actor(Role.KOC, parent.child.location)
    token = links.make(guardian_id=parent.pk, channel=Channel.PARENT_APP, by=by, at=AT)
    return f"/ouder/{token}/"


@pytest.fixture
def inside(client: Client, home: str) -> Client:
    """Return a guardian who filled in the birth date."""
    answer = client.post(home, {"geboren": BORN})
    assert (answer.status_code, answer["Location"]) == (302, f"{home}keuze/")
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def plain(answer: Any) -> tuple[int, str, dict[str, str]]:
    """Return all of an answer but what differs at each request."""
    headers = {k: v for k, v in answer.headers.items() if k != "X-Request-ID"}
    return answer.status_code, CSRF.sub("", text_of(answer)), headers


def choose(home: str, question: ConsentQuestion, choice: str) -> dict[str, str]:
    """Return what the form of the page sends."""
    return {
        f"vraag-{question.pk}": choice,
        "getoond": shown(Language.NL, home.split("/")[2]),
    }


def approve(child: Child, language: Language) -> None:
    town = child.location.municipality
    by = make_actor(Role.GEM, town)
    text_approvals.approve(municipality_id=town.pk, language=language, by=by, at=AT)


# --- before the birth date ------------------------------------------------------------------


@pytest.mark.privacy(8)
def test_gate_shows_nothing_of_the_child(client: Client, home: str, child: Child) -> None:
    answer = client.get(home)
    facts = ("Yara", "Aydin", child.location.organisation.name, str(child.key))
    assert [fact for fact in facts if fact in text_of(answer)] == []
    assert 'name="geboren"' in text_of(answer)


@pytest.mark.privacy(34)
def test_gate_is_the_same_for_a_link_that_never_was(client: Client, home: str) -> None:
    assert plain(client.get(home)) == plain(Client().get("/ouder/verzonnen/"))


@pytest.mark.privacy(34)
def test_gate_answers_a_wrong_link_and_a_wrong_date_alike(home: str) -> None:
    wrong_date = Client().post(home, {"geboren": WRONG})
    wrong_link = Client().post("/ouder/verzonnen/", {"geboren": BORN})
    assert plain(wrong_date) == plain(wrong_link)
    assert "horen niet bij elkaar" in text_of(wrong_date)


def test_gate_answers_a_blocked_link_as_a_wrong_date(client: Client, home: str) -> None:
    wrong = [client.post(home, {"geboren": WRONG}) for _try in range(5)]
    assert plain(client.post(home, {"geboren": BORN})) == plain(wrong[0])


@pytest.mark.parametrize(
    "text", ["", "morgen", "31-2-2023", "4-9", "4-9-2023-1", "4-9-1023", "9" * 40]
)
def test_gate_asks_for_a_date_and_counts_no_try(text: str, client: Client, home: str) -> None:
    answer = client.post(home, {"geboren": text})
    assert "Vul een datum in" in text_of(answer)
    assert Guardian.objects.get().links.get().wrong_tries == 0


def test_gate_waits_after_sixty_tries_from_one_address(client: Client, home: str) -> None:
    found = [client.post("/ouder/x/", {"geboren": WRONG}).status_code for _try in range(61)]
    assert (found[:60], found[60]) == ([200] * 60, 429)


@pytest.mark.parametrize(
    "text",
    ["4-9-2023", "04092023", "4.9.2023", "04/09/2023", "2023-09-04", "٤-٩-٢٠٢٣", "4-9-23"],
)
def test_read_day_takes_what_people_type(text: str) -> None:
    assert read_day(text) == date(2023, 9, 4)


def test_gate_is_kept_by_nobody(client: Client, home: str) -> None:
    answer = client.get(home)
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


# --- the choice -----------------------------------------------------------------------------


def test_choice_needs_the_birth_date(client: Client, home: str) -> None:
    assert client.get(f"{home}keuze/")["Location"] == home
    assert client.post(f"{home}keuze/", {})["Location"] == home


def test_choice_is_of_the_link_that_was_opened(inside: Client) -> None:
    assert inside.get("/ouder/een-ander/keuze/")["Location"] == "/ouder/een-ander/"


def test_choice_forgets_after_half_an_hour(
    inside: Client, home: str, question: ConsentQuestion
) -> None:
    with time_machine.travel(AT + timedelta(minutes=31), tick=False):
        assert inside.get(f"{home}keuze/")["Location"] == home


@pytest.mark.privacy(3)
def test_choice_ticks_nothing_beforehand(
    inside: Client, home: str, question: ConsentQuestion
) -> None:
    text = text_of(inside.get(f"{home}keuze/"))
    assert "Yara" in text
    assert "De Zilverberk" in text
    assert "checked" not in text


def test_choice_is_saved_and_shown(inside: Client, home: str, question: ConsentQuestion) -> None:
    answer = inside.post(f"{home}keuze/", choose(home, question, "ja"), follow=True)
    question.refresh_from_db()
    assert question.is_live
    assert "Bedankt" in text_of(answer)
    assert "U zei ja." in text_of(answer)


@pytest.mark.privacy(4)
def test_choice_stops_with_one_button(inside: Client, home: str, question: ConsentQuestion) -> None:
    say(question, ConsentAct.GRANTED)
    page = text_of(inside.get(f"{home}keuze/"))
    answer = inside.post(f"{home}keuze/", {f"vraag-{question.pk}": "stop"}, follow=True)
    question.refresh_from_db()
    assert f'name="vraag-{question.pk}" value="stop"' in page
    assert not question.is_live
    assert "Uw toestemming is gestopt." in text_of(answer)


@pytest.mark.privacy(4)
def test_choice_stops_long_after_the_link_was_made(
    client: Client, home: str, question: ConsentQuestion
) -> None:
    say(question, ConsentAct.GRANTED)
    with time_machine.travel(AT + timedelta(days=400), tick=False):
        client.post(home, {"geboren": BORN})
        answer = client.post(f"{home}keuze/", {f"vraag-{question.pk}": "stop"}, follow=True)
    question.refresh_from_db()
    assert not question.is_live
    assert "niet meer antwoorden" in text_of(answer)


def test_choice_without_a_choice_saves_nothing(
    inside: Client, home: str, question: ConsentQuestion
) -> None:
    answer = inside.post(f"{home}keuze/", {})
    assert "Maak eerst bij een vraag uw keuze." in text_of(answer)
    assert not ConsentEvent.objects.filter(act=ConsentAct.GRANTED).exists()


@pytest.mark.parametrize("name", ["vraag-0", "vraag-999999", "vraag-9999999999999999999", "x"])
def test_choice_at_no_question_saves_nothing(name: str, inside: Client, home: str) -> None:
    sent = {name: "ja", "getoond": shown(Language.NL, home.split("/")[2])}
    answer = inside.post(f"{home}keuze/", sent)
    assert answer.status_code == 200
    assert not ConsentEvent.objects.filter(act=ConsentAct.GRANTED).exists()


def test_choice_says_that_there_is_nothing_to_choose(inside: Client, home: str) -> None:
    assert "Er zijn nu geen vragen voor u." in text_of(inside.get(f"{home}keuze/"))


@pytest.mark.privacy(35)
def test_choice_shows_nothing_of_the_other_parent(
    inside: Client, home: str, question: ConsentQuestion
) -> None:
    other = GuardianFactory(
        child=question.child, name="Bram Vos", email="bram@example.org", phone="0611111111"
    )
    say(question, ConsentAct.GRANTED, other)
    text = text_of(inside.get(f"{home}keuze/"))
    assert [word for word in ("Bram", "bram@", "0611111111") if word in text] == []
    assert "Hier ben ik het niet mee eens" in text


@pytest.mark.parametrize("count", [1, 3])
def test_choice_has_a_query_budget(
    count: int,
    inside: Client,
    home: str,
    child: Child,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(count):
        ask(child, ConsentScope.OBSERVE, SchoolFactory())
    with django_assert_num_queries(QUERIES_OF_CHOICE):
        inside.get(f"{home}keuze/")


# --- languages ------------------------------------------------------------------------------


def test_language_that_was_not_approved_is_not_offered(client: Client, home: str) -> None:
    text = text_of(client.get(f"{home}?taal=tr"))
    assert "Türkçe" not in text
    assert '<html lang="nl"' in text


def test_language_of_the_guardian_counts_once_it_is_approved(
    client: Client, home: str, parent: Guardian, question: ConsentQuestion
) -> None:
    Guardian.objects.update(language=Language.TR)
    client.post(home, {"geboren": BORN})
    before = text_of(client.get(f"{home}keuze/"))
    approve(parent.child, Language.TR)
    after = text_of(client.get(f"{home}keuze/"))
    assert '<html lang="nl"' in before
    assert "Evet, olur" in after


def test_language_runs_from_right_to_left(client: Client, home: str, child: Child) -> None:
    approve(child, Language.AR)
    answer = client.get(f"{home}?taal=ar")
    assert '<html lang="ar" dir="rtl"' in text_of(answer)
    assert answer["Content-Language"] == "ar"


def test_language_of_the_address_stays(client: Client, home: str, child: Child) -> None:
    approve(child, Language.PL)
    answer = client.post(f"{home}?taal=pl", {"geboren": BORN})
    assert answer["Location"] == f"{home}keuze/?taal=pl"
