"""Who saw a child, over the web: three fields, every look noted, and a file for a data breach."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from children import child_log, log_search, reading
from children.models import Child
from children.reach import Thing
from children.states import ConsentAct, ConsentScope
from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from tests.factories.children import AT, ask, make_child, say
from tests.factories.partners import SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = AT.date()
FIND = "/logboek/kind/"
QUERIES_OF_LOG = 8


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def child() -> Child:
    """Return a child that its contact saw, and then a coordinator of a school."""
    made = make_child(first_name="Yara", last_name="Aydin")
    school = SchoolFactory(name="De Zilverberk")
    say(ask(made, ConsentScope.DISCUSS, school), ConsentAct.GRANTED)
    reading.one(contact(made), made.key, thing=Thing.GUARDIAN, at=AT)
    reading.one(make_actor(Role.QC, school, day=DAY), made.key, thing=Thing.CHILD, at=AT)
    return made


def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location, day=DAY)


@pytest.fixture
def officer(child: Child) -> Client:
    return sign_in(Client(), make_actor(Role.DPO, child.location.holder))


def asked(text: str, **days: str) -> dict[str, str]:
    return {"child": text, "since": "1-11-2026", "until": "30-11-2026", **days}


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.privacy(17, 30)
def test_officer_finds_who_saw_a_child_with_three_fields(officer: Client, child: Child) -> None:
    answer = officer.post(FIND, asked("yara ayd"), follow=True)
    address = f"/kinderen/{child.key}/logboek/?since=1-11-2026&until=30-11-2026"
    assert answer.redirect_chain == [(address, 302)]
    assert "kwaliteitscoördinator, De Zilverberk" in text_of(answer)


def test_officer_finds_a_child_by_its_key(officer: Client, child: Child) -> None:
    assert officer.post(FIND, asked(str(child.key))).status_code == 302


@pytest.mark.privacy(17)
def test_search_is_noted_without_what_was_typed(officer: Client, child: Child) -> None:
    officer.post(FIND, asked("yara"))
    line = AuditEntry.objects.get(action=log_search.SEARCHED)
    found = AuditEntry.objects.filter(details__section=log_search.SECTION)
    assert (line.details, line.target_key) == ({"shown": 1, "by_key": False}, "")
    assert [each.target_key for each in found] == [str(child.key)]


@pytest.mark.privacy(9, 11)
@pytest.mark.parametrize("text", ["yara", "key"])
def test_officer_of_another_organisation_finds_nothing(child: Child, text: str) -> None:
    other = make_child(first_name="Sem", last_name="Hoogland").location
    stranger = sign_in(Client(), make_actor(Role.DPO, other.holder))
    answer = stranger.post(FIND, asked(str(child.key) if text == "key" else text))
    assert (answer.status_code, "Aydin" in text_of(answer)) == (200, False)
    assert "Geen kind van je eigen organisatie" in text_of(answer)


def test_search_that_fits_more_children_lets_choose(officer: Client, child: Child) -> None:
    twin = make_child(child.location, first_name="Yasin", last_name="Aydin")
    text = text_of(officer.post(FIND, asked("aydin")))
    assert [str(one.key) in text for one in (child, twin)] == [True, True]


def test_search_that_fits_too_many_shows_none(officer: Client, child: Child) -> None:
    for _number in range(log_search.MOST):
        make_child(child.location, last_name="Aydin")
    text = text_of(officer.post(FIND, asked("aydin")))
    assert "vul meer van de naam in" in text
    assert str(child.key) not in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (asked("ya"), "Vul ten minste drie letters in."),
        (asked("yara", since="1-12-2026"), "Kies een laatste dag die niet vóór de eerste ligt."),
        (asked(""), "Vul een naam of een sleutel in."),
    ],
)
def test_search_says_what_is_wrong(officer: Client, given: dict[str, str], said: str) -> None:
    assert said in text_of(officer.post(FIND, given))
    assert not AuditEntry.objects.filter(action=log_search.SEARCHED).exists()


def test_log_without_days_is_of_the_last_three_months(officer: Client, child: Child) -> None:
    text = text_of(officer.get(f"/kinderen/{child.key}/logboek/"))
    assert 'value="25-8-2026"' in text
    assert "De Zilverberk" in text


def test_log_with_a_wrong_day_shows_nothing(officer: Client, child: Child) -> None:
    text = text_of(officer.get(f"/kinderen/{child.key}/logboek/?since=x&until=1-1-2026"))
    assert "De Zilverberk" not in text
    assert "datalek" not in text


@pytest.mark.privacy(17)
def test_contact_reads_the_log_of_own_children_only(child: Child) -> None:
    page = sign_in(Client(), contact(child))
    found = [page.get(f"/kinderen/{key}/logboek/").status_code for key in (child.key, uuid4())]
    assert found == [200, 404]


@pytest.mark.privacy(17)
@pytest.mark.parametrize("page", ["logboek/", "logboek/bestand/"])
def test_log_is_closed_to_a_worker(child: Child, page: str) -> None:
    worker = sign_in(Client(), make_actor(Role.KOW, child.location))
    assert worker.get(f"/kinderen/{child.key}/{page}").status_code == 403


@pytest.mark.privacy(30)
def test_breach_file_is_saved_under_a_name_without_the_child(officer: Client, child: Child) -> None:
    answer = officer.get(f"/kinderen/{child.key}/logboek/bestand/?since=1-11-2026&until=30-11-2026")
    assert (
        answer["Content-Disposition"] == f'attachment; filename="inzage-{str(child.key)[:8]}.csv"'
    )
    assert (answer["Cache-Control"], "Aydin" in text_of(answer)) == ("private, no-store", False)
    assert AuditEntry.objects.filter(action=child_log.EXPORTED).count() == 1


def test_breach_file_without_days_asks_for_them(officer: Client, child: Child) -> None:
    answer = officer.get(f"/kinderen/{child.key}/logboek/bestand/")
    assert answer["Location"] == f"/kinderen/{child.key}/logboek/"


@pytest.mark.parametrize("count", [1, 5])
def test_log_has_a_query_budget(
    count: int,
    officer: Client,
    child: Child,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(count):
        reading.one(contact(child), child.key, thing=Thing.CHILD, at=AT)
    officer.get(f"/kinderen/{child.key}/logboek/")
    with django_assert_num_queries(QUERIES_OF_LOG):
        officer.get(f"/kinderen/{child.key}/logboek/")


# --- the log of the own organisation ----------------------------------------------------------


@pytest.mark.privacy(17)
def test_officer_of_a_board_reads_what_its_schools_read(child: Child) -> None:
    line = AuditEntry.objects.filter(action=reading.READ, role=Role.QC).latest("pk")
    board = line.organisation.school.board  # type: ignore[union-attr]
    own, other = make_actor(Role.DPO, board), make_actor(Role.DPO, SchoolFactory().board)
    rows = AuditEntry.objects.filter(pk=line.pk)
    assert (rows.visible_to(own).exists(), rows.visible_to(other).exists()) == (True, False)


def test_log_leads_the_officer_of_childcare_to_a_child(officer: Client, child: Child) -> None:
    of_town = sign_in(Client(), make_actor(Role.DPO, child.location.municipality))
    pages = [text_of(page.get("/logboek/")) for page in (officer, of_town)]
    assert [f'href="{FIND}"' in page for page in pages] == [True, False]
