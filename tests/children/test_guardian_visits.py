"""A visit to the guardian's page: passes, choices that waited too long, what was shown, leaving."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from children import enrolment, links, text_approvals
from children.forms.guardian import shown
from children.models import Child, ConsentEvent, ConsentQuestion, Guardian, GuardianLink
from children.reading_texts import READING
from children.states import Channel, ConsentAct, ConsentScope, Language, LeaveReason
from partners import outbox
from partners.models import Message
from partners.states import Role
from tests.factories.children import AT, GuardianFactory, ask, make_child, make_started, say
from tests.factories.partners import SchoolFactory, make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BORN = {"geboren": "4-9-2023"}
WRONG = {"geboren": "5-9-2023"}
CSRF = re.compile(r'value="[^"]{64}"')
ASKED = READING[Language.NL]["asked_link"]
TOO_LATE = "Dit duurde langer dan een half uur."


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Any:
    cache.clear()
    monkeypatch.setattr(outbox, "ring", lambda: None)
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def child() -> Child:
    return make_child(first_name="Yara", last_name="Aydin", born_on=date(2023, 9, 4))


@pytest.fixture
def parent(child: Child) -> Guardian:
    return child.guardians.get()


@pytest.fixture
def question(child: Child) -> ConsentQuestion:
    return ask(child, ConsentScope.OBSERVE, SchoolFactory())


@pytest.fixture
def home(parent: Guardian) -> str:
    return home_of(parent)


@pytest.fixture
def inside(client: Client, home: str) -> Client:
    client.post(home, BORN)
    return client


def home_of(guardian: Guardian) -> str:
    token = links.make(guardian_id=guardian.pk, channel=Channel.SHEET, by=None, at=AT)
    return f"/ouder/{token}/"


def choose(home: str, question: ConsentQuestion, choice: str, language: str = "nl") -> Any:
    """Return what the form of a page sends."""
    was = shown(Language(language), home.split("/")[2])
    return {f"vraag-{question.pk}": choice, "getoond": was}


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def plain(answer: Any) -> tuple[int, str]:
    """Return an answer without what differs at each request."""
    return answer.status_code, CSRF.sub("", text_of(answer))


# --- passes ---------------------------------------------------------------------------------


def test_pass_gives_the_session_a_new_key(client: Client, home: str) -> None:
    session = client.session
    session["seen"] = True
    session.save()
    before = client.cookies["sessionid"].value
    client.post(home, BORN)
    assert client.cookies["sessionid"].value != before
    assert home.split("/")[2] not in str(dict(client.session))


def test_pass_of_one_child_stays_when_another_is_opened(
    inside: Client, home: str, question: ConsentQuestion
) -> None:
    other = home_of(make_child(born_on=date(2023, 9, 4)).guardians.get())
    inside.post(other, BORN)
    found = [inside.get(f"{address}keuze/").status_code for address in (home, other)]
    inside.post(f"{home}keuze/", choose(home, question, "ja"))
    question.refresh_from_db()
    assert (found, question.is_live) == ([200, 200], True)


def test_visit_ends_with_a_button(inside: Client, home: str) -> None:
    page = text_of(inside.get(f"{home}keuze/"))
    answer = inside.post(home, {"sluiten": "1"})
    assert (f'action="{home}"' in page, 'name="sluiten"' in page) == (True, True)
    assert (answer["Location"], inside.get(f"{home}keuze/")["Location"]) == (home, home)


# --- choices that waited too long -------------------------------------------------------------


def test_late_choice_is_kept_and_sent_with_the_birth_date(
    inside: Client, home: str, question: ConsentQuestion
) -> None:
    with time_machine.travel(AT + timedelta(minutes=31), tick=False):
        late = inside.post(f"{home}keuze/", choose(home, question, "ja"))
        kept = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', text_of(late)))
        answer = inside.post(f"{home}?taal=nl", {**kept, **BORN}, follow=True)
    question.refresh_from_db()
    assert (TOO_LATE in text_of(late), 'action="../?taal=nl"' in text_of(late)) == (True, True)
    assert (question.is_live, "Bedankt" in text_of(answer)) == (True, True)


def test_late_choice_outlives_a_wrong_date(client: Client, home: str) -> None:
    answer = client.post(home, {"vraag-1": "ja", "vraag-1-deel": ["basics", "report"], **WRONG})
    assert text_of(answer).count('name="vraag-1-deel"') == 2
    assert 'name="vraag-1" value="ja"' in text_of(answer)


@pytest.mark.privacy(34)
def test_late_choice_is_answered_alike_at_whatever_link(
    client: Client, home: str, question: ConsentQuestion
) -> None:
    sent = {f"vraag-{question.pk}": "ja"}
    here, nowhere = client.post(f"{home}keuze/", sent), Client().post("/ouder/x/keuze/", sent)
    assert plain(here) == plain(nowhere)
    assert ("no-store" in here["Cache-Control"], "Yara" in text_of(here)) == (True, False)


# --- what was shown ---------------------------------------------------------------------------


@pytest.mark.privacy(2)
def test_answer_needs_the_text_that_was_shown(
    inside: Client, home: str, question: ConsentQuestion
) -> None:
    page = text_of(inside.get(f"{home}keuze/"))
    named = choose(home, question, "ja")
    for wrong in ({}, {"getoond": "nl:0"}, {"getoond": shown(Language.NL, "een-andere-link")}):
        answer = inside.post(f"{home}keuze/", {f"vraag-{question.pk}": "ja", **wrong})
        assert "Deze vraag is veranderd." in text_of(answer)
    assert f'name="getoond" value="{named["getoond"]}"' in page
    assert not ConsentEvent.objects.filter(act=ConsentAct.GRANTED).exists()


@pytest.mark.privacy(2)
def test_answer_in_a_language_that_was_taken_back_is_shown_again(
    inside: Client, home: str, child: Child, question: ConsentQuestion
) -> None:
    town = child.location.municipality
    by = make_actor(Role.GEM, town)
    Guardian.objects.update(language=Language.TR)
    text_approvals.approve(municipality_id=town.pk, language=Language.TR, by=by, at=AT)
    before = inside.get(f"{home}keuze/")["Content-Language"]
    text_approvals.take_back(municipality_id=town.pk, language=Language.TR, by=by, at=AT)
    answer = inside.post(f"{home}keuze/", choose(home, question, "ja", "tr"))
    assert (before, answer["Content-Language"]) == ("tr", "nl")
    assert not ConsentEvent.objects.filter(act=ConsentAct.GRANTED).exists()


@pytest.mark.privacy(4)
def test_stop_needs_nothing_but_itself(
    inside: Client, home: str, question: ConsentQuestion
) -> None:
    say(question, ConsentAct.GRANTED)
    inside.post(f"{home}keuze/", {f"vraag-{question.pk}": "stop"})
    question.refresh_from_db()
    assert not question.is_live


def test_button_tapped_twice_is_thanked_twice(
    inside: Client, home: str, question: ConsentQuestion
) -> None:
    found = [
        inside.post(f"{home}keuze/", choose(home, question, "ja")).status_code for _tap in range(2)
    ]
    assert found == [302, 302]
    assert ConsentEvent.objects.filter(act=ConsentAct.GRANTED).count() == 1


# --- a new link without a birth date ----------------------------------------------------------


@pytest.mark.privacy(4)
def test_blocked_link_brings_a_new_one_to_the_known_address(
    client: Client, home: str, child: Child
) -> None:
    make_started(child.location)
    wrong = [text_of(Client().post(home, WRONG)) for _try in range(6)]
    answer = client.post(f"{home}nieuw/", follow=True)
    message = Message.objects.get()
    assert ('action="nieuw/"' in wrong[0], ASKED in text_of(answer)) == (True, True)
    assert outbox.KINDS["renewal"].is_still_needed(message)
    assert outbox.LINKS["renewal"](message).startswith("/ouder/")


@pytest.mark.privacy(34)
def test_new_link_is_answered_alike_at_whatever_link(client: Client, home: str) -> None:
    here = client.post(f"{home}nieuw/", follow=True)
    nowhere = Client().post("/ouder/verzonnen/nieuw/", follow=True)
    assert plain(here) == plain(nowhere)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "changes"),
    [(GuardianLink, {"revoked_at": AT}), (Guardian, {"ended_on": AT.date()})],
    ids=["revoked", "ended"],
)
def test_new_link_is_not_for_who_lost_the_old_one(
    rows: Any, changes: dict[str, Any], client: Client, home: str
) -> None:
    rows.objects.update(**changes)
    assert ASKED in text_of(client.post(f"{home}nieuw/", follow=True))
    assert not Message.objects.exists()


def test_new_link_is_mailed_in_the_language_of_the_guardian(
    client: Client, home: str, child: Child
) -> None:
    town = child.location.municipality
    by = make_actor(Role.GEM, town)
    text_approvals.approve(municipality_id=town.pk, language=Language.TR, by=by, at=AT)
    Guardian.objects.update(language=Language.TR)
    answer = client.post(f"{home}nieuw/", follow=True)
    assert Message.objects.get().subject == READING[Language.TR]["mail_link_subject"]
    assert ASKED in text_of(answer)


# --- an old link, and a page that asks nothing --------------------------------------------------


@pytest.mark.privacy(7)
def test_old_link_lets_the_second_guardian_object(
    client: Client, home: str, child: Child, question: ConsentQuestion
) -> None:
    say(question, ConsentAct.GRANTED, GuardianFactory(child=child))
    with time_machine.travel(AT + timedelta(days=15), tick=False):
        client.post(home, BORN)
        page = text_of(client.get(f"{home}keuze/"))
        client.post(f"{home}keuze/", choose(home, question, "oneens"))
    question.refresh_from_db()
    assert ('value="oneens"' in page, 'value="ja"' in page) == (True, False)
    assert not question.is_live


def test_page_of_a_child_that_died_asks_nothing(
    inside: Client, home: str, child: Child, question: ConsentQuestion
) -> None:
    contact = make_actor(Role.KOC, child.location)
    enrolment.leave(key=child.key, on=AT.date(), because=LeaveReason.DIED, by=contact, at=AT)
    with time_machine.travel(AT + timedelta(days=15), tick=False):
        inside.post(home, BORN)
        text = text_of(inside.get(f"{home}keuze/"))
    words = ("Een vraag over", "Vraag van", "Stuur mij", "nieuwe", "vragen voor u", "stoppen")
    assert [word for word in words if word in text] == []
    assert "Wat er over Yara bewaard is" in text
