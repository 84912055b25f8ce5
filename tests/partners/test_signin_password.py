"""Choosing a password: by a link, or when signed in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from partners.models import AuditEntry, Message, User
from partners.outbox import LINKS
from partners.signin import password_link
from tests.factories.partners import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
FORGOTTEN, CHANGE = "/account/wachtwoord/vergeten/", "/account/wachtwoord/wijzigen/"
NEW = "Een-heel-nieuw-begin-26"


@pytest.fixture
def noor() -> User:
    """Return a person with a role."""
    user = UserFactory(name="Noor Zomerdijk", email="noor@example.org")
    MembershipFactory(user=user)
    return user


def path_of(user: User) -> str:
    """Return the path of a link to a new password."""
    return "/" + password_link(user).split("/", 3)[3]


def choose(client: Client, path: str, first: str = NEW, second: str = NEW) -> Any:
    """Open a link and fill in the form behind it."""
    form = client.get(path, follow=True)
    if not form.redirect_chain:
        return form
    target = form.redirect_chain[-1][0]
    return client.post(target, {"password1": first, "password2": second}, follow=True)


# --- asking for a link ------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["noor@example.org", "NOOR@example.org"])
def test_reset_queues_one_mail_with_a_link(
    client: Client, noor: User, address: str, mailoutbox: list[Any]
) -> None:
    response = client.post(FORGOTTEN, {"email": address}, follow=True)
    assert response.redirect_chain == [("/account/wachtwoord/verstuurd/", 302)]
    message = Message.objects.get()
    assert (message.address, message.link) == ("noor@example.org", "set_password")
    assert message.recipient == noor
    assert "{link}" in message.body
    assert mailoutbox == []


def test_reset_for_unknown_address_answers_the_same_and_mails_nothing(
    client: Client, noor: User
) -> None:
    known = client.post(FORGOTTEN, {"email": "noor@example.org"}, follow=True)
    unknown = client.post(FORGOTTEN, {"email": "niemand@example.org"}, follow=True)
    assert unknown.redirect_chain == known.redirect_chain
    assert unknown.content == known.content
    assert [m.address for m in Message.objects.all()] == ["noor@example.org"]


@pytest.mark.parametrize("closed", [{"is_active": False}, {"is_demo": True}])
def test_reset_for_closed_account_mails_nothing(
    client: Client, noor: User, closed: dict[str, bool], settings: Any
) -> None:
    settings.DEMO = False
    User.objects.update(**closed)
    client.post(FORGOTTEN, {"email": "noor@example.org"})
    assert not Message.objects.exists()


def test_reset_for_invited_person_without_password_mails_a_link(client: Client) -> None:
    User.objects.create_user(name="Pien Dop", email="pien@example.org")
    client.post(FORGOTTEN, {"email": "pien@example.org"})
    assert Message.objects.get().address == "pien@example.org"


def test_reset_mails_at_most_once_a_minute(client: Client, noor: User) -> None:
    start = datetime(2026, 11, 21, 9, 0, 1, tzinfo=UTC)
    for seconds in (0, 30, 70):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            client.post(FORGOTTEN, {"email": "noor@example.org"})
    assert Message.objects.count() == 2


def test_reset_is_limited_per_address(client: Client, noor: User) -> None:
    answers = [client.post(FORGOTTEN, {"email": "noor@example.org"}) for _again in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]


@pytest.mark.parametrize(
    ("address", "text"),
    [("", "Vul een e-mailadres in"), ("noor", "Vul een heel e-mailadres in")],
)
def test_reset_says_what_to_fill_in(client: Client, address: str, text: str) -> None:
    assert text in client.post(FORGOTTEN, {"email": address}).content.decode()


def test_link_in_a_mail_is_made_by_the_outbox(noor: User, settings: Any) -> None:
    settings.BASE_URL = "https://overgang.example"
    mail = Message(recipient=noor)
    made = {
        kind: LINKS[kind](mail).split("-")[0] for kind in ("set_password", "sign_in", "members")
    }
    assert made == {
        "set_password": f"https://overgang.example/account/wachtwoord/kiezen/{base36(noor.pk)}",
        "sign_in": "https://overgang.example/account/inloggen/",
        "members": "https://overgang.example/leden/",
    }


def base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (base36(number // 36) if number >= 36 else "") + digits[number % 36]


# --- using a link -----------------------------------------------------------------------------


def test_link_sets_the_password_and_asks_to_sign_in(client: Client, noor: User) -> None:
    response = choose(client, path_of(noor))
    assert "Je wachtwoord is opgeslagen" in response.content.decode()
    noor.refresh_from_db()
    assert noor.check_password(NEW)
    assert "_auth_user_id" not in client.session


def test_link_is_kept_out_of_the_address_bar(client: Client, noor: User) -> None:
    response = client.get(path_of(noor))
    assert response["Location"].endswith("-set-password/")


def test_link_works_once(client: Client, noor: User) -> None:
    path = path_of(noor)
    choose(client, path)
    page = choose(Client(), path).content.decode()
    assert "Deze link werkt niet meer" in page
    assert "Vraag een nieuwe link" in page


def test_link_kills_the_other_links(client: Client, noor: User) -> None:
    first, second = path_of(noor), path_of(noor)
    choose(client, first)
    assert "Deze link werkt niet meer" in choose(Client(), second).content.decode()


def test_link_works_three_days(client: Client, noor: User) -> None:
    start = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        path = path_of(noor)
    with time_machine.travel(start + timedelta(days=3), tick=False):
        assert "Kies een wachtwoord" in client.get(path, follow=True).content.decode()
    with time_machine.travel(start + timedelta(days=3, seconds=2), tick=False):
        assert "werkt niet meer" in client.get(path, follow=True).content.decode()


def test_link_dies_when_the_person_signs_in(client: Client, noor: User) -> None:
    path = path_of(noor)
    client.post("/account/inloggen/", {"login": "noor@example.org", "password": PASSWORD})
    assert "werkt niet meer" in Client().get(path, follow=True).content.decode()


def test_link_of_closed_account_does_not_work(client: Client, noor: User) -> None:
    path = path_of(noor)
    User.objects.update(is_active=False)
    assert "werkt niet meer" in client.get(path, follow=True).content.decode()


@pytest.mark.parametrize("path", ["1-x/", "zzzzzzzzzzzzzzz-abc-def/", "0-set-password/"])
def test_broken_link_gets_the_same_page(client: Client, noor: User, path: str) -> None:
    page = client.get(f"/account/wachtwoord/kiezen/{path}", follow=True)
    assert "werkt niet meer" in page.content.decode()


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("", "", "Vul een nieuw wachtwoord in."),
        (NEW, "iets anders", "Dit is niet hetzelfde als het eerste wachtwoord."),
        ("kort", "kort", "ten minste 12 tekens."),
        ("Noor Zomerdijk1", "Noor Zomerdijk1", "Dit lijkt te veel op je naam"),
        ("qwertyuiop123", "qwertyuiop123", "raden anderen snel"),
        ("190283746510", "190283746510", "Gebruik ook letters"),
        ("noor@example.org", "noor@example.org", "Dit lijkt te veel op je naam"),
    ],
)
def test_link_refuses_password(
    client: Client, noor: User, first: str, second: str, text: str
) -> None:
    page = choose(client, path_of(noor), first, second).content.decode()
    assert text in page
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)


def test_link_is_logged_and_told(client: Client, noor: User) -> None:
    choose(client, path_of(noor))
    entry = AuditEntry.objects.get(action="password.reset")
    assert (entry.target_key, entry.details) == (str(noor.pk), {})
    assert Message.objects.get().cause.startswith(f"account.changed:{noor.pk}:")


def test_link_ends_every_session(client: Client, noor: User) -> None:
    client.force_login(noor, backend="partners.signin.AccountBackend")
    User.objects.filter(pk=noor.pk).update(last_login=None)
    noor.refresh_from_db()
    choose(Client(), path_of(noor))
    assert client.get("/mijn-organisatie/")["Location"].startswith("/account/inloggen/")


def test_link_lifts_the_limit_on_attempts(client: Client, noor: User) -> None:
    for _attempt in range(5):
        client.post("/account/inloggen/", {"login": "noor@example.org", "password": "x"})
    choose(client, path_of(noor))
    again = client.post("/account/inloggen/", {"login": "noor@example.org", "password": NEW})
    assert again.status_code == 302


def test_link_signs_out_whoever_sits_there(client: Client, noor: User) -> None:
    client.force_login(UserFactory(), backend="partners.signin.AccountBackend")
    client.get(path_of(noor), follow=True)
    assert "_auth_user_id" not in client.session


# --- changing it when signed in ---------------------------------------------------------------


def change(client: Client, **data: str) -> Any:
    return client.post(
        CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW, **data}
    )


def test_change_keeps_this_session_and_ends_the_others(client: Client, noor: User) -> None:
    other = Client()
    for browser in (client, other):
        browser.force_login(noor, backend="partners.signin.AccountBackend")
    assert change(client)["Location"] == "/"
    assert client.get("/mijn-organisatie/").status_code == 200
    assert other.get("/mijn-organisatie/").status_code == 302
    assert AuditEntry.objects.filter(action="password.changed", user=noor).count() == 1


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"oldpassword": ""}, "Vul je huidige wachtwoord in."),
        ({"oldpassword": "fout"}, "Dit is niet je huidige wachtwoord."),
        ({"password2": "anders"}, "Dit is niet hetzelfde als het eerste wachtwoord."),
    ],
)
def test_change_says_what_is_wrong(
    client: Client, noor: User, data: dict[str, str], text: str
) -> None:
    client.force_login(noor, backend="partners.signin.AccountBackend")
    assert text in change(client, **data).content.decode()


def test_change_needs_somebody_signed_in(client: Client) -> None:
    assert client.get(CHANGE)["Location"] == f"/account/inloggen/?next={CHANGE}"


def test_change_without_a_password_goes_by_mail(client: Client, noor: User) -> None:
    noor.set_unusable_password()
    noor.save()
    client.force_login(noor, backend="partners.signin.AccountBackend")
    response = client.get(CHANGE, follow=True)
    assert [hop[0] for hop in response.redirect_chain] == [
        "/account/wachtwoord/instellen/",
        FORGOTTEN,
    ]
