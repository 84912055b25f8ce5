"""The second step (app, recovery codes, passkeys) and the list of sessions."""

import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.test import Client

from partners.models import AuditEntry, Message, User
from tests.factories.partners import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
STEPS = "/account/twee-stappen/"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def noor() -> User:
    """Return a person with a role."""
    user = UserFactory(name="Noor Zomerdijk", email="noor@example.org")
    MembershipFactory(user=user)
    return user


def enter(client: Client, user: User) -> Any:
    return client.post("/account/inloggen/", {"login": user.email, "password": PASSWORD})


def confirm(client: Client) -> Any:
    """Give the password again, as a page of the second step asks."""
    return client.post("/account/bevestigen/", {"password": PASSWORD})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def signed_in(client: Client, noor: User) -> Client:
    """Return a browser in which the person signed in and confirmed it."""
    enter(client, noor)
    confirm(client)
    return client


@pytest.fixture
def protected(noor: User) -> User:
    """Return the person with an app and recovery codes."""
    TOTP.activate(noor, SECRET)
    RecoveryCodes.activate(noor)
    return noor


# --- switching it on and off ------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["", "app/aanzetten/", "passkeys/", "passkeys/toevoegen/", "herstelcodes/nieuw/"]
)
def test_pages_need_somebody_signed_in(client: Client, path: str) -> None:
    response = client.get(STEPS + path)
    assert response["Location"].startswith("/account/inloggen/")


def test_index_explains_and_offers(signed_in: Client) -> None:
    page = signed_in.get(STEPS).content.decode()
    for text in ("Code uit een app", "App aanzetten", "Passkey toevoegen"):
        assert text in page
    assert "Herstelcodes" not in page


def test_important_pages_ask_for_the_password_again(client: Client, noor: User) -> None:
    enter(client, noor)
    response = client.get(f"{STEPS}app/aanzetten/")
    assert (
        response["Location"]
        == f"/account/bevestigen/?next={STEPS.replace('/', '%2F')}app%2Faanzetten%2F"
    )
    assert "Bevestig dat jij het bent" in client.get(response["Location"]).content.decode()


def test_confirm_refuses_wrong_password_and_logs(client: Client, noor: User) -> None:
    enter(client, noor)
    page = client.post("/account/bevestigen/", {"password": "fout"}).content.decode()
    assert "Dit is niet je wachtwoord." in page
    assert AuditEntry.objects.filter(action="signin.failed", user=None).count() == 1


def test_confirm_is_limited_like_a_sign_in(client: Client, noor: User) -> None:
    enter(client, noor)
    for _attempt in range(5):
        client.post("/account/bevestigen/", {"password": "fout"})
    assert "Wacht vijf minuten" in confirm(client).content.decode()


def test_activate_app_needs_a_right_code(signed_in: Client, noor: User) -> None:
    page = signed_in.get(f"{STEPS}app/aanzetten/")
    assert "QR-code" in page.content.decode()
    wrong = signed_in.post(f"{STEPS}app/aanzetten/", {"code": "000000"})
    assert "Deze code klopt niet." in wrong.content.decode()
    assert not Authenticator.objects.exists()


def test_activate_app_gives_codes_and_is_logged(
    signed_in: Client, noor: User, django_capture_on_commit_callbacks: Any
) -> None:
    signed_in.get(f"{STEPS}app/aanzetten/")
    code = code_of(signed_in.session["mfa.totp.secret"])
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in.post(f"{STEPS}app/aanzetten/", {"code": code})
    assert response["Location"] == f"{STEPS}herstelcodes/"
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    logged = AuditEntry.objects.filter(action="second_factor.added", user=noor)
    assert sorted(entry.details["type"] for entry in logged) == ["recovery_codes", "totp"]
    assert Message.objects.filter(cause__contains="totp_activated").count() == 1


def test_deactivate_app_asks_and_is_logged(client: Client, protected: User) -> None:
    browser = through_both_steps(client, protected)
    assert "App uitzetten" in browser.get(f"{STEPS}app/uitzetten/").content.decode()
    assert browser.post(f"{STEPS}app/uitzetten/")["Location"] == STEPS
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(action="second_factor.removed").count() == 2
    assert Message.objects.filter(cause__contains="totp_deactivated").count() == 1


def through_both_steps(client: Client, user: User) -> Client:
    """Sign in with password and code, and confirm it."""
    enter(client, user)
    client.post(f"{STEPS}code/", {"code": RecoveryCodes(codes_of(user)).get_unused_codes()[0]})
    confirm(client)
    return client


def codes_of(user: User) -> Authenticator:
    return Authenticator.objects.get(user=user, type="recovery_codes")


# --- signing in with it -----------------------------------------------------------------------


def test_password_alone_is_not_enough(client: Client, protected: User) -> None:
    response = enter(client, protected)
    assert response["Location"] == f"{STEPS}code/"
    assert "_auth_user_id" not in client.session
    assert client.get("/mijn-organisatie/").status_code == 302


def test_code_of_the_app_finishes(client: Client, protected: User) -> None:
    enter(client, protected)
    page = client.get(f"{STEPS}code/").content.decode()
    assert "Je wachtwoord klopt." in page
    assert client.post(f"{STEPS}code/", {"code": code_of(SECRET)})["Location"] == "/"
    assert client.session["_auth_user_id"] == str(protected.pk)


def test_code_of_the_app_works_once(client: Client, protected: User) -> None:
    answers = []
    with time_machine.travel("2026-11-21T09:00:00Z", tick=False):
        for browser in (client, Client()):
            enter(browser, protected)
            answers.append(browser.post(f"{STEPS}code/", {"code": code_of(SECRET)}).status_code)
    assert answers == [302, 200]


def test_recovery_code_works_once(client: Client, protected: User) -> None:
    code = RecoveryCodes(codes_of(protected)).get_unused_codes()[0]
    answers = []
    for browser in (client, Client()):
        enter(browser, protected)
        answers.append(browser.post(f"{STEPS}code/", {"code": code}).status_code)
    assert answers == [302, 200]


def test_wrong_code_is_refused_and_logged(client: Client, protected: User) -> None:
    enter(client, protected)
    page = client.post(f"{STEPS}code/", {"code": "000000"}).content.decode()
    assert "Deze code klopt niet." in page
    assert AuditEntry.objects.get(action="second_factor.failed").details == {"type": "totp"}
    assert not AuditEntry.objects.filter(action="signin.succeeded").exists()


def test_codes_are_limited(client: Client, protected: User) -> None:
    enter(client, protected)
    for _attempt in range(5):
        client.post(f"{STEPS}code/", {"code": "000000"})
    page = client.post(f"{STEPS}code/", {"code": code_of(SECRET)}).content.decode()
    assert "Wacht vijf minuten" in page


def test_second_step_can_be_left(client: Client, protected: User) -> None:
    enter(client, protected)
    client.post("/account/uitloggen/", {"next": "/account/inloggen/"})
    assert client.get(f"{STEPS}code/")["Location"] == "/account/inloggen/"


def test_confirm_offers_the_code_too(client: Client, protected: User) -> None:
    browser = through_both_steps(client, protected)
    page = browser.get("/account/bevestigen/").content.decode()
    assert "Met een code uit je app" in page
    assert browser.get(f"{STEPS}bevestigen/").status_code == 200


# --- recovery codes ---------------------------------------------------------------------------


def test_codes_are_shown_and_can_be_saved(client: Client, protected: User) -> None:
    browser = through_both_steps(client, protected)
    codes = RecoveryCodes(codes_of(protected)).get_unused_codes()
    page = browser.get(f"{STEPS}herstelcodes/").content.decode()
    file = browser.get(f"{STEPS}herstelcodes/bestand/")
    assert all(code in page for code in codes)
    assert all(code in file.content.decode() for code in codes)
    assert "no-store" in file["Cache-Control"]


def test_new_codes_replace_the_old(
    client: Client, protected: User, django_capture_on_commit_callbacks: Any
) -> None:
    browser = through_both_steps(client, protected)
    old = RecoveryCodes(codes_of(protected)).get_unused_codes()
    assert (
        "De oude werken dan niet meer."
        in browser.get(f"{STEPS}herstelcodes/nieuw/").content.decode()
    )
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(f"{STEPS}herstelcodes/nieuw/")
    assert answer["Location"] == f"{STEPS}herstelcodes/"
    assert not set(RecoveryCodes(codes_of(protected)).get_unused_codes()) & set(old)
    assert AuditEntry.objects.filter(action="second_factor.codes_renewed").count() == 1


def test_codes_need_a_second_step_first(signed_in: Client) -> None:
    page = signed_in.post(f"{STEPS}herstelcodes/nieuw/").content.decode()
    assert "Zet eerst inloggen in twee stappen aan." in page


# --- passkeys (a real browser makes one in tests/e2e) -------------------------------------------


def test_add_passkey_page_offers_a_name(signed_in: Client) -> None:
    page = signed_in.get(f"{STEPS}passkeys/toevoegen/").content.decode()
    assert 'value="Mijn passkey"' in page
    assert '"creation_options"' in page


def test_add_passkey_without_one_says_what_to_do(signed_in: Client) -> None:
    page = signed_in.post(f"{STEPS}passkeys/toevoegen/", {"name": "x", "credential": ""})
    assert "Kies Passkey maken en volg de stappen." in page.content.decode()


@pytest.fixture
def passkey(noor: User, monkeypatch: pytest.MonkeyPatch) -> Authenticator:
    """Return a passkey in the database; what is in it does not matter here."""
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    made: Authenticator = WebAuthn.add(noor, "Laptop van school", {}).instance
    return made


@pytest.fixture
def with_passkey(client: Client, noor: User, passkey: Authenticator) -> Client:
    """Return a browser signed in and confirmed, past the second step."""
    client.force_login(noor, backend="partners.signin.AccountBackend")
    confirm(client)
    return client


def test_passkeys_are_listed_renamed_and_removed(
    with_passkey: Client, passkey: Authenticator
) -> None:
    assert "Laptop van school" in with_passkey.get(f"{STEPS}passkeys/").content.decode()
    renamed = with_passkey.post(f"{STEPS}passkeys/{passkey.pk}/naam/", {"name": "Sleutel"})
    assert renamed["Location"] == f"{STEPS}passkeys/"
    page = with_passkey.get(f"{STEPS}passkeys/{passkey.pk}/verwijderen/").content.decode()
    assert "Sleutel" in page
    with_passkey.post(f"{STEPS}passkeys/{passkey.pk}/verwijderen/")
    assert not Authenticator.objects.exists()


def test_passkey_needs_a_name(with_passkey: Client, passkey: Authenticator) -> None:
    page = with_passkey.post(f"{STEPS}passkeys/{passkey.pk}/naam/", {"name": ""})
    assert "Vul een naam in." in page.content.decode()


@pytest.mark.parametrize("act", ["naam", "verwijderen"])
def test_passkey_of_somebody_else_is_not_found(
    client: Client, passkey: Authenticator, act: str
) -> None:
    other = UserFactory()
    client.force_login(other, backend="partners.signin.AccountBackend")
    confirm(client)
    assert client.get(f"{STEPS}passkeys/{passkey.pk}/{act}/").status_code == 404


def test_passkey_is_offered_at_sign_in(client: Client, noor: User, passkey: Authenticator) -> None:
    assert enter(client, noor)["Location"] == f"{STEPS}code/"
    page = client.get(f"{STEPS}code/").content.decode()
    assert "Passkey gebruiken" in page
    assert '"request_options"' in page


def test_passkey_page_to_confirm(with_passkey: Client) -> None:
    page = with_passkey.get(f"{STEPS}passkeys/bevestigen/").content.decode()
    assert "Passkey gebruiken" in page


# --- sessions ---------------------------------------------------------------------------------


def test_sessions_are_listed_and_others_ended(client: Client, noor: User) -> None:
    other = Client(headers={"user-agent": "Oude telefoon"})
    enter(client, noor)
    enter(other, noor)
    page = client.get("/account/sessies/").content.decode()
    assert ("Oude telefoon" in page, "dit apparaat" in page) == (True, True)
    client.post("/account/sessies/")
    assert other.get("/mijn-organisatie/").status_code == 302
    assert client.get("/mijn-organisatie/").status_code == 200
    assert AuditEntry.objects.get(action="signin.sessions_ended").details == {"count": 1}


def test_sessions_with_only_this_one_offer_nothing(client: Client, noor: User) -> None:
    enter(client, noor)
    page = client.get("/account/sessies/").content.decode()
    assert "Je bent nergens anders ingelogd." in page
    assert "Op andere apparaten uitloggen" not in page


@pytest.mark.parametrize("others", [0, 2])
def test_sessions_of_other_people_are_not_shown(client: Client, noor: User, others: int) -> None:
    for number in range(others):
        enter(Client(headers={"user-agent": f"Vreemd {number}"}), UserFactory())
    enter(client, noor)
    assert "Vreemd" not in client.get("/account/sessies/").content.decode()
