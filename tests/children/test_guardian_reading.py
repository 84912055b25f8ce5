"""What a guardian reads: after a code only, in his language, and nothing of the other guardian."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from children import guardian_reading, links, read_codes, reading
from children.consent_texts import WORDINGS
from children.models import Child, Guardian, GuardianLink
from children.reach import Thing
from children.reading_texts import READING
from children.states import Channel, ConsentAct, ConsentScope, FileKind, Language, ScanState
from partners import outbox
from partners.models import AuditEntry, Message
from partners.states import Role
from tests.factories.children import AT, AttachmentFactory, GuardianFactory, ask, make_child, say
from tests.factories.partners import SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = AT.date()
QUERIES_OF_READING = 14


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Any:
    cache.clear()
    monkeypatch.setattr(outbox, "ring", lambda: None)
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def child() -> Child:
    """Return a child that a coordinator saw by the consent of its parent, with a report."""
    made = make_child(first_name="Yara", last_name="Aydin", born_on=date(2023, 9, 4), added_at=AT)
    school = SchoolFactory(name="De Zilverberk")
    say(ask(made, ConsentScope.OBSERVE, school), ConsentAct.GRANTED)
    coordinator = make_actor(Role.QC, school, day=DAY)
    reading.one(coordinator, made.key, thing=Thing.CHILD, at=AT)
    AttachmentFactory(child=made, title="Verslag van Yara")
    return made


@pytest.fixture
def parent(child: Child) -> Guardian:
    return child.guardians.get()


@pytest.fixture
def home(parent: Guardian) -> str:
    token = links.make(guardian_id=parent.pk, channel=Channel.DOOR, by=None, at=AT)
    return f"/ouder/{token}/"


@pytest.fixture
def inside(client: Client, home: str) -> Client:
    """Return a guardian who filled in the birth date."""
    client.post(home, {"geboren": "4-9-2023"})
    return client


@pytest.fixture
def reader(inside: Client, home: str) -> Client:
    """Return a guardian who filled in a code too."""
    code = read_codes.make(link=GuardianLink.objects.latest("pk"), by=None, at=AT)
    answer = inside.post(f"{home}code/", {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, f"{home}lezen/")
    return inside


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


# --- the code -------------------------------------------------------------------------------


@pytest.mark.privacy(8)
@pytest.mark.parametrize("page", ["lezen/", "lezen/kopie/", f"lezen/bestand/{UUID(int=4)}/"])
def test_reading_needs_a_code(inside: Client, home: str, page: str) -> None:
    without_date = Client().get(f"{home}{page}")
    assert inside.get(f"{home}{page}")["Location"] == f"{home}code/"
    assert without_date["Location"] == home


@pytest.mark.privacy(8)
def test_reading_ends_after_half_an_hour(reader: Client, home: str) -> None:
    with time_machine.travel(AT + timedelta(minutes=31), tick=False):
        assert reader.get(f"{home}lezen/").status_code == 302


@pytest.mark.privacy(8)
def test_reading_ends_when_the_guardian_decides_no_more(
    reader: Client, home: str, parent: Guardian
) -> None:
    Guardian.objects.filter(pk=parent.pk).update(has_authority=False)
    assert reader.get(f"{home}lezen/")["Location"] == f"{home}code/"


def test_reading_is_closed_with_one_button(reader: Client, home: str) -> None:
    assert reader.post(f"{home}lezen/")["Location"] == home
    assert reader.get(f"{home}lezen/")["Location"] == home


@pytest.mark.privacy(34)
def test_code_is_asked_alike_with_and_without_an_address(inside: Client, home: str) -> None:
    with_mail = text_of(inside.post(f"{home}code/", follow=True))
    Guardian.objects.update(email="")
    without = text_of(inside.post(f"{home}code/", follow=True))
    told = READING[Language.NL]["code_asked"]
    assert (told in with_mail, told in without) == (True, True)


def test_code_that_is_wrong(inside: Client, home: str) -> None:
    answer = inside.post(f"{home}code/", {"code": "1234"})
    assert READING[Language.NL]["code_wrong"] in text_of(answer)


def test_code_waits_after_thirty_tries_from_one_address(inside: Client, home: str) -> None:
    found = [inside.post(f"{home}code/", {"code": "1"}).status_code for _try in range(31)]
    assert (found[:30], found[30]) == ([200] * 30, 429)


# --- what is read ---------------------------------------------------------------------------


@pytest.mark.privacy(13, 29)
def test_reading_shows_record_answers_files_and_log(reader: Client, home: str) -> None:
    text = text_of(reader.get(f"{home}lezen/"))
    facts = ("Yara Aydin", "De Zilverberk", "u zei ja", "Verslag van Yara")
    assert [fact for fact in facts if fact not in text] == []
    assert "kwaliteitscoördinator, De Zilverberk" in text


@pytest.mark.privacy(13)
def test_reading_names_no_professional(reader: Client, home: str) -> None:
    names = AuditEntry.objects.filter(action=reading.READ).values_list("user__name", flat=True)
    text = text_of(reader.get(f"{home}lezen/"))
    assert [name for name in names if name in text] == []


@pytest.mark.privacy(35)
def test_reading_shows_nothing_of_the_other_guardian(
    reader: Client, home: str, child: Child
) -> None:
    other = GuardianFactory(
        child=child, name="Bram Vos", email="bram@example.org", phone="0611111111"
    )
    say(child.consent_questions.get(), ConsentAct.OBJECTED, other)
    pages = text_of(reader.get(f"{home}lezen/")) + text_of(reader.get(f"{home}lezen/kopie/"))
    found = [word for word in ("Bram", "bram@", "0611111111", "niet mee eens") if word in pages]
    assert found == []


@pytest.mark.privacy(35)
def test_reading_names_no_place_with_a_secret_address(
    reader: Client, home: str, child: Child
) -> None:
    GuardianFactory(child=child, is_secret=True)
    pages = text_of(reader.get(f"{home}lezen/")) + text_of(reader.get(f"{home}lezen/kopie/"))
    places = (child.location.organisation.name, "De Zilverberk", "Verslag van Yara")
    assert [place for place in places if place in pages] == []
    assert "kwaliteitscoördinator, een school" in pages
    file = child.attachments.get()
    assert reader.get(f"{home}lezen/bestand/{file.key}/").status_code == 404


def test_reading_tells_of_a_question_that_was_replaced(
    reader: Client, home: str, child: Child
) -> None:
    say(ask(child, ConsentScope.OBSERVE, SchoolFactory()), ConsentAct.GRANTED)
    assert "<li>vervangen door een nieuwe vraag</li>" in text_of(reader.get(f"{home}lezen/"))


def test_reading_is_noted_at_the_childcare(reader: Client, home: str, child: Child) -> None:
    reader.get(f"{home}lezen/")
    line = AuditEntry.objects.filter(action="guardian.read").latest("pk")
    assert (line.target_key, line.organisation, line.details["part"]) == (
        str(child.key),
        child.location.holder.organisation,
        "page",
    )


@pytest.mark.parametrize("language", Language)
def test_kept_is_said_in_each_language(parent: Guardian, language: Language) -> None:
    found = guardian_reading.kept(parent, language, AT)
    assert found.child[0].label == READING[language]["name"]
    assert found.sights[0].role == READING[language]["role.qc"]


def test_looked_alike_on_one_day_is_one_line(parent: Guardian, child: Child) -> None:
    coordinator = make_actor(Role.QC, child.consent_questions.get().school, day=DAY)
    for minutes in (1, 2):
        at = AT + timedelta(minutes=minutes)
        reading.one(coordinator, child.key, thing=Thing.CHILD, at=at)
    assert len(guardian_reading.kept(parent, Language.NL, AT).sights) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_reading_has_a_query_budget(
    count: int,
    reader: Client,
    home: str,
    child: Child,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(count):
        ask(child, ConsentScope.OBSERVE, SchoolFactory())
        AttachmentFactory(child=child)
        coordinator = make_actor(Role.KOC, child.location, day=DAY)
        reading.one(coordinator, child.key, thing=Thing.CHILD, at=AT)
    with django_assert_num_queries(QUERIES_OF_READING):
        reader.get(f"{home}lezen/")


# --- files and the copy ---------------------------------------------------------------------


def test_file_is_saved_and_noted(reader: Client, home: str, child: Child) -> None:
    file = child.attachments.get()
    answer = reader.get(f"{home}lezen/bestand/{file.key}/")
    assert (answer.status_code, answer.content) == (200, file.content)
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.latest("pk").details["file"] == str(file.key)


@pytest.mark.privacy(13)
@pytest.mark.parametrize("columns", [{"scan": ScanState.WAITING}, {"kind": FileKind.PROOF}])
def test_file_that_is_not_for_guardians(
    reader: Client, home: str, child: Child, columns: dict[str, str]
) -> None:
    file = AttachmentFactory(child=child, **columns)
    assert reader.get(f"{home}lezen/bestand/{file.key}/").status_code == 404


def test_file_of_another_child(reader: Client, home: str) -> None:
    assert reader.get(f"{home}lezen/bestand/{AttachmentFactory().key}/").status_code == 404


@pytest.mark.privacy(29)
def test_copy_is_whole_and_for_a_program(reader: Client, home: str) -> None:
    answer = reader.get(f"{home}lezen/kopie/")
    whole = json.loads(answer.content)
    assert {"made_at", "child", "guardian", "questions", "files", "log"} <= set(whole)
    assert (whole["child"]["Naam"], whole["log"][0]["organisation"]) == (
        "Yara Aydin",
        "De Zilverberk",
    )
    assert answer["Content-Disposition"] == 'attachment; filename="soepele-overgang.json"'


# --- a new link -----------------------------------------------------------------------------


@pytest.mark.privacy(34)
def test_renewal_is_one_tap_once_a_link_is_old(inside: Client, home: str) -> None:
    GuardianLink.objects.update(expires_at=AT + timedelta(seconds=1))
    with time_machine.travel(AT + timedelta(minutes=5), tick=False):
        page = text_of(inside.get(f"{home}keuze/"))
        answer = inside.post(f"{home}nieuw/", follow=True)
    assert f'action="{home}nieuw/?taal=nl"' in page
    assert READING[Language.NL]["asked_link"] in text_of(answer)
    assert Message.objects.get().cause.startswith("renewal:")


def test_renewal_of_a_link_that_was_withdrawn(inside: Client, home: str) -> None:
    GuardianLink.objects.update(revoked_at=AT)
    assert inside.post(f"{home}nieuw/")["Location"] == f"{home}keuze/"
    assert not Message.objects.exists()


# --- the code over the counter --------------------------------------------------------------


def test_worker_shows_a_code_that_opens_the_page(
    inside: Client, home: str, parent: Guardian
) -> None:
    Guardian.objects.update(email="")
    worker = sign_in(Client(), make_actor(Role.KOC, parent.child.location))
    address = f"/kinderen/{parent.child.key}/ouders/{parent.pk}/leescode/"
    before = text_of(worker.get(address))
    code = text_of(worker.post(address)).partition("<bdi>")[2][:9]
    assert "<bdi>" not in before
    assert inside.post(f"{home}code/", {"code": code})["Location"] == f"{home}lezen/"
    assert READING[Language.NL]["thing.code"] in text_of(inside.get(f"{home}lezen/"))


def test_worker_shows_no_code_to_who_has_an_address(parent: Guardian, home: str) -> None:
    worker = sign_in(Client(), make_actor(Role.KOC, parent.child.location))
    child = f"/kinderen/{parent.child.key}/"
    address = f"{child}ouders/{parent.pk}/leescode/"
    offered, shown = text_of(worker.get(child)), text_of(worker.get(address))
    assert (address in offered, "Code maken" in shown) == (False, False)
    assert "<bdi>" not in text_of(worker.post(address))


@pytest.mark.parametrize(("role", "is_offered"), [(Role.KOC, True), (Role.KCC, False)])
def test_code_is_offered_to_the_contact_only(
    parent: Guardian, role: Role, is_offered: bool
) -> None:
    Guardian.objects.update(email="")
    page = sign_in(Client(), make_actor(role, parent.child.location))
    shown = text_of(page.get(f"/kinderen/{parent.child.key}/"))
    assert (f"/ouders/{parent.pk}/leescode/" in shown) is is_offered


def test_worker_shows_no_code_of_another_child(parent: Guardian) -> None:
    worker = sign_in(Client(), make_actor(Role.KOC, parent.child.location))
    mine = make_child(parent.child.location)
    address = f"/kinderen/{mine.key}/ouders/{parent.pk}/leescode/"
    assert (worker.get(address).status_code, worker.post(address).status_code) == (404, 404)


# --- texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_reading_texts_say_all_that_dutch_says(language: Language) -> None:
    ours, theirs = READING[Language.NL], READING[language]
    assert set(theirs) == set(ours)
    linked = {key for key, text in theirs.items() if "{link}" in text}
    assert linked == {"mail_code", "mail_link", "mail_second"}


def test_reading_texts_have_a_word_for_each_act_that_is_told() -> None:
    acts = {key.partition(".")[2] for key in READING[Language.NL] if key.startswith("act.")}
    assert acts == set(ConsentAct.values) - {ConsentAct.PREPARED}


def test_reading_texts_are_no_copies() -> None:
    same = {
        (language, key)
        for language in set(Language) - {Language.NL}
        for key, text in READING[language].items()
        if text == READING[Language.NL][key]
    }
    assert {key for _language, key in same} <= {"mentor"}
    assert all(
        READING[one]["mail_second"].find(WORDINGS[one].words["object"]) > 0 for one in Language
    )
