"""The device of a worker at the door: one page opens, and all else asks who is there."""

import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from children import read_codes
from children.forms.guardian import shown
from children.models import Child, ConsentEvent, GuardianLink
from children.reading_texts import READING
from children.states import Channel, ConsentAct, Language
from children.views.guardian import PASS_KEY, READ_KEY
from partners.access import Actor
from partners.states import ModuleKind, Role
from tests.factories.children import AttachmentFactory, make_child
from tests.factories.partners import ModuleFactory, SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PASSWORD = "een lang wachtwoord voor de deur"
LOCK = "/account/bevestigen/"


@pytest.fixture
def child() -> Child:
    made = make_child(school=SchoolFactory())
    ModuleFactory(municipality=made.location.municipality, kind=ModuleKind.HANDOVER)
    return made


@pytest.fixture
def contact(child: Child) -> Actor:
    actor = make_actor(Role.KOC, child.location)
    actor.user.set_password(PASSWORD)
    actor.user.save()
    return actor


@pytest.fixture
def home(child: Child) -> str:
    return f"/kinderen/{child.key}/toestemming/"


@pytest.fixture
def tablet(contact: Actor, child: Child, home: str) -> tuple[Client, str]:
    """Return a device that was given to a parent, and the address it opened."""
    client = sign_in(Client(), contact)
    answer = client.post(f"{home}aan-de-deur/", {"ouder": child.guardians.get().pk})
    assert re.fullmatch(r"/ouder/[\w-]{43}/", answer["Location"])
    return client, answer["Location"]


def born(child: Child) -> str:
    return f"{child.born_on:%d-%m-%Y}"


def confirm(client: Client, password: str, back: str) -> Any:
    return client.post(f"{LOCK}?next={back}", {"password": password})


@pytest.fixture
def reader(tablet: tuple[Client, str], child: Child) -> tuple[Client, str]:
    """Return that device after the parent filled in a code to read as well."""
    client, page = tablet
    client.post(page, {"geboren": born(child)})
    code = read_codes.make(link=GuardianLink.objects.get(), by=None, at=timezone.now())
    assert client.post(f"{page}code/", {"code": code})["Location"] == f"{page}lezen/"
    return tablet


def test_door_lets_a_parent_answer(tablet: tuple[Client, str], child: Child) -> None:
    client, page = tablet
    client.post(page, {"geboren": born(child)})
    question = child.consent_questions.order_by("pk")[0]
    was = shown(Language.NL, page.split("/")[2])
    client.post(f"{page}keuze/", {f"vraag-{question.pk}": "ja", "getoond": was})
    said = ConsentEvent.objects.get(act=ConsentAct.GRANTED)
    assert (said.channel, said.membership) == (Channel.DOOR, None)


@pytest.mark.privacy(17)
@pytest.mark.parametrize(
    "path",
    ["/", "/kinderen/", "/toestemming/", "/ouder/een-andere-link/", "/account/sessies/", "/x/"],
)
def test_locked_device_opens_nothing_else(path: str, tablet: tuple[Client, str], home: str) -> None:
    client, _page = tablet
    answer = client.get(path)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, LOCK)


def test_locked_device_does_nothing_else(tablet: tuple[Client, str], child: Child) -> None:
    client, _page = tablet
    client.post(f"/kinderen/{child.key}/vergissing/")
    child.refresh_from_db()
    assert child.left_on is None


def test_page_of_a_locked_device_leads_the_worker_back(
    tablet: tuple[Client, str], home: str
) -> None:
    client, page = tablet
    shown = client.get(page).content.decode()
    assert f'href="{home}"' in shown
    assert "Dit apparaat is op slot" in client.get(home, follow=True).content.decode()


@pytest.mark.parametrize(
    "path", ["/privacy/", "/toegankelijkheid/", "/contact/", "/hulp/", "/wie-kan-wat-zien/ouders/"]
)
def test_locked_device_opens_what_is_for_everybody(
    path: str, tablet: tuple[Client, str], contact: Actor
) -> None:
    answer = tablet[0].get(path)
    assert answer.status_code == 200
    assert contact.user.name not in answer.content.decode()


def test_page_of_a_locked_device_leads_to_no_lock_but_the_workers(
    tablet: tuple[Client, str], child: Child, home: str
) -> None:
    client, page = tablet
    client.post(page, {"geboren": born(child)})
    shown = client.get(f"{page}keuze/").content.decode()
    inner = {one for one in re.findall(r'href="(/[^"]*)"', shown) if not one.startswith("/static/")}
    assert {one for one in inner if client.get(one).status_code != 200} == {home}


def test_lock_cannot_be_undone_by_a_slow_request_of_another_tab(
    contact: Actor, child: Child, home: str
) -> None:
    client = sign_in(Client(), contact)
    slow = SessionStore(session_key=client.session.session_key)
    slow["anything"] = 1
    client.post(f"{home}aan-de-deur/", {"ouder": child.guardians.get().pk})
    with pytest.raises(UpdateError):
        slow.save()
    assert client.get(home)["Location"].startswith(LOCK)


def test_lock_leaves_no_page_of_the_worker_in_the_browser(
    contact: Actor, child: Child, home: str
) -> None:
    client = sign_in(Client(), contact)
    answer = client.post(f"{home}aan-de-deur/", {"ouder": child.guardians.get().pk})
    assert answer["Clear-Site-Data"] == '"cache"'


def test_locked_session_stands_in_the_list_of_devices(
    tablet: tuple[Client, str], contact: Actor
) -> None:
    keys = UserSession.objects.filter(user=contact.user).values_list("session_key", flat=True)
    assert tablet[0].session.session_key in keys


def test_session_of_a_reader_stands_in_the_list_of_devices(
    reader: tuple[Client, str], contact: Actor
) -> None:
    keys = UserSession.objects.filter(user=contact.user).values_list("session_key", flat=True)
    assert reader[0].session.session_key in keys


def test_lock_ends_the_visit_of_a_guardian_before(contact: Actor, child: Child, home: str) -> None:
    client = sign_in(Client(), contact)
    session = client.session
    until = timezone.now().timestamp() + 99
    session[PASS_KEY], session[READ_KEY] = {"hash": until}, [1, until]
    session.save()
    client.post(f"{home}aan-de-deur/", {"ouder": child.guardians.get().pk})
    assert [key in client.session for key in (PASS_KEY, READ_KEY)] == [False, False]


def test_wrong_password_leaves_the_lock(tablet: tuple[Client, str], home: str) -> None:
    client, _page = tablet
    confirm(client, "geraden", home)
    assert client.get(home)["Location"].startswith(LOCK)


def test_right_password_opens_the_lock_and_closes_the_link(
    tablet: tuple[Client, str], child: Child, home: str
) -> None:
    client, page = tablet
    client.post(page, {"geboren": born(child)})
    assert confirm(client, PASSWORD, home)["Location"] == home
    assert client.get(home).status_code == 200
    assert client.get(f"{page}keuze/")["Location"] == page
    assert GuardianLink.objects.get().expires_at <= timezone.now()


@pytest.mark.privacy(8)
def test_right_password_ends_reading(reader: tuple[Client, str], child: Child, home: str) -> None:
    client, page = reader
    confirm(client, PASSWORD, home)
    client.get(home)
    client.post(page, {"geboren": born(child)})
    assert client.get(f"{page}lezen/")["Location"] == f"{page}code/"


def test_locked_device_lets_read_and_saves_nothing(
    reader: tuple[Client, str], child: Child
) -> None:
    client, page = reader
    file = AttachmentFactory(child=child, title="Verslag")
    shown = client.get(f"{page}lezen/").content.decode()
    told = [READING[Language.NL]["lent"] in shown, "Verslag" in shown]
    assert (told, "kopie/" in shown, "bestand/" in shown) == ([True, True], False, False)
    saved = [client.get(f"{page}lezen/{one}/") for one in ("kopie", f"bestand/{file.key}")]
    assert [answer["Location"] for answer in saved] == [f"{page}lezen/"] * 2


def test_earlier_proof_does_not_open_a_later_lock(contact: Actor, child: Child, home: str) -> None:
    client = sign_in(Client(), contact)
    confirm(client, PASSWORD, home)
    client.post(f"{home}aan-de-deur/", {"ouder": child.guardians.get().pk})
    assert client.get(home)["Location"].startswith(LOCK)


def test_locked_device_can_sign_out(tablet: tuple[Client, str], home: str) -> None:
    client, _page = tablet
    client.post("/account/uitloggen/")
    assert client.get(home)["Location"].startswith("/account/inloggen/")


def test_signing_out_closes_the_link_as_well(tablet: tuple[Client, str], child: Child) -> None:
    client, page = tablet
    client.post("/account/uitloggen/")
    client.post(page, {"geboren": born(child)})
    question = child.consent_questions.order_by("pk")[0]
    was = shown(Language.NL, page.split("/")[2])
    client.post(f"{page}keuze/", {f"vraag-{question.pk}": "ja", "getoond": was})
    assert GuardianLink.objects.get().expires_at <= timezone.now()
    assert not ConsentEvent.objects.filter(act=ConsentAct.GRANTED).exists()


def test_session_of_a_locked_device_holds_no_link(tablet: tuple[Client, str]) -> None:
    client, page = tablet
    token = page.split("/")[2]
    assert token not in str(dict(client.session))


@pytest.mark.parametrize("who", ["", "0", "nee"])
def test_door_for_nobody_says_so(who: str, contact: Actor, child: Child, home: str) -> None:
    answer = sign_in(Client(), contact).post(f"{home}aan-de-deur/", {"ouder": who}, follow=True)
    assert "Kies een ouder die over dit kind beslist." in answer.content.decode()
    assert "door" not in answer.client.session
