"""The device of a worker at the door: one page opens, and all else asks who is there."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from children.models import Child, ConsentEvent, GuardianLink
from children.states import Channel, ConsentAct
from partners.access import Actor
from partners.states import ModuleKind, Role
from tests.factories.children import make_child
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


def test_door_lets_a_parent_answer(tablet: tuple[Client, str], child: Child) -> None:
    client, page = tablet
    client.post(page, {"geboren": born(child)})
    question = child.consent_questions.order_by("pk")[0]
    client.post(f"{page}keuze/", {f"vraag-{question.pk}": "ja"})
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
    assert (f'href="{home}"' in shown, "/privacy/" in shown) == (True, False)
    assert "Dit apparaat is op slot" in client.get(home, follow=True).content.decode()


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


def test_earlier_proof_does_not_open_a_later_lock(contact: Actor, child: Child, home: str) -> None:
    client = sign_in(Client(), contact)
    confirm(client, PASSWORD, home)
    client.post(f"{home}aan-de-deur/", {"ouder": child.guardians.get().pk})
    assert client.get(home)["Location"].startswith(LOCK)


def test_locked_device_can_sign_out(tablet: tuple[Client, str], home: str) -> None:
    client, _page = tablet
    client.post("/account/uitloggen/")
    assert client.get(home)["Location"].startswith("/account/inloggen/")


def test_session_of_a_locked_device_holds_no_link(tablet: tuple[Client, str]) -> None:
    client, page = tablet
    token = page.split("/")[2]
    assert token not in str(dict(client.session))


@pytest.mark.parametrize("who", ["", "0", "nee"])
def test_door_for_nobody_says_so(who: str, contact: Actor, child: Child, home: str) -> None:
    answer = sign_in(Client(), contact).post(f"{home}aan-de-deur/", {"ouder": who}, follow=True)
    assert "Kies een ouder die over dit kind beslist." in answer.content.decode()
    assert "door" not in answer.client.session
