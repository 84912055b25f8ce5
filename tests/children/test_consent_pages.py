"""Pages of asking and of what guardians said: of a location, of one child, on paper."""

import re
from datetime import date
from typing import Any
from unittest.mock import Mock

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from children import asking, question_sheets
from children.consents import ConsentRefusedError
from children.links import LinkError
from children.models import Attachment, Child, ConsentEvent, ConsentQuestion, GuardianLink
from children.states import Channel, ConsentAct, ConsentScope, ConsentStand, FileKind
from partners.access import Actor
from partners.models import AuditEntry, Message
from partners.states import ModuleKind, Role
from tests.children.samples import report
from tests.factories.children import (
    AT,
    GroupFactory,
    GuardianFactory,
    ask,
    make_child,
    make_started,
    say,
)
from tests.factories.partners import ModuleFactory, SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LIST = "/toestemming/"
QUERIES_OF_LIST, QUERIES_OF_CHILD = 14, 13
LINK = re.compile(r"/ouder/[\w-]{43}/")


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def child() -> Child:
    made = make_child(
        first_name="Levi", last_name="Waterval", school=SchoolFactory(name="De Zilverberk"),
        born_on=date(2023, 10, 20),
    )  # fmt: skip
    ModuleFactory(municipality=made.location.municipality, kind=ModuleKind.HANDOVER)
    return made


@pytest.fixture
def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location)


@pytest.fixture
def page(contact: Actor) -> Client:
    return sign_in(Client(), contact)


@pytest.fixture
def home(child: Child) -> str:
    return f"/kinderen/{child.key}/toestemming/"


def text(response: Any) -> str:
    return str(response.content.decode())


# --- the list -------------------------------------------------------------------------------


def test_list_shows_where_each_question_stands(page: Client, child: Child) -> None:
    say(ask(child, ConsentScope.DISCUSS, child.school), ConsentAct.GRANTED)
    (row,) = page.get(LIST).context["object_list"]
    found = [one.stand for one in row.standings]
    assert found == [ConsentStand.GRANTED, ConsentStand.PREPARED, None]


def test_list_filters_by_stand_and_group(page: Client, child: Child) -> None:
    other = make_child(child.location, group=GroupFactory(location=child.location))
    ask(other, ConsentScope.ASKED_AT_35, None)
    asked = page.get(f"{LIST}?stand=requested").context["object_list"]
    grouped = page.get(f"{LIST}?group={other.group_id}").context["object_list"]
    assert (asked, grouped) == ([other], [other])


def test_list_asks_a_whole_group_by_mail_in_one_click(page: Client, child: Child) -> None:
    make_started(child.location)
    make_child(child.location)
    answer = page.get(LIST)
    assert 'value="mail" checked' in text(answer)
    after = page.post(LIST, {"way": "mail"}, follow=True)
    assert "2 ouders krijgen een mail." in text(after)
    assert (Message.objects.count(), after.context["due_count"]) == (2, 0)


def test_list_gives_texts_for_the_own_app_once(page: Client, child: Child) -> None:
    answer = page.post(LIST, {"way": "parent_app"})
    assert len(set(LINK.findall(text(answer)))) == 1
    assert "no-store" in answer["Cache-Control"]
    assert "De kinderopvang heeft een vraag voor u." in text(answer)


def test_list_says_whom_it_left_out(page: Client, child: Child) -> None:
    make_started(child.location)
    child.guardians.update(email="")
    answer = page.post(LIST, {"way": "mail"}, follow=True)
    assert "1 kind is overgeslagen. Van een ouder is geen e-mailadres bekend" in text(answer)


def test_list_asks_again_who_did_not_answer(page: Client, child: Child) -> None:
    page.post(LIST, {"way": "sheet"})
    shown = page.get(LIST)
    assert (shown.context["due_count"], shown.context["waiting_count"]) == (0, 1)
    assert "Opnieuw vragen voor 1 kind zonder antwoord" in text(shown)
    assert 'href="data:application/pdf' in text(page.post(LIST, {"way": "sheet", "again": "ja"}))
    assert child.consent_questions.count() == 2


def test_list_asks_again_nobody_who_answered(page: Client, child: Child) -> None:
    for scope, school in ((ConsentScope.DISCUSS, child.school), (ConsentScope.ASKED_AT_35, None)):
        say(ask(child, scope, school), ConsentAct.REFUSED)
    answer = page.post(LIST, {"way": "sheet", "again": "ja"}, follow=True)
    assert "er moet ook iets te vragen zijn" in text(answer)
    assert "Opnieuw vragen" not in text(answer)


@pytest.mark.parametrize("path", ["/toestemming/", "vragen/"])
def test_what_cannot_be_handed_over_was_not_asked(
    path: str, page: Client, child: Child, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question_sheets, "render", Mock(side_effect=OSError("no room")))
    with pytest.raises(OSError, match="no room"):
        page.post(path if path == LIST else home + path, {"what": "plaatsing", "way": "sheet"})
    assert not ConsentQuestion.objects.exists()
    assert not GuardianLink.objects.exists()


def gone_since(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let a child change between the page that showed it and the lock."""
    monkeypatch.setattr(asking, "locked", Mock(side_effect=error))


@pytest.mark.privacy(10)
@pytest.mark.parametrize("path", ["vragen/", "aan-de-deur/", "papier/", "1/afsluiten/"])
def test_pages_of_a_child_that_is_gone_since_it_was_read_are_not_found(
    path: str, page: Client, child: Child, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(child, ConsentScope.OBSERVE, child.school)
    gone_since(monkeypatch, Child.DoesNotExist())
    parent = child.guardians.get().pk
    given = noted(child, what="plaatsing", way="sheet", ouder=parent)
    assert page.post(home + path, given).status_code == 404


@pytest.mark.parametrize("error", [LinkError("nu niet"), ConsentRefusedError("nu niet")])
def test_pages_say_in_a_sentence_what_changed_since(
    error: Exception, page: Client, child: Child, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone_since(monkeypatch, error)
    parent = child.guardians.get().pk
    at_door = page.post(f"{home}aan-de-deur/", {"ouder": parent}, follow=True)
    asked = page.post(f"{home}vragen/", {"what": "plaatsing", "way": "sheet"})
    everybody = page.post(LIST, {"way": "sheet"}, follow=True)
    assert ["nu niet" in text(one) for one in (at_door, asked, everybody)] == [True] * 3


@pytest.mark.parametrize("way", ["", "brief", "paper"])
def test_list_asks_nobody_in_an_unknown_way(way: str, page: Client, child: Child) -> None:
    answer = page.post(LIST, {"way": way}, follow=True)
    assert "Kies hoe je het vraagt" in text(answer)
    assert not ConsentQuestion.objects.exists()


@pytest.mark.privacy(17)
def test_list_notes_a_read_of_each_child(page: Client, child: Child) -> None:
    page.get(LIST)
    read = AuditEntry.objects.get(action="child.read")
    assert (read.target_key, read.details) == (str(child.key), {"thing": "consent"})


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_a_fixed_number_of_queries(
    page: Client, child: Child, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        ask(make_child(child.location, school=child.school), ConsentScope.DISCUSS, child.school)
    with django_assert_num_queries(QUERIES_OF_LIST):
        page.get(LIST)


@pytest.mark.parametrize("role", [Role.QC, Role.TEA, Role.GEM, Role.DPO])
def test_list_is_for_childcare(role: Role, child: Child) -> None:
    town = child.location.municipality
    place = SchoolFactory(municipality=town) if role in (Role.QC, Role.TEA) else town
    answer = sign_in(Client(), make_actor(role, place)).get(LIST)
    assert answer.status_code == 403


# --- one child ------------------------------------------------------------------------------


def test_child_shows_the_history_in_plain_words(page: Client, child: Child, home: str) -> None:
    question = ask(child, ConsentScope.DISCUSS, child.school)
    say(question, ConsentAct.GRANTED)
    name = child.guardians.get().name
    shown = text(page.get(home))
    assert f"Ja, {name}, per mail, Nederlands" in shown
    assert "Gevraagd, per mail, door" in shown


@pytest.mark.parametrize("number", [1, 3])
def test_child_asks_a_fixed_number_of_queries(
    page: Client,
    child: Child,
    home: str,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(number):
        ask(child, ConsentScope.OBSERVE, SchoolFactory())
    with django_assert_num_queries(QUERIES_OF_CHILD):
        page.get(home)


@pytest.mark.parametrize("path", ["", "vragen/", "papier/", "1/afsluiten/"])
def test_pages_of_a_foreign_child_are_those_of_none(path: str, page: Client) -> None:
    other = ask(make_child(), ConsentScope.ASKED_AT_35, None).child
    found = page.get(f"/kinderen/{other.key}/toestemming/{path}")
    none = page.get(f"/kinderen/00000000-0000-4000-8000-000000000000/toestemming/{path}")
    assert (found.status_code, none.status_code) == (404, 404)


def test_ask_by_sheet_gives_a_pdf_once(page: Client, child: Child, home: str) -> None:
    answer = page.post(f"{home}vragen/", {"what": "plaatsing", "way": "sheet"})
    assert 'href="data:application/pdf;base64,' in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert child.consent_questions.count() == 2


def test_ask_shows_a_refusal_at_its_field(page: Client, child: Child, home: str) -> None:
    answer = page.post(f"{home}vragen/", {"what": "overdracht", "way": "sheet"})
    assert answer.context["form"].errors == {"sections": ["Kies welke delen de school mag lezen."]}
    assert not child.consent_questions.exists()


def test_ask_at_placement_without_a_school_asks_to_come_back(
    page: Client, child: Child, home: str
) -> None:
    Child.objects.update(school=None)
    page.post(f"{home}vragen/", {"what": "plaatsing", "way": "parent_app"})
    assert child.consent_questions.get().scope == ConsentScope.ASKED_AT_35


def test_ask_of_a_parent_of_choice(page: Client, child: Child, home: str) -> None:
    other = GuardianFactory(child=child, name="Tweede Ouder")
    given = {"what": "plaatsing", "way": "parent_app", "guardians": [other.pk]}
    assert "Voor Tweede Ouder, van Levi Waterval" in text(page.post(f"{home}vragen/", given))


def test_close_ends_the_question(page: Client, child: Child, home: str) -> None:
    question = ask(child, ConsentScope.OBSERVE, child.school)
    assert "wordt afgesloten" in text(page.get(f"{home}1/afsluiten/"))
    assert page.post(f"{home}1/afsluiten/")["Location"] == home
    assert question.events.last().act == ConsentAct.ENDED
    assert "vervangen of afgelopen" in text(page.post(f"{home}1/afsluiten/"))


def test_close_of_a_question_that_is_not_there_is_not_found(page: Client, home: str) -> None:
    assert page.get(f"{home}2/afsluiten/").status_code == 404


# --- on paper -------------------------------------------------------------------------------


def scan(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("papier.pdf", content)


def noted(child: Child, **more: Any) -> dict[str, Any]:
    given = {
        "guardian": child.guardians.order_by("pk")[0].pk,
        "language": "nl",
        "seen_on": "20-11-2026",
        "said_discuss": "ja",
        "said_asked_at_35": "nee",
    }
    return given | more


@pytest.mark.privacy(2)
def test_paper_keeps_who_saw_it_and_when(
    page: Client, contact: Actor, child: Child, home: str
) -> None:
    assert page.post(f"{home}papier/", noted(child))["Location"] == home
    said = ConsentEvent.objects.filter(guardian__isnull=False).order_by("pk")
    assert [(one.act, one.channel, one.seen_on, one.membership) for one in said] == [
        (ConsentAct.GRANTED, Channel.PAPER, date(2026, 11, 20), contact.memberships[0]),
        (ConsentAct.REFUSED, Channel.PAPER, date(2026, 11, 20), contact.memberships[0]),
    ]


def test_paper_keeps_the_scan_as_proof(page: Client, child: Child, home: str) -> None:
    page.post(f"{home}papier/", noted(child, scan=scan(report())))
    assert Attachment.objects.get().kind == FileKind.PROOF


def test_paper_with_a_broken_scan_notes_nothing(page: Client, child: Child, home: str) -> None:
    answer = page.post(f"{home}papier/", noted(child, scan=scan(b"MZ program")))
    assert list(answer.context["form"].errors) == ["scan"]
    assert not child.consent_questions.exists()


def test_paper_notes_that_somebody_stops(page: Client, child: Child, home: str) -> None:
    question = ask(child, ConsentScope.DISCUSS, child.school)
    say(question, ConsentAct.GRANTED)
    page.post(f"{home}papier/", noted(child, said_discuss="stop", said_asked_at_35=""))
    question.refresh_from_db()
    assert (question.is_live, question.events.last().act) == (False, ConsentAct.WITHDRAWN)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seen_on": "1-1-2099"}, "seen_on"),
        ({"said_discuss": "", "said_asked_at_35": ""}, "__all__"),
        ({"said_discuss": "stop"}, "said_discuss"),
        ({"guardian": "0"}, "guardian"),
    ],
)
def test_paper_refuses_what_cannot_be(
    changes: dict[str, str], field: str, page: Client, child: Child, home: str
) -> None:
    answer = page.post(f"{home}papier/", noted(child, **changes))
    assert list(answer.context["form"].errors) == [field]
    assert not child.consent_questions.exists()


@pytest.mark.privacy(3)
def test_paper_has_nothing_chosen_beforehand(page: Client, child: Child, home: str) -> None:
    form = page.get(f"{home}papier/").context["form"]
    assert [form[f"said_{scope}"].value() for scope in ("discuss", "asked_at_35")] == [None, None]


def test_pages_link_to_each_other(page: Client, child: Child, home: str) -> None:
    shown = text(page.get(home))
    names = ("child_ask", "child_paper", "child_door")
    assert [name for name in names if reverse(name, args=[child.key]) not in shown] == []
