"""Pages of a parent's own code: making it, reading with it, and the choice of a municipality."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from children import links, read_codes, text_approvals
from children.models import GuardianLink
from children.reading_texts import READING
from children.states import Channel, Language
from partners.models import AuditEntry
from partners.states import Role
from tests.factories.children import AT, GuardianFactory
from tests.factories.partners import make_actor
from tests.partners.cast import sign_in
from tests.transitions.cast import HELPS, SOON, Cast
from transitions import handover_settings, parents_codes, sharing
from transitions.models import HandoverSetting, ParentsCode

BORN = "4-9-2023"
GATE, READ = "/ouder-code/", "/ouder-code/lezen/"
WORDS = READING[Language.NL]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(SOON, tick=False):
        yield


@pytest.fixture
def token(cast: Cast) -> str:
    """Return the token of a parent who may read along."""
    cast.fill(helps=HELPS, watch="Eet langzaam.", warm="nee", health="Astma.")
    sharing.offer(key=cast.child.key, by=cast.contact, at=AT)
    guardian = cast.child.guardians.get()
    return links.make(guardian_id=guardian.pk, channel=Channel.SHEET, by=None, at=AT)


@pytest.fixture
def parent(token: str) -> Client:
    """Return the browser of a parent behind the code."""
    client, home = Client(), f"/ouder/{token}/"
    client.post(home, {"geboren": BORN})
    code = read_codes.make(link=GuardianLink.objects.get(), by=None, at=SOON)
    client.post(f"{home}code/", {"code": code})
    return client


def made(**more: bool) -> str:
    """Make a code."""
    health = more.get("health", False)
    return parents_codes.make(link=GuardianLink.objects.get(), health=health, at=SOON)


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_parent_makes_a_code_sees_it_once_and_stops_it(
    cast: Cast, token: str, parent: Client
) -> None:
    home = f"/ouder/{token}/lezen/overdracht/"
    where = f"{home}zelf/"
    assert where in text_of(parent, home)
    before = text_of(parent, where)
    assert 'name="gezondheid"' in before
    assert "checked" not in before.split("<form")[1]
    shown = parent.post(where)
    code = shown.content.decode().split('<bdi dir="ltr">')[1].split("</bdi>")[0]
    assert shown["Cache-Control"].endswith("private")
    assert code not in text_of(parent, where)
    row = ParentsCode.objects.get()
    parent.post(where, {"stop": str(row.pk)})
    assert parents_codes.enter(typed=code, born_on=cast.child.born_on, at=SOON) is None


def test_the_page_of_a_parent_is_in_its_language_and_says_what_is_wrong(
    cast: Cast, token: str, parent: Client
) -> None:
    town = cast.child.location.municipality
    by = make_actor(Role.GEM, town)
    text_approvals.approve(municipality_id=town.pk, language=Language.AR, by=by, at=AT)
    where = f"/ouder/{token}/lezen/overdracht/zelf/"
    shown = parent.post(f"{where}?taal=ar", {"gezondheid": "ja"}).content.decode()
    assert READING[Language.AR]["own_once"] in shown
    assert ParentsCode.objects.get().has_health
    handover_settings.save(municipality_id=town.pk, has_parents_route=False, by=by, at=AT)
    refused = parent.post(where).content.decode()
    assert WORDS["own_none"] in refused
    assert WORDS["own_codes"] in refused
    assert where in text_of(parent, f"/ouder/{token}/lezen/overdracht/")  # there is one to stop


@pytest.mark.parametrize("language", Language)
def test_each_language_has_all_the_words(language: Language) -> None:
    keys = {key for key in WORDS if key.startswith("own_")}
    assert keys == {key for key in READING[language] if key.startswith("own_")}
    stands = {f"own_{stand}" for stand in parents_codes.ParentsCodeStand.values}
    assert stands | {"own_none", "own_many"} <= keys


def test_a_school_without_an_account_reads_what_helps_first_and_once(token: str) -> None:
    client, code = Client(), made()
    assert client.get(READ)["Location"] == GATE
    assert f'href="{GATE}"' in text_of(client, "/hulp/")
    shown = client.post(GATE, {"code": code, "geboren": BORN}, follow=True)
    text = shown.content.decode().split("<main")[1]
    assert text.index(HELPS) < text.index("Eet langzaam.") < text.index("Naam")
    assert (shown["X-Robots-Tag"], "no-store" in shown["Cache-Control"]) == ("noindex", True)
    assert not [word for word in ("Astma.", token) if word in text]
    with time_machine.travel(SOON + parents_codes.READING, tick=False):
        assert client.get(READ)["Location"] == GATE


def test_reading_is_for_the_browser_in_which_the_code_was_typed_until_it_closes(
    token: str,
) -> None:
    assert token
    client, code = Client(), made()
    client.post(GATE, {"code": code, "geboren": BORN})
    assert Client().get(READ)["Location"] == GATE
    assert client.get(READ).status_code == 200
    client.post(READ)
    assert client.get(READ)["Location"] == GATE
    assert AuditEntry.objects.filter(action="handover.code_closed").count() == 1


@pytest.mark.privacy(9, 34)
def test_gate_says_the_same_whatever_is_wrong(token: str) -> None:
    assert token
    spent = made()
    answer(spent)
    replaced, waiting = made(), made()
    found = {
        "unknown": answer("abcd-efgh-jkmn"),
        "spent": answer(spent),
        "replaced": answer(replaced),
        "wrong date": answer(waiting, "5-9-2023"),
        "empty": answer(""),
    }
    with time_machine.travel(SOON + 2 * parents_codes.READING, tick=False):
        ParentsCode.objects.filter(used_at=None).update(expires_at=SOON)
        found["over"] = answer(waiting)
    assert {name: said for name, said in found.items() if said != found["unknown"]} == {}
    assert "Fout:" in Client().post(GATE, {"code": waiting, "geboren": "?"}).content.decode()


def answer(code: str, born: str = BORN) -> bytes:
    """Return what a new visitor is answered, but for what keeps a form from being forged."""
    page = Client().post(GATE, {"code": code, "geboren": born}).content
    start = page.find(b'name="csrfmiddlewaretoken"')
    return page[:start] + page[page.find(b">", start) :]


def test_gate_is_closed_for_an_address_that_tries_too_often(token: str) -> None:
    assert token
    client = Client()
    typed = {"code": "abcd-efgh-jkmn", "geboren": BORN}
    found = [client.post(GATE, typed).status_code for _try in range(31)]
    assert (found[:30], found[30]) == ([200] * 30, 429)
    assert client.post(GATE, {"code": made(), "geboren": BORN}).status_code == 429


@pytest.mark.privacy(17, 35)
def test_the_parent_reads_that_somebody_used_the_code_and_the_other_does_not(
    cast: Cast, token: str, parent: Client
) -> None:
    client = Client()
    client.post(GATE, {"code": made(), "geboren": BORN}, follow=True)
    assert WORDS["role.code"] in text_of(parent, f"/ouder/{token}/lezen/")
    other = GuardianFactory(child=cast.child)
    theirs = links.make(guardian_id=other.pk, channel=Channel.SHEET, by=None, at=AT)
    browser, home = Client(), f"/ouder/{theirs}/"
    browser.post(home, {"geboren": BORN})
    link = GuardianLink.objects.get(guardian=other)
    browser.post(f"{home}code/", {"code": read_codes.make(link=link, by=None, at=SOON)})
    assert WORDS["role.code"] not in text_of(browser, f"{home}lezen/")


def test_a_municipality_switches_the_route_off_and_on(cast: Cast) -> None:
    town = cast.child.location.municipality
    client = sign_in(Client(), make_actor(Role.GEM, town))
    where = reverse("handover_settings", args=[town.key])
    assert "checked" in text_of(client, where)
    client.post(where, {})
    assert not HandoverSetting.objects.get().has_parents_route
    assert "checked" not in text_of(client, where).split("<main")[1]
    client.post(where, {"has_parents_route": "on"})
    assert handover_settings.has_parents_route(town.pk)
    saved = AuditEntry.objects.filter(action=handover_settings.SAVED)
    assert [line.details["parents_route"] for line in saved.order_by("pk")] == [False, True]
