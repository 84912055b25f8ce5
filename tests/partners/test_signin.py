"""Signing in and out, the limits on attempts, and where a reader may be sent."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from partners.models import AuditEntry, Message, User
from partners.signin import AccountAdapter, is_local, link_if_needed, may_sign_in
from tests.factories.partners import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/account/inloggen/"
WRONG = "Deze gegevens kloppen niet samen."


@pytest.fixture
def noor() -> User:
    """Return a person with a role."""
    user = UserFactory(name="Noor Zomerdijk", email="noor@example.org", login_name="noor-z")
    MembershipFactory(user=user)
    return user


def enter(client: Client, login: str = "noor@example.org", **more: Any) -> Any:
    """Post the sign-in form."""
    data = {"login": login, "password": more.pop("password", PASSWORD)}
    return client.post(LOGIN + more.pop("query", ""), data, **more)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize(
    "login", ["noor@example.org", "Noor@Example.ORG", " noor@example.org ", "noor-z", "NOOR-Z"]
)
def test_login_by_address_or_login_name_whatever_the_case(
    client: Client, noor: User, login: str
) -> None:
    response = enter(client, login)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(noor.pk)


def test_login_page_speaks_dutch(client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    for text in ("E-mailadres of inlognaam", "Wachtwoord vergeten", "Nog geen account?"):
        assert text in page
    assert "placeholder" not in page


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"login": "", "password": ""}, "Vul je e-mailadres of je inlognaam in."),
        ({"login": "noor@example.org", "password": ""}, "Vul je wachtwoord in."),
        ({"login": "noor@example.org", "password": "Iets-heel-anders"}, WRONG),
        ({"login": "niemand@example.org", "password": PASSWORD}, WRONG),
        ({"login": "niemand", "password": PASSWORD}, WRONG),
    ],
)
def test_login_refuses_in_the_same_words(
    client: Client, noor: User, data: dict[str, str], text: str
) -> None:
    page = client.post(LOGIN, data).content.decode()
    assert text in page
    assert "Fout:" in page
    assert "_auth_user_id" not in client.session


def test_login_of_closed_account_is_refused_with_a_sentence(client: Client, noor: User) -> None:
    User.objects.update(is_active=False)
    response = enter(client, follow=True)
    assert response.redirect_chain == [("/account/gesloten/", 302)]
    assert "Je kunt hier niet inloggen met dit account." in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_login_of_closed_account_with_wrong_password_tells_nothing(
    client: Client, noor: User
) -> None:
    User.objects.update(is_active=False)
    assert WRONG in enter(client, password="Iets-heel-anders").content.decode()


@pytest.mark.parametrize(("is_demo", "goes_to"), [(True, "/"), (False, "/account/gesloten/")])
def test_login_of_demo_account_only_in_a_demo(
    client: Client, noor: User, settings: Any, is_demo: bool, goes_to: str
) -> None:
    User.objects.update(is_demo=True)
    settings.DEMO = is_demo
    assert enter(client)["Location"] == goes_to
    assert ("_auth_user_id" in client.session) is is_demo


def test_session_of_demo_account_ends_where_the_demo_does(
    client: Client, noor: User, settings: Any
) -> None:
    User.objects.update(is_demo=True)
    settings.DEMO = True
    enter(client)
    settings.DEMO = False
    assert client.get("/mijn-organisatie/")["Location"].startswith(LOGIN)


def test_login_gives_the_session_a_new_key(client: Client, noor: User) -> None:
    session = client.session
    session["before"] = "1"
    session.save()
    enter(client)
    assert client.session.session_key != session.session_key
    assert client.session.get_expire_at_browser_close()


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/leden/?q=a%26b", "/leden/?q=a&b"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("http://testserver/leden/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_login_goes_on_within_this_site_only(
    client: Client, noor: User, target: str, goes_to: str
) -> None:
    assert enter(client, query=f"?next={target}")["Location"] == goes_to


def test_login_of_somebody_signed_in_goes_on(client: Client, noor: User) -> None:
    enter(client)
    assert client.get(f"{LOGIN}?next=/leden/")["Location"] == "/leden/"


@pytest.mark.parametrize(
    ("url", "local"), [("/leden/", True), ("leden/", False), ("", False), ("//x/", False)]
)
def test_is_local(url: str, local: bool) -> None:
    assert is_local(url) is local


def test_login_is_logged_without_address(client: Client, noor: User) -> None:
    enter(client, password="Iets-heel-anders")
    enter(client, "niemand@example.org")
    enter(client)
    assert actions() == ["signin.failed", "signin.failed", "signin.succeeded"]
    known, unknown, good = AuditEntry.objects.order_by("pk")
    assert (known.user, known.target_key, known.details) == (None, str(noor.pk), {})
    assert (unknown.user, unknown.target_key, unknown.details) == (None, "", {})
    assert (good.user, good.role, good.organisation) == (
        noor,
        "gem",
        noor.memberships.get().organisation,
    )


def test_refused_sign_in_is_logged_once(client: Client, noor: User) -> None:
    User.objects.update(is_active=False)
    enter(client)
    assert actions() == ["signin.failed"]


def test_too_many_wrong_passwords_lock_the_account_for_a_while(client: Client, noor: User) -> None:
    for _attempt in range(5):
        assert WRONG in enter(client, password="Iets-heel-anders").content.decode()
    page = enter(client).content.decode()
    assert "Wacht vijf minuten" in page
    assert "_auth_user_id" not in client.session


def test_too_many_wrong_passwords_lock_only_that_account(client: Client, noor: User) -> None:
    UserFactory(email="bram@example.org")
    for _attempt in range(5):
        enter(client, password="Iets-heel-anders")
    assert enter(client, "bram@example.org")["Location"] == "/"


def test_too_many_sign_ins_from_one_address_get_a_page(client: Client) -> None:
    for _attempt in range(30):
        client.post(LOGIN, {"login": "", "password": ""})
    response = client.post(LOGIN, {"login": "", "password": ""})
    assert response.status_code == 429
    assert "Wacht vijf minuten" in response.content.decode()


def test_logout_asks_first_and_ends_the_session_by_post(client: Client, noor: User) -> None:
    enter(client)
    assert "Wil je uitloggen" in client.get("/account/uitloggen/").content.decode()
    assert "_auth_user_id" in client.session
    response = client.post("/account/uitloggen/")
    assert response["Location"] == "/"
    assert "_auth_user_id" not in client.session
    assert actions()[-1] == "signin.ended"


def test_logout_needs_the_csrf_token(noor: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(noor, backend="partners.signin.AccountBackend")
    assert strict.post("/account/uitloggen/").status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "socialaccount_connections",
        "socialaccount_login",
        "mfa_login_webauthn",
    ],
)
def test_pages_that_are_not_ours_have_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["signup/", "email/", "aanmelden/", "social/connections/", ""])
def test_addresses_of_allauth_itself_are_not_found(client: Client, path: str) -> None:
    assert client.get(f"/account/{path}").status_code == 404


def test_sign_up_is_closed() -> None:
    assert AccountAdapter().is_open_for_signup(None) is False  # type: ignore[arg-type]


def test_adapter_refuses_a_mail_outside_the_outbox(mailoutbox: list[Any]) -> None:
    with pytest.raises(NotImplementedError):
        AccountAdapter().send_mail("account/email/login_code", "noor@example.org", {})
    assert (mailoutbox, Message.objects.count()) == ([], 0)


def test_may_sign_in_depends_on_state_and_demo(settings: Any) -> None:
    settings.DEMO = False
    accounts = [{}, {"is_active": False}, {"is_demo": True}]
    assert [may_sign_in(User(**{"is_active": True, **a})) for a in accounts] == [True, False, False]


def test_link_if_needed_is_for_who_has_no_password(settings: Any) -> None:
    settings.BASE_URL = "https://overgang.example"
    invited = User.objects.create_user(name="Pien Dop", email="pien@example.org")
    assert (link_if_needed(invited) or "").startswith(
        "https://overgang.example/account/wachtwoord/kiezen/"
    )
    assert link_if_needed(UserFactory()) is None
